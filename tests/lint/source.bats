# SPDX-License-Identifier: GPL-2.0-or-later
load lint.bash

@test "clang-tidy finds nothing in the C sources" {
	run -0 lint 'cd /obj && ninja > /dev/null && run-clang-tidy -quiet -p . 2>&1 | grep -E "error:|warning:" | sort -u'
	refute_output
}

@test "the C sources build without a warning" {
	run -0 lint 'cd /obj && ninja'
}

@test "shellcheck finds nothing in the shell scripts and tests" {
	run -0 lint 'find . \( -name "*.bash" -o -name "*.bats" \) -type f > /tmp/shell
		grep -rIlE "^#!/bin/(ba)?sh|^#!/usr/bin/env bash" . >> /tmp/shell
		sort -u /tmp/shell | xargs shellcheck'
	refute_output
}
