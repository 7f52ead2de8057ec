# SPDX-License-Identifier: GPL-2.0-or-later
# The line that a waiting program shows on a terminal, and nowhere else.
load private.bash

setup() {
	need_private
}

# on_terminal PROGRAM ARGUMENT... - its stderr is a terminal; what the terminal gets, a line for each drawing
on_terminal() {
	local word command=
	for word in "$TBNET_BIN/$1" "${@:2}"; do
		command+=" $(printf '%q' "$word")"
	done
	(
		set -o pipefail
		private 'exec script --quiet --return --command "$1" /dev/null < /dev/null' "$command" | tr '\r' '\n'
	)
}

@test "on a terminal a wait shows what it waits for, and how long still" {
	run -1 on_terminal tbnet-online --wait=3 en05
	assert_line --regexp '0 of 1 links usable, waiting for en05, which is missing .*; at most [12] s left'
	assert_line --partial 'tbnet-online: 0 of 1 links usable after 3 s'
}

@test "the end of a wait takes its line away" {
	run -1 on_terminal tbnet-online --wait=2 en05
	assert_line --partial $'\e[Ktbnet-online: 0 of 1 links usable after 2 s'
}

@test "a log, a pipe and --quiet get no such line" {
	run -1 private 'exec "$TBNET_BIN/tbnet-online" --wait=2 en05'
	assert_output --partial 'usable after 2 s'
	refute_output --partial 'at most'
	run -1 on_terminal tbnet-online --quiet --wait=2 en05
	refute_output --partial 'at most'
}

@test "a wait that ends within a second shows none" {
	run -0 on_terminal tbnet-online --wait=30
	refute_output --partial 'at most'
}

@test "the wait for another program shows which one (mock)" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nsleep 3\nexit 1\n' > "$BATS_TEST_TMPDIR/bin/ceph"
	chmod +x "$BATS_TEST_TMPDIR/bin/ceph"
	run -1 private 'mount -t overlay overlay -o "lowerdir=$1:/usr/bin" /usr/bin
		exec script --quiet --return --command "\"$TBNET_BIN/tbnet-ceph\" judge" /dev/null < /dev/null' "$BATS_TEST_TMPDIR/bin"
	assert_output --partial 'waiting for ceph '
}

@test "what was right already is one line on a terminal, and none in a log" {
	run -0 on_terminal tbnet-irq apply
	assert_line --partial 'tbnet-irq: TBNET_IRQ and TBNET_AWAKE are no'
	run -0 private 'exec "$TBNET_BIN/tbnet-irq" apply'
	refute_output
	run -0 on_terminal tbnet-irq undo
	assert_line --partial 'tbnet-irq: restoring what tbnet-irq changed before'
	run -0 on_terminal tbnet-name repair
	assert_line --partial 'tbnet-name: no link on this machine'
	run -0 on_terminal tbnet-fabric up
	assert_line --partial 'tbnet-fabric: TBNET_FABRIC_NODES is not set, nothing to do'
	run -0 on_terminal tbnet-drain apply --dry-run
	assert_line --partial 'tbnet-drain: a reboot would be safe; next: tbnet-drain apply'
}
