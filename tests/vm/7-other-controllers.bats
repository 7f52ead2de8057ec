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

# A device in another slot, new firmware: here Linux keeps bus numbers free behind each port, which are one a port in the first boot.
# bats test_tags=long,each-kernel
@test "where buses have other numbers than before, links have their names: the same order, the same names" {
	from bare n3
	power_off n3
	from installed n1 n2
	start n3 --restore bare
	install_tbnet n3
	wait_usable n3 en05
	wait_usable n3 en06
	run -0 plugged n3
	assert_output $'en05 0000:06:00.5 1\nen06 0000:06:00.6 1'
	on n3 sync
	power_off n3
	start n3 --keep --append pci=assign-busses,hpbussize=2
	on n3 --wait
	wait_usable n3 en05
	wait_usable n3 en06
	run -0 plugged n3
	refute_output --partial 0000:06:
	assert_output --regexp $'^en05 0000:..:00.5 1\nen06 0000:..:00.6 1$'
	# the cables are where they were
	address n3 10.0.0.3/24 en05
	address n2 10.0.0.2/24 en06
	full_size_ping n3 10.0.0.2
	run -0 on n3 tbnet-name show en05
	run -0 on n3 systemctl --failed --plain --no-legend
	refute_output
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
