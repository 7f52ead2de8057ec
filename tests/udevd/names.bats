#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Which name a link gets: name taken, a second port, an administrator's and an installer's files.

load test.bash

@test "while the name is taken the interface keeps the kernel's, stays down, and no program runs" {
	take_name en05
	plug 0d.2-1 thunderbolt0
	run -0 link thunderbolt0
	assert_output "thunderbolt0 down 65520"
	run -0 link en05
	assert_output "en05 down 1500"
	run -0 ran
	refute_output
	run -0 property thunderbolt0 TBNET_PORT
	refute_output
}

@test "an event after the name has become free sets it right" {
	take_name en05
	plug 0d.2-1 thunderbolt0
	pull en05
	trigger add thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "the taken name of one controller does not keep the other from its own" {
	take_name en05
	plug 0d.2-1 thunderbolt0
	plug 0d.3-1 thunderbolt1
	run -0 link en06
	assert_output "en06 up 65520"
}

@test "a second port of a controller keeps the kernel's name and is left to its unit" {
	plug 0d.2-1 thunderbolt0
	plug 0d.2-3-1 thunderbolt1
	run -0 link thunderbolt1
	assert_output "thunderbolt1 down 65520"
	run -0 property thunderbolt1 ID_NET_LINK_FILE
	assert_output /usr/lib/systemd/network/00-tbnet-second-port.link
	run -0 property thunderbolt1 SYSTEMD_WANTS
	assert_output tbnet-link@thunderbolt1.service
	run -0 property thunderbolt1 TAGS
	assert_output :systemd:
	run -0 ran
	assert_output "$(run_of en05)
$(run_of en05)"
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "an interface without a .link file keeps the kernel's name and is left to its unit" {
	plug c6.5-1 thunderbolt0
	run -0 link thunderbolt0
	assert_output "thunderbolt0 down 1500"
	run -0 property thunderbolt0 SYSTEMD_WANTS
	assert_output tbnet-link@thunderbolt0.service
	run -0 ran
	refute_output
}

@test "what its unit then runs makes it usable under the kernel's name" {
	plug c6.5-1 thunderbolt0
	run -0 inside tbnet-up thunderbolt0
	run -0 link thunderbolt0
	assert_output "thunderbolt0 up 65520"
}

@test "a file of the guide's name in /etc overrides the package's" {
	put /etc/systemd/network/00-thunderbolt0.link <<- 'END'
		[Match]
		Path=pci-0000:00:0d.2
		Driver=thunderbolt-net
		[Link]
		MACAddressPolicy=none
		Name=tb-left
	END
	plug 0d.2-1 thunderbolt0
	run -0 property tb-left ID_NET_LINK_FILE
	assert_output /etc/systemd/network/00-thunderbolt0.link
	run -0 property tb-left SYSTEMD_WANTS
	assert_output 'tbnet-link@tb\x2dleft.service'
	# without MTUBytes= in it, the MTU is tbnet-up's work alone
	run -0 link tb-left
	assert_output "tb-left up 65520"
}

@test "the installer's pin by MAC address does not get the interface" {
	put /usr/local/lib/systemd/network/50-pmx-nic7.link <<- END
		[Match]
		MACAddress=$(world_address 0d.2-1)
		[Link]
		Name=nic7
	END
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "an interface that the installer's pin has named en05 keeps it, and the cable's stays down" {
	put /usr/local/lib/systemd/network/50-pmx-en05.link <<- 'END'
		[Match]
		MACAddress=02:00:00:00:00:05
		[Link]
		Name=en05
	END
	inside ip link add eth0 address 02:00:00:00:00:05 type veth peer name eth0 netns far
	world_settle "$world"
	plug 0d.2-1 thunderbolt0
	run -0 property en05 ID_NET_LINK_FILE
	assert_output /usr/local/lib/systemd/network/50-pmx-en05.link
	run -0 link thunderbolt0
	assert_output "thunderbolt0 down 65520"
}
