# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Both suites' trees and packages, before the first test needs them.

setup_suite() {
	local BATS_TEST_FILENAME roots=()
	load ../lib/common.bash
	need_namespaces
	# shellcheck disable=SC2034 # package.bash takes the suite from it
	for BATS_TEST_FILENAME in bookworm.bats trixie.bats; do
		load package.bash
		fresh_root > /dev/null 3>&- &
		roots+=("$!")
		"$TBNET_TOP/tests/lib/deb" "$suite" > /dev/null
	done
	wait "${roots[@]}"
	unset BATS_TEST_NAME_PREFIX
}
