#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What happens to a cable or a peer, and that the link is usable again with nobody touching anything.
# bats file_tags=each-kernel,beside
load vm.bash

setup() {
	from installed n1 n2
	# n1 logs when the link is usable, however long the emulated boot of its peer takes
	on n1 'echo TBNET_CARRIER_WAIT=10min >> /etc/tbnet.conf'
}

# Seconds from the netdev's birth to the journal's "usable", by the machine's own clock.
seconds_to_usable() { # NAME
	local born usable
	born=$(on "$1" "awk -F'[][]' '$birth' /var/log/uevents") || return
	usable=$(journal "$1" TBNET_INTERFACE=en05 TBNET_OUTCOME=usable -b |
		sed -n 's/.*"__MONOTONIC_TIMESTAMP":"\([0-9]*\)".*/\1/p')
	awk -v born="$born" -v usable="${usable:-0}" 'BEGIN {
		t = usable / 1e6 - born; printf "%.1f\n", t; exit t <= 0 }'
}

# A link is possible from the moment that both ends have their netdev: the later birth counts.
assert_usable_again() {
	local n1 n2
	wait_usable n1 en05
	wait_usable n2 en05
	wait_until 180 said_usable n1
	wait_until 180 said_usable n2
	n1=$(seconds_to_usable n1)
	n2=$(seconds_to_usable n2)
	note "usable $(printf '%s\n' "$n1" "$n2" | sort -n | head -n 1) s after it was possible (n1: netdev to usable $n1 s, n2: $n2 s)"
	address n1 10.0.0.1/24 en05
	address n2 10.0.0.2/24 en05
	full_size_ping n1 10.0.0.2
}

said_usable() {
	seconds_to_usable "$1" > /dev/null
}

# bats test_tags=long
@test "a cable that is pulled and put back" {
	cable n1 2 0
	wait_gone n1 en05
	wait_gone n2 en05
	cable n1 2 1
	assert_usable_again
}

# bats test_tags=long
@test "a peer that reboots" {
	reboot n2
	assert_usable_again
}

# bats test_tags=long
@test "a peer that loses its power, and gets it back" {
	power_off n2
	wait_gone n1 en05
	start n2 --keep
	on n2 --wait
	assert_usable_again
}
