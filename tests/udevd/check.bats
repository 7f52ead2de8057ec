#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-check, as its timer runs it, on links that udevd has set up.

load test.bash

# It leaves an interface alone for some seconds after its event: here a minute has passed.
check() {
	inside unshare --time --monotonic 60 tbnet-check
}

@test "a link that is right gets no word" {
	plug 0d.2-1 thunderbolt0
	run -0 check
	refute_output
}

@test "an MTU that something has set back is set right, and reported" {
	plug 0d.2-1 thunderbolt0
	inside ip link set en05 mtu 1500
	run -0 check
	assert_output --partial "en05: MTU was 1500, set to 65520 again"
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "the MTU of /etc/tbnet.conf is the right one" {
	put /etc/tbnet.conf <<< TBNET_MTU=9000
	plug 0d.2-1 thunderbolt0
	inside ip link set en05 mtu 1500
	run -0 check
	assert_output --partial "en05: MTU was 1500, set to 9000 again"
	run -0 link en05
	assert_output "en05 up 9000"
}

@test "a link that somebody has set down stays down, and reported once" {
	plug 0d.2-1 thunderbolt0
	inside ip link set en05 down
	run -0 check
	assert_output --partial "en05: down; not touched"
	run -0 check
	refute_output
	run -0 link en05
	assert_output "en05 down 65520"
}

@test "after a replug it is reported anew" {
	plug 0d.2-1 thunderbolt0
	inside ip link set en05 down
	run -0 check
	pull en05
	plug 0d.2-1 thunderbolt0
	inside ip link set en05 down
	run -0 check
	assert_output --partial "en05: down; not touched"
}

@test "other interfaces are not looked at" {
	inside ip link add eth7 type veth peer name eth7 netns far
	inside ip link set eth7 up
	world_settle "$world"
	run -0 check
	refute_output
	run -0 link eth7
	assert_output "eth7 up 1500"
}
