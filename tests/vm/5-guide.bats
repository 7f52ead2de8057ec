#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A node that was set up by a guide, and gets tbnet on top of it.

load vm.bash

# bats test_tags=long
@test "on a guide's node tbnet takes over a running link without a lost packet, and the next boot works" {
	local life free
	from bare n1 n2
	follow_the_guide n1
	follow_the_guide n2
	# brings up both: a netdev that came before the guide's files would stay as it is
	on n1 modprobe thunderbolt-net
	wait_usable n1 en05
	wait_usable n2 en05
	address n1 10.0.0.1/24 en05
	address n2 10.0.0.2/24 en05
	life=$(link_life n1 en05)
	free=$(on n1 cat /proc/sys/vm/min_free_kbytes)

	ping_starts n2 10.0.0.1
	install_tbnet n1
	run -0 ping_lost_nothing n2
	note "$output during the installation"
	run -0 link_life n1 en05
	assert_output "$life"
	usable n1 en05
	# 4 GiB of it would kill this machine
	run -0 on n1 cat /proc/sys/vm/min_free_kbytes
	assert_output "$free"

	# the guide's own service makes the boot 30 s longer: not waited for
	on n1 --reboot
	wait_usable n1 en05
	wait_usable n2 en05
	run -0 on n1 udevadm info -q property --property=ID_NET_LINK_FILE --value /sys/class/net/en05
	assert_output /etc/systemd/network/00-thunderbolt0.link
	address n1 10.0.0.1/24 en05
	address n2 10.0.0.2/24 en05
	full_size_ping n1 10.0.0.2
}
