# SPDX-License-Identifier: GPL-2.0-or-later
load lint.bash

@test "the C sources build without a warning" {
	run tools 'ninja -C /obj'
	assert_success
}

@test "clang-tidy finds nothing in the C sources" {
	run tools 'run-clang-tidy -quiet -p /obj 2>&1 | grep -E "error:|warning:" | sort -u'
	assert_success
	refute_output
}

@test "gcc -fanalyzer finds nothing in the C sources" {
	# it takes for a leak what a structure hands on: leaks are for ASan and valgrind
	tools 'meson setup -Dwerror=true -Dbuildtype=plain -Doptimization=1 \
		"-Dc_args=-fanalyzer -Wno-analyzer-malloc-leak" /analysis /src'
	run tools 'ninja -C /analysis'
	assert_success
}

@test "shellcheck finds nothing in the shell scripts and tests" {
	tools 'find . \( -name "*.bash" -o -name "*.bats" \) -type f > /tmp/shell
		grep -rIlE --exclude-dir=corpus "^#!/bin/(ba)?sh|^#!/usr/bin/env bash" . >> /tmp/shell'
	finds_nothing 'sort -u /tmp/shell | xargs shellcheck --severity=warning'
}

@test "cppcheck finds nothing in the C sources" {
	# it sees no cleanup attribute
	finds_nothing 'cppcheck --quiet --error-exitcode=1 --enable=warning,portability,performance --inline-suppr --std=c11 \
		-j "$(nproc)" -D_GNU_SOURCE -DTBNET_VERSION="\"\"" $(printf " -I%s" helpers/*/) --suppress=missingIncludeSystem \
		--suppress=resourceLeak --suppress=memleak --suppress=normalCheckLevelMaxBranches helpers'
}
