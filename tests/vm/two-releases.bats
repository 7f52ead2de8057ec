#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine of Debian 12, as Proxmox VE 8 has it, beside one of Debian 13, as during a cluster's upgrade.

load vm.bash

both_usable() {
	wait_usable o2 en05
	wait_usable n1 en06
	on o2 'ip address replace 10.0.0.2/24 dev en05'
	on n1 'ip address replace 10.0.0.1/24 dev en06'
	full_size_ping n1 10.0.0.2
	full_size_ping o2 10.0.0.1
}

# bats test_tags=long
@test "Debian 12 and Debian 13 have a link, after the installation, a replug and a reboot of either" {
	local package
	"$vm_dir/image" bookworm >&3 2>&3
	package=$("$TBNET_TOP/tests/lib/deb" bookworm 2>&3)
	from bare o2
	power_off o2
	from installed n1
	start o2 --restore bare
	TBNET_DEB=$package install_tbnet o2
	run -0 on o2 'grep -c bookworm /etc/os-release; uname -r; modinfo -F filename thunderbolt_net'
	assert_line --index 1 --regexp '^6\.1\.'
	assert_line --index 2 --regexp '/kernel/drivers/net/thunderbolt-net.ko$'
	both_usable
	cable n1 3 0
	wait_gone n1 en06
	wait_gone o2 en05
	cable n1 3 1
	both_usable
	reboot o2
	both_usable
	reboot n1
	both_usable
	for name in n1 o2; do
		run -0 on "$name" systemctl --failed --plain --no-legend
		refute_output
	done
}
