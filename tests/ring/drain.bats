# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-drain on the real FRR of three machines in a ring: n1 reaches n3 through n2, since the cable between them is the dearer way.
load ring.bash
load measure.bash

setup_file() {
	ring_up configure_tbnet
	each frr_start
	wait_until 60 settled
	dear c
	wait_until 30 through_n2
}

teardown_file() {
	ring_stop
}

teardown() {
	end_background
}

around_n2() {
	[ "$(route n1 10.100.0.13) $(route n3 10.100.0.11)" = 'en06 en05' ]
}

overloaded() {
	vty n2 'show running-config' | grep -qx ' set-overload-bit'
}

@test "a reboot that was prepared: no packet through the node is lost, and it is reached itself until its cables are out" {
	run -3 on n2 tbnet-drain apply --dry-run
	assert_output 'set the overload bit of router openfabric tb4'
	run -1 overloaded
	pinging n1 10.100.0.13
	run -0 on n2 tbnet-drain apply
	assert_output 'safe to reboot: no traffic of others goes through this node; the next boot undoes it, or: tbnet-drain undo'
	around_n2
	overloaded
	run -0 on n1 ping -c 3 -i 0.2 10.100.0.12
	pull a
	pull b
	sleep 1
	pinged
	assert_equal "$lost" 0
	plug a
	plug b
	wait_until 30 settled_with_overload
	around_n2
}

# n1 and n3 keep the cable between them while n2 is overloaded
settled_with_overload() {
	watched n1 && watched n2 && watched n3
}

@test "a second drain is the first one's, and undo takes all of it back" {
	run -0 on n2 tbnet-drain apply
	assert_output --partial 'safe to reboot'
	run -3 on n2 tbnet-drain undo --dry-run
	assert_output 'clear the overload bit of router openfabric tb4'
	overloaded
	run -0 on n2 tbnet-drain undo
	assert_output 'tbnet-drain: undone'
	wait_until 30 through_n2
	run -1 overloaded
	run -0 on n2 tbnet-drain undo
	assert_output 'tbnet-drain: nothing to undo'
}

@test "after the boot it is undone once the neighbors are back, and not before the reboot" {
	on n2 tbnet-drain apply
	run -0 on n2 tbnet-drain undo --boot
	refute_output
	overloaded
	local boot
	on n2 sed -i 's/^boot .*/boot 00000000-0000-0000-0000-000000000000/' /var/lib/tbnet/drain
	pull a
	background on n2 tbnet-drain undo --boot > "$BATS_TEST_TMPDIR/boot" 2>&1
	boot=$!
	sleep 3
	on n2 test -e /var/lib/tbnet/drain
	plug a
	wait "$boot"
	run -0 cat "$BATS_TEST_TMPDIR/boot"
	assert_output 'tbnet-drain: undone after the boot: the neighbors are back'
	run -1 overloaded
	run -1 on n2 test -e /var/lib/tbnet/drain
}

@test "an overload bit of the administrator's stays" {
	on n2 vtysh -c 'configure terminal' -c 'router openfabric tb4' -c 'set-overload-bit'
	run -0 on n2 tbnet-drain apply
	run -0 on n2 tbnet-drain undo
	overloaded
	on n2 vtysh -c 'configure terminal' -c 'router openfabric tb4' -c 'no set-overload-bit'
	wait_until 30 through_n2
}

@test "nodes that would be cut off: nothing is changed, and they are reported" {
	pull c
	wait_until 30 routed n1 n2 n3
	run -3 on n2 tbnet-drain apply
	assert_output --regexp '^tbnet-drain: not safe to reboot, nothing was changed: n[13] and n[13] reach each other only through this node; next: tbnet-fabric check, on n[13]$'
	run -1 overloaded
	run -1 on n2 test -e /var/lib/tbnet/drain
	# an end of the chain is nobody's way
	run -0 on n1 tbnet-drain apply
	run -0 on n1 tbnet-drain undo
	plug c
}

could_be_drained() {
	[ "$(on "$1" tbnet-drain apply --dry-run 2>&1)" = 'set the overload bit of router openfabric tb4' ]
}

@test "a cable of the others that goes while it waits: both are named, all is undone, and they reach each other through the node again" {
	local drained code=0
	wait_until 30 settled_with_overload
	# n2 knows that the cable of the test before is back
	wait_until 30 could_be_drained n2
	# packets that this node goes on forwarding, as of guests, keep it waiting for up to 15 s
	on n1 ip route add 10.99.0.1/32 via 10.100.0.12 dev en05 onlink
	on n2 ip route add 10.99.0.1/32 via 10.100.0.13 dev en05 onlink
	background on n1 ping -i 0.05 -W 1 10.99.0.1 > "$BATS_TEST_TMPDIR/guests" 2>&1
	background on n2 tbnet-drain apply > "$BATS_TEST_TMPDIR/drain" 2>&1
	drained=$!
	wait_until 30 overloaded
	pull c
	wait "$drained" || code=$?
	assert_equal "$code" 3
	run -0 cat "$BATS_TEST_TMPDIR/drain"
	assert_output --regexp '^tbnet-drain: not safe to reboot, all changes are undone: n[13] and n[13] reach each other only through this node; next: tbnet-fabric check, on n[13]$'
	run -1 overloaded
	run -1 on n2 test -e /var/lib/tbnet/drain
	wait_until 30 routed n1 n2 n3
	plug c
}
