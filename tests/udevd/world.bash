# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Worlds: a private Debian 13 with a systemd-udevd and a systemd-journald of its own, in
# namespaces. Network devices made in it get real uevents, renames and RUN.
# A world has the name of a folder; everything in it is gone after world_stop, or when the shell
# that started it ends.
# Needs root, a kernel with overlayfs, and what world_missing looks for.

world_here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
# shellcheck source=tests/lib/namespaces.bash
. "$world_here/../lib/namespaces.bash"

# world_missing: why no world can be made on this machine; nothing if it can.
world_missing() {
	local tool
	for tool in mmdebstrap unshare nsenter setpriv pivot_root ip; do
		command -v "$tool" > /dev/null || { echo "no $tool"; return; }
	done
	no_namespaces
	grep -qw overlay /proc/filesystems || modprobe -q overlay 2>&- || echo "no overlayfs in this kernel: modprobe overlay"
}

# world_root [SUITE]: its tree, of Debian 13, made once and kept; its path on stdout.
world_root() {
	"$world_here/../lib/root" "${1:-trixie}"
}

# world_package SUITE DIR: the package for that suite, or $TBNET_DEB, unpacked.
world_package() {
	dpkg-deb -x "${TBNET_DEB:-$("$world_here/../lib/deb" "$1")}" "$2"
	# in Debian 12 units and rules may be in /lib, and /lib is a link
	[ ! -d "$2/lib" ] || {
		cp -a "$2/lib/." "$2/usr/lib"
		rm -r "${2:?}/lib"
	}
}

# world_boot DIR NAME LOWER...: a world whose first process is systemd, with its own journald and udevd, in cgroups of
# its own. As in a container it leaves the kernel's settings alone. WORLD_BOOT is for world_make.
world_boot() {
	local hierarchy
	hierarchy=$(findmnt --noheadings --first-only --types cgroup2 --output TARGET) || { echo "no cgroup2 here" >&2; return 1; }
	mkdir -p "$1"
	echo "$hierarchy/tbnet-world-$$-$RANDOM" > "$1.cgroup"
	mkdir "$(< "$1.cgroup")"
	WORLD_BOOT=$(< "$1.cgroup") world_make "$@"
	local i
	for i in {1..300}; do
		[ "$(world_run "$1" systemctl is-active systemd-udevd.service 2> /dev/null)" != active ] || return 0
		sleep 0.1
	done
	echo "$1: not booted after $i tries" >&2
	return 1
}

# world_make DIR NAME LOWER...: a world with its journal but without udevd, so that files can
# be put into it first. LOWER are trees, the upper ones first; none of them is changed.
world_make() {
	local dir=$1 name=$2 answer ready
	shift 2
	local IFS=:
	mkdir -p "$dir"
	exec {ready}< <(
		[ -z "${WORLD_BOOT-}" ] || echo "$BASHPID" > "$WORLD_BOOT/cgroup.procs"
		exec setpriv --pdeathsig KILL \
			unshare --net --mount --pid --uts --ipc ${WORLD_BOOT:+--cgroup} --fork --kill-child \
			"$world_here/world-init" "$dir" "$name" "$*" ${WORLD_BOOT:+boot} 2> "$dir/init.log" 3>&-
	)
	echo $! > "$dir/unshare.pid"
	read -r -u "$ready" answer || answer=$(< "$dir/init.log")
	exec {ready}<&-
	[ "$answer" = ready ] || { echo "no world in $dir: $answer" >&2; return 1; }
	answer=$(< "/proc/$!/task/$!/children")
	echo "${answer% }" > "$dir/pid"
	world_born "$dir" > "$dir/born"
}

# world_born DIR: when its first process began, in ticks since the boot (proc(5), stat): a later process may have its
# number, but not this, too. Nothing if there is none.
world_born() {
	local stat
	{ stat=$(< "/proc/$(< "$1/pid")/stat"); } 2> /dev/null || return 0
	cut -d ' ' -f 20 <<< "${stat##*) }"
}

# world_start DIR NAME LOWER...: a whole world. The test mark (folder mark/) is put into it.
world_start() {
	world_make "$@"
	world_mark "$1"
	world_journald "$1"
	world_udevd "$1"
}

# world_stop DIR: end every process of the world and wait until the last is gone.
world_stop() {
	[ -s "$1/pid" ] || return 0
	[ "$(world_born "$1")" != "$(< "$1/born")" ] || kill -KILL "$(< "$1/pid")" 2> /dev/null || true
	wait "$(< "$1/unshare.pid")" 2> /dev/null || true
	rm -f "$1/pid" "$1/born" "$1/unshare.pid" "$1/init.log"
	[ ! -s "$1.cgroup" ] || find "$(< "$1.cgroup")" -depth -type d -exec rmdir {} + || true
	rm -f "$1.cgroup"
}

# world_run DIR COMMAND...: run a command in the world, with an environment of its own.
world_run() {
	local dir=$1
	shift
	nsenter --target "$(< "$dir/pid")" --net --mount --pid --uts --ipc -- \
		env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TERM="${TERM:-dumb}" \
		"$@" 3>&-
}

# world_put DIR PATH: write standard input to a file of the world.
world_put() {
	world_run "$1" mkdir -p "$(dirname "$2")"
	world_run "$1" tee "$2" > /dev/null
}

# world_mark DIR: mark veths as Thunderbolt interfaces, see mark/.
world_mark() {
	tar -C "$world_here/mark" --owner=0 --group=0 -c . | world_run "$1" tar -C / -x
	world_put "$1" /usr/lib/tbnet-test/sysfs < "$world_here/../lib/sysfs"
}

# world_journald DIR: the real journald, on /run only, so that structured fields can be asked
# for with journalctl. It leaves the kernel's log and audit alone.
world_journald() {
	world_put "$1" /run/systemd/journald.conf.d/world.conf <<- 'END'
		[Journal]
		Storage=volatile
		Audit=
		ReadKMsg=no
		ForwardToSyslog=no
		ForwardToWall=no
		RateLimitIntervalSec=0
	END
	world_run "$1" setsid --fork /usr/lib/systemd/systemd-journald < /dev/null > /dev/null 2>&1
	local i
	for i in {1..100}; do
		world_run "$1" journalctl --sync 2> /dev/null && return
		sleep 0.05
	done
	echo "$1: no journald after $i tries" >&2
	return 1
}

# world_udevd DIR [VARIABLE=VALUE]: udevd, logging every command that it runs to the world's journal.
world_udevd() {
	world_run "$1" env SYSTEMD_LOG_TARGET=journal SYSTEMD_LOG_LEVEL=debug ${2:+"$2"} \
		/usr/lib/systemd/systemd-udevd --daemon < /dev/null > /dev/null 2>&1
	# that of systemd 262 opens its socket after the fork; where others use up what there is, such as fs.inotify.max_user_instances, it
	# ends at once
	while :; do
		world_run "$1" udevadm control --ping --timeout=30 2> /dev/null && return
		world_run "$1" pgrep -x systemd-udevd > /dev/null || break
		sleep 0.05
	done
	echo "$1: no udevd: $(world_log "$1" --output=cat --lines=1 SYSLOG_IDENTIFIER=systemd-udevd)" >&2
	return 1
}

# world_settle DIR: wait until udevd has handled every event.
world_settle() {
	world_run "$1" udevadm settle --timeout=60
}

# world_address PLACE: the MAC address by which mark/ tells the place of a veth. A place is
# CONTROLLER-PORT, 0d.2-1; controllers are those of mark/usr/lib/tbnet-test/controllers: 0d.2, 0d.3, and what a test adds.
world_address() {
	printf '02:74:62:00:%02d:%02d\n' "$(sed 's/.*\.//' <<< "${1%-*}")" "${1#*-}"
}

# world_plug DIR PLACE NAME [DIR PLACE NAME]: a cable; what the kernel does when a peer
# announces itself. The other end is in a second world, or in the namespace "far" of this one,
# where its name is PLACE and nobody brings it up.
world_plug() {
	local dir=$1 place=$2 name=$3
	if [ $# -gt 3 ]; then
		ip link add "$name" address "$(world_address "$place")" netns "$(< "$dir/pid")" type veth \
			peer name "$6" address "$(world_address "$5")" netns "$(< "$4/pid")"
	else
		world_run "$dir" ip link add "$name" address "$(world_address "$place")" type veth \
			peer name "$place" netns far
	fi
}

# world_pull DIR NAME: pull the cable, or reboot the peer: the device is gone, at both ends.
world_pull() {
	world_run "$1" ip link delete "$2"
}

# world_link DIR NAME: "en05 up 65520", as the kernel says it.
world_link() {
	local json
	json=$(world_run "$1" ip -j link show dev "$2") || return
	world_run "$1" jq -r '.[] | "\(.ifname) \(if .flags | index("UP") then "up" else "down" end) \(.mtu)"' <<< "$json"
}

# world_property DIR NAME KEY: one udev property of an interface.
world_property() {
	world_run "$1" udevadm info --query=property --property="$3" --value "/sys/class/net/$2"
}

# world_log DIR ARGUMENT...: journalctl with everything logged so far.
world_log() {
	local dir=$1
	shift
	world_run "$dir" journalctl --sync
	world_run "$dir" journalctl --quiet --no-pager "$@"
}

# world_ran DIR: the programs that rules ran, one line each: "en05: tbnet-up --ifindex=7 en05".
world_ran() {
	world_log "$1" --output=cat SYSLOG_IDENTIFIER='(udev-worker)' |
		sed -nE "s/^([^:]+): Running command \"(.*)\"$/\1: \2/p"
}
