# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The tools are those of one Debian 13, whatever machine this is, so that all see the same warnings. The source is in
# /src there, and the package is installed.

load_worlds() {
	load ../lib/common.bash
	# shellcheck source=tests/udevd/world.bash
	. "$TBNET_TOP/tests/udevd/world.bash"
}

make_lint_world() {
	local root deb older
	root=$("$TBNET_TOP/tests/lib/root" trixie-lint) || return
	deb=$("$TBNET_TOP/tests/lib/deb" trixie) || return
	# beside the package, whose folder is of its sources alone, by the tools of both suites
	older=$("$TBNET_TOP/tests/lib/root" bookworm-lint) || return
	LINT_PASSED=${deb%/*}/passed-${root##*-}-${older##*-}
	mkdir -p "$LINT_PASSED"
	world_make "$LINT_WORLD" lint "$root" || return
	world_run "$LINT_WORLD" mkdir -p /src /deb
	tar -C "$TBNET_TOP" --exclude=./build --exclude=./.git -c . | world_run "$LINT_WORLD" tar -C /src -x
	tar -C "${deb%/*}" --exclude='./passed-*' -c . | world_run "$LINT_WORLD" tar -C /deb -x
	world_run "$LINT_WORLD" sh -c 'dpkg -i /deb/tbnet_*.deb'
}

setup_suite() {
	load_worlds
	need_namespaces
	export LINT_PASSED LINT_WORLD=$BATS_SUITE_TMPDIR/lint
	make_lint_world
}

teardown_suite() {
	load_worlds
	world_stop "$LINT_WORLD"
}
