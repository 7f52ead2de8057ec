# SPDX-License-Identifier: GPL-2.0-or-later
load lint.bash

@test "every program has a manual page" {
	finds_nothing 'for program in $(dpkg -L tbnet | sed -n "s|^/usr/s\{0,1\}bin/||p"); do
		[ -e "/usr/share/man/man8/$program.8.gz" ] || echo "$program has none"
	done'
}

@test "the manual pages are formatted without a warning" {
	# as lintian looks at them: no preprocessor, so no tables
	finds_nothing 'for page in $(dpkg -L tbnet | grep "/man/.*\.gz$"); do
		MANROFFSEQ= man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 > /dev/null | sed "s|^|$page: |"
	done'
}
