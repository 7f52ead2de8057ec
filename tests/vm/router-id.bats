#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The router id is on its dummy after every start, though ifupdown2 loses a race with itself now and then.
# bats file_tags=long
load vm.bash

# As PVE's SDN has it. Stopping networking.service would take another ifdown, and nothing is left for it to take down.
mesh_of() { # NAME
	on "$1" "mkdir -p /etc/network/interfaces.d /etc/systemd/system/networking.service.d
		printf '%s\n' 'auto dummy_tb4' 'iface dummy_tb4 inet static' ' address 10.100.0.1${1#n}/32' ' link-type dummy' \
			'auto en05' 'iface en05 inet static' ' address 10.100.0.1${1#n}/32' > /etc/network/interfaces.d/mesh
		printf '%s\n' '[Service]' ExecStop= > /etc/systemd/system/networking.service.d/stop.conf
		echo TBNET_IFUP_WAIT=5min > /etc/tbnet.conf
		systemctl --quiet enable networking"
}

# What a boot does of this: the kernel has neither driver nor interfaces, /run is empty of them, and systemd starts
# the units in their order. tbnet-fabric is the last one before FRR.
start_anew() { # NAME
	run -0 on -t 900 "$1" 'systemctl stop networking tbnet-fabric tbnet tbnet-modules
		modprobe -r thunderbolt_net thunderbolt dummy
		rm -rf /run/network/* /run/tbnet/*
		udevadm trigger --action=add --subsystem-match=pci
		systemctl start tbnet networking tbnet-fabric
		ip -brief -4 address show dummy_tb4'
	assert_line --regexp "^dummy_tb4 .* 10\.100\.0\.1${1#n}/32"
}

# Both at a time, so the link comes while ifupdown2 is at work. VM_STARTS: how often each.
@test "the router id is on its dummy after each of twenty starts of the network, before FRR's" {
	local round name
	from installed n1 n2
	in_parallel mesh_of n1 n2
	for ((round = 1; round <= ${VM_STARTS:-10}; round++)); do
		in_parallel start_anew n1 n2
		note "$((2 * round)) starts, all with the router id"
	done
	for name in n1 n2; do
		note "$name: ifup left the address out $(on "$name" "journalctl -q -b -o cat -t tbnet-ifup | grep -c 'dummy_tb4: .*running ifup again' || true") times"
		wait_usable "$name" en05
	done
}
