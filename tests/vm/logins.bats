#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Logins that are stuck, late, or interrupted; on the driver's own protocol.

load vm.bash

setup() {
	from installed n1 n2
}

clock() { # NAME N - the pauses of thunderbolt_net, divided
	on "$1" "echo $2 > /sys/module/tbhw/parameters/clock"
}

setting() { # NAME SETTING...
	on "$1" "printf '%s\n' ${*:2} >> /etc/tbnet.conf"
}

replug() {
	cable n1 2 0
	wait_gone n1 en05
	wait_gone n2 en05
	cable n1 2 1
}

has_carrier() { # NAME
	on "$1" 'grep -q 1 /sys/class/net/en05/carrier'
}

resets() { # NAME - how many its journal has
	on "$1" "journalctl -q -b -o cat -t tbnet-up MESSAGE_ID=86c13153b45c487c92a5d83da810f578 | grep -c 'reset$' || true"
}

# What the driver says of its logins, which it does not unless it is asked.
driver_talks() { # NAME
	on "$1" "mount -t debugfs debugfs /sys/kernel/debug 2> /dev/null
		echo module thunderbolt_net +p > /sys/kernel/debug/dynamic_debug/control"
}

wait_driver_says() { # NAME SECONDS WORDS
	on -t "$2" "$1" "until dmesg | grep -q 'en05: $3'; do sleep 0.5; done"
}

# The interface is there, named, and down, with nothing of tbnet at work on it.
plugged_and_left_down() {
	for name in n1 n2; do
		on "$name" 'ln -s /dev/null /etc/udev/rules.d/90-tbnet-link.rules && udevadm control --reload'
	done
	replug
	for name in n1 n2; do
		wait_until 180 on "$name" '[ -e /sys/class/net/en05 ] && udevadm settle'
		on "$name" 'rm /etc/udev/rules.d/90-tbnet-link.rules && udevadm control --reload'
	done
}

take_up() { # NAME - as the event that comes now would have
	on "$1" 'udevadm trigger --action=add /sys/class/net/en05'
}

both_work() {
	wait_usable n1 en05
	wait_usable n2 en05
	for name in n1 n2; do
		on "$name" "ip address replace 10.0.0.${name#n}/24 dev en05"
	done
	full_size_ping n1 10.0.0.2
	full_size_ping n2 10.0.0.1
}

# bats test_tags=long
@test "both ends have given up after 61 logins; one reset of one end makes the link" {
	setting n1 TBNET_CARRIER_WAIT=270
	setting n2 TBNET_RESET=no TBNET_CARRIER_WAIT=1
	plugged_and_left_down
	for name in n1 n2; do
		cable "$name" 2 2
		clock "$name" 100
		take_up "$name"
	done
	for name in n1 n2; do
		wait_driver_says "$name" 85 'ThunderboltIP login timed out'
		clock "$name" 1
	done
	for name in n1 n2; do cable "$name" 2 1; done
	run -0 resets n1
	assert_output 0
	run -1 has_carrier n1
	wait_usable n1 en05
	both_work
	run -0 resets n1
	assert_output 1
	run -0 resets n2
	assert_output 0
}

# bats test_tags=long
@test "a lost logout leaves one end with carrier: the other one says so after one reset, and a replug helps" {
	setting n2 TBNET_CARRIER_WAIT=10
	driver_talks n2
	# n1 does not hear that n2 goes; n2 waits 10 s for the answer
	cable n1 2 2
	on n2 'ip link set en05 down'
	cable n1 2 1
	on n2 'dmesg -C; ip link set en05 up'
	wait_driver_says n2 30 'received login reply'
	run -0 has_carrier n1
	run -1 has_carrier n2
	# its unit was done long ago; it looks again when it is run again
	on n2 'systemctl restart tbnet-link@en05.service'
	run -0 journal n2 TBNET_INTERFACE=en05 -t tbnet-up
	assert_output --partial '"TBNET_OUTCOME":"no-login"'
	assert_output --partial 'next: on the peer'
	run -0 resets n2
	assert_output 1
	run -0 has_carrier n1
	run -0 on n1 'systemctl start tbnet-check.service; journalctl -q -b -o cat -t tbnet-check -p notice'
	refute_output
	replug
	both_work
}

# bats test_tags=long
@test "a link that sleeps during the login is usable when it wakes" {
	plugged_and_left_down
	cable n1 2 3
	for name in n1 n2; do
		driver_talks "$name"
		take_up "$name"
	done
	for name in n1 n2; do wait_driver_says "$name" 40 'sending login request failed'; done
	run -1 has_carrier n1
	cable n1 2 1
	both_work
}

# bats test_tags=long
@test "a machine that is put to sleep during the login has its link when it wakes" {
	plugged_and_left_down
	driver_talks n1
	take_up n1
	wait_driver_says n1 40 'sending login request failed'
	# all that sleep is but the processors' own: every driver's suspend and resume
	on n1 'echo platform > /sys/power/pm_test && echo freeze > /sys/power/state'
	run -0 on n1 'dmesg | grep -c "lost during suspend, disconnecting"'
	assert_output 1
	both_work
}

# bats test_tags=long
@test "where discovery takes long the boot does not, and the link is usable when it is found" {
	on n1 'echo options tbhw train=60000 delay=200 > /etc/modprobe.d/slow.conf'
	reboot n1
	run -0 on n1 'ls /sys/class/net'
	refute_output --partial en05
	run -0 on n1 systemctl is-active tbnet.service
	wait_usable n1 en05
	both_work
}
