# SPDX-License-Identifier: GPL-2.0-or-later
# Shows the table; what must hold is tested in tests/netns/up-cost.bats, which runs with every change.
load ../lib/common.bash
load ../lib/packaged.bash

setup_file() { packaged_build; }

@test "every program can be measured beside the guide's script and ip" {
	run -0 "$TBNET_TOP/tests/bench/run" "$packaged"
	printf '%s\n' "${lines[@]}" | sed 's/^/# /' >&3
	assert_equal "${#lines[@]}" 14
}

# Measured when little else ran: 16.7 ms on 252, of which PID 1 has 5.8, and 24.6 on 257 (9.1). tbnet 0.1.0: 25.2 and 32.9.
@test "a look of tbnet-check can be measured on systemd 252 and 257, with its sandbox and PID 1's part" {
	local suite
	for suite in bookworm trixie; do
		dpkg-deb -x "$("$TBNET_TOP/tests/lib/deb" "$suite")" "$BATS_TEST_TMPDIR/$suite"
		run -0 "$TBNET_TOP/tests/bench/look" "$BATS_TEST_TMPDIR/$suite/usr/sbin" "$TBNET_TOP/units" "$("$TBNET_TOP/tests/lib/root" "$suite")"
		assert_equal "${#lines[@]}" 2
		printf '%s\n' "${lines[*]}" | sed 's/^/# /' >&3
	done
}
