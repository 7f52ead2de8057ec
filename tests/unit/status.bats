# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: command line, pages, and that table, pages, tests and programs fit each other.
load ../lib/common.bash

table=$TBNET_TOP/helpers/tbnet-status/checks.inc

usage() {
	run -2 "$TBNET_BIN/tbnet-status" "${@:2}"
	assert_output "tbnet-status: $1"
}

@test "a command line that does not fit gets one specific line" {
	usage "unexpected argument 'en05'; try --help" en05
	usage '--explain: "F38" is not one of F1 to F37, or all' --explain=F38
	usage '--explain: "" is not one of F1 to F37, or all' --explain=
	usage "option '--explain' needs a value; try --help" --explain
	usage "unrecognized option '--color'; try --help" --color
	usage "unrecognized option '-x'; try --help" -x
	usage "option '--probe=en05' takes no value; try --help" --probe=en05
	usage '--explain cannot be combined with other options' --probe --explain=F20
	usage '--output needs the name of a file' --prometheus --output=
	usage '--json, --prometheus and --svg cannot be combined' --json --prometheus
	usage '--json, --prometheus and --svg cannot be combined' --svg --json
	usage '--json, --prometheus and --svg cannot be combined' --prometheus --json --output=/nowhere/x
	usage '--explain cannot be combined with other options' --watch --explain=F20
	usage '--watch cannot be combined with other options' --watch --json
	usage '--watch cannot be combined with other options' --watch --prometheus --output=/nowhere/x
	usage '--watch cannot be combined with other options' --watch --probe
}

@test "--help and --version go to stdout" {
	run -0 --separate-stderr "$TBNET_BIN/tbnet-status" --help
	assert_line --index 0 --regexp '^Usage: tbnet-status '
	run -0 --separate-stderr "$TBNET_BIN/tbnet-status" --version
	assert_output --regexp '^tbnet [0-9.]+$'
}

@test "--explain has a page for each of F1 to F37, with cause, help and next step" {
	local number
	for number in {1..36}; do
		run -0 "$TBNET_BIN/tbnet-status" "--explain=F$number"
		assert_line --index 0 --regexp "^F$number +[A-Za-z0-9]"
		assert_line --regexp '^(e\.g\.|HERE)   [A-Za-z0-9/]'
		assert_line --regexp '^why    [A-Za-z0-9/]'
		assert_line --regexp '^next   .'
		assert_line --regexp '^tbnet  [A-Za-z]'
		assert_line --regexp '^sure   [A-Za-z]'
		refute_output --partial '{'
	done
	run -0 "$TBNET_BIN/tbnet-status" --explain f12
	run -0 "$TBNET_BIN/tbnet-status" --explain all
	assert_equal "$(grep -c '^sure ' <<< "$output")" 37
}

# slugs - of the table, sorted
slugs() {
	sed -n 's/^CHECK("F[0-9]*", [A-Z]*, "\([a-z0-9-]*\)", .*/\1/p' "$table" | sort
}

@test "every check has a slug of its own, and a page" {
	[ "$(slugs | wc -l)" -gt 30 ]
	assert_equal "$(grep -c '^CHECK("' "$table")" "$(slugs | wc -l)"
	assert_equal "$(slugs | uniq -d)" ''
	local id
	for id in $(sed -n 's/^CHECK("\(F[0-9]*\)".*/\1/p' "$table" | sort -u); do
		run -0 "$TBNET_BIN/tbnet-status" --explain "$id"
	done
}

@test "every one of F1 to F37 has a check" {
	assert_equal "$(sed -n 's/^CHECK("F\([0-9]*\)".*/\1/p' "$table" | sort -nu | paste -sd ' ')" "$(seq -s ' ' 37)"
}

@test "every check has a test that makes its situation, and says its weight" {
	local slug weight='(error|warning|note)'
	for slug in $(slugs); do
		grep -qE "^[^#]*(finds |paste.*['\" ])$weight $slug( |'|$)" "$TBNET_TOP"/tests/netns/status*.bats ||
			fail "no test finds $slug"
	done
}

@test "every test of it whose sysfs is a mock says so in its name" {
	local -a files
	mapfile -t files < <(grep -l '^load status.bash' "$TBNET_TOP"/tests/netns/*.bats)
	[ "${#files[@]}" -ge 5 ]
	run -1 grep -nP '^@test (?!.*\(mock\)" \{$)' "${files[@]}"
}

# texts - all texts on findings, of checks and of titles, without what C has around it
texts() {
	grep -hoE '"([^"\\]|\\.)*"' "$table" "${table%/*}/titles.c" | sed 's/^"//; s/"$//'
}

@test "what the texts call by a name of ours exists: programs, their options and verbs, units and settings" {
	local line program word
	[ "$(texts | wc -l)" -gt 300 ]
	while read -r line; do
		read -r program word <<< "$line"
		[ -x "$TBNET_BIN/$program" ] || [ -e "$TBNET_TOP/units/$program.service.in" ] || [ -e "$TBNET_TOP/units/$program@.service.in" ] ||
			fail "no program or unit $program"
		[[ $word = --* ]] || continue
		"$TBNET_BIN/$program" --help | grep -qE -- "$word\b" || fail "$program has no $word"
	done < <(texts | grep -oE '\btbnet-[a-z]+\b( (--[a-z-]+|[a-z]+))?' | sort -u)
	for word in 'tbnet-fabric check' 'tbnet-fabric apply' 'tbnet-interfaces check' 'tbnet-interfaces add'; do
		texts | grep -q "$word"
		"$TBNET_BIN/${word% *}" --help | grep -qE "\b${word#* }\b"
	done
	for word in $(texts | grep -oE '\bTBNET_[A-Z_]+\b' | grep -vx TBNET_MUT | sort -u); do
		# "TBNET_FABRIC_*" is all that begin so
		[[ $word = *_ ]] || word="$word\\*"
		grep -q "\*$word" "$TBNET_TOP/conf/tbnet.conf.5.scd" || fail "no setting $word"
	done
}

@test "finding, page and manual page are one text" {
	local id title page=$TBNET_BIN/tbnet-status.8.scd
	while IFS=$'\t' read -r id title; do
		run -0 grep -A1 -xF "*$id*" "$page"
		title=${title//_/\\_}
		assert_line --index 1 $'\t'"${title//\*/\\*}"
	done < <(sed -nE 's/^\t\{ "(F[0-9]+)", "(.*)",$/\1\t\2/p' "${table%/*}/titles.c" | sed 's/\\"/"/g')
	# each check is on its page, as a finding would have it
	run -0 "$TBNET_BIN/tbnet-status" --explain all
	assert_equal "$(grep -cE '^(e\.g\.|HERE)   ' <<< "$output")" "$(grep -c '^CHECK("' "$table")"
}
