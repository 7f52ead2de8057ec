#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The unit of a link, in a real systemd as the first process: that of UDEVD_SUITE (257 without it), and that of Debian 12 (252).

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

# boot TREE...
boot() {
	world_boot "$world" n1 "$@"
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
every_name() { # NAMES TREE...
	local name instance
	boot "${@:2}"
	while read -r name instance; do
		called "$name"
		comes "$name" "$instance"
		world_pull "$world" "$name"
		wait_until 60 is inactive "tbnet-link@$instance.service"
		plug
		comes "$name" "$instance"
		world_pull "$world" "$name"
		wait_until 60 is inactive "tbnet-link@$instance.service"
	done <<< "$1"
}

names='tb-n2 tb\x2dn2
tb+n2 tb\x2bn2
tb@n2 tb\x40n2
.tb.n2 .tb.n2
tb_n2 tb_n2
t~#=,  t\x7e\x23\x3d\x2c'

@test "an administrator's name with any character: its unit is bound to its device, and runs again after a replug" {
	# shellcheck disable=SC2086 # a list of trees
	every_name "$names" $WORLD_TREES
}

# bats test_tags=other-suite
@test "an administrator's name with any character: the same on Debian 12's systemd, 252" {
	TBNET_DEB='' world_package bookworm "$BATS_TEST_TMPDIR/installed"
	every_name "$names" "$BATS_TEST_TMPDIR/installed" "$(world_root bookworm)"
}

# The router id of en05.
has_id() { inside ip -o address show dev en05 | grep -q ' 10\.100\.0\.11/32 '; }
# what ifupdown2 does last; a start of the unit that meets a running one is none
ifupdown2_ends() {
	inside flock /run/network/.lock true
	has_id
}
# new_run OF - the unit has run once more since that invocation of it
new_run() {
	is inactive tbnet-fabric-up.service && [ "$(inside systemctl show --property=InvocationID --value tbnet-fabric-up.service)" != "$1" ]
}

@test "the router id is back after ifupdown2 has run, and what FRR refuses while it starts is tried after that" {
	local last
	# shellcheck disable=SC2086 # a list of trees
	boot $WORLD_TREES
	printf '%s\n' TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES=n1=10.100.0.11,en05 | world_put "$world" /etc/tbnet.conf
	printf '%s\n' '[Service]' 'ExecStart=/bin/sleep infinity' | world_put "$world" /etc/systemd/system/frr.service
	inside mkdir -p /run/network
	called en05
	comes en05 en05
	inside ip -4 address flush dev en05
	wait_until 60 ifupdown2_ends
	for _ in start restart; do
		last=$(inside systemctl show --property=InvocationID --value tbnet-fabric-up.service)
		inside systemctl restart frr.service
		wait_until 60 new_run "$last"
	done
	world_pull "$world" en05
	wait_until 60 is inactive tbnet-fabric-up.path
	is inactive tbnet-fabric-up.timer
}

# has ADDRESS - en05 has it
has() { inside ip -o address show dev en05 | grep -qF " $1 "; }

# busy_ifup TREE... - an ifup that needs longer than TBNET_IFUP_WAIT for ifupdown2's lock; what has that ends, and the link has its address
busy_ifup() {
	boot "$@"
	printf '%s\n' '#!/bin/sh' 'flock --nonblock /run/network/.lock ip address add 10.0.0.5/30 dev "$1" || exit 89' |
		world_put "$world" /usr/share/ifupdown2/sbin/ifup
	inside sh -c 'chmod +x /usr/share/ifupdown2/sbin/ifup && ln -sf /usr/share/ifupdown2/sbin/ifup /usr/sbin/ifup &&
		mkdir -p /run/network && touch /run/network/ifstatelock'
	printf '%s\n' 'iface en05 inet static' ' address 10.0.0.5/30' | world_put "$world" /etc/network/interfaces
	world_put "$world" /etc/tbnet.conf <<< TBNET_IFUP_WAIT=1
	printf '%s\n' '[Service]' 'ExecStart=/usr/bin/flock /run/network/.lock sleep infinity' | world_put "$world" /etc/systemd/system/other.service
	inside systemctl start other.service
	wait_until 60 eval '! inside flock --nonblock /run/network/.lock true'
	called en05
	wait_until 60 is failed tbnet-link@en05.service
	inside systemctl stop other.service
	# tbnet-check leaves a unit alone for 30 s, and a netdev for 5
	inside sed -i 's/^idle=.*/idle=1/' /run/tbnet/link-en05
	wait_until 60 eval 'inside systemctl start tbnet-check.service && is active tbnet-link@en05.service'
	has 10.0.0.5/30
	# one whose port goes meanwhile
	world_pull "$world" en05
	wait_until 60 is inactive tbnet-link@en05.service
}

@test "a link whose ifup another one kept waiting for too long has its addresses when that has ended" {
	# shellcheck disable=SC2086 # a list of trees
	busy_ifup $WORLD_TREES
}

# bats test_tags=other-suite
@test "a link whose ifup another one kept waiting: the same on Debian 12's systemd, 252" {
	TBNET_DEB='' world_package bookworm "$BATS_TEST_TMPDIR/installed"
	busy_ifup "$BATS_TEST_TMPDIR/installed" "$(world_root bookworm)"
}
