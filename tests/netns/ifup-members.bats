#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# bats file_tags=tree
# tbnet-ifup and links in bridges, with the real ifupdown2 of Debian 13 and bridge-utils.

load ../lib/common.bash
load ifup.bash

setup_file() {
	command -v mmdebstrap > /dev/null || return 0
	make_tree trixie-bridge
}

setup() {
	[ -n "${tree:-}" ] || cannot_run "mmdebstrap is not installed, so there is no Debian 13 tree"
	make_machine
	program=$TBNET_BIN/tbnet-ifup
}

teardown() {
	end_background
}

# tap NAME - what a hypervisor plugs into vmbr1
tap() {
	in_machine ip link add "$1" type veth peer name "peer-$1"
	in_machine ip link set "$1" master vmbr1 up
}

bridge() {
	stanzas interfaces.d/mesh 'auto en05' 'iface en05 inet manual' ' mtu 65520' 'auto vmbr1' 'iface vmbr1 inet static' \
		' address 10.9.0.1/24' ' bridge-ports en05' ' bridge-stp off' ' bridge-fd 0'
}

@test "a port comes back into its bridge after a replug, and the ports of virtual machines stay" {
	bridge
	plug en05
	networking
	assert_equal "$(master_of en05)" vmbr1
	tap tap100i0
	for turn in 1 2; do
		pull en05
		plug en05
		run -0 in_machine "$program" en05
		assert_line "tbnet-ifup: en05: put into vmbr1"
		assert_line "tbnet-ifup: en05: TSO switched off, as for every port of a bridge; to keep it on: TBNET_TSO=yes"
		assert_line --regexp "^tbnet-ifup: en05: ifup done: MTU 65520, in vmbr1, (no addresses|addresses fe80::[0-9a-f:]+/64)$"
		assert_equal "$turn: $(master_of en05) $(master_of tap100i0)" "$turn: vmbr1 vmbr1"
		assert_equal "$(mtu_of en05)" 65520
	done
	in_machine grep -q 1 "/sys/class/net/tap100i0/flags"
}

@test "with STP, and without a stanza of its own, a port comes back, too" {
	stanzas interfaces.d/mesh 'auto vmbr1' 'iface vmbr1' ' address 10.9.0.1/24' ' bridge_ports en05' ' bridge_stp on'
	plug en05
	networking
	pull en05
	plug en05
	run -0 in_machine "$program" en05
	assert_line "tbnet-ifup: en05: put into vmbr1"
	assert_equal "$(master_of en05) $(in_machine cat /sys/class/net/vmbr1/bridge/stp_state)" "vmbr1 1"
}

@test "a second run changes nothing, and a port that somebody moved stays where it is" {
	bridge
	plug en05
	networking
	run -0 in_machine "$program" en05
	refute_output --partial "put into"
	in_machine ip link add vmbr2 type bridge
	in_machine ip link set en05 nomaster
	in_machine ip link set en05 master vmbr2
	run -0 in_machine "$program" en05
	assert_line "tbnet-ifup: en05: is in vmbr2, although a stanza puts it into vmbr1; not touched"
	assert_equal "$(master_of en05)" vmbr2
}

@test "a bridge that is not there is reported, and so is one that is none" {
	stanzas interfaces.d/mesh 'iface vmbr1' ' bridge-ports en05 none'
	networking
	plug en05
	run -0 in_machine "$program" en05
	assert_line "tbnet-ifup: en05: /etc/network/interfaces.d/mesh:1 puts it into vmbr1, which does not exist; to create it, run ifup for that interface"
	in_machine ip link add vmbr1 type veth peer name vmbr1-far
	run -0 in_machine "$program" en05
	assert_line "tbnet-ifup: en05: /etc/network/interfaces.d/mesh:1 puts it into vmbr1, which is not a bridge"
	assert_equal "$(master_of en05)" ""
}

@test "two bridges that name one link: neither gets it, and both are reported" {
	stanzas interfaces.d/mesh 'iface vmbr1' ' bridge-ports en05' 'iface vmbr2' ' bridge-ports en05'
	networking
	plug en05
	in_machine ip link add vmbr1 type bridge
	in_machine ip link add vmbr2 type bridge
	run -0 in_machine "$program" en05
	assert_line "tbnet-ifup: en05: /etc/network/interfaces.d/mesh:3 puts it into vmbr2, but another line puts it elsewhere: skipped; remove one of the two lines"
	assert_equal "$(master_of en05)" ""
}

@test "a port that lowers the MTU of its bridge is reported" {
	stanzas interfaces.d/mesh 'iface vmbr1' ' bridge-ports en05'
	networking
	# nobody has set its MTU, so it is the least of its ports'
	in_machine ip link add vmbr1 type bridge
	tap tap100i0
	in_machine ip link set tap100i0 mtu 9000
	assert_equal "$(mtu_of vmbr1)" 9000
	plug en05
	in_machine ip link set en05 mtu 4000
	TBNET_MTU=4000 run -0 in_machine "$program" en05
	assert_line "tbnet-ifup: en05: vmbr1 now has MTU 4000, not 9000, because this link has 4000"
	assert_equal "$(master_of en05) $(mtu_of vmbr1)" "vmbr1 4000"
}

@test "what tbnet-up and a down and an up do leaves a port in its bridge" {
	bridge
	plug en05
	networking
	in_machine ip link set en05 mtu 1500
	run -0 in_machine "$TBNET_BIN/tbnet-up" en05
	in_machine ip link set en05 down
	run -0 in_machine "$TBNET_BIN/tbnet-up" en05
	assert_equal "$(master_of en05) $(mtu_of en05)" "vmbr1 65520"
}

@test "a VLAN that ifup does not bring back in time is reported, with what ended it" {
	stanzas interfaces.d/mesh 'auto en05' 'iface en05 inet manual' ' mtu 65520' 'auto en05.10' 'iface en05.10 inet static' \
		' address 10.10.0.1/24' ' pre-up sleep 1000'
	in_tree mkdir -p /run/network
	in_machine touch /run/network/ifstatelock
	plug en05
	TBNET_IFUP_WAIT=10 run -1 in_machine "$program" en05
	assert_line --regexp '^tbnet-ifup: en05: ifup done: '
	assert_line "tbnet-ifup: en05.10: ifup did not finish within 10 s (TBNET_IFUP_WAIT), so tbnet stopped it; see: ifup -v en05.10"
}

# This kernel may have no VLANs: a veth of that name, which a command of the stanza makes.
@test "a VLAN that a bridge has as a port, as Proxmox VE's manual has it, is made again and put into the bridge" {
	stanzas interfaces.d/mesh 'auto en05' 'iface en05 inet manual' ' mtu 65520' 'iface en05.5 inet manual' \
		' pre-up ip link add en05.5 type veth peer name far5' 'auto vmbr0v5' 'iface vmbr0v5 inet static' ' address 10.10.10.2/24' \
		' bridge-ports en05.5' ' bridge-stp off' ' bridge-fd 0'
	in_tree mkdir -p /run/network
	in_machine touch /run/network/ifstatelock
	in_machine ip link add vmbr0v5 type bridge
	plug en05
	run -0 in_machine "$program" en05
	assert_line --regexp '^tbnet-ifup: en05: ifup done: '
	assert_line "tbnet-ifup: en05.5: put into vmbr0v5"
	assert_equal "$(master_of en05.5)" vmbr0v5
	run -0 in_machine "$program" en05
	refute_output --partial "put into"
}
