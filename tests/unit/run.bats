# SPDX-License-Identifier: GPL-2.0-or-later
# tests/run: its exit code and its last line.
load ../lib/common.bash

# bats test_tags=in-run
@test "the test that the next one runs" { :; }

@test "a run in which all passed exits with 0" {
	run -0 env -i "PATH=$PATH" "HOME=$HOME" ONLY=in-run "$TBNET_TOP/tests/run" unit
	assert_line --index -1 '1 passed, 0 failed'
}
