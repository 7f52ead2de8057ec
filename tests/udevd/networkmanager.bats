#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A link that an administrator gives to NetworkManager, with the real one.

load test.bash

setup_file() {
	local tree
	tree=$(world_root "${UDEVD_SUITE:-trixie}-nm")
	export WORLD_TREES="${WORLD_TREES% *} $tree"
}

networkmanager() {
	inside sh -ec 'mkdir -p /run/dbus
		setsid --fork dbus-daemon --system > /run/dbus.log 2>&1 < /dev/null'
	wait_until 30 inside test -S /run/dbus/system_bus_socket
	inside sh -ec 'setsid --fork NetworkManager --no-daemon > /run/nm.log 2>&1 < /dev/null'
}

# A profile for en05, and NetworkManager told to take it; the shipped file knows links by their driver, and a veth has another.
give_en05() {
	printf '%s\n' '[device-en05]' match-device=interface-name:en05 managed=1 | put /etc/NetworkManager/conf.d/99-en05.conf
	printf '%s\n' '[connection]' id=mesh uuid=11111111-2222-4333-8444-555555555555 type=ethernet interface-name=en05 \
		'[ethernet]' mtu=65520 '[ipv4]' method=manual address1=192.0.2.1/24 '[ipv6]' method=disabled |
		put /etc/NetworkManager/system-connections/mesh.nmconnection
	inside chmod 600 /etc/NetworkManager/system-connections/mesh.nmconnection
	networkmanager
}

has_address() {
	inside ip -4 address show en05 | grep -q 192.0.2.1/24
}

carrier() { # en05's: its other end is up
	inside ip -n far link set 0d.2-1 up
}

@test "a link of NetworkManager's has its addresses after a replug, is left to it, and a stanza is reported and not applied" {
	give_en05
	plug 0d.2-1 thunderbolt0
	carrier
	wait_until 60 has_address
	pull en05
	plug 0d.2-1 thunderbolt0
	carrier
	wait_until 60 has_address
	assert_equal "$(link en05)" "en05 up 65520"
	run -0 inside tbnet-ifup --verbose en05
	assert_output 'tbnet-ifup: en05: configured by NetworkManager (11111111-2222-4333-8444-555555555555), nothing to do'
	printf '#!/bin/sh\necho "$*" >> /run/ifup-ran\n' | put /usr/sbin/ifup
	inside chmod +x /usr/sbin/ifup
	printf 'iface en05 inet static\n address 192.0.2.2/24\n' | put /etc/network/interfaces
	run -0 inside tbnet-ifup en05
	assert_output 'tbnet-ifup: en05: stanza not applied: NetworkManager configures this link, too (11111111-2222-4333-8444-555555555555), and /etc/network/interfaces:1; remove it from one of the two'
	run -1 inside test -e /run/ifup-ran
	run inside tbnet-status
	assert_line 'warning F30 en05 is configured by NetworkManager and by a stanza'
}

# says NAME FIELD PATTERN - what NetworkManager says of a device
says() {
	inside nmcli -g "GENERAL.$2" device show "$1" 2> /dev/null | grep -q "$3"
}

@test "the shipped file has NetworkManager leave a link alone that it takes without the file" {
	printf '%s\n' '[device-all]' match-device=driver:veth managed=1 | put /etc/NetworkManager/conf.d/10-all.conf
	inside sed s/thunderbolt-net/veth/ /usr/lib/NetworkManager/conf.d/70-tbnet.conf > "$BATS_TEST_TMPDIR/70-tbnet.conf"
	put /etc/NetworkManager/conf.d/70-tbnet.conf < "$BATS_TEST_TMPDIR/70-tbnet.conf"
	networkmanager
	plug 0d.2-1 thunderbolt0
	carrier
	# that of Debian 12 gives no reason, so there it is given the time to take the link
	if [ "${UDEVD_SUITE:-}" = bookworm ]; then sleep 5; fi
	wait_until 60 says en05 REASON "$([ "${UDEVD_SUITE:-}" = bookworm ] && echo 'No reason' || echo 'unmanaged by user decision in NetworkManager.conf')"
	says en05 STATE unmanaged
	inside rm /etc/NetworkManager/conf.d/70-tbnet.conf
	inside nmcli general reload conf
	pull en05
	plug 0d.2-1 thunderbolt0
	carrier
	wait_until 60 says en05 NM-MANAGED yes
}
