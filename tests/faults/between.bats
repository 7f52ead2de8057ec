#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Between any two system calls (inject.c): the netdev goes, or is renamed; SIGTERM comes. The program ends by itself with an
# exit status of its man page, or by the signal; it leaves nothing behind; and after SIGTERM the next run does all.
load world.bash

setup_file() { build_inject; }
setup() { faults_start; }
teardown() { end_background; }

# between WHAT SITUATION...
between() {
	local situation
	for situation in "${@:2}"; do
		sweep "$situation" "$1" > "$BATS_TEST_TMPDIR/found" 2>&1 || true
		run -0 cat "$BATS_TEST_TMPDIR/found"
		assert_output --regexp "^$situation: [1-9][0-9]* calls, [1-9][0-9]* runs, 0 wrong$"
	done
}
vanishes='do:ip link del en05'
# one that is up is so afterwards
# shellcheck disable=SC2016 # for the shell that is started there
is_renamed='do:up=$(ip link show up dev en05); ip link set en05 down && ip link set en05 name elsewhere && if [ -n "$up" ]; then ip link set elsewhere up; fi'

@test "tbnet-up: en05 vanishes between any two calls" { between "$vanishes" tbnet_up tbnet_up_wait; }
@test "tbnet-up: en05 is renamed between any two calls" { between "$is_renamed" tbnet_up tbnet_up_wait; }
@test "tbnet-online, tbnet-ifup, tbnet-fabric up: en05 vanishes between any two calls" {
	between "$vanishes" tbnet_online tbnet_ifup tbnet_fabric_up
}
@test "tbnet-online, tbnet-ifup, tbnet-fabric up: en05 is renamed between any two calls" {
	between "$is_renamed" tbnet_online tbnet_ifup tbnet_fabric_up
}
@test "tbnet-up, tbnet-ifup, tbnet-fabric, tbnet-modules: SIGTERM before any call" {
	between term tbnet_up tbnet_up_wait tbnet_ifup tbnet_fabric_up tbnet_modules
}

@test "tbnet-name --repair: of two that have each other's names, one that cannot get its own back is named" {
	# the fifth request is the one after the first rename
	run -1 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 bash -uc '
		here=$1
		. "$here/situations.bash"
		tbnet_name_swap
		tbnet_name_swap_before
		"$faults_tools/inject" --calls /run/calls "${command[@]}" > /run/out 2>&1 || exit 2
		tbnet_name_swap_before
		number=$(grep sendmsg /run/calls | sed -n "5s/ .*//p")
		"$faults_tools/inject" --calls /run/happened --at "$number" "do:ip link add en05 type veth peer name somebodys" "${command[@]}"' \
		bash "$BATS_TEST_DIRNAME"
	assert_line --partial 'tbnet-name: en06: should be en05 and is left as it is: en05 is taken by'
	assert_line 'tbnet-name: en06: keeps its name'
	assert_line 'tbnet-name: en05: is called thunderbolt0 now, and cannot get its name back: File exists'
}
@test "tbnet-irq --undo: SIGTERM before any call (mock sysfs)" { between term tbnet_irq_undo; }

# bats test_tags=long
@test "tbnet-irq, cores of two kinds: SIGTERM before any call (mock sysfs)" { between term tbnet_irq_pin; }
# bats test_tags=long
@test "tbnet-check: SIGTERM before any call (mock sysfs)" { between term tbnet_check; }
# bats test_tags=long
@test "tbnet-interfaces remove: SIGTERM before any call (mock sysfs)" { between term tbnet_interfaces_remove; }
# bats test_tags=long
@test "tbnet-name --repair: the link vanishes between any two calls" {
	between 'do:ip link del thunderbolt0 || ip link del en05' tbnet_name_repair
}
# bats test_tags=long
@test "tbnet-name --repair: the link is renamed between any two calls" {
	between 'do:ip link set thunderbolt0 name elsewhere || ip link set en05 name elsewhere' tbnet_name_repair
}
# bats test_tags=long
@test "tbnet-name --repair, two that have each other's names: one vanishes between any two calls" {
	between "$vanishes" tbnet_name_swap
}
# bats test_tags=long
@test "tbnet-check, tbnet-name: en05 vanishes between any two calls" { between "$vanishes" tbnet_check tbnet_name; }
# bats test_tags=long
@test "tbnet-check, tbnet-name: en05 is renamed between any two calls" { between "$is_renamed" tbnet_check tbnet_name; }
# bats test_tags=long
@test "tbnet-status: en05 vanishes between any two calls" { between "$vanishes" tbnet_status; }
# bats test_tags=long
@test "tbnet-name, tbnet-interfaces: SIGTERM before any call" {
	between term tbnet_name_write tbnet_name_repair tbnet_interfaces_add tbnet_interfaces_undo
}
# bats test_tags=long
@test "tbnet-fabric apply, undo: SIGTERM before any call (mock FRR)" { between term tbnet_fabric_apply tbnet_fabric_undo; }
# bats test_tags=long
@test "tbnet-status --output: SIGTERM before any call" { between term tbnet_status_metrics; }
# bats test_tags=long
@test "tbnet-adopt --apply: SIGTERM before any call (mock sysfs)" { between term tbnet_adopt_apply; }
# bats test_tags=long
@test "tbnet-adopt --undo: SIGTERM before any call (mock sysfs)" { between term tbnet_adopt_undo; }
# bats test_tags=long
@test "tbnet-ceph apply, undo: SIGTERM before any call (mock ceph)" { between term tbnet_ceph_apply tbnet_ceph_undo; }
# bats test_tags=long
@test "tbnet-ceph bench: SIGTERM before any call (mock ceph)" { between term tbnet_ceph_bench; }
# bats test_tags=long
@test "tbnet-fabric apply on Proxmox VE: SIGTERM before any call (mock pvesh)" { between term tbnet_fabric_pve_apply; }
# bats test_tags=long
@test "tbnet-fabric undo on Proxmox VE: SIGTERM before any call (mock pvesh)" { between term tbnet_fabric_pve_undo; }
# bats test_tags=long
@test "tbnet-name --repair, two that have each other's names: SIGTERM before any call (mock sysfs)" { between term tbnet_name_swap; }
# bats test_tags=long
@test "tbnet-up --wait, no login of the peer: SIGTERM before any call" { between term tbnet_up_bounce; }
# bats test_tags=long
@test "tbnet-check, a half-open link: SIGTERM before any call" { between term tbnet_check_heal; }
