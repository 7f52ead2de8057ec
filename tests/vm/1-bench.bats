#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The bench itself, without tbnet: what fails here is no fault of the package.
# bats file_tags=each-kernel,beside
load vm.bash

setup() {
	from bare n1 n2
}

# bats test_tags=long
@test "the bench has Debian's own thunderbolt_net, byte for byte, the Linux of tbnet(7), and one port, by the number of its first lane" {
	have_debians_driver
	wait_until 180 on n1 '[ -e /sys/bus/pci/devices/0000:00:0d.2/domain0/0-0 ]'
	run -0 on n1 'cd /sys/bus/pci/devices/0000:00:0d.2/domain0/0-0 && echo usb4_port*'
	assert_output usb4_port1
}

# bats test_tags=long
@test "a machine that hears late that the link was lost, and in the same moment of the next one, has lost it" {
	wait_until 180 on n1 '[ -e /sys/bus/thunderbolt/devices/0-1 ]'
	on n1 dmesg --clear
	"$vm_dir/mon" n1 stop
	cable n2 2 0
	wait_until 60 on n2 'grep -qx "link 0" /sys/bus/pci/devices/*.2/tbhw_port1/state'
	cable n2 2 1
	# some signs of life, which wait where n1 will find them
	sleep 2
	"$vm_dir/mon" n1 cont
	wait_until 60 on n1 'dmesg | grep -q "tbhw: port 1: link down"'
	wait_until 180 on n1 '[ -e /sys/bus/thunderbolt/devices/*-1 ]'
}

# bats test_tags=long
@test "a bare driver's interface is down at MTU 1500; set up by hand it carries 65520 bytes, until the cable is pulled" {
	run -1 on n1 'grep ^thunderbolt_net /proc/modules'
	on n1 modprobe thunderbolt_net
	for name in n1 n2; do
		wait_until 180 on "$name" '[ -e /sys/class/net/thunderbolt0 ]'
		run -0 on "$name" 'cd /sys/class/net/thunderbolt0 && cat mtu operstate'
		assert_output $'1500\ndown'
		on "$name" 'ip link set thunderbolt0 up mtu 65520'
		address "$name" "10.0.0.${name#n}/24" thunderbolt0
	done
	wait_usable n1 thunderbolt0
	full_size_ping n1 10.0.0.2
	cable n1 2 0
	wait_gone n1 thunderbolt0
	wait_gone n2 thunderbolt0
}
