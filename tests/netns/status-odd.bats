# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: what it makes of files, sysfs, locks and routes that are not as usual, and of FRR's neighbors (a mock).
load status.bash

setup() {
	node_start
}

teardown() {
	end_background
}

# found [CHECK...] - these checks find something, once each, and no others
found() {
	run status --json
	assert_equal "$("$TBNET_TOP/tests/lib/findings" <<< "$output" | cut -d ' ' -f 2 | sort | paste -sd ' ')" "$*"
}

# ceph_finds CONF [CHECK...]
ceph_finds() {
	ceph "$1"
	found "${@:2}"
}

@test "F19: a network of Ceph's that has a link's address, in every way of writing it, or has none, and no other line (mock)" {
	local line
	in_world ip address add fd00::1/64 dev en05 nodad
	for line in 'public_network = 10.0.0.1/32' 'public network = fd00::/60' 'cluster_network=0.0.0.0/0' 'public_network = x, 10.0.0.0/31' \
		'public-network = 10.0.0.0/24'; do
		ceph_finds "$line" ceph-order
	done
	for line in 'public_addr = 10.0.0.0/24' 'publicnetwork = 10.0.0.0/24' 'cluster_net = 10.0.0.0/24' \
		'public_network 10.0.0.0/24' 'mon_host = 10.0.0.0/24'; do
		ceph_finds "$line"
	done
	# what is no network has no address of this host, either
	for line in 'public_network = 10.0.0.1' 'public_network = 10.0.0/24' 'public_network = 10.0.0.0/33' 'public_network = /24' \
		"public_network = $(printf '%080d' 0)/24" 'public_network = fd00::/129' 'public_network = 10.0.0.0/' 'public_network = 10.0.0.2/31' \
		'public_network = fd00::8000:0:0:0/65'; do
		ceph_finds "$line" ceph-no-address
	done
	ceph_finds 'public_network = 10.0.0.0/24' ceph-order
	in_etc /etc/systemd/system/ceph-osd@.service.d/a.conf '[Service]'
	in_etc /run/systemd/system/ceph.target.d/a.conf '[Unit]' 'After=network.target'
	found ceph-order
	in_etc /run/systemd/system/ceph.target.d/b.conf '[Unit]' 'After=tbnet-online.service'
	found
}

# locks LINE... - the kernel has these locks
locks() {
	printf '%s\n' "$@" > "$BATS_TEST_TMPDIR/locks"
	run in_world env TBNET_IFUP_WAIT=1 SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" --json
	jq -r '.findings[].check' <<< "$output"
}

@test "F11: only the one that holds this very lock is an ifup that does not end, whatever its name is (mock)" {
	local inode major minor file=$BATS_TEST_TMPDIR/'a) b (c'
	: > "$BATS_TEST_TMPDIR/locks"
	in_world mkdir -p /run/network
	in_world touch /run/network/.lock
	in_world mount --bind "$BATS_TEST_TMPDIR/locks" /proc/locks
	inode=$(in_world stat -c %i /run/network/.lock)
	major=$(in_world stat -c %Hd /run/network/.lock)
	minor=$(in_world stat -c %Ld /run/network/.lock)
	major=$(printf %02x "$major") minor=$(printf %02x "$minor")
	start_as "$file"
	sleep 2
	assert_equal "$(locks '1: POSIX  ADVISORY  WRITE 1 00:01:2 0 EOF' "2: FLOCK  ADVISORY  WRITE $started $major:$minor:$inode 0 EOF")" ifup-stuck
	# the kernel's lines of other locks, one whose process has gone, and lines of no sense
	assert_equal "$(locks "1: FLOCK  ADVISORY  WRITE $started $major:$minor:${inode}1 0 EOF" \
		"1: FLOCK  ADVISORY  WRITE $started 1$major:$minor:$inode 0 EOF" "1: FLOCK  ADVISORY  WRITE $started $major:1$minor:$inode 0 EOF" \
		"1: FLOCK  ADVISORY  READ $started $major:$minor:$inode 0 EOF" "1: POSIX  ADVISORY  WRITE $started $major:$minor:$inode 0 EOF" \
		'1: FLOCK  ADVISORY  WRITE' '1: FLOCK  ADVISORY  WRITE x' '1: FLOCK  ADVISORY  WRITE 7 zz:1:1 0' '1: FLOCK  ADVISORY  WRITE 7 1' \
		'1: FLOCK  ADVISORY  WRITE 7 1:' '1: FLOCK  ADVISORY  WRITE 7 1:z:1 0' '1: FLOCK  ADVISORY  WRITE 7 1:1:z' '1: FLOCK  ADVISORY  WRITE 7 1:1:1')" ''
	assert_equal "$(locks "1: FLOCK  ADVISORY  WRITE 4194305 $major:$minor:$inode 0 EOF")" ''
}

@test "a controller whose identity sysfs does not tell has none, and is no known one (mock)" {
	local id
	for id in 8086 0x 0x8086x 0x18086 '' 0X8086; do
		put "$(nhi 0d.2)/vendor" "$id"
		run -0 status --json
		assert_equal "$id: $(jq -r '.controllers[0].pci_id' <<< "$output")" "$id: null"
	done
	put "$(nhi 0d.2)/vendor" 0x1022
	put "$(nhi 0d.2)/device" 0x1669
	found
	put "$(nhi 0d.2)/iommu_group/type" $'DMA\e[31m'
	found
	rm "$(nhi 0d.2)/iommu_group/type"
	found
}

@test "routes of other kinds than to a host by a link are not shown, and too many are counted (mock)" {
	in_world sh -c 'ip -batch - && ip -6 route add fd09::9/128 via fe80::1 dev en05 &&
		ip -6 route add fd09::8/126 dev en05 && ip -6 route add fd09::10/128 nexthop via fe80::1 dev en05 nexthop via fe80::2 dev en06' <<- 'END'
		route add blackhole 10.200.0.1
		route add unreachable 10.200.0.2
		route add 10.200.0.3/32 dev en05 proto kernel
		route add 10.200.0.4/31 dev en05
		route add 10.200.1.0/24 dev en06 proto 197
	END
	all_well
	refute_output --partial 10.200.0
	assert_output --partial '10.200.1.0/24 by en06'
	assert_output --partial 'fd09::9/128 by en05'
	assert_output --partial 'fd09::10/128 by en06'
	refute_output --partial fd09::8
	in_world sh -c 'for i in $(seq 250); do echo "route add 10.201.0.$i/32 dev en05"; done | ip -batch -'
	all_well
	assert_output --regexp 'and [0-9]+ more'
}

fabricd_runs() {
	in_etc /etc/frr/daemons 'fabricd=yes'
	start_as "$BATS_TEST_TMPDIR/fabricd"
	in_etc /run/frr/fabricd.pid "$started"
}

# neighbors JSON - FRR runs, and vtysh says that of them, and that en05 and en06 are the fabric's (mock)
neighbors() {
	printf '%s\n' "$1" 'interface en05' ' ip router openfabric tb4' 'exit' 'interface en06' ' ipv6 router openfabric tb4' 'exit' \
		"${@:2}" > "$BATS_TEST_TMPDIR/answer"
	printf '#!/bin/sh\ncat "%s"\n' "$BATS_TEST_TMPDIR/answer" > "$BATS_TEST_TMPDIR/vtysh"
	chmod +x "$BATS_TEST_TMPDIR/vtysh"
	in_world mount --bind "$BATS_TEST_TMPDIR/vtysh" /usr/bin/vtysh
}

@test "F18: a neighbor that is not up, and one that is not there, are each said of their link (mock)" {
	fabricd_runs
	in_world ip route add 10.100.0.12/32 via 10.0.0.2 dev en05 proto 197
	neighbors '{"areas":[{"circuits":[{"adj":"n2","interface":"en05","state":"Up"},{"adj":"n3","interface":"en06","state":"Up"}]}]}' \
		'router openfabric tb4' ' lsp-gen-interval 1' exit
	found
	neighbors '{"areas":[{"circuits":[{"adj":"n2","interface":"en05","state":"Up"},{"adj":"n3","interface":"en06","state":"Init"}]}]}' \
		'router openfabric tb4' ' lsp-gen-interval 1' exit
	found no-neighbor
	run -3 status
	assert_output --partial '(NOT up)'
	assert_output --partial 'is not up'
	neighbors '{"areas":[{"circuits":[{"adj":"n9","interface":"eth9","state":"Up"},{"adj":"n2","interface":"en05","state":"Up"}]}]}' \
		'router openfabric tb4' ' lsp-gen-interval 30' 'router openfabric' 'router' '' 'router ospf' ' openfabric x' 'interface lo' ' openfabric passive' ' ip router ospf' ' ip x openfabric' 'interface en06' ' openfabric passive' exit
	# a router without the line has fabricd's own 30 s; a passive link needs no neighbor
	found lsp-gen
}

@test "what of a link cannot be read is skipped of its line, and is no alarm (mock)" {
	rm "$(of en05)/carrier_changes" "$(of en05)/statistics/rx_crc_errors"
	rm "$(nhi 0d.2)/domain0/0-0/0-1/rx_lanes"
	in_world mount -t tmpfs none /proc/sys
	in_world mkdir -p /proc/sys/net/ipv4/conf/en05
	in_world sh -c 'echo 1 > /proc/sys/net/ipv4/conf/en05/forwarding'
	run status
	assert_line --partial 'forwarding not known'
	run status --json
	assert_equal "$(jq -c '[.links[] | .forwards]' <<< "$output")" '[true,null]'
	put "$(of en06)/carrier_changes" 7
	run status
	assert_line --partial 'carrier changed 7'
}

@test "F5: a reading from the future, of another netdev or half written is none (mock)" {
	local index text
	put "$(of en05)/statistics/rx_errors" 60
	index=$(in_world cat /sys/class/net/en05/ifindex)
	for text in "$(printf 'ifindex=%x\nerrors-at=ffffffffffff' "$index")" $'ifindex=fffff\nerrors-at=1' "$(printf 'ifindex=%x\nerrors-at=x' "$index")" \
		"$(printf 'ifindex=%x\nerrors=100\nerrors-at=1' "$index")"; do
		in_etc /run/tbnet/link-en05 "$text"
		found
		# and is replaced
		assert_equal "$text: $(note en05 ifindex) $(note en05 errors)" "$text: $index 60"
	done
}

@test "F17: each setting of the mesh that a file which is not read has, and a folder that is (mock)" {
	local line
	for line in net.ipv4.ip_forward=1 net.core.rmem_max=1 net.ipv6.conf.all.forwarding=1 vm.min_free_kbytes=1; do
		in_etc /etc/sysctl.conf "$line"
		found sysctl-conf
	done
	for line in net.ipv4.tcp_x=1 net.corex=1 net.ipv6.conf.all.accept_ra=1 vm.swappiness=1 ''; do
		in_etc /etc/sysctl.conf "$line"
		found
	done
	in_etc /etc/sysctl.conf net.core.rmem_max=1
	in_etc /etc/sysctl.d/99-sysctl.conf
	found sysctl-conf
	in_world ln -sf ../sysctl.conf /etc/sysctl.d/99-sysctl.conf
	found
}

@test "F12: of several policies only what all say counts, wherever they are (mock)" {
	policy() { # FILE TEXT
		in_etc "$1" "$2"
		run status --json
		jq -r '.links[0].stanza.policy_mtu' <<< "$output"
	}
	local a=/etc/network/ifupdown2/policy.d/a.json b=/etc/network/ifupdown2/policy.d/b.json c=/var/lib/ifupdown2/policy.d/c.json
	in_world mount -t tmpfs none /var/lib
	assert_equal "$(policy $c '{"address":{"defaults":{"mtu":"9000"}}}')" 9000
	assert_equal "$(policy $c '{"address":{"iface_defaults":{"en05":{"mtu":65520}},"defaults":{"mtu":"9000"}}}')" 65520
	assert_equal "$(policy $a '{"address":{"iface_defaults":{"en05":{"mtu":"9001"}}}}')" 9001
	assert_equal "$(policy $b '{"address":{"iface_defaults":{"en05":{"mtu":"9001"}}}}')" 9001
	assert_equal "$(policy $b '{"address":{"iface_defaults":{"en05":{"mtu":"9002"}}}}')" 65520
	local text
	for text in '{"address":{"iface_defaults":{"en05":{"mtu":"x"}}}}' '{"address":{"iface_defaults":{"en05":{"mtu":67}}}}' '{"address":[]}' '[]' '{' ''; do
		in_world rm -f $b $c
		assert_equal "$text: $(policy $a "$text")" "$text: null"
	done
	in_world rm $a
	in_world mkdir $a
	assert_equal "$(policy $c '{"address":{"iface_defaults":{"en05":{"mtu":"1500"}}}}')" 1500
}

@test "a setting that cannot be, of those that status reads, is a finding; options that do not go together: exit 2 (mock)" {
	local setting arguments
	for setting in TBNET_IFUP_WAIT=0 TBNET_IRQ=maybe TBNET_MTU=1; do
		run -3 in_world env "$setting" SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" --json
		assert_output --partial "${setting%=*}"
	done
	for arguments in '--watch --json' '--watch --prometheus' '--watch --probe' '--watch --output=/run/x' '--explain=F1 --watch' '--explain=F1 --json' \
		'--explain=F1 --probe' '--explain=F1 --output=/run/x'; do
		# shellcheck disable=SC2086 # words
		run -2 status $arguments
		assert_equal "${#lines[@]}" 1
	done
	# names that nobody can have, or twice
	TBNET_ONLINE='en05,en05 en06 0123456789abcdefg a/b' all_well
}

@test "F4: a controller without its driver, while the core is there: not its own fault (mock)" {
	rm "$(nhi 0d.3)/driver"
	run -3 status --json
	assert_equal "$(jq -r '.findings[] | select(.check == "no-core").why' <<< "$output" | grep -c 'did not take it')" 1
	assert_equal "$(jq -r '.findings[] | select(.check == "no-core").next' <<< "$output")" 'journalctl -k -g thunderbolt'
	rm "$(nhi 0d.3)/vendor"
	run status --json
	assert_equal "$(jq -r '.findings[] | select(.check == "no-core").what' <<< "$output")" ''
}

@test "F15: a log that says up, of links that are usable, gone or not there, is no lie (mock)" {
	in_etc /var/log/thunderbolt-startup.log 'en05 up' 'en06 up successful' 'en07 up successful on attempt 1'
	found
	in_world ip link set en05 down
	in_world ip link set en06 down
	in_etc /var/log/thunderbolt-startup.log 'Sat: en05 up successful on attempt 1' 'Sat: en06 up successful on attempt 1'
	run -3 status --json
	assert_equal "$(jq -r '.findings[].check' <<< "$output" | sort | uniq -c | paste -sd ' ' | tr -s ' ')" ' 2 link-down 1 log-lies'
}

@test "counters that are no numbers are not counted, in any form of the output (mock)" {
	local value
	for value in 12x -1 '' 99999999999999999999999 ' 1'; do
		put "$(of en05)/statistics/rx_errors" "$value"
		run -0 status --prometheus
		refute_line --partial 'tbnet_link_receive_errors_total{interface="en05"'
		assert_line --partial 'interface="en06"'
		run -0 status --json
		assert_equal "$value: $(jq -c '.links[0].counters' <<< "$output")" "$value: null"
	done
}

@test "a host whose interface is missing, and a machine without ifupdown2, are shown in every form of the output (mock)" {
	in_world mount --bind /dev/null /usr/share/ifupdown2/ifup
	in_world rm /etc/network/interfaces
	in_world ip link del en06
	rm -r "$(of en06)" "$sys/class/net/en06"
	run -0 status --json
	assert_equal "$(jq -c '[.links[].stanza]' <<< "$output")" '[null,null]'
	run -0 status --prometheus
	assert_line --partial 'n3'
	run -0 status
	assert_line --partial 'the interface of port 1 of 0000:00:0d.3 is in another network'
}

@test "--output beside where it is called, and where no file can be (mock)" {
	run -0 in_world sh -c 'cd /run && exec env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$0" --prometheus --output=here.prom' "$TBNET_BIN/tbnet-status"
	run -0 in_world grep -c '^# TYPE' /run/here.prom
	for path in /etc/network/interfaces/x /nowhere/x /; do
		run -1 status --prometheus "--output=$path"
		assert_equal "${#lines[@]}" 1
	done
}

@test "a small MTU has fewer sizes to probe, and a peer that is silent is reported (mock)" {
	in_etc /etc/network/interfaces
	for name in en05 p-en05 en06 p-en06; do
		in_world ip link set "$name" mtu 250
	done
	TBNET_MTU=250 run status --probe --json
	assert_equal "$(jq -r '.links[0].probe.result' <<< "$output")" silent
	TBNET_MTU=250 run status --probe
	assert_line --partial 'probe: NO answer'
}

@test "F22: where interrupts go is read as far as the kernel tells, and lists of no sense tell nothing (mock)" {
	put "$sys/devices/cpu_core/cpus" 0-3
	rm "$irq/140/effective_affinity_list"
	put "$irq/140/smp_affinity_list" 12
	found slow-cores
	put "$irq/140/effective_affinity_list" ''
	found slow-cores
	put "$irq/140/smp_affinity_list" x
	found
	rm "$irq/140/smp_affinity_list"
	found
	for list in x '' $'0\033[2J'; do
		put "$sys/devices/cpu_core/cpus" "$list"
		put "$irq/141/effective_affinity_list" 12
		found
	done
}

@test "F23: hosts that do not say who they are, are two (mock)" {
	put "$(nhi 0d.2)/domain0/0-0/0-1/unique_id" ''
	put "$(nhi 0d.3)/domain1/1-0/1-1/unique_id" ''
	found
	run -0 status
	assert_line --partial 'port 1 of 0000:00:0d.3, n3'
}

@test "F1: a link that TBNET_ONLINE names and that has a stanza, too, is missed once (mock)" {
	rm -r "$(of en06)" "$sys/class/net/en06" "$(nhi 0d.3)/domain1/1-0/1-1" "$sys"/bus/thunderbolt/devices/1-1*
	in_world ip link del en06
	TBNET_ONLINE=en06 run -3 status --json
	assert_equal "$(jq -r '[.findings[] | select(.check == "link-missing")] | length' <<< "$output")" 1
	TBNET_ONLINE=2 run -3 status --json
	assert_equal "$(jq -r '[.findings[] | select(.check == "link-missing").what] | length' <<< "$output")" 2
}

@test "F6: blank lines and other modules at boot name no driver (mock)" {
	in_world mount --bind /dev/null /usr/lib/modules-load.d/tbnet.conf
	in_etc /etc/modules-load.d/other.conf '' '   ' '# thunderbolt_net' 'loop thunderbolt_net'
	found not-at-boot
}

@test "F26: without ifupdown2, or of a link that is not there, the GUI is not asked for (mock)" {
	put "$usr/bin/pveversion" '#!/bin/sh'
	chmod +x "$usr/bin/pveversion"
	take_usr
	in_etc /etc/network/interfaces
	found not-in-gui not-in-gui
	in_world mount --bind /dev/null /usr/share/ifupdown2/ifup
	found
}

@test "F18: a link that is down needs no neighbor, and a FRR that fails is reported once (mock)" {
	fabricd_runs
	neighbors '{"areas":[]}' 'router openfabric tb4' ' lsp-gen-interval 1' exit
	found no-neighbor no-neighbor
	in_world ip link set en05 down
	found link-down no-neighbor
	printf '#!/bin/sh\nkill -9 $$\n' > "$BATS_TEST_TMPDIR/vtysh"
	found frr-silent link-down
}

@test "F10: of several addresses that are missing the first is reported (mock)" {
	in_etc /etc/network/interfaces
	stanza en05 '	address 10.0.0.1/30' '	address 10.0.0.9/30' '	address 10.0.0.13/30' '	mtu 65520'
	stanza en06 '	address 10.0.0.5/30' '	mtu 65520'
	run -3 status --json
	assert_equal "$(jq -r '.findings[] | select(.check == "address-missing").what' <<< "$output" | grep -c 10.0.0.9)" 1
}

@test "F2: a service that another driver has is not ours (mock)" {
	in_world ip link del en05
	rm -r "$(of en05)" "$sys/class/net/en05"
	in_etc /etc/network/interfaces
	mkdir -p "$sys/bus/thunderbolt/drivers/other"
	rm "$(nhi 0d.2)/domain0/0-0/0-1/0-1.0/driver"
	link_to "$sys/bus/thunderbolt/drivers/other" "$(nhi 0d.2)/domain0/0-0/0-1/0-1.0/driver"
	run -3 status --json
	assert_equal "$(jq -r '.findings[].check' <<< "$output")" peer-unbound
}

@test "F18: a neighbor on a link that has no interface any more is nobody's (mock)" {
	fabricd_runs
	in_etc /etc/network/interfaces
	in_world ip link del en05
	rm -r "$(nhi 0d.2)/domain0/0-0/0-1/0-1.0/net" "$sys/class/net/en05"
	in_world ip route add 10.100.0.13/32 via 10.0.0.6 dev en06 proto 197
	neighbors '{"areas":[{"circuits":[{"adj":"n2","interface":"en05","state":"Up"},{"adj":"n3","interface":"en06","state":"Up"}]}]}' \
		'router openfabric tb4' ' lsp-gen-interval 1' exit
	found peer-stale
}
