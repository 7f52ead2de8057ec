# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: what the node should have, against what it has: names that no link has, links that nothing uses, two
# links in one subnet, the described fabric, and hosts that were there before.
load status.bash

setup() {
	node_start
	in_world mount -t tmpfs tmpfs /var/lib
	in_world mkdir /var/lib/tbnet
}

teardown() {
	end_background
}

# names_none FILE LINE... - with this file a name is configured that no link has
names_none() {
	in_etc "$@"
	finds warning no-such-link
	assert_equal "$what" "$1${number:+:$number} names ${name:-thunderbolt0}, but no link has this name"
	in_world rm "$1"
	all_well
}

@test "F32: every tool's file under a name that no link has is reported (mock)" {
	names_none /etc/systemd/network/10-tb.network '[Match]' 'Name=!lo thunderbolt0 tap*' '[Network]' 'Address=10.0.0.9/30'
	number=5 names_none /etc/netplan/50-mesh.yaml 'network:' '  # thunderbolt1: was here' '  version: 2' '  ethernets:' '    "thunderbolt0":' '      dhcp4: no'
	names_none /etc/NetworkManager/system-connections/mesh.nmconnection '[connection]' 'id=mesh' 'interface-name = thunderbolt0' '[ethernet]' 'interface-name=thunderbolt7'
	number=2 names_none /etc/frr/frr.conf '! the mesh' 'interface thunderbolt0' ' ip router openfabric tb4' exit 'interface thunderbolt3' ' description not routed' exit
	number=5 names_none /etc/pve/sdn/fabrics.cfg 'openfabric_fabric: tb4' "openfabric_node: tb4_other" $'\tinterfaces name=thunderbolt4' \
		"openfabric_node: tb4_$(uname -n)" $'\tinterfaces name=thunderbolt0,ip=10.0.0.1/31'
	in_etc /etc/tbnet.conf 'TBNET_FABRIC_INTERFACES="thunderbolt0"'
	finds warning no-such-link
	assert_equal "$what" 'TBNET_FABRIC_INTERFACES in /etc/tbnet.conf names thunderbolt0, but no link has this name'
}

@test "F32: a stanza, a bridge and a connection name it: one finding with all places (mock)" {
	stanza thunderbolt0 '	address 10.10.10.1/30'
	in_etc /etc/systemd/network/10-tb.network '[Match]' 'Name=thunderbolt0'
	finds warning no-such-link
	assert_equal "$what" '/etc/network/interfaces:13, /etc/systemd/network/10-tb.network name thunderbolt0, but no link has this name'
	assert_equal "$next" 'tbnet-name show'
}

@test "names of others' interfaces, hidden files and connections that are off are no finding (mock)" {
	stanza eth9 '	address 192.168.9.1/24'
	in_etc /etc/systemd/network/10-lan.network '[Match]' 'Name=enp9s0 thunderbolt'
	in_etc /run/systemd/network/10-lan.network '[Match]' 'Name=thunderbolt0'
	in_etc /etc/NetworkManager/system-connections/old.nmconnection '[connection]' 'interface-name=thunderbolt0' 'autoconnect=false'
	all_well
	refute_output --partial thunderbolt0
}

@test "files that are no such files, and names that are hostile, are read to their end (mock)" {
	in_etc /etc/netplan/50-mesh.yaml $'\001: [[[[' "$(head -c 3000 /dev/zero | tr '\0' '{')" 'thunderbolt99999999999'
	in_etc /etc/frr/frr.conf 'interface' 'interface thunderbolt0/../x' ' ip router openfabric' $'interface thunder\033[2J' ' ip router openfabric x'
	in_etc /etc/pve/sdn/fabrics.cfg '_node:' 'x_node: _' $'\tinterfaces name=' $'\tinterfaces name=thunderbolt0'
	in_world mkdir -p /etc/systemd/network/10-folder.network
	run -0 --separate-stderr status
	refute_output --partial 'thunderbolt0'
	assert_line --partial 'unseen  /etc/systemd/network/10-folder.network: Is a directory'
	refute_output --partial 'all well'
}

@test "F33: two links in one subnet, of either family; a /32 on both is none (mock)" {
	in_world ip address add 10.9.0.1/24 dev en05
	in_world ip address add 10.9.0.130/25 dev en06
	finds error same-subnet en06
	assert_equal "$what" 'en06 and en05 are both in 10.9.0.0/24'
	in_world ip address del 10.9.0.130/25 dev en06
	in_world ip address add 10.9.0.1/32 dev en06
	in_world ip address add fd09::1/128 dev en05
	in_world ip address add fd09::1/128 dev en06
	all_well
	in_world ip address add fd09:1::1/64 dev en05
	in_world ip address add fd09:1::2/64 dev en06
	finds error same-subnet en06
	assert_equal "$what" 'en06 and en05 are both in fd09:1::/64'
}

@test "F33: the LAN has the network of a link, or a VPN's rule takes it (mock)" {
	in_world ip link add lan0 type veth peer name p-lan0
	in_world ip link set lan0 up
	in_world ip link set p-lan0 up
	in_world ip address add 10.9.0.7/24 dev lan0
	all_well
	in_world ip address add 10.9.0.1/24 dev en05
	finds error detour en05
	assert_equal "$what" 'packets for 10.9.0.0/24, the network of en05, leave by lan0'
	in_world ip address del 10.9.0.1/24 dev en05
	in_world ip route add 10.0.0.0/24 dev lan0 table 52
	in_world ip rule add priority 100 lookup 52
	run -3 status --json
	assert_equal "$(jq -r '.findings[] | .check + " " + .subject' <<< "$output" | paste -sd ' ')" 'detour en05 detour en06'
	in_world ip rule del priority 100
	all_well
	# of two links that is another finding
	in_world ip address add 10.0.0.2/30 dev en06
	finds error same-subnet en06
}

@test "F18: a guide's frr.conf routes over a link, and no daemon of FRR is to run (mock)" {
	in_etc /etc/frr/daemons 'zebra=yes' 'fabricd=no'
	in_etc /etc/frr/frr.conf 'interface en05' ' ip router openfabric 1' exit 'router openfabric 1' ' net 49.0000.0000.0001.00' exit
	all_well
	in_world sed -i 's/iface en05 inet static/iface en05 inet manual/; /10.0.0.1/d' /etc/network/interfaces
	in_world ip address flush dev en05 scope global
	finds error frr-off
	assert_equal "$what" '/etc/frr/frr.conf routes over en05, but FRR does not run'
	in_world ip address add 10.100.0.11/32 dev en05
	finds error frr-off
}

@test "F33: an address without its length, which reaches nobody; F12: an mtu that no link can have (mock)" {
	in_world sed -i 's/10.0.0.1.30/10.0.0.1/' /etc/network/interfaces
	in_world ip address del 10.0.0.1/30 dev en05
	in_world ip address add 10.0.0.1/32 dev en05
	finds warning no-network en05
	assert_equal "$what" 'en05 has only 10.0.0.1/32, and no route: it reaches no other address'
	in_world ip route add 10.0.0.2 dev en05
	all_well
	in_world ip route del 10.0.0.2
	in_world ip address del 10.0.0.1/32 dev en05
	in_world ip address add 10.0.0.1 peer 10.0.0.2/32 dev en05
	all_well
	in_world sed -i 's/mtu 65520/mtu 65536/; /en06/,$s/65536/65520/' /etc/network/interfaces
	finds warning mtu-impossible en05
}

@test "F33: an address that the other end has, too, which the kernel then does not use (mock)" {
	in_world ip address add fd09::1/64 dev p-en05 nodad
	in_world sysctl -q -w net.ipv6.conf.en05.accept_dad=1 net.ipv6.conf.en05.dad_transmits=1
	in_world ip address add fd09::1/64 dev en05
	wait_until 30 in_world sh -c 'ip -6 address show dev en05 dadfailed | grep -q fd09::1'
	finds error duplicate-address en05
	assert_equal "$what" 'en05 cannot use its address fd09::1: another host on the cable has it, too'
}

@test "F35: a link that is up, and that nothing uses, is worth a note (mock)" {
	in_world sed -i '/en06/,$d' /etc/network/interfaces
	in_world ip address flush dev en06 scope global
	finds note unused en06
	run -0 status
	assert_line --index -1 'all well: 2 links; --probe also tests large packets'
}

@test "F10: a stanza that asks by DHCP, on a cable without a DHCP server (mock)" {
	in_world ip address flush dev en05 scope global
	in_world sed -i 's/iface en05 inet static/iface en05 inet dhcp/; /10.0.0.1/d' /etc/network/interfaces
	finds warning no-lease en05
	in_world ip address add 192.168.2.5/24 dev en05
	all_well
}

@test "F10: of several files the one is named that has the missing address, such as an old copy (mock)" {
	in_etc /etc/network/interfaces.d/mesh.bak 'iface en05 inet static' '	address 10.99.0.1/30'
	in_world sh -ec 'echo "source /etc/network/interfaces.d/*" >> /etc/network/interfaces'
	finds error address-missing en05
	assert_regex "$why" ' is in /etc/network/interfaces\.d/mesh\.bak$'
}

@test "F10: a stanza in a file that no source line takes (mock)" {
	in_world sh -ec 'mkdir /etc/network/interfaces.d; sed -n "/en06/,\$p" /etc/network/interfaces > /etc/network/interfaces.d/mesh.cfg'
	in_world sed -i '/en06/,$d' /etc/network/interfaces
	finds warning stanza-unread en06
	assert_equal "$what" 'en06 has a stanza in /etc/network/interfaces.d/mesh.cfg:2 that no tool reads'
	assert_equal "$next" 'grep -n ^source /etc/network/interfaces'
	in_world sh -ec 'echo "source /etc/network/interfaces.d/*" >> /etc/network/interfaces'
	all_well
}

@test "F10: a stanza where neither ifupdown2 nor ifupdown is installed (mock)" {
	rm "$usr/sbin/ifup"
	take_usr
	in_world sed -i '/en06/,$d' /etc/network/interfaces
	finds warning stanza-unread en05
	assert_equal "$why" 'neither ifupdown2 nor ifupdown is installed'
}

@test "F35: nothing is configured: no \"all well\", but what to do next (mock)" {
	in_etc /etc/network/interfaces
	in_world ip address flush dev en05 scope global
	in_world ip address flush dev en06 scope global
	finds note unconfigured
	assert_equal "$next" 'tbnet-fabric plan'
	run -0 status
	assert_line --index -1 'no fault, and nothing is configured; more: tbnet-status --explain F35'
	refute_output --partial 'all well'
}

@test "F34: a described fabric that nobody has applied (mock)" {
	in_etc /etc/tbnet.conf 'TBNET_FABRIC_PREFIX=10.100.0.0/24' "TBNET_FABRIC_NODES=\"$(uname -n)=10.100.0.11 n3=10.100.0.13\""
	finds error fabric-not-applied
	assert_equal "$what" 'the fabric of /etc/tbnet.conf is not as described: FRR: not installed'
	run -3 status --json
	assert_equal "$(jq '[.findings[] | select(.id == "F34")] | length' <<< "$output")" 1
	# of another node this one has nothing
	in_etc /etc/tbnet.conf 'TBNET_FABRIC_PREFIX=10.100.0.0/24' 'TBNET_FABRIC_NODES="n8=10.100.0.11 n9=10.100.0.13"'
	all_well
}

@test "F28: a fabric that is described wrongly is reported once, and not on stderr (mock)" {
	in_etc /etc/tbnet.conf "TBNET_FABRIC_NODES=\"$(uname -n)=10.100.0.11\""
	finds warning fabric-setting
	assert_equal "$why" 'TBNET_FABRIC_PREFIX: not set; the prefix with all router ids, for instance 10.100.0.0/24'
	run -3 --separate-stderr status
	assert_equal "$stderr" ''
	# for a host of the mesh that got another name every program does nothing
	in_world ip link add dummy_tb4 type veth peer name far-dummy
	in_etc /etc/tbnet.conf TBNET_FABRIC_PREFIX=10.100.0.0/24 'TBNET_FABRIC_NODES="former=10.100.0.11 n2=10.100.0.12"'
	finds warning fabric-setting
	assert_equal "$why" "TBNET_FABRIC_NODES: this machine, $(uname -n | cut -d. -f1), is none of its nodes; if it has another name there: TBNET_FABRIC_NODE"
	in_etc /etc/tbnet.conf TBNET_FABRIC_PREFIX=10.100.0.0/24 'TBNET_FABRIC_NODES="former=10.100.0.11 n2=10.100.0.12"' TBNET_FABRIC_NODE=former
	run -3 status
	refute_output --partial 'none of its nodes'
}

# host_off - n2 is off: its host, its service and its link are gone
host_off() {
	in_world umount /sys
	in_world ip link del en05
	rm -r "$(nhi 0d.2)/domain0/0-0/0-1" "$sys/class/net/en05" "$sys"/bus/thunderbolt/devices/0-1*
	in_world mount --bind "$sys" /sys
}

# as_unit ARGUMENT... - what tbnet-link@.service runs
as_unit() {
	in_world "$TBNET_BIN/tbnet-up" "$@"
}

@test "F1: a neighbor that is off stays in the drawing, with the time at which it was last seen (mock)" {
	as_unit --wait en05
	as_unit --wait en06
	all_well
	in_world sed -i 's/^\([0-9]* \)[^ ]* en05 /\12026-11-01T12:00:00Z en05 /' /var/lib/tbnet/peers
	in_world rm /run/tbnet/seen-en05
	host_off
	in_world sed -i '/en05/,/^$/d' /etc/network/interfaces
	finds warning peer-gone 'port 1 of 0000:00:0d.2'
	assert_equal "$what" "en05: n2 not seen since $(date -d 2026-11-01T12:00:00Z '+%F %H:%M')"
	assert_equal "$next" 'is n2 on? is the cable in, at both ends?'
	run -3 status
	assert_line --regexp '^  n3 ==en06== .* \.\.en05\.\. n2$'
	assert_line --regexp '^-       port 1 of 0000:00:0d.2, n2 not seen since 2026-11-01 ..:..$'
	run -3 status --json
	assert_equal "$(jq -c '[.ready, (.links[0].missing | .name, .interface)]' <<< "$output")" '[false,"n2","en05"]'
	run -3 status --svg
	assert_output --partial 'not seen since 2026-11-01'
	# it has a stanza, too: one finding
	stanza en05 '	address 10.0.0.1/30'
	finds warning peer-gone 'port 1 of 0000:00:0d.2'
	# forgotten
	in_world rm /var/lib/tbnet/peers
	finds warning link-missing
}

# Two kernels that wait for each other: one has taken ten seconds for each logout, and the other one had gone on.
@test "F1: a host that the kernel does not get to know, though its cable is in, is not said to be off (mock)" {
	local way='if this stays for a minute, pull the cable, and put it back'
	as_unit --wait en05
	as_unit --wait en06
	host_off
	in_world umount /sys
	put "$(nhi 0d.2)/domain0/0-0/usb4_port1/link" usb4
	in_world mount --bind "$sys" /sys
	finds warning peer-unfound 'port 1 of 0000:00:0d.2'
	assert_regex "$what" '^en05: n2 not seen since .*, but a host is at its cable$'
	assert_equal "$next" "$way"
	# without a record of the host, by its stanza
	in_world rm /var/lib/tbnet/peers
	finds warning link-missing
	assert_equal "$why" 'a host is at its cable, but the kernel has not found out which; /etc/network/interfaces:3 names it'
	assert_equal "$next" "$way"
	in_world umount /sys
	put "$(nhi 0d.2)/domain0/0-0/usb4_port1/link" none
	in_world mount --bind "$sys" /sys
	finds warning link-missing
	assert_equal "$next" 'is the peer on? is the cable in, at both ends?'
}

@test "a neighbor that moved to another port, and one that has not been there for three boots, are not missed (mock)" {
	as_unit --wait en06
	as_unit --wait en05
	in_world sed -i 's/en06 0000:00:0d.3 1/en07 0000:00:0d.3 2/' /var/lib/tbnet/peers
	all_well
	host_off
	in_world sed -i '/en05/,/^$/d' /etc/network/interfaces
	in_world sed -i 's/^1 /9 /; s/^boot 1 /boot 12 /; /en07/d' /var/lib/tbnet/peers
	all_well
}

@test "F24: a cable that is slower than it was, in any direction, is reported until its line is deleted (mock)" {
	put "$(nhi 0d.2)/domain0/0-0/0-1/tx_lanes" 2
	as_unit --wait en05
	all_well
	put "$(nhi 0d.2)/domain0/0-0/0-1/tx_lanes" 1
	finds warning slower en05
	assert_equal "$what" 'en05 has 1 x 20.0 Gb/s, and had 2 x 20.0'
	# noted again, it is the best that is kept
	in_world sed -i 's/^1 2[^ ]* /1 2026-11-01T12:00:00Z /' /var/lib/tbnet/peers
	as_unit --wait en05
	finds warning slower en05
	in_world sed -i '/en05/d' /var/lib/tbnet/peers
	as_unit --wait en05
	run -0 status
}

@test "a memory that is cut off, of a newer version or no such file is reported, and nobody is missed for it (mock)" {
	local text
	for text in $'boot 1 x\n1 2026-11-0' '{"version": 2, "peers": []}' $'\001\002\003' '2 2026-11-28T23:50:00Z en05 0000:00:0d.2 1 - 20.0'; do
		in_etc /var/lib/tbnet/peers "$text"
		run -0 --separate-stderr status
		assert_line --regexp '^unseen  /var/lib/tbnet/peers: [0-9]+ lines are not peers, ignored$'
		assert_line --partial 'no fault seen'
		refute_output --partial 'all well'
	done
	in_world rm /var/lib/tbnet/peers
	in_world mkdir /var/lib/tbnet/peers
	run -0 --separate-stderr status
	assert_line 'unseen  /var/lib/tbnet/peers: Is a directory'
	refute_output --partial 'all well'
}

@test "F34: a node of the fabric that is not reached, though FRR has neighbors (mock)" {
	local -a fabric=('TBNET_FABRIC_PREFIX=10.100.0.0/24' "TBNET_FABRIC_NODES=\"$(uname -n)=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13\"")
	in_etc /etc/tbnet.conf "${fabric[@]}" TBNET_FABRIC_BFD=no
	in_world ip link add dummy_tb4 type veth peer name far-dummy
	in_world ip link set dummy_tb4 up
	in_world ip address add 10.100.0.11/32 dev dummy_tb4
	in_world ip route add 10.100.0.12/32 dev en05 proto 197
	put "$usr/bin/vtysh" '#!/bin/sh' 'cat /run/answer'
	chmod +x "$usr/bin/vtysh"
	take_usr
	in_world mkdir -p /run/frr
	start_as "$BATS_TEST_TMPDIR/fabricd"
	echo "$started" | in_world tee /run/frr/fabricd.pid > "$BATS_TEST_TMPDIR/pid"
	in_etc /run/answer '{"areas":[{"circuits":[{"adj":"n2","interface":"en05","state":"Up"}]}]}' \
		'router openfabric tb4' ' lsp-gen-interval 1' 'interface en05' ' ip router openfabric tb4'
	finds error fabric-no-route
	assert_equal "$what" 'n3: no route to 10.100.0.13'
	assert_equal "$next" 'tbnet-fabric check, on n3'
	in_world ip route add 10.100.0.13/32 dev en06 proto 197
	all_well
	assert_line --index -1 'all well: 2 links, 1 neighbor, 2 router ids; --probe also tests large packets'
	# OSPF has them all, as where it was on the ports before
	in_world ip route replace 10.100.0.12/32 dev en05 proto 188
	in_world ip route replace 10.100.0.13/32 dev en06 proto 188
	run -3 status --json
	assert_equal "$(jq -r '.findings[] | .check + " " + .what' <<< "$output" | cut -d , -f 1)" \
		$'fabric-no-route n2: the route to 10.100.0.12 over en05 is OSPF\'s\nfabric-no-route n3: the route to 10.100.0.13 over en06 is OSPF\'s'
	in_world ip route replace 10.100.0.12/32 dev en05 proto 197
	in_world ip route replace 10.100.0.13/32 dev en06 proto 197
	all_well
	mkdir "$sys/module/nf_tables"
	in_world nft add table ip filter
	in_world nft add chain ip filter FORWARD '{ type filter hook forward priority 0; policy drop; }'
	finds warning firewall-forward
	assert_equal "$what" 'chain FORWARD of ip filter drops what no rule accepts, and none names the mesh: packets that go the long way round through this node may be lost'
	in_world nft delete table ip filter
	in_etc /etc/tbnet.conf "${fabric[@]}"
	finds warning fabric-unwatched
	assert_equal "$what" 'en05: bfdd does not run, so FRR notices a cable that dies silently only after 10 s'
	assert_equal "$next" 'tbnet-fabric apply'
	in_etc /etc/tbnet.conf "${fabric[@]}" TBNET_FABRIC_BFD=no TBNET_FABRIC_SECRET=/etc/tbnet.secret
	finds warning fabric-open
	assert_equal "$what" 'OpenFabric takes neighbors without the secret: its router has no password, though TBNET_FABRIC_SECRET is set'
	assert_equal "$next" 'tbnet-fabric apply'
}

@test "F34: frr.conf.local has a router that no interface is in, as after the GUI has deleted the fabric (mock)" {
	in_etc /etc/frr/frr.conf.local 'router openfabric tb4' ' lsp-gen-interval 1' exit
	finds warning fabric-left
	assert_equal "$next" 'remove it from /etc/frr/frr.conf.local'
	in_etc /etc/frr/frr.conf.local '! tbnet-fabric begin: written by tbnet-fabric(8), do not edit' 'router openfabric tb4' exit
	finds warning fabric-left
	assert_equal "$next" 'tbnet-fabric undo'
	in_etc /etc/frr/frr.conf 'interface en05' ' ip router openfabric tb4' exit
	all_well
}

@test "a memory of 64 peers and a described fabric of 16 nodes: it stays a page, and names who is missing here alone (mock)" {
	local i peers=('boot 2 x') nodes
	for i in {1..64}; do
		peers+=("$(printf '2 2026-11-28T23:50:00Z en%02d 0000:%02x:0d.2 1 d6030000-0080-7f18-23d0-3d0a4c81e4%02x 20.0 2 host%d' "$i" $((i + 32)) "$i" "$i")")
	done
	in_etc /var/lib/tbnet/peers "${peers[@]}"
	all_well
	nodes="$(uname -n)=10.100.0.11"
	for i in {1..15}; do
		nodes+=" m$i=10.100.0.$((i + 20))"
	done
	in_etc /etc/tbnet.conf 'TBNET_FABRIC_PREFIX=10.100.0.0/24' "TBNET_FABRIC_NODES=\"$nodes\""
	finds error fabric-not-applied
	[ "$(wc -l <<< "$output")" -lt 400 ]
}

@test "what an ordinary user may not see of the tools' files is reported, and there is no \"all well\" (mock)" {
	local path
	run -0 as_user
	assert_line --partial 'all well'
	for path in /etc/frr /etc/netplan /etc/NetworkManager/system-connections /etc/systemd/network /etc/pve/sdn; do
		in_world install -d -m 700 "$path"
		run -0 as_user
		refute_output --partial 'all well'
		assert_line --partial "unseen  $path"
		in_world chmod 755 "$path"
	done
}
