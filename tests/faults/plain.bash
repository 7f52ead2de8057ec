# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A world of tests/faults with the plain build in it: where the sanitizers would be what is measured.

load world.bash

setup_file() { build_inject; }
setup() {
	TBNET_BIN=$TBNET_TOP/build/plain/helpers
	faults_start
}
teardown() { end_background; }

# each MODE SITUATION... - once
each() {
	local situation
	for situation in "${@:2}"; do
		in_world ip link set en05 up mtu 65520
		sweep "$situation" "$1" > "$BATS_TEST_TMPDIR/found" 2>&1 || true
		run -0 cat "$BATS_TEST_TMPDIR/found"
		assert_output "$situation: 0 wrong"
	done
}
