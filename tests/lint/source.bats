# SPDX-License-Identifier: GPL-2.0-or-later
load lint.bash

# each TEST TOOL [OPTION...] - finds nothing in any C file; those that passed before, with the same headers and settings, are not
# looked at again (build/lint)
each() {
	local known=$TBNET_TOP/build/lint/$1 salt
	! passed_before "$TBNET_TOP"/{.clang-tidy,tests/lint/each} || return 0
	tools '[ -e /obj ] || meson setup /obj /src'
	mkdir -p "${known%/*}"
	salt=$({ cat "$TBNET_TOP"/{.clang-tidy,tests/lint/each}; tools 'dpkg-query -W gcc-14 clang-tidy-19 cppcheck'; } | sha256sum)
	[ ! -e "$known" ] || world_put "$LINT_WORLD" "/tmp/$1" < "$known"
	run world_run "$LINT_WORLD" /src/tests/lint/each "/tmp/$1" "$salt" "${@:2}"
	world_run "$LINT_WORLD" cat "/tmp/$1" > "$known.new"
	mv "$known.new" "$known"
	assert_success
	assert_output --regexp "^$(find "$TBNET_TOP/helpers" -name '*.c' | wc -l) files, [0-9]+ looked at, 0 with findings$"
	touch "$passed"
}

@test "clang-tidy finds nothing in the C sources" { each tidy clang-tidy '-checks=-clang-analyzer-*'; }

# It is 95 % of clang-tidy's time, and gcc has an analyzer, too. Why leaks are left out, .clang-tidy says.
# bats test_tags=long
@test "clang's analyzer finds nothing in the C sources" { each analyzer clang-tidy; }

# bats test_tags=long
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

# it takes for a leak what a structure hands on: leaks are for ASan and valgrind
@test "gcc -fanalyzer finds nothing in the C sources" { each fanalyzer gcc -O1 -fanalyzer -Wno-analyzer-malloc-leak; }

@test "shellcheck finds nothing in the shell scripts and tests" {
	local known=$TBNET_TOP/build/lint/shellcheck
	tools '{ find . \( -name "*.bash" -o -name "*.bats" \) -type f
			grep -rIlE --exclude-dir=corpus --exclude-dir=cases "^#!/bin/(ba)?sh|^#!/usr/bin/env bash" .; } | sort -u | xargs sha256sum > /tmp/sums
		{ shellcheck --version; cat .shellcheckrc; grep "\.bash$" /tmp/sums; } | sha256sum >> /tmp/sums'
	# those that passed before, with the same files to source, are not looked at again
	cat "$known" 2>&- | world_put "$LINT_WORLD" /tmp/known
	tools 'grep -qxF "$(tail -n 1 /tmp/sums)" /tmp/known || : > /tmp/known'
	finds_nothing 'sed \$d /tmp/sums | grep -vxFf /tmp/known | cut -c67- | xargs -r shellcheck --severity=warning'
	mkdir -p "${known%/*}"
	tools 'cat /tmp/sums' > "$known"
}

@test "cppcheck finds nothing in the C sources" {
	# it sees no cleanup attribute
	each cppcheck cppcheck --quiet --error-exitcode=1 --enable=warning,portability,performance --inline-suppr --std=c11 \
		-D_GNU_SOURCE '-DTBNET_VERSION=""' --suppress=missingIncludeSystem --suppress=resourceLeak --suppress=memleak \
		--suppress=normalCheckLevelMaxBranches
}
