# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-fabric on a real kernel: what of this machine it refuses, and addresses and forwarding by netlink.
load netns.bash

fabric=$TBNET_BIN/tbnet-fabric

setup() {
	world_start
	settings=(TBNET_FABRIC_PREFIX=10.100.0.0/24
		'TBNET_FABRIC_NODES=n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13')
	cable en05 far5
	cable en06 far6
	in_world sh -c 'echo 0 > /proc/sys/net/ipv4/conf/all/forwarding; echo 0 > /proc/sys/net/ipv4/conf/default/forwarding'
}

teardown() {
	end_background
}

# run_as_n1 VERB...
as_n1() {
	in_world env "${settings[@]}" "$fabric" --node=n1 "$@"
}

addresses() {
	in_world ip -o address show dev "$1" scope global | awk '{ print $4 }' | paste -sd ' '
}

forwarding() { # FAMILY NAME
	in_world cat "/proc/sys/net/ipv$1/conf/$2/forwarding"
}

@test "a port gets the router id and forwarding, and is then left alone" {
	run -0 as_n1 up en05
	assert_output 'tbnet-fabric: en05: in tb4: 10.100.0.11 and forwarding set'
	assert_equal "$(addresses en05)" 10.100.0.11/32
	assert_equal "$(forwarding 4 en05) $(forwarding 4 en06)" '1 0'
	run -0 as_n1 up en05 --verbose
	assert_output 'tbnet-fabric: en05: in tb4: has 10.100.0.11 and forwards'
	assert_equal "$(addresses en05)" 10.100.0.11/32
}

@test "forwarding alone that is missing is set, too" {
	in_world ip address add 10.100.0.11/32 dev en05
	run -0 as_n1 up en05
	assert_output 'tbnet-fabric: en05: in tb4: 10.100.0.11 and forwarding set'
	assert_equal "$(addresses en05) $(forwarding 4 en05)" '10.100.0.11/32 1'
}

@test "a port is neither brought up nor given an MTU" {
	run -0 as_n1 up en05
	assert_link en05 down 1500
}

@test "an IPv6 router id is there at once, without waiting for duplicates" {
	settings+=(TBNET_FABRIC_PREFIX6=fd00:100::/64 'TBNET_FABRIC_NODES=n1=10.100.0.11,fd00:100::11')
	in_world ip link set en05 up
	far up far5
	run -0 as_n1 up en05
	assert_equal "$(addresses en05)" '10.100.0.11/32 fd00:100::11/128'
	assert_equal "$(forwarding 4 en05) $(forwarding 6 en05)" '1 1'
	run -0 in_world ip -o -6 address show dev en05 tentative scope global
	refute_output
}

@test "where a sysctl has switched IPv6 off the router id of IPv6 is refused by that name" {
	settings+=(TBNET_FABRIC_PREFIX6=fd00:100::/64 'TBNET_FABRIC_NODES=n1=10.100.0.11,fd00:100::11')
	in_world ip link set en05 up
	in_world sysctl -q -w net.ipv6.conf.en05.disable_ipv6=1
	run -1 as_n1 up en05
	assert_output 'tbnet-fabric: en05: cannot set fd00:100::11: a sysctl has switched IPv6 off here; next: sysctl -w net.ipv6.conf.en05.disable_ipv6=0, and in the file of /etc/sysctl.d that has disable_ipv6'
	in_world sysctl -q -w net.ipv6.conf.en05.disable_ipv6=0
	run -0 as_n1 up en05
	assert_equal "$(addresses en05)" '10.100.0.11/32 fd00:100::11/128'
}

@test "IPv6 passes through a node whose host-wide switch is off, by its ports" {
	in_world test -e /proc/sys/net/ipv6/conf/en05/force_forwarding || cannot_run "this kernel has no force_forwarding"
	settings+=(TBNET_FABRIC_PREFIX6=fd00:100::/64 'TBNET_FABRIC_NODES=n1=10.100.0.11,fd00:100::11')
	in_world sh -ec 'echo 0 > /proc/sys/net/ipv6/conf/all/forwarding
		for n in 5 6; do
			ip netns add "n$n"
			ip link set "far$n" netns "n$n"
			ip link set "en0$n" up mtu 65520
			ip -n "n$n" link set "far$n" up
			ip -n "n$n" address add "fd00:$n::2/64" dev "far$n" nodad
			ip address add "fd00:$n::1/64" dev "en0$n" nodad
			ip -n "n$n" route add default via "fd00:$n::1"
		done'
	run ! in_world ip netns exec n5 ping -c 1 -W 1 fd00:6::2
	for name in en05 en06; do run -0 as_n1 up "$name"; done
	run -0 in_world ip netns exec n5 ping -c 2 -W 5 fd00:6::2
	assert_equal "$(forwarding 6 all)" 0
}

@test "another interface is no port of this node: nothing is done to it" {
	cable en07 far7
	run -0 as_n1 up en07
	refute_output
	assert_equal "$(addresses en07)" ''
}

@test "a port that is not there is no error" {
	in_world ip link delete en05
	run -0 as_n1 up en05
	refute_output
}

@test "a machine that is none of the nodes has nothing to do" {
	run -0 in_world env "${settings[@]}" "$fabric" --node=n9 up en05
	refute_output
	assert_equal "$(addresses en05)" ''
}

@test "a bad setting changes nothing, exit 2" {
	settings+=('TBNET_FABRIC_NODES=n1=10.101.0.11')
	run -2 as_n1 up en05
	assert_output 'tbnet-fabric: n1: 10.101.0.11 is outside of 10.100.0.0/24 (TBNET_FABRIC_PREFIX)'
	assert_equal "$(addresses en05)" ''
}

@test "without the right to do it: exit 1, one line" {
	run -1 in_world env "${settings[@]}" setpriv --inh-caps=-all --bounding-set=-all "$fabric" --node=n1 up en05
	assert_output 'tbnet-fabric: en05: cannot set 10.100.0.11 or forwarding: Operation not permitted'
}

@test "without an interface to name: all ports, and a dummy with the router id where there is no ifupdown2" {
	run as_n1 up
	if in_world ip link add probe type dummy 2>&-; then
		assert_success
		assert_equal "$(addresses dummy_tb4)" 10.100.0.11/32
	else
		assert_failure 1
		assert_line 'tbnet-fabric: dummy_tb4: cannot create the interface for the router id: Operation not supported'
	fi
	assert_equal "$(addresses en05) $(addresses en06)" '10.100.0.11/32 10.100.0.11/32'
}

@test "a dummy that is there is used, and brought up" {
	cable dummy_tb4 far-dummy
	run -0 as_n1 up
	assert_equal "$(addresses dummy_tb4)" 10.100.0.11/32
	assert_link dummy_tb4 up 1500
}

@test "the plan is fine with the router id where it belongs, and on an interface of the administrator's" {
	run -0 as_n1 up en05
	in_world ip address add 10.100.0.11/32 dev lo
	in_world ip address add 192.168.1.5/24 dev en06
	run -3 as_n1 plan
}

@test "the plan refuses another address in the prefix, naming it and the way out" {
	in_world ip address add 10.100.0.5/30 dev en05
	run -2 as_n1 plan
	assert_output 'tbnet-fabric: en05 has 10.100.0.5/30, which is in 10.100.0.0/24 but no router id; a node has one address there: remove it from its stanza, then: ip address del 10.100.0.5/30 dev en05'
}

@test "the plan refuses the guide's /30 that is a router id, its own or another's" {
	in_world ip address add 10.100.0.13/30 dev en06
	run -2 as_n1 plan
	assert_output 'tbnet-fabric: en06 has 10.100.0.13/30, the router id of n3, with the prefix length of a network: remove it from its stanza, then: ip address del 10.100.0.13/30 dev en06'
	in_world ip address replace 10.100.0.12/32 dev en06
	in_world ip address del 10.100.0.13/30 dev en06
	run -2 as_n1 plan
	assert_output 'tbnet-fabric: en06 has 10.100.0.12, the router id of n2: remove it from its stanza, then: ip address del 10.100.0.12 dev en06'
}

@test "the plan refuses a network that overlaps with the prefix" {
	cable vmbr0 far0
	in_world ip address add 10.100.99.1/16 dev vmbr0
	run -2 as_n1 plan
	assert_output 'tbnet-fabric: vmbr0 has 10.100.99.1/16, a network that 10.100.0.0/24 overlaps with'
	in_world ip address del 10.100.99.1/16 dev vmbr0
	in_world ip address add 10.101.0.1/16 dev vmbr0
	run -3 as_n1 plan
}
