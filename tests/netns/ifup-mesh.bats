#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# bats file_tags=tree
# tbnet-ifup --mesh: the router id that the real ifupdown2 of Debian 13 leaves out where its netlink thread lags.

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
	make_dummies
	stanzas interfaces.d/sdn 'auto dummy_tb4' 'iface dummy_tb4 inet static' '	address 10.100.0.12/32' '	link-type dummy' '	ip-forward 1' \
		'auto en05' 'iface en05 inet static' '	address 10.100.0.12/32' '	mtu 65520'
}

teardown() {
	end_background
}

# A kernel without dummies: ip of the tree makes a veth for one, as ifupdown2 calls it (iproute2.py, link_add()).
make_dummies() {
	cp "$tree/usr/bin/ip" "$root/run/ip"
	# shellcheck disable=SC2016 # expanded in there
	printf '%s\n' '#!/bin/sh' 'if [ "$1 $2 $4 $5" = "link add type dummy" ]; then' \
		'	/run/ip link add "$3" type veth peer name "$3.far" && exec /run/ip link set "$3.far" up' 'fi' 'exec /run/ip "$@"' \
		> "$root/run/ip.sh"
	chmod +x "$root/run/ip.sh"
	in_machine mount --bind "$root/run/ip.sh" "$tree/usr/bin/ip"
}

# lag SECONDS - the thread of ifupdown2 that hears the kernel comes so much later to what it hears, as on a busy node
lag() {
	printf '%s\n' 'import select, threading, time' 'real = select.select' 'def late(*a):' '    found = real(*a)' \
		'    if found[0] and threading.current_thread() is not threading.main_thread():' "        time.sleep($1)" \
		'    return found' 'select.select = late' > "$root/run/late.py"
	in_machine mount --bind "$root/run/late.py" "$tree/etc/python3.13/sitecustomize.py"
}

no_lag() {
	in_machine umount "$tree/etc/python3.13/sitecustomize.py"
}

@test "ifupdown2 that lags leaves the dummy of the mesh up without its address" {
	lag 0.3
	networking
	is_up dummy_tb4
	assert_equal "$(addresses_of dummy_tb4)" ""
}

# is_up NAME
is_up() {
	in_machine ip -br link show "$1" | grep -q '[<,]UP[,>]'
}

@test "the router id is there after one more ifup, and it is logged" {
	lag 0.3
	networking
	no_lag
	run -0 in_machine "$program" --mesh
	assert_line "tbnet-ifup: dummy_tb4: up, but lacks address 10.100.0.12 of /etc/network/interfaces.d/sdn:2; running ifup again (attempt 1 of 3)"
	assert_line "tbnet-ifup: dummy_tb4: has all addresses of its stanza"
	assert_equal "$(addresses_of dummy_tb4)" 10.100.0.12/32
	run -0 in_machine "$program" --mesh
	assert_output ""
}

@test "what is down, or not there, or not of the mesh is somebody's choice" {
	stanzas interfaces.d/lan 'auto vmbr0' 'iface vmbr0 inet static' ' address 192.0.2.1/24'
	networking
	in_machine ip link add vmbr0 type bridge
	in_machine ip link set vmbr0 up
	in_machine ip address flush dev vmbr0
	in_machine ip address flush dev dummy_tb4
	in_machine ip link set dummy_tb4 down
	run -0 in_machine "$program" --mesh
	assert_output ""
	in_machine ip link del dummy_tb4
	run -0 in_machine "$program" --mesh
	assert_output ""
	assert_equal "$(addresses_of vmbr0)" ""
}

@test "an address that no ifup brings is reported after three attempts" {
	networking
	# ifup does nothing any more
	printf '%s\n' '#!/bin/sh' 'echo "$*" >> /run/ran' > "$root/ifupdown2/ifup"
	in_machine ip address flush dev dummy_tb4
	run -1 in_machine "$program" --mesh
	assert_line --index 2 --partial "(attempt 3 of 3)"
	assert_line --index 3 "tbnet-ifup: dummy_tb4: address 10.100.0.12 is missing after ifup; see: ifup -v, ifquery --check"
	assert_equal "$(grep -c dummy_tb4 "$root/run/ran")" 3
}

@test "addresses of lo are completed, too" {
	stanzas interfaces 'auto lo' 'iface lo inet loopback' 'iface lo inet static' ' address 10.0.0.81/32' 'source /etc/network/interfaces.d/*'
	networking
	in_machine ip address del 10.0.0.81/32 dev lo
	run -0 in_machine "$program" --mesh
	assert_line --partial "tbnet-ifup: lo: up, but lacks address 10.0.0.81 of /etc/network/interfaces:"
	assert_equal "$(addresses_of lo)" "127.0.0.1/8 10.0.0.81/32"
}

# after_ifreload [VARIABLE...] - what the units run that follow ifupdown2 (tbnet-check.path, tbnet-fabric-up.path)
after_ifreload() {
	local words
	while read -ra words; do
		in_machine env "$@" "$TBNET_BIN/${words[0]}" "${words[@]:1}"
	done < <(sed -n 's/^ExecStart=[-+]*@sbindir@.//p' "$TBNET_TOP"/units/tbnet-{check,fabric-up}.service.in)
}

# global_of NAME - addresses of both families
global_of() {
	in_machine ip -o address show dev "$1" scope global | awk '{ print $4 }' | sort | paste -sd ' '
}

@test "the router ids of both families are back at the ports after an ifreload -a with the stanzas of Proxmox VE 9.0, and of 9.1" {
	local settings=(TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_PREFIX6=fd00:100::/64 TBNET_FABRIC_NODE=n2
		'TBNET_FABRIC_NODES=n1=10.100.0.11,fd00:100::11 n2=10.100.0.12,fd00:100::12,en05')
	local both='10.100.0.12/32 fd00:100::12/128' dummy=('auto dummy_tb4' 'iface dummy_tb4 inet static' '	address 10.100.0.12/32'
		'	link-type dummy' '	ip-forward 1' 'iface dummy_tb4 inet6 static' '	address fd00:100::12/128' '	ip6-forward 1')
	stanzas interfaces.d/sdn "${dummy[@]}" 'auto en05' 'iface en05' '	ip-forward 1'
	networking
	plug en05
	after_ifreload "${settings[@]}"
	assert_equal "9.0: $(global_of en05)" "9.0: $both"
	# a change of the stanza, without which ifreload leaves it alone
	stanzas interfaces.d/sdn "${dummy[@]}" 'auto en05' 'iface en05 inet static' '	address 10.100.0.12/32' '	ip-forward 1'
	in_tree ifreload -a
	[ "$(global_of en05)" != "$both" ] || fail "ifreload left both"
	after_ifreload "${settings[@]}"
	assert_equal "9.1: $(global_of en05)" "9.1: $both"
	assert_equal "$(global_of dummy_tb4)" "$both"
}
