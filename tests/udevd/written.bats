#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What tbnet-link@.service lets tbnet-name do for an interface that came without a name, and what
# udevd then makes of the .link files that it wrote.

load test.bash

# As tbnet-link@.service runs it.
unit_names() {
	inside tbnet-name --write --repair "$1"
	world_settle "$world"
	# by itself udevd looks for new files every 3 s
	inside udevadm control --reload
}

@test "a second port gets a file and a name of its own, and comes up by them" {
	plug 0d.2-1 thunderbolt0
	plug 0d.2-3-1 thunderbolt1
	run -0 unit_names thunderbolt1
	assert_line --partial "en06: renamed from thunderbolt1"
	run -0 link en06
	assert_output "en06 up 65520"
	run -0 property en06 SYSTEMD_WANTS
	assert_output tbnet-link@en06.service
	run -0 ran
	assert_output "$(run_of en05)
$(run_of en05)
$(run_of en06)"
	run -0 inside tbnet-name en06
	assert_output "en06: right, port 3 of 0000:00:0d.2: /etc/systemd/network/00-tbnet-port-en06.link"
}

@test "from then on each of the two ports has its name from the start, in any order" {
	plug 0d.2-1 thunderbolt0
	plug 0d.2-3-1 thunderbolt1
	unit_names thunderbolt1
	pull en05
	pull en06
	plug 0d.2-3 thunderbolt0
	run -0 link en06
	assert_output "en06 up 65520"
	plug 0d.2-1-3 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
	run -0 property en05 ID_NET_LINK_FILE
	assert_output /etc/systemd/network/00-tbnet-port-en05.link
	run -0 property en06 ID_NET_LINK_FILE
	assert_output /etc/systemd/network/00-tbnet-port-en06.link
}

@test "a controller that no file knows gets one, and its interface the name" {
	plug c6.5-1 thunderbolt0
	run -0 unit_names thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
	pull en05
	plug c6.5-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
	run -0 property en05 ID_NET_LINK_FILE
	assert_output /etc/systemd/network/00-tbnet-whole-en05.link
}

@test "the MTU of a written file is that of /etc/tbnet.conf" {
	put /etc/tbnet.conf <<< TBNET_MTU=9000
	plug c6.5-1 thunderbolt0
	unit_names thunderbolt0
	pull en05
	plug c6.5-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 9000"
	run -0 said tbnet-up
	# once for each of the two interfaces: the .link file has set it before
	assert_output "en05: up at MTU 9000
en05: up at MTU 9000"
}

@test "with TBNET_WRITE_LINKS=no nothing is written or renamed, and the next step is said" {
	put /etc/tbnet.conf <<< TBNET_WRITE_LINKS=no
	plug c6.5-1 thunderbolt0
	run -1 inside tbnet-name --write --repair thunderbolt0
	assert_output --partial "thunderbolt0: should be en05 and is left as it is: no .link file is meant for port 1 of 0000:c6:00.5; next: "
	run -0 link thunderbolt0
	assert_output "thunderbolt0 down 1500"
	run -0 inside find /etc/systemd/network -type f -name '*.link'
	refute_output
}

@test "a link that has its name and is up is not touched by tbnet-name --repair" {
	plug 0d.2-1 thunderbolt0
	inside ip -n far link set 0d.2-1 up mtu 65520
	run -0 inside tbnet-name --write --repair
	world_settle "$world"
	run -0 inside cat /sys/class/net/en05/carrier_changes
	assert_output 2
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "a name that another interface has is not given away once more" {
	take_name en05
	plug c6.5-1 thunderbolt0
	run -0 unit_names thunderbolt0
	run -0 link en06
	assert_output "en06 up 65520"
	run -0 link en05
	assert_output "en05 down 1500"
}

@test "of an interface that was renamed by hand tbnet-name says what it should be called" {
	plug 0d.2-1 thunderbolt0
	inside ip link set en05 down name left
	world_settle "$world"
	run -1 inside tbnet-name left
	assert_line "left: not right, port 1 of 0000:00:0d.2 should be en05"
	assert_line --partial "left: because it was renamed to left and no .link file says so"
	# the move has brought it up: it may be in use
	assert_line "left: next: update-initramfs -u && ip link set left down && tbnet-name --repair left"
}
