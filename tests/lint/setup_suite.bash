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
	local root deb
	local -a depends tools=(blhc build-essential clang-tidy cppcheck iproute2 kmod lintian man-db prometheus shellcheck systemd udev)
	mapfile -t depends < <("$TBNET_TOP/tests/lib/deb" --depends trixie)
	root=$("$TBNET_TOP/tests/lib/root" trixie-lint trixie "${tools[@]}" "${depends[@]}") || return
	deb=$("$TBNET_TOP/tests/lib/deb" trixie) || return
	world_make "$LINT_WORLD" lint "$root" || return
	world_run "$LINT_WORLD" mkdir -p /src /deb
	tar -C "$TBNET_TOP" --exclude=./build --exclude=./.git -c . | world_run "$LINT_WORLD" tar -C /src -x
	tar -C "${deb%/*}" -c . | world_run "$LINT_WORLD" tar -C /deb -x
	world_run "$LINT_WORLD" sh -c 'dpkg -i /deb/tbnet_*.deb'
	world_run "$LINT_WORLD" meson setup -Dwerror=true /obj /src
}

setup_suite() {
	load_worlds
	export LINT_WORLD=$BATS_SUITE_TMPDIR/lint LINT_BOOKWORM="blhc iproute2 lintian mount"
	# the other tree, for the other processor
	# shellcheck disable=SC2086 # words
	"$TBNET_TOP/tests/lib/root" bookworm-lint bookworm $LINT_BOOKWORM > /dev/null 3>&- &
	local other=$!
	make_lint_world
	# not for the world, too
	wait "$other"
}

teardown_suite() {
	load_worlds
	world_stop "$LINT_WORLD"
}
