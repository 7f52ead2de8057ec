# SPDX-License-Identifier: GPL-2.0-or-later
load lint.bash

@test "every program has a manual page" {
	finds_nothing 'for program in $(dpkg -L tbnet | sed -n "s|^/usr/s\{0,1\}bin/||p"); do
		[ -e "/usr/share/man/man8/$program.8.gz" ] || echo "$program has none"
	done'
}

@test "the manual pages are formatted without a warning" {
	! passed_before || return 0
	# as lintian looks at them: no preprocessor, so no tables
	finds_nothing 'for page in $(dpkg -L tbnet | grep "/man/.*\.gz$"); do
		MANROFFSEQ= man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 > /dev/null | sed "s|^|$page: |"
	done'
	touch "$passed"
}

@test "the table of versions in tbnet(7) has the suites that tests/run --all runs, and no other" {
	local row layers=(udevd:systemd vm:Linux ring:FRR ceph:Ceph)
	for row in "${layers[@]}"; do
		run -0 suites_of "${row#*:}"
		assert_output "$(runs_of "${row%:*}")"
	done
	run -0 suites_of package
	assert_output "$(cd "$TBNET_TOP/tests/package" && printf '%s\n' bookworm.bats trixie.bats | sed 's/\.bats//')"
}

# suites_of WHAT - the columns in which the table has a version of it
suites_of() {
	awk -v what="$1" '$1 == "bookworm" { split($0, suite) }
		/^```/ && 1 in suite { exit }
		$1 == what && 1 in suite { for (i = 2; i <= NF; i++) if ($i != "-") print suite[i - 1] }' "$TBNET_TOP/helpers/tbnet.7.scd" | sort
}

# runs_of LAYER - the suite of every day, and those that it runs on once more, or has beside it in a scenario
runs_of() {
	{
		echo trixie
		sed -nE "s/^\tagain $1 [A-Z_]+=\"?([a-z-]+)( [a-z-]+)?\"?( .*)?$/\1/p" "$TBNET_TOP/tests/run"
		[ "$1" != vm ] || sed -nE 's/^\thave_a_link ([a-z-]+) .*/\1/p' "$TBNET_TOP/tests/vm/two-releases.bats"
	} | sort -u
}

@test "the README has at most 110 lines, CONTRIBUTING 80, and neither a line over 100 characters, nor NEWS" {
	finds_nothing 'awk "END { if (NR > 110) print FILENAME, NR }" README.md
		awk "END { if (NR > 80) print FILENAME, NR }" CONTRIBUTING.md
		! LC_ALL=C.UTF-8 grep -nE "^.{101}" README.md CONTRIBUTING.md NEWS'
}

@test "no sentence of the pages has more than 25 words" {
	finds_nothing 'tests/lint/sentences README.md CONTRIBUTING.md SECURITY.md NEWS helpers/*.scd helpers/*/*.scd conf/*.scd'
}

# habits FILE... - the lines that do not say who does what, or that use another word than the field's
habits() {
	printf '%s' '! grep -rnE "\\b(is|are|was|were|be) (said|named|meant|waited for|left (alone|as))\\b|\\b(bounce|heal|cure)[sd]?\\b' \
		'|cannot be (looked (at|up|for)|told|noted)\\b|the business of|at his word|of its own accord|unfit (option|value)|\\bby now\\b' \
		'|\\b(is|are) not there\\b|all the same[.;,]|\\beven so\\b|^[[:space:]]Command line|[Aa]s everywhere:|left down\\b|\\bcolour|neighbour[^.]|behaviour|recognis" ' "$*"
}

@test "pages, messages and comments say who does what: nothing is said, is named or is left alone" {
	finds_nothing "$(habits README.md CONTRIBUTING.md SECURITY.md NEWS helpers rules units conf debian/tbnet.*)"
}

@test "a page, a message or a comment that does not is found" {
	local line
	for line in '/* What is refused is said. */' 'log_event(LOG_ERR, &e, "cannot be looked up");' '# Links are waited for.' 'It heals the link.' \
		'if the bridge is not there' 'It starts all the same.' 'The colour of the neighbour.'; do
		run -1 tools "echo '$line' > /tmp/line; $(habits /tmp/line)"
		assert_output --partial "$line"
	done
}
