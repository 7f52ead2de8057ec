# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The package, unpacked over a Debian 13 with Ceph 18.2, or over the Debian that CEPH_SUITE names: sid has Ceph 20.2.

setup_suite() {
	load ../lib/common.bash
	load ceph.bash
	local reason deb root
	reason=$(world_missing)
	[ -z "$reason" ] || fail "no worlds on this machine: $reason"
	root=$("$TBNET_TOP/tests/lib/root" "${CEPH_SUITE:-trixie}-ceph")
	deb=${TBNET_DEB:-$("$TBNET_TOP/tests/lib/deb" trixie)}
	dpkg-deb -x "$deb" "$BATS_SUITE_TMPDIR/installed"
	export CEPH_TREES="$BATS_SUITE_TMPDIR/installed $root"
}
