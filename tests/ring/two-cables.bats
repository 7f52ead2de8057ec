# SPDX-License-Identifier: GPL-2.0-or-later
# Two cables between the same two machines, in a fabric of tbnet-fabric: how connections spread over them.
load ring.bash

options=(--prefix=10.100.0.0/24 '--nodes=n1=10.100.0.11 n2=10.100.0.12')

setup_file() {
	local node link
	ring_start n1 n2
	for node in n1 n2; do
		printf '%s\n' 'auto lo' 'iface lo inet loopback' 'source /etc/network/interfaces.d/*' | put "$node" /etc/network/interfaces
		networking "$node"
		# what the package's file sets at boot
		on "$node" /usr/lib/systemd/systemd-sysctl --prefix=net/ipv4 --prefix=net/ipv6 /usr/lib/sysctl.d/00-tbnet.conf
	done
	for link in en05 en06; do
		ip link add "$link" mtu 65520 netns "$(< "$ring/n1/pid")" type veth peer name "$link" mtu 65520 netns "$(< "$ring/n2/pid")"
		for node in n1 n2; do on "$node" ip link set "$link" up; done
	done
	for node in n1 n2; do on "$node" tbnet-fabric apply "${options[@]}" > "$ring/$node.apply" 2>&1; done
	receive
	wait_until 60 has_two_ways
}

teardown_file() {
	ring_stop
}

# n2 takes one connection after the other, until its machine is gone
receive() {
	# shellcheck disable=SC2016 # the inner shell's
	on n2 setsid --fork sh -c 'exec python3 -c "$1" > /run/received 2>&1 < /dev/null 3>&-' sh '
import socket
server = socket.create_server(("", 5001), backlog=64)
while True:
    connection = server.accept()[0]
    while connection.recv(1 << 20):
        pass'
	wait_until 30 on n2 sh -c 'ss -Hltn sport = 5001 | grep -q .'
}

has_two_ways() {
	[ "$(on n1 ip route show 10.100.0.12 proto openfabric | grep -c 'nexthop.* dev en0[56]')" = 2 ]
}

# send CONNECTIONS - each of 1 MiB to n2; sets the MiB, rounded, that went by each cable
send() {
	local before
	before=$(sent)
	on n1 python3 -c '
import socket, sys
for _ in range(int(sys.argv[1])):
    with socket.create_connection(("10.100.0.12", 5001), 30) as s:
        s.sendall(bytes(1 << 20))' "$1"
	read -r en05 en06 <<< "$(paste -d ' ' <(echo "$before") <(sent) | awk '{ print int(($2 - $1) / 1048576 + 0.5) }' | paste -sd ' ')"
}

sent() {
	on n1 cat /sys/class/net/en05/statistics/tx_bytes /sys/class/net/en06/statistics/tx_bytes
}

@test "two cables to one host are two ways of one route, and connections spread over both" {
	send 64
	echo "# 64 connections of 1 MiB: en05 $en05, en06 $en06 MiB" >&3
	# of 64 coin tosses less than a quarter are heads once in 50,000 times
	assert_equal "$((en05 >= 16)) $((en06 >= 16))" "1 1"
}

@test "one connection has one cable" {
	send 1
	assert_equal "$((en05 + en06 >= 1)) $((en05 * en06))" "1 0"
}

@test "by addresses alone, as the kernel has it without the package, all connections have one cable" {
	on n1 sysctl -qw net.ipv4.fib_multipath_hash_policy=0
	send 16
	on n1 sysctl -qw net.ipv4.fib_multipath_hash_policy=1
	echo "# 16 connections of 1 MiB: en05 $en05, en06 $en06 MiB" >&3
	assert_equal "$((en05 + en06 >= 16)) $((en05 * en06))" "1 0"
}

# metric WORD... - of en06 at both ends
metric() {
	local node
	for node in n1 n2; do on "$node" vtysh -c 'configure terminal' -c 'interface en06' -c "$*"; done
}

has_one_way() {
	[[ $(on n1 ip route show 10.100.0.12 proto openfabric) == *'dev en05'* ]] && ! has_two_ways
}

@test "of two unequal cables the faster one is the way, and the other one the reserve" {
	# what tbnet-fabric up gives a cable of 20 Gb/s beside one of 40
	metric openfabric metric 20
	wait_until 60 has_one_way
	send 16
	assert_equal "$((en05 >= 16)) $en06" "1 0"
	metric no openfabric metric
	wait_until 30 has_two_ways
}
