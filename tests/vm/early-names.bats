#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Something else names the interface first.

load vm.bash

# As Proxmox VE's installer and pve-network-interface-pinning write them.
pin() { # NAME - the Thunderbolt interface that is there, by its MAC address
	on "$1" 'mkdir -p /usr/local/lib/systemd/network && cd /usr/local/lib/systemd/network &&
		printf "%s\n" "[Match]" "MACAddress=$(cat /sys/class/net/thunderbolt0/address)" "Type=ether" "" \
			"[Link]" "Name=nic0" > 50-pmx-nic0.link && udevadm control --reload'
}

there() { # NAME IF
	on "$1" "[ -e /sys/class/net/$2 ]"
}

replug() { # the cable of n1 and n2
	cable n1 2 0
	wait_until 60 gone
	cable n1 2 1
}

gone() {
	on n1 '! ls -d /sys/bus/thunderbolt/devices/*.0' && on n2 '! ls -d /sys/bus/thunderbolt/devices/*.0'
}

@test "an interface that the installer's pin names nic0 becomes en05, at once where it is down, else with its next cable" {
	from bare n1 n2
	on n1 modprobe thunderbolt_net
	for name in n1 n2; do wait_until 30 there "$name" thunderbolt0; done
	pin n1
	pin n2
	replug
	for name in n1 n2; do wait_until 60 there "$name" nic0; done
	# somebody uses it on n2, under this name
	on n2 ip link set nic0 up
	in_parallel install_tbnet n1 n2
	wait_usable n1 en05
	wait_usable n2 nic0
	run -1 on n2 tbnet-name nic0
	assert_output --partial 50-pmx-nic0.link
	note "$(head -n 2 <<< "$output" | tr '\n' ' ')"
	replug
	wait_usable n1 en05
	wait_usable n2 en05
	run -0 on n2 'ls /sys/class/net'
	refute_line nic0
}
