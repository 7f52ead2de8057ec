#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A node that was set up by a guide, moves over to tbnet, and back again.

load vm.bash

# Where the guide's files are and what they are, without what a boot changes.
guide_files() { # NAME
	on "$1" 'cd / && for f in etc/modules etc/sysctl.conf etc/network/interfaces etc/udev/rules.d/10-tb-en.rules \
			etc/systemd/network/00-thunderbolt[01].link etc/systemd/system/thunderbolt-interfaces.service \
			etc/systemd/system/multi-user.target.wants/thunderbolt-interfaces.service usr/local/bin/*; do
		stat -c "%n %A %U %G %y" $f; [ -L $f ] && readlink $f || sha256sum $f; done'
}

# Its script has run since the boot, and its unit.
guide_is_at_work() { # NAME
	on "$1" 'grep -c "en05 up successful" /tmp/udev-debug.log && systemctl is-active thunderbolt-interfaces.service'
}

# bats test_tags=long
@test "on a guide's node tbnet-adopt takes over without a lost packet, a reboot works, and undo gives the guide back" {
	local life before
	from bare n1 n2
	follow_the_guide n1
	follow_the_guide n2
	# brings up both: a netdev that came before the guide's files would stay as it is
	on n1 modprobe thunderbolt-net
	wait_usable n1 en05
	wait_usable n2 en05
	address n1 10.0.0.1/24 en05
	address n2 10.0.0.2/24 en05
	install_tbnet n1
	wait_settled n1 en05
	before=$(guide_files n1)
	life=$(link_life n1 en05)

	ping_starts n2 10.0.0.1
	run -3 on n1 tbnet-adopt plan
	run -0 on n1 tbnet-adopt apply
	assert_line --partial '/usr/local/bin/pve-en05.sh: moved to /var/lib/tbnet/backup/'
	on n1 'systemctl daemon-reload && udevadm control --reload && udevadm settle'
	run -0 ping_lost_nothing n2
	note "$output during apply"
	run -0 link_life n1 en05
	assert_output "$life"
	usable n1 en05
	run -0 on n1 tbnet-adopt plan
	assert_output 'No files of a guide are here.'

	on n1 rm /tmp/udev-debug.log
	reboot n1
	wait_usable n1 en05
	wait_usable n2 en05
	run -0 on n1 udevadm info -q property --property=ID_NET_LINK_FILE --value /sys/class/net/en05
	assert_output /usr/lib/systemd/network/00-thunderbolt0.link
	run -0 on n1 systemctl --failed --plain --no-legend
	refute_output
	# the guide's script would have left its log
	run -0 on n1 'ls /usr/local/bin; [ ! -e /tmp/udev-debug.log ]'
	refute_output
	address n1 10.0.0.1/24 en05
	address n2 10.0.0.2/24 en05
	full_size_ping n1 10.0.0.2

	life=$(link_life n1 en05)
	ping_starts n2 10.0.0.1
	run -0 on n1 'tbnet-adopt undo && systemctl daemon-reload && udevadm control --reload && udevadm settle'
	run -0 ping_lost_nothing n2
	note "$output during undo"
	run -0 link_life n1 en05
	assert_output "$life"
	run -0 guide_files n1
	assert_output "$before"

	# and tbnet gone, as somebody does who goes back
	on -t 240 n1 dpkg -P tbnet
	run -0 guide_files n1
	assert_output "$before"
	# the guide's own service makes the boot 30 s longer: not waited for
	on n1 --reboot
	wait_usable n1 en05
	run -0 on n1 udevadm info -q property --property=ID_NET_LINK_FILE --value /sys/class/net/en05
	assert_output /etc/systemd/network/00-thunderbolt0.link
	run -0 on n1 'ls -d /var/lib/tbnet/backup/*.undone'
	wait_until 180 guide_is_at_work n1
}
