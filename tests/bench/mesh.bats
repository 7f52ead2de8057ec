# SPDX-License-Identifier: GPL-2.0-or-later
# Shows what a mesh does when cables go and come back, beside the guide's configuration and the bars that ours is to
# meet where nothing else runs. What must hold on any machine is tested in tests/ring/bars.bats.
# bats file_tags=mesh
load ../ring/ring.bash
load ../ring/measure.bash

@test "a mesh can be measured beside the guide's" {
	measure_all
	run -0 bars_table
	printf '%s\n' "${lines[@]}" | sed 's/^/# /' >&3
	assert_equal "${#lines[@]}" 12
}
