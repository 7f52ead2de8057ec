#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Each unit's programs do their work with the unit's capabilities and no others, and with one less they do not; and they make
# no system call that its filter does not let through. A plain build: the sanitizers have system calls of their own.
load plain.bash

# copies: without CAP_DAC_OVERRIDE root may not enter the folder with the clone, such as a home of mode 700
setup_file() {
	build_inject
	mkdir "$BATS_FILE_TMPDIR/bin"
	find "$TBNET_TOP/build/plain/helpers" -maxdepth 1 -type f -executable -exec cp -t "$BATS_FILE_TMPDIR/bin" {} +
	cp "$BATS_TEST_DIRNAME/load" "$BATS_FILE_TMPDIR"
}
setup() {
	TBNET_BIN=$BATS_FILE_TMPDIR/bin
	faults_start
}

# What each unit runs, as situations.bash has it; tbnet-ifup runs outside of the sandbox (+).
units=(tbnet tbnet-ceph tbnet-check tbnet-drain tbnet-fabric tbnet-fabric-up tbnet-irq tbnet-link@ tbnet-metrics tbnet-modules tbnet-online)
of_unit() {
	case $1 in
	tbnet) echo tbnet_check tbnet_name_record tbnet_name_repair ;;
	tbnet-ceph) echo tbnet_online_named ;;
	tbnet-check) echo tbnet_check tbnet_check_reset ;;
	tbnet-drain) echo tbnet_drain_boot ;;
	tbnet-fabric | tbnet-fabric-up) echo tbnet_fabric_up ;;
	tbnet-irq) echo tbnet_irq tbnet_irq_pin ;;
	tbnet-metrics) echo tbnet_status_metrics tbnet_status_metrics_frr ;;
	tbnet-modules) echo tbnet_modules ;;
	tbnet-link@) echo tbnet_up_wait tbnet_fabric_up tbnet_name_record tbnet_name_repair ;;
	tbnet-online) echo tbnet_online_named ;;
	esac
}

file_of() {
	echo "$TBNET_TOP/units/$1.service.in"
}

# capabilities UNIT - for setpriv: "-all,+net_admin"
capabilities() {
	printf -- '-all'
	sed -n 's/^CapabilityBoundingSet=//p' "$(file_of "$1")" | tr 'A-Z ' 'a-z\n' | sed -n 's/^cap_/,+/p' | tr -d '\n'
}

# by MODE COMMAND SITUATION; once ... - the same under inject, so that a module is "loaded"
by() {
	sweep "$3" "$1:$2"
	assert_output "$3: 0 wrong"
}
once() {
	by "$1" "$2 $faults_tools/inject --calls /run/calls --loader $BATS_FILE_TMPDIR/load" "$3"
}

# fresh - a world in which no situation has changed anything
fresh() {
	end_background
	rm -rf "$sys" "$usr"
	faults_start
}

@test "what a unit runs is what is tried here" {
	local unit program
	for unit in "${units[@]}"; do
		for program in $(sed -n 's/^ExecStart=-\?@sbindir@\/\(tbnet-[a-z]*\).*/\1/p' "$(file_of "$unit")"); do
			[[ " $(of_unit "$unit")" == *" ${program//-/_}"* ]] || fail "$unit runs $program"
		done
	done
	run -0 sh -c 'cd "$1/units" && printf "%s\n" *.service.in | sed "s/.service.in//" | sort' sh "$TBNET_TOP"
	assert_output "$(printf '%s\n' "${units[@]}" | sort)"
}

# assert_allowed UNIT SITUATION - what was traced last, its filter lets through
assert_allowed() {
	in_world cat /run/trace > "$BATS_TEST_TMPDIR/trace"
	run -0 "$BATS_TEST_DIRNAME/allowed" "$(file_of "$1")" "$BATS_TEST_TMPDIR/trace"
	assert_equal "$1 $2: $output" "$1 $2: "
}

@test "each unit's programs work with its capabilities, and make no system call that its filter does not let through" {
	local unit situation
	for unit in "${units[@]}"; do
		# inject traces what loads a module, and cannot be traced itself: see below
		[ "$unit" != tbnet-modules ] || continue
		for situation in $(of_unit "$unit"); do
			fresh
			by works-under "setpriv --bounding-set=$(capabilities "$unit") strace -f -qq -o /run/trace" "$situation"
			assert_allowed "$unit" "$situation"
		done
	done
}

@test "without CAP_NET_ADMIN they do not, and say so" {
	local situation
	for situation in tbnet_check tbnet_up_wait tbnet_fabric_up tbnet_name_repair; do
		fresh
		once fails-under 'setpriv --bounding-set=-all,+sys_module' "$situation"
		run -0 in_world cat /run/sweep/said
		assert_output --partial 'Operation not permitted'
	done
}

# adjacent - of which links the metrics say that FRR has a neighbor
adjacent() {
	in_world sed -n 's/^tbnet_link_openfabric_adjacent{interface="\([a-z0-9]*\)".* 1$/\1/p' /run/metrics/tbnet.prom
}

@test "without CAP_DAC_OVERRIDE the metrics have nothing of FRR's neighbors (mock FRR)" {
	once works-under "setpriv --bounding-set=$(capabilities tbnet-metrics)" tbnet_status_metrics_frr
	run -0 adjacent
	assert_output en05
	fresh
	once under 'setpriv --bounding-set=-all' tbnet_status_metrics_frr
	run -0 in_world grep '^tbnet_link_up{interface="en05"' /run/metrics/tbnet.prom
	run -0 adjacent
	refute_output
}

@test "loading the driver works with the unit's capabilities; it needs @module in the filter, and nothing else of @privileged" {
	once works-under "setpriv --bounding-set=$(capabilities tbnet-modules)" tbnet_modules
	fresh
	in_world sh -c 'rm -rf /sys/module/thunderbolt*'
	sweep tbnet_modules 'under:strace -f -qq -o /run/trace'
	assert_allowed tbnet-modules tbnet_modules
	run -0 "$BATS_TEST_DIRNAME/allowed" "$(file_of tbnet-modules)" "$BATS_TEST_TMPDIR/trace" @module
	# where the kernel has not the one, libkmod tries the other
	assert_output --regexp $'^finit_module(\ninit_module)?$'
}
