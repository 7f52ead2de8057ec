#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A unit that needs the mesh, as Ceph's daemons do: started when the link is usable, and a boot has its bound.

load vm.bash

# The unit writes down what it sees of the link when it starts.
add_needy_unit() { # NAME
	on "$1" "printf '%s\n' '[Unit]' 'Wants=tbnet-online.service' 'After=tbnet-online.service' \
		'[Service]' Type=oneshot RemainAfterExit=yes \
		'ExecStart=/bin/sh -c \"cd /sys/class/net/en05 && $needs > /root/saw || echo nothing > /root/saw\"' \
		'[Install]' WantedBy=multi-user.target > /etc/systemd/system/needy.service"
	on "$1" systemctl --quiet enable needy
}
needs='cat mtu carrier'

settings() { # NAME SETTING...
	on "$1" "printf '%s\n' ${*:2} >> /etc/tbnet.conf"
}

# Whole seconds that the unit's program ran.
ran_seconds() { # NAME UNIT
	on "$1" "systemctl show -p ExecMainStartTimestampMonotonic -p ExecMainExitTimestampMonotonic $2" |
		awk -F= '{ t[$1] = $2 } END {
			print int((t["ExecMainExitTimestampMonotonic"] - t["ExecMainStartTimestampMonotonic"]) / 1e6) }'
}

# bats test_tags=long
@test "a unit ordered after tbnet-online finds the link usable at boot" {
	from installed n1 n2
	# n3 is off: only one of the two links is expected
	settings n1 TBNET_ONLINE=en05 TBNET_ONLINE_WAIT=120
	add_needy_unit n1
	reboot n1
	run -0 on n1 cat /root/saw
	assert_output $'65520\n1'
	run -0 on n1 systemctl is-active needy tbnet-online
	assert_output $'active\nactive'
	note "tbnet-online waited $(ran_seconds n1 tbnet-online) s for the link"
}

# bats test_tags=long
@test "with the neighbor off that unit starts at the bound, and the boot ends" {
	local waited
	from installed n1
	# no peer was there before, so TBNET_ONLINE has to name it
	settings n1 TBNET_ONLINE=en05 TBNET_ONLINE_WAIT=10
	add_needy_unit n1
	reboot n1
	run -0 on n1 cat /root/saw
	assert_output nothing
	run -0 on n1 systemctl is-active needy
	waited=$(ran_seconds n1 tbnet-online)
	note "tbnet-online gave up after $waited s"
	# what is above the 10 is the emulation starting a program
	[ "$waited" -ge 10 ] && [ "$waited" -lt 25 ] || fail "not about 10 s: $waited s"
	run -0 journal n1 TBNET_ACTION=online -b
	assert_output --partial '"TBNET_OUTCOME":"none"'
}
