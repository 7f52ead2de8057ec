#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Each system call of each program fails in turn (inject.c), with an errno that it can have. What must hold after every run:
# an exit status of the man page; success only if all is done, and failure with nothing done or all, never a part; a line that
# says what failed; no descriptor, child or memory (LeakSanitizer) left, no unfinished file, and an end within its bound.
#
# Here each call fails once; `bats --filter-tags errnos tests/faults` tries every errno at every call, in hours.
load world.bash

setup_file() { build_inject; }
setup() { faults_start; }
teardown() { end_background; }

# holds SITUATION [MODE]
holds() {
	sweep "$1" "${2:-first}" > "$BATS_TEST_TMPDIR/found" 2>&1 || true
	run -0 cat "$BATS_TEST_TMPDIR/found"
	assert_output --regexp "^$1: [1-9][0-9]* calls, [1-9][0-9]* runs, 0 wrong$"
}

@test "tbnet-port: each call fails once (mock sysfs)" { holds tbnet_port; }
@test "tbnet-up: each call fails once, and each request is refused" { holds tbnet_up; }
@test "tbnet-up --wait: each call fails once, and each request is refused" { holds tbnet_up_wait; }
@test "tbnet-check: each call fails once (mock sysfs)" { holds tbnet_check; }
@test "tbnet-online: each call fails once" { holds tbnet_online; }
@test "tbnet-online, by the .link files: each call fails once (mock sysfs)" { holds tbnet_online_named; }
@test "tbnet-name IF: each call fails once (mock sysfs)" { holds tbnet_name; }
@test "tbnet-name --write: each call fails once (mock sysfs)" { holds tbnet_name_write; }
@test "tbnet-name --repair: each call fails once (mock sysfs)" { holds tbnet_name_repair; }
@test "tbnet-name --repair, two that have each other's names: each call fails once (mock sysfs)" { holds tbnet_name_swap; }
@test "tbnet-interfaces add: each call fails once (mock sysfs)" { holds tbnet_interfaces_add; }
@test "tbnet-interfaces undo: each call fails once (mock sysfs)" { holds tbnet_interfaces_undo; }
@test "tbnet-adopt --apply: each call fails once (mock sysfs)" { holds tbnet_adopt_apply; }
@test "tbnet-fabric up: each call fails once" { holds tbnet_fabric_up; }
@test "tbnet-fabric plan: each call fails once" { holds tbnet_fabric_plan; }
@test "tbnet-fabric apply: each call fails once (mock FRR)" { holds tbnet_fabric_apply; }
@test "tbnet-fabric undo: each call fails once (mock FRR)" { holds tbnet_fabric_undo; }
@test "tbnet-fabric check: each call fails once (mock FRR)" { holds tbnet_fabric_check; }
@test "tbnet-ifup: each call fails once (mock ifup)" { holds tbnet_ifup; }
@test "tbnet-modules: each call fails once (mock kernel)" { holds tbnet_modules; }
@test "tbnet-status: each call fails once (mock sysfs)" { holds tbnet_status; }
@test "tbnet-irq: each call fails once" { holds tbnet_irq; }
@test "tbnet-irq, cores of two kinds: each call fails once (mock sysfs)" { holds tbnet_irq_pin; }
@test "tbnet-irq, moved again by somebody else: each call fails once (mock sysfs)" { holds tbnet_irq_again; }
@test "tbnet-irq --undo: each call fails once (mock sysfs)" { holds tbnet_irq_undo; }
@test "tbnet-ceph apply: each call fails once (mock ceph)" { holds tbnet_ceph_apply; }
@test "tbnet-ceph undo: each call fails once (mock ceph)" { holds tbnet_ceph_undo; }

# bats test_tags=long
@test "tbnet-fabric apply on Proxmox VE: each call fails once (mock pvesh)" { holds tbnet_fabric_pve_apply; }
# bats test_tags=long
@test "tbnet-fabric undo on Proxmox VE: each call fails once (mock pvesh)" { holds tbnet_fabric_pve_undo; }
# bats test_tags=long
@test "tbnet-status --watch: each call fails once (mock sysfs)" { holds tbnet_status_watch; }
# bats test_tags=long
@test "tbnet-status --output: each call fails once (mock sysfs)" { holds tbnet_status_metrics; }
# bats test_tags=long
@test "tbnet-status --json: each call fails once (mock sysfs)" { holds tbnet_status_json; }
# bats test_tags=long
@test "tbnet-status --probe: each call on each socket and folder fails once (mock sysfs)" {
	neighbour en05 10.0.0.2/30
	neighbour en06 10.0.0.6/30
	wait_until 10 settled
	holds tbnet_status_probe
}
# bats test_tags=long
@test "tbnet-up --wait, no login of the peer: each call fails once" { holds tbnet_up_bounce; }
# bats test_tags=long
@test "tbnet-check, a half-open link: each call fails once" { holds tbnet_check_heal; }
# bats test_tags=long
@test "tbnet-ceph judge, plan: each call fails once (mock ceph)" {
	holds tbnet_ceph_judge
	holds tbnet_ceph_plan
}

# bats test_tags=long
@test "tbnet-ceph bench: each call fails once (mock ceph)" { holds tbnet_ceph_bench; }

# bats test_tags=long
@test "tbnet-name --detect: each call fails once (mock sysfs)" { holds tbnet_name_detect; }
# bats test_tags=long
@test "tbnet-interfaces remove: each call fails once (mock sysfs)" { holds tbnet_interfaces_remove; }
# bats test_tags=long
@test "tbnet-interfaces check: each call fails once (mock sysfs)" { holds tbnet_interfaces_check; }
# bats test_tags=long
@test "tbnet-adopt: each call fails once (mock sysfs)" { holds tbnet_adopt; }
# bats test_tags=long
@test "tbnet-adopt --undo: each call fails once (mock sysfs)" { holds tbnet_adopt_undo; }
# bats test_tags=long,errnos
@test "every program: each call fails with every errno that it can have" {
	local situation
	for situation in tbnet_{ifup,fabric_up,fabric_plan,modules,port,up,up_wait,check,online,name,name_write,name_repair,name_swap} \
		tbnet_{interfaces_add,interfaces_undo,irq,irq_pin,irq_again,irq_undo}; do
		holds "$situation" all
	done
}
# bats test_tags=long,errnos
@test "tbnet-adopt, tbnet-name --detect, tbnet-interfaces remove: each call fails with every errno (mock sysfs)" {
	local situation
	for situation in tbnet_{adopt,adopt_undo,name_detect,interfaces_remove}; do
		holds "$situation" all
	done
}
# bats test_tags=long,errnos
@test "tbnet-fabric check, undo, tbnet-ceph judge, plan: each call fails with every errno (mock FRR and ceph)" {
	holds tbnet_ceph_judge all
	holds tbnet_ceph_plan all
	holds tbnet_fabric_check all
	holds tbnet_fabric_undo all
}
# bats test_tags=long,errnos
@test "tbnet-adopt --apply: each call fails with every errno (mock sysfs)" { holds tbnet_adopt_apply all; }
# bats test_tags=long,errnos
@test "tbnet-fabric apply: each call fails with every errno (mock FRR)" { holds tbnet_fabric_apply all; }
# bats test_tags=long,errnos
@test "tbnet-ceph apply, undo, bench: each call fails with every errno (mock ceph)" {
	holds tbnet_ceph_apply all
	holds tbnet_ceph_undo all
	holds tbnet_ceph_bench all
}
# bats test_tags=long,errnos
@test "tbnet-status: each call fails with every errno (mock sysfs)" { holds tbnet_status all; }
# bats test_tags=long,errnos
@test "tbnet-status --json: each call fails with every errno (mock sysfs)" { holds tbnet_status_json all; }
# bats test_tags=long,errnos
@test "tbnet-status --output: each call fails with every errno (mock sysfs)" { holds tbnet_status_metrics all; }
# bats test_tags=long,errnos
@test "tbnet-interfaces check: each call fails with every errno (mock sysfs)" { holds tbnet_interfaces_check all; }
# bats test_tags=long,errnos
@test "tbnet-up --wait, no login of the peer: each call fails with every errno" { holds tbnet_up_bounce all; }
# bats test_tags=long,errnos
@test "tbnet-check, a half-open link: each call fails with every errno" { holds tbnet_check_heal all; }
# bats test_tags=long,errnos
@test "tbnet-fabric apply on Proxmox VE: each call fails with every errno (mock pvesh)" { holds tbnet_fabric_pve_apply all; }
# bats test_tags=long,errnos
@test "tbnet-fabric undo on Proxmox VE: each call fails with every errno (mock pvesh)" { holds tbnet_fabric_pve_undo all; }
