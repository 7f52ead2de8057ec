#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Each allocation of a program finds no memory in turn (alloc.c), one of each place in it: no signal ends it; it says that it
# failed, with nothing done or all; or all is as without: what is printed misses nothing.
load plain.bash

# a plain build, since the sanitizers have their own malloc()
setup_file() {
	build_inject
	build_library alloc
}

# short SITUATION...
short() {
	local situation
	for situation; do
		sweep "$situation" memory
		assert_output --regexp "^$situation: [1-9][0-9]* allocations, [1-9][0-9]* runs( of seed [0-9]+)?, 0 wrong$"
	done
}

@test "tbnet-port, tbnet-up, tbnet-online: each allocation fails once" {
	short tbnet_port tbnet_up tbnet_up_wait tbnet_online tbnet_online_named
}
@test "tbnet-name: each allocation fails once" { short tbnet_name tbnet_name_{table,record,repair}; }
@test "tbnet-check, tbnet-ifup, tbnet-irq: each allocation fails once" { short tbnet_check tbnet_ifup tbnet_irq_{pin,undo}; }
@test "tbnet-modules: each allocation but libkmod's own fails once (mock kernel)" { short tbnet_modules; }
@test "tbnet-interfaces: each allocation fails once" { short tbnet_interfaces_{add,remove,undo,check}; }
@test "tbnet-adopt undo: each allocation fails once" { short tbnet_adopt_undo; }
@test "tbnet-fabric plan: each allocation fails once" { short tbnet_fabric_plan; }
@test "tbnet-ceph judge, plan: each allocation fails once (mock ceph)" { short tbnet_ceph_judge tbnet_ceph_plan; }
@test "tbnet-status: each allocation fails once" { short tbnet_status tbnet_status_metrics; }

@test "a message that there is no memory for to send it to the journal is reported on stderr" {
	local got=$BATS_TEST_TMPDIR/journal said=$BATS_TEST_TMPDIR/said n
	mkdir "$said"
	# shellcheck disable=SC2016
	run -0 in_world "$TBNET_TOP/tests/unit/journal" "$got" env SEQNUM=1 DEVPATH=/devices/virtual/net/none bash -c '
		env LD_PRELOAD="$1" ALLOC_LIST="$3/list" "$2" none0
		for n in $(cut -d" " -f1 "$3/list"); do
			env LD_PRELOAD="$1" ALLOC_AT="$n" "$2" "none$n" 2> "$3/$n"
			[ "$?" -eq 1 ] || echo "$n"
		done' bash "$faults_tools/alloc.so" "$TBNET_BIN/tbnet-up" "$said"
	refute_output
	run -0 cut -d' ' -f1 "$said/list"
	[ "${#lines[@]}" -gt 10 ]
	for n in "${lines[@]}"; do
		grep -q "^MESSAGE=none$n: " "$got" || grep -q '^tbnet-up: ' "$said/$n" || fail "without a word at allocation $n"
	done
}

@test "tbnet-ceph apply: each allocation fails once (mock ceph)" { short tbnet_ceph_apply; }

@test "tbnet-adopt, tbnet-status --json: each allocation fails once" { short tbnet_adopt tbnet_adopt_apply tbnet_status_json; }

@test "tbnet-fabric apply, undo, check, up: each allocation fails once (mock FRR)" {
	short tbnet_fabric_apply tbnet_fabric_undo tbnet_fabric_check
	# takes the mocks' ifup away
	short tbnet_fabric_up
}
@test "tbnet-ceph undo, bench: each allocation fails once (mock ceph)" { short tbnet_ceph_undo tbnet_ceph_bench; }
@test "tbnet-status --probe: each allocation fails once" {
	two_neighbors
	short tbnet_status_probe
}
