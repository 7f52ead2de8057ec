# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: one test for each check of links and ports. The interfaces are real, what sysfs says of them is a mock.
load status.bash

setup() {
	node_start
}

teardown() {
	end_background
}

host05() {
	echo "$(nhi 0d.2)/domain0/0-0/0-1"
}

@test "F1: an interface that is down (mock)" {
	in_world ip link set en05 down
	finds error link-down en05
	assert_equal "$what" 'en05 is down'
	assert_equal "$next" 'tbnet-up --wait en05 && tbnet-ifup en05'
}

@test "F1: a link that has a stanza, and is not there (mock)" {
	in_world umount /sys
	rm -r "$(nhi 0d.3)/domain1/1-0/1-1" "$sys/class/net/en06" "$sys"/bus/thunderbolt/devices/1-1*
	in_world mount --bind "$sys" /sys
	finds warning link-missing
	assert_equal "$what" 'en06 is missing'
	assert_equal "$why" 'no cable, or the peer is off; /etc/network/interfaces:8 names it'
}

@test "F1: a link that is missing from its port is asked for by its neighbor's power and cable first (mock)" {
	in_world umount /sys
	rm -r "$(nhi 0d.3)/domain1/1-0/1-1" "$sys/class/net/en06" "$sys"/bus/thunderbolt/devices/1-1*
	in_world mount --bind "$sys" /sys
	finds warning link-missing
	assert_equal "$next" 'is the peer on? is the cable in, at both ends?'
}

@test "F2: a dock where another host should be is reported, and alone it is worth a note (mock)" {
	in_world umount /sys
	rm -r "$(nhi 0d.3)/domain1/1-0/1-1" "$sys/class/net/en06" "$sys"/bus/thunderbolt/devices/1-1*
	local dock
	dock=$(nhi 0d.3)/domain1/1-0/1-1
	put "$dock/uevent" DEVTYPE=thunderbolt_device
	put "$dock/vendor_name" 'CalDigit, Inc.'
	put "$dock/device_name" TS4
	# what is behind it is at no port of ours
	put "$dock/1-301/device_name" disk
	link_to "$dock" "$sys/bus/thunderbolt/devices/1-1"
	link_to "$dock/1-301" "$sys/bus/thunderbolt/devices/1-301"
	in_world mount --bind "$sys" /sys
	run -3 status
	assert_line '-       port 1 of 0000:00:0d.3, no other host, but CalDigit, Inc. TS4'
	assert_output --partial 'en06 is missing'
	assert_output --partial 'CalDigit, Inc. TS4 is at its port'
	refute_output --partial 'the peer is off'
	in_etc /etc/network/interfaces
	stanza en05 '	address 10.0.0.1/30' '	mtu 65520'
	finds note dock 'port 1 of 0000:00:0d.3'
	printf 'TS4\033[2J\n' > "$dock/device_name"
	printf '\n' > "$dock/vendor_name"
	finds note dock 'port 1 of 0000:00:0d.3'
	assert_equal "$what" 'port 1 of 0000:00:0d.3 has a device, not a host: a device without a name'
}

@test "F2: a kernel that ignores other hosts by its parameter is the one finding (mock)" {
	in_world umount /sys
	rm -r "$(nhi 0d.2)/domain0/0-0/0-1" "$(nhi 0d.3)/domain1/1-0/1-1" "$sys"/class/net/en0* "$sys"/bus/thunderbolt/devices/?-1*
	put "$sys/module/thunderbolt/parameters/xdomain" N
	in_world mount --bind "$sys" /sys
	finds error xdomain-off
	put "$sys/module/thunderbolt/parameters/xdomain" Y
	run -3 status --json
	assert_equal "$(jq -r '.findings[].check' <<< "$output" | sort -u)" link-missing
}

@test "F9: a link under a wrong name is not missing under its right one, too (mock)" {
	renamed en06 thunderbolt0
	run -3 status --json
	assert_equal "$(jq -r '.findings[] | .check + " " + (.subject // "")' <<< "$output")" 'wrong-name thunderbolt0'
}

@test "F9: a .link file of the administrator's that one of the package's overrides; the name in it is reported once (mock)" {
	in_etc /etc/systemd/network/10-tb.link '[Match]' 'Driver=thunderbolt-net' 'Path=pci-0000:00:0d.2' '[Link]' 'Name=en05'
	all_well
	in_etc /etc/systemd/network/10-tb.link '[Match]' 'Driver=thunderbolt-net' 'Path=pci-0000:00:0d.2' '[Link]' 'Name=tb-n2'
	finds warning outranked en05
	assert_equal "$what" '/etc/systemd/network/10-tb.link names en05 tb-n2, but never does'
	assert_equal "$next" 'tbnet-adopt plan'
	# one of another host's, as in a folder that all nodes share, is none
	in_world sed -i '/Match/a Host=elsewhere' /etc/systemd/network/10-tb.link
	all_well
	in_world mv /etc/systemd/network/{10,00}-tb.link
	all_well
	in_world mv /etc/systemd/network/{00,10}-tb.link
	in_world sed -i /Host/d /etc/systemd/network/10-tb.link
	in_world sh -c 'printf "auto tb-n2\niface tb-n2 inet static\n\taddress 10.9.9.1/30\n" >> /etc/network/interfaces'
	finds warning outranked en05
}

@test "F9: a pin of Proxmox VE's tool that its link does not follow (mock)" {
	put "$(of en05)/address" 02:00:00:00:00:05
	in_etc /etc/systemd/network/50-pmx-nic2.link '[Match]' 'MACAddress=02:00:00:00:00:05' 'Type=ether' '[Link]' 'Name=nic2'
	finds warning pinned en05
	assert_equal "$what" '/etc/systemd/network/50-pmx-nic2.link should name en05 nic2, but never does'
	assert_equal "$next" 'grep -rnw nic2 /etc/network /etc/pve/sdn'
}

@test "F1: a link that TBNET_ONLINE names, and fewer than it wants (mock)" {
	TBNET_ONLINE='en05 en07' finds warning link-missing
	assert_equal "$what" 'en07 is missing'
	TBNET_ONLINE=3 finds warning link-missing
	assert_equal "$what" 'one of 3 links is missing'
	TBNET_ONLINE='2' run -0 status
	TBNET_ONLINE='en05,en06' run -0 status
}

# the peer is there and the interface is not
no_netdev() {
	local net
	net=$(of en05)
	rm -r "${net%/*}" "$sys/class/net/en05"
	# and nobody expects it
	in_etc /etc/network/interfaces
	stanza en06 '	address 10.0.0.5/30' '	mtu 65520'
}

@test "F2: a service that our driver has, without an interface (mock)" {
	no_netdev
	finds error peer-stale 'port 1 of 0000:00:0d.2'
	assert_equal "$what" 'n2 is at port 1 of 0000:00:0d.2, but there is no interface'
}

@test "F2: an interface in another network namespace is no stale tunnel, and is worth a note (mock)" {
	no_netdev
	# sysfs has the folder, and shows nothing of another namespace in it
	mkdir "$(host05)/0-1.0/net"
	finds note elsewhere 'port 1 of 0000:00:0d.2'
	assert_equal "$what" 'the interface of port 1 of 0000:00:0d.2 is in another network namespace'
	refute_output --partial unplug
}

@test "F2: a service that our driver has not taken (mock)" {
	no_netdev
	rm "$(host05)/0-1.0/driver"
	finds error peer-unbound 'port 1 of 0000:00:0d.2'
	assert_equal "$next" 'journalctl -k -g thunderbolt'
}

@test "F2: a peer that offers no network (mock)" {
	no_netdev
	rm -r "$(host05)/0-1.0" "$sys/bus/thunderbolt/devices/0-1.0"
	finds error peer-silent 'port 1 of 0000:00:0d.2'
	assert_equal "$next" 'on that machine: tbnet-modules'
}

@test "F3: up without carrier (mock)" {
	in_world ip link set p-en05 down
	finds error no-carrier en05
	assert_equal "$next" 'tbnet-up --wait en05'
}

@test "F5: packets with a wrong checksum while e2e is on (mock)" {
	put "$(of en05)/statistics/rx_crc_errors" 42
	finds error crc-errors en05
	assert_equal "$what" 'en05 dropped 42 packets with a wrong checksum'
	put "$sys/module/thunderbolt_net/parameters/e2e" N
	all_well
}

@test "F5: errors that grow; only root notes a reading, and others compare with it (mock)" {
	run -0 status
	put "$(of en05)/statistics/rx_errors" 42
	run -3 as_user
	assert_output --regexp 'en05 had 42 more errors in [0-9]+ s'
	finds warning errors-grow en05
	assert_regex "$what" '^en05 had 42 more errors in [0-9]+ s$'
	# a new netdev of that name is another one
	note en05 ifindex 99999 > "$BATS_TEST_TMPDIR/noted"
	all_well
}

@test "F5: a reading is replaced when it is a minute old, and not before (mock)" {
	local at
	run -0 status
	at=$(note en05 errors-at)
	put "$(of en05)/statistics/rx_errors" 42
	note en05 errors-at $((at - 45000))
	finds warning errors-grow en05
	assert_regex "$what" '^en05 had 42 more errors in (4[5-9]|5[0-9]) s$'
	assert_equal "$(note en05 errors) $(note en05 errors-at)" "0 $((at - 45000))"

	note en05 errors-at $((at - 60000))
	finds warning errors-grow en05
	assert_regex "$what" '^en05 had 42 more errors in [67][0-9] s$'
	assert_equal "$(note en05 errors)" 42
	[ "$(note en05 errors-at)" -ge "$at" ]
	all_well
}

@test "F9: a name that is not the intended one (mock)" {
	in_world ip link set en05 name nic0
	mv "$(of en05)" "$(dirname "$(of en05)")/nic0"
	rm "$sys/class/net/en05"
	link_to "$(nhi 0d.2)/domain0/0-0/0-1/0-1.0/net/nic0" "$sys/class/net/nic0"
	in_etc /etc/network/interfaces
	stanza nic0 '	address 10.0.0.1/30' '	mtu 65520'
	stanza en06 '	address 10.0.0.5/30' '	mtu 65520'
	in_world sh -c 'sed -i s/00-thunderbolt0/50-pmx-nic0/ /run/udev/data/*'
	finds error wrong-name nic0
	assert_equal "$what" 'nic0 should be en05'
	assert_regex "$why" "^the installer's pin .*50-pmx-nic0.link named it"
	assert_equal "$next" 'ip link set nic0 down && tbnet-name repair nic0'
}

@test "F12: another MTU (mock)" {
	in_world ip link set en05 mtu 1500
	finds error mtu en05
	assert_equal "$what" 'en05 has MTU 1500, not 65520'
	assert_equal "$next" 'tbnet-up en05'
	# the mtu of a stanza counts before it
	in_etc /etc/network/interfaces 'iface en06 inet static' ' address 10.0.0.5/30'
	TBNET_MTU=1500 run -3 status
	assert_line --partial 'en06 has MTU 65520, not 1500'
}

@test "F36: TSO that is on, unless somebody wants it so (mock)" {
	in_world ethtool -K en05 tso on
	finds warning tso en05
	assert_equal "$what" 'en05 has TSO on'
	TBNET_TSO=yes run -0 status
}

@test "a peer that is no Linux is shown with its vendor (mock)" {
	put "$(host05)/vendor_name" 'Apple Inc.'
	run -0 status
	assert_line --partial 'port 1 of 0000:00:0d.2, n2, Apple Inc. (d6030000)'
	# Linux 6.12, and 7.3
	for vendor in 'Intel Corp.' Linux; do
		put "$(host05)/vendor_name" "$vendor"
		run -0 status
		assert_line --partial 'port 1 of 0000:00:0d.2, n2 (d6030000)'
	done
}

@test "a service of the peer's beside the network is shown, and is no link (mock)" {
	local other
	other=$(host05)/0-1.1
	put "$other/key" stream
	link_to "$other" "$sys/bus/thunderbolt/devices/0-1.1"
	run -0 status
	assert_line --partial 'port 1 of 0000:00:0d.2, n2 (d6030000), 2 x 20.0 Gb/s, also offers stream'
	run -0 status --json
	assert_equal "$(jq -c '[.links[].services]' <<< "$output")" '[["stream"],[]]'
	printf 'x\033[2J\n' > "$other/key"
	run -0 status
	refute_output --partial 'also offers'
}

@test "whether a controller with a peer may sleep is shown (mock)" {
	put "$(nhi 0d.2)/power/control" auto
	put "$(nhi 0d.2)/power/runtime_status" suspended
	run -0 status
	assert_line --partial 'port 1 of 0000:00:0d.2 (asleep), n2'
	put "$(nhi 0d.2)/power/runtime_status" active
	run -0 status
	assert_line --partial 'port 1 of 0000:00:0d.2 (may sleep), n2'
	put "$(nhi 0d.2)/power/control" on
	run -0 status
	assert_line --partial 'port 1 of 0000:00:0d.2 (kept awake), n2'
}

both_to_n2() {
	put "$(nhi 0d.3)/domain1/1-0/1-1/unique_id" d6030000-0080-7f18-23d0-3d0a4c81e402
}

@test "F23: two cables to one host are fine, if connections spread over both (mock)" {
	both_to_n2
	in_world sysctl -qw net.ipv4.fib_multipath_hash_policy=1
	all_well
	in_world sysctl -qw net.ipv4.fib_multipath_hash_policy=0
	finds note one-cable-of-two en06
	assert_equal "$what" 'en05 and en06 both lead to n3, and all connections may take one of them'
	assert_equal "$next" 'sysctl -w net.ipv4.fib_multipath_hash_policy=1'
}

@test "F23: a bond of two cables to one host spreads by a policy of its own (mock)" {
	both_to_n2
	in_world sysctl -qw net.ipv4.fib_multipath_hash_policy=0
	in_world ip link add br0 type bridge
	in_world ip link set en05 master br0
	in_world ip link set en06 master br0
	run -0 status --json
	assert_equal "$(jq -r '[.findings[] | select(.check == "one-cable-of-two")] | length' <<< "$output")" 0
}

@test "F23: a second cable to one host that has no interface (mock)" {
	no_netdev
	both_to_n2
	run -3 status --json
	assert_equal "$(jq -r '.findings[] | .severity + " " + .check' <<< "$output" | paste -sd ' ')" 'error peer-stale warning second-cable-unused'
	assert_equal "$(jq -r '.findings[1].next' <<< "$output")" 'unplug the cable at port 1 of 0000:00:0d.2'
}

@test "F24: one lane of a slow cable (mock)" {
	put "$(host05)/rx_lanes" 1
	put "$(host05)/rx_speed" '10.0 Gb/s'
	finds warning slow en05
	assert_equal "$what" 'en05 has one lane of 10.0 Gb/s'
}

@test "F24: half of what a cable can have is worth a note (mock)" {
	put "$(host05)/rx_lanes" 1
	finds note half-speed en05
	assert_equal "$what" 'en05 has 1 x 20.0 Gb/s of 40'
}

@test "F25: a second port of a controller that came without its name (mock)" {
	xdomain 0d.2 0 3 n4 d6030000-0080-7f18-23d0-3d0a4c81e404
	in_world umount /sys
	netdev 0d.2 0 3 thunderbolt1 /usr/lib/systemd/network/00-tbnet-port.link
	in_world mount --bind "$sys" /sys
	finds error shared-name thunderbolt1
	assert_equal "$what" 'thunderbolt1 should be en07, as a second port of its controller'
	assert_equal "$next" 'ip link set thunderbolt1 down && tbnet-name repair thunderbolt1'
}

@test "F37: a link that TBNET_PEERS leaves down is a note, one that is up all the same a warning (mock)" {
	local peer=d6030000-0080-7f18-23d0-3d0a4c81e402
	in_etc /etc/tbnet.conf 'TBNET_PEERS=d6030000-0080-7f18-23d0-3d0a4c81e403'
	finds warning unlisted-up en05
	in_world ip link set en05 down
	finds note unlisted en05
	assert_equal "$next" "to let it in: add $peer to TBNET_PEERS"
	assert_equal "$(jq -c '[.ready, (.links[] | [.interface, .listed])]' <<< "$output")" '[true,["en05",false],["en06",true]]'
	run -0 status
	assert_line --regexp '^en05 +stays down, not in TBNET_PEERS'
}
