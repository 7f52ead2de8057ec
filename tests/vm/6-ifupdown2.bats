#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Side by side with ifupdown2: its addresses, its MTU, and a hand that sets a link down.

load vm.bash

setup() {
	from installed n1 n2
}

# As PVE's fabrics write them: no MTU.
stanza() { # NAME
	on "$1" mkdir -p /etc/network/interfaces.d
	on "$1" "printf '%s\n' 'auto en05' 'iface en05 inet static' '	address 10.0.0.${1#n}/24' > /etc/network/interfaces.d/mesh"
}

has_address() {
	on "$1" "ip -4 -o address show dev en05 | grep -wF 10.0.0.${1#n}/24"
}

check_now() {
	on n1 systemctl start tbnet-check.service
}

# bats test_tags=long
@test "the addresses of a stanza are there after a boot, and again after a replug" {
	stanza n1
	on n1 systemctl --quiet enable networking
	reboot n1
	wait_until 180 has_address n1
	wait_usable n1 en05
	cable n1 2 0
	wait_gone n1 en05
	wait_gone n2 en05
	cable n1 2 1
	wait_until 180 has_address n1
	wait_usable n1 en05
	wait_usable n2 en05
	address n2 10.0.0.2/24 en05
	full_size_ping n1 10.0.0.2
}

# bats test_tags=long
@test "after ifreload -a with a stanza without mtu the MTU is 65520" {
	stanza n1
	on n1 ifreload -a
	usable n1 en05
}

# bats test_tags=long
@test "an MTU that something else set back is right again at the next check" {
	# without our policy file ifupdown2 makes it 1500
	on n1 rm /etc/network/ifupdown2/policy.d/tbnet.json
	stanza n1
	on n1 ifreload -a
	check_now
	usable n1 en05
	# the timer's check may have been before ours
	run -0 journal n1 TBNET_INTERFACE=en05 TBNET_MTU=65520 _SYSTEMD_UNIT=tbnet-check.service
	assert_output --partial 'MTU was 1500, set to 65520 again'
	run -0 on n1 systemctl is-active tbnet-check.timer
}

# bats test_tags=long
@test "a link that was set down by hand stays down, and reported" {
	on n1 ip link set en05 down
	check_now
	check_now
	run -0 on n1 'echo $(($(cat /sys/class/net/en05/flags) & 1))'
	assert_output 0
	run -0 on n1 journalctl -q -o cat -b TBNET_INTERFACE=en05 _SYSTEMD_UNIT=tbnet-check.service
	assert_output --regexp 'en05.*down'
	assert_equal "${#lines[@]}" 1
}
