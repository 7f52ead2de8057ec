# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status --watch: real events of real interfaces; sysfs is a mock. A uevent of a real udevd is in tests/udevd.
load status.bash

setup() {
	node_start
}

teardown() {
	end_background
}

# watch - in the background, until there is the first picture
watch() {
	start env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" --watch
	wait_until 20 shown 1
	settle
}

# shown NUMBER - so many pictures, each of which begins with the time
shown() {
	[ "$(grep -cE '^2[0-9]{3}-[0-9]{2}-[0-9]{2} [0-9:]{8}  .*; Ctrl-C ends$' "$said")" -eq "$1" ]
}

# settle - no address is tentative any more, which changes nothing in the picture, but is an event
settle() {
	settled() { ! in_world ip -6 address show tentative | grep -q inet6; }
	wait_until 10 settled
	sleep 0.3
}

# now PATTERN - the last picture has such a line
now() {
	tac "$said" | sed '/^2[0-9-]* [0-9:]*  .*; Ctrl-C ends$/q' | grep -qE "$1"
}

# waits of process PID - how often it has given up the processor by itself
waits() {
	awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$1/status"
}

@test "--watch: one picture for each change of a link, none for anything else, and the status of the last one (mock)" {
	watch
	now ' all well; Ctrl-C ends$'
	in_world ip link set en05 down
	wait_until 10 shown 2
	now '^error   F1  en05 is down$'
	in_world ip link set en05 up
	wait_until 10 shown 3
	now ' all well; Ctrl-C ends$'
	in_world ip link set en06 mtu 1500
	wait_until 10 shown 4
	now '^error   F12 en06 has MTU 1500, not 65520$'
	# an event, and nothing new
	in_world ip link set lo mtu 1234
	in_world ip address del 10.0.0.1/30 dev en05
	wait_until 10 shown 5
	now "^error   F10 en05 lacks its address 10.0.0.1$"
	in_world sysctl -q -w net.ipv4.conf.en05.forwarding=0
	wait_until 10 shown 6
	now '^error   F17 en05 does not forward IPv4$'
	in_world ip route add 10.100.0.13/32 dev en06
	wait_until 10 shown 7
	now '^routes  10.100.0.13/32 by en06$'
	in_world ip link del en06
	wait_until 10 shown 8
	now '^en06    gone just now$'
	# what changed, with its time, the last five
	now '^[0-9:]{8} over link en06$'
	now '^[0-9:]{8} now F17 en05 does not forward IPv4$'
	assert_equal "$(tac "$said" | sed '/Ctrl-C ends$/q' | grep -cE '^[0-9:]{8} (now|over) ')" 5
	kill -TERM "$started"
	finish 3
	run -1 grep -nE '^.{81}' "$said"
	run -1 grep -n $'\033' "$said"
}

@test "--watch: Ctrl-C, a hangup and a reader that has gone end it, with 0 if all is well (mock)" {
	local signal
	for signal in INT HUP; do
		watch
		kill "-$signal" "$started"
		finish 0
	done
	run -0 timeout 20 "${enter[@]}" env SYSTEMD_DEVICE_VERIFY_SYSFS=0 sh -c '{ "$0" --watch; echo $? >&2; } | sed 2q' "$TBNET_BIN/tbnet-status"
	assert_line --index -1 0
}

@test "--watch under strace ends with the test that started it (mock)" {
	start_traced -E SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" --watch
	wait_until 20 shown 1
	kill "$started"
	wait_until 10 is_gone "$started"
}
is_gone() {
	! kill -0 "$1" 2>&-
}

# calm - it is done with the last event, whose look takes a while on a busy machine
calm() {
	local calls
	calls=$(wc -l < "$trace")
	sleep 1
	[ "$(wc -l < "$trace")" -eq "$calls" ]
}

@test "--watch: while nothing happens it does nothing at all, for a minute (mock)" {
	local pid calls switches
	start_traced -E SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" --watch
	wait_until 20 shown 1
	settle
	wait_until 30 calm
	pid=$(tail -n 1 "$trace" | sed 's/ .*//')
	calls=$(wc -l < "$trace")
	switches=$(waits "$pid")
	sleep 3
	assert_equal "$(wc -l < "$trace") $(waits "$pid")" "$calls $switches"
	run -0 tail -n 1 "$trace"
	# the poll() that it is in has a minute to go
	assert_output --regexp '^[0-9]+ +poll\(\[.*\], [0-9]+, (5[0-9]{4}|60000)'
	# and it wakes by an event
	in_world ip link set en05 down
	wait_until 10 shown 2
	kill -TERM "$pid"
	finish 3
}

@test "--watch: a burst of events is one change, and one that is too much for the socket is none too many (mock)" {
	local n
	watch
	for n in {1..300}; do
		printf 'link set en05 mtu %d\n' $((30000 + n))
	done > "$BATS_TEST_TMPDIR/batch"
	in_world ip -batch "$BATS_TEST_TMPDIR/batch"
	many() { now 'en05 has MTU 30300,'; }
	wait_until 10 many
	n=$(grep -c 'en05    up, MTU 30' "$said")
	[ "$n" -le 5 ] || fail "$n pictures of 300 changes"

	kill -STOP "$started"
	for n in {1..1500}; do
		printf 'link set en05 mtu %d\n' $((40000 + n % 7))
	done > "$BATS_TEST_TMPDIR/batch"
	in_world ip -batch "$BATS_TEST_TMPDIR/batch"
	in_world ip link set en05 mtu 1500
	# the kernel had to throw some away
	run -0 awk '$2 == 0 && $9 > 0' "/proc/$started/net/netlink"
	assert_output
	kill -CONT "$started"
	lost() { now 'en05 has MTU 1500,'; }
	wait_until 10 lost
	in_world ip link set en05 mtu 65520
	well() { now ' all well; Ctrl-C ends$'; }
	wait_until 10 well
	kill -TERM "$started"
	finish 0
}

@test "--watch: on a terminal it clears and draws again, also when it goes on after a stop, and leaves the terminal as it was (mock)" {
	local keys=$BATS_TEST_TMPDIR/keys screen=$BATS_TEST_TMPDIR/screen
	mkfifo "$keys"
	exec {open}<> "$keys"
	drawn() { [ -e "$screen" ] && [ "$(grep -c $'\033\[H\033\[2J2' "$screen")" -eq "$1" ]; }
	printf '%s\n' 'trap : INT; stty -g' "sh -c 'echo \$\$ > \"\$0\"; exec \"\$1\" --watch' \"\$@\"" 'echo "ended $?"; stty -g' > "$BATS_TEST_TMPDIR/shell"
	# shellcheck disable=SC2016 # for that shell
	start env SYSTEMD_DEVICE_VERIFY_SYSFS=0 TERM=xterm sh -c 'exec script -qfec "$1" "$2" < "$3"' sh \
		"sh $BATS_TEST_TMPDIR/shell $BATS_TEST_TMPDIR/pid $TBNET_BIN/tbnet-status" "$screen" "$keys"
	wait_until 20 drawn 1
	settle
	in_world ip link set en05 down
	wait_until 10 drawn 2
	kill -STOP "$(< "$BATS_TEST_TMPDIR/pid")"
	kill -CONT "$(< "$BATS_TEST_TMPDIR/pid")"
	wait_until 10 drawn 3
	printf '\003' >&"$open"
	ended() { grep -q 'ended 3' "$screen"; }
	wait_until 10 ended
	exec {open}>&-
	run -0 tr -d '\r' < "$screen"
	assert_output --partial $'\033[31merror  \033[0m F1  en05 is down'
	assert_equal "$(grep -cE '^[0-9a-f]+(:[0-9a-f]+)+$' <<< "$output") $(grep -E '^[0-9a-f]+(:[0-9a-f]+)+$' <<< "$output" | sort -u | wc -l)" '2 1'
}

@test "--watch: what does not fit the terminal is cut, and said: the sum and the worst finding are on it (mock)" {
	local screen=$BATS_TEST_TMPDIR/screen n
	for n in {1..9}; do
		in_etc "/etc/systemd/system/$n.service" 'ExecStart=/sbin/rmmod thunderbolt'
	done
	in_world ip link set en05 mtu 1500
	start env SYSTEMD_DEVICE_VERIFY_SYSFS=0 TERM=xterm script -qfec "stty rows 24 cols 80; exec $TBNET_BIN/tbnet-status --watch" "$screen"
	drawn() { grep -q '(more: tbnet-status)' "$screen"; }
	wait_until 20 drawn
	run -0 tr -d '\r' < "$screen"
	output=$(sed 's/\x1b\[[0-9;]*[mHJ]//g' <<< "${output#*$'\033[2J'}")
	[ "$(wc -l <<< "$output")" -le 24 ]
	assert_output --regexp '^2[0-9: -]+  degraded: 1 error, 9 warnings; Ctrl-C ends'
	assert_output --partial 'error   F12 en05 has MTU 1500, not 65520'
	kill "$(pgrep -P "$started" -f "^$TBNET_BIN/tbnet-status --watch")"
	wait_until 10 is_gone "$started"
}

@test "--watch: a look that fails later is reported, and done again within a bound; the first one must not (mock)" {
	watch
	# no more sockets
	prlimit --pid "$started" --nofile=6:1024
	in_world ip link set en05 down
	failed() { grep -q "^tbnet-status: cannot read the state, retry in 5 s: .* (attempt 1 of 12)$" "$said"; }
	wait_until 10 failed
	shown 1
	prlimit --pid "$started" --nofile=1024:1024
	wait_until 10 shown 2
	now '^error   F1  en05 is down$'
	kill -TERM "$started"
	finish 3

	run -1 in_world strace -f -o /dev/null -e trace=socket -e inject=socket:error=EMFILE \
		env "ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0" "$TBNET_BIN/tbnet-status" --watch
	assert_output --partial 'tbnet-status: cannot read the state of this node: '
	run -1 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 sh -c 'exec "$0" --watch > /dev/full' "$TBNET_BIN/tbnet-status"
	assert_output 'tbnet-status: cannot write to stdout: No space left on device'
}

@test "since when is the same every time that it is asked (mock)" {
	local n since
	for n in {1..8}; do
		run -0 status --json
		since+=$(jq '.links[0].since' <<< "$output")$'\n'
		sleep 0.13
	done
	assert_equal "$(sort -u <<< "$since" | grep -c .)" 1
}
