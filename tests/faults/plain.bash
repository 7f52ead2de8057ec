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
