# SPDX-License-Identifier: GPL-2.0-or-later
load lint.bash

@test "the C sources build without a warning" {
	run tools 'ninja -C /obj'
	assert_success
}

# Why leaks are left out, .clang-tidy says.
@test "clang-tidy finds nothing in the C sources" {
	local files
	files=$(find "$TBNET_TOP/helpers" -name '*.c' | wc -l)
	run tools 'run-clang-tidy -quiet -p /obj > /tmp/tidy 2>&1; status=$?
		grep -E "error:|warning:" /tmp/tidy | grep -vE "Potential (memory |resource )?leak" | sort -u
		echo "status $status, $(grep -c "^\[.*/src/helpers/.*\.c$" /tmp/tidy) files"'
	assert_success
	assert_output "status 0, $files files"
}

@test "clang-tidy has all checkers of scan-build, and the same engine" {
	run tools '/usr/lib/llvm-*/bin/scan-build --help-checkers'
	assert_success
	assert_line core.NullDereference
	assert_line unix.Malloc
	run tools '/usr/lib/llvm-*/bin/scan-build --help-checkers | sort > /tmp/scan-build
		clang-tidy --list-checks | sed -n "s/^ *clang-analyzer-//p" | sort | comm -23 /tmp/scan-build -'
	assert_success
	refute_output
	run tools 'for program in clang clang-tidy; do
		ldd /usr/lib/llvm-*/bin/$program | sed -n "s/.*=> \(.*libclang-cpp[^ ]*\) .*/\1/p" | xargs realpath; done'
	assert_success
	assert_equal "${#lines[@]} ${lines[0]}" "2 ${lines[1]}"
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
		grep -rIlE --exclude-dir=corpus --exclude-dir=cases "^#!/bin/(ba)?sh|^#!/usr/bin/env bash" . >> /tmp/shell'
	finds_nothing 'sort -u /tmp/shell | xargs shellcheck --severity=warning'
}

@test "cppcheck finds nothing in the C sources" {
	# it sees no cleanup attribute
	finds_nothing 'cppcheck --quiet --error-exitcode=1 --enable=warning,portability,performance --inline-suppr --std=c11 \
		-j "$(nproc)" -D_GNU_SOURCE -DTBNET_VERSION="\"\"" $(printf " -I%s" helpers/*/) --suppress=missingIncludeSystem \
		--suppress=resourceLeak --suppress=memleak --suppress=normalCheckLevelMaxBranches helpers'
}
