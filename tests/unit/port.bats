# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-port on a mock sysfs: ports, controllers and what a well-behaved peer says.
load mock.bash

@test "port 1 of an MS-01 is described in full (mock)" {
	en05 'A: device_name=n2' "A: unique_id=$uuid" 'A: rx_speed=20.0 Gb/s' 'A: rx_lanes=2'
	run -0 describe "/sys$en05"
	assert_output "TBNET_PORT=1
TBNET_CONTROLLER=0000:00:0d.2
TBNET_SERVICE=0-1.0
TBNET_PEER=$uuid
TBNET_PEER_NAME=n2
TBNET_SPEED=20.0
TBNET_LANES=2
ID_NET_NAME_FROM_DATABASE=en05"
}

# at ROUTE PARENT - describe a peer there
at() {
	controller /devices/pci0000:00/0000:00:0d.2 0
	peer "$2" "$1"
	netdev "$2/$1/$1.0" thunderbolt0
	run -0 describe "/sys$2/$1/$1.0/net/thunderbolt0"
}

@test "port 3 is port 3 (mock)" {
	at 0-3 "$host"
	assert_line TBNET_PORT=3
	assert_line TBNET_SERVICE=0-3.0
}

@test "the port is hexadecimal, with two digits (mock)" {
	at 0-1f "$host"
	assert_line TBNET_PORT=31
}

@test "a peer behind another router belongs to the host's port, the lowest byte of its route (mock)" {
	at 0-503 "$host/0-3"
	assert_line TBNET_PORT=3
	assert_line TBNET_CONTROLLER=0000:00:0d.2
	assert_line TBNET_SERVICE=0-503.0
}

@test "a route of eight hops is understood (mock)" {
	at 0-707070707070701 "$host"
	assert_line TBNET_PORT=1
}

@test "a route of nine hops is none (mock)" {
	at 0-70707070707070701 "$host"
	refute_output
}

@test "an AMD controller behind a bridge is found (mock)" {
	local nhi=/devices/pci0000:00/0000:00:08.3/0000:c6:00.5
	controller "$nhi" 0
	peer "$nhi/domain0/0-0" 0-2
	netdev "$nhi/domain0/0-0/0-2/0-2.0" thunderbolt0
	run -0 describe "/sys$nhi/domain0/0-0/0-2/0-2.0/net/thunderbolt0"
	assert_line TBNET_PORT=2
	assert_line TBNET_CONTROLLER=0000:c6:00.5
}

@test "a PCI domain of five or eight digits is part of the address (mock)" {
	local nhi
	for nhi in 10000:e1:00.0 10000000:e1:00.7; do
		rm -f "$mock"
		controller "/devices/pci0000:00/$nhi" 0
		peer "/devices/pci0000:00/$nhi/domain0/0-0" 0-1 'A: device_name=n2'
		netdev "/devices/pci0000:00/$nhi/domain0/0-0/0-1/0-1.0" en05
		run -0 describe "/sys/devices/pci0000:00/$nhi/domain0/0-0/0-1/0-1.0/net/en05"
		assert_output "TBNET_PORT=1
TBNET_CONTROLLER=$nhi
TBNET_SERVICE=0-1.0
TBNET_PEER_NAME=n2
ID_NET_NAME_FROM_DATABASE=en05"
	done
}

@test "the domain's index makes no difference (mock)" {
	local nhi=/devices/pci0000:00/0000:00:0d.3
	controller "$nhi" 1
	peer "$nhi/domain1/1-0" 1-1
	netdev "$nhi/domain1/1-0/1-1/1-1.0" en06
	run -0 describe "/sys$nhi/domain1/1-0/1-1/1-1.0/net/en06"
	assert_output 'TBNET_PORT=1
TBNET_CONTROLLER=0000:00:0d.3
TBNET_SERVICE=1-1.0
ID_NET_NAME_FROM_DATABASE=en06'
}

@test "what the peer does not say is skipped (mock)" {
	en05
	run -0 describe "/sys$en05"
	assert_output 'TBNET_PORT=1
TBNET_CONTROLLER=0000:00:0d.2
TBNET_SERVICE=0-1.0
ID_NET_NAME_FROM_DATABASE=en05'
}

# two_ports ROUTE PARENT - en05, and a second peer with a netdev there
two_ports() {
	en05
	peer "$2" "$1"
	device "$2/$1/$1.0/net/thunderbolt1" net 'A: ifindex=8' 'A: mtu=1500'
}

@test "a link at another port of the controller has a name of its own (mock)" {
	two_ports 0-3 "$host"
	run -0 describe "/sys$en05"
	assert_line ID_NET_NAME_FROM_DATABASE=en05
	refute_line --partial TBNET_OWN_NAME
	run -0 describe "/sys$host/0-3/0-3.0/net/thunderbolt1"
	assert_line ID_NET_NAME_FROM_DATABASE=en06
	assert_line TBNET_OWN_NAME=yes
}

@test "so has a link behind another router at another port (mock)" {
	two_ports 0-503 "$host/0-3"
	run -0 describe "/sys$host/0-3/0-503/0-503.0/net/thunderbolt1"
	assert_line ID_NET_NAME_FROM_DATABASE=en06
}

@test "of links without a name the first to be registered has the controller's, whatever its port is (mock)" {
	local port
	controller /devices/pci0000:00/0000:00:0d.2 0
	for port in 4 2 3; do
		peer "$host" "0-$port"
		device "$host/0-$port/0-$port.0/net/thunderbolt$port" net "A: ifindex=$((20 - port))"
	done
	run -0 describe "/sys$host/0-4/0-4.0/net/thunderbolt4"
	assert_line ID_NET_NAME_FROM_DATABASE=en05
	run -0 describe "/sys$host/0-3/0-3.0/net/thunderbolt3"
	assert_line ID_NET_NAME_FROM_DATABASE=en06
	run -0 describe "/sys$host/0-2/0-2.0/net/thunderbolt2"
	assert_line ID_NET_NAME_FROM_DATABASE=en07
}

@test "an event of before the rename: the netdev's own name is not taken by somebody else (mock)" {
	en05
	controller /devices/pci0000:00/0000:00:0d.3 1
	run -0 describe "/sys$host/0-1/0-1.0/net/thunderbolt0" 7
	assert_line ID_NET_NAME_FROM_DATABASE=en05
	refute_line --partial TBNET_OWN_NAME
	# for people, who have the path as it is
	run -0 describe "/sys$en05"
	assert_line ID_NET_NAME_FROM_DATABASE=en05
	run -2 describe "/sys$en05" 0
	assert_output 'tbnet-port: needs one sysfs path, like /sys/devices/.../net/en05; try --help'
}

@test "a peer without a netdev, a link of another controller and a second service take no name (mock)" {
	en05
	peer "$host" 0-3
	controller /devices/pci0000:00/0000:00:0d.3 1
	peer /devices/pci0000:00/0000:00:0d.3/domain1/1-0 1-3
	netdev /devices/pci0000:00/0000:00:0d.3/domain1/1-0/1-3/1-3.0 thunderbolt1
	device "$host/0-7" thunderbolt
	device "$host/0-7/net" thunderbolt
	run -0 describe "/sys$en05"
	assert_line ID_NET_NAME_FROM_DATABASE=en05
	run -0 describe /sys/devices/pci0000:00/0000:00:0d.3/domain1/1-0/1-3/1-3.0/net/thunderbolt1
	assert_line ID_NET_NAME_FROM_DATABASE=en06
	refute_line --partial TBNET_OWN_NAME
}

@test "the instance of a name is escaped as in the unit of its device" {
	local name instance
	while read -r name instance; do
		run -0 "$TBNET_BIN/tbnet-port" "--instance=$name"
		assert_output "TBNET_INSTANCE=$instance"
	done <<< 'en05 en05
thunderbolt0 thunderbolt0
tb-n2 tb\x2dn2
tb+n2@x tb\x2bn2\x40x
.a..b .a..b
Z_9 Z_9
a\b a\x5cb
%$#~!,;=[]^{|}? \x25\x24\x23\x7e\x21\x2c\x3b\x3d\x5b\x5d\x5e\x7b\x7c\x7d\x3f
------------+++ \x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2b\x2b\x2b
é \xc3\xa9'
	for name in '' . .. a/b a:b "a b" 0123456789abcdef $'a\n'; do
		run -2 "$TBNET_BIN/tbnet-port" "--instance=$name"
		assert_equal "${#lines[@]}" 1
	done
	run -2 "$TBNET_BIN/tbnet-port" --instance=en05 en05
}
