#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Which name a link gets from udev: by the order of controllers, a second port, a name that is taken, an administrator's and an
# installer's files. UDEVD_SUITE=bookworm and UDEVD_SUITE=sid run it on systemd 252 and 262, and so does tests/run --all.

load test.bash

# A machine with other controllers: their addresses, in the order of the MAC addresses' numbers 5, 6, …
controllers() {
	local address number=4
	for address; do printf '%02d %s\n' $((++number)) "$address"; done | put /usr/lib/tbnet-test/controllers
}

# An AMD machine: places x.5-PORT and x.6-PORT.
amd() { controllers 0000:c6:00.5 0000:c6:00.6; }

# names PLACE NAME... - those places are called so now
names() {
	local place name actual expected=
	while [ $# -gt 0 ]; do
		expected+="$1 $2"$'\n'
		actual+="$1 $(inside sh -c 'for n in /sys/class/net/*; do
			[ "$(cat "$n/address")" != "$1" ] || echo "${n##*/}"; done' sh "$(world_address "$1")")"$'\n'
		shift 2
	done
	assert_equal "$actual" "$expected"
}

tbnet_name() { inside /usr/lib/tbnet-test/as-thunderbolt --exec tbnet-name "$@"; }

replug() { # NAME PLACE
	pull "$1"
	plug "$2" thunderbolt0
}

@test "while the name is taken a link gets the next one of its controller, and is used" {
	take_name en05
	plug 0d.2-1 thunderbolt0
	run -0 link en07
	assert_output "en07 up 65520"
	run -0 property en07 ID_NET_LINK_FILE
	assert_output /usr/lib/systemd/network/00-tbnet-port.link
	run -0 link en05
	assert_output "en05 down 1500"
	plug 0d.3-1 thunderbolt0
	run -0 link en06
	assert_output "en06 up 65520"
}

@test "an alternative name counts as taken" {
	inside ip link add eth0 type veth peer name eth0 netns far
	inside ip link property add dev eth0 altname en05
	plug 0d.2-1 thunderbolt0
	names 0d.2-1 en07
}

@test "controllers that no shipped file knows have names by their order, at birth, with MTU 65520" {
	amd
	plug x.6-1 thunderbolt0
	plug x.5-3 thunderbolt0
	names x.5-3 en05 x.6-1 en06
	run -0 link en05
	assert_output "en05 up 65520"
	run -0 property en05 ID_NET_NAME
	assert_output en05
	run -0 property en05 ID_NET_LINK_FILE
	assert_output /usr/lib/systemd/network/40-tbnet.link
	run -0 property en05 SYSTEMD_WANTS
	assert_output 'tbnet-link@en05.service tbnet-check.timer'
	run -0 ran
	assert_line "$(run_of en05)"
	run -0 tbnet_name show en05
	assert_output "en05: right, port 3 of 0000:c6:00.5: /usr/lib/systemd/network/40-tbnet.link"
}

@test "the names stay when the PCI buses are numbered anew, with and without the record" {
	amd
	plug x.5-1 thunderbolt0
	plug x.5-3 thunderbolt0
	plug x.6-1 thunderbolt0
	names x.5-1 en05 x.5-3 en07 x.6-1 en06
	tbnet_name repair
	run -0 inside grep -v '^#' /etc/tbnet/names
	assert_output "en05 0000:c6:00.5
en05 0000:c6:00.5 1
en07 0000:c6:00.5 3
en06 0000:c6:00.6"
	for name in en05 en06 en07; do pull "$name"; done
	controllers 0000:c7:00.5 0000:c7:00.6
	plug x.5-3 thunderbolt0
	plug x.6-1 thunderbolt0
	names x.5-3 en07 x.6-1 en06
	tbnet_name repair
	run -0 inside grep -v '^#' /etc/tbnet/names
	assert_output "en05 0000:c7:00.5
en05 0000:c7:00.5 1
en07 0000:c7:00.5 3
en06 0000:c7:00.6"
	pull en06
	pull en07
	inside rm /etc/tbnet/names
	plug x.6-1 thunderbolt0
	plug x.5-1 thunderbolt0
	names x.5-1 en05 x.6-1 en06
}

@test "a Mac mini's four ports have four names, and keep them in any order" {
	controllers 0000:05:00.0 0000:7f:00.0
	plug x.5-1 thunderbolt0
	plug x.6-3 thunderbolt0
	plug x.5-3 thunderbolt0
	plug x.6-1 thunderbolt0
	names x.5-1 en05 x.6-3 en06 x.5-3 en07 x.6-1 en08
	tbnet_name repair
	for name in en05 en06 en07 en08; do pull "$name"; done
	plug x.6-1 thunderbolt0
	plug x.5-3 thunderbolt0
	plug x.5-1 thunderbolt0
	plug x.6-3 thunderbolt0
	names x.5-1 en05 x.6-3 en06 x.5-3 en07 x.6-1 en08
	for name in en05 en06 en07 en08; do
		run -0 link "$name"
		assert_output "$name up 65520"
		run -0 tbnet_name show "$name"
	done
}

@test "one cable has its controller's name in whichever port it is" {
	plug 0d.2-3 thunderbolt0
	names 0d.2-3 en05
	tbnet_name repair
	replug en05 0d.2-1
	names 0d.2-1 en05
	run -0 property en05 ID_NET_LINK_FILE
	assert_output /usr/lib/systemd/network/00-thunderbolt0.link
	run -1 inside test -e /etc/tbnet/names
}

@test "a second cable gets a name of its own, which stays, and the first one keeps its own" {
	plug 0d.2-3 thunderbolt0
	plug 0d.2-1 thunderbolt0
	names 0d.2-3 en05 0d.2-1 en07
	run -0 property en07 ID_NET_LINK_FILE
	assert_output /usr/lib/systemd/network/00-tbnet-port.link
	run -0 link en07
	assert_output "en07 up 65520"
	trigger add en05
	trigger add en07
	names 0d.2-3 en05 0d.2-1 en07
	tbnet_name repair en07
	pull en05
	replug en07 0d.2-1
	names 0d.2-1 en07
	plug 0d.2-3 thunderbolt0
	names 0d.2-3 en05
}

# bats test_tags=race
@test "two links of a controller that come at once have two names, ten times" {
	local i
	for i in {1..10}; do
		inside sh -c "ip link add thunderbolt0 address $(world_address 0d.2-3) type veth peer name a netns far &
			ip link add thunderbolt1 address $(world_address 0d.2-1) type veth peer name b netns far; wait"
		world_settle "$world"
		run -0 inside sh -c 'cd /sys/class/net && echo en*'
		assert_output "en05 en07"
		run -0 link en05
		assert_output "en05 up 65520"
		run -0 link en07
		assert_output "en07 up 65520"
		pull en05
		pull en07
	done
}

@test "links that are there before udevd is get their names at coldplug, and an initramfs's name is set right" {
	world_stop "$world"
	new_world
	inside sh -c "ip link add thunderbolt0 address $(world_address 0d.2-3) type veth peer name a netns far
		ip link add thunderbolt1 address $(world_address 0d.2-1) type veth peer name b netns far
		ip link add old0 address $(world_address 0d.3-1) type veth peer name c netns far
		mkdir -p /etc/tbnet && printf '%s\n' 'en07 0000:00:0d.2 3' 'en05 0000:00:0d.2 1' > /etc/tbnet/names"
	# as an initramfs without tbnet-port has named it
	inside ip link set thunderbolt0 name en05
	world_udevd "$world"
	inside udevadm trigger --action=add --subsystem-match=net
	world_settle "$world"
	names 0d.2-3 en07 0d.3-1 en06
	# the other one may have been asked for before en05 was free: its unit sees to it
	run inside sh -c 'ls -d /sys/class/net/thunderbolt1'
	[ "$status" -ne 0 ] || tbnet_name repair thunderbolt1
	world_settle "$world"
	names 0d.2-1 en05
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "where tbnet-port is not, as in an initramfs, the usual controllers have their names, and others the kernel's" {
	put /usr/lib/tbnet-test/as-thunderbolt <<< $'#!/bin/sh\nexit 1'
	put /etc/udev/rules.d/74-test-mark.rules <<- 'END'
		ATTR{address}=="02:74:62:*:02:*", ENV{ID_PATH}="pci-0000:00:0d.2"
		ATTR{address}=="02:74:62:*:05:*", ENV{ID_PATH}="pci-0000:c6:00.5"
	END
	plug 0d.2-1 thunderbolt0
	plug x.5-1 thunderbolt0
	names 0d.2-1 en05 x.5-1 thunderbolt0
}

@test "with net.ifnames=0 the usual controllers have their names, others keep the kernel's, and tbnet-name says so" {
	world_stop "$world"
	new_world
	world_udevd "$world" SYSTEMD_PROC_CMDLINE=net.ifnames=0
	inside sh -c 'echo net.ifnames=0 > /run/cmdline && mount --bind /run/cmdline /proc/cmdline'
	plug 0d.2-1 thunderbolt0
	names 0d.2-1 en05
	amd
	plug x.5-1 thunderbolt0
	names x.5-1 thunderbolt0
	run -0 property thunderbolt0 SYSTEMD_WANTS
	assert_output 'tbnet-link@thunderbolt0.service tbnet-check.timer'
	run -0 tbnet_name repair thunderbolt0
	names x.5-1 thunderbolt0
	run -0 tbnet_name show thunderbolt0
	assert_output "thunderbolt0: right, port 1 of 0000:c6:00.5: /usr/lib/systemd/network/40-tbnet.link gives no name: net.ifnames=0 is on the kernel's command line"
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
	assert_output 'tbnet-link@tb\x2dleft.service tbnet-check.timer'
	# without MTUBytes= in it, the MTU is tbnet-up's work alone
	run -0 link tb-left
	assert_output "tb-left up 65520"
	# a second cable does not ask for the same name
	plug 0d.2-3 thunderbolt0
	names 0d.2-1 tb-left 0d.2-3 en07
}

@test "a file of an administrator's for one port wins over the name that a second cable would get" {
	amd
	put /etc/systemd/network/10-mine.link <<- 'END'
		[Match]
		Driver=thunderbolt-net veth
		Property=TBNET_PORT=3
		[Link]
		Name=mine
	END
	plug x.5-1 thunderbolt0
	plug x.5-3 thunderbolt0
	names x.5-1 en05 x.5-3 mine
}

@test "a name that a .link file gives to another interface is left to it, also before that comes" {
	amd
	put /usr/local/lib/systemd/network/50-pmx-en05.link <<- 'END'
		[Match]
		MACAddress=02:00:00:00:00:05
		[Link]
		Name=en05
	END
	plug x.5-1 thunderbolt0
	names x.5-1 en07
	inside ip link add eth0 address 02:00:00:00:00:05 type veth peer name eth0 netns far
	world_settle "$world"
	run -0 property en05 ID_NET_LINK_FILE
	assert_output /usr/local/lib/systemd/network/50-pmx-en05.link
}

@test "the pins of both of Proxmox VE's releases do not get the interface" {
	local pin
	for pin in pmx pve; do
		put "/usr/local/lib/systemd/network/50-$pin-nic7.link" <<- END
			[Match]
			MACAddress=$(world_address 0d.2-1)
			[Link]
			Name=nic7
		END
	done
	plug 0d.2-1 thunderbolt0
	names 0d.2-1 en05
}

@test "a record that is torn or hostile costs what it says, never a link" {
	local text
	for text in 'en09 0000:00:0d.2 1 more' $'\x01\x02\x03' 'en/9 0000:00:0d.2 1' 'en09 0000:00:0d.2 x' \
		"$(head -c 70000 /dev/zero | tr '\0' x)" 'eth%d 0000:00:0d.2 1'; do
		put /etc/tbnet/names <<< "$text"
		plug 0d.2-1 thunderbolt0
		names 0d.2-1 en05
		pull en05
	done
	inside sh -c 'rm /etc/tbnet/names && mkfifo /etc/tbnet/names'
	plug 0d.2-1 thunderbolt0
	names 0d.2-1 en05
}

@test "a name in the record is an administrator's to change" {
	put /etc/tbnet/names <<< $'# mine\nleft 0000:00:0d.2 1\n'
	plug 0d.2-1 thunderbolt0
	names 0d.2-1 left
	run -0 tbnet_name show left
	assert_output "left: right, port 1 of 0000:00:0d.2: /usr/lib/systemd/network/00-tbnet-port.link, /etc/tbnet/names"
}

@test "a link that has its name and is up is not touched by tbnet-name repair" {
	plug 0d.2-1 thunderbolt0
	inside ip -n far link set 0d.2-1 up mtu 65520
	run -0 tbnet_name repair
	world_settle "$world"
	run -0 inside cat /sys/class/net/en05/carrier_changes
	assert_output 2
}

@test "of an interface that was renamed by hand tbnet-name says what it should be called" {
	plug 0d.2-1 thunderbolt0
	inside ip link set en05 down
	inside ip link set en05 name left
	world_settle "$world"
	run -3 tbnet_name show left
	assert_line "left: wrong name, port 1 of 0000:00:0d.2 should be en05"
	assert_line --partial "left: because it was renamed to left by hand, or by an old .link file"
	# the move has brought it up: it may be in use
	assert_line "left: next: update-initramfs -u && ip link set left down && tbnet-name repair left"
}

# for_port_3_of HOST - an administrator's file
for_port_3_of() {
	put /etc/systemd/network/00-a.link <<- END
		[Match]
		Property=TBNET_PORT=3
		Host=$1
		[Link]
		Name=mine
	END
}

@test "a file of another host's for one port (Host=) leaves a second cable the name of its own" {
	for_port_3_of elsewhere
	plug 0d.2-1 thunderbolt0
	plug 0d.2-3 thunderbolt0
	names 0d.2-1 en05 0d.2-3 en07
	run -0 tbnet_name show en07
	assert_line "en07: right, port 3 of 0000:00:0d.2: /usr/lib/systemd/network/00-tbnet-port.link"
	pull en07
	for_port_3_of n1
	plug 0d.2-3 thunderbolt0
	names 0d.2-3 mine
	run -0 tbnet_name show mine
}

mesh_only() {
	put /etc/systemd/network/00-a.link <<- 'END'
		[Match]
		Path=pci-0000:00:0d.2
		MachineTag=mesh
		[Link]
		Name=tb9
		MTUBytes=65520
	END
}

@test "MachineTag= of a .link file (systemd 262) is udev's to judge, and so the name that it leads to is right" {
	local name=tb9
	# an older udev warns of the line, and takes the file
	[ "${UDEVD_SUITE:-}" != sid ] || name=en05
	mesh_only
	plug 0d.2-1 thunderbolt0
	names 0d.2-1 "$name"
	run -0 tbnet_name show "$name"
	run -0 tbnet_name repair "$name"
	names 0d.2-1 "$name"
	pull "$name"
	echo TAGS=mesh | put /etc/machine-info
	mesh_only
	plug 0d.2-1 thunderbolt0
	names 0d.2-1 tb9
	run -0 tbnet_name show tb9
	assert_output 'tb9: right, port 1 of 0000:00:0d.2: /etc/systemd/network/00-a.link'
}
