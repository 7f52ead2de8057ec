# SPDX-License-Identifier: GPL-2.0-or-later
# The cure of a stuck login: one down/up, noted, never too often. The veth is real; that it hangs at a Thunderbolt port
# is what a mock /sys says.
load netns.bash

up=$TBNET_BIN/tbnet-up
note=/run/tbnet/bounce-0000:00:0d.2-1
stuck='tbnet-up: en05: login stuck: peer present, up, no carrier; one down/up'

setup() {
	world_start
	cable en05
	mock_port en05
}

teardown() {
	end_background
}

# mock_port NAME - a /sys that says this one thing: NAME is the netdev of a peer "n2" at port 1 of 0000:00:0d.2
mock_port() {
	in_world sh -ec '
		xdomain=/sys/devices/pci0000:00/0000:00:0d.2/domain0/0-0/0-1
		mount -t tmpfs tmpfs /sys
		mkdir -p "$xdomain/0-1.0/net/$1" /sys/class/net /sys/bus/thunderbolt/drivers/thunderbolt-net
		ln -s ../../../../../../../bus/thunderbolt/drivers/thunderbolt-net "$xdomain/0-1.0/driver"
		ln -s "../..${xdomain#/sys}/0-1.0/net/$1" "/sys/class/net/$1"
		echo n2 > "$xdomain/device_name"' sh "$1"
}

# waiting [VARIABLE=VALUE...] - tbnet-up --wait under strace, with a grace of 1 s and a bound of 3 s
waiting() {
	traced "${inject[@]}" -- env TBNET_LOGIN_GRACE=1 TBNET_CARRIER_WAIT=3 "$@" "$up" --wait en05
}
inject=()

@test "a login that is stuck for the grace gets one down/up" {
	run -4 waiting
	assert_line "$stuck"
	run -0 requests
	assert_output 'up mtu 65520
down
up mtu 65520'
	assert_link en05 up 65520
}

@test "the down/up is noted, with its time" {
	run -4 waiting
	run -0 in_world cat "$note"
	[ "$output" -ge $(($(cut -d. -f1 /proc/uptime) - 30)) ] || fail "$output is no time of just now"
	[ "$output" -le "$(cut -d. -f1 /proc/uptime)" ] || fail "$output is in the future"
}

@test "carrier after the down/up: usable, with the peer's name and port" {
	start env TBNET_LOGIN_GRACE=1 TBNET_CARRIER_WAIT=10 "$up" --wait en05
	wait_until 10 grep -q stuck "$said"
	far up
	finish 0
	assert_line 'tbnet-up: en05: usable: up at MTU 65520, carrier, peer n2 at port 1 of 0000:00:0d.2'
}

@test "none within the interval, and it says until when" {
	run -4 waiting
	run -4 waiting
	assert_line --regexp '^tbnet-up: en05: login stuck, but the last down/up was too short ago; the next one in 29[0-9] s at the earliest$'
	run -0 requests
	refute_output
}

@test "one again after the interval" {
	run -4 waiting
	in_world sh -c 'echo $(($(cut -d. -f1 /proc/uptime) - 300)) > "$1"' sh "$note"
	run -4 waiting
	assert_line "$stuck"
	run -0 requests
	assert_output 'down
up mtu 65520'
}

@test "the interval can be set" {
	run -4 waiting
	run -4 waiting TBNET_BOUNCE_INTERVAL=1
	assert_line "$stuck"
}

@test "a note that is no number, or from the future, is no reason to wait" {
	local text
	for text in '' x 4294967295; do
		in_world sh -c 'mkdir -p /run/tbnet; echo "$2" > "$1"' sh "$note" "$text"
		run -4 waiting TBNET_CARRIER_WAIT=2
		assert_line "$stuck"
	done
}

@test "no more than TBNET_BOUNCES in one wait" {
	run -4 waiting TBNET_BOUNCES=2 TBNET_BOUNCE_INTERVAL=1 TBNET_CARRIER_WAIT=8
	run -0 requests
	assert_output 'up mtu 65520
down
up mtu 65520
down
up mtu 65520'
}

@test "TBNET_BOUNCES=0 switches it off" {
	run -4 waiting TBNET_BOUNCES=0
	refute_line --partial stuck
	run -0 requests
	assert_output 'up mtu 65520'
	run -1 in_world test -e /run/tbnet
}

@test "none when the grace is longer than the wait" {
	run -4 waiting TBNET_LOGIN_GRACE=20
	run -0 requests
	assert_output 'up mtu 65520'
}

@test "none for a link that is no Thunderbolt port: no peer, no login" {
	in_world mount -t sysfs sysfs /sys
	run -4 waiting
	refute_line --partial stuck
	run -0 requests
	assert_output 'up mtu 65520'
}

@test "none with carrier" {
	far up
	run -0 waiting
	run -0 requests
	assert_output 'up mtu 65520'
}

# late_look WAIT COMMAND... - as waiting, and COMMAND happens unseen after the end of the grace, before the look then
late_look() {
	# the first poll() is for the event of its own up, the second one ends with the grace
	inject=(--inject=poll:delay_exit=2000000:when=2)
	(
		wait_until 10 is_up en05
		sleep 1.5
		"${@:2}"
	) 3>&- &
	run waiting "TBNET_CARRIER_WAIT=$1"
	wait "$!"
}

@test "none with carrier that came at the last moment" {
	late_look 10 far up
	assert_equal "$status" 0
	refute_line --partial stuck
	run -0 requests
	assert_output 'up mtu 65520'
}

@test "none for a link that was set down at the last moment: it stays down" {
	late_look 10 in_world ip link set en05 down
	assert_equal "$status" 1
	refute_line --partial stuck
	run -0 requests
	assert_output 'up mtu 65520'
	assert_link en05 down 65520
}

@test "carrier that came at the end of the wait is seen" {
	late_look 2 far up
	assert_equal "$status" 0
	assert_line --partial 'usable: up at MTU 65520, carrier'
}

@test "none when it cannot be noted: without a note there is no cap" {
	in_world mount -o remount,ro /run
	run -4 waiting
	assert_line 'tbnet-up: en05: login stuck, no down/up because it cannot be noted in /run/tbnet: Read-only file system'
	run -0 requests
	assert_output 'up mtu 65520'
}

@test "none when /run/tbnet is a link to elsewhere" {
	in_world sh -c 'mkdir /run/elsewhere; ln -s elsewhere /run/tbnet'
	run -4 waiting
	assert_line --partial 'no down/up because it cannot be noted in /run/tbnet'
	run -0 in_world ls -A /run/elsewhere
	refute_output
}

# after_down - numbers of the requests, for strace: that after the down is a look, then comes the up
after_down() {
	run -4 waiting
	in_world rm -r /run/tbnet
	in_world ip link set en05 down
	nth sendmsg 'ifi_flags=0, ifi_change=0x1'
}

@test "after its own down it does not give up at the first refusals" {
	local down
	down=$(after_down)
	# its ups, and the look of the first attempt after them
	inject=("--inject=sendmsg:error=ENOBUFS:when=$((down + 1))..$((down + 4))")
	run -4 waiting
	assert_line "$stuck"
	assert_line 'tbnet-up: en05: not up again yet: No buffer space available (attempt 3 of 3)'
	assert_line 'tbnet-up: en05: not up at MTU 65520 yet, again in 100 ms: No buffer space available (attempt 1 of 5)'
	assert_line 'tbnet-up: en05: up at MTU 65520 (attempt 2 of 5)'
	assert_link en05 up 65520
}

@test "a down whose answer does not come is followed by the up" {
	local down
	down=$(after_down)
	inject=("--inject=recvmsg:error=EAGAIN:when=$(answer_to 'ifi_flags=0, ifi_change=0x1')")
	run -4 waiting
	assert_line "$stuck"
	run -0 requests
	assert_output 'up mtu 65520
down
up mtu 65520'
	assert_link en05 up 65520
}

@test "ended between its down and its up, it still does the up" {
	local down
	down=$(after_down)
	start_traced -e trace=sendmsg \
		-e "inject=sendmsg:delay_exit=2000000:when=$down" env TBNET_LOGIN_GRACE=1 "$up" --wait en05
	wait_until 10 grep -q stuck "$said"
	sleep 0.5
	run -0 pgrep -P "$started"
	kill -TERM "$output"
	wait "$started" || true
	run -0 requests
	assert_output 'up mtu 65520
down
up mtu 65520'
	assert_link en05 up 65520
}

# with_addresses N - en05 has a router id, and other addresses up to N of them
with_addresses() {
	in_world ip link set en05 up mtu 65520
	{
		echo address add fd00:100::11/128 dev en05 nodad
		[ "$1" -eq 1 ] || seq 2 "$1" | sed 's,.*,address add fd00:200::&/64 dev en05 nodad,'
	} | in_world ip -batch -
}

# assert_addresses N - all of them are there
assert_addresses() {
	run -0 in_world sh -c 'ip -o -6 address show dev en05 scope global -tentative | grep -c .'
	assert_output "$1"
}

# number_of PATTERN - of the first request that matches (for when=), in a run that nothing disturbs
number_of() {
	run -4 waiting
	in_world rm -r /run/tbnet
	nth sendmsg "$1"
}

@test "a down/up takes no IPv6 address away, however many there are" {
	with_addresses 40
	run -4 waiting
	assert_line "$stuck"
	assert_addresses 40
}

@test "an IPv6 address with a peer, one that is deprecated and one whose route has a metric come back as they were" {
	in_world ip link set en05 up mtu 65520
	printf 'address add fd00:%s dev en05 nodad\n' 300::1/128\ peer\ fd00:300::2/128 '301::1/64 preferred_lft 0' '302::1/64 metric 77' |
		in_world ip -batch -
	run -0 in_world ip -o -6 address show dev en05 scope global
	local before=$output
	run -4 waiting
	assert_line "$stuck"
	run -0 in_world ip -o -6 address show dev en05 scope global
	# their order, too, by which the kernel chooses the source of what is sent
	assert_output "$before"
	run -0 in_world ip -6 route show fd00:302::/64
	assert_output --regexp '^fd00:302::/64 dev en05 proto kernel metric 77 '
}

@test "more IPv6 addresses than can be given back: no down/up, and that is said" {
	with_addresses 300
	run -4 waiting
	assert_line 'tbnet-up: en05: login stuck, no down/up because it would lose its IPv6 addresses, which cannot be read: No buffer space available'
	run -0 requests
	refute_output
	assert_addresses 300
}

@test "IPv6 addresses that cannot be read: no down/up, and that is said" {
	with_addresses 1
	inject=("--inject=sendmsg:error=ENOMEM:when=$(number_of RTM_GETADDR)")
	run -4 waiting
	assert_line 'tbnet-up: en05: login stuck, no down/up because it would lose its IPv6 addresses, which cannot be read: Cannot allocate memory'
	run -0 requests
	refute_output
	assert_addresses 1
	run -1 in_world test -e "$note"
}

@test "an up that is refused after the down is tried again, and the IPv6 addresses come back" {
	with_addresses 2
	local down
	down=$(number_of 'ifi_flags=0, ifi_change=0x1')
	inject=("--inject=sendmsg:error=ENOMEM:when=$((down + 1))")
	run -4 waiting
	assert_line 'tbnet-up: en05: up again, and was refused before: Cannot allocate memory (attempt 2 of 3)'
	run -0 requests
	assert_output 'down
up mtu 65520
up mtu 65520'
	assert_addresses 2
}

@test "an IPv6 address that is refused after the up is tried again" {
	with_addresses 2
	inject=("--inject=sendmsg:error=ENOMEM:when=$(number_of RTM_NEWADDR)")
	run -4 waiting
	assert_line 'tbnet-up: en05: up again, and was refused before: Cannot allocate memory (attempt 2 of 3)'
	assert_addresses 2
}

@test "an IPv6 address that does not come back is said, with the next step" {
	with_addresses 1
	# not the ups between
	local first
	first=$(number_of RTM_NEWADDR)
	inject=("--inject=sendmsg:error=ENOMEM:when=$first..$((first + 4))+2")
	run -4 waiting
	assert_line 'tbnet-up: en05: up again, without one of its IPv6 addresses; next: systemctl restart tbnet-link@en05: Cannot allocate memory (attempt 3 of 3)'
	assert_link en05 up 65520
}

# listing - the number of the recvmsg() that awaits the list of addresses. The kernel has made the first part of it by then,
# some 200 of 350 addresses: those of lo, and of en05 those that came last, which are the first ones when all were given back.
listing() {
	seq 150 | sed 's,.*,address add fd00:400::&/128 dev lo,' | in_world ip -batch -
	run -4 waiting
	in_world rm -r /run/tbnet
	answer_to RTM_GETADDR
}

@test "IPv6 addresses that change while they are listed: the list is read again" {
	with_addresses 200
	inject=("--inject=recvmsg:delay_enter=3000000:when=$(listing)")
	rm "$trace"
	(
		wait_until 20 grep -qs RTM_GETADDR "$trace"
		seq 2 21 | sed 's,.*,address del fd00:200::&/64 dev en05,' | in_world ip -batch -
	) 3>&- &
	run -4 waiting TBNET_CARRIER_WAIT=8
	wait "$!"
	assert_line "$stuck"
	refute_line --partial 'cannot be read'
	run -0 in_world sh -c 'ip -o -6 address show dev en05 | grep -o "fd00:200::[0-9]*/" | grep -o "[0-9]*/" | sort -n | tr -d "\n"'
	assert_output "$(seq -s / 22 200)/"
}

@test "IPv6 addresses that change each time while they are listed: no down/up, and that is said" {
	with_addresses 200
	inject=("--inject=recvmsg:delay_enter=200000:when=$(listing)+")
	background "${enter[@]}" sh -c 'while :; do ip address add fd00:300::1/128 dev lo; ip address del fd00:300::1/128 dev lo; done'
	run -4 waiting
	assert_line 'tbnet-up: en05: login stuck, no down/up because it would lose its IPv6 addresses, which cannot be read: Interrupted system call'
	run -0 grep -c RTM_GETADDR "$trace"
	assert_output 3
	run -0 requests
	refute_output
}

@test "many waits at once, each with a down/up: none of them gives up on a link that is up" {
	in_world sh -ec '
		for n in $(seq 16); do
			{ code=0; TBNET_LOGIN_GRACE=1 TBNET_CARRIER_WAIT=4 "$1" --wait en05 2>&1 || code=$?; echo "exit $code"; } &
		done > /run/said
		wait' sh "$up"
	run -0 in_world sh -c 'grep ^exit /run/said | sort | uniq -c'
	assert_output --regexp '^ *16 exit 4$'
	assert_link en05 up 65520
}
