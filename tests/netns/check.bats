# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-check on real links; what udev would know of them is written into its database (tests/udevd has a real udevd).
load netns.bash

check=$TBNET_BIN/tbnet-check

setup() {
	world_start
}

teardown() {
	end_background
}

# mesh NAME - a link as it should be
mesh() {
	cable "$1" "$1-far"
	in_world ip link set "$1" mtu 65520 up
	known "$1"
}

@test "links that are right: no change, no word, and a debug message each" {
	mesh en05
	mesh en06
	run -0 traced -- "$check"
	refute_output
	run -0 requests
	refute_output
	run -0 in_world "$check" --verbose
	assert_line 'tbnet-check: en05: up at MTU 65520, no carrier'
	assert_line 'tbnet-check: en06: up at MTU 65520, no carrier'
}

@test "an MTU is set right with one request, and the link does not go down for it" {
	mesh en05
	in_world ip link set en05-far up
	in_world ip link set en05 mtu 1500
	run -0 traced -- "$check"
	assert_output 'tbnet-check: en05: MTU was 1500, set to 65520 again'
	run -0 requests
	assert_output 'up mtu 65520'
	assert_link en05 up 65520
	run -0 in_world cat /sys/class/net/en05/carrier_down_count
	assert_output 1
}

@test "TBNET_LINK_MTU is what is set right on its link" {
	mesh en05
	mesh en06
	run -0 in_world env TBNET_LINK_MTU=en05=9000 "$check"
	assert_output 'tbnet-check: en05: MTU was 65520, set to 9000 again'
	assert_link en05 up 9000
}

# stanza LINE... - for en05
stanza() {
	in_world mkdir -p /etc/network
	printf '%s\n' 'auto en05' 'iface en05 inet static' "$@" | in_world tee /etc/network/interfaces > /dev/null
}

@test "the mtu of a stanza is a choice: it stays, and is what is set right" {
	mesh en05
	stanza ' mtu 4000'
	in_world ip link set en05 mtu 4000
	run -0 traced -- "$check"
	refute_output
	run -0 requests
	refute_output
	in_world ip link set en05 mtu 1500
	run -0 in_world "$check"
	assert_output 'tbnet-check: en05: MTU was 1500, set to 4000 again'
	assert_link en05 up 4000
}

@test "a stanza without mtu is reported where there is one; an mtu that cannot be is none" {
	mesh en05
	stanza ' address 10.0.0.1/30'
	in_world ip link set en05 mtu 1500
	run -0 in_world "$check"
	assert_output 'tbnet-check: en05: MTU was 1500, set to 65520 again; its stanza has no mtu, so ifup may change it: add "mtu 65520"'
	stanza ' mtu 70000'
	in_world ip link set en05 mtu 1500
	run -0 in_world "$check"
	assert_output 'tbnet-check: en05: MTU was 1500, set to 65520 again'
}

@test "while the MTU is TBNET_MTU the file of the stanzas is not looked at" {
	mesh en05
	stanza ' mtu 65520'
	run -0 traced -e trace=openat -- "$check"
	run -1 grep /etc/network "$trace"
}

@test "a link that is down stays down, whatever its MTU, and reported once" {
	mesh en05
	in_world ip link set en05 down mtu 1500
	run -0 traced -- "$check"
	assert_output 'tbnet-check: en05: down; not touched, because an administrator may have set it down; to use it: tbnet-up en05'
	run -0 requests
	refute_output
	assert_link en05 down 1500
	run -0 in_world "$check"
	refute_output
}

@test "down a second time it is reported a second time" {
	mesh en05
	in_world ip link set en05 down
	run -0 in_world "$check"
	in_world ip link set en05 up
	run -0 in_world "$check"
	in_world ip link set en05 down
	run -0 in_world "$check"
	assert_output --partial 'en05: down; not touched'
}

@test "what is down is reported every time when it cannot be recorded" {
	mesh en05
	in_world ip link set en05 down
	in_world mount -o remount,ro /run
	run -0 in_world env TMPDIR=/dev/shm "$check"
	assert_output --partial 'en05: down; not touched'
	run -0 in_world env TMPDIR=/dev/shm "$check"
	assert_output --partial 'en05: down; not touched'
}

@test "a link whose event was less than 5 s ago is left to that event" {
	cable en05
	in_world ip link set en05 up
	known en05 1
	run -0 in_world "$check"
	refute_output
	assert_link en05 up 1500
	known en05 6
	run -0 in_world "$check"
	assert_link en05 up 65520
}

@test "an interface that is no link of the mesh keeps its MTU" {
	cable eth7
	in_world ip link set eth7 up
	in_world ip link set lo mtu 1280 up
	run -0 in_world "$check"
	refute_output
	assert_link eth7 up 1500
	assert_link lo up 1280
}

@test "an MTU that cannot be set: exit 1, and the other links are looked at all the same" {
	in_world ip tuntap add en05 mode tap	# 65521 at most
	in_world ip link set en05 up
	known en05
	cable en06
	in_world ip link set en06 up
	known en06
	run -1 in_world env TBNET_MTU=65522 "$check"
	assert_line 'tbnet-check: en05: MTU is 1500 and cannot be set to 65522: Invalid argument'
	assert_link en05 up 1500
	assert_link en06 up 65522
}

@test "without the right to set it: exit 1, one line, nothing changed" {
	mesh en05
	in_world ip link set en05 mtu 1500
	run -1 in_world setpriv --inh-caps=-all --bounding-set=-all "$check"
	assert_output 'tbnet-check: en05: MTU is 1500 and cannot be set to 65520: Operation not permitted'
	assert_link en05 up 1500
}

@test "an MTU that makes no sense is reported, and the default is set" {
	mesh en05
	in_world ip link set en05 mtu 1500
	run -0 in_world env TBNET_MTU=67 "$check"
	assert_line --index 0 'tbnet-check: TBNET_MTU=67 is not a whole number from 68 to 65522; using the default, 65520'
	assert_link en05 up 65520
}

@test "arguments are a usage error" {
	run -2 in_world "$check" en05
	assert_output "tbnet-check: unexpected argument 'en05'; try --help"
}

@test "without udev's database, and without any link, there is nothing to do" {
	run -0 in_world "$check"
	refute_output
}

# unfinished - thunderbolt1 at a service of the driver, in a mock /sys, and not in udev's database
unfinished() {
	cable thunderbolt1
	mock_port thunderbolt1
	in_world mkdir -p /run/udev/data
}

gave_up='tbnet-check: thunderbolt1: udev gave up on it, most likely because its name is taken; next: tbnet-name show thunderbolt1'

@test "a netdev that udev gave up on is reported once, at the second look, with the next step (mock /sys)" {
	unfinished
	run -0 in_world "$check"
	refute_output
	run -0 in_world "$check"
	assert_output "$gave_up"
	run -0 in_world "$check"
	refute_output
	assert_link thunderbolt1 down 1500
}

@test "without udev's database nobody has given up on a netdev: exit 1, said once a look (mock /sys)" {
	unfinished
	in_world rmdir /run/udev/data
	run -1 in_world "$check"
	assert_output "tbnet-check: cannot read udev's database, /run/udev/data; see: systemctl status systemd-udevd: No such file or directory"
}

@test "a netdev that udev was still at work on is not worth a word (mock /sys)" {
	unfinished
	run -0 in_world "$check"
	known thunderbolt1
	in_world ip link set thunderbolt1 mtu 65520 up
	run -0 in_world "$check"
	refute_output
}

@test "where nothing can be noted, a netdev that udev gave up on is reported every time (mock /sys)" {
	unfinished
	in_world mount -o remount,ro /run
	run -0 in_world env TMPDIR=/dev/shm "$check"
	assert_output "$gave_up"
	run -0 in_world env TMPDIR=/dev/shm "$check"
	assert_output "$gave_up"
}
