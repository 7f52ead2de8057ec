# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: what it makes of files, sysfs, locks and routes that are not as usual, and of FRR's neighbours (a mock).
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
	assert_equal "$(jq -r '.findings[].check' <<< "$output" | sort | paste -sd ' ')" "$*"
}

# ceph CONF [FOUND] - an OSD here, with that in ceph.conf
ceph() {
	in_world mkdir -p /etc/systemd/system/ceph-osd.target.wants
	in_world ln -sf /nowhere /etc/systemd/system/ceph-osd.target.wants/ceph-osd@0.service
	in_etc /etc/ceph/ceph.conf '[global]' "$1"
	found "${@:2}"
}

@test "F19: a network of Ceph's that has a link's address, in every way of writing it, and no other line (mock)" {
	local line
	in_world ip address add fd00::1/64 dev en05 nodad
	for line in 'public_network = 10.0.0.1/32' 'public network = fd00::/60' 'cluster_network=0.0.0.0/0' 'public_network = x, 10.0.0.0/31'; do
		ceph "$line" ceph-order
	done
	for line in 'public-network = 10.0.0.0/24' 'public_addr = 10.0.0.0/24' 'publicnetwork = 10.0.0.0/24' 'cluster_net = 10.0.0.0/24' \
		'public_network 10.0.0.0/24' 'public_network = 10.0.0.1' 'public_network = 10.0.0/24' 'public_network = 10.0.0.0/33' \
		'public_network = /24' "public_network = $(printf '%080d' 0)/24" 'public_network = fd00::/129' 'public_network = 10.0.0.0/' \
		'public_network = 10.0.0.2/31' 'public_network = fd00::8000:0:0:0/65' 'mon_host = 10.0.0.0/24'; do
		ceph "$line"
	done
	ceph 'public_network = 10.0.0.0/24' ceph-order
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
	cp "$(command -v sleep)" "$file"
	start "$file" 1000
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

# neighbours JSON - FRR runs, and vtysh says that of them, and that en05 and en06 are the fabric's (mock)
neighbours() {
	printf '%s\n' "$1" 'interface en05' ' ip router openfabric tb4' 'exit' 'interface en06' ' ipv6 router openfabric tb4' 'exit' \
		"${@:2}" > "$BATS_TEST_TMPDIR/answer"
	printf '#!/bin/sh\ncat "%s"\n' "$BATS_TEST_TMPDIR/answer" > "$BATS_TEST_TMPDIR/vtysh"
	chmod +x "$BATS_TEST_TMPDIR/vtysh"
	in_world mount --bind "$BATS_TEST_TMPDIR/vtysh" /usr/bin/vtysh
}

@test "F18: a neighbour that is not up, and one that is not there, are each said of their link (mock)" {
	in_etc /etc/frr/daemons 'fabricd=yes'
	cp "$(command -v sleep)" "$BATS_TEST_TMPDIR/fabricd"
	start "$BATS_TEST_TMPDIR/fabricd" 1000
	in_etc /run/frr/fabricd.pid "$started"
	in_world ip route add 10.100.0.12/32 via 10.0.0.2 dev en05 proto 197
	neighbours '{"areas":[{"circuits":[{"adj":"n2","interface":"en05","state":"Up"},{"adj":"n3","interface":"en06","state":"Up"}]}]}' \
		'router openfabric tb4' ' lsp-gen-interval 1' exit
	found
	neighbours '{"areas":[{"circuits":[{"adj":"n2","interface":"en05","state":"Up"},{"adj":"n3","interface":"en06","state":"Init"}]}]}' \
		'router openfabric tb4' ' lsp-gen-interval 1' exit
	found no-neighbour
	run -3 status
	assert_output --partial '(NOT up)'
	assert_output --partial 'is not up'
	neighbours '{"areas":[{"circuits":[{"adj":"n9","interface":"eth9","state":"Up"},{"adj":"n2","interface":"en05","state":"Up"}]}]}' \
		'router openfabric' 'router' '' 'router ospf' ' openfabric x' 'interface lo' ' openfabric passive' ' ip router ospf' ' ip x openfabric' 'interface en06' ' openfabric passive' exit
	# a router without the line has fabricd's own 30 s; a passive link needs no neighbour
	found lsp-gen
}
