#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: links in bridges, links that another tool configures, and router ids that are not there.

load status.bash

setup() {
	node_start
}

teardown() {
	end_background
}

# bridge_stanza PORT... - vmbr1 of that
bridge_stanza() {
	in_etc /etc/network/interfaces 'auto en05' 'iface en05 inet manual' ' mtu 65520' 'auto en06' 'iface en06 inet static' \
		' address 10.0.0.5/30' ' mtu 65520' 'auto vmbr1' 'iface vmbr1 inet static' ' address 10.9.0.1/24' " bridge-ports $*"
}

# bridge NAME STP - it is there, in the kernel and in the mock
bridge() {
	in_world ip link add "$1" type bridge
	in_world ip link set "$1" up
	put "$sys/class/net/$1/bridge/stp_state" "$2"
}

@test "a link in the bridge that its stanza names: all well, and the bridge is shown (mock)" {
	bridge vmbr1 0
	in_world ip address flush dev en05
	in_world ip link set en05 master vmbr1
	bridge_stanza en05
	all_well
	assert_line --partial 'en05    up, MTU 65520, carrier, in vmbr1'
	run -0 status --json
	assert_equal "$(jq -r '.links[] | select(.interface == "en05") | .master' <<< "$output")" vmbr1
}

@test "a link that is not in the bridge that a stanza names (mock)" {
	bridge vmbr1 0
	in_world ip address flush dev en05
	bridge_stanza en05
	finds error not-member en05
	assert_equal "$what" 'en05 is not in vmbr1'
	assert_equal "$why" '/etc/network/interfaces:9 puts it there; a new interface is in no bridge or bond'
	assert_equal "$next" 'tbnet-ifup en05'
	bridge vmbr2 0
	in_world ip link set en05 master vmbr2
	finds error not-member en05
	assert_equal "$why" '/etc/network/interfaces:9 puts it there, and it is in vmbr2'
}

@test "a link that a bridge or a bond should have by an expression, as the tool reads it (mock)" {
	local ports
	bridge vmbr1 0
	in_world ip address flush dev en05
	for ports in 'eno1 regex en0[57]' 'regex n.5' 'regex en9|en05' 'glob en0[3-5]' 'glob en07 glob en0[5-5]'; do
		bridge_stanza "$ports"
		finds error not-member en05
		assert_equal "$what" 'en05 is not in vmbr1'
		assert_equal "$why" '/etc/network/interfaces:9 puts it there by an expression, and tbnet-ifup evaluates none'
		assert_equal "$next" 'name the ports of vmbr1 in bridge-ports; then: tbnet-ifup en05'
	done
	# "all" is a name to ifupdown2; numbers of a glob have no leading zeros
	for ports in 'regex en' 'regex en0[6' 'regex en0(6' 'regex en9 x5' 'glob en05-06' 'glob en0[7-9]' all 'regex en0{1}5' regex none; do
		bridge_stanza "$ports"
		all_well
	done
	bridge_stanza 'glob tb1-2'
	renamed en05 tb2
	in_world sed -i s/en05/tb2/ /etc/network/interfaces
	run -3 status
	assert_line --partial 'tb2 is not in vmbr1'
	in_world ip link set tb2 master vmbr1
	run -3 status
	refute_line --partial 'is not in vmbr1'
}

@test "classic ifupdown: bridge_ports with a regex, and all (mock)" {
	local ports
	classic
	bridge br1 1
	in_world ip address flush dev en05
	for ports in all 'regex eth0 en0.' 'eno1 all'; do
		in_etc /etc/network/interfaces 'iface en06 inet static' ' address 10.0.0.5/30' 'iface br1 inet static' ' address 10.9.0.1/24' \
			" bridge_ports $ports"
		in_world ip link set en06 master br1
		finds error not-member en05
		assert_equal "$what" 'en05 is not in br1'
		in_world ip link set en05 master br1
		all_well
		in_world ip link set en05 nomaster
		in_world ip link set en06 nomaster
	done
	for ports in 'regex en0' 'regex eth0 noregex en0.' 'glob en0[4-6]'; do
		in_world sed -i "s/bridge_ports.*/bridge_ports $ports/" /etc/network/interfaces
		finds note unused en05
	done
}

@test "a port of Open vSwitch that is in none (mock)" {
	local mesh=('iface en06 inet static' ' address 10.0.0.5/30' ' mtu 65520')
	in_world ip address flush dev en05
	# as Proxmox VE writes it
	in_etc /etc/network/interfaces "${mesh[@]}" 'auto en05' 'iface en05 inet manual' '	ovs_type OVSPort' '	ovs_bridge vmbr1' '	ovs_mtu 65520' \
		'auto vmbr1' 'iface vmbr1 inet manual' '	ovs_type OVSBridge' '	ovs_ports en05'
	finds error not-member en05
	assert_equal "$what" 'en05 is not in vmbr1'
	assert_equal "$why" '/etc/network/interfaces:5 makes it a port of Open vSwitch, and it has no master ovs-system'
	assert_equal "$next" 'tbnet-ifup en05; ovs-vsctl show'
	# the kernel has this one master for the ports of all bridges
	in_world ip link add ovs-system type bridge
	in_world ip link set en05 master ovs-system
	all_well
	# its MTU is that of ovs_mtu, and ifupdown2 sets none
	in_world sed -i 's/ovs_mtu.*/ovs_mtu 9000/' /etc/network/interfaces
	in_world ip link set en05 mtu 9000
	all_well
	in_world sed -i '/ovs_mtu/d' /etc/network/interfaces
	in_world ip link set en05 mtu 65520
	all_well
	in_world ip link del ovs-system
	in_etc /etc/network/interfaces "${mesh[@]}" 'auto bond0' 'iface bond0 inet manual' ' ovs_bonds eno1 en05' ' ovs_type OVSBond' ' ovs_bridge vmbr1'
	finds error not-member en05
	assert_equal "$why" '/etc/network/interfaces:5 makes it a port of Open vSwitch, and it has no master ovs-system'
	# of a datapath in userspace the kernel knows nothing
	mkdir -p "$sys/class/net/ovs-netdev"
	all_well
}

@test "a link that two bridges name (mock)" {
	bridge_stanza en05
	in_world sh -c 'printf "iface vmbr2\n bridge-ports en05\n" >> /etc/network/interfaces'
	finds warning two-uppers en05
	assert_equal "$what" 'stanzas put en05 into vmbr1 and into vmbr2'
}

@test "a VLAN on a link that is made at boot, for itself or for a bridge, and is not there (mock)" {
	local lines
	for lines in $'auto en05.10\niface en05.10' $'iface en05.10 inet manual\niface vmbr1\n bridge-ports en05.10'; do
		in_etc /etc/network/interfaces 'iface en05 inet static' ' address 10.0.0.1/30' ' mtu 65520' 'iface en06 inet static' \
			' address 10.0.0.5/30' ' mtu 65520' "$lines"
		rm -rf "$sys/class/net/en05.10"
		finds error vlan-missing en05
		assert_equal "$what" 'en05.10, a VLAN on en05, is missing'
		mkdir "$sys/class/net/en05.10"
		all_well
	done
	in_etc /etc/network/interfaces 'iface en05 inet static' ' address 10.0.0.1/30' ' mtu 65520' 'iface en06 inet static' \
		' address 10.0.0.5/30' ' mtu 65520' 'iface en05.20 inet manual'
	all_well
}

@test "a VLAN on a link that a bridge has as its port, and that no section makes (mock)" {
	local mesh=('iface en05 inet manual' ' mtu 65520' 'iface en06 inet static' ' address 10.0.0.5/30' ' mtu 65520')
	in_etc /etc/network/interfaces "${mesh[@]}" 'auto vmbr1' 'iface vmbr1' ' bridge-ports eno1 en05.5'
	finds error vlan-section en05
	assert_equal "$what" 'en05.5, a VLAN on en05 without a section of its own, is missing'
	assert_equal "$why" '/etc/network/interfaces:7 has it as a port, but ifup makes a VLAN again only if it has an iface line'
	# somebody made it
	mkdir "$sys/class/net/en05.5"
	all_well
	rmdir "$sys/class/net/en05.5"
	in_etc /etc/network/interfaces "${mesh[@]}" 'iface vmbr1' ' bridge-ports en05.x en055.5 xen05.5'
	all_well
	classic
	in_etc /etc/network/interfaces "${mesh[@]}" 'iface br1 inet static' ' address 10.9.0.1/24' ' bridge_ports en05.5'
	finds error vlan-section en05
}

@test "two links of a ring in one bridge without STP, and with it (mock)" {
	bridge vmbr1 0
	in_world ip address flush dev en05
	in_world ip address flush dev en06
	in_world ip link set en05 master vmbr1
	in_world ip link set en06 master vmbr1
	in_etc /etc/network/interfaces 'auto vmbr1' 'iface vmbr1' ' bridge_ports en05 en06' 'iface en05 inet manual' ' mtu 65520' \
		'iface en06 inet manual' ' mtu 65520'
	finds warning ring-in-bridge en06
	assert_equal "$what" 'vmbr1 has the ports en05 and en06, but no STP'
	put "$sys/class/net/vmbr1/bridge/stp_state" 1
	all_well
}

@test "a port without a section in a bridge that gives its ports VLANs, and with one (mock)" {
	bridge vmbr1 0
	in_world ip address flush dev en05
	in_world ip link set en05 master vmbr1
	in_etc /etc/network/interfaces 'auto vmbr1' 'iface vmbr1' ' address 10.9.0.1/24' ' bridge-ports en05' ' bridge-vlan-aware yes' \
		' bridge-vids 2-4094' 'iface en06 inet static' ' address 10.0.0.5/30' ' mtu 65520'
	finds warning port-vlans en05
	assert_equal "$what" 'en05 has no section of its own, so after a replug it has none of the VLANs of vmbr1'
	assert_equal "$next" 'bridge vlan show dev en05'
	in_world sh -c 'printf "iface en05 inet manual\n mtu 65520\n" >> /etc/network/interfaces'
	all_well
}

@test "a bridge with a lower MTU than its link (mock)" {
	bridge vmbr1 0
	in_world ip address flush dev en05
	in_world ip link set en05 master vmbr1
	in_world ip link set vmbr1 mtu 1500
	bridge_stanza en05
	finds note upper-mtu en05
	assert_equal "$what" 'vmbr1 has MTU 1500, but its port en05 has 65520'
	assert_equal "$why" 'its stanza has no mtu, and ifupdown2 sets 1500 then'
	in_world sh -c 'echo " mtu 1500" >> /etc/network/interfaces'
	finds note upper-mtu en05
	assert_equal "$why" 'its stanza or another of its ports sets that'
}

@test "a port that a bridge names and that is not there (mock)" {
	in_world ip link del en05
	rm -r "$(of en05)" "$sys/class/net/en05"
	rm -r "$(nhi 0d.2)"/domain0/0-0/0-1 "$sys"/bus/thunderbolt/devices/0-1*
	in_etc /etc/network/interfaces 'iface en06 inet static' ' address 10.0.0.5/30' ' mtu 65520' 'iface vmbr1' ' bridge-ports en05'
	finds warning link-missing
	assert_equal "$what" 'en05 is missing'
	assert_equal "$why" 'no cable, or the peer is off; /etc/network/interfaces:4 names it'
}

# by_networkd NAME STATE - what networkctl shows of it
by_networkd() {
	local ifindex
	ifindex=$(in_world ip -o link show "$1" | cut -d: -f1)
	in_etc "/run/systemd/netif/links/$ifindex" "ADMIN_STATE=$2" NETWORK_FILE=/etc/systemd/network/50-mesh.network
}

@test "a file for a tool that does not run, or does not manage the link (mock)" {
	local file
	in_etc /etc/network/interfaces 'iface en06 inet static' ' address 10.0.0.5/30' ' mtu 65520'
	in_world ip address flush dev en05 scope global
	for file in /etc/systemd/network/10-tb.network /etc/NetworkManager/system-connections/tb.nmconnection; do
		in_etc "$file" '[Match]' 'Name=en05' '[connection]' 'interface-name=en05'
		finds warning tool-idle en05
		assert_equal "$what" "en05 has no address, though $file names it"
		in_world rm "$file"
	done
	assert_equal "$next" 'nmcli device show en05'
	in_etc /etc/netplan/50-tb.yaml 'network:' '  ethernets:' '    en05:' '      addresses: [10.0.0.1/30]'
	finds warning tool-idle en05
	in_world ip address add 10.0.0.1/30 dev en05
	all_well
}

@test "a link of systemd-networkd is left to it, and shown (mock)" {
	in_etc /etc/network/interfaces 'iface en06 inet static' ' address 10.0.0.5/30' ' mtu 65520'
	by_networkd en05 configured
	all_well
	assert_line --partial 'stanzas en05 has none, left to systemd-networkd'
	in_world ip address flush dev en05
	finds warning tool-silent en05
	# such as DHCP on a cable without a server
	in_world ip address add fe80::5/64 dev en05 nodad
	by_networkd en05 configuring
	finds warning tool-silent en05
	by_networkd en05 configured
	all_well
	by_networkd en05 failed
	finds error tool-failed en05
	assert_equal "$next" 'networkctl status en05'
	by_networkd en05 unmanaged
	all_well
}

@test "two tools that configure one link are reported (mock)" {
	by_networkd en05 configured
	finds warning two-tools en05
	assert_equal "$why" 'each removes what the other sets: /etc/systemd/network/50-mesh.network, /etc/network/interfaces:3'
}

@test "a dummy without the router id of its stanza, wherever that is (mock)" {
	in_world sh -c 'echo "source /etc/network/interfaces.d/*" >> /etc/network/interfaces'
	in_etc /etc/network/interfaces.d/sdn 'auto dummy_tb4' 'iface dummy_tb4 inet static' ' address 10.100.0.12/32' ' link-type dummy'
	in_world ip link add dummy_tb4 type veth peer name dummy-far
	in_world ip link set dummy_tb4 up
	finds error router-id-missing
	assert_equal "$what" 'dummy_tb4 lacks its address 10.100.0.12'
	assert_equal "$why" '/etc/network/interfaces.d/sdn:2 has it; when ifupdown2 is late at boot, it skips the address of a dummy, and the node has no router id'
	assert_equal "$next" 'ifup dummy_tb4'
	in_world ip address add 10.100.0.12/32 dev dummy_tb4
	all_well
}

# classic - the node has classic ifupdown
classic() {
	put "$BATS_TEST_TMPDIR/sbin/ifup" '#!/bin/sh'
	chmod +x "$BATS_TEST_TMPDIR/sbin/ifup"
	in_world mount --bind "$BATS_TEST_TMPDIR/sbin" /usr/sbin
}

@test "classic ifupdown's stanzas are looked at, too (mock)" {
	in_world ip address flush dev en05
	classic
	finds error address-missing en05
	assert_equal "$what" 'en05 lacks its address 10.0.0.1'
}

@test "of two MTUs classic ifupdown leaves the last one, ifupdown2 the first one (mock)" {
	in_world sed -i 's/iface en05 inet static/iface en05 inet manual\n mtu 9000\n&/' /etc/network/interfaces
	in_world ip link set en05 mtu 9000
	in_world ip link set p-en05 mtu 9000
	all_well
	classic
	in_world ip link set p-en05 mtu 65520
	finds error mtu en05
	in_world ip link set en05 mtu 65520
	all_well
}

@test "ifenslave's bond-master is looked at, too (mock)" {
	classic
	in_world ip address flush dev en05 scope global
	in_world sed -i 's/iface en05 inet static/iface en05 inet manual/; s/.*10.0.0.1.*/ bond-master bond0/' /etc/network/interfaces
	finds error not-member en05
	assert_equal "$what" 'en05 is not in bond0'
}

@test "a link that only carries a VLAN, a macvlan or a VXLAN is used (mock)" {
	in_world sed -i '/en06/,$d' /etc/network/interfaces
	in_world ip address flush dev en06 scope global
	finds note unused en06
	mkdir "$(of en06)/upper_en06.10"
	all_well
}
