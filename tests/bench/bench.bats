# SPDX-License-Identifier: GPL-2.0-or-later
# Shows the table; what must hold is tested in tests/netns/up-cost.bats, which runs with every change.
load ../lib/common.bash

setup_file() {
	local build=$TBNET_TOP/build/release
	[ -f "$build/build.ninja" ] || meson setup --buildtype=release "$build" "$TBNET_TOP"
	ninja -C "$build"
}

@test "every program can be measured beside the guide's script and ip" {
	run -0 "$TBNET_TOP/tests/bench/run"
	printf '%s\n' "${lines[@]}" | sed 's/^/# /' >&3
	assert_equal "${#lines[@]}" 14
}
