# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-fabric in the place of a guide's mesh of both families: router openfabric 1, router ids on lo, static routes beside it; real
# ifupdown2, real FRR, the one that RING_SUITE names.
load ring.bash

# guide NODE - the files of such a node, as the guide has them
guide() {
	local i=${1#n} next prev
	next=$((i % 3 + 1)) prev=$(((i + 1) % 3 + 1))
	put "$1" /etc/network/interfaces <<- END
		auto lo
		iface lo inet loopback

		auto lo:0
		iface lo:0 inet static
		        address 10.0.0.8$i/32

		auto lo:6
		iface lo:6 inet static
		        address fc00::8$i/128

		allow-hotplug en05
		iface en05 inet manual
		        mtu 65520
		        up ip route add 10.0.0.8$next/32 dev en05

		iface en05 inet6 manual
		        mtu 65520

		allow-hotplug en06
		iface en06 inet manual
		        mtu 65520

		iface en06 inet6 manual
		        mtu 65520

		source /etc/network/interfaces.d/*
	END
	{
		printf '%s\n' 'frr defaults traditional' "hostname $1" 'ip forwarding' 'ipv6 forwarding' '!' "ip route 10.0.0.8$prev/32 en06" '!' \
			'router openfabric 1' " net 49.0000.0000.000$i.00" ' lsp-gen-interval 1' exit '!' \
			'interface lo' ' description mine' ' ip router openfabric 1' ' ipv6 router openfabric 1' ' openfabric passive' exit '!'
		printf 'interface %s\n ip router openfabric 1\n ipv6 router openfabric 1\nexit\n!\n' en05 en06
	} | put "$1" /etc/frr/frr.conf
	on "$1" chown frr:frr /etc/frr/frr.conf
	on "$1" sed -i 's/^fabricd=no/fabricd=yes/' /etc/frr/daemons
}

setup_file() {
	local cable node
	ring_start
	for node in n1 n2 n3; do
		guide "$node"
		networking "$node"
	done
	for cable in a b c; do
		cable "$cable"
	done
	for node in n1 n2 n3; do
		on "$node" ifup en05 en06
		frr "$node" start
	done
	wait_until 60 six
	# the hosts at n1's ports, which tbnet-link@.service notes
	on n1 mkdir -p /var/lib/tbnet
	printf '%s\n' 'boot 2 x' '2 2026-11-28T23:50:00Z en05 0000:00:0d.2 1 d6030000-0080-7f18-23d0-3d0a4c81e401 20.0 2 n2' \
		'2 2026-11-28T23:50:00Z en06 0000:00:0d.3 1 d6030000-0080-7f18-23d0-3d0a4c81e402 20.0 2 n3' | put n1 /var/lib/tbnet/peers
}

teardown_file() {
	ring_stop
}

# six - FRR of every node has IPv6 routes to both others by the cable between them
six() {
	local node i
	for node in n1 n2 n3; do
		i=${node#n}
		[ "$(route "$node" "fc00::8$((i % 3 + 1))") $(route "$node" "fc00::8$(((i + 1) % 3 + 1))")" = 'en05 en06' ] || return 1
	done
}

# restart_frr - what an FRR 8.4 needs before it takes another NET, and its administrator does
restart_frr() {
	local node
	[ "${RING_SUITE:-}" = bookworm ] || return 0
	for node; do
		frr "$node" stop
		frr "$node" start
	done
}

@test "init proposes the router ids that the nodes have" {
	run -0 on n1 tbnet-fabric init 10.0.0.0/24 fc00::/64
	assert_line 'router ids of the OpenFabric that runs stay'
	assert_line --regexp '^TBNET_FABRIC_NODES="n1=10.0.0.81,fc00::81,(en05,en06|en06,en05) n2=10.0.0.82,fc00::82 n3=10.0.0.83,fc00::83"$'
	printf '%s\n' "${lines[@]}" | grep '^TBNET_' > "$BATS_FILE_TMPDIR/settings"
}

@test "plan shows the guide's router and the static routes that go" {
	local node
	for node in n1 n2 n3; do
		put "$node" /etc/tbnet.conf < "$BATS_FILE_TMPDIR/settings"
	done
	on n1 sh -c 'sha256sum /etc/frr/frr.conf /etc/frr/daemons /etc/network/interfaces' > "$BATS_FILE_TMPDIR/before"
	run -3 on n1 tbnet-fabric plan
	assert_line 'tb4 replaces the OpenFabric 1 in /etc/frr/frr.conf, which has the same ports:'
	assert_line '-router openfabric 1'
	assert_line '-ip route 10.0.0.83/32 en06'
	assert_line --regexp '^-[[:blank:]]+up ip route add 10.0.0.82/32 dev en05$'
	assert_line --partial 'static routes to router ids go from the files'
}

@test "apply on all three puts ours in its place; routes of both families come" {
	local node status=0
	# 8.4 says that it does not take another NET
	[ "${RING_SUITE:-}" != bookworm ] || status=1
	for node in n1 n2 n3; do
		run "-$status" on "$node" tbnet-fabric apply
		assert_line --partial 'router openfabric 1: removed from the running FRR'
		[ "$status" -eq 0 ] ||
			assert_line 'tbnet-fabric: this FRR cannot change its NET while it runs, and its file has another one; next: systemctl restart frr.service'
	done
	restart_frr n1 n2 n3
	wait_until 60 six
	run -0 on n1 grep -A 1 'interface lo' /etc/frr/frr.conf
	assert_output $'interface lo\n description mine'
	run -0 vty n1 'show running-config'
	refute_line 'router openfabric 1'
	refute_line --partial ' router openfabric 1'
	run -0 on n1 cat /etc/network/interfaces
	refute_output --partial 'ip route add'
	assert_line --regexp 'address fc00::81/128'
}

@test "check names the static routes that are in use, and the commands that it prints take them away" {
	local line
	# FRR's own go where FRR is reloaded for bfdd
	on n1 vtysh -c 'configure terminal' -c 'ip route 10.0.0.83/32 en06'
	wait_until 10 eval '[ "$(on n1 ip -j route show 10.0.0.83 | on n1 jq length)" = 1 ] && on n1 ip route show 10.0.0.83 | grep -v openfabric'
	run -3 on n1 tbnet-fabric check
	assert_line "n2: a static route to 10.0.0.82 over en05 wins over FRR's, and stays when that cable is dead; next: ip route del 10.0.0.82 dev en05"
	assert_line "n3: a static route to 10.0.0.83 over en06, of FRR, wins over FRR's, and stays when that cable is dead; next: vtysh -c 'configure terminal' -c 'no ip route 10.0.0.83/32 en06'"
	for line in "${lines[@]}"; do
		[[ $line != *'static route'* ]] || on n1 sh -c "${line##*next: }"
	done
	wait_until 60 six
	run on n1 tbnet-fabric check
	refute_output --partial static
	assert_line --partial 'n2: 10.0.0.82 over en05 answers'
	assert_line --partial 'n2: fc00::82 over en05 answers'
	assert_line --partial 'n3: fc00::83 over en06 answers'
}

@test "undo brings the guide's files and its router back" {
	local node
	for node in n1 n2 n3; do
		run -0 on "$node" tbnet-fabric undo
	done
	run -0 on n1 sh -c 'sha256sum /etc/frr/frr.conf /etc/frr/daemons /etc/network/interfaces'
	assert_output "$(cat "$BATS_FILE_TMPDIR/before")"
	restart_frr n1 n2 n3
	run -0 vty n1 'show running-config'
	assert_line 'router openfabric 1'
	assert_equal "$(grep -cE '^ ip(v6)? router openfabric 1$' <<< "$output")" 6
	refute_output --partial tb4
	wait_until 60 six
}
