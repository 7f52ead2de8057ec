# SPDX-License-Identifier: GPL-2.0-or-later
# The worlds themselves.
load ../lib/common.bash
# shellcheck source=tests/udevd/world.bash
. "$TBNET_TOP/tests/udevd/world.bash"

teardown() {
	end_background
}

@test "stopping a world that is gone ends no other process that has got its number" {
	local world=$BATS_TEST_TMPDIR/gone status=0
	mkdir "$world"
	background sleep 60
	echo "$!" > "$world/pid"
	echo 1 > "$world/born"
	echo 1 > "$world/unshare.pid"
	world_stop "$world"
	# of two signals the first one counts: TERM, ours
	kill "$!"
	wait "$!" || status=$?
	assert_equal "$status" 143
}
