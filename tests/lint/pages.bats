# SPDX-License-Identifier: GPL-2.0-or-later
load lint.bash

@test "every program has a manual page" {
	run -0 lint 'for program in $(dpkg -L tbnet | sed -n "s|^/usr/sbin/||p"); do
		[ -e "/usr/share/man/man8/$program.8.gz" ] || echo "$program has none"
	done'
	refute_output
}

@test "the manual pages are formatted without a warning" {
	run -0 lint 'export MANROFFSEQ= LC_ALL=C.UTF-8
	for page in $(dpkg -L tbnet | grep "/man/.*\.gz$"); do
		man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 > /dev/null | sed "s|^|$page: |"
	done'
	refute_output
}

@test "no line of a manual page is wider than a terminal of 80 columns" {
	run -0 lint 'for page in $(dpkg -L tbnet | grep "/man/.*\.gz$"); do
		MANWIDTH=80 man -l "$page" 2>/dev/null | col -b | awk -v page="$page" "length > 80 {print page \": \" \$0}"
	done'
	refute_output
}
