#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# /etc/tbnet.conf for the programs that udev runs, and a machine on which something is missing.

load test.bash

@test "TBNET_MTU of /etc/tbnet.conf is the MTU that the link gets" {
	put /etc/tbnet.conf <<< TBNET_MTU=9000
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 9000"
	run -0 said tbnet-up --lines=1 TBNET_MTU=9000
	assert_output "en05: up at MTU 9000"
}

@test "comments, quotes and settings of other programs in /etc/tbnet.conf do no harm" {
	put /etc/tbnet.conf <<- 'END'
		# TBNET_MTU=1500

		TBNET_MTU="9000"
		TBNET_ONLINE='en05 en06'
		TBNET_ONLINE_WAIT=10
	END
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 9000"
}

@test "a setting that makes no sense keeps no link down: its default is used" {
	local value
	for value in abc 67 65523 -1 65520x 99999999999999999999; do
		put /etc/tbnet.conf <<< "TBNET_MTU=$value"
		plug 0d.2-1 thunderbolt0
		run -0 link en05
		assert_output "en05 up 65520"
		pull en05
	done
}

@test "a property of the device is no setting: TBNET_PORT is not taken for a mistyped one" {
	put /etc/tbnet.conf <<< TBNET_LOG_LEVEL=debug
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
	run -0 world_log "$world" --output=cat SYSLOG_IDENTIFIER=tbnet-up
	refute_output --partial "no such setting"
}

@test "without /etc/tbnet.conf the defaults hold" {
	inside rm /etc/tbnet.conf
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "a /etc/tbnet.conf of a megabyte of nonsense does not keep a link from coming up" {
	inside sh -c 'head -c 1M /dev/urandom > /etc/tbnet.conf'
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "without a journal the link comes up all the same" {
	world_stop "$world"
	# shellcheck disable=SC2086 # a list of trees
	world_make "$world" n1 $WORLD_TREES
	world_mark "$world"
	world_udevd "$world"
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 up 65520"
}

@test "a program that is missing costs the interface neither name nor unit" {
	inside rm /usr/lib/udev/tbnet-up
	plug 0d.2-1 thunderbolt0
	run -0 link en05
	assert_output "en05 down 65520"
	run -0 property en05 SYSTEMD_WANTS
	assert_output 'tbnet-link@en05.service tbnet-check.timer'
}

@test "systemd's version is the one that tbnet(7) says" {
	tested systemd "${UDEVD_SUITE:-trixie}" "$(inside udevadm --version)"
}

@test "systemd has nothing to say against the units" {
	local -a units
	mapfile -t units < <(inside sh -c 'cd /usr/lib/systemd/system && ls tbnet*.service tbnet*.timer tbnet*.path' | sed 's/@\.service$/@en05.service/')
	run -0 inside systemd-analyze verify --man=no "${units[@]}"
	refute_output --partial tbnet
}

@test "udevd has nothing to say against the rules" {
	if [ "${UDEVD_SUITE:-}" = bookworm ]; then
		# 252 has no "verify", but says what it reads, and what it does not take
		run -0 inside udevadm test /sys/class/net/lo
		assert_line 'Reading rules file: /usr/lib/udev/rules.d/75-tbnet-description.rules'
		assert_line 'Reading rules file: /usr/lib/udev/rules.d/90-tbnet-link.rules'
		refute_line --regexp 'tbnet-[a-z]*\.rules:[0-9]'
		return
	fi
	run -0 inside sh -c 'udevadm verify --no-style /usr/lib/udev/rules.d/*-tbnet-*.rules'
	assert_line "2 udev rules files have been checked."
	assert_line "  Fail:    0"
}

@test "no message of udevd about the package is a warning" {
	plug 0d.2-1 thunderbolt0
	plug 0d.2-3 thunderbolt1
	pull en05
	run -0 world_log "$world" --output=cat --priority=warning
	refute_output --partial tbnet
	refute_output --partial thunderbolt
	refute_output --partial en05
}

@test "tbnet-up in RUN is over in milliseconds" {
	local times
	plug 0d.2-1 thunderbolt0
	times=$(run_times)
	assert [ "$(wc -l <<< "$times")" -eq 2 ]
	echo "# add and move: ${times//$'\n'/, }" >&3
}

# From udevd's own messages: "Starting 'tbnet-up …'" to "Process 'tbnet-up …' succeeded."
run_times() {
	world_log "$world" --output=short-monotonic SYSLOG_IDENTIFIER='(udev-worker)' |
		sed -nE "s/^\[ *([0-9.]+)\].* (Starting|Process) 'tbnet-up .*/\1 \2/p" |
		awk '$2 == "Starting" { start = $1 } $2 == "Process" { printf "%.1f ms\n", ($1 - start) * 1000 }'
}
