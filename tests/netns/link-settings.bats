# SPDX-License-Identifier: GPL-2.0-or-later
# What a setting gives one link: its MTU, by name or by peer, and TSO. What sysfs says of the cables is a mock.
load status.bash

peer=d6030000-0080-7f18-23d0-3d0a4c81e402

setup() {
	node_start
}

teardown() {
	end_background
}

# program [VARIABLE=VALUE...] NAME ARGUMENT... - libudev is told that its sysfs is one
program() {
	local -a settings=(SYSTEMD_DEVICE_VERIFY_SYSFS=0)
	while [[ $1 == *=* ]]; do settings+=("$1") && shift; done
	in_world env "${settings[@]}" "$TBNET_BIN/$1" "${@:2}"
}

tso() { # NAME
	in_world ethtool -k "$1" | sed -n 's/^	tx-tcp-segmentation: //p'
}

@test "a link's own MTU is what udev's event, the unit, tbnet-online and tbnet-status go by (mock)" {
	local setting
	in_etc /etc/network/interfaces
	for setting in "en05=9000" "$peer=9000" "en06=65520 en05=9000 $peer=1500"; do
		in_world ip link set en05 mtu 65520
		run -0 program TBNET_LINK_MTU="$setting" tbnet-up en05
		assert_link en05 up 9000
		in_world ip link set en05 mtu 1500
		run -0 program TBNET_LINK_MTU="$setting" tbnet-up --wait en05
		assert_line --partial 'usable: up at MTU 9000'
		run -0 program TBNET_LINK_MTU="$setting" tbnet-online --wait=0 en05 en06
		assert_link en06 up 65520
	done
	TBNET_LINK_MTU=$peer=9000 run -0 status
	TBNET_LINK_MTU=$peer=8000 run -3 status
	assert_output --partial 'en05 has MTU 9000, not 8000'
}

@test "the mtu of a stanza counts before a link's own setting (mock)" {
	local by
	for by in --wait --; do
		in_world ip link set en05 mtu 1500
		run -0 program TBNET_LINK_MTU=en05=9000 tbnet-up "$by" en05
		assert_link en05 up 65520
	done
	TBNET_LINK_MTU=en05=9000 finds note mtu-two-words en05
	assert_equal "$what" 'en05: its stanza has mtu 65520, TBNET_MTU is 9000'
}

@test "the mtu of a bond counts for its slaves, which the kernel gives it, with and without stanzas of theirs (mock)" {
	local own
	for own in '' 'iface en05 inet manual'; do
		in_etc /etc/network/interfaces ${own:+"$own"} 'iface en06 inet static' ' address 10.0.0.5/30' ' mtu 65520' 'iface bond0' \
			' bond-slaves en05' ' mtu 9000'
		in_world ip link set en05 mtu 65520
		run -0 program tbnet-up --wait en05
		assert_link en05 up 9000
		run status --json
		assert_equal "$(jq -r '.findings[] | select(.subject == "en05") | .check' <<< "$output")" not-member
	done
}

@test "tbnet-interfaces writes a link's own MTU into its stanza (mock)" {
	in_etc /etc/network/interfaces
	run -0 program TBNET_LINK_MTU=en05=9000 tbnet-interfaces add en05 en06
	run -0 in_world grep mtu /etc/network/interfaces
	assert_output $'\tmtu 9000\n\tmtu 65520'
}

@test "TSO that another .link file leaves on is switched off by the link's unit, and says how to keep it (mock)" {
	in_world ethtool -K en05 tso on
	run -0 program tbnet-up en05
	assert_equal "$(tso en05)" on
	run -0 program tbnet-up --wait en05
	assert_line 'tbnet-up: en05: TSO switched off, since its .link file does not; to keep it on: TBNET_TSO=yes'
	assert_equal "$(tso en05)" off
	run -0 program tbnet-up --wait en05
	refute_output --partial TSO
}

@test "up to MTU 1500 the link's unit switches TSO on, for speed, unless TBNET_TSO=no (mock)" {
	in_etc /etc/network/interfaces
	run -0 program TBNET_LINK_MTU=en05=1501 tbnet-up --wait en05
	refute_output --partial TSO
	run -0 program TBNET_LINK_MTU=en05=1500 tbnet-up --wait en05
	assert_line 'tbnet-up: en05: TSO switched on (for speed at this MTU): packets that guests or a LAN send through this link may be lost; to keep it off: TBNET_TSO=no'
	assert_equal "$(tso en05)" on
	TBNET_LINK_MTU=en05=1500 run -0 status
	TBNET_TSO=no TBNET_LINK_MTU=en05=1500 run -3 status
	assert_output --partial 'en05 has TSO on'
	run -0 program TBNET_TSO=no TBNET_LINK_MTU=en05=1500 tbnet-up --wait en05
	assert_equal "$(tso en05)" off
}

@test "a port of a bridge has no TSO, at MTU 1500 either, unless TBNET_TSO=yes (mock)" {
	in_etc /etc/network/interfaces
	in_world ip link add vmbr1 type bridge
	in_world ip link set en05 master vmbr1
	in_world ethtool -K en05 tso on
	TBNET_LINK_MTU=en05=1500 run -3 status
	assert_output --partial 'en05 has TSO on'
	run -0 program TBNET_LINK_MTU=en05=1500 tbnet-up --wait en05
	assert_line 'tbnet-up: en05: TSO switched off; to keep it on: TBNET_TSO=yes'
	assert_equal "$(tso en05)" off
	run -0 program TBNET_TSO=yes TBNET_LINK_MTU=en05=1500 tbnet-up --wait en05
	assert_equal "$(tso en05)" on
}

@test "with TBNET_TSO=yes the link's unit switches TSO on, and says what that costs (mock)" {
	run -0 program TBNET_TSO=yes tbnet-up --wait en05
	assert_line --partial 'en05: TSO switched on (TBNET_TSO=yes): packets that guests or a LAN send through this link may be lost'
	assert_equal "$(tso en05)" on
	run -0 program TBNET_TSO=yes tbnet-up --wait en05
	refute_output --partial TSO
}

@test "an interface that is no Thunderbolt link keeps its TSO (mock)" {
	in_world ip link add other mtu 65520 type veth peer name far
	in_world ip link set far up
	run -0 program tbnet-up --wait --force other
	assert_equal "$(tso other)" on
}

# only PEERS COMMAND... - program with TBNET_PEERS
only() {
	program TBNET_PEERS="$1" "${@:2}"
}

assert_down() {
	run -0 in_world ip -br link show en05
	refute_output --partial ',UP'
}

other=ffffffff-0080-7f18-23d0-3d0a4c81e402

@test "with TBNET_PEERS a link to another peer stays down, for udev's event, the unit, tbnet-check and tbnet-ifup (mock)" {
	in_etc /etc/network/interfaces 'auto en05' 'iface en05 inet static' '	address 10.0.0.1/30' '	mtu 65520'
	in_world ip link set en05 down
	run -0 program TBNET_PEERS="$other" SEQNUM=1 DEVPATH=/x tbnet-up en05
	refute_output
	run -0 only "$other" tbnet-up --wait en05
	assert_output --regexp "^tbnet-up: en05: stays down: its peer .*$peer is not in TBNET_PEERS; to use it: add the UUID there, then tbnet-up --wait en05\$"
	run -0 only "$other" tbnet-check
	run -0 only "$other" tbnet-ifup -v en05
	assert_output --partial 'its peer is not in TBNET_PEERS, nothing to do'
	assert_down
	run -0 only "$other" tbnet-online --wait=0
	refute_output --partial 'en05'
	# one that somebody sets up all the same is his
	in_world ip link set en05 up mtu 1500
	run -0 only "$other" tbnet-check
	run -0 only "$other" tbnet-up --wait en05
	assert_output --partial 'en05: not touched: its peer'
	assert_link en05 up 1500
}

@test "a peer that is listed, in letters of either case, has its link; --force is the administrator's word (mock)" {
	local list
	for list in "$peer" "${peer^^}" "$other $peer" "$other,$peer" "no-uuid $peer"; do
		in_world ip link set en05 down
		run -0 only "$list" tbnet-up en05
		assert_link en05 up 65520
	done
	in_world ip link set en05 down
	run -0 only "$other" tbnet-up --force en05
	assert_link en05 up 65520
}

@test "a word that is no UUID is reported, and admits nobody (mock)" {
	in_world ip link set en05 down
	run -0 only "${peer%2} $peer-" tbnet-up en05
	assert_line "tbnet-up: TBNET_PEERS: ${peer%2} is not a UUID, so it admits no peer; see: tbnet-status --json"
	assert_line "tbnet-up: TBNET_PEERS: $peer- is not a UUID, so it admits no peer; see: tbnet-status --json"
	assert_down
}
