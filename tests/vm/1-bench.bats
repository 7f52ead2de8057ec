#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The bench itself, without tbnet: what fails here is no fault of the package.

load vm.bash

setup() {
	from bare n1 n2
}

@test "the machines run Debian's own thunderbolt_net, byte for byte" {
	run -0 on n1 'cd / && grep -E "/drivers/net/thunderbolt/thunderbolt_net.ko" \
		/var/lib/dpkg/info/linux-image-*.md5sums -h | md5sum -c && modinfo -F filename thunderbolt_net'
	assert_line --index 0 --regexp '/kernel/drivers/net/thunderbolt/thunderbolt_net.ko.xz: OK$'
	assert_line --index 1 --regexp '/kernel/drivers/net/thunderbolt/thunderbolt_net.ko.xz$'
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
