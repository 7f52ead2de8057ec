# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-name's command line.
load ../lib/common.bash

# usage LINE ARGUMENT... - that one line, and exit 2
usage() {
	run -2 "$TBNET_BIN/tbnet-name" "${@:2}"
	assert_output "tbnet-name: $1"
}

@test "a command line that does not fit gets one specific line" {
	usage 'takes one interface; try --help' show en05 en06
	usage 'takes one interface; try --help' repair en05 en06
	usage "unrecognized verb 'en05'; try --help" en05
	usage "unrecognized option '--rename'; try --help" --rename
	usage "unrecognized option '-x'; try --help" -x
	usage "unrecognized option '--write'; try --help" --write
}

@test "a name that no interface can have is refused" {
	usage '"en05/x" cannot be the name of an interface' show en05/x
	usage '"sixteen-bytes-xy" cannot be the name of an interface' repair sixteen-bytes-xy
	usage '"" cannot be the name of an interface' show ''
	usage '"a?b" cannot be the name of an interface' show $'a\nb'
}

@test "--help and --version go to stdout" {
	run -0 --separate-stderr "$TBNET_BIN/tbnet-name" --help
	assert_line --index 0 'Usage: tbnet-name show|repair [IF] [--dry-run]'
	run -0 --separate-stderr "$TBNET_BIN/tbnet-name" --version
	assert_output --regexp '^tbnet [0-9.]+$'
}
