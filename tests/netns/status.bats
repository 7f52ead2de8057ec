# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: the picture, its form, and what must not get through. The interfaces are real, sysfs is a mock.
load status.bash

setup() {
	node_start
}

teardown() {
	end_background
}

@test "all well: the picture of a node with two links, exit 0 (mock)" {
	run -0 --separate-stderr in_world unshare --uts sh -c 'hostname n1; export SYSTEMD_DEVICE_VERIFY_SYSFS=0; exec "$1"' sh "$TBNET_BIN/tbnet-status"
	assert_equal "$stderr" ''
	assert_line --index 0 '  n3 ==en06== n1 ==en05== n2'
	assert_line --regexp '^en05    up, MTU 65520, carrier, since 2[0-9]{3}-[0-9-]+ [0-9:]+$'
	assert_line '        port 1 of 0000:00:0d.2, n2 (d6030000), 2 x 20.0 Gb/s'
	assert_line --regexp '^        10\.0\.0\.1/30, fe80::.*/64, forwards$'
	assert_line --partial 'thunderbolt loaded, thunderbolt_net loaded (e2e on), IPv4 forwarding on'
	assert_line 'stanzas en05 /etc/network/interfaces (mtu 65520), en06 /etc/network/interfaces'
	assert_line '        (mtu 65520)'
	assert_line --index -1 'all well: 2 links; --probe also tests large packets'
}

@test "all well without FRR, Ceph, ifupdown2 and a second cable (mock)" {
	rm "$usr/sbin/ifup"
	take_usr
	in_world rm /etc/network/interfaces
	rm -r "$(of en06)" "$sys/class/net/en06" "$(nhi 0d.3)/domain1/1-0/1-1" "$sys"/bus/thunderbolt/devices/1-1*
	all_well
	assert_line --index 0 --regexp '^  [^ ]+ ==en05== n2$'
	assert_line '-       port 1 of 0000:00:0d.3, no other host'
	refute_line --partial stanzas
}

@test "the drawing shows a link without login, one that is down, and a third (mock)" {
	in_world ip link set p-en05 down
	in_world ip link set en06 down
	xdomain 0d.3 1 3 n4 d6030000-0080-7f18-23d0-3d0a4c81e404
	run -3 status
	assert_line --index 0 --regexp '^  n3 xxen06xx [^ ]+ --en05-- n2$'
	assert_line --index 1 --regexp '^  [^ ]+ xx\?\?xx n4$'
}

@test "the worst last, where a terminal that scrolls shows it, each with its cause and its command; the count at the end (mock)" {
	in_world ip link set en06 mtu 1500
	in_world rmdir /var/log/journal
	in_etc /etc/sysctl.conf 'net.ipv4.ip_forward=1'
	run -3 status
	run -0 grep -nE '^(error|warning|note) |^  next: |^degraded' <<< "$output"
	assert_line --index 0 --regexp '^[0-9]+:note    F16 '
	assert_line --index 2 --regexp '^[0-9]+:warning F17 '
	assert_line --index 4 --regexp '^[0-9]+:error   F12 en06 has MTU 1500, not 65520$'
	assert_line --index 5 --regexp '^[0-9]+:  next: tbnet-up en06$'
	assert_line --index 6 --regexp ':degraded: 1 error, 1 warning; .*--explain F12$'
}

@test "--quiet prints errors and warnings alone, and nothing of a node without (mock)" {
	in_world rmdir /var/log/journal
	run -0 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 TBNET_LOG_LEVEL=err "$TBNET_BIN/tbnet-status"
	assert_line --regexp '^note    F16 '
	run -0 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" -q
	refute_output
	in_world ip link set en06 mtu 1500
	run -3 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" -q
	assert_line --index 0 'error   F12 en06 has MTU 1500, not 65520'
	refute_line --regexp '^(note|node|en06) '
	assert_line --index -1 'degraded: 1 error, 0 warnings; more: tbnet-status --explain F12'
}

@test "the routes to other hosts, by each way of a route (mock)" {
	in_world ip route add 10.100.0.12/32 via 10.0.0.2 dev en05
	in_world ip route add 10.100.0.13/32 nexthop via 10.0.0.2 dev en05 nexthop via 10.0.0.6 dev en06
	in_world ip -6 route add fd00::12/128 dev en06
	in_world ip route add 10.200.0.0/24 dev en05
	all_well
	assert_line 'routes  10.100.0.12/32 by en05, 10.100.0.13/32 by en05, 10.100.0.13/32 by en06,'
	assert_line '        fd00::12/128 by en06'
	refute_output --partial 10.200
}

# what a terminal may get: lines of printable characters
assert_harmless() {
	run -1 grep -nP '[\x00-\x08\x0b-\x1f\x7f]' <<< "$1"
	run -1 grep -nP '\xc2[\x80-\x9f]' <<< "$1"
}

@test "hostile names of peers and files reach neither the terminal nor JSON (mock)" {
	local host text
	host=$(nhi 0d.2)/domain0/0-0/0-1
	printf 'n2\033[2J\n' > "$host/device_name"
	printf '\033]0;x\007\n' > "$host/unique_id"
	printf '20.0 Gb/s\033[31m\n' > "$host/rx_speed"
	printf 'DMA\033[1m\n' > "$(nhi 0d.2)/iommu_group/type"
	printf '0-3\033[1m\n' > "$irq/140/effective_affinity_list"
	printf 'net.ipv4.ip_forward=1\033[2J\302\233x\377\n' | in_world tee /etc/sysctl.conf > "$BATS_TEST_TMPDIR/x"
	in_etc $'/etc/systemd/system/a\033[2Jb{if}.service' 'ExecStart=/sbin/rmmod thunderbolt'
	in_etc $'/etc/systemd/network/10-\033c.link' '[Match]' 'Path=pci-0000:00:0d.2-*' '[Link]' 'Name=en05'
	run -3 status
	text=$output
	assert_line --partial '/etc/systemd/system/a?[2Jb{if}.service reloads'
	assert_line --partial 'net.ipv4.ip_forward=1?[2J??x?'
	assert_line '        port 1 of 0000:00:0d.2, a peer without a name'
	assert_line "  next: grep -nE 'rmmod|modprobe' '/etc/systemd/system/a?[2Jb{if}.service'"
	assert_harmless "$text"
	run -3 status --json
	text=$output
	jq . <<< "$text" > "$BATS_TEST_TMPDIR/json"
	assert_harmless "$text"
	run -1 grep -F '\u001b' <<< "$text"
}

@test "a peer's name as long as it gets still fits the page (mock)" {
	printf '%0120d\n' 0 > "$(nhi 0d.2)/domain0/0-0/0-1/device_name"
	printf 'näme %.0s' {1..20} > "$(nhi 0d.3)/domain1/1-0/1-1/device_name"
	all_well
	assert_line --index 0 --regexp '^  näme näme näme n ==en06== [^ ]+ ==en05== 0{16}$'
	# 120 characters without a space: 8 and 72, 8 and 48
	assert_line "        $(printf '%072d' 0)"
	assert_line --regexp '^        0{48} '
}

@test "names of interfaces as long as they get, many addresses and many findings fit the page (mock)" {
	local n
	printf '%064d\n' 0 > "$(nhi 0d.2)/domain0/0-0/0-1/device_name"
	printf '%064d\n' 1 > "$(nhi 0d.3)/domain1/1-0/1-1/device_name"
	in_etc /etc/network/interfaces
	renamed en05 interface-of-5a
	renamed en06 interface-of-5b
	for n in {1..20}; do
		in_world ip address add "2001:db8:1234:5678:9abc:def0:1234:56$((n + 10))/128" dev interface-of-5a
		in_world ip route add "2001:db8:1234:5678:9abc:def0:1234:57$((n + 10))/128" dev interface-of-5b
	done
	in_world ip link set interface-of-5a down
	for n in {1..12}; do
		in_etc "/etc/systemd/system/$(printf '%0100d' "$n").service" 'ExecStart=/sbin/rmmod thunderbolt'
	done
	run -3 status
	assert_line --index 0 --regexp '^  [^ ]{12} ==interface-of-5b== [^ ]+ xxinterface-of-5axx [^ ]{12}$'
	assert_line --regexp '^interface-of-5a DOWN, MTU'
	assert_line --regexp '^degraded: [0-9]+ errors, 1[0-9] warnings; more: tbnet-status --explain F[0-9]+$'
	fits "$output"
}

@test "marks that turn the direction of writing get no further: no output has one (mock)" {
	local mark text form
	for mark in '\u061c' '\u200e' '\u200f' '\u2028' '\u202a' '\u202e' '\u2066' '\u2069'; do
		printf "n2$mark\n" > "$(nhi 0d.2)/domain0/0-0/0-1/device_name"
		in_etc "$(printf "/etc/systemd/system/a${mark}b.service")" 'ExecStart=/sbin/rmmod thunderbolt'
		for form in --verbose --json --prometheus; do
			run -3 --separate-stderr status "$form"
			text=$output
			# the marks among all that is not ASCII
			run -1 grep -P '\x{061c}|[\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}]' <<< "$text$stderr"
			[ "$form" != --json ] || jq -e '.links[0].peer.name == null and (.findings[0].what | test("/a[?]+b[.]service reloads"))' <<< "$text"
		done
		in_world rm -r /etc/systemd/system
	done
}

@test "names of 63 and 64 characters are shown whole, the peer's and this host's (mock)" {
	local n name
	for n in 63 64; do
		name=$(printf "%0${n}d" 0)
		echo "$name" > "$(nhi 0d.2)/domain0/0-0/0-1/device_name"
		run -0 in_world unshare --uts sh -c 'hostname "$1"; export SYSTEMD_DEVICE_VERIFY_SYSFS=0; exec "$2" --json' sh "$name" "$TBNET_BIN/tbnet-status"
		assert_equal "$(jq -r '.host, .links[0].peer.name' <<< "$output" | sort -u)" "$name"
		run -0 status
		assert_line "        $name"
	done
}

# a look through the whole node with everything there is
everything() {
	in_world ip link set en05 mtu 1500
	in_world ip link set p-en06 down
	in_etc /etc/sysctl.conf 'net.ipv4.ip_forward=1'
	in_world rmdir /var/log/journal
	put "$(nhi 0d.2)/iommu_group/type" DMA
	in_world ip route add 10.100.0.12/32 via 10.0.0.2 dev en05
}

@test "what is written to people fits 80 columns; no color into a pipe (mock)" {
	everything
	run -3 status
	run -1 grep -nE '^.{81}' <<< "$output"
	run -3 status
	refute_output --partial $'\033'
	run -0 status --explain=all
	# a command that has no "&&" is to be copied, and stays whole
	run -1 grep -nE '^.{81}' <<< "$(grep -vE '^next ' <<< "$output")"
}

@test "color on a terminal, unless NO_COLOR is set or it cannot (mock)" {
	in_world ip link set en05 down
	on_terminal() {
		in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$@" script -qec "$TBNET_BIN/tbnet-status" /dev/null < /dev/null
	}
	run -3 on_terminal TERM=xterm
	assert_output --partial $'\033[31merror  \033[0m F1  en05 is down'
	run -3 on_terminal TERM=xterm NO_COLOR=1
	refute_output --partial $'\033['
	assert_output --partial 'error   F1  en05 is down'
	run -3 on_terminal TERM=xterm NO_COLOR=
	assert_output --partial $'\033[31merror'
	run -3 in_world env -u TERM SYSTEMD_DEVICE_VERIFY_SYSFS=0 script -qec "$TBNET_BIN/tbnet-status" /dev/null < /dev/null
	assert_output --partial $'\033[31merror'
	run -3 on_terminal TERM=dumb
	refute_output --partial $'\033['
}

# on_screen ROWS COLUMNS COMMAND... - as a terminal of this size gets it
on_screen() {
	in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 TERM=xterm script -qec "stty rows $1 cols $2; exec ${*:3}" /dev/null < /dev/null | tr -d '\r'
}

# plain - stdin without colors
plain() {
	sed 's/\x1b\[[0-9;]*[mHJ]//g'
}

@test "on a terminal of 80x24 the last screen has the verdict and the worst finding, whatever else there is (mock)" {
	local n
	in_world ip link set en05 mtu 1500
	in_world ip link set en06 down
	for n in 1 2 3; do
		in_etc "/etc/systemd/system/$n.service" 'ExecStart=/sbin/rmmod thunderbolt'
	done
	run -0 on_screen 24 80 "$TBNET_BIN/tbnet-status"
	[ "${#lines[@]}" -gt 24 ]
	run -0 tail -n 24 <<< "$(plain <<< "$output")"
	assert_line --index -1 --regexp '^degraded: 2 errors, 3 warnings; more: tbnet-status --explain F1$'
	assert_line 'error   F1  en06 is down'
	assert_line 'error   F12 en05 has MTU 1500, not 65520'
}

@test "the whole of a node with two links and one fault fits 80x24 (mock)" {
	in_world ip link set en05 mtu 1500
	run -0 on_screen 24 80 "$TBNET_BIN/tbnet-status"
	[ "${#lines[@]}" -le 24 ] || fail "${#lines[@]} lines"
	# the link that is broken has its line in red
	assert_line --regexp $'^\033\\[31men05    up, MTU 1500 \\(WRONG\\), carrier'
	refute_line --regexp $'^\033\\[31men06'
	in_world ip link set en06 down
	run -0 on_screen 24 80 "$TBNET_BIN/tbnet-status"
	assert_line --regexp $'^\033\\[31men06    DOWN, '
}

@test "lines are as wide as the terminal, and 80 columns elsewhere, whatever COLUMNS says (mock)" {
	local columns long
	everything
	for columns in 60 80 120; do
		run -0 on_screen 50 "$columns" "$TBNET_BIN/tbnet-status"
		long=$(plain <<< "$output" | grep -vE '^  next: |^degraded: ' | wc -L)
		[ "$long" -le "$columns" ] && [ "$long" -gt $((columns * 3 / 4)) ] || fail "$long columns of $columns"
	done
	COLUMNS=40 run -3 status
	[ "$(wc -L <<< "$output")" -gt 60 ]
}

@test "--explain has what is found here, with its own names, and examples of the rest (mock)" {
	in_world ip link set en06 mtu 1500
	run -0 --separate-stderr status --explain F12
	assert_equal "$stderr" ''
	assert_line 'HERE   en06 has MTU 1500, not 65520'
	assert_line 'next   tbnet-up en06'
	assert_line --regexp '^e\.g\.   the next ifreload sets en05'
	refute_line --partial 'en05 has MTU'
}

@test "JSON is as its schema says: all well, degraded, and without hardware (mock)" {
	valid() {
		/usr/bin/python3 -c 'import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
jsonschema.Draft7Validator(schema).validate(json.load(sys.stdin))' "$TBNET_TOP/helpers/tbnet-status/status-schema.json"
	}
	run -0 status --json
	valid <<< "$output"
	assert_equal "$(jq -r '.schema, .status, .links[0].interface, .links[1].peer.name' <<< "$output" | paste -sd ' ')" '1 ok en05 n3'
	everything
	run -3 status --json
	valid <<< "$output"
	assert_equal "$(jq -r '.status, .links[0].mtu, .links[0].usable, .links[1].carrier' <<< "$output" | paste -sd ' ')" 'degraded 1500 false false'
	rm -r "${sys:?}"/{bus,class/net/*,devices}
	run -3 status --json
	valid <<< "$output"
	# and the schema is one that can say no
	run -1 valid <<< '{"schema": 1}'
	assert_output --partial "'version' is a required property"
}

@test "an ordinary user sees as much (mock)" {
	run -0 --separate-stderr as_user
	assert_equal "$stderr" ''
	assert_line --regexp '^all well: '
	in_world chmod 0700 /etc/network
	run -0 --separate-stderr as_user
	assert_line 'unseen  /etc/network/interfaces: not permitted for this user'
	refute_output --partial 'all well'
	# what he may not see is not said to be absent
	refute_output --partial 'has none'
}

@test "an ordinary user who may not see all gets no green on his terminal (mock)" {
	in_world chmod 0700 /etc/network
	in_world install -D -m 755 "$TBNET_BIN/tbnet-status" /run/programs/tbnet-status
	run -0 in_world setpriv --reuid=65534 --regid=65534 --clear-groups env SYSTEMD_DEVICE_VERIFY_SYSFS=0 TERM=xterm \
		ASAN_OPTIONS="$ASAN_OPTIONS" script -qec '/run/programs/tbnet-status | tail -n 1; exec /run/programs/tbnet-status' /dev/null < /dev/null
	assert_line --partial 'no fault seen, as far as this user may see'
	refute_output --partial $'\033[32mall well'
}

# hidden WHAT - root sees that all is well; an ordinary user is told what he cannot see, and no more
hidden() {
	run -0 status
	refute_line --partial unseen
	run -0 --separate-stderr as_user
	assert_line "unseen  $1: not permitted for this user"
	assert_line --index -1 'no fault seen, as far as this user may see; for the rest: sudo tbnet-status'
	refute_output --partial 'all well'
	refute_line --regexp '^(error|warning|note) '
}

@test "an ordinary user is not alarmed by what he may not see: interfaces, as the GUI of Proxmox VE reads them (mock)" {
	put "$usr/bin/pveversion" '#!/bin/sh'
	chmod +x "$usr/bin/pveversion"
	take_usr
	in_world chmod 0600 /etc/network/interfaces
	hidden /etc/network/interfaces
}

@test "an ordinary user is not alarmed by what he may not see: a policy, and the folder of policies (mock)" {
	in_etc /etc/network/interfaces
	stanza en05 '	address 10.0.0.1/30'
	in_world mkdir -p /etc/network/ifupdown2/policy.d
	in_world tee /etc/network/ifupdown2/policy.d/tbnet.json < "$TBNET_TOP/conf/ifupdown2-policy.json"
	in_world chmod 0600 /etc/network/ifupdown2/policy.d/tbnet.json
	hidden 'policies of ifupdown2'
	in_world chmod 0644 /etc/network/ifupdown2/policy.d/tbnet.json
	in_world chmod 0700 /etc/network/ifupdown2/policy.d
	hidden 'policies of ifupdown2'
}

@test "an ordinary user is not alarmed by what he may not see: what is loaded at boot (mock)" {
	in_etc /etc/modules-load.d/tbnet.conf thunderbolt_net
	in_world chmod 0600 /etc/modules-load.d/tbnet.conf
	hidden 'what is loaded at boot'
}

@test "an ordinary user is not alarmed by what he may not see: a .link file, and their folder (mock)" {
	rm "$usr/lib/systemd/network/00-thunderbolt0.link"
	take_usr
	in_etc /etc/systemd/network/10-tbnet-mine.link '[Match]' 'Path=pci-0000:00:0d.2' '[Link]' 'Name=en05' 'MTUBytes=65520'
	in_world chmod 0640 /etc/systemd/network/10-tbnet-mine.link
	hidden '.link files'
	in_world chmod 0644 /etc/systemd/network/10-tbnet-mine.link
	in_world chmod 0700 /etc/systemd/network
	hidden '.link files'
}

@test "an ordinary user is not alarmed by what he may not see: the settings, and so the MTU that is wanted (mock)" {
	in_etc /etc/tbnet.conf TBNET_MTU=9000
	in_etc /etc/network/interfaces
	stanza en05 '	address 10.0.0.1/30' '	mtu 9000'
	stanza en06 '	address 10.0.0.5/30' '	mtu 9000'
	in_world ip link set en05 mtu 9000
	in_world ip link set en06 mtu 9000
	in_world chmod 0600 /etc/tbnet.conf
	hidden /etc/tbnet.conf
	assert_line --index 0 --partial '==en05=='
	refute_line --partial WRONG
}

@test "an ordinary user is not alarmed by what he may not see: what Ceph waits for (mock)" {
	in_world mkdir -p /etc/systemd/system/ceph-osd.target.wants
	in_world ln -sf /nowhere /etc/systemd/system/ceph-osd.target.wants/ceph-osd@0.service
	in_etc /etc/ceph/ceph.conf '[global]' '	public_network = 10.0.0.0/29'
	in_etc /etc/systemd/system/ceph-osd@.service.d/mesh.conf '[Unit]' 'After=tbnet-online.service'
	in_world chmod 0600 /etc/systemd/system/ceph-osd@.service.d/mesh.conf
	hidden 'what Ceph waits for'
}

@test "exit 1 when nothing can be told (mock)" {
	run -1 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 sh -c 'exec "$0" --json > /dev/full' "$TBNET_BIN/tbnet-status"
	run -1 in_world strace -f -o /dev/null -e trace=socket -e inject=socket:error=EMFILE \
		env "ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0" SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status"
	assert_output --partial 'tbnet-status: cannot read the state of this node'
}
