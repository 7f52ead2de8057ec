# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-irq on a sysfs and a /proc/irq of files: no tester has all CPUs and controllers. That a kernel moves interrupts, and
# which ones it keeps, is proven nowhere here; what a refusal looks like is in tests/netns/status-irq.bats.
load private.bash

sys=$BATS_TEST_TMPDIR/sys
irq=$BATS_TEST_TMPDIR/irq
kept=$BATS_TEST_TMPDIR/kept

setup() {
	need_private
	mkdir -p "$sys/devices/cpu_core" "$sys/bus/pci/drivers/thunderbolt" "$irq" "$kept"
	echo 0-3,6 > "$sys/devices/cpu_core/cpus"
	controller 0000:00:0d.2
	controller 0000:00:0d.3
	interrupt 0000:00:0d.2 140 0-15
	interrupt 0000:00:0d.2 141 8
	interrupt 0000:00:0d.3 150 1-2
}

# controller ADDRESS
controller() {
	mkdir -p "$sys/bus/pci/devices/$1/msi_irqs"
	echo 0x0c0340 > "$sys/bus/pci/devices/$1/class"
	ln -s ../../drivers/thunderbolt "$sys/bus/pci/devices/$1/driver"
}

# interrupt ADDRESS NUMBER CPUS
interrupt() {
	: > "$sys/bus/pci/devices/$1/msi_irqs/$2"
	mkdir -p "$irq/$2/thunderbolt"
	echo "$3" > "$irq/$2/smp_affinity_list"
}

# irq_run ARGUMENT... - tbnet-irq there; what it notes in /run/tbnet is in $kept, from one run to the next
irq_run() {
	private 'mount --bind "$1" /sys
		mount --bind "$2" /proc/irq
		mkdir /run/tbnet
		mount --bind "$3" /run/tbnet
		shift 3
		exec "$TBNET_BIN/tbnet-irq" "$@"' "$sys" "$irq" "$kept" "$@"
}

# assert_cpus NUMBER=CPUS...
assert_cpus() {
	local pair
	for pair; do
		assert_equal "${pair%=*}=$(< "$irq/${pair%=*}/smp_affinity_list")" "$pair"
	done
}

@test "interrupts: nothing is done that is not asked for (mock)" {
	run -0 irq_run apply
	refute_output
	assert_cpus 140=0-15 141=8 150=1-2
	assert_equal "$(ls "$kept")" ''
}

@test "interrupts: those that efficiency cores may serve go to performance cores, each is reported; and back (mock)" {
	TBNET_IRQ=yes run -0 irq_run apply
	assert_equal "$(sort <<< "$output")" 'tbnet-irq: interrupt 140 of 0000:00:0d.2: CPUs 0-3,6, before 0-15
tbnet-irq: interrupt 141 of 0000:00:0d.2: CPUs 0-3,6, before 8'
	assert_cpus 140=0-3,6 141=0-3,6 150=1-2
	assert_equal "$(cat "$kept/irq-140")" '0000:00:0d.2 0-15 0-3,6'
	# with each link once more: nothing to do, and what was before stays noted
	TBNET_IRQ=yes run -0 irq_run apply
	refute_output
	# irqbalance, or somebody
	echo 9 > "$irq/141/smp_affinity_list"
	TBNET_IRQ=yes run -0 irq_run apply
	assert_output 'tbnet-irq: interrupt 141 of 0000:00:0d.2: CPUs 0-3,6, before 9'

	TBNET_IRQ=no run -0 irq_run apply
	assert_equal "$(sort <<< "$output")" 'tbnet-irq: interrupt 140 of 0000:00:0d.2: CPUs 0-15 again
tbnet-irq: interrupt 141 of 0000:00:0d.2: CPUs 8 again'
	assert_cpus 140=0-15 141=8 150=1-2
	assert_equal "$(ls -A "$kept")" ''
	run -0 irq_run apply
	refute_output
}

@test "interrupts: undo gives them back whatever the setting says (mock)" {
	TBNET_IRQ=yes run -0 irq_run apply
	TBNET_IRQ=yes run -0 irq_run undo
	assert_cpus 140=0-15 141=8
	assert_equal "$(ls -A "$kept")" ''
}

@test "interrupts: what somebody else has set since is left, and so is a number that is another device's now (mock)" {
	TBNET_IRQ=yes run -0 irq_run apply
	echo 5 > "$irq/140/smp_affinity_list"
	rm "$sys/bus/pci/devices/0000:00:0d.2/msi_irqs/141"
	run -0 irq_run apply
	assert_output 'tbnet-irq: interrupt 140 of 0000:00:0d.2: not touched, since somebody else set CPUs 5'
	assert_cpus 140=5 141=0-3,6
	assert_equal "$(ls -A "$kept")" ''
}

@test "interrupts: on CPUs of one kind there is nothing to do (mock)" {
	rm -r "$sys/devices/cpu_core"
	TBNET_IRQ=yes run -0 irq_run apply
	refute_output
	TBNET_IRQ=yes run -0 irq_run apply --verbose
	assert_output 'tbnet-irq: nothing to do: all CPUs are of one kind'
	assert_cpus 140=0-15
}

@test "interrupts: of other devices, or that no driver has asked for, are not touched (mock)" {
	rmdir "$irq/140/thunderbolt"
	mkdir -p "$irq/160/nvme0q1"
	echo 8 > "$irq/160/smp_affinity_list"
	: > "$sys/bus/pci/devices/0000:00:0d.2/msi_irqs/160"
	: > "$sys/bus/pci/devices/0000:00:0d.2/msi_irqs/141x"
	TBNET_IRQ=yes run -0 irq_run apply
	assert_output 'tbnet-irq: interrupt 141 of 0000:00:0d.2: CPUs 0-3,6, before 8'
	assert_cpus 140=0-15 160=8
}

@test "interrupts: one that cannot be moved is reported, the others are (mock)" {
	rm "$irq/140/smp_affinity_list"
	TBNET_IRQ=yes run -1 irq_run apply
	assert_line 'tbnet-irq: interrupt 140: cannot read its CPUs: No such file or directory'
	assert_cpus 141=0-3,6
	rm "$irq/141/smp_affinity_list"
	ln -s "$BATS_TEST_TMPDIR/elsewhere" "$irq/141/smp_affinity_list"
	echo 8 > "$BATS_TEST_TMPDIR/elsewhere"
	rm "$kept"/*
	TBNET_IRQ=yes run -1 irq_run apply
	assert_line --partial 'tbnet-irq: interrupt 141: cannot be moved: '
	assert_equal "$(< "$BATS_TEST_TMPDIR/elsewhere")" 8
	# nothing was changed, so nothing is to be given back
	assert_equal "$(ls -A "$kept")" ''
}

@test "interrupts: hostile lists of CPUs, notes and names change nothing (mock)" {
	local list
	for list in '' 'x' '0-' '3-1' '0-99999' '0,,1' $'0-3\033[2J' $'0-3\n4' "$(printf '%0300d' 0)"; do
		printf '%s\n' "$list" > "$sys/devices/cpu_core/cpus"
		TBNET_IRQ=yes run -1 irq_run apply
		assert_output --partial 'tbnet-irq: cannot tell which CPUs are performance cores'
		assert_cpus 140=0-15
	done
	echo 0-3 > "$sys/devices/cpu_core/cpus"
	for list in 'x' '8-' $'8\033[2J' ''; do
		echo "$list" > "$irq/141/smp_affinity_list"
		TBNET_IRQ=yes run -1 irq_run apply
		assert_line 'tbnet-irq: interrupt 141: cannot read its CPUs: Invalid argument'
	done
	echo 0-3 > "$irq/140/smp_affinity_list"
	for list in '' '0000:00:0d.2' '0000:00:0d.2 0-15' '0000:00:0d.2 0-15 0-3 4' '../../x 0-15 0-3' '0000:00:0d.2 0-x 0-3' '0000:00:0d.2 0-15 0-x'; do
		printf '%s\n' "$list" > "$kept/irq-140"
		run -1 irq_run apply
		assert_output 'tbnet-irq: interrupt 140: the record of its former CPUs is invalid and was dropped: Invalid argument'
		assert_cpus 140=0-3
	done
	touch "$kept/irq-" "$kept/irq-1x"
	run -0 irq_run apply
	refute_output
}

@test "interrupts: nothing is moved that could not be given back (mock)" {
	rmdir "$kept"
	: > "$kept"
	run -1 private 'mount --bind "$1" /sys
		mount --bind "$2" /proc/irq
		: > /run/tbnet
		TBNET_IRQ=yes exec "$TBNET_BIN/tbnet-irq" apply' "$sys" "$irq"
	assert_line 'tbnet-irq: interrupt 140: not moved: cannot record its CPUs in /run/tbnet: Not a directory'
	assert_cpus 140=0-15 141=8
}

@test "interrupts: a command line changes nothing (mock)" {
	run -2 irq_run now
	assert_output "tbnet-irq: unrecognized verb 'now'; try --help"
	run -2 irq_run --force
	assert_output "tbnet-irq: unrecognized option '--force'; try --help"
}

@test "interrupts: an empty setting is none (mock)" {
	TBNET_IRQ='' run -0 irq_run apply
	refute_output
	assert_cpus 140=0-15 141=8
}

# peer ADDRESS DOMAIN - another host at port 1 of that controller, which may sleep
peer() {
	local host="$sys/bus/pci/devices/$1/domain$2/$2-0/$2-1"
	mkdir -p "$host" "$sys/bus/pci/devices/$1/power"
	echo DEVTYPE=thunderbolt_xdomain > "$host/uevent"
	echo auto > "$sys/bus/pci/devices/$1/power/control"
}

# assert_power 0d.2 0d.3 - what each has
assert_power() {
	assert_equal "$(< "$sys/bus/pci/devices/0000:00:0d.2/power/control") $(< "$sys/bus/pci/devices/0000:00:0d.3/power/control")" "$1 $2"
}

@test "power: a controller with a peer is kept awake where somebody asks for it, and may sleep again without (mock)" {
	peer 0000:00:0d.2 0
	peer 0000:00:0d.3 1
	rm -r "$sys/bus/pci/devices/0000:00:0d.3/domain1"
	run -0 irq_run apply
	assert_power auto auto
	TBNET_AWAKE=yes run -0 irq_run apply
	assert_output 'tbnet-irq: controller 0000:00:0d.2: power/control on, before auto'
	assert_power on auto
	# with the next link: what was before stays noted
	TBNET_AWAKE=yes run -0 irq_run apply
	refute_output
	run -0 irq_run apply
	assert_output 'tbnet-irq: controller 0000:00:0d.2: power/control auto, before on'
	assert_power auto auto
	assert_equal "$(ls -A "$kept")" ''
}

@test "power: undo gives back what was changed, and nothing that somebody else has set (mock)" {
	peer 0000:00:0d.2 0
	peer 0000:00:0d.3 1
	echo on > "$sys/bus/pci/devices/0000:00:0d.3/power/control"
	TBNET_AWAKE=yes run -0 irq_run apply
	assert_power on on
	TBNET_AWAKE=yes run -0 irq_run undo
	assert_power auto on
	TBNET_AWAKE=yes run -0 irq_run apply
	echo auto > "$sys/bus/pci/devices/0000:00:0d.2/power/control"
	run -0 irq_run undo
	refute_output
	assert_power auto on
}

@test "power: a controller that cannot be kept awake is reported (mock)" {
	peer 0000:00:0d.2 0
	mv "$sys/bus/pci/devices/0000:00:0d.2/power/control" "$BATS_TEST_TMPDIR/elsewhere"
	ln -s "$BATS_TEST_TMPDIR/elsewhere" "$sys/bus/pci/devices/0000:00:0d.2/power/control"
	TBNET_AWAKE=yes run -1 irq_run apply
	assert_output --partial 'controller 0000:00:0d.2: power/control cannot be set to on: '
}

@test "--dry-run says what apply and undo would change, changes and notes nothing, exit 3 (mock)" {
	TBNET_IRQ=yes run -3 irq_run apply --dry-run
	assert_equal "$(sort <<< "$output")" 'interrupt 140 of 0000:00:0d.2: CPUs 0-15 -> 0-3,6
interrupt 141 of 0000:00:0d.2: CPUs 8 -> 0-3,6'
	assert_cpus 140=0-15 141=8 150=1-2
	assert_equal "$(ls -A "$kept")" ''
	TBNET_IRQ=yes run -0 irq_run apply
	TBNET_IRQ=yes run -0 irq_run --dry-run apply
	refute_output
	run -3 irq_run undo --dry-run
	assert_equal "$(sort <<< "$output")" 'interrupt 140 of 0000:00:0d.2: CPUs 0-3,6 -> 0-15
interrupt 141 of 0000:00:0d.2: CPUs 0-3,6 -> 8'
	assert_cpus 140=0-3,6 141=0-3,6
	run -0 irq_run undo
	run -0 irq_run undo --dry-run
	refute_output
}
