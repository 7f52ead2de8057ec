#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Traffic of networks with an MTU of 1500 (guests, containers, a LAN) that two machines route over a link at 65520.
# Throughput is for people: emulation, so compare only what one run prints.
# bats file_tags=each-kernel
load vm.bash

# A guest in a namespace of each machine: n1's behind a veth, n2's behind a veth that is a port of a bridge.
make_guests() {
	for name in n1 n2; do
		on "$name" --put "$vm_dir/traffic" /root
		on "$name" "set -e; me=${name#n} peer=\$((3 - ${name#n}))
			sysctl -qw net.ipv4.ip_forward=1
			ip address add 10.0.0.\$me/24 dev en05
			ip netns add guest
			ip link add veth0 type veth peer name eth0 netns guest
			outer=veth0
			if [ \$me = 2 ]; then
				ip link add br0 type bridge
				ip link set veth0 master br0
				ip link set br0 up
				outer=br0
			fi
			ip link set veth0 up
			ip address add 10.1.\$me.1/24 dev \$outer
			ip -n guest link set eth0 up
			ip -n guest address add 10.1.\$me.2/24 dev eth0
			ip -n guest route add default via 10.1.\$me.1
			ip route add 10.1.\$peer.0/24 via 10.0.0.\$peer"
	done
}

tso() { # on|off
	for name in n1 n2; do on "$name" "ethtool -K en05 tso $1"; done
}

mtu() { # BYTES
	for name in n1 n2; do on "$name" "ip link set en05 mtu $1"; done
}

frag_fails() { # of n2's own namespace, which has to pass it on
	on n2 "awk '/^Ip: [0-9]/ { print \$19 }' /proc/net/snmp"
}

# Bytes of n1 that n2 has received: moved SECONDS ADDRESS [PREFIX]
moved() {
	on n2 "systemctl reset-failed 'receive*' 2> /dev/null; systemd-run -q --unit=receive -p StandardOutput=truncate:/run/received ${3:-} /root/tcp receive 5001 $1"
	on -t 180 n1 "${3:-} /root/tcp send $2 5001 $(($1 + 2))"
	on -t 120 n2 'while systemctl -q is-active receive; do sleep 0.2; done; cat /run/received'
}

# A line of the table: what moved from guest to guest, and what could not be passed on.
guest_to_guest() { # SECONDS
	local before bytes
	before=$(frag_fails)
	bytes=$(moved "$1" 10.1.2.2 'ip netns exec guest')
	fails=$(($(frag_fails) - before))
	kbits=$((bytes * 8 / 1000 / $1))
}

# The same for a short while, with a look at each packet.
look_at_packets() {
	on n2 "systemctl reset-failed 'packets*' 2> /dev/null; systemd-run -q --unit=packets -p StandardOutput=truncate:/run/packets /root/tcp packets en05 10"
	moved 4 10.1.2.2 'ip netns exec guest' > /dev/null
	packets=$(on -t 60 n2 'while systemctl -q is-active packets; do sleep 0.2; done; cat /run/packets')
}

host_to_host() { # SECONDS
	kbits=$(($(moved "$1" 10.0.0.2) * 8 / 1000 / $1))
}

# Alternately, so that what else the machine does falls on both.
compare_local() { # ROUNDS
	local on=0 off=0
	for ((i = 0; i < $1; i++)); do
		tso on
		host_to_host 4
		on=$((on + kbits))
		tso off
		host_to_host 4
		off=$((off + kbits))
	done
	note "host to host: $((on / $1)) kbit/s with TSO, $((off / $1)) without: ratio $((off * 100 / on)) %"
}

# bats test_tags=long
@test "what guests send through a link arrives whole: TSO is off from birth, and with it on packets are lost" {
	from installed n1 n2
	for name in n1 n2; do
		run -0 on "$name" "ethtool -k en05 | grep -E 'tx-tcp6?-segmentation'"
		refute_output --partial ': on'
	done
	make_guests
	guest_to_guest 8
	note "guest to guest, TSO off as it comes: $kbits kbit/s, FragFails $fails"
	assert_equal "$fails" 0
	look_at_packets
	note "  $packets"
	assert_regex "$packets" '^oversized 0 '
	tso on
	guest_to_guest 8
	note "guest to guest, TSO on: $kbits kbit/s, FragFails $fails"
	[ "$fails" -gt 0 ]
	look_at_packets
	note "  $packets"
	refute_regex "$packets" '^oversized 0 '
	compare_local 3
	mtu 1500
	note "at MTU 1500:"
	compare_local 2
	tso on
	guest_to_guest 8
	note "guest to guest, TSO on: $kbits kbit/s, FragFails $fails"
	tso off
	guest_to_guest 8
	note "guest to guest, TSO off: $kbits kbit/s, FragFails $fails"
	assert_equal "$fails" 0
}
