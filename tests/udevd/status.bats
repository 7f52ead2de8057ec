#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status --watch wakes by what udevd says. Events of rtnetlink are in tests/netns.

load test.bash

# waits - how often the program has given up the processor by itself
waits() {
	awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$program/status"
}

@test "tbnet-status --watch looks again at an event of udevd, and at nothing else" {
	local children before picture=$BATS_TEST_TMPDIR/picture
	plug 0d.2-1 thunderbolt0
	inside tbnet-status --watch > "$picture" 3>&- &
	drawn() { grep -qE ' (all well|degraded: .*); Ctrl-C ends' "$picture"; }
	wait_until 20 drawn
	# below the shell's own process, and nsenter
	program=$!
	while children=$(< "/proc/$program/task/$program/children") && [ -n "$children" ]; do
		program=${children% }
	done
	assert_equal "$(< "/proc/$program/comm")" tbnet-status
	# no address is tentative any more
	sleep 3
	before=$(waits)
	sleep 1
	assert_equal "$(waits)" "$before"
	# rtnetlink does not hear of this one
	trigger change en05
	woken() { [ "$(waits)" -gt "$before" ]; }
	wait_until 10 woken
	kill -TERM "$program"
	# no controller in this world
	status=0
	wait "$!" || status=$?
	assert_equal "$status" 3
}
