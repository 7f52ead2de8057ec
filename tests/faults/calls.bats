#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Each system call of each program fails in turn (inject.c), with an errno that it can have; or before it SIGTERM comes, or the
# link goes or gets another name. What must hold after every run: an exit status of the man page; success only if all is done, and
# failure with nothing done or all, never a part; a line that says what failed; no descriptor, child or memory (LeakSanitizer)
# left, no unfinished file, an end within its bound; and after SIGTERM the next run does all.
#
# $FAULTS says how many of the calls: a sample by chance, or all (sweep).
load world.bash

setup_file() { build_inject; }
setup() { faults_start; }
teardown() { end_background; }

# holds SITUATION
holds() {
	sweep "$1" calls
	assert_output --regexp "^$1: [1-9][0-9]* calls, [1-9][0-9]* runs( of seed [0-9]+)?, 0 wrong$"
}

@test "tbnet-port: calls fail (mock sysfs)" { holds tbnet_port; }
@test "tbnet-up: calls fail, the link goes or is renamed, SIGTERM comes" { holds tbnet_up; }
@test "tbnet-up --wait: calls fail, the link goes or is renamed, SIGTERM comes" { holds tbnet_up_wait; }
@test "tbnet-up --wait, no login of the peer: calls fail, SIGTERM comes" { holds tbnet_up_reset; }
@test "tbnet-check: calls fail, the link goes or is renamed, SIGTERM comes (mock sysfs)" { holds tbnet_check; }
@test "tbnet-check, a half-open link: calls fail, SIGTERM comes" { holds tbnet_check_reset; }
@test "tbnet-online: calls fail, the link goes or is renamed" { holds tbnet_online; }
@test "tbnet-online, by the peers that are there: calls fail (mock sysfs)" { holds tbnet_online_named; }
@test "tbnet-name IF: calls fail, the link goes or is renamed (mock sysfs)" { holds tbnet_name; }
@test "tbnet-name, the table: calls fail (mock sysfs)" { holds tbnet_name_table; }
@test "tbnet-name repair, the record: calls fail, SIGTERM comes (mock sysfs)" { holds tbnet_name_record; }
@test "tbnet-name repair: calls fail, the link goes or is renamed, SIGTERM comes (mock sysfs)" { holds tbnet_name_repair; }
@test "tbnet-name repair: udev gives the link its name before any of the calls, and nothing fails (mock sysfs)" {
	# shellcheck disable=SC2016 # for the shell there
	run -0 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 bash -c '. "$0/situations.bash"
		tbnet_name_repair
		tbnet_name_repair_before
		"$faults_tools/inject" --calls /run/calls "$bin/tbnet-name" repair
		while read -r number what; do
			tbnet_name_repair_before
			"$faults_tools/inject" --at "$number" "do:ip link set thunderbolt0 name en05" "$bin/tbnet-name" repair > /run/said 2>&1 ||
				echo "exit $?, before call $number, $what: $(< /run/said)"
		done < /run/calls' "$BATS_TEST_DIRNAME"
	assert_output 'tbnet-name: en05: renamed from thunderbolt0'
}
@test "tbnet-interfaces add: calls fail, SIGTERM comes (mock sysfs)" { holds tbnet_interfaces_add; }
@test "tbnet-interfaces remove: calls fail, SIGTERM comes (mock sysfs)" { holds tbnet_interfaces_remove; }
@test "tbnet-interfaces undo: calls fail, SIGTERM comes (mock sysfs)" { holds tbnet_interfaces_undo; }
@test "tbnet-interfaces check: calls fail (mock sysfs)" { holds tbnet_interfaces_check; }
@test "tbnet-adopt: calls fail (mock sysfs)" { holds tbnet_adopt; }
@test "tbnet-adopt apply: calls fail, SIGTERM comes (mock sysfs)" { holds tbnet_adopt_apply; }
@test "tbnet-adopt undo: calls fail, SIGTERM comes (mock sysfs)" { holds tbnet_adopt_undo; }
@test "tbnet-fabric up: calls fail, the link goes or is renamed, SIGTERM comes" { holds tbnet_fabric_up; }
@test "tbnet-fabric plan: calls fail" { holds tbnet_fabric_plan; }
@test "tbnet-fabric apply: calls fail, SIGTERM comes (mock FRR)" { holds tbnet_fabric_apply; }
@test "tbnet-fabric undo: calls fail, SIGTERM comes (mock FRR)" { holds tbnet_fabric_undo; }
@test "tbnet-fabric check: calls fail (mock FRR)" { holds tbnet_fabric_check; }
@test "tbnet-fabric apply on Proxmox VE: calls fail, SIGTERM comes (mock pvesh)" { holds tbnet_fabric_pve_apply; }
@test "tbnet-fabric undo on Proxmox VE: calls fail, SIGTERM comes (mock pvesh)" { holds tbnet_fabric_pve_undo; }
@test "tbnet-ifup: calls fail, the link goes or is renamed, SIGTERM comes (mock ifup)" { holds tbnet_ifup; }
@test "tbnet-modules: calls fail, SIGTERM comes (mock kernel)" { holds tbnet_modules; }
@test "tbnet-status: calls fail, the link goes (mock sysfs)" { holds tbnet_status; }
@test "tbnet-status --watch: calls fail (mock sysfs)" { holds tbnet_status_watch; }
@test "tbnet-status --output: calls fail, SIGTERM comes (mock sysfs)" { holds tbnet_status_metrics; }
@test "tbnet-status --json: calls fail (mock sysfs)" { holds tbnet_status_json; }
@test "tbnet-status --probe: calls on each socket and folder fail (mock sysfs)" {
	two_neighbors
	holds tbnet_status_probe
}
@test "tbnet-irq: calls fail" { holds tbnet_irq; }
@test "tbnet-irq, cores of two kinds: calls fail, SIGTERM comes (mock sysfs)" { holds tbnet_irq_pin; }
@test "tbnet-irq, moved again by somebody else: calls fail (mock sysfs)" { holds tbnet_irq_again; }
@test "tbnet-irq undo: calls fail, SIGTERM comes (mock sysfs)" { holds tbnet_irq_undo; }
@test "tbnet-ceph judge: calls fail (mock ceph)" { holds tbnet_ceph_judge; }
@test "tbnet-ceph plan: calls fail (mock ceph)" { holds tbnet_ceph_plan; }
@test "tbnet-ceph apply: calls fail, SIGTERM comes (mock ceph)" { holds tbnet_ceph_apply; }
@test "tbnet-ceph undo: calls fail, SIGTERM comes (mock ceph)" { holds tbnet_ceph_undo; }
@test "tbnet-ceph bench: calls fail, SIGTERM comes (mock ceph)" { holds tbnet_ceph_bench; }
