# SPDX-License-Identifier: GPL-2.0-or-later
# Links with all kinds of traffic, for an hour (SOAK_SECONDS: seconds), with a look every 10 s: none of them is touched; and one
# whose peer is dead, which is reset once.
load netns.bash

check=$TBNET_BIN/tbnet-check

setup() {
	world_start
}

teardown() {
	end_background
}

# link NAME - at a peer of its own
link() {
	in_world sh -ec '
		ip netns add "at-$1"
		ip link add "$1" mtu 65520 type veth peer name far mtu 65520 netns "at-$1"
		ip -n "at-$1" address add "10.9.$2.2/24" dev far
		ip -n "at-$1" link set far up
		ip address add "10.9.$2.1/24" dev "$1"
		ip link set "$1" up' sh "$1" "$2"
	known "$1"
}

# hears NAME - its peer receives UDP, and has nothing to say
hears() {
	background "${enter[@]}" ip netns exec "at-$1" python3 -c '
import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.bind(("::", 9999))
while True:
    s.recv(65536)'
}

# sends NAME ADDRESS ON OFF - packets, 20 a second, for ON seconds, then none for OFF
sends() {
	background "${enter[@]}" python3 -c '
import socket, sys, time
name, address, on, off = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name.encode())
while True:
    end = time.monotonic() + on
    while time.monotonic() < end:
        s.sendto(b"x", (address, 9999)); time.sleep(0.05)
    time.sleep(off)' "$@"
}

# bats test_tags=long
@test "one-way, bursty, idle and multicast traffic, a peer without IPv6, and a look every 10 s: no link is touched" {
	local end=$((SECONDS + ${SOAK_SECONDS:-3600})) name n=0 before='' after=''
	local -a names=(oneway oneway6 bursty idle mcast only4 quiet)
	for name in "${names[@]}"; do link "$name" "$((n++))"; done
	mock_port "${names[@]}"
	for name in "${names[@]}"; do hears "$name"; done
	in_world sh -ec 'sysctl -q -w net.ipv6.conf.only4.disable_ipv6=1
		ip netns exec at-only4 sysctl -q -w net.ipv6.conf.far.disable_ipv6=1
		ip netns exec at-quiet sysctl -q -w net.ipv6.icmp.echo_ignore_all=1 net.ipv6.icmp.echo_ignore_multicast=1 net.ipv4.icmp_echo_ignore_all=1'
	sends oneway 10.9.0.2 1 0
	sends oneway6 ff02::1 1 0
	sends bursty 10.9.2.2 2 30
	sends mcast 239.1.2.3 1 0
	sends only4 10.9.5.2 1 0
	sends quiet 10.9.6.2 1 60
	for name in "${names[@]}"; do before+="$name $(carrier_changes "$name") "; done
	n=0
	while [ "$SECONDS" -lt "$end" ]; do
		run -0 in_world "$check"
		refute_output --partial '; reset'
		n=$((n + 1))
		sleep 10
	done
	for name in "${names[@]}"; do after+="$name $(carrier_changes "$name") "; done
	assert_equal "$after" "$before"
	echo "# $n looks, changes of carrier at the end as at the beginning: $after" >&3
}

# bats test_tags=long
@test "a peer that is dead, and a look every 10 s: one reset, and everything restored" {
	local end before resets=0
	link en05 0
	mock_port en05
	sleep 2
	run -0 in_world "$check"
	in_world ip -batch - <<- END
		address add fd00:9::1/64 dev en05 nodad
		address add fe80::1/64 dev en05 nodad
		neigh add 10.9.0.9 dev en05 lladdr 02:00:00:00:00:09 nud permanent
		route add 10.10.0.0/16 via 10.9.0.2 dev en05
		route add fd00:10::/48 via fe80::2 dev en05 table 100 proto static
	END
	everything() {
		in_world sh -c 'ip -o address show dev en05; ip neigh show dev en05 nud permanent; ip route show table all dev en05; ip -6 route show table all dev en05' | sort
	}
	before=$(everything)
	in_world ip netns exec at-en05 sh -c 'sysctl -q -w net.ipv6.conf.far.disable_ipv6=1; ip address flush dev far'
	end=$((SECONDS + ${SOAK_SECONDS:-3600} / 4))
	while [ "$SECONDS" -lt "$end" ]; do
		run -0 in_world "$check"
		[[ $output != *'; reset' ]] || resets=$((resets + 1))
		sleep 10
	done
	assert_equal "$resets" 1
	assert_equal "$(everything)" "$before"
}
