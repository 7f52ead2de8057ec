#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Controllers that are not 00:0d.2 and 00:0d.3: found, named, usable; or none.

load vm.bash

# bats test_tags=long
@test "a machine with its controllers elsewhere gets en05 by itself, from udev" {
	from bare n3
	power_off n3
	from installed n2
	start n3 --restore bare
	install_tbnet n3
	wait_usable n3 en05
	run -0 on n3 'udevadm info --query=property --property=ID_NET_LINK_FILE --value /sys/class/net/en05'
	assert_output /usr/lib/systemd/network/40-tbnet.link
	wait_usable n2 en06
	reboot n3
	wait_usable n3 en05
	wait_usable n2 en06
	address n3 10.0.0.3/24 en05
	address n2 10.0.0.2/24 en06
	full_size_ping n3 10.0.0.2
}

# bats test_tags=long
@test "on a machine without Thunderbolt the package does nothing, and nothing fails" {
	from bare n4
	install_tbnet n4
	run -0 on n4 systemctl --failed --plain --no-legend
	refute_output
	run -0 on n4 'ls /etc/systemd/network'
	refute_output --partial tbnet
}
