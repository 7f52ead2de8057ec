# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-name's command line.
load ../lib/common.bash

# usage LINE ARGUMENT... - that one line, and exit 2
usage() {
	run -2 "$TBNET_BIN/tbnet-name" "${@:2}"
	assert_output "tbnet-name: $1"
}

@test "a command line that does not fit gets one specific line" {
	usage 'takes one interface' en05 en06
	usage 'takes one interface' --repair en05 en06
	usage 'unknown or unfit option --rename' --rename
	usage 'unknown option -x' -x
	usage 'unknown or unfit option --write' --write
}

@test "a name that no interface can have is refused" {
	usage '"en05/x" cannot be the name of an interface' en05/x
	usage '"sixteen-bytes-xy" cannot be the name of an interface' --repair sixteen-bytes-xy
	usage '"" cannot be the name of an interface' ''
	usage '"a?b" cannot be the name of an interface' $'a\nb'
}

@test "--help and --version go to stdout" {
	run -0 --separate-stderr "$TBNET_BIN/tbnet-name" --help
	assert_line --index 0 'Usage: tbnet-name [IF]'
	run -0 --separate-stderr "$TBNET_BIN/tbnet-name" --version
	assert_output --regexp '^tbnet [0-9.]+$'
}
