# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: what it makes of FRR. Real zebra and fabricd at both ends of en05; no interface of en06's neighbor.
load status.bash

setup() {
	node_start
	getent passwd root frr | in_world tee /etc/passwd > "$BATS_TEST_TMPDIR/users"
	getent group root frr frrvty | in_world tee /etc/group > "$BATS_TEST_TMPDIR/groups"
	in_etc /etc/frr/daemons '# comment' 'zebra=no' 'fabricd=yes'
	in_etc /etc/pam.d/frr 'auth sufficient pam_permit.so' 'account sufficient pam_permit.so'
	in_world mkdir -p /run/frr
	in_world chown frr:frr /run/frr /etc/frr
}

teardown() {
	local pid
	for pid in $(in_world sh -c 'cat /run/frr/*.pid /run/frr/*/*.pid 2>&-'); do
		# the number of one that has ended may be somebody else's by now
		[[ $(readlink "/proc/$pid/exe") == /usr/lib/frr/* ]] || continue
		kill -CONT "$pid" && kill "$pid"
	done
	end_background
}

# daemons PATHSPACE-OPTION... - in the background; COMMAND is in $run
daemons() {
	local daemon
	for daemon in mgmtd zebra fabricd; do
		# since FRR 9 vtysh configures through it
		[ "$daemon" != mgmtd ] || [ -x /usr/lib/frr/mgmtd ] || continue
		"${run[@]}" "/usr/lib/frr/$daemon" -d "$@" -u frr -g frr -A 127.0.0.1 --log "file:/run/frr/$daemon.log" \
			< /dev/null > "$BATS_TEST_TMPDIR/$daemon" 2>&1 3>&-
	done
	"${run[@]}" vtysh "$@" -b < /dev/null > "$BATS_TEST_TMPDIR/vtysh" 2>&1 || { cat "$BATS_TEST_TMPDIR"/{vtysh,zebra,fabricd}; false; }
}

# frr_config FILE NUMBER [LINE...] - of node NUMBER; lines go to the router's block
frr_config() {
	in_etc "$1" "hostname n$2" 'router openfabric tb4' " net 49.0001.0101.0000.001$2.00" "${@:3}" exit \
		'interface en05' ' ip router openfabric tb4' ' openfabric hello-interval 1' ' openfabric hello-multiplier 3' exit 'interface lo' ' ip router openfabric tb4' ' openfabric passive' exit
}

# n1 here, and n2 in a namespace of its own at the other end of en05
fabric() {
	local far
	background "${enter[@]}" unshare --net --uts sh -c 'hostname n2; : > /run/far; exec sleep infinity'
	far=${background_pids[-1]}
	wait_until 10 in_world test -e /run/far
	in_world ip link set p-en05 netns "$far"
	run=(nsenter "--target=$far" --net --uts --mount --)
	"${run[@]}" ip link set p-en05 name en05
	"${run[@]}" ip link set en05 up mtu 65520
	"${run[@]}" ip link set lo up
	"${run[@]}" ip address add 10.100.0.12/32 dev en05
	"${run[@]}" ip address add 10.100.0.12/32 dev lo
	in_world ip address add 10.100.0.11/32 dev en05
	in_world ip address add 10.100.0.11/32 dev lo
	in_world mkdir -p /run/frr/n2 /etc/frr/n2
	in_world chown frr:frr /run/frr/n2 /etc/frr/n2
	frr_config /etc/frr/n2/frr.conf 2 ' lsp-gen-interval 1'
	frr_config /etc/frr/frr.conf 1 "$@"
	in_world touch /etc/frr/vtysh.conf /etc/frr/n2/vtysh.conf
	daemons -N n2
	run=(in_world)
	daemons
}

adjacent() {
	[ "$(in_world vtysh -c 'show openfabric neighbor json' 2>&- | jq '[.areas[].circuits[]?.state | select(. == "Up")] | length')" = 1 ]
}

routed() {
	in_world ip route show proto 197 | grep -q .
}

@test "F18: FRR is to run, and does not (mock)" {
	finds error frr-stopped
	assert_equal "$next" 'systemctl status frr'
	in_etc /etc/frr/daemons 'fabricd=no'
	all_well
}

@test "F18: a neighbor and routes are well; a neighbor that is gone is missed (mock)" {
	fabric ' lsp-gen-interval 1'
	wait_until 60 routed
	all_well
	assert_line 'FRR     fabricd runs, en05: n2, lsp-gen-interval 1'
	assert_line 'routes  10.100.0.12/32 by en05'
	run -0 status --json
	assert_equal "$(jq -c '[.frr, .routes[0].to, .links[0].openfabric]' <<< "$output")" \
		'[{"state":"running","answers":true,"lsp_gen_interval":1},"10.100.0.12/32",{"enabled":true,"neighbor":"n2","adjacent":true}]'

	# the peer's daemon is gone, the link is as it was
	kill "$(in_world cat /run/frr/n2/fabricd.pid)"
	gone() { ! adjacent; }
	wait_until 20 gone
	finds error no-neighbor en05
	assert_equal "$what" "en05 works, but FRR's OpenFabric neighbor on it is missing"
	# a guide's mesh, of which tbnet-fabric check has no settings
	assert_equal "$next" 'journalctl -u frr -b'
}

@test "F18: neighbors without a route (mock)" {
	fabric ' lsp-gen-interval 1'
	wait_until 60 routed
	# what zebra does not put into the kernel
	in_world vtysh -c 'conf' -c 'ip protocol openfabric route-map none' -c 'route-map none deny 1'
	gone() { ! routed; }
	wait_until 20 gone
	finds error no-routes
	assert_equal "$next" "vtysh -c 'show openfabric route'"
}

@test "F18: an lsp-gen-interval that makes a second change slow is worth a note (mock)" {
	fabric
	wait_until 60 routed
	finds note lsp-gen
	assert_equal "$what" 'lsp-gen-interval of router openfabric tb4 is 30 s'
}

@test "F18: a daemon that hangs is given up after 5 s, and named (mock)" {
	fabric ' lsp-gen-interval 1'
	wait_until 60 routed
	kill -STOP "$(in_world cat /run/frr/fabricd.pid)"
	local slow=1
	finds warning frr-silent
	assert_equal "$why" 'vtysh did not answer within 5 s'
	# and nothing of it is left
	run -0 in_world sh -c 'here=$(readlink /proc/self/ns/net); for p in $(pgrep -x vtysh); do
		[ "$(readlink /proc/$p/ns/net)" != "$here" ] || echo "$p"; done'
	refute_output
}

@test "an ordinary user is told that FRR cannot be asked (mock)" {
	fabric ' lsp-gen-interval 1'
	wait_until 60 routed
	run -0 --separate-stderr as_user
	assert_line 'FRR     fabricd runs, neighbors not seen'
	assert_line "unseen  FRR's neighbors (group frrvty): not permitted for this user"
	assert_line 'no fault seen, as far as this user may see; for the rest: sudo tbnet-status'
}

# answers [CODE] - what vtysh prints is stdin, by a program in its place, and it ends so; a fabricd that only has the name
answers() {
	cat | in_world tee /run/answer > "$BATS_TEST_TMPDIR/answer"
	echo "${1:-0}" | in_world tee /run/code > "$BATS_TEST_TMPDIR/code"
	[ -z "${pretends:-}" ] || return 0
	put "$usr/bin/vtysh" '#!/bin/sh' 'cat /run/answer' 'exit "$(cat /run/code)"'
	chmod +x "$usr/bin/vtysh"
	take_usr
	start_as "$BATS_TEST_TMPDIR/fabricd"
	pretends=$started
	echo "$pretends" | in_world tee /run/frr/fabricd.pid > "$BATS_TEST_TMPDIR/pid"
}

@test "F18: what vtysh says is not believed, only read: control characters, other types, no end (mock)" {
	local text
	answers <<- 'END'
		{"areas":[1,null,{"circuits":3},{"circuits":[null,[],{"adj":5,"interface":[]},{"adj":"x","interface":"en99","state":"Up"},
		{"adj":"n2\u001b[2J\u0007\u009b","interface":"en05","state":"Up"},
		{"adj":"012345678901234567890123456789012345678901234567890123456789\u202ex01234567890123456789012345678901234567890","interface":"en06","state":"Up"}]}]}
		router openfabric tb4
		 lsp-gen-interval 99999999999
		interface en05
		 ip router openfabric tb4
		interface
		interface en06
		 ip router openfabric tb4
	END
	run -3 status
	text=$output
	# it has no routes, and an interval that it cannot have is none
	assert_line --regexp '^error   F18 FRR has neighbors, but no route'
	assert_line --partial 'en05: n2?[2J'
	assert_line --partial 'lsp-gen-interval 30'
	run -1 grep -nP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' <<< "$text"
	run -1 grep -nE '^.{81}' <<< "$text"
	run -3 status --json
	jq -e '.links[0].openfabric.adjacent' <<< "$output"
}

@test "F18: an answer that is none is reported to be none (mock)" {
	local answer
	for answer in '' 'x' '[]' '{"areas":' '"x"' $'\001\377' "$(printf '[%.0s' {1..4000})"; do
		answers < <(printf '%s' "$answer")
		finds warning frr-silent
		assert_equal "$why" "vtysh's answer is not JSON"
	done
	answers < <(yes '{"a":' | head -c 300000)
	finds warning frr-silent
	assert_equal "$why" "vtysh's answer has no end"
	answers 1 <<< '{}'
	finds warning frr-silent
	assert_equal "$why" 'vtysh failed'
	# an ordinary user whom it refuses cannot tell
	run -0 --separate-stderr as_user
	assert_line "unseen  FRR's neighbors (vtysh): not permitted for this user"
	refute_output --partial 'all well'
	for answer in '{}' '{"areas":1}' '{"areas":[{}]}'; do
		answers <<< "$answer"
		all_well
	done
}
