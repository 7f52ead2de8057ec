#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the sanitizers do not see: valgrind finds no value that is used before it was set, nothing lost, in any program at its
# work. A plain build. `tests/run --valgrind` has the whole of two layers under it.
# bats file_tags=tree
load plain.bash

@test "under valgrind every program does its work, and nothing is found" {
	local valgrind
	valgrind=$("$TBNET_TOP/tests/lib/valgrind")
	each "works-under:$valgrind" "${all[@]}" "${ceph[@]}"
	# as far as to the kernel, which takes no such module; inject, which would, sees valgrind's own calls
	each "under:$valgrind" tbnet_modules
}
