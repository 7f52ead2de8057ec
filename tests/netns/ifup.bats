#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# bats file_tags=tree
# tbnet-ifup with the real ifupdown2 of Debian 13 on veth links at MTU 65520; conf/ifupdown2-policy.json at work.

load ../lib/common.bash
load ifup.bash

setup_file() {
	command -v mmdebstrap > /dev/null || return 0
	make_tree
}

setup() {
	[ -n "${tree:-}" ] || cannot_run "mmdebstrap is not installed, so there is no Debian 13 tree"
	make_machine
	program=$TBNET_BIN/tbnet-ifup
}

teardown() {
	end_background
}

policy() {
	install -D -m 644 "$TBNET_TOP/conf/ifupdown2-policy.json" "$root/network/ifupdown2/policy.d/tbnet.json"
}

@test "the addresses of a stanza come back with every new netdev" {
	stanzas interfaces.d/mesh 'auto en05' 'iface en05 inet static' ' address 10.0.0.5/30' ' mtu 65520' \
		'iface en05 inet6 static' ' address fc00::81/128' ' mtu 65520'
	networking
	for turn in 1 2 3; do
		plug en05
		assert_equal "$(addresses_of en05)" ""
		run -0 in_machine "$program" en05
		assert_output --regexp '^(warning: .*\n)?tbnet-ifup: en05: ifup done: MTU 65520, addresses 10.0.0.5/30 fc00::81/128( fe80::[0-9a-f:]+/64)?$'
		assert_equal "$turn: $(addresses_of en05)" "$turn: 10.0.0.5/30"
		pull en05
	done
}

@test "a second run changes nothing" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30' ' mtu 65520'
	networking
	plug en05
	run -0 in_machine "$program" en05
	run -0 in_machine "$program" en05
	assert_equal "$(addresses_of en05) $(mtu_of en05)" "10.0.0.5/30 65520"
}

@test "a stanza without mtu and no policy: 65520 is set back, and the cause named" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30'
	networking
	plug en05
	run -0 in_machine "$program" en05
	assert_line --index 0 --partial "tbnet-ifup: en05: ifup set MTU 1500: the stanza in /etc/network/interfaces.d/mesh has no mtu, and no policy gives one"
	assert_line --index 1 --partial "tbnet-ifup: en05: ifup done: MTU 65520, addresses 10.0.0.5/30"
	assert_equal "$(mtu_of en05)" 65520
}

@test "with our policy a stanza without mtu has 65520, also after ifreload -a" {
	policy
	stanzas interfaces.d/mesh 'auto en05' 'iface en05' ' address 10.0.0.5/30'
	networking
	plug en05
	run -0 in_machine "$program" en05
	assert_output --regexp '^tbnet-ifup: en05: ifup done: MTU 65520, addresses 10.0.0.5/30'
	in_tree ifreload -a
	assert_equal "$(mtu_of en05)" 65520
}

@test "our policy gives way to an mtu in the stanza" {
	policy
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30' ' mtu 9000'
	networking
	plug en05
	in_tree ifup en05
	assert_equal "$(mtu_of en05)" 9000
}

@test "our policy gives en05 to en08 the MTU of the .link files" {
	policy
	stanzas interfaces.d/mesh 'iface en0[5-8]' 'iface en09'
	networking
	plug en05 en06 en07 en08 en09
	in_tree ifup en05 en06 en07 en08 en09
	assert_equal "$(mtu_of en05) $(mtu_of en06) $(mtu_of en07) $(mtu_of en08) $(mtu_of en09)" "65520 65520 65520 65520 1500"
}

@test "a broken policy file costs the policy only, and tbnet-ifup sets the MTU back" {
	policy
	echo '{' > "$root/network/ifupdown2/policy.d/tbnet.json"
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30'
	networking
	plug en05
	run -0 in_machine "$program" en05
	assert_line --index 0 "warning: could not read /etc/network/ifupdown2/policy.d/tbnet.json user policy defaults config"
	assert_line --partial "ifup set MTU 1500"
	assert_equal "$(mtu_of en05)" 65520
}

@test "policies of other files may replace ours, and tbnet-ifup sets the MTU back" {
	local name
	policy
	for name in a b c d e f g; do
		echo '{"address":{"iface_defaults":{"eth0":{"mtu":"1400"}}}}' > "$root/network/ifupdown2/policy.d/$name.json"
	done
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30'
	networking
	plug en05
	run -0 in_machine "$program" en05
	assert_equal "$(mtu_of en05)" 65520
}

@test "of several stanzas it is enough that one has the mtu" {
	stanzas interfaces.d/mesh 'auto en05' 'iface en05' ' address 10.0.0.5/30'
	stanzas interfaces.d/sdn 'auto en05' 'iface en05' ' mtu 65520'
	networking
	plug en05
	run -0 in_machine "$program" en05
	refute_output --partial "ifup set MTU"
	in_tree ifreload -a
	assert_equal "$(mtu_of en05)" 65520
}

@test "exit 89 while another instance has the lock is waited out" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30' ' mtu 65520'
	networking
	plug en05
	: > "$BATS_TEST_TMPDIR/log"
	background flock "$root/run/network/.lock" sh -c 'until grep -q "^error: Another" "$0"; do sleep 0.1; done' "$BATS_TEST_TMPDIR/log"
	wait_until 5 eval '! flock -n "$root/run/network/.lock" true'
	in_machine "$program" en05 > "$BATS_TEST_TMPDIR/log" 2>&1
	run -0 cat "$BATS_TEST_TMPDIR/log"
	assert_line --index 0 "error: Another instance of this program is already running."
	assert_line --index 1 "tbnet-ifup: en05: another ifup or ifreload is running, attempt 2 in 100 ms"
	assert_line --partial "ifup done: MTU 65520, addresses 10.0.0.5/30"
}

@test "a lock that is never released ends at the bound" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30'
	networking
	plug en05
	background flock "$root/run/network/.lock" sleep 60
	wait_until 5 eval '! flock -n "$root/run/network/.lock" true'
	TBNET_IFUP_WAIT=2 run -1 in_machine "$program" en05
	# the bound meets it in a pause, or while an ifup starts, on a busy machine the first one
	assert_line --regexp "another ifup or ifreload was running, no time for ifup within 2 s|ifup did not finish within 2 s"
	assert_equal "$(addresses_of en05) $(mtu_of en05)" " 65520"
}

@test "two links that come at the same time both get their addresses" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30' 'iface en06' ' address 10.0.0.9/30'
	networking
	plug en05 en06
	in_machine "$program" en05 3>&- &
	run -0 in_machine "$program" en06
	wait $!
	assert_equal "$(addresses_of en05) $(addresses_of en06)" "10.0.0.5/30 10.0.0.9/30"
	assert_equal "$(mtu_of en05) $(mtu_of en06)" "65520 65520"
}

@test "a hung ifup is ended at the bound and leaves no lock" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30' ' mtu 65520' ' pre-up sleep 1000'
	networking
	plug en05
	SECONDS=0
	TBNET_IFUP_WAIT=2 run -1 in_machine "$program" en05
	assert_line "tbnet-ifup: en05: ifup did not finish within 2 s (TBNET_IFUP_WAIT), so tbnet stopped it; see: ifup -v en05"
	[ "$SECONDS" -le 30 ]
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30' ' mtu 65520'
	run -0 in_machine "$program" en05
	assert_equal "$(addresses_of en05)" "10.0.0.5/30"
}

@test "before networking.service ifup is not run: it would exit 89 without a lock" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30'
	plug en05
	run -89 in_tree ifup en05
	run -0 in_machine "$program" en05
	assert_output --partial "stanza not applied: ifupdown2 has done nothing since boot (no /run/network/ifstatelock)"
	networking
	run -0 in_machine "$program" en05
	assert_equal "$(addresses_of en05)" "10.0.0.5/30"
}

@test "networking.service leaves the mark also when our link is not there" {
	stanzas interfaces.d/mesh 'auto en05' 'iface en05' ' address 10.0.0.5/30'
	networking
	[ -e "$root/run/network/ifstatelock" ]
}

@test "ifquery does not leave the mark" {
	in_tree ifquery lo
	[ -d "$root/run/network" ]
	[ ! -e "$root/run/network/ifstatelock" ]
}

@test "a stanza that this ifupdown2 does not see is reported" {
	stanzas interfaces 'auto lo' 'iface lo inet loopback' 'source interfaces.d/*'
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30'
	networking
	plug en05
	run -0 in_machine "$program" en05
	assert_output "tbnet-ifup: en05: there is a stanza, but this ifupdown2 does not see it: name the file with its full path in a source line"
}

@test "a mistake in another stanza makes ifup fail, and it is reported; MTU and addresses are there" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30' 'iface en09' 'nonsense'
	networking
	plug en05
	run -1 in_machine "$program" en05
	assert_line --index 0 --regexp "^error: .*interfaces.d/mesh: line[0-9]+: .*nonsense"
	assert_line "tbnet-ifup: en05: ifup failed with exit code 1; see: ifup -v en05, ifquery --check en05"
	assert_equal "$(addresses_of en05) $(mtu_of en05)" "10.0.0.5/30 65520"
}

@test "CAP_NET_ADMIN is enough for ifup" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30'
	networking
	plug en05
	# and what chroot needs, which is this test's own
	run -0 in_machine setpriv --no-new-privs --bounding-set -all,+net_admin,+sys_chroot --inh-caps -all "$program" en05
	assert_equal "$(addresses_of en05) $(mtu_of en05)" "10.0.0.5/30 65520"
}

@test "a unit in which /run/network cannot be written says so at once" {
	stanzas interfaces.d/mesh 'iface en05' ' address 10.0.0.5/30'
	networking
	plug en05
	run -1 in_machine unshare --mount sh -c 'mount -o remount,bind,ro /run && mount --bind -o ro /run "$tree/run" && exec "$@"' sh "$program" en05
	assert_line "tbnet-ifup: en05: ifup cannot write its lock in /run/network"
}
