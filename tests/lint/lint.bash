# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Loaded by every file of this layer.

load ../lib/common.bash
# shellcheck source=tests/udevd/world.bash
. "$TBNET_TOP/tests/udevd/world.bash"

# lint COMMAND - a shell command among the tools, in /src
lint() {
	world_run "$LINT_WORLD" sh -c "cd /src && $1"
}
