# SPDX-License-Identifier: GPL-2.0-or-later
# The reset of a stuck login by tbnet-up --wait: noted, never too often, and what the down takes away comes back. The
# veth is real; that it hangs at a Thunderbolt port is what a mock /sys says.
load netns.bash

up=$TBNET_BIN/tbnet-up
stuck='tbnet-up: en05: login stuck: peer present, up, no carrier; reset'

setup() {
	world_start
	cable en05
	mock_port en05
	# as a veth has it: the same requests to the kernel in each run
	export TBNET_TSO=yes
}

teardown() {
	end_background
}

# waiting [VARIABLE=VALUE...] - tbnet-up --wait under strace, with a wait of 3 s: a login is stuck after 1 s
waiting() {
	traced "${inject[@]}" -- env TBNET_CARRIER_WAIT=3 "$@" "$up" --wait en05
}
inject=()

@test "a login that is stuck for a third of the wait: one reset" {
	run -3 waiting
	assert_line "$stuck"
	run -0 requests
	assert_output 'up mtu 65520
down
up mtu 65520'
	assert_link en05 up 65520
}

@test "the reset is noted, with its time" {
	run -3 waiting
	run -0 note en05 reset
	[ "$output" -ge "$(ago 30)" ] && [ "$output" -le "$(ago -1)" ] || fail "$output is no time of just now"
	assert_equal "$(note en05 resets)" 1
}

@test "carrier after the reset: usable, with the peer's name and port" {
	start env TBNET_CARRIER_WAIT=10 "$up" --wait en05
	wait_until 10 grep -q stuck "$said"
	far up
	finish 0
	assert_line 'tbnet-up: en05: usable: up at MTU 65520, carrier, peer n2 at port 1 of 0000:00:0d.2'
}

@test "none within the interval, and it says until when" {
	run -3 waiting
	run -3 waiting
	assert_line --regexp '^tbnet-up: en05: login stuck: peer present, up, no carrier; reset skipped: the last one was [0-9]+ s ago, the next is allowed in 29[0-9] s$'
	run -0 requests
	refute_output
}

@test "one again after the interval, which can be set, and no more than three in all: that is reported once" {
	local n
	run -3 waiting
	for n in 2 3; do
		note en05 reset "$(ago 301)"
		run -3 waiting
		assert_line "$stuck"
		assert_equal "$(note en05 resets)" "$n"
	done
	note en05 reset "$(ago 61)"
	run -3 waiting TBNET_RESET_INTERVAL=1min
	assert_line 'tbnet-up: en05: login stuck: peer present, up, no carrier; reset skipped from now on: the last 3 brought no packet; next: on the peer: ip link'
	run -3 waiting TBNET_RESET_INTERVAL=1min
	refute_line --partial stuck
	run -0 requests
	refute_output
}

@test "a new netdev has its own number of resets, and none within the interval either" {
	run -3 waiting
	note en05 resets 3
	in_world ip link delete en05
	cable en05
	mock_port en05
	run -3 waiting
	assert_line --partial 'reset skipped: the last one was'
	note en05 reset "$(ago 301)"
	run -3 waiting
	assert_line "$stuck"
}

@test "notes that are torn, hostile or from the future are none: one reset, and then the limit again" {
	local text
	for text in 'reset=' 'reset=1' 'reset=ffffffffffffffffff\n' 'reset=x\n' 'reset=1\nfoo=1\n' 'resets=ffff\0\n' 'reset=ffffffffffff\n' '%0100000d'; do
		in_world rm -rf /run/tbnet
		in_world sh -c 'mkdir -p /run/tbnet; printf "$1" > /run/tbnet/link-en05' sh "ifindex=$(printf %x "$(ifindex en05)")\n$text"
		run -3 waiting TBNET_CARRIER_WAIT=2
		assert_line "$stuck"
		run -3 waiting TBNET_CARRIER_WAIT=2
		assert_line --partial 'reset skipped: the last one was'
	done
}

@test "a pipe, a folder or a device in the place of the notes holds nobody up, and is no reset without a limit" {
	local what
	for what in 'mkfifo link-en05' 'mknod link-en05 c 1 5' 'ln -s /dev/zero link-en05' 'mkdir link-en05'; do
		in_world rm -rf /run/tbnet
		in_world sh -ec "mkdir /run/tbnet; cd /run/tbnet; $what"
		run -3 waiting TBNET_CARRIER_WAIT=2
		run -3 waiting TBNET_CARRIER_WAIT=2
		assert_line --regexp 'reset skipped: (the last one was|cannot record it in /run/tbnet)'
	done
}

@test "TBNET_RESET=no switches it off" {
	run -3 waiting TBNET_RESET=no
	refute_line --partial stuck
	run -0 requests
	assert_output 'up mtu 65520'
	run -1 in_world test -e /run/tbnet
}

@test "none for a link that is no Thunderbolt port: no peer, no login" {
	in_world mount -t sysfs sysfs /sys
	run -3 waiting
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
	inject=(--inject=poll:delay_exit=3000000:when=2)
	(
		wait_until 10 is_up en05
		# the grace is a third of the wait, and the look 2 s later
		sleep "$(($1 / 3 + 1))"
		"${@:2}"
	) 3>&- &
	run waiting "TBNET_CARRIER_WAIT=$1"
	wait "$!"
}

@test "none with carrier that came at the last moment" {
	late_look 6 far up
	assert_equal "$status" 0
	refute_line --partial stuck
	run -0 requests
	assert_output 'up mtu 65520'
}

@test "none for a link that was set down at the last moment: it stays down" {
	late_look 6 in_world ip link set en05 down
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

@test "none when it cannot be recorded: without a note there is no cap" {
	in_world mount -o remount,ro /run
	run -3 waiting
	assert_line 'tbnet-up: en05: login stuck: peer present, up, no carrier; reset skipped: cannot record it in /run/tbnet: Read-only file system'
	run -0 requests
	assert_output 'up mtu 65520'
}

@test "none when /run/tbnet is a link to elsewhere" {
	in_world sh -c 'mkdir /run/elsewhere; ln -s elsewhere /run/tbnet'
	run -3 waiting
	assert_line --partial 'reset skipped: cannot record it in /run/tbnet'
	run -0 in_world ls -A /run/elsewhere
	refute_output
}

# after_down - numbers of the requests, for strace: that after the down is a look, then comes the up
after_down() {
	run -3 waiting
	in_world rm -r /run/tbnet
	in_world ip link set en05 down
	nth sendmsg 'ifi_flags=0, ifi_change=0x1'
}

@test "after its own down it does not give up at the first refusals" {
	local down
	down=$(after_down)
	# its ups, and the looks after them
	inject=("--inject=sendmsg:error=ENOBUFS:when=$((down + 1))..$((down + 5))")
	run -3 waiting
	assert_line "$stuck"
	assert_line 'tbnet-up: en05: reset, but the link did not come up again; next: systemctl restart tbnet-link@en05: No buffer space available (attempt 3 of 3)'
	assert_line 'tbnet-up: en05: not up at MTU 65520 yet, retry in 100 ms: No buffer space available (attempt 1 of 5)'
	assert_line 'tbnet-up: en05: up at MTU 65520 (attempt 2 of 5)'
	assert_link en05 up 65520
}

@test "a down whose answer does not come is followed by the up" {
	local down
	down=$(after_down)
	inject=("--inject=recvmsg:error=EAGAIN:when=$(answer_to 'ifi_flags=0, ifi_change=0x1')")
	run -3 waiting
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
		-e "inject=sendmsg:delay_exit=2000000:when=$down" env TBNET_CARRIER_WAIT=3 "$up" --wait en05
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
	run -3 waiting
	in_world rm -r /run/tbnet
	nth sendmsg "$1"
}

@test "a reset takes no IPv6 address away, however many there are" {
	with_addresses 40
	run -3 waiting
	assert_line "$stuck"
	assert_addresses 40
}

@test "an IPv6 address with a peer, one that is deprecated and one whose route has a metric come back as they were" {
	in_world ip link set en05 up mtu 65520
	printf 'address add fd00:%s dev en05 nodad\n' 300::1/128\ peer\ fd00:300::2/128 '301::1/64 preferred_lft 0' '302::1/64 metric 77' |
		in_world ip -batch -
	run -0 in_world ip -o -6 address show dev en05 scope global
	local before=$output
	run -3 waiting
	assert_line "$stuck"
	run -0 in_world ip -o -6 address show dev en05 scope global
	# their order, too, by which the kernel chooses the source of what is sent
	assert_output "$before"
	run -0 in_world ip -6 route show fd00:302::/64
	assert_output --regexp '^fd00:302::/64 dev en05 proto kernel metric 77 '
}

@test "more routes than it can look after: no reset, and that is reported" {
	in_world ip link set en05 up mtu 65520
	seq 4000 | sed "s,.*,route add fd00:500::&/128 dev en05," | in_world ip -6 -batch -
	run -3 waiting
	assert_line 'tbnet-up: en05: login stuck: peer present, up, no carrier; reset skipped: cannot read what a reset must restore; to do it by hand: ip link set en05 down && tbnet-up en05: No buffer space available'
	run -0 requests
	refute_output
}

@test "IPv6 addresses that cannot be read: no reset, and that is reported" {
	with_addresses 1
	inject=("--inject=sendmsg:error=ENOMEM:when=$(number_of 'RTM_GETADDR')")
	run -3 waiting
	assert_line 'tbnet-up: en05: login stuck: peer present, up, no carrier; reset skipped: cannot read what a reset must restore; to do it by hand: ip link set en05 down && tbnet-up en05: Cannot allocate memory'
	run -0 requests
	refute_output
	assert_addresses 1
	assert_equal "$(note en05 resets)" 0
}

@test "an up that is refused after the down is tried again, and the IPv6 addresses come back" {
	with_addresses 2
	local down
	down=$(number_of 'ifi_flags=0, ifi_change=0x1')
	inject=("--inject=sendmsg:error=ENOMEM:when=$((down + 1))")
	run -3 waiting
	assert_line 'tbnet-up: en05: up again after 1 failed attempt: Cannot allocate memory'
	run -0 requests
	assert_output 'down
up mtu 65520
up mtu 65520'
	assert_addresses 2
}

@test "an IPv6 address that is refused after the up is tried again" {
	with_addresses 2
	inject=("--inject=sendmsg:error=ENOMEM:when=$(number_of RTM_NEWADDR)")
	run -3 waiting
	assert_line 'tbnet-up: en05: up again after 1 failed attempt: Cannot allocate memory'
	assert_addresses 2
}

@test "an IPv6 address that does not come back is reported, with the next step" {
	with_addresses 1
	# not the ups between
	local first
	first=$(number_of RTM_NEWADDR)
	inject=("--inject=sendmsg:error=ENOMEM:when=$first..$((first + 4))+2")
	run -3 waiting
	assert_line 'tbnet-up: en05: reset, but could not restore address fd00:100::11/128; next: systemctl restart tbnet-link@en05: Cannot allocate memory'
	assert_link en05 up 65520
}

# listing - the number of the recvmsg() that awaits the list of addresses. The kernel has made the first part of it by then,
# some 200 of 350 addresses: those of lo, and of en05 those that came last, which are the first ones when all were given back.
listing() {
	seq 150 | sed 's,.*,address add fd00:400::&/128 dev lo,' | in_world ip -batch -
	run -3 waiting
	in_world rm -r /run/tbnet
	answer_to 'RTM_GETADDR.*AF_INET6'
}

@test "IPv6 addresses that change while they are listed: the list is read again" {
	with_addresses 200
	inject=("--inject=recvmsg:delay_enter=3000000:when=$(listing)")
	rm "$trace"
	(
		wait_until 20 grep -qs 'RTM_GETADDR.*AF_INET6' "$trace"
		seq 2 21 | sed 's,.*,address del fd00:200::&/64 dev en05,' | in_world ip -batch -
	) 3>&- &
	run -3 waiting TBNET_CARRIER_WAIT=8
	wait "$!"
	assert_line "$stuck"
	refute_line --partial 'cannot be read'
	run -0 in_world sh -c 'ip -o -6 address show dev en05 | grep -o "fd00:200::[0-9]*/" | grep -o "[0-9]*/" | sort -n | tr -d "\n"'
	assert_output "$(seq -s / 22 200)/"
}

@test "IPv6 addresses that change each time while they are listed: no reset, and that is reported" {
	with_addresses 200
	inject=("--inject=recvmsg:delay_enter=200000:when=$(listing)+")
	# one program: started anew for each change, a busy machine has none in 200 ms
	background "${enter[@]}" bash -c 'exec ip -batch <(yes "$1")' bash $'address add fd00:300::1/128 dev lo\naddress del fd00:300::1/128 dev lo'
	run -3 waiting
	assert_line 'tbnet-up: en05: login stuck: peer present, up, no carrier; reset skipped: cannot read what a reset must restore; to do it by hand: ip link set en05 down && tbnet-up en05: Interrupted system call'
	run -0 grep -c 'RTM_GETADDR.*AF_INET6' "$trace"
	assert_output 3
	run -0 requests
	refute_output
}

@test "many waits at once, each with a reset: none of them gives up on a link that is up" {
	in_world sh -ec '
		for n in $(seq 16); do
			{ code=0; TBNET_CARRIER_WAIT=4 "$1" --wait en05 2>&1 || code=$?; echo "exit $code"; } &
		done > /run/said
		wait' sh "$up"
	run -0 in_world sh -c 'grep ^exit /run/said | sort | uniq -c'
	assert_output --regexp '^ *16 exit 3$'
	assert_link en05 up 65520
}

# all_of NAME... - everything of these netdevs that a down takes away, but for what is left of its time
all_of() {
	local name
	for name; do
		in_world ip -o address show dev "$name" | sed 's/^[0-9]*: //; s/_lft [0-9]*sec/_lft SOME/g' | grep -v 'scope link.*kernel_ll'
		in_world ip neigh show dev "$name" nud permanent
		in_world ip neigh show proxy dev "$name"
		for family in -4 -6; do
			in_world ip $family route show table all | grep -A 4 '^[0-9a-f.:/]* *\(proto [^ ]* \)*\(metric [0-9]* \)*\(pref [a-z]*\)* *$' | sed 's/ linkdown//g'
			in_world ip $family route show table all dev "$name" | sed 's/ linkdown//g; s/ expires [0-9]*sec/ expires SOME/' | grep -v 'proto kernel'
		done
	done
}

# resets - of what all_of these netdevs have nothing is lost
resets() {
	local before
	before=$(all_of "$@" | sort)
	run -3 waiting
	assert_line "$stuck"
	refute_line --partial 'not restored'
	assert_equal "$(all_of "$@" | sort)" "$before"
}

@test "a reset gives everything back: addresses with lifetimes, routes of every table and protocol, neighbors, fe80::1" {
	in_world ip link set en05 up mtu 65520
	in_world ip -batch - <<- END
		address add 10.9.0.1/24 dev en05
		address add 10.9.1.1/32 dev en05 valid_lft 3600 preferred_lft 1800
		address add fd00:9::1/64 dev en05 nodad
		address add fd00:9::2/64 dev en05 nodad valid_lft 3600 preferred_lft 1800 noprefixroute
		address add fe80::1/64 dev en05 nodad
		address add fd00:9:1::1 peer fd00:9:1::2/128 dev en05 nodad
		neigh add 10.9.0.2 dev en05 lladdr 02:00:00:00:00:02 nud permanent
		neigh add fe80::2 dev en05 lladdr 02:00:00:00:00:02 nud permanent
		neigh add proxy 10.9.0.77 dev en05
		neigh add proxy fd00:9::77 dev en05
		route add 10.10.0.0/16 via 10.9.0.2 dev en05
		route add 10.11.0.0/16 dev en05 metric 5
		route add 10.11.0.0/16 dev en05 metric 6 proto bird
		route add 10.12.0.0/16 via 10.9.9.9 dev en05 onlink table 100 proto static
		route add 10.13.0.1/32 dev en05 src 10.9.1.1 mtu 9000 advmss 8960 proto 99
		route add default via 10.9.0.2 dev en05 metric 4000
		route add 10.14.0.0/16 nexthop via 10.9.0.2 dev en05 nexthop via 10.9.0.3 dev en05 weight 2
		route add fd00:10::/48 via fe80::2 dev en05
		route add fd00:11::/48 via fd00:9::3 dev en05 table 200 proto bgp metric 20
		route add fd00:12::/48 dev en05 expires 600
		route add fd00:14::/48 nexthop via fe80::2 dev en05 nexthop via fe80::3 dev en05
		route add default via fe80::2 dev en05 metric 4000 pref high
		route add 10.15.0.0/16 via inet6 fe80::2 dev en05
	END
	[ "$(all_of en05 | wc -l)" -ge 25 ] || fail "$(all_of en05)"
	resets en05
}

@test "a multipath route that has another way keeps it, and has both again after a reset" {
	in_world sh -ec '
		ip link add other type veth peer name other-far; ip link set other up; ip link set other-far up
		ip link set en05 up mtu 65520
		ip address add 10.9.0.1/24 dev en05; ip address add 10.8.0.1/24 dev other
		ip route add 10.10.0.0/16 nexthop via 10.9.0.2 dev en05 nexthop via 10.8.0.2 dev other
		ip route add fd00:10::/48 nexthop via fe80::2 dev en05 nexthop via fe80::3 dev other'
	local before
	before=$(in_world sh -c 'ip route show 10.10.0.0/16; ip -6 route show fd00:10::/48' | sed 's/ linkdown//')
	run -3 waiting
	assert_line "$stuck"
	refute_line --partial 'not restored'
	far up
	wait_until 10 in_world sh -c '! ip -6 route show fd00:10::/48 | grep -qE "dead|linkdown"'
	assert_equal "$(in_world sh -c 'ip route show 10.10.0.0/16; ip -6 route show fd00:10::/48' | sed 's/ linkdown//')" "$before"
}

# member_of KIND... - it has its member again
member_of() {
	in_world ip link set en05 up mtu 65520
	in_world ip address add fd00:9::1/64 dev en05 nodad
	in_world ip link add upper0 type "$@"
	in_world ip link set upper0 up
	in_world ip link set en05 master upper0
	resets en05
	run -0 in_world ip -o link show en05
	assert_output --partial ' master upper0 '
}

@test "a bridge has its member again" { member_of bridge; }

# bats test_tags=kernel:vrf
@test "a VRF has its member again" { member_of vrf table 7; }

# bats test_tags=kernel:vlan
@test "VLANs on it have their addresses and routes again" {
	in_world ip link set en05 up mtu 65520
	in_world sh -ec '
		ip link add link en05 name en05.7 type vlan id 7; ip link set en05.7 up
		ip link add link en05.7 name en05.7.8 type vlan id 8; ip link set en05.7.8 up'
	in_world ip -batch - <<- END
		address add 10.7.0.1/24 dev en05.7
		address add fd00:7::1/64 dev en05.7 nodad
		address add fd00:8::1/64 dev en05.7.8 nodad
		route add 10.70.0.0/16 via 10.7.0.2 dev en05.7
		route add fd00:70::/48 via fd00:8::2 dev en05.7.8
	END
	resets en05 en05.7 en05.7.8
}

# bats test_tags=kernel:bond
@test "a bond has its member again" {
	in_world sh -ec 'ip link add upper0 type bond mode active-backup miimon 100; ip link set en05 down; ip link set en05 master upper0; ip link set upper0 mtu 65520 up'
	run -3 waiting
	assert_line "$stuck"
	run -0 in_world ip -o link show en05
	assert_output --partial ' master upper0 '
}

@test "what the kernel refuses to take back is reported, with the next step" {
	in_world ip link set en05 up mtu 65520
	in_world ip -batch - <<- END
		address add 10.9.0.1/24 dev en05
		route add 10.10.0.0/16 via 10.9.0.2 dev en05
	END
	local first
	first=$(number_of RTM_NEWROUTE)
	# not the ups between
	inject=("--inject=sendmsg:error=ENOMEM:when=$first..$((first + 4))+2")
	run -3 waiting
	assert_line 'tbnet-up: en05: reset, but could not restore route to 10.10.0.0/16; next: systemctl restart tbnet-link@en05: Cannot allocate memory'
}
