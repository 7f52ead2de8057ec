# SPDX-License-Identifier: GPL-2.0-or-later
# A short run of each fuzzer: enough for what is found easily; tests/fuzz/run 3600 looks harder.
load ../lib/common.bash

# finds_nothing TARGET
finds_nothing() {
	command -v clang > /dev/null || cannot_run "no clang"
	run -0 "$TBNET_TOP/tests/fuzz/run" 20 "$1"
}

@test "text: what is said to be clean has no control characters, and defused text is clean" {
	finds_nothing text
}

@test "port: whatever sysfs and the peer say, tbnet-port prints its own properties, each once" {
	finds_nothing port
}

@test "conf: a line of the file sets a clean TBNET_ variable that was not set, or nothing" {
	finds_nothing conf
}

@test "interfaces: what is added to any text is that stanza and nothing else, and removing it gives the text again" {
	finds_nothing interfaces
}

@test "link: any text of a .link file is read to its end" {
	finds_nothing link
}
