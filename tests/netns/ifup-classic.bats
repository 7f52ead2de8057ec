#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# bats file_tags=tree
# tbnet-ifup with the real classic ifupdown of Debian 13, which counts a name as configured whatever netdev has it.

load ../lib/common.bash
load ifup.bash

setup_file() {
	command -v mmdebstrap > /dev/null || return 0
	make_tree trixie-classic
}

setup() {
	[ -n "${tree:-}" ] || cannot_run "mmdebstrap is not installed, so there is no Debian 13 tree"
	make_machine
	program=$TBNET_BIN/tbnet-ifup
}

teardown() {
	end_background
}

@test "classic: the addresses of a stanza come back with every new netdev" {
	stanzas interfaces.d/mesh 'auto en05' 'iface en05 inet static' ' address 10.0.0.5/30' 'iface en05 inet6 static' ' address fc00::81/128'
	run networking
	plug en05
	for turn in 1 2 3; do
		run -0 in_machine "$program" en05
		assert_line --regexp '^tbnet-ifup: en05: ifup done: MTU 65520, addresses 10.0.0.5/30 fc00::81/128( fe80::[0-9a-f:]+/64)?$'
		assert_equal "$turn: $(addresses_of en05) $(mtu_of en05)" "$turn: 10.0.0.5/30 65520"
		pull en05
		plug en05
		assert_equal "$(addresses_of en05)" ""
	done
}

@test "classic: what a stanza has no addresses for runs once for each netdev" {
	stanzas interfaces.d/mesh 'auto en05' 'iface en05 inet manual' ' up echo ran >> /run/ran'
	plug en05
	networking
	run -0 in_machine "$program" en05
	run -0 in_machine "$program" en05
	assert_equal "$(grep -c ran "$root/run/ran")" 1
	pull en05
	plug en05
	run -0 in_machine "$program" en05
	run -0 in_machine "$program" en05
	assert_equal "$(grep -c ran "$root/run/ran")" 2
}

@test "classic: a port comes back into its bridge, whose own commands do not run again" {
	stanzas interfaces.d/mesh 'auto en05 br0' 'iface en05 inet manual' 'iface br0 inet static' ' address 10.9.0.1/24' \
		' bridge_ports en05' ' bridge_stp off' ' bridge_fd 0' ' up echo ran >> /run/ran'
	plug en05
	networking
	assert_equal "$(master_of en05)" br0
	pull en05
	plug en05
	run -0 in_machine "$program" en05
	assert_line "tbnet-ifup: en05: put into br0"
	assert_equal "$(master_of en05) $(grep -c ran "$root/run/ran")" "br0 1"
}

@test "classic: it waits for another ifup that works on the interface" {
	stanzas interfaces.d/mesh 'iface en05 inet static' ' address 10.0.0.5/30' ' pre-up sleep 2'
	networking
	plug en05
	background in_tree ifup en05
	wait_until 10 test -e "$root/run/network/ifstate.en05"
	run -0 in_machine "$program" en05
	assert_line --partial "ifup done: MTU 65520, addresses 10.0.0.5/30"
}

@test "classic: before networking.service nothing is done, and it is reported" {
	stanzas interfaces.d/mesh 'iface en05 inet static' ' address 10.0.0.5/30'
	plug en05
	run -0 in_machine "$program" en05
	assert_output --partial "stanza not applied: ifupdown has done nothing since boot (no /run/network/ifstate)"
}
