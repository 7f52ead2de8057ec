# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Loaded by every file of this layer.

load ../lib/common.bash
# shellcheck source=tests/udevd/world.bash
. "$TBNET_TOP/tests/udevd/world.bash"

# passed_before [FILE...] - this test has passed before, with the same package, tools, test and FILEs, of which alone its result is made:
# it says so, and need not look again. Else $passed is the file to touch at its end.
passed_before() {
	local sum
	sum=$(cat "$BATS_TEST_FILENAME" "$BATS_TEST_DIRNAME/lint.bash" "$@" | sha256sum)
	passed=$LINT_PASSED/${sum:0:16}-$BATS_TEST_NUMBER
	[ -e "$passed" ] || return
	echo "# passed before, with the same package: $BATS_TEST_DESCRIPTION" >&3
}

# tools COMMAND - a shell command among the tools, in /src
tools() {
	world_run "$LINT_WORLD" sh -c "cd /src && $1"
}

# finds_nothing COMMAND - it succeeds without a word
finds_nothing() {
	run tools "$1 2>&1"
	assert_success
	refute_output
}
