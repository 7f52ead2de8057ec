# SPDX-License-Identifier: GPL-2.0-or-later
load lint.bash

units() {
	tools 'dpkg -L tbnet | grep -E "/systemd/system/.*\.(service|timer)$"' | sed 's|.*/||; s|@\.service$|@en05.service|'
}

@test "udevadm verify finds nothing in the rules" {
	run tools 'udevadm verify $(dpkg -L tbnet | grep "\.rules$") 2>&1'
	assert_success
	assert_output --partial 'Success: 2'
}

@test "systemd-analyze verify finds nothing in the units" {
	! passed_before || return 0
	finds_nothing "systemd-analyze verify $(units | tr '\n' ' ')"
	touch "$passed"
}

@test "every service has an exposure of 2.0 or less" {
	! passed_before || return 0
	local unit
	for unit in $(units | grep '\.service$'); do
		run tools "systemd-analyze security --no-pager --offline=true --threshold=20 $unit 2>&1"
		[ "$status" -eq 0 ] || fail "$unit: $output"
	done
	touch "$passed"
}
