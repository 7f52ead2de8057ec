#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Two machines, one cable, the .deb.

load vm.bash

# The link as people see it, the largest packet, and what the journal can be asked for.
assert_link() {
	local name
	for name in n1 n2; do
		address "$name" "10.0.0.${name#n}/24" en05
		run -0 journal "$name" TBNET_INTERFACE=en05 TBNET_MTU=65520 TBNET_OUTCOME=usable -b
		assert_output --partial '"TBNET_OUTCOME":"usable"'
		run -0 on "$name" systemctl --failed --plain --no-legend
		refute_output
		# nothing is wrong, so nothing is said to be
		run -0 on "$name" "journalctl -q -b -p warning -o short-monotonic | grep ' tbnet-' || true"
		refute_output
	done
	run -0 on n1 ip link show en05
	assert_output --regexp '<[^>]*,UP,LOWER_UP> mtu 65520'
	full_size_ping n1 10.0.0.2
	full_size_ping n2 10.0.0.1
}

@test "installed without a reboot, with the driver loaded nowhere, both machines have the link" {
	from bare n1 n2
	for name in n1 n2; do
		run -1 on "$name" 'lsmod | grep thunderbolt_net'
		refute_output
	done
	in_parallel install_tbnet n1 n2
	# so that the other scenarios need not do this again
	save_installed n1 n2
	assert_link
}

@test "after a cold start of both, the link is there with nobody touching anything" {
	from installed n1 n2
	in_parallel reboot n1 n2
	wait_usable n1 en05
	wait_usable n2 en05
	assert_link
}
