#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What stands on a link comes back after a replug, with ifupdown2 and a kernel that has bonds, VLANs, VRFs and dummies.
# bats file_tags=each-kernel
load vm.bash

setup() {
	from installed n1 n2
	# under emulation an ifup takes half a minute, if the machine has other work
	on n1 'systemctl --quiet enable networking; echo TBNET_IFUP_WAIT=5min >> /etc/tbnet.conf'
}

stanzas() { # LINE...
	on n1 mkdir -p /etc/network/interfaces.d
	on n1 "printf '%s\n' $(printf '%q ' "$@") > /etc/network/interfaces.d/mesh"
	on n1 ifreload -a
}

replug() {
	cable n1 2 0
	wait_gone n1 en05
	wait_gone n2 en05
	cable n1 2 1
}

# shows TEXT COMMAND... - what it prints on n1 has that text
shows() {
	on n1 "${@:2}" | grep -qF "$1"
}

# bats test_tags=long
@test "a port of a bridge, with STP" {
	stanzas 'auto en05' 'iface en05 inet manual' 'auto vmbr1' 'iface vmbr1' ' address 10.9.0.1/24' ' bridge-ports en05' ' bridge-stp on'
	shows 'master vmbr1' ip link show en05
	replug
	wait_until 900 shows 'master vmbr1' ip link show en05
	wait_usable n1 en05
}

# The VLANs of en05 in the filter of its bridge: "4093 of 2-4094, PVID 20".
vlans() {
	on n1 bridge -json vlan show dev en05 |
		jq -r '.[0].vlans | "\(length) of \(first.vlan)-\(last.vlan), PVID \(.[] | select(.flags) | .vlan)"'
}

# bats test_tags=long
@test "a port of a bridge that is VLAN-aware, with the VLANs and the PVID of its stanzas" {
	stanzas 'auto en05' 'iface en05 inet manual' ' bridge-pvid 20' 'auto vmbr1' 'iface vmbr1' ' address 10.9.0.1/24' \
		' bridge-ports en05' ' bridge-stp off' ' bridge-vlan-aware yes' ' bridge-vids 2-4094'
	assert_equal "$(vlans)" '4093 of 2-4094, PVID 20'
	replug
	wait_until 900 shows 'master vmbr1' ip link show en05
	wait_settled n1 en05
	assert_equal "$(vlans)" '4093 of 2-4094, PVID 20'
}

# bats test_tags=long
@test "a port without a section has VLAN 1 only after a replug, and tbnet-status says so before" {
	stanzas 'auto vmbr1' 'iface vmbr1' ' address 10.9.0.1/24' ' bridge-ports en05' ' bridge-stp off' ' bridge-vlan-aware yes' ' bridge-vids 2-4094'
	assert_equal "$(vlans)" '4094 of 1-4094, PVID 1'
	run -3 on n1 tbnet-status
	assert_output --partial 'F29 en05 has no section of its own'
	replug
	wait_until 900 shows 'master vmbr1' ip link show en05
	wait_settled n1 en05
	assert_equal "$(vlans)" '1 of 1-1, PVID 1'
}

# bats test_tags=long
@test "a VLAN, and an address on it" {
	stanzas 'auto en05' 'iface en05 inet manual' 'auto en05.10' 'iface en05.10' ' address 10.10.0.1/24'
	shows 10.10.0.1/24 ip address show en05.10
	replug
	wait_until 900 shows 10.10.0.1/24 ip address show en05.10
}

# bats test_tags=long
@test "a VLAN that is a port of a bridge; one without a section of its own is gone after a replug, and tbnet-status says so" {
	stanzas 'auto en05' 'iface en05 inet manual' 'auto vmbr0v5' 'iface vmbr0v5' ' address 10.10.10.2/24' ' bridge-ports en05.5' ' bridge-stp off'
	shows 'master vmbr0v5' ip link show en05.5
	replug
	wait_usable n1 en05
	wait_settled n1 en05
	run -1 on n1 ip link show en05.5
	run -3 on n1 tbnet-status
	assert_output --partial 'F29 en05.5, a VLAN on en05 without a section of its own, is missing'
	on n1 'echo "iface en05.5 inet manual" >> /etc/network/interfaces.d/mesh'
	on -t 600 n1 tbnet-ifup en05
	shows 'master vmbr0v5' ip link show en05.5
	replug
	wait_until 900 shows 'master vmbr0v5' ip link show en05.5
}

# bats test_tags=long
@test "a VRF" {
	# ifupdown2 keeps its tables there, and nothing in Debian 13 makes the folder: without it, ifup of a VRF fails
	on n1 mkdir -p /etc/iproute2/rt_tables.d
	stanzas 'auto mesh' 'iface mesh' ' vrf-table 1001' 'auto en05' 'iface en05' ' address 10.0.0.1/24' ' vrf mesh'
	replug
	wait_until 900 shows 'master mesh' ip link show en05
	shows 10.0.0.1/24 ip address show en05
}

# bats test_tags=long
@test "a slave of a bond that keeps its own MAC address" {
	stanzas 'auto bond0' 'iface bond0' ' address 10.0.0.1/24' ' bond-slaves en05' ' bond-mode active-backup' ' bond-fail-over-mac 1'
	replug
	wait_until 900 shows 'master bond0' ip link show en05
}

# comes_back MODE - en05, in a bond of that mode
comes_back() {
	stanzas 'auto bond0' 'iface bond0' ' address 10.0.0.1/24' ' bond-slaves en05' " bond-mode $1"
	shows 'master bond0' ip link show en05
	replug
	wait_until 900 shows 'master bond0' ip link show en05
	wait_usable n1 en05
}

# bats test_tags=long
@test "a bond that sets the MAC address has its slave back, or says why the driver does not let it" {
	if mac_can_be_set n1; then
		comes_back balance-rr
		return
	fi
	run -1 stanzas 'auto bond0' 'iface bond0' ' address 10.0.0.1/24' ' bond-slaves en05' ' bond-mode balance-rr'
	assert_output --partial 'cannot enslave link en05 to bond0'
	# ifupdown2 has left it down
	replug
	wait_until 300 on n1 "journalctl -q -b -o cat -t tbnet-ifup | grep -F 'bond0 refuses it: the bond sets the MAC address of its slaves, and thunderbolt_net can change it only from Linux 7.0 on'"
	wait_usable n1 en05
}

# bats test_tags=long
@test "a slave of an 802.3ad bond comes back, where the driver lets its MAC address be set" {
	! mac_can_be_set n1 || comes_back 802.3ad
}

# bats test_tags=long
@test "a slave of a broadcast bond comes back, where the driver lets its MAC address be set" {
	! mac_can_be_set n1 || comes_back broadcast
}
