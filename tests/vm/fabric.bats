#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# FRR's fabricd over the links, as Proxmox VE's OpenFabric fabric sets it up.

load vm.bash

# Its two files; lsp-gen-interval is what tbnet(7) recommends, and makes this four times as fast.
set_up_fabric() { # NAME
	local number=${1#n}
	mkdir -p "$BATS_TEST_TMPDIR/$1/etc/network/interfaces.d" "$BATS_TEST_TMPDIR/$1/etc/frr"
	cd "$BATS_TEST_TMPDIR/$1/etc" || return
	{
		printf '%s\n' 'auto dummy_tb4' 'iface dummy_tb4 inet static' "	address 10.100.0.1$number/32" \
			'	link-type dummy' '	ip-forward 1'
		printf '%s\n' '' 'auto en05' 'iface en05 inet static' "	address 10.100.0.1$number/32" '	ip-forward 1'
	} > network/interfaces.d/sdn
	{
		printf '%s\n' 'router openfabric tb4' " net 49.0001.0101.0000.001$number.00" ' lsp-gen-interval 1' exit
		printf '%s\n' 'interface dummy_tb4' ' ip router openfabric tb4' ' openfabric passive' exit
		printf '%s\n' 'interface en05' ' ip router openfabric tb4' ' openfabric hello-interval 3' \
			' openfabric csnp-interval 10' exit
	} > frr/frr.conf
	on "$1" --put "$BATS_TEST_TMPDIR/$1" /
	on "$1" 'sed -i s/fabricd=no/fabricd=yes/ /etc/frr/daemons && chown -R frr:frr /etc/frr'
	on -t 120 "$1" 'ifreload -a && systemctl start frr'
}

has_route() { # NAME ADDRESS
	on "$1" "ip route show $2 | grep -w en05"
}

frr_daemons() { # NAME
	on "$1" 'pgrep -x "watchfrr|mgmtd|zebra|fabricd" -a | sort -n'
}

# bats test_tags=long
@test "the routes of an OpenFabric fabric come back after a replug, and FRR was not restarted" {
	local n1 n2
	from installed n1 n2
	in_parallel set_up_fabric n1 n2
	wait_until 180 has_route n1 10.100.0.12
	wait_until 180 has_route n2 10.100.0.11
	n1=$(frr_daemons n1) n2=$(frr_daemons n2)
	assert_regex "$n1" fabricd

	cable n1 2 0
	wait_gone n1 en05
	wait_gone n2 en05
	run -1 has_route n1 10.100.0.12
	cable n1 2 1
	wait_usable n1 en05
	wait_until 180 has_route n1 10.100.0.12
	wait_until 180 has_route n2 10.100.0.11
	run -0 on n1 'ping -q -M do -c 3 -i 0.3 -W 5 -s 65492 -I 10.100.0.11 10.100.0.12'
	run -0 frr_daemons n1
	assert_output "$n1"
	run -0 frr_daemons n2
	assert_output "$n2"
}
