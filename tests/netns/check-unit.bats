# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-check has systemd start tbnet-link@ for a netdev that it did not run for. A stand-in for systemctl knows of a job
# or of none, notes what else it is asked, and may fail; the real one, and how a start is lost, are in tests/vm/storms.bats.
load netns.bash

check=$TBNET_BIN/tbnet-check
up=$TBNET_BIN/tbnet-up
dropped='systemd has not run tbnet-link@en05.service for it (it drops a start while a stop is pending); started it now'

setup() {
	asked=$BATS_TEST_TMPDIR/asked
	world_start
	cable en05 far
	in_world ip link set en05 mtu 65520 up
	in_world mkdir -p /run/systemd/system
	known en05
	systemctl_ends 0
}

# systemctl_ends STATUS [JOB]
systemctl_ends() {
	printf '#!/bin/sh\n[ "$1" != show ] || { [ "$*" = "%s" ] && echo "%s"; exit; }\necho "$*" >> %s\nexit %s\n' \
		'show --property=Job --value tbnet-link@en05.service' "${2-}" "$asked" "$1" > "$BATS_TEST_TMPDIR/systemctl"
	chmod +x "$BATS_TEST_TMPDIR/systemctl"
	in_world mount --bind "$BATS_TEST_TMPDIR/systemctl" /usr/bin/systemctl
}

# second_look - the first look at this netdev was 40 s ago
second_look() {
	run -0 in_world "$check"
	refute_output
	first_look_was 40
}

# first_look_was AGE - s ago
first_look_was() {
	note en05 idle "$(ago "$1")"
}

replug() {
	in_world ip link delete en05
	cable en05 far
	in_world ip link set en05 mtu 65520 up
	known en05
}

@test "a netdev that its unit did not run for: it is started, once, and then said once" {
	second_look
	run -0 in_world "$check"
	assert_output "tbnet-check: en05: $dropped"
	assert_equal "$(< "$asked")" '--no-block start tbnet-link@en05.service'
	run -0 in_world "$check"
	assert_output 'tbnet-check: en05: tbnet-link@en05.service did not run, although tbnet started it; next: systemctl status tbnet-link@en05'
	run -0 in_world "$check"
	refute_output
	assert_equal "$(wc -l < "$asked")" 1
}

@test "a netdev that its unit ran for is not touched, also when somebody stopped the unit since" {
	run -3 in_world env INVOCATION_ID=1 TBNET_CARRIER_WAIT=0 "$up" --wait en05
	second_look
	run -0 in_world "$check"
	refute_output
	assert [ ! -e "$asked" ]
}

@test "a netdev whose ifup found another one at work to the end: its unit is started again, 30 s later" {
	run -3 in_world env INVOCATION_ID=1 TBNET_CARRIER_WAIT=0 "$up" --wait en05
	note en05 busy 1
	note en05 unit 0
	second_look
	run -0 in_world "$check"
	assert_output 'tbnet-check: en05: another ifup was running when tbnet-link@en05.service tried; started that again'
	assert_equal "$(< "$asked")" '--no-block start tbnet-link@en05.service'
	run -3 in_world env INVOCATION_ID=1 TBNET_CARRIER_WAIT=0 "$up" --wait en05
	run -0 in_world "$check"
	refute_output
	assert_equal "$(wc -l < "$asked")" 1
}

@test "tbnet-up by hand is not the unit" {
	run -3 in_world env -u INVOCATION_ID TBNET_CARRIER_WAIT=0 "$up" --wait en05
	second_look
	run -0 in_world "$check"
	assert_output "tbnet-check: en05: $dropped"
}

@test "a new netdev of the same name is another one" {
	run -3 in_world env INVOCATION_ID=1 TBNET_CARRIER_WAIT=0 "$up" --wait en05
	replug
	second_look
	run -0 in_world "$check"
	assert_output "tbnet-check: en05: $dropped"
	replug
	second_look
	run -0 in_world "$check"
	assert_output "tbnet-check: en05: $dropped"
}

@test "until two looks 30 s apart have found it so it is left to systemd" {
	run -0 in_world "$check"
	refute_output
	run -0 in_world "$check"	# as at an installation, when a start is on its way
	refute_output
	assert [ ! -e "$asked" ]
}

@test "while systemd has a job for the unit it waits, five minutes" {
	systemctl_ends 0 1234
	second_look
	run -0 in_world "$check"
	refute_output
	first_look_was 290
	run -0 in_world "$check" --verbose
	assert_line --partial 'en05: systemd has a job for tbnet-link@en05.service; waiting for that'
	assert [ ! -e "$asked" ]
	first_look_was 301
	run -0 in_world "$check"
	assert_output "tbnet-check: en05: $dropped"
}

@test "nor is a unit that was started from here said to have not run while its job is there" {
	second_look
	run -0 in_world "$check"
	assert_output "tbnet-check: en05: $dropped"
	systemctl_ends 0 77
	run -0 in_world "$check"
	refute_output
}

@test "a systemctl that fails is reported, with the next step, and the link is looked at all the same" {
	second_look
	in_world ip link set en05 mtu 1500
	systemctl_ends 1
	run -1 in_world "$check"
	assert_line "tbnet-check: en05: $dropped"
	assert_line 'tbnet-check: en05: tbnet-link@en05.service cannot be started, systemctl failed; next: systemctl status tbnet-link@en05'
	assert_link en05 up 65520
}

@test "where it cannot record that, it starts nothing" {
	in_world mount -o remount,ro /run
	run -1 in_world env TMPDIR=/dev/shm "$check"
	assert_output 'tbnet-check: en05: tbnet-link@en05.service did not run; start skipped: cannot record it in /run/tbnet: Read-only file system'
	assert [ ! -e "$asked" ]
}

@test "without systemd there is no unit" {
	second_look
	in_world rmdir /run/systemd/system
	run -0 in_world "$check"
	refute_output
}

@test "a note of a first look in the future, or a file that is not whole, is none: the waiting begins anew" {
	local text
	for text in 'idle=ffffffffffff' 'idle=1 ' 'idle=' 'unit=3\nidle' '\0'; do
		in_world rm -rf /run/tbnet
		run -0 in_world "$check"
		in_world sh -c 'printf "ifindex=%x\n$2" "$1" > /run/tbnet/link-en05' sh "$(ifindex en05)" "$text"
		run -0 in_world "$check"
		refute_output
		[ ! -e "$asked" ]
		[ "$(note en05 idle)" -gt "$(ago 20)" ]
	done
}
