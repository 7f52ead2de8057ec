# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-up --wait IF, as the unit calls it: attempts with a bound, then carrier by event.
load netns.bash

up=$TBNET_BIN/tbnet-up

setup() {
	world_start
	cable en05
}

teardown() {
	end_background
}

# elapsed FROM - ms since then (EPOCHREALTIME)
elapsed() {
	echo $(((${EPOCHREALTIME/./} - ${1/./}) / 1000))
}

@test "with the peer there already: usable at once" {
	far up
	run -0 in_world "$up" --wait en05
	assert_output 'tbnet-up: en05: up at MTU 65520 (attempt 1 of 5)
tbnet-up: en05: usable: up at MTU 65520, carrier'
	assert_link en05 up 65520
}

@test "the mtu of its stanza counts, as ifup will set it; for what udev runs TBNET_MTU does" {
	far up
	in_world mkdir -p /etc/network
	printf 'iface en05 inet manual\n\tmtu 9000\n' | in_world tee /etc/network/interfaces > /dev/null
	run -0 in_world "$up" --wait en05
	assert_line --partial 'usable: up at MTU 9000'
	assert_link en05 up 9000
	in_world env SEQNUM=1 DEVPATH=/devices/virtual/net/en05 "$up" en05
	assert_link en05 up 65520
}

@test "usable already: nothing is sent, and it says so" {
	far up
	in_world "$up" en05
	run -0 traced -- "$up" --wait en05
	assert_output 'tbnet-up: en05: usable: up at MTU 65520, carrier'
	run -0 requests
	refute_output
}

@test "the peer's login is seen by its event" {
	start "$up" --wait en05
	wait_until 10 is_up en05
	sleep 0.5
	local begin=$EPOCHREALTIME
	far up
	finish 0
	[ "$(elapsed "$begin")" -lt 3000 ] || fail "took $(elapsed "$begin") ms"
	assert_line 'tbnet-up: en05: usable: up at MTU 65520, carrier'
}

@test "while it waits it does nothing: no request without an event" {
	# one poll for the whole wait
	run -3 traced -- env TBNET_CARRIER_WAIT=2 "$up" --wait en05
	run -0 grep -c 'poll(.*Timeout' "$trace"
	assert_output 1
	run -0 requests
	assert_output 'up mtu 65520'
}

@test "no login within the bound: exit 3, and the link stays up" {
	local begin=$EPOCHREALTIME
	run -3 in_world env TBNET_CARRIER_WAIT=1 "$up" --wait en05
	assert_line "tbnet-up: en05: up at MTU 65520, but the peer did not log in within 1 s; the link works once the peer's interface is up; next: on the peer: ip link"
	[ "$(elapsed "$begin")" -ge 1000 ] || fail "took only $(elapsed "$begin") ms"
	assert_link en05 up 65520
}

@test "with a bound of 0 s it only looks" {
	run -3 in_world env TBNET_CARRIER_WAIT=0 "$up" --wait en05
	far up
	run -0 in_world env TBNET_CARRIER_WAIT=0 "$up" --wait en05
}

@test "an interface that is not there: exit 3, naming it" {
	run -3 in_world "$up" --wait en07
	assert_output 'tbnet-up: en07: no such interface; next: tbnet-status'
}

@test "the cable is pulled while it waits: exit 3, no failure" {
	start "$up" --wait en05
	wait_until 10 is_up en05
	sleep 0.3
	in_world ip link del en05
	finish 3
	assert_line 'tbnet-up: en05: gone: cable pulled, or the peer went away'
}

@test "a new netdev of the same name is another one: the wait for the old one ends" {
	start "$up" --wait en05
	wait_until 10 is_up en05
	kill -STOP "$started"
	in_world ip link del en05
	cable en05
	kill -CONT "$started"
	finish 3
	assert_link en05 down 1500
}

@test "set down by somebody while it waits: left down, exit 1, with the next step" {
	start "$up" --wait en05
	wait_until 10 is_up en05
	sleep 0.3
	local begin=$EPOCHREALTIME
	in_world ip link set en05 down
	finish 1
	[ "$(elapsed "$begin")" -lt 5000 ] || fail "took $(elapsed "$begin") ms"
	assert_line 'tbnet-up: en05: somebody set it down during the wait, not touched; to use it: tbnet-up en05'
	assert_link en05 down 65520
}

@test "a down/up by somebody else while it waits does not end the wait" {
	start "$up" --wait en05
	wait_until 10 is_up en05
	sleep 0.3
	in_world ip link set en05 down
	# it has seen that
	sleep 0.3
	in_world ip link set en05 up
	far up
	finish 0
	assert_line 'tbnet-up: en05: usable: up at MTU 65520, carrier'
}

@test "an MTU that was changed while it waits is set right, with and without a login" {
	start "$up" --wait en05
	wait_until 10 is_up en05
	sleep 0.3
	in_world ip link set en05 mtu 1500
	far up
	finish 0
	assert_link en05 up 65520
	far down
	start env TBNET_CARRIER_WAIT=2 "$up" --wait en05
	sleep 0.5
	in_world ip link set en05 mtu 1500
	finish 3
	assert_link en05 up 65520
}

@test "renamed while it waits: still the same link" {
	start "$up" --wait en05
	wait_until 10 is_up en05
	kill -STOP "$started"
	in_world ip link set en05 down
	in_world ip link set en05 name en06 up
	far up
	kill -CONT "$started"
	finish 0
	assert_line 'tbnet-up: en06: usable: up at MTU 65520, carrier'
}

# failing N [COMMAND...] - --wait with the requests of attempts 1 to N refused, as a kernel short of memory does
failing() {
	local first
	far up
	run -0 traced -- "$up" --wait en05
	in_world ip link set en05 down mtu 1500
	first=$(nth sendmsg RTM_NEWLINK)
	# an attempt is two requests: look, change
	traced --inject="sendmsg:error=ENOBUFS:when=$first..$((first + 2 * ($1 - 1)))+2" -- "${@:2}" "$up" --wait en05
}

@test "what may pass is tried again, with numbers and growing pauses" {
	local begin=$EPOCHREALTIME
	run -0 failing 3
	assert_output 'tbnet-up: en05: not up at MTU 65520 yet, retry in 100 ms: No buffer space available (attempt 1 of 5)
tbnet-up: en05: not up at MTU 65520 yet, retry in 200 ms: No buffer space available (attempt 2 of 5)
tbnet-up: en05: not up at MTU 65520 yet, retry in 400 ms: No buffer space available (attempt 3 of 5)
tbnet-up: en05: up at MTU 65520 (attempt 4 of 5)
tbnet-up: en05: usable: up at MTU 65520, carrier'
	[ "$(elapsed "$begin")" -ge 700 ] || fail "took only $(elapsed "$begin") ms"
	assert_link en05 up 65520
}

@test "after the last attempt it gives up, exit 1" {
	run -1 failing 5 env TBNET_ATTEMPTS=3
	assert_output 'tbnet-up: en05: not up at MTU 65520 yet, retry in 100 ms: No buffer space available (attempt 1 of 3)
tbnet-up: en05: not up at MTU 65520 yet, retry in 200 ms: No buffer space available (attempt 2 of 3)
tbnet-up: en05: cannot be brought up at MTU 65520: No buffer space available (attempt 3 of 3)'
	run -0 requests
	assert_equal "${#lines[@]}" 3
	assert_link en05 down 1500
}

@test "what is permanent is not tried again" {
	in_world ip tuntap add tap0 mode tap	# 65521 at most
	run -1 traced -- env TBNET_MTU=65522 "$up" --wait tap0
	assert_output 'tbnet-up: tap0: cannot be brought up at MTU 65522: Invalid argument (attempt 1 of 5)'
	run -0 requests
	assert_output 'up mtu 65522'
	run -1 traced -- setpriv --inh-caps=-all --bounding-set=-all "$up" --wait en05
	assert_output 'tbnet-up: en05: cannot be brought up at MTU 65520: Operation not permitted (attempt 1 of 5)'
	run -0 requests
	assert_output 'up mtu 65520'
	assert_link en05 down 1500
}

@test "an answer that comes too late is not taken for that to the next request" {
	far up
	run -0 traced -- "$up" --wait en05
	in_world ip link set en05 down mtu 1500
	# the wait for the ACK ends, and then the ACK is there
	run -0 traced --inject="recvmsg:error=EAGAIN:when=$(answer_to 'sendmsg.*nlmsg_type=RTM_NEWLINK')" -- "$up" --wait en05
	assert_line --index 0 'tbnet-up: en05: not up at MTU 65520 yet, retry in 100 ms: Connection timed out (attempt 1 of 5)'
	assert_line --index 1 'tbnet-up: en05: usable: up at MTU 65520, carrier'
	assert_equal "${#lines[@]}" 2
	assert_link en05 up 65520
}

# drops - of the waiting program's event socket: how many events did not fit
drops() {
	in_world cat /proc/net/netlink | awk -v pid="$started" '$2 == 0 && $4 == "00000001" { n += $9 } END { print n + 0 }'
}

@test "more events than fit do not break the wait" {
	start "$up" --wait en05
	wait_until 10 is_up en05
	sleep 0.3
	kill -STOP "$started"
	cable other other-far
	seq 1000 2000 | sed 's/^/link set other mtu /' | in_world ip -batch -
	far up
	[ "$(drops)" -gt 0 ] || fail "no event was lost"
	kill -CONT "$started"
	finish 0
	assert_line 'tbnet-up: en05: usable: up at MTU 65520, carrier'
}

@test "a stream of other links' events does not break the bound" {
	cable other other-far
	background "${enter[@]}" sh -c 'while :; do seq 1000 1500 | sed "s/^/link set other mtu /" | ip -batch -; done'
	local begin=$EPOCHREALTIME
	run -3 in_world env TBNET_CARRIER_WAIT=2 "$up" --wait en05
	[ "$(elapsed "$begin")" -lt 6000 ] || fail "took $(elapsed "$begin") ms"
}

@test "a journal that went away while it waits: its last word goes to stderr" {
	local journal
	background "${enter[@]}" "$TBNET_TOP/tests/unit/journal" "$BATS_TEST_TMPDIR/journal" sleep 30
	journal=$!
	wait_until 10 in_world test -S /run/systemd/journal/socket
	start env SEQNUM=1 DEVPATH=/ "$up" --wait en05
	wait_until 10 grep -q 'up at MTU 65520' "$BATS_TEST_TMPDIR/journal"
	kill -KILL "$journal"
	wait "$journal" || true
	far up
	finish 0
	assert_output 'tbnet-up: en05: usable: up at MTU 65520, carrier'
}

@test "a link never stays down for a setting: the defaults of bad ones are used, and reported" {
	far up
	run -0 in_world env TBNET_RESET_INTERVAL=5parsec TBNET_MTU=0 TBNET_CARRIER_WAIT=601 TBNET_ATTEMPTS= "$up" --wait en05
	assert_line 'tbnet-up: TBNET_RESET_INTERVAL=5parsec is not a time from 60 to 86400 s, such as 90, 90s or 5min; using the default, 5min'
	assert_line 'tbnet-up: TBNET_MTU=0 is not a whole number from 68 to 65522; using the default, 65520'
	assert_line 'tbnet-up: TBNET_CARRIER_WAIT=601 is not a time from 0 to 600 s, such as 90, 90s or 5min; using the default, 60s'
	assert_line 'tbnet-up: en05: usable: up at MTU 65520, carrier'
}

@test "times have units" {
	far up
	run -0 in_world env TBNET_RESET_INTERVAL=5min TBNET_CARRIER_WAIT=1000ms "$up" --wait en05
	refute_line --partial TBNET_
	far down
	run -3 in_world env TBNET_CARRIER_WAIT=1000ms "$up" --wait en05
	assert_line --partial 'the peer did not log in within 1 s'
}
