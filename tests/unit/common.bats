# SPDX-License-Identifier: GPL-2.0-or-later
# What all programs have in common: the command line.
load ../lib/common.bash

programs() {
	local program
	for program in "$TBNET_BIN"/tbnet{,-*}; do
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
	refuses "$1" "$2" "unrecognized option '--no-such-option'; try --help" --no-such-option
	# what follows a verb of tbnet is another program's
	[ "$2" = tbnet ] || refuses "$1" "$2" "unrecognized option '-x'; try --help" en05 -xyz
	# one code reads the options of all: in one program, one with verbs and tbnet the rest of it is tried
	[[ $2 != @(tbnet-up|tbnet-fabric|tbnet) ]] || refuses_more "$@"
}
refuses_more() {
	[ "$2" = tbnet ] || refuses "$1" "$2" "unrecognized option '--no-such-option=1'; try --help" en05 --no-such-option=1
	refuses "$1" "$2" "option '--help=yes' takes no value; try --help" --help=yes
	refuses "$1" "$2" "unrecognized option '-x'; try --help" -x
	refuses "$1" "$2" "unrecognized option '-x'; try --help" -xy
	refuses "$1" "$2" "unrecognized option '-x'; try --help" --verbose -xyz en05
	refuses "$1" "$2" "unrecognized option '-x'; try --help" -x -y
	refuses "$1" "$2" "unrecognized option '-x'; try --help" -x x
	refuses "$1" "$2" "unrecognized option '-x'; try --help" -x --verbose
	refuses "$1" "$2" "unrecognized option '-x'; try --help" -x -- x
	refuses "$1" "$2" "unrecognized option '-?'; try --help" $'-\e[2J'
	refuses "$1" "$2" "unrecognized option '--a??b'; try --help" $'--a\n\x7fb'
}
@test "an unknown option is one line on stderr that names it, exit 2" {
	each refuses_options
}

has_common() {
	local asked line
	for asked in -h --help; do
		run -0 --separate-stderr "$1" "$asked"
		for line in '-q, --quiet' '-v, --verbose' '-h, --help' '-V, --version'; do
			[[ $output == *"  $line "* ]] || fail "$2 $asked has no $line"
		done
	done
	run -0 "$1" -V
	refuses "$1" "$2" "unrecognized option '-x'; try --help" -q -v --quiet -x
}
@test "-h, -V, -q and -v are options of every program, and its help has them" {
	each has_common
}

# its verbs, as the first part of its help has them
verbs() { "$1" --help | sed -n '/^$/q; s/^  \([a-z]\+\) .*/\1/p'; }

names_verbs() {
	local verb
	[ -n "$(verbs "$1")" ] || return 0
	with_verbs+=" $2"
	run -2 --separate-stderr "$1"
	assert_output ''
	assert_equal "$stderr" "$("$1" --help | sed '/^$/Q')"
	for verb in $(verbs "$1"); do assert_regex "$("$1" --help | head -n 1)" "[ |]($verb|VERB)( |\||$)"; done
	refuses "$1" "$2" "unrecognized verb 'frobnicate'; try --help" frobnicate
	refuses "$1" "$2" "unrecognized verb 'a?b'; try --help" $'a\nb'
}
@test "a program with verbs names them when it is called without one, and refuses others" {
	with_verbs=
	each names_verbs
	assert_equal "$with_verbs" ' tbnet tbnet-adopt tbnet-ceph tbnet-drain tbnet-fabric tbnet-interfaces tbnet-irq tbnet-name'
}

@test "tbnet-up without an interface, or with two, is a usage error of one line" {
	refuses "$TBNET_BIN/tbnet-up" tbnet-up 'needs an interface; try --help'
	refuses "$TBNET_BIN/tbnet-up" tbnet-up 'takes one interface; try --help' en05 en06
	refuses "$TBNET_BIN/tbnet-up" tbnet-up 'needs an interface; try --help' --wait
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
	assert_output 'tbnet-up: no-such-if-1234: no such interface; next: tbnet-status'
	run -2 "$TBNET_BIN/tbnet-up" no-such-if-12345
	assert_output 'tbnet-up: "no-such-if-12345" cannot be the name of an interface'
}
