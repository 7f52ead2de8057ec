# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-check and links that are half open, on real links: the peer is a namespace of its own, and falls silent when its
# address goes: our ARP requests go out, nothing comes. udev's knowledge of them is written into its database.
load netns.bash

check=$TBNET_BIN/tbnet-check
half_open='tbnet-check: en05: half open: carrier, we send, and nothing came for 3 s though the peer is there; one down/up'

setup() {
	world_start
	settings=(TBNET_FABRIC_HELLO=1)
	peer
}

teardown() {
	end_background
}

# peer - en05 at a peer that answers, and nothing else on the cable
peer() {
	in_world sh -ec '
		ip netns add peer
		ip link add en05 mtu 65520 type veth peer name far mtu 65520 netns peer
		ip netns exec peer sysctl -q -w net.ipv6.conf.all.disable_ipv6=1
		sysctl -q -w net.ipv6.conf.all.disable_ipv6=1
		ip -n peer address add 10.9.0.2/24 dev far
		ip -n peer link set far up
		ip address add 10.9.0.1/24 dev en05
		ip link set en05 up
		mkdir -p /run/udev/data
		printf "I:1\nE:TBNET_PORT=1\nG:systemd\n" > "/run/udev/data/n$(cat /sys/class/net/en05/ifindex)"'
}

look() {
	in_world env "${settings[@]}" "$check"
}

sends() {
	background "${enter[@]}" ping -i 0.2 10.9.0.2 > "$BATS_TEST_TMPDIR/pings" 2>&1
}

# heard - the peer answers between two looks
heard() {
	look
	in_world ping -c 2 -i 0.2 -W 1 10.9.0.2 > "$BATS_TEST_TMPDIR/ping"
	look
}

# silent - the peer is there and answers nothing
silent() {
	in_world sh -ec 'ip netns exec peer sysctl -q -w net.ipv6.conf.far.disable_ipv6=1; ip -n peer address flush dev far'
}

# with_ipv6 - both ends have their link-local addresses
with_ipv6() {
	in_world sh -ec 'sysctl -q -w net.ipv6.conf.en05.disable_ipv6=0; ip netns exec peer sysctl -q -w net.ipv6.conf.far.disable_ipv6=0'
	wait_until 10 in_world sh -c '! ip -6 address show dev en05 | grep -q tentative && ! ip -n peer -6 address show dev far | grep -q tentative'
}

# left_alone - two looks, and no reset
left_alone() {
	local before
	before=$(carrier_changes)
	sleep 1
	for _ in 1 2; do
		run -0 traced -- env "${settings[@]}" "$check"
		refute_output
		run -0 requests
		refute_output
	done
	assert_equal "$(carrier_changes)" "$before"
}

# to_peer ADDRESS - UDP packets, 20 a second, of which the peer has nothing to say
to_peer() {
	background "${enter[@]}" ip netns exec peer python3 -c '
import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.bind(("::", 9999))
while True:
    s.recv(1)'
	background "${enter[@]}" python3 -c '
import socket, sys, time
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"en05")
while True:
    s.sendto(b"x", (sys.argv[1], 9999)); time.sleep(0.05)' "$1"
}

carrier_changes() {
	in_world cat /sys/class/net/en05/carrier_changes
}

@test "carrier, we send, nothing comes from a peer that was heard: one down/up, and the link is up again" {
	local before
	sends
	heard
	silent
	before=$(carrier_changes)
	run -0 traced -- env "${settings[@]}" "$check"
	assert_output "$half_open"
	run -0 requests
	assert_output "$(printf '%s\n' down 'up mtu 65520')"
	assert_link en05 up 65520
	assert_equal "$(carrier_changes)" $((before + 2))
}

@test "it is not done again before something came" {
	sends
	heard
	silent
	look
	run -0 look
	refute_output
}

@test "within an hour it is done once, and said when it would be due" {
	sends
	heard
	silent
	look
	in_world ip -n peer address add 10.9.0.2/24 dev far
	heard
	silent
	run -0 traced -- env "${settings[@]}" "$check"
	assert_output --partial 'en05: half open again: we send and receive nothing; the last down/up was too short ago (TBNET_HEAL_INTERVAL), the next one in 3'
	run -0 requests
	refute_output
}

@test "a down/up takes no address away: an IPv6 router id is there again at once" {
	in_world sh -ec 'sysctl -q -w net.ipv6.conf.en05.disable_ipv6=0
		ip address add fd00:100::11/128 dev en05 nodad; ip address add fd00:200::1/64 dev en05 nodad'
	sends
	heard
	silent
	run -0 look
	assert_output "$half_open"
	run -0 in_world ip -br address show dev en05
	for address in 10.9.0.1/24 fd00:100::11/128 fd00:200::1/64; do assert_output --partial " $address "; done
	run -0 in_world ip -o -6 address show dev en05 tentative scope global
	refute_output
}

@test "an IPv6 address that the peer has, too, is not used after a down/up without asking for it again" {
	in_world sh -ec 'sysctl -q -w net.ipv6.conf.en05.disable_ipv6=0
		ip netns exec peer sysctl -q -w net.ipv6.conf.far.disable_ipv6=0
		ip -n peer address add fd00:300::1/64 dev far nodad
		ip address add fd00:300::1/64 dev en05'
	wait_until 10 in_world sh -c 'ip -o -6 address show dev en05 dadfailed | grep -q fd00:300::1'
	in_world ip netns exec peer sysctl -q -w net.ipv6.conf.far.disable_ipv6=1
	sends
	heard
	silent
	run -0 look
	assert_output "$half_open"
	run -0 in_world ip -o -6 address show dev en05 scope global
	assert_output --partial ' fd00:300::1/64 '
	refute_output --partial nodad
}

@test "counters that cannot be read are said, and the next look goes on" {
	heard
	run -0 traced -P /sys/class/net/en05/statistics/rx_packets --trace=read --inject=read:error=EIO -- env "${settings[@]}" "$check"
	assert_line 'tbnet-check: en05: not known whether it is half open: its counters of packets cannot be read: Input/output error'
	sends
	silent
	run -0 look
	assert_output "$half_open"
}

# no_login LOOKS - so many looks at a link whose peer does not log in, each of which finds nothing to do
no_login() {
	local looks
	for looks in $(seq "$1"); do
		run -0 look
		refute_output
	done
}

@test "no carrier for ten looks, though the peer is there: one down/up, and not another one within the hour" {
	in_world ip -n peer link set far down
	no_login 9
	run -0 traced -- env "${settings[@]}" "$check"
	assert_output 'tbnet-check: en05: no carrier for ten minutes though the peer is there: both ends may have given up their logins; one down/up'
	run -0 requests
	assert_output "$(printf '%s\n' down 'up mtu 65520')"
	no_login 12
}

@test "carrier, or a new netdev, in between: the looks are counted anew" {
	in_world ip -n peer link set far down
	no_login 9
	in_world ip -n peer link set far up
	no_login 1
	in_world ip -n peer link set far down
	no_login 9
	in_world ip link delete en05
	in_world ip netns delete peer
	peer
	in_world ip -n peer link set far down
	no_login 9
}

@test "TBNET_HEAL=no: a link without carrier is left alone" {
	settings+=(TBNET_HEAL=no)
	in_world ip -n peer link set far down
	no_login 11
}

@test "a peer that answers is left alone, and the look ends as soon as it is heard" {
	sends
	heard
	# three minutes, were it not heard
	settings+=(TBNET_FABRIC_HELLO=60)
	run -0 traced -- timeout 60 env "${settings[@]}" "$check"
	refute_output
	run -0 requests
	refute_output
}

@test "UDP to a peer that receives it and has nothing to say: never reset (IPv4)" {
	heard
	to_peer 10.9.0.2
	left_alone
}

@test "UDP to a peer that receives it and has nothing to say: never reset (IPv6)" {
	with_ipv6
	heard
	in_world ip neigh flush dev en05
	to_peer ff02::1
	left_alone
}

@test "a peer whose firewall drops echoes, or that ignores them, answers neighbor discovery: never reset" {
	with_ipv6
	in_world ip netns exec peer sysctl -q -w net.ipv6.icmp.echo_ignore_all=1 net.ipv6.icmp.echo_ignore_multicast=1
	in_world ip netns exec peer sysctl -q -w net.ipv4.icmp_echo_ignore_all=1
	in_world sh -c 'ping -c 1 -W 1 10.9.0.2 || true' > "$BATS_TEST_TMPDIR/ping"
	look
	in_world ip neigh flush dev en05
	in_world sh -c 'ping -c 1 -W 1 10.9.0.2 || true' > "$BATS_TEST_TMPDIR/ping"
	look
	to_peer 10.9.0.2
	left_alone
}

@test "a peer that there is no way to ask is left alone" {
	heard
	in_world ip neigh flush dev en05
	to_peer 224.0.0.1
	left_alone
}

@test "a link on which we send nothing is not half open" {
	local before
	before=$(carrier_changes)
	heard
	silent
	run -0 traced -- env "${settings[@]}" "$check"
	refute_output
	run -0 requests
	refute_output
	assert_equal "$(carrier_changes)" "$before"
}

@test "nothing ever came, and we send: one down/up at the second look, and no other within the hour" {
	silent
	in_world sysctl -q -w net.ipv6.conf.en05.disable_ipv6=0
	to_peer ff02::1
	run -0 look
	refute_output
	run -0 traced -- env "${settings[@]}" "$check"
	assert_output 'tbnet-check: en05: half open: carrier, we send, and nothing ever came though the peer is there; one down/up'
	run -0 requests
	assert_output "$(printf '%s\n' down 'up mtu 65520')"
	assert_link en05 up 65520
	run -0 look
	assert_output --partial 'en05: half open again: we send and receive nothing; the last down/up was too short ago'
}

@test "a peer that spoke before the first look only is left alone: it may have nothing to say" {
	local before
	in_world ping -c 1 -W 1 10.9.0.2 > "$BATS_TEST_TMPDIR/ping"
	silent
	sends
	before=$(carrier_changes)
	look
	run -0 look
	refute_output
	run -0 look
	refute_output
	assert_equal "$(carrier_changes)" "$before"
}

@test "a new netdev of the same name has not been heard yet" {
	sends
	heard
	in_world ip link delete en05
	in_world ip netns delete peer
	peer
	silent
	run -0 look
	refute_output
}

@test "TBNET_HEAL=no switches it off, and the look takes no time" {
	settings+=(TBNET_HEAL=no TBNET_FABRIC_HELLO=60)
	sends
	heard
	silent
	run -0 in_world timeout 60 env "${settings[@]}" "$check"
	refute_output
}

@test "where nothing can be noted, nothing is done" {
	sends
	heard
	silent
	in_world mount -o remount,ro /run
	run -0 in_world env TMPDIR=/dev/shm "${settings[@]}" "$check"
	assert_output 'tbnet-check: en05: half open: carrier, we send, and nothing came for 3 s though the peer is there, no down/up because it cannot be noted in /run/tbnet: Read-only file system'
}
