#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The unit of a link, in a real systemd as the first process, of Debian 12 (252) and of Debian 13 (257).

load ../lib/common.bash
load world.bash

setup() {
	world=$BATS_TEST_TMPDIR/world
}

teardown() {
	[ -n "$BATS_TEST_COMPLETED" ] || world_log "$world" --output=short-monotonic -p info || true
	world_stop "$world"
}

inside() { world_run "$world" "$@"; }

# boot SUITE
boot() {
	local root deb
	if [ "$1" = bookworm ]; then
		root=$(world_root_12)
		deb=$("$TBNET_TOP/tests/lib/deb" bookworm)
		dpkg-deb -x "$deb" "$BATS_TEST_TMPDIR/installed"
		# in Debian 12 units and rules may be in /lib, and /lib is a link
		[ ! -d "$BATS_TEST_TMPDIR/installed/lib" ] || {
			cp -a "$BATS_TEST_TMPDIR/installed/lib/." "$BATS_TEST_TMPDIR/installed/usr/lib"
			rm -r "$BATS_TEST_TMPDIR/installed/lib"
		}
		world_boot "$world" n1 "$BATS_TEST_TMPDIR/installed" "$root"
	else
		# shellcheck disable=SC2086 # a list of trees
		world_boot "$world" n1 $WORLD_TREES
	fi
	world_mark "$world"
	# the mark mounts a sysfs of its own, which this unit forbids
	printf '%s\n' '[Service]' SystemCallFilter= RestrictNamespaces=no | world_put "$world" /etc/systemd/system/systemd-udevd.service.d/mark.conf
	inside systemctl daemon-reload
	inside systemctl restart systemd-udevd.service
}

# called NAME - an administrator's .link file names the cable at 0d.2-1 so, and it is plugged in at both ends
called() {
	printf '%s\n' '[Match]' "MACAddress=$(world_address 0d.2-1)" '[Link]' "Name=$1" MTUBytes=65520 |
		world_put "$world" /etc/systemd/network/00-a.link
	inside udevadm control --reload
	plug
}

plug() {
	world_plug "$world" 0d.2-1 thunderbolt0
	inside ip -n far link set 0d.2-1 up mtu 65520
}

# is STATE UNIT
is() {
	[ "$(inside systemctl is-active "$2")" = "$1" ]
}

# comes NAME INSTANCE - the link has this name, is up, and the unit with this instance has run for it, no other has
comes() {
	local unit="tbnet-link@$2.service"
	wait_until 60 is active "$unit"
	run -0 world_link "$world" "$1"
	assert_output "$1 up 65520"
	is active "sys-subsystem-net-devices-$2.device"
	run -0 inside systemctl show --property=Description --value "$unit"
	assert_output "Thunderbolt link $1: verified, peer, addresses"
	run -0 inside systemctl list-units --all --plain --no-legend 'tbnet-link@*'
	assert_equal "${#lines[@]}" 1
}

# Each is pulled and put back, too: the unit ends with its device, and runs for the next one.
every_name() {
	local name instance
	boot "$1"
	while read -r name instance; do
		called "$name"
		comes "$name" "$instance"
		world_pull "$world" "$name"
		wait_until 60 is inactive "tbnet-link@$instance.service"
		plug
		comes "$name" "$instance"
		world_pull "$world" "$name"
		wait_until 60 is inactive "tbnet-link@$instance.service"
	done <<< "$2"
}

names='tb-n2 tb\x2dn2
tb+n2 tb\x2bn2
tb@n2 tb\x40n2
.tb.n2 .tb.n2
tb_n2 tb_n2
t~#=,  t\x7e\x23\x3d\x2c'

@test "an administrator's name with any character: its unit is bound to its device, and runs again after a replug (systemd 257)" {
	every_name trixie "$names"
}

@test "an administrator's name with any character: its unit is bound to its device, and runs again after a replug (systemd 252)" {
	every_name bookworm "$names"
}
