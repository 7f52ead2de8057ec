# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine with Proxmox VE as far as tbnet-fabric sees one: stand-ins for pvesh and vtysh (mock) over /usr/bin, and an /etc, /run
# and /var/lib of its own that stay between calls. What is proven here holds for what pve/schema.json says, no more.

load private.bash

root=$BATS_TEST_TMPDIR/root
state=$root/run/pve
fabric=$TBNET_BIN/tbnet-fabric

# for setup()
make_pve() {
	need_private
	mkdir -p "$root/etc/frr" "$state" "$root/var"
	cp "$TBNET_TOP"/tests/{unit/pve/schema.json,lib/json.pl} "$state"
	printf '%s\n' n1 n2 n3 > "$state/cluster"
	# Proxmox VE's frr comes with both
	printf 'bgpd=yes\nbfdd=yes\nfabricd=no\n' > "$root/etc/frr/daemons"
	mkdir "$root/run/frr"
	daemon_runs bfdd
	pve true 2>&- || cannot_run "no overlay mount in a namespace"
}

# daemon_runs NAME - as far as its pid file says
daemon_runs() {
	cp "$(command -v sleep)" "$BATS_TEST_TMPDIR/$1"
	background "$BATS_TEST_TMPDIR/$1" infinity
	wait_until 10 grep -qx "$1" "/proc/$!/comm"
	echo $! > "$root/run/frr/$1.pid"
}

# pve COMMAND... - on that machine
pve() {
	unshare "${user_namespace[@]}" --mount --net --propagation private sh -ec '
		mount -t overlay overlay -o "lowerdir=$1:/usr/bin" /usr/bin
		mount --bind "$0/etc" /etc
		mount --bind "$0/var" /var/lib
		mount --bind "$0/run" /run
		shift
		exec "$@"' "$root" "$TBNET_TOP/tests/unit/pve" "$@"
}

# fab VERB [OPTION...] - tbnet-fabric of the ring of three, on n1
fab() {
	pve "$fabric" "$1" --prefix=10.100.0.0/24 --nodes='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13' --node=n1 "${@:2}"
}

# calls - what was written through the API since the last time, a call a line
calls() {
	[ ! -f "$state/calls" ] || grep -v '^get ' "$state/calls" || true
	rm -f "$state/calls"
}

# has CODE... - Python that changes c, the configuration of both, or with "config" first only of that which is not applied
has() {
	local files=(config running)
	[ "$1" != config ] || { files=(config); shift; }
	python3 -c '
import json, sys
for name in sys.argv[3:]:
    path = sys.argv[1] + "/" + name + ".json"
    c = json.load(open(path))
    exec(sys.argv[2])
    json.dump(c, open(path, "w"))' "$state" "$1" "${files[@]}"
}

# before_calls SCRIPT - runs before each call of pvesh, with $1 verb, $2 path; another exit code than 0 ends it (99: with 0)
before_calls() {
	printf '%s\n' "$1" > "$state/do"
}
