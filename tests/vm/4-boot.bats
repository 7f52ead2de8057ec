#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Nothing on the boot path waits for a neighbor.

load vm.bash

boot_times() { # NAME
	on "$1" systemd-analyze time | sed -n 's/.* \([^ ]*s\) (userspace).*/\1 userspace,/p; s/\(.*\) reached after \(.*\) in .*/\1 after \2/p' |
		tr '\n' ' '
}

# Own seconds of each unit of tbnet, one "unit seconds" a line.
unit_times() { # NAME
	on "$1" systemd-analyze blame --no-pager | awk '/tbnet/ {
		s = 0
		for (i = 1; i < NF; i++) s += $i * ($i ~ /min$/ ? 60 : $i ~ /ms$/ ? 0.001 : 1)
		printf "%s %.1f\n", $NF, s }'
}

# bats test_tags=long
@test "with the neighbor off the boot is not delayed, and no unit of tbnet waits" {
	local without unit seconds
	from bare n1
	# the boot that this state is of
	without=$(boot_times n1)
	install_tbnet n1
	reboot n1
	note "boot without tbnet: $without"
	note "boot with tbnet, neighbor off: $(boot_times n1)"
	run -0 on n1 systemctl is-active tbnet.service tbnet-modules.service
	run -0 on n1 systemd-analyze critical-chain --no-pager multi-user.target
	note "critical chain: $(head -n 6 <<< "$output" | tail -n 3 | tr '\n' ' ')"
	run -0 unit_times n1
	assert_output --partial tbnet.service
	# The shortest wait that tbnet knows is 20 s (a third of TBNET_CARRIER_WAIT); what is below that
	# is the emulation starting programs.
	while read -r unit seconds; do
		note "$unit: $seconds s of its own"
		[ "${seconds%.*}" -lt 20 ] || fail "$unit waited: $seconds s"
	done <<< "$output"
	run -3 on n1 systemctl is-active tbnet-online.service
	assert_output inactive
}
