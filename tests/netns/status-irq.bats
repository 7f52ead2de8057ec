# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-irq does what tbnet-status says about F22. sysfs and /proc/irq are files: no tester has these CPUs; more of it is in
# tests/unit/irq.bats.
load status.bash

setup() {
	node_start
	put "$sys/devices/cpu_core/cpus" 0-3
	local n
	for n in 140 141; do
		# a kernel that does not tell where an interrupt really goes
		rm "$irq/$n/effective_affinity_list"
		put "$irq/$n/smp_affinity_list" 0-15
	done
}

teardown() {
	end_background
}

@test "F22: after tbnet-irq all is well; after its undo it is as before (mock)" {
	run -3 status
	assert_equal "$(grep -c '^warning F22 interrupts of' <<< "$output")" 2
	TBNET_IRQ=yes run -0 in_world "$TBNET_BIN/tbnet-irq" apply
	assert_equal "${#lines[@]}" 2
	TBNET_IRQ=yes all_well
	run -0 in_world "$TBNET_BIN/tbnet-irq" apply
	run -3 status
}

# refusing INJECTION - tbnet-irq, whose kernel answers so when 140 is written
refusing() {
	TBNET_IRQ=yes in_world env "ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0" \
		strace -f -qq -o "$trace" -P /proc/irq/140/smp_affinity_list -e trace=write -e "inject=write:$1" "$TBNET_BIN/tbnet-irq" apply
}

@test "F22: an interrupt that the kernel does not let anybody move is reported, and nothing is noted of it (mock)" {
	run -1 refusing error=EIO
	assert_line 'tbnet-irq: interrupt 140: cannot be moved, the kernel keeps it where it is: Input/output error'
	assert_line --partial 'tbnet-irq: interrupt 141 of 0000:00:0d.3: CPUs 0-3, before 0-15'
	run -0 in_world find /run/tbnet -name 'irq-*'
	assert_output /run/tbnet/irq-141
}

@test "F22: a move that the kernel confirms and does not do is none: it is read back (mock)" {
	run -1 refusing retval=3
	assert_line --regexp '^tbnet-irq: interrupt 140: cannot be moved: '
}
