# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-check and links over which nothing comes: half-open ones, and healthy ones whose peer has nothing to say. The peer is a
# namespace of its own at the other end of a veth; udev's knowledge of en05 is written into its database, sysfs is a mock.
load netns.bash
# bats file_tags=waits

check=$TBNET_BIN/tbnet-check

setup() {
	world_start
	peer
}

teardown() {
	end_background
}

# peer - en05 at a peer with IPv6, as every machine has it, and an IPv4 address
peer() {
	in_world sh -ec '
		ip netns add peer
		ip link add en05 mtu 65520 type veth peer name far mtu 65520 netns peer
		ip -n peer address add 10.9.0.2/24 dev far
		ip -n peer link set far up
		ip address add 10.9.0.1/24 dev en05
		ip link set en05 up'
	mock_port en05
	known en05
	wait_until 10 in_world sh -c '! ip -6 address show dev en05 | grep -q tentative && ! ip -n peer -6 address show dev far | grep -q tentative'
}

at_peer() {
	in_world ip netns exec peer "$@"
}

# without_ipv6 - at both ends
without_ipv6() {
	in_world sysctl -q -w net.ipv6.conf.en05.disable_ipv6=1
	at_peer sysctl -q -w net.ipv6.conf.far.disable_ipv6=1
}

# dies - carrier stays, and nothing comes any more of what is sent: its addresses are gone
dies() {
	at_peer sh -ec 'sysctl -q -w net.ipv6.conf.far.disable_ipv6=1; ip address flush dev far'
}

look() {
	in_world "$check"
}

rx() {
	in_world ip -j -s link show en05 | jq '.[0].stats64.rx | .packets + .errors'
}

# pings - the peer answers
pings() {
	in_world ping -c 1 -W 2 10.9.0.2 > "$BATS_TEST_TMPDIR/ping"
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

half_open='tbnet-check: en05: half-open: it has carrier, but its peer has not answered for 10 s'

# is_reset - a look finds it half-open; it has its carrier again, and all that it had
is_reset() {
	local before
	before=$(in_world sh -c 'ip -o address show dev en05; ip route show table all dev en05; ip -6 route show table all dev en05' | sort)
	run -0 traced -- "$check"
	assert_output "$half_open; reset"
	run -0 requests
	assert_output "$(printf '%s\n' down 'up mtu 65520')"
	assert_link en05 up 65520
	wait_until 10 in_world sh -c '! ip -6 address show dev en05 | grep -q tentative'
	assert_equal "$(in_world sh -c 'ip -o address show dev en05; ip route show table all dev en05; ip -6 route show table all dev en05' | sort)" "$before"
}

# left_alone - looks, none of which resets anything or has a word
left_alone() {
	local before
	before=$(carrier_changes en05)
	for _ in 1 2 3; do
			run -0 traced -- "$check"
		refute_output
		run -0 requests
		refute_output
	done
	assert_equal "$(carrier_changes en05)" "$before"
}

@test "UDP to a peer that receives it and has nothing to say: never reset (IPv4)" {
	look
	pings
	to_peer 10.9.0.2
	left_alone
}

@test "UDP to a peer that receives it and has nothing to say: never reset (IPv4, no IPv6 at either end)" {
	without_ipv6
	look
	pings
	to_peer 10.9.0.2
	left_alone
}

@test "a stream of multicast to a peer that has nothing to say: never reset" {
	look
	in_world ip neigh flush dev en05
	to_peer ff02::1
	left_alone
}

@test "a peer that says nothing and is sent nothing: never reset" {
	look
	left_alone
}

@test "a routing daemon that is stopped, and spoke every second before: never reset" {
	background "${enter[@]}" ip netns exec peer ping -q -i 0.2 ff02::1%far > "$BATS_TEST_TMPDIR/hellos" 2>&1
	for _ in 1 2 3; do
		sleep 0.5
		run -0 look
		refute_output
	done
	kill "${background_pids[-1]}"
	left_alone
}

@test "a peer that ignores echoes, or whose firewall drops them, answers neighbor discovery: never reset" {
	look
	at_peer sysctl -q -w net.ipv6.icmp.echo_ignore_all=1 net.ipv6.icmp.echo_ignore_multicast=1 net.ipv4.icmp_echo_ignore_all=1
	left_alone
	in_world ip neigh flush dev en05
	to_peer ff02::1
	left_alone
}

# pve_firewall [RULE6...] - at the peer, as pve-firewall 6.0.4 writes it (PVE/Firewall.pm, enable_host_firewall()) without a rule for the mesh
pve_firewall() {
	at_peer iptables-legacy-save > "$BATS_TEST_TMPDIR/tables" || cannot_run 'no iptables-legacy'
	local -a all=(':INPUT ACCEPT' ':PVEFW-HOST-IN -' '-A INPUT -j PVEFW-HOST-IN' '-A PVEFW-HOST-IN -i lo -j ACCEPT'
		'-A PVEFW-HOST-IN -m conntrack --ctstate INVALID -j DROP' '-A PVEFW-HOST-IN -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT')
	printf '%s\n' '*filter' "${all[@]}" '-A PVEFW-HOST-IN -j DROP' COMMIT | at_peer iptables-legacy-restore
	printf '%s\n' '*filter' "${all[@]}" "$@" '-A PVEFW-HOST-IN -j DROP' COMMIT | at_peer ip6tables-legacy-restore
}

@test "a peer with Proxmox VE's firewall, which drops echoes: never reset, with its option ndp or without" {
	local type
	local -a ndp=()
	for type in 133 134 135 136; do
		ndp+=("-A PVEFW-HOST-IN -p ipv6-icmp -m icmp6 --icmpv6-type $type -j RETURN")
	done
	look
	pve_firewall "${ndp[@]}"
	left_alone
	in_world ip neigh flush dev en05
	to_peer ff02::1
	left_alone
	# without neighbor discovery ARP is left, of a peer that the node has talked to
	pve_firewall
	in_world sh -c 'ping -c 1 -W 1 10.9.0.2 || true' > "$BATS_TEST_TMPDIR/ping"
	left_alone
	in_world ip neigh flush dev en05
	left_alone
}

@test "a peer that ignores echoes and has never answered one, but ARP: never reset" {
	at_peer sysctl -q -w net.ipv6.icmp.echo_ignore_all=1 net.ipv6.icmp.echo_ignore_multicast=1 net.ipv4.icmp_echo_ignore_all=1
	in_world sh -c 'ping -c 1 -W 1 10.9.0.2 || true' > "$BATS_TEST_TMPDIR/ping"
	look
	left_alone
	in_world ip neigh flush dev en05
	left_alone
}

@test "a peer that has never answered anything is not touched, which is reported once" {
	without_ipv6
	to_peer 224.0.0.1
	run -0 look
	assert_output 'tbnet-check: en05: no packet arrives, but its peer has never answered tbnet, so the half-open check is skipped; to reset it by hand: ip link set en05 down && tbnet-up en05'
	left_alone
}

@test "a look waits for no more than the answer" {
	look
	run -0 traced -r -- "$check"
	run -1 grep -E ' poll\(.* = 0 ' "$trace"
}

@test "an idle link whose peer is dead: reset once, everything restored, and not again before something came" {
	look
	dies
	is_reset
	note en05 reset "$(ago 4000)"
	left_alone
}

@test "a busy link whose peer is dead, without IPv6: ARP is not answered either, reset" {
	without_ipv6
	look
	pings
	look
	dies
	background "${enter[@]}" ping -i 0.2 10.9.0.2 > "$BATS_TEST_TMPDIR/pings" 2>&1
	in_world ip neigh change 10.9.0.2 dev en05 nud probe
	wait_until 20 in_world sh -c 'ip neigh show dev en05 | grep -qE "FAILED|INCOMPLETE"'
	is_reset
}

# mute - en05 has IPv6, and nothing ever comes from its far end
mute() {
	in_world sh -ec 'ip link delete en05; ip netns delete peer
		ip link add en05 mtu 65520 type veth peer name far
		sysctl -q -w net.ipv6.conf.far.disable_ipv6=1
		ip link set far up; ip link set en05 up'
	mock_port en05
	known en05
	wait_until 10 in_world sh -c '! ip -6 address show dev en05 | grep -q tentative'
}

@test "a bridge port over which nothing ever came is not touched: its far end may be a port without IPv6" {
	mute
	in_world sh -ec 'ip link add vmbr1 type bridge; sysctl -q -w net.ipv6.conf.vmbr1.disable_ipv6=1
		ip link set vmbr1 up; ip link set en05 master vmbr1'
	run -0 look
	refute_output
	run -0 look
	assert_output --partial 'no packet arrives, but its peer has never answered tbnet'
	left_alone
}

@test "nothing ever came though we have IPv6: reset at the second look" {
	mute
	run -0 look
	refute_output
	assert_equal "$(rx)" 0
	is_reset
}

@test "a peer that came back after a reset may be reset again, after the interval" {
	look
	dies
	is_reset
	at_peer sh -ec 'sysctl -q -w net.ipv6.conf.far.disable_ipv6=0; ip address add 10.9.0.2/24 dev far'
	pings
	run -0 look
	dies
	run -0 traced -- "$check"
	assert_output --regexp "^$half_open; reset skipped: the last one was [0-9]+ s ago, the next is allowed in 2[0-9]+ s$"
	run -0 requests
	refute_output
	note en05 reset "$(ago 301)"
	is_reset
}

@test "without its peer in sysfs there is nothing to reset" {
	look
	dies
	in_world rm /sys/bus/thunderbolt/devices/0-1.0 /sys/devices/pci0000:00/0000:00:0d.2/domain0/0-0/0-1/0-1.0/driver
	run -0 traced -- "$check"
	refute_output
	run -0 requests
	refute_output
}

@test "a link with a nexthop object, which would be lost: no reset, and that is reported; a routing daemon makes its own again" {
	look
	in_world ip nexthop add id 7 dev en05
	dies
	run -0 traced -- "$check"
	assert_output "$half_open; reset skipped: the link has a nexthop object, which the kernel would delete; to do it by hand: ip link set en05 down && tbnet-up en05"
	run -0 requests
	refute_output
	in_world ip nexthop delete id 7
	in_world ip nexthop add id 7 dev en05 proto zebra
	in_world ip route add 10.10.0.0/16 nhid 7 proto zebra
	run -0 look
	assert_output "$half_open; reset"
}

@test "a new netdev of the same name has not answered yet" {
	look
	in_world sh -ec 'ip link delete en05; ip netns delete peer'
	peer
	look
	[ "$(note en05 ifindex)" -eq "$(ifindex en05)" ]
	[ "$(note en05 resets)" -eq 0 ]
}

@test "TBNET_RESET=no: nobody is asked" {
	look
	dies
	run -0 traced -- env TBNET_RESET=no "$check"
	refute_output
	run -1 grep -E 'sin6_port|NUD_PROBE|NTF_USE' "$trace"
}

@test "where nothing can be noted, nothing is reset" {
	look
	dies
	in_world mount -o remount,ro /run
	run -0 in_world env TMPDIR=/dev/shm "$check"
	assert_output "$half_open; reset skipped: cannot record it in /run/tbnet: Read-only file system"
}

@test "a reset that could not be noted was none: the next look resets" {
	look
	dies
	run -0 traced -e inject=write:error=ENOSPC:when=1 -P /run/tbnet/.link-en05 -e trace=write -- "$check"
	assert_output "$half_open; reset skipped: cannot record it in /run/tbnet: No space left on device"
	is_reset
}

@test "without the right to ask, nothing is reset" {
	look
	dies
	run -0 in_world setpriv --inh-caps=-all --bounding-set=-all "$check"
	assert_output --partial "its peer has never answered tbnet, so the half-open check is skipped"
}

@test "counters that cannot be read are reported, and nothing is reset" {
	look
	dies
	run -1 traced --inject=recvmsg:error=EIO:when=5+ -- "$check"
	assert_output --partial 'Input/output error'
	run -0 requests
	refute_output
}

# no_carrier SECONDS - looks at en05 without carrier for so long
no_carrier() {
	in_world ip -n peer link set far down
	run -0 look
	refute_output
	note en05 no-carrier "$(ago "$1")"
}

@test "no carrier for ten minutes, though the peer is there: reset; ten looks within a second are not ten minutes" {
	no_carrier 0
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		run -0 traced -- "$check"
		refute_output
		run -0 requests
		refute_output
	done
	no_carrier 590
	run -0 look
	refute_output
	no_carrier 600
	run -0 traced -- "$check"
	assert_output 'tbnet-check: en05: no carrier for ten minutes although the peer is present: both ends may have given up their logins; reset'
	run -0 requests
	assert_output "$(printf '%s\n' down 'up mtu 65520')"
}

@test "a peer whose interface is set down on purpose, for weeks: three resets, then that is reported once" {
	local n
	for n in 1 2 3; do
		no_carrier 600
		note en05 reset "$(ago 600)"
		run -0 look
		assert_output --regexp 'logins; reset$'
		assert_equal "$(note en05 resets)" "$n"
	done
	no_carrier 600
	note en05 reset "$(ago 600)"
	run -0 look
	assert_output --partial 'reset skipped from now on: the last 3 brought no packet; next: on the peer: ip link'
	for n in 1 2 3; do
		run -0 traced -- "$check"
		refute_output
		run -0 requests
		refute_output
	done
}

@test "carrier, or a new netdev, in between: the ten minutes begin anew" {
	no_carrier 590
	in_world ip -n peer link set far up
	run -0 look
	in_world ip -n peer link set far down
	run -0 look
	[ "$(note en05 no-carrier)" -gt "$(ago 60)" ]
	note en05 no-carrier "$(ago 590)"
	in_world sh -ec 'ip link delete en05; ip netns delete peer'
	peer
	no_carrier 0
	run -0 look
	refute_output
	[ "$(note en05 no-carrier)" -gt "$(ago 60)" ]
}
