# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-up IF, as udev's RUN calls it: one attempt.
load netns.bash

up=$TBNET_BIN/tbnet-up

setup() {
	world_start
	cable en05
}

teardown() {
	end_background
}

@test "a link comes up at MTU 65520" {
	run -0 in_world "$up" en05
	assert_output 'tbnet-up: en05: up at MTU 65520'
	assert_link en05 up 65520
}

@test "one RTM_NEWLINK does it, with the MTU and up in it" {
	run -0 traced -- "$up" en05
	run -0 requests
	assert_output 'up mtu 65520'
}

@test "a link that is right is not touched" {
	in_world "$up" en05
	run -0 traced -- "$up" en05
	refute_output
	run -0 requests
	refute_output
	assert_link en05 up 65520
}

@test "nothing to do is a debug message" {
	in_world "$up" en05
	run -0 in_world "$up" --verbose en05
	assert_output 'tbnet-up: en05: is already up at MTU 65520'
	run -0 in_world env TBNET_LOG_LEVEL=debug "$up" en05
	assert_output 'tbnet-up: en05: is already up at MTU 65520'
}

@test "a link that is up at another MTU gets the right one without going down" {
	in_world ip link set en05 up
	far up
	run -0 traced -- "$up" en05
	run -0 requests
	assert_output 'up mtu 65520'
	assert_link en05 up 65520
	run -0 in_world cat /sys/class/net/en05/carrier_down_count
	# once at creation: never since
	assert_output 1
}

@test "a link that is down at the right MTU comes up" {
	in_world ip link set en05 mtu 65520
	run -0 in_world "$up" en05
	assert_link en05 up 65520
}

@test "TBNET_MTU is the MTU, from the lowest to the highest" {
	local mtu
	for mtu in 68 9000 65522; do
		run -0 in_world env "TBNET_MTU=$mtu" "$up" en05
		assert_output "tbnet-up: en05: up at MTU $mtu"
		assert_link en05 up "$mtu"
	done
}

@test "the MTU of /etc/tbnet.conf is the MTU" {
	in_world sh -c 'echo TBNET_MTU=9000 > /etc/tbnet.conf'
	run -0 in_world "$up" en05
	assert_link en05 up 9000
}

@test "a bad setting is reported, and the link comes up with the default" {
	local setting
	for setting in TBNET_MTU=67 TBNET_MTU=65523 TBNET_MTU=abc TBNET_ATTEMPTS=0 TBNET_ATTEMPTS=-1; do
		in_world ip link set en05 down mtu 1500
		run -0 in_world env "$setting" "$up" en05
		assert_equal "${#lines[@]}" 2
		assert_line --index 0 --partial "tbnet-up: $setting is not a whole number from"
		assert_link en05 up 65520
	done
}

@test "no carrier is no reason to wait" {
	local begin=$EPOCHREALTIME
	run -0 in_world timeout 5 "$up" en05
	[ $((${EPOCHREALTIME/./} - ${begin/./})) -lt 3000000 ] || fail "took too long"
	assert_link en05 up 65520
}

@test "a missing interface fails at once, naming it" {
	run -1 in_world "$up" en07
	assert_output 'tbnet-up: en07: no such interface; next: tbnet-status'
}

@test "an event of udev that comes late touches no other netdev, and is no failure" {
	local old new
	old=$(in_world cat /sys/class/net/en05/ifindex)
	in_world ip link delete en05
	cable en05 far
	new=$(in_world cat /sys/class/net/en05/ifindex)
	run -0 in_world env TBNET_LOG_LEVEL=info "$up" --ifindex="$old" en05
	assert_output 'tbnet-up: en05: gone before it was up'
	assert_link en05 down 1500
	run -0 in_world "$up" --ifindex="$old" en06	# nor one that is not there
	in_world ip link set en05 name en06	# it has another name now: the event of that is to come
	run -0 in_world "$up" --ifindex="$new" en05
	assert_link en06 down 1500
	run -0 in_world "$up" --ifindex="$new" en06
	assert_link en06 up 65520
}

@test "an ifindex that is none is a usage error" {
	local bad
	for bad in 0 -1 x '' 4294967296; do
		run -2 in_world "$up" --ifindex="$bad" en05
		assert_output "tbnet-up: --ifindex: \"$bad\" is not a number from 1 to 2147483647"
	done
	run -2 in_world "$up" --ifindex=3 --wait en05
	assert_link en05 down 1500
}

@test "only the named interface is touched" {
	cable en06 far6
	run -0 in_world "$up" en06
	assert_link en06 up 65520
	assert_link en05 down 1500
	assert_link far6 down 1500
}

@test "an MTU that the device cannot have is one line, one attempt, and the link stays down" {
	in_world ip tuntap add tap0 mode tap	# 65521 at most
	run -1 traced -- env TBNET_MTU=65522 "$up" tap0
	assert_output 'tbnet-up: tap0: cannot be brought up at MTU 65522: Invalid argument'
	run -0 requests
	assert_output 'up mtu 65522'
	assert_link tap0 down 1500
}

@test "without the right to do it: one line, one attempt, nothing changed" {
	run -1 traced -- setpriv --inh-caps=-all --bounding-set=-all "$up" en05
	assert_output 'tbnet-up: en05: cannot be brought up at MTU 65520: Operation not permitted'
	run -0 requests
	assert_output 'up mtu 65520'
	assert_link en05 down 1500
}

@test "a device that refuses to come up: one line, one attempt" {
	in_use en07
	run -1 traced -- "$up" en07
	assert_output 'tbnet-up: en07: cannot be brought up at MTU 65520: Address already in use'
	run -0 requests
	assert_output 'up mtu 65520'
	assert_link en07 down 65520
}

@test "what may pass by itself is not tried again in RUN" {
	run -0 traced -- "$up" en05
	in_world ip link set en05 down mtu 1500
	run -1 traced --inject="sendmsg:error=ENOBUFS:when=$(nth sendmsg RTM_NEWLINK)" -- "$up" en05
	assert_output 'tbnet-up: en05: cannot be brought up at MTU 65520: No buffer space available'
	run -0 requests
	assert_output 'up mtu 65520'
	assert_link en05 down 1500
}

@test "a netdev that vanishes on the way is no failure" {
	run -0 traced -- "$up" en05
	in_world ip link set en05 down
	in_world ip link set en05 mtu 1500
	# the request is held back until the netdev is gone
	local request
	request=$(nth sendmsg RTM_NEWLINK)
	rm "$trace"
	start_traced -e trace=sendmsg \
		-e "inject=sendmsg:delay_enter=2000000:when=$request" "$up" en05
	wait_until 10 sent "$((request - 1))"
	in_world ip link del en05
	finish 0
	assert_output 'tbnet-up: en05: gone before it was up'
}

# meddled COMMAND... - and between its change and its read-back something else sets the MTU to 9000
meddled() {
	local request
	run -0 traced -- "$@"
	in_world ip link set en05 down mtu 1500
	request=$(nth sendmsg RTM_NEWLINK)
	rm "$trace"
	start_traced -e trace=sendmsg \
		-e "inject=sendmsg:delay_enter=2000000:when=$((request + 1))" "$@"
	wait_until 10 sent "$request"
	in_world ip link set en05 mtu 9000
}

@test "what was changed by something else at the same moment is not said to be right" {
	meddled "$up" en05
	finish 1
	assert_output 'tbnet-up: en05: cannot be brought up at MTU 65520: Resource temporarily unavailable'
}

@test "with --wait what was changed by something else at the same moment is changed back" {
	far up
	meddled "$up" --wait en05
	finish 0
	assert_line --index 0 'tbnet-up: en05: not up at MTU 65520 yet, retry in 100 ms: Resource temporarily unavailable (attempt 1 of 5)'
	assert_link en05 up 65520
}

@test "a hostile name that the kernel gives is harmless in the message and in its fields" {
	in_world ip link add $'e\e[2J\x7f\xff' type veth peer name far2
	in_world ip link property add dev $'e\e[2J\x7f\xff' altname harmless
	run -0 in_world "$up" harmless
	assert_output 'tbnet-up: e?[2J??: up at MTU 65520'
	run -0 in_world env SEQNUM=1 DEVPATH=/ TBNET_LOG_LEVEL=debug \
		"$TBNET_TOP/tests/unit/journal" "$BATS_TEST_TMPDIR/journal" "$up" harmless
	run -0 cat "$BATS_TEST_TMPDIR/journal"
	assert_line 'TBNET_INTERFACE=e?[2J??'
	assert_line 'MESSAGE=e?[2J??: is already up at MTU 65520'
}

@test "an answer that does not come ends by itself" {
	run -0 traced -- "$up" en05
	in_world ip link set en05 down
	run -1 traced --inject="recvmsg:error=EAGAIN:when=$(answer_to 'sendmsg.*nlmsg_type=RTM_NEWLINK')" -- "$up" en05
	assert_output 'tbnet-up: en05: cannot be brought up at MTU 65520: Connection timed out'
}

@test "a read-only system is no hindrance" {
	in_world mount -o remount,bind,ro /
	in_world mount -o remount,ro /run
	in_world mount -o remount,ro /etc
	# (valgrind, where it is around the program, writes to TMPDIR; a program that counts its lines says after its own that it
	# cannot write them)
	run -0 in_world env TMPDIR=/dev/shm "$up" en05
	assert_line --index 0 'tbnet-up: en05: up at MTU 65520'
	refute_line --partial 'tbnet-up: en05: cannot'
	assert_link en05 up 65520
}

@test "an interface is found by its alternative name, and called by its own" {
	in_world ip link property add dev en05 altname thunder
	run -0 in_world "$up" thunder
	assert_output 'tbnet-up: en05: up at MTU 65520'
	assert_link en05 up 65520
}

# by_hand COMMAND... - as a person starts it, without what udev says of the interface
by_hand() {
	in_world env --unset=TBNET_PORT "$@"
}

@test "an interface that is no Thunderbolt link is not touched, exit 2, except with --force" {
	local name
	for name in lo en05; do
		for option in '' --wait; do
			in_world ip link set "$name" down
			# shellcheck disable=SC2086 # no word or one
			run -2 by_hand env TBNET_CARRIER_WAIT=0 "$up" $option "$name"
			assert_output "tbnet-up: $name: not a Thunderbolt link, not touched; to bring it up anyway: tbnet-up --force $name"
		done
	done
	assert_link en05 down 1500
	run -0 by_hand "$up" --force en05
	assert_link en05 up 65520
}

@test "an interface that a rule has marked for udev is a link, by hand, too" {
	in_world sh -c 'mkdir -p /run/udev/data; printf "I:1\nE:TBNET_PORT=1\n" > "/run/udev/data/n$(cat /sys/class/net/en05/ifindex)"'
	run -0 by_hand "$up" en05
	assert_link en05 up 65520
	in_world sh -c 'printf "I:1\nE:ID_NET_NAME=TBNET_PORT=1\n" > "/run/udev/data/n$(cat /sys/class/net/far/ifindex)"'
	run -2 by_hand "$up" far
}
