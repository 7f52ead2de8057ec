# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Loaded by every file of this layer.

load ../lib/common.bash
# shellcheck source=tests/udevd/world.bash
. "$TBNET_TOP/tests/udevd/world.bash"

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
