#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What a peer says about itself passes the real tbnet-port and udevd's IMPORT. The attributes are
# files of a mock: a veth has none, and only /sys is good enough for tbnet-port.

load test.bash

mock=/sys/firmware/devices/pci0000:00/0000:00:0d.2/domain0/0-0

mock_sysfs() {
	inside mount -t tmpfs tmpfs /sys/firmware
	inside mkdir -p "$mock/0-1/0-1.0/net/thunderbolt0"
	inside ln -s ../../../../../../thunderbolt-net "$mock/0-1/0-1.0/driver"
	# in place of the peer that the mark has
	put /etc/udev/rules.d/74-test-peer.rules <<- END
		ENV{TBNET_PORT}=="?*", ENV{TBNET_PEER}="", ENV{TBNET_PEER_NAME}=""
		ENV{TBNET_PORT}=="?*", IMPORT{program}="tbnet-port $mock/0-1/0-1.0/net/thunderbolt0"
	END
}

# peer FILE: standard input is what the peer says
peer() {
	inside tee "$mock/0-1/$1" > /dev/null
}

# The peer's name as udev has it after a plug.
name_of_peer() {
	plug 0d.2-1 thunderbolt0
	property en05 TBNET_PEER_NAME
	pull en05
}

@test "a peer's name arrives as it is, whatever quotes, blanks and signs are in it" {
	local name
	mock_sysfs
	for name in n2 "n 2" "Müller's Mac" '"n2"' "'n2" 'n2"' ' n2 ' n2\\ '$(reboot)' '`reboot`' '%k' '$name' '#n2' 'a=b'; do
		peer device_name <<< "$name"
		run -0 name_of_peer
		assert_output "$name"
	done
}

@test "a peer's name that is more than a name is skipped, and the link comes up" {
	local name
	mock_sysfs
	for name in '' '(none)' 'en05\nTBNET_PORT=9' 'n2\r' 'n2\033[31m' 'n2\0TBNET_PORT=9' '\xff\xfe' '\xc0\xaf' '\xc2\x85'; do
		# shellcheck disable=SC2059 # the escapes are wanted
		printf "$name\n" | peer device_name
		plug 0d.2-1 thunderbolt0
		run -0 link en05
		assert_output "en05 up 65520"
		run -0 property en05 TBNET_PEER_NAME
		refute_output
		run -0 property en05 TBNET_PORT
		assert_output 1
		pull en05
	done
}

@test "attributes of a megabyte are skipped, and the link comes up" {
	local file
	mock_sysfs
	for file in device_name unique_id rx_speed rx_lanes; do
		inside sh -c "head -c 1M /dev/zero | tr '\0' 1 > $mock/0-1/$file"
	done
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
	run -0 property en05 TBNET_PEER
	refute_output
}
