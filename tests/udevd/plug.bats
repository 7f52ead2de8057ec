#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A cable is plugged, pulled and put back: the shipped rules, .link files and tbnet-up, run by udevd.

load test.bash

@test "a plugged cable becomes en05, up at MTU 65520" {
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
	run -0 property en05 ID_NET_LINK_FILE
	assert_output /usr/lib/systemd/network/00-thunderbolt0.link
	run -1 link thunderbolt0
}

@test "TSO is off from birth, at a second port too, and other offloads stay" {
	local name
	plug 0d.2-1 thunderbolt0
	plug 0d.3-1 thunderbolt1
	plug 0d.2-3 thunderbolt2
	for name in en05 en06 en07; do
		run -0 inside ethtool -k "$name"
		assert_line --regexp "tx-tcp-segmentation: off"
		assert_line --regexp "tx-tcp6-segmentation: off"
		assert_line --regexp "generic-segmentation-offload: on"
	done
}

@test "the second controller's cable becomes en06" {
	plug 0d.2-1 thunderbolt0
	plug 0d.3-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
	run -0 link en06
	assert_output "en06 up 65520"
}

@test "both cables at once get their names, whatever the order" {
	inside sh -ec "
		ip link add thunderbolt0 address $(world_address 0d.3-3) type veth peer name a netns far
		ip link add thunderbolt1 address $(world_address 0d.2-1) type veth peer name b netns far"
	world_settle "$world"
	run -0 link en05
	assert_output "en05 up 65520"
	run -0 link en06
	assert_output "en06 up 65520"
	run -0 property en06 TBNET_PORT
	assert_output 3
}

@test "tbnet-up runs once for the add and once for the move, and changes something once" {
	put /etc/tbnet.conf <<< TBNET_LOG_LEVEL=debug
	plug 0d.2-1 thunderbolt0
	run -0 ran
	assert_output "$(run_of en05)
$(run_of en05)"
	run -0 said tbnet-up
	assert_output "en05: up at MTU 65520
en05: is already up at MTU 65520"
}

@test "what tbnet-up did can be found by structured fields" {
	plug 0d.2-1 thunderbolt0
	run -0 said tbnet-up TBNET_INTERFACE=en05 TBNET_ACTION=up TBNET_MTU=65520 PRIORITY=6
	assert_output "en05: up at MTU 65520"
}

@test "add and move carry the unit's name and the tag systemd, with every property of the port" {
	local event key
	inside udevadm monitor --udev --property --subsystem-match=net > "$BATS_TEST_TMPDIR/events" 3>&- &
	wait_until 10 grep -q '^UDEV - ' "$BATS_TEST_TMPDIR/events"
	plug 0d.2-1 thunderbolt0
	wait_until 10 grep -q '^UDEV .* move .*/en05' "$BATS_TEST_TMPDIR/events"
	for event in add move; do
		# one event is a paragraph
		run -0 awk -v RS= -v event="$event" '$3 == event && $4 ~ /\/net\//' "$BATS_TEST_TMPDIR/events"
		for key in INTERFACE=en05 'SYSTEMD_WANTS=tbnet-link@en05.service tbnet-check.timer' TAGS=.*:systemd:.* \
			TBNET_CONTROLLER=0000:00:0d.2 TBNET_PORT=1 TBNET_SERVICE=0-1.0 TBNET_PEER_NAME=far \
			TBNET_PEER=5a7f0000-0000-4000-8000-000000000001 TBNET_SPEED=20.0 TBNET_LANES=2; do
			assert_line --regexp "^$key$"
		done
	done
}

@test "an interface that an initramfs has renamed already is taken up at boot" {
	inside udevadm control --exit
	plug_without_udevd 0d.2-1 thunderbolt0
	inside ip link set thunderbolt0 name en05
	run -0 link en05
	assert_output "en05 down 1500"
	world_udevd "$world"
	trigger add en05
	run -0 link en05
	assert_output "en05 up 65520"
	run -0 property en05 SYSTEMD_WANTS
	assert_output 'tbnet-link@en05.service tbnet-check.timer'
	run -0 ran
	assert_output "$(run_of en05)"
}

@test "an event that is late, and finds another netdev of that name, leaves it to its own event" {
	put /etc/tbnet.conf <<< TBNET_LOG_LEVEL=info
	put /etc/udev/rules.d/85-late.rules <<- 'EOF'
		ACTION=="add", SUBSYSTEM=="net", RUN+="/bin/sh -c 'touch /run/late; until test -e /run/go; do sleep 0.1; done'"
	EOF
	world_plug "$world" 0d.2-1 thunderbolt0
	inside timeout 10 sh -c 'until test -e /run/late; do sleep 0.1; done'	# renamed, before tbnet-up
	world_pull "$world" en05
	inside ip link add en05 type veth peer name en05 netns far
	inside touch /run/go
	world_settle "$world"
	run -0 said tbnet-up
	assert_output "en05: gone before it was up"
	run -0 link en05
	assert_output "en05 down 1500"
}

@test "an interface that was there before udevd is renamed and taken up at boot" {
	inside udevadm control --exit
	plug_without_udevd 0d.2-1 thunderbolt0
	world_udevd "$world"
	trigger add thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
}

plug_without_udevd() {
	wait_until 10 without_udevd
	world_plug "$world" "$@"
}

without_udevd() {
	! inside udevadm control --ping --timeout=1 2>&-
}

@test "a cable that is pulled and put back 20 times is right every time, and leaves nothing behind" {
	local before
	before=$(left_over)
	for _ in {1..20}; do
		plug 0d.2-1 thunderbolt0
		run -0 link en05
		assert_output "en05 up 65520"
		run -0 property en05 SYSTEMD_WANTS
		assert_output 'tbnet-link@en05.service tbnet-check.timer'
		pull en05
		run -1 link en05
	done
	run -0 left_over
	assert_output "$before"
	run -0 ran
	assert_equal "${#lines[@]}" 40
}

# Interfaces, udev's database and state of the programs.
left_over() {
	inside ip -o link | cut -d: -f2
	inside find /run /var/lib /etc -path /run/log -prune -o -type f -print
}

@test "a repeated event leaves a link that is in use alone" {
	local action
	plug 0d.2-1 thunderbolt0
	inside ip -n far link set 0d.2-1 up mtu 65520
	inside ip address add 192.0.2.1/24 dev en05
	for action in change add move change; do
		trigger "$action" en05
	done
	run -0 inside cat /sys/class/net/en05/carrier_changes
	assert_output 2
	run -0 inside ip -br address show dev en05
	assert_output --partial " 192.0.2.1/24"
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "two machines with a cable between them pass packets of 65520 bytes, also after a replug" {
	local there=$BATS_TEST_TMPDIR/there
	# shellcheck disable=SC2086 # a list of trees
	world_start "$there" n2 $WORLD_TREES
	for _ in 1 2; do
		world_plug "$world" 0d.2-1 thunderbolt0 "$there" 0d.3-1 thunderbolt0
		world_settle "$world"
		world_settle "$there"
		inside ip address add 192.0.2.1/24 dev en05
		world_run "$there" ip address add 192.0.2.2/24 dev en06
		run -0 inside ping -c 1 -W 5 -M "do" -s 65492 192.0.2.2
		assert_output --partial " 0% packet loss"
		pull en05
		run -1 world_link "$there" en06
	done
	world_stop "$there"
}

@test "other interfaces get no property of ours, and no program runs for them" {
	inside sh -ec '
		ip link add eth7 type veth peer name eth7 netns far
		ip link add thunderbolt0 type veth peer name thunderbolt0 netns far
		ip link add name br0 type bridge
		ip link set eth7 name en05'
	world_settle "$world"
	run -0 inside udevadm info --export-db
	refute_output --partial TBNET_
	refute_output --partial tbnet-
	run -0 ran
	refute_output
	run -0 link thunderbolt0
	assert_output "thunderbolt0 down 1500"
}
