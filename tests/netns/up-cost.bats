# SPDX-License-Identifier: GPL-2.0-or-later
# What udev's RUN costs: instructions of the whole process, loader included, which callgrind counts exactly. Of an
# optimised build of its own; tests/bench/run shows more.
load netns.bash

setup_file() {
	local build=$TBNET_TOP/build/release
	[ -f "$build/build.ninja" ] || meson setup --buildtype=release "$build" "$TBNET_TOP"
	ninja -C "$build"
}

setup() {
	world_start
	cable en05
}

teardown() {
	end_background
}

# cost COMMAND... - its instructions, with an environment as bare as udev's
cost() {
	local out=$BATS_TEST_TMPDIR/cost
	in_world env -i "TMPDIR=$BATS_TEST_TMPDIR" PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		valgrind -q --tool=callgrind "--callgrind-out-file=$out" "$@" > "$out.log" 2>&1
	sed -n 's/^totals: //p' "$out"
}

up=$TBNET_TOP/build/release/helpers/tbnet-up

# Measured: 230,101 on Debian 12, and with the package's flags (-z now) 261,144; 366,143 with them on Debian 13, where
# libnl-3 has all its own symbols bound at start, too.
@test "tbnet-up costs fewer than 400,000 instructions, whole process" {
	local change right
	change=$(cost "$up" en05)
	assert_link en05 up 65520
	right=$(cost "$up" en05)
	[ "$change" -lt 400000 ] || fail "$change to bring it up"
	[ "$right" -lt "$change" ] || fail "$right where nothing is to be done, $change to bring it up"
}

@test "tbnet-up costs less than 40 % of ip link set" {
	local change ip
	change=$(cost "$up" en05)
	in_world ip link set en05 down mtu 1500
	ip=$(cost ip link set en05 up mtu 65520)
	assert_link en05 up 65520
	[ $((change * 100)) -lt $((ip * 40)) ] || fail "$change, and ip $ip"
}

@test "tbnet-port on another netdev costs hardly more than starting a program" {
	local port nothing
	port=$(cost "$TBNET_TOP/build/release/helpers/tbnet-port" /sys/devices/virtual/net/lo)
	nothing=$(cost true)
	[ $((port * 100)) -lt $((nothing * 130)) ] || fail "$port, and true $nothing"
}
