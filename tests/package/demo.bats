# SPDX-License-Identifier: GPL-2.0-or-later
load ../lib/common.bash

# in mounts of its own: other layers mount beside it
demo_and_rests() {
	local before
	before=$(ip -o link; grep -c . /proc/mounts)
	env -u BATS_TMPDIR TMPDIR="$BATS_TEST_TMPDIR" "$TBNET_TOP/tests/demo" || return
	diff <(echo "$before") <(ip -o link; grep -c . /proc/mounts)
}

@test "tests/demo: every step is read back right, and nothing is left behind" {
	export -f demo_and_rests
	run -0 unshare --mount bash -c demo_and_rests
	assert_output --regexp 'What tbnet-status says .*en06 .*up, MTU 65520.*Every step was read back'
	assert_equal "$(find "$BATS_TEST_TMPDIR" -mindepth 1)" ""
}
