# SPDX-License-Identifier: GPL-2.0-or-later
# What all programs have in common: the command line.
load ../lib/common.bash

programs() {
	local program
	for program in "$TBNET_BIN"/tbnet-*; do
		[[ -f $program && -x $program ]] && echo "$program"
	done
}

# each FUNCTION - call it with every program's path and name
each() {
	local program found=0
	while read -r program; do
		"$1" "$program" "${program##*/}"
		found=$((found + 1))
	done < <(programs)
	[ "$found" -ge 3 ] || fail "only $found programs in $TBNET_BIN"
}

shows_help() {
	run -0 --separate-stderr "$1" --help
	assert_line --index 0 --regexp "^Usage: $2( |\$)"
	assert_equal "$stderr" ''
}
@test "--help goes to stdout, exit 0" {
	each shows_help
}

shows_version() {
	run -0 --separate-stderr "$1" --version
	assert_output --regexp '^tbnet [0-9]+\.[0-9]+\.[0-9]+$'
	assert_equal "$stderr" ''
}
@test "--version goes to stdout, exit 0" {
	each shows_version
}

cannot_say() {
	local option
	for option in --help --version; do
		run -1 sh -c '"$1" "$2" > /dev/full' sh "$1" "$option"
		assert_output --partial ': cannot write to standard output: No space left on device'
	done
}
@test "help and version that cannot be written are a failure" {
	each cannot_say
}

# refuses PROGRAM NAME OPTION-AS-SAID ARGUMENT... - usage error: one line, which names the option
refuses() {
	run -2 --separate-stderr "$1" "${@:4}"
	assert_output ''
	assert_equal "${#stderr_lines[@]}" 1
	assert_equal "$stderr" "$2: $3"
}
refuses_options() {
	refuses "$1" "$2" 'unknown or unfit option --no-such-option' --no-such-option
	refuses "$1" "$2" 'unknown or unfit option --no-such-option=1' en05 --no-such-option=1
	refuses "$1" "$2" 'unknown or unfit option --help=yes' --help=yes
	refuses "$1" "$2" 'unknown option -x' -x
	refuses "$1" "$2" 'unknown option -x' -xy
	refuses "$1" "$2" 'unknown option -x' --debug -xyz en05
	refuses "$1" "$2" 'unknown option -x' en05 -xyz
	refuses "$1" "$2" 'unknown option -x' -x -y
	refuses "$1" "$2" 'unknown option -x' -x x
	refuses "$1" "$2" 'unknown option -x' -x --debug
	refuses "$1" "$2" 'unknown option -x' -x -- x
	refuses "$1" "$2" 'unknown option -?' $'-\e[2J'
	refuses "$1" "$2" 'unknown or unfit option --a??b' $'--a\n\x7fb'
}
@test "an unknown option is one line on stderr that names it, exit 2" {
	each refuses_options
}

@test "tbnet-up without an interface, or with two, is a usage error of one line" {
	refuses "$TBNET_BIN/tbnet-up" tbnet-up 'needs one interface'
	refuses "$TBNET_BIN/tbnet-up" tbnet-up 'needs one interface' en05 en06
	refuses "$TBNET_BIN/tbnet-up" tbnet-up 'needs one interface' --wait
}

@test "what cannot be an interface's name is a usage error, whole and harmless in the message" {
	local name
	for name in en05/x /en05 . .. 0123456789abcdef 'en 05' en05:1 ''; do
		refuses "$TBNET_BIN/tbnet-up" tbnet-up "\"$name\" cannot be the name of an interface" -- "$name"
		refuses "$TBNET_BIN/tbnet-up" tbnet-up "\"$name\" cannot be the name of an interface" --wait -- "$name"
	done
	refuses "$TBNET_BIN/tbnet-up" tbnet-up '"en05??[2J" cannot be the name of an interface' $'en05\n\e[2J'
	refuses "$TBNET_BIN/tbnet-up" tbnet-up '"en?" cannot be the name of an interface' $'en\xff'
}

@test "a name of 15 bytes may be one, of 16 not" {
	run -1 "$TBNET_BIN/tbnet-up" no-such-if-1234
	assert_output 'tbnet-up: no-such-if-1234: no such interface'
	run -2 "$TBNET_BIN/tbnet-up" no-such-if-12345
	assert_output 'tbnet-up: "no-such-if-12345" cannot be the name of an interface'
}
