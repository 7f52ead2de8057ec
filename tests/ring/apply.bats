# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-fabric apply and undo on three machines of plain Debian: real ifupdown2, real FRR, the one that RING_SUITE names.
load ring.bash

setup_file() {
	ring_of_debian
}

teardown_file() {
	ring_stop
}

teardown() {
	end_background
}

# etc NODE - every file of /etc with its mode, owner and contents
etc() {
	on "$1" sh -c 'find /etc -type f -printf "%p %m %u %g " -exec sha256sum {} \; | sort'
}

frr_pids() {
	on "$1" pgrep -x 'zebra|mgmtd|fabricd|staticd|bfdd' | paste -sd ' '
}

@test "plan shows what apply does, and changes nothing" {
	local before
	before=$(etc n1)
	run -3 on n1 tbnet-fabric plan "${options[@]}"
	assert_line '+++ /etc/network/interfaces.d/tbnet-fabric'
	assert_line '+fabricd=yes'
	assert_line '+bfdd=yes'
	assert_line '+ lsp-gen-interval 1'
	assert_equal "$(etc n1)" "$before"
}

@test "apply on the three: every router id by its own cable, at full MTU, within 30 s" {
	local node
	etc n1 > "$BATS_FILE_TMPDIR/before"
	for node in n1 n2 n3; do
		run -0 on "$node" tbnet-fabric apply "${options[@]}"
		assert_output --partial 'tb4: applied; see: tbnet-fabric check'
	done
	wait_until 30 settled
	on n3 cp -a /etc/frr/frr.conf /root/ours
	run -0 on n1 ping -c 1 -M 'do' -s 65492 10.100.0.12
	run -0 on n1 ping -c 1 -M 'do' -s 65492 10.100.0.13
	run -0 on n1 ip -br address show dummy_tb4
	assert_output --partial 10.100.0.11/32
}

@test "the stanzas are Proxmox VE's, with the MTU that it leaves out" {
	run -0 on n1 sed '/^#/d; /^$/d' /etc/network/interfaces.d/tbnet-fabric
	assert_output "$(printf '%s\n' 'auto dummy_tb4' 'iface dummy_tb4 inet static' \
		$'\taddress 10.100.0.11/32' $'\tlink-type dummy' $'\tip-forward 1' \
		'auto en05' 'iface en05 inet static' $'\taddress 10.100.0.11/32' $'\tip-forward 1' $'\tmtu 65520' \
		'auto en06' 'iface en06 inet static' $'\taddress 10.100.0.11/32' $'\tip-forward 1' $'\tmtu 65520')"
}

@test "FRR runs what Proxmox VE's own file would make it run" {
	as_pve n3 1 "$(ours n3)"
	on n3 mv /etc/frr/frr.conf /root/theirs
	on n3 rm /etc/network/interfaces.d/sdn
	on n3 cp -a /root/ours /etc/frr/frr.conf
	run on n3 /usr/lib/frr/frr-reload.py --test --stdout /root/theirs
	assert_output --partial 'Lines To Add'
	# csnp-interval 10 is fabricd's default, which it never shows
	refute_line --regexp '^ *(no )?(router|net|lsp-gen|ip router|openfabric (passive|hello|bfd)|bfd|peer|detect|receive|transmit|access-list|route-map|match|set|ip protocol)'
}

@test "apply once more changes nothing and restarts nothing" {
	local before pids
	before=$(etc n1)
	pids=$(frr_pids n1)
	run -0 on n1 tbnet-fabric apply "${options[@]}"
	assert_output 'tbnet-fabric: tb4: is already applied, no file was changed; see: tbnet-fabric check'
	assert_equal "$(etc n1)" "$before"
	assert_equal "$(frr_pids n1)" "$pids"
	settled
}

@test "the settings are in /etc/tbnet.conf now: no option is needed" {
	is_applied n1
}

@test "another hello is applied to the running FRR, without a restart" {
	local pids
	pids=$(frr_pids n1)
	run -0 on n1 tbnet-fabric apply --hello=2
	run -0 vty n1 'show running-config'
	assert_line ' openfabric hello-interval 2'
	assert_equal "$(frr_pids n1)" "$pids"
	run -0 on n1 tbnet-fabric undo
	run -0 on n1 tbnet-fabric apply
	wait_until 30 settled
	assert_equal "$(frr_pids n1)" "$pids"
}

@test "an OpenFabric of somebody else's is not mixed with ours; ours whose marks FRR's \"write\" took away gets them back" {
	on n1 sh -c 'cp -a /etc/frr/frr.conf /root/saved; printf "router openfabric oob\n net 49.0001.0000.0000.0001.00\nexit\n" >> /etc/frr/frr.conf'
	run -2 on n1 tbnet-fabric apply
	assert_output 'tbnet-fabric: /etc/frr/frr.conf has a "router openfabric oob" with none of the ports of TBNET_FABRIC_NODES: remove it first'
	on n1 cp -a /root/saved /etc/frr/frr.conf
	on n1 sed -i /tbnet-fabric/d /etc/frr/frr.conf
	run -0 on n1 tbnet-fabric apply
	run -0 on n1 grep -c 'router openfabric tb4$' /etc/frr/frr.conf
	assert_output "$(on n1 grep -c 'router openfabric tb4$' /root/saved)"
	run -0 on n1 tbnet-fabric apply
	assert_output --partial 'is already applied'
	# for the undo at the end, all that was not
	on n1 sh -c 'rm -r "$(ls -d /var/lib/tbnet/backup/* | tail -n 1)"'
	on n1 cp -a /root/saved /etc/frr/frr.conf
	on n1 sed -i '/tbnet-fabric end/d' /etc/frr/frr.conf
	run -1 on n1 tbnet-fabric apply
	assert_output 'tbnet-fabric: nothing was changed in /etc/frr/frr.conf: one of the two marker lines of tbnet-fabric is missing: remove the lines that it wrote there'
	on n1 cp -a /root/saved /etc/frr/frr.conf
}

@test "a cable that comes back gets what apply gave, without a restart of FRR" {
	local pids
	pids="$(frr_pids n1) $(frr_pids n2)"
	pull a
	wait_until 30 routed n1 n2 n3
	plug a
	wait_until 30 settled
	assert_equal "$(frr_pids n1) $(frr_pids n2)" "$pids"
}

@test "check: a fabric that is right, port by port and node by node" {
	wait_until 30 settled
	run -0 on n1 tbnet-fabric check
	assert_output "$(cat <<- 'END'
		FRR: router openfabric tb4, lsp-gen-interval 1
		dummy_tb4: router id is right
		en05: neighbor n2 is up, forwarding is right
		en06: neighbor n3 is up, forwarding is right
		n2: 10.100.0.12 over en05 answers at MTU 65520
		n3: 10.100.0.13 over en06 answers at MTU 65520
	END
	)"
}

@test "check: a port without the router id is found, though its node still answers the way round" {
	pull a
	cable a
	wait_until 30 routed n1 n2 n3
	run -3 on n1 tbnet-fabric check
	assert_line --partial 'en05: '
	assert_line 'n2: 10.100.0.12 over en06, the long way round, answers at MTU 65520'
	on n1 tbnet-fabric up en05
	run -3 on n1 tbnet-fabric check
	assert_line --regexp '^en05: (FRR has no neighbor; |neighbor .* is not up: ).*$'
	on n2 tbnet-fabric up en06
	wait_until 30 settled
	run -0 on n1 tbnet-fabric check
}

@test "check: forwarding that is off is found, which the adjacency does not show" {
	on n1 sysctl -q -w net.ipv4.conf.en05.forwarding=0
	run -3 on n1 tbnet-fabric check
	assert_line 'en05: does not forward IPv4: packets that go the long way round through this node are lost; next: tbnet-fabric up en05'
	run -0 on n1 tbnet-fabric up en05
	run -0 on n1 tbnet-fabric check
}

@test "check: a small MTU on the way is found" {
	on n2 ip link set en06 mtu 1500
	run -3 on n1 tbnet-fabric check
	assert_line 'n2: 10.100.0.12 over en05 answers small packets, but none of MTU 65520; next: tbnet-status, on n2 and each node on the way: which link has a smaller MTU?'
	on n2 ip link set en06 mtu 65520
	wait_until 30 settled
}

@test "check: lsp-gen-interval that is gone from the running FRR is found, and applied again" {
	on n1 vtysh -c 'configure terminal' -c 'router openfabric tb4' -c 'no lsp-gen-interval'
	run -3 on n1 tbnet-fabric check
	assert_line --partial 'FRR: router openfabric tb4 has lsp-gen-interval 30, not 1'
	run -0 on n1 tbnet-fabric apply
	run -0 on n1 tbnet-fabric check
}

@test "check: a cable that is out, and an address in the prefix that is no router id" {
	pull a
	wait_until 30 routed n1 n2 n3
	on n1 ip address add 10.100.0.9/32 dev lo
	run -3 on n1 tbnet-fabric check
	assert_line 'en05: missing: no cable, or no peer; next: tbnet-name show'
	assert_line 'n2: 10.100.0.12 over en06, the long way round, answers at MTU 65520'
	assert_line --partial 'lo has 10.100.0.9, which is in 10.100.0.0/24 but no router id'
	on n1 ip address del 10.100.0.9/32 dev lo
	plug a
	wait_until 30 settled
}

@test "check: an FRR that does not answer is ended, and reported" {
	local fabricd
	fabricd=$(on n1 pgrep -x fabricd)
	on n1 kill -STOP "$fabricd"
	run -3 on n1 tbnet-fabric check
	assert_line --partial 'FRR: vtysh does not answer: '
	on n1 kill -CONT "$fabricd"
	wait_until 30 settled
}

# goes_at NODE PORT PROGRAM PATTERN - the cable at PORT is pulled as soon as PROGRAM is called with these words, by whatever name
goes_at() {
	on "$1" mv "$3" "$3.real"
	on "$1" mkdir -p /root/real
	on "$1" ln -sf "$3.real" /root/real/ifup
	on "$1" ln -sf "$3.real" /root/real/vtysh
	put "$1" "$3" <<- END
		#!/bin/sh
		case "\$*" in
		$4) [ -e /run/went ] || { touch /run/went; ip link delete $2; } ;;
		esac
		exec "/root/real/\${0##*/}" "\$@"
	END
	on "$1" chmod +x "$3"
}
# went NODE PROGRAM - it did; and it does not any more
went() {
	on "$1" mv "$2.real" "$2"
	on "$1" rm /run/went
}

# gone_at PROGRAM PATTERN HELLO - apply of another hello, while n1's en05 goes
gone_at() {
	goes_at n1 en05 "$1" "$2"
	run -0 on n1 tbnet-fabric apply --hello="$3"
	went n1 "$1"
	assert_equal "${lines[-1]}" 'tbnet-fabric: tb4: applied; see: tbnet-fabric check'
	refute_output --partial fail
	plug a
	wait_until 60 settled
	run -0 on n1 tbnet-fabric check
}

@test "a cable that goes while apply has ifup set its port: the rest is applied, and the port once it is back" {
	gone_at /usr/share/ifupdown2/ifupdown2 '*en05' 2
}

@test "a cable that goes while apply has FRR take its file: the same" {
	gone_at /usr/bin/vtysh '*-b*' 3
	run -0 on n1 tbnet-fabric apply --hello=1
	wait_until 30 settled
}

# silent_cut - the longest time without an answer from n2, by two nodes that cannot see that their cable is dead
silent_cut() {
	pinging n1 10.100.0.12
	sleep 0.3
	silence a
	wait_until 20 round
	sleep 0.3
	pinged
	heal a
	wait_until 30 settled
}
round() {
	[ "$(route n1 10.100.0.12) $(route n2 10.100.0.11)" = 'en06 en05' ]
}

@test "a cable that dies silently: BFD has the route moved before a hello of ten is missed" {
	pull a
	long_cable a
	wait_until 30 settled
	silent_cut
	# 0.4 s where nothing else runs, 10 s without BFD
	[ "$gap" -lt 4000 ] || fail "$gap ms"
	run -0 on n1 tbnet-fabric check
}

@test "check: a port that BFD does not watch is found, and apply has it watched" {
	on n1 vtysh -c 'configure terminal' -c 'interface en05' -c 'no openfabric bfd'
	run -3 on n1 tbnet-fabric check
	assert_line 'en05: BFD does not watch the neighbor, so FRR notices a cable that dies silently only after 10 s; next: tbnet-fabric apply'
	run -0 on n1 tbnet-fabric apply
	wait_until 30 settled
	run -0 on n1 tbnet-fabric check
}

@test "without BFD by the settings FRR has none of it, and check does not ask for it" {
	local pids
	pids=$(frr_pids n1)
	run -0 on n1 tbnet-fabric apply --bfd=no
	run -0 vty n1 'show running-config'
	refute_output --regexp 'bfd$|^ peer'
	run -1 on n1 grep -E '^( openfabric )?bfd$|^ peer' /etc/frr/frr.conf
	wait_until 30 direct
	run -0 on n1 tbnet-fabric check
	run -0 on n1 tbnet-fabric apply --bfd=yes
	wait_until 30 settled
	assert_equal "$(frr_pids n1)" "$pids"
}

# undo_all NODE - one apply after the other
undo_all() {
	local i
	for i in {1..8}; do
		run -0 on "$1" tbnet-fabric undo
		[[ $output != *'nothing to undo'* ]] || return 0
	done
	fail "there is still something to undo"
}

@test "undo: the files as they were, FRR without the fabric, no router id left, nothing restarted" {
	local pids
	pids=$(frr_pids n1)
	undo_all n1
	run -0 etc n1
	assert_output "$(cat "$BATS_FILE_TMPDIR/before")"
	run -0 vty n1 'show running-config'
	refute_output --regexp 'openfabric|peer'
	run -0 on n1 ip -br address
	refute_output --partial 10.100.0.
	assert_equal "$(frr_pids n1)" "$pids"
	run -0 on n1 tbnet-fabric undo
}
