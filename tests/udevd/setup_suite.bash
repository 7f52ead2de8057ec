# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The package, unpacked over a Debian 13, or the Debian that UDEVD_SUITE names (bookworm, sid): the trees of every world of this layer.

setup_suite() {
	load ../lib/common.bash
	load world.bash
	local reason suite=${UDEVD_SUITE:-trixie} root
	reason=$(world_missing)
	[ -z "$reason" ] || fail "no private udevd on this machine: $reason"
	root=$(world_root "$suite")
	world_package "$suite" "$BATS_SUITE_TMPDIR/installed"
	export WORLD_TREES="$BATS_SUITE_TMPDIR/installed $root"
}
