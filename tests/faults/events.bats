#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Waits: the event socket overruns, and clocks jump.
load world.bash

setup_file() {
	gcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -shared -fPIC -o "$BATS_FILE_TMPDIR/clock.so" "$BATS_TEST_DIRNAME/clock.c"
}
setup() {
	node_start
	in_world ip link set p-en05 down
}
teardown() { end_background; }

# waits COMMAND... - in the background, until it has looked and waits for an event
waits() {
	start env "$@"
	wait_until 10 in_poll
}
in_poll() {
	# poll() on x86, ppoll() on arm64
	[[ $(cut -d' ' -f1 "/proc/$started/syscall" 2>&-) =~ ^(7|73)$ ]]
}

# flood - more events than the socket holds (the program is stopped meanwhile)
flood() {
	kill -STOP "$started"
	in_world sh -c 'for i in $(seq 3000); do echo "link set en06 alias x$i"; done | ip -batch -'
	kill -CONT "$started"
}
# how many events the kernel could not deliver is the last column but one
overran() {
	in_world grep -qE ' [1-9][0-9]* +[0-9]+ *$' /proc/net/netlink || fail 'no socket overran'
}

@test "tbnet-up --wait misses nothing when its event socket overruns" {
	waits TBNET_CARRIER_WAIT=30 "$TBNET_BIN/tbnet-up" --wait en05
	flood
	overran
	in_world ip link set p-en05 up
	finish 0
	assert_line --partial 'en05: usable: up at MTU 65520, carrier'
}

@test "tbnet-online misses nothing when its event socket overruns" {
	waits "$TBNET_BIN/tbnet-online" --wait=30 en05 en06
	flood
	overran
	in_world ip link set p-en05 up
	finish 0
	assert_line --partial '2 of 2 links usable'
}

# jumping [VARIABLE=VALUE...] PROGRAM [ARGUMENT...] - with clocks that jump; of the plain build, since the sanitizers, which are in the
# programs, look past clock.so
jumping() {
	PATH=$TBNET_TOP/build/plain/helpers:$PATH in_world env "LD_PRELOAD=$BATS_FILE_TMPDIR/clock.so" "$@"
}

@test "a wall clock that jumps changes no wait of tbnet-up --wait and tbnet-online" {
	local before
	before=$(cut -d. -f1 /proc/uptime)
	run -3 jumping TBNET_CARRIER_WAIT=2 tbnet-up --wait en05
	assert_output --partial 'the peer did not log in within 2 s'
	run -1 jumping tbnet-online --wait=2 en05
	assert_output --partial '0 of 1 links usable after 2 s'
	[ $(($(cut -d. -f1 /proc/uptime) - before)) -ge 3 ] || fail 'did not wait'
}

@test "where the monotonic clock jumps a day, waits are over, and what it prints was read" {
	# the first look at it is for what a terminal is shown
	run -3 jumping JUMP=3 TBNET_CARRIER_WAIT=60 timeout 30 tbnet-up --wait en05
	assert_output --partial 'the peer did not log in within 60 s'
	run -1 jumping JUMP=2 timeout 30 tbnet-online --wait=60 en05
	assert_output --partial '0 of 1 links usable after 60 s'
	assert_link en05 up 65520
}
