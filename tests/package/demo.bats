# SPDX-License-Identifier: GPL-2.0-or-later
load ../lib/common.bash

@test "tests/demo: every step is read back right, and nothing is left behind" {
	local before
	before=$(ip -o link; grep -c . /proc/mounts)
	run env -u BATS_TMPDIR TMPDIR="$BATS_TEST_TMPDIR" "$TBNET_TOP/tests/demo"
	assert_success
	assert_output --partial 'Every step was read back'
	assert_equal "$(ip -o link; grep -c . /proc/mounts)" "$before"
	assert_equal "$(find "$BATS_TEST_TMPDIR" -mindepth 1)" ""
}
