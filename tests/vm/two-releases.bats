#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine of Debian 12, as Proxmox VE 8 has it, beside one of Debian 13, as during a cluster's upgrade.

load vm.bash

# o3 is o2 with the kernel of Debian 12's backports
vm_options[o3]='--suite bookworm-backports --cable 2=c.0'

both_usable() { # NAME
	wait_usable "$1" en05
	wait_usable n1 en06
	on "$1" 'ip address replace 10.0.0.2/24 dev en05'
	on n1 'ip address replace 10.0.0.1/24 dev en06'
	full_size_ping n1 10.0.0.2
	full_size_ping "$1" 10.0.0.1
}

# have_a_link IMAGE NAME - that machine, of this image, and n1
have_a_link() {
	local package old=$2
	"$vm_dir/image" "$1" >&3 2>&3
	package=$("$TBNET_TOP/tests/lib/deb" bookworm 2>&3)
	from bare "$old"
	power_off "$old"
	from installed n1
	start "$old" --restore bare
	TBNET_DEB=$package install_tbnet "$old"
	run -0 on "$old" 'grep -c bookworm /etc/os-release; modinfo -F filename thunderbolt_net'
	assert_line --index 1 --regexp '/kernel/drivers/net/(thunderbolt/thunderbolt_net|thunderbolt-net)\.ko(\.xz)?$'
	tested Linux "$1" "$(on "$old" uname -r)"
	both_usable "$old"
	cable n1 3 0
	wait_gone n1 en06
	wait_gone "$old" en05
	cable n1 3 1
	both_usable "$old"
	reboot "$old"
	both_usable "$old"
	reboot n1
	both_usable "$old"
	for name in n1 "$old"; do
		run -0 on "$name" systemctl --failed --plain --no-legend
		refute_output
	done
}

# bats test_tags=long
@test "Debian 12 and Debian 13 have a link, after the installation, a replug and a reboot of either" {
	have_a_link bookworm o2
}

# bats test_tags=long
@test "Debian 12 with the kernel of its backports and Debian 13 have a link, too" {
	have_a_link bookworm-backports o3
}
