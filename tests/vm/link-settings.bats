#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What a setting gives one link, by the real driver: its MTU, TSO, and a controller that does not sleep.
# bats file_tags=each-kernel
load vm.bash

power=/sys/bus/pci/devices/0000:00:0d.2/power/control

feature() { # NAME
	on n1 "ethtool -k en05 | sed -n 's/^[ 	]*$1: //p'"
}

# bats test_tags=long
@test "a link's own MTU by its peer, TSO and power hold after a replug, also where a .link file says otherwise" {
	local peer
	from installed n1 n2
	peer=$(on n1 'cat /sys/bus/pci/devices/0000:00:0d.2/domain*/*-0/*-1/unique_id')
	run -0 on n1 cat "$power"
	assert_output auto
	on n1 "printf '%s\n' '[Match]' Driver=thunderbolt-net '[Link]' NamePolicy=database MTUBytes=65520 > /etc/systemd/network/00-mine.link
		printf '%s\n' TBNET_LINK_MTU=$peer=9000 TBNET_AWAKE=yes > /etc/tbnet.conf
		udevadm control --reload"
	cable n1 2 0
	wait_gone n1 en05
	cable n1 2 1
	on -t 240 n1 "$(polls 0.5 'link=en05; cd /sys/class/net/en05 && read -r mtu < mtu && [ "$mtu" = 9000 ] && read -r carrier < carrier && [ "$carrier" = 1 ]')"
	wait_settled n1 en05
	run -0 feature tx-tcp-segmentation
	assert_output off
	run -0 on n1 "journalctl -q -b -o cat -t tbnet-up | grep -c 'TSO switched off, since its .link file does not'"
	assert_output 1
	on -t 120 n1 "until [ \$(cat $power) = on ]; do sleep 0.5; done"
	# its sandbox lets it do that, and give it back
	on n1 'echo TBNET_TSO=yes > /etc/tbnet.conf; systemctl restart tbnet-irq tbnet-link@en05'
	run -0 on n1 cat "$power"
	assert_output auto
	run -0 feature tx-tcp-segmentation
	assert_output on
	run -0 on n1 cat /sys/class/net/en05/mtu
	assert_output 65520
	run -0 on n1 systemctl --failed --plain --no-legend
	refute_output
}

# bats test_tags=long
@test "at MTU 1500 TSO is on for speed; in a bridge it is off, after a replug, too" {
	from installed n1 n2
	on n1 'systemctl --quiet enable networking
		printf "%s\n" TBNET_LINK_MTU=en05=1500 TBNET_IFUP_WAIT=5min > /etc/tbnet.conf
		systemctl restart tbnet-link@en05'
	run -0 feature tx-tcp-segmentation
	assert_output on
	on n1 'mkdir -p /etc/network/interfaces.d
		printf "%s\n" "auto vmbr1" "iface vmbr1" " bridge-ports en05" " bridge-stp off" " mtu 1500" > /etc/network/interfaces.d/mesh
		ifreload -a; systemctl restart tbnet-link@en05'
	run -0 feature tx-tcp-segmentation
	assert_output off
	cable n1 2 0
	wait_gone n1 en05
	cable n1 2 1
	wait_until 900 on n1 'ip link show en05 | grep -F "master vmbr1"'
	wait_settled n1 en05
	run -0 on n1 cat /sys/class/net/en05/mtu
	assert_output 1500
	run -0 feature tx-tcp-segmentation
	assert_output off
}
