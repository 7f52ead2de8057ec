#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A peer that is there, and whose interface stays down, or whose kernel does not answer.
# bats file_tags=each-kernel
load vm.bash

outcome() { # NAME - the newest that its journal has for en05
	on "$1" 'journalctl -q -b -o json TBNET_INTERFACE=en05' |
		sed -n 's/.*"TBNET_OUTCOME":"\([a-z-]*\)".*/\1/p' | tail -n 1
}

outcome_is() { # NAME OUTCOME
	[ "$(outcome "$1")" = "$2" ]
}

# bats test_tags=long
@test "a peer that stays down is reported, costs one reset at most, and is a link when it comes up" {
	from installed n1 n2
	on n1 "printf '%s\n' TBNET_CARRIER_WAIT=15 >> /etc/tbnet.conf"
	# as an administrator would switch tbnet off there
	on n2 'ln -s /dev/null /etc/udev/rules.d/90-tbnet-link.rules && udevadm control --reload'
	cable n1 2 0
	wait_gone n1 en05
	wait_gone n2 en05
	cable n1 2 1
	wait_until 180 outcome_is n1 no-login
	run -1 on n1 systemctl is-failed tbnet-link@en05.service
	run -0 on n1 "journalctl -q -b -o cat -t tbnet-up | grep -c 'reset$'"
	assert_output 1
	on n2 ip link set en05 up mtu 65520
	wait_usable n1 en05
	wait_usable n2 en05
}

# bats test_tags=long
@test "a host that is at the cable, but does not answer, is not said to be off, and is a link after another plug" {
	from installed n1 n2
	cable n1 2 0
	wait_gone n1 en05
	wait_gone n2 en05
	cable n1 2 2
	wait_until 60 on n1 'grep -x usb4 /sys/bus/pci/devices/0000:00:0d.2/domain*/*-0/usb4_port1/link'
	run -3 on n1 tbnet-status
	assert_output --partial 'en05: n2 not seen since'
	assert_output --partial 'but a host is at its cable'
	cable n1 2 0
	wait_until 60 on n1 'grep -x none /sys/bus/pci/devices/0000:00:0d.2/domain*/*-0/usb4_port1/link'
	cable n1 2 1
	wait_usable n1 en05
	wait_usable n2 en05
}
