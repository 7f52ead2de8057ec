# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph plan, apply and undo on a real Ceph, read back from its OSDs.
load ceph.bash

setup_file() {
	cluster_start 2
}

teardown_file() {
	world_stop "$ceph_world"
}

setup() {
	assert_equal "$(database)" ''
}

teardown() {
	# of the last test, whatever became of it
	on sh -c '[ ! -e /usr/bin/ceph.real ] || mv /usr/bin/ceph.real /usr/bin/ceph'
	on ceph config-key rm tbnet/ceph
	forget
}

# "osd/host:n1 osd_memory_target 1073741824", what the database has
database() {
	on ceph config dump -f json |
		on jq -r '.[] | "\(.section)\(if .mask == "" then "" else "/" + .mask end) \(.name) \(.value | ((tonumber + 0)? // .))"' | sort
}

no_record() {
	run -0 on ceph config-key dump tbnet -f json
	assert_output --partial '{}'
}

# running OSD NAME
running() {
	on ceph tell "osd.$1" config show -f json | on jq -r --arg name "$2" '.[$name] | tonumber + 0'
}

# The size for one of two OSDs by the rule of the manual: half of the memory, whole steps of 64 MiB, 8 GiB at most.
target() {
	local bytes
	bytes=$(on ceph osd metadata 0 -f json | on jq -r '.mem_total_kb | tonumber * 1024 / 2 / 2 / 67108864 | floor * 67108864')
	echo $((bytes > 8589934592 ? 8589934592 : bytes))
}

@test "plan changes nothing; apply makes it so, and both OSDs run with it" {
	local target id
	target=$(target)
	run -3 on tbnet-ceph plan
	assert_line --partial "osd/host:n1 osd_memory_target: not set -> $target"
	assert_equal "$(database)" ''
	run -0 on tbnet-ceph apply
	assert_line '2 OSDs run with it'
	assert_line '2 monitors and managers run with it'
	run -0 database
	assert_output "$(printf '%s\n' 'global osd_deep_scrub_interval 1209600' 'global osd_scrub_max_interval 1209600' \
		"osd/host:n1 osd_memory_target $target" 'osd osd_scrub_begin_hour 2' 'osd osd_scrub_end_hour 6' | sort)"
	for id in 0 1; do
		assert_equal "$(running "$id" osd_memory_target)" "$target"
		assert_equal "$(running "$id" osd_scrub_begin_hour)" 2
		assert_equal "$(running "$id" osd_deep_scrub_interval)" 1209600
	done
	# two OSDs are fewer than copies: nothing else is wrong
	run -3 on tbnet-ceph judge --network=10.100.0.0/24
	assert_line --partial 'HEALTH_WARN TOO_FEW_OSDS'
	assert_line --partial '1 wrong; 5 settings'
	run -0 as_printed 'ceph health detail'
	assert_line --partial TOO_FEW_OSDS
}

@test "twice is once, and undo gives the former values back, those of a guide, too" {
	local before applied
	on ceph config set osd osd_memory_target 17179869184000
	on ceph config set osd osd_deep_scrub_interval 864000
	before=$(database)
	run -0 on tbnet-ceph apply
	applied=$(database)
	assert_equal "$(running 0 osd_memory_target)" "$(target)"
	assert_equal "$(running 0 osd_deep_scrub_interval)" 864000
	refute [ "$applied" = "$before" ]
	run -0 on tbnet-ceph apply
	assert_output 'nothing to change: the sound settings are there'
	assert_equal "$(database)" "$applied"
	run -0 on tbnet-ceph undo
	assert_equal "$(database)" "$before"
	no_record
	run -0 on tbnet-ceph undo
	assert_output 'tbnet-ceph: nothing to undo'
}

# bats test_tags=long
@test "a value that fails half-way: what was made is undone, and nothing is left" {
	# ceph itself, until the scrub window's end is to be set
	on sh -c 'mv /usr/bin/ceph /usr/bin/ceph.real'
	world_put "$ceph_world" /usr/bin/ceph <<- 'END'
		#!/bin/sh
		case "$*" in *"set osd osd_scrub_end_hour"*) echo "Error EIO: broken" >&2; exit 5 ;; esac
		exec /usr/bin/ceph.real "$@"
	END
	on chmod +x /usr/bin/ceph
	run -1 on tbnet-ceph apply
	on mv /usr/bin/ceph.real /usr/bin/ceph
	assert_line --partial 'ceph config set osd osd_scrub_end_hour 6: Error EIO: broken'
	assert_line 'tbnet-ceph: nothing was changed'
	assert_equal "$(database)" ''
	no_record
}

# bats test_tags=long
@test "what somebody has changed since is not undone, and named" {
	run -0 on tbnet-ceph apply
	on ceph config set osd osd_scrub_end_hour 7
	run -1 on tbnet-ceph undo
	assert_line --partial 'osd osd_scrub_end_hour: is 7, but tbnet-ceph set 6; undo skipped'
	assert_equal "$(on ceph config get osd osd_scrub_begin_hour)" 2
	on ceph config set osd osd_scrub_end_hour 6
	run -0 on tbnet-ceph undo
	assert_equal "$(database)" ''
}

@test "an OSD that runs with another value is reported: exit 3" {
	on ceph tell osd.1 config set osd_scrub_begin_hour 5
	run -3 on tbnet-ceph apply --wait=10	# for an answer, too, on a busy machine
	assert_line --partial 'osd.1: runs with osd_scrub_begin_hour 5, not 2'
	assert_line '1 OSDs run with it, not all'
	# what it is told to look at names the override
	run -0 as_printed 'ceph config show osd\.1'
	assert_line --regexp '^osd_scrub_begin_hour +5 +override'
	on ceph tell osd.1 config unset osd_scrub_begin_hour
	run -0 on tbnet-ceph undo
	run -0 on tbnet-ceph apply
	assert_line '2 OSDs run with it'
}

# bats test_tags=long
@test "a manager that runs with another value of what is global is reported: exit 3" {
	on ceph tell mgr.a config set osd_deep_scrub_interval 5
	run -3 on tbnet-ceph apply --wait=10	# for an answer, too, on a busy machine
	on ceph tell mgr.a config unset osd_deep_scrub_interval
	assert_line --regexp '^tbnet-ceph: mgr\.a: runs with osd_deep_scrub_interval 5(\.0+)?, not 1209600: '
	assert_line '2 OSDs run with it'
	assert_line '1 monitors and managers run with it, not all'
	run -0 on tbnet-ceph undo
}

# bats test_tags=long
@test "Ceph fails half-way and at the restoring, too: undo is reported, and restores once Ceph answers" {
	on ceph config set osd osd_deep_scrub_interval 864000
	on sh -c 'mv /usr/bin/ceph /usr/bin/ceph.real'
	world_put "$ceph_world" /usr/bin/ceph <<- 'END'
		#!/bin/sh
		[ ! -e /run/broken ] || { echo "Error EIO: broken" >&2; exit 5; }
		case "$*" in *"set osd osd_scrub_end_hour"*) touch /run/broken; exec "$0" ;; esac
		exec /usr/bin/ceph.real "$@"
	END
	on chmod +x /usr/bin/ceph
	run -1 on tbnet-ceph apply
	assert_line 'tbnet-ceph: not everything is restored; next, once Ceph answers: tbnet-ceph undo'
	run -1 on tbnet-ceph undo
	on mv /usr/bin/ceph.real /usr/bin/ceph
	on rm /run/broken
	assert [ "$(database | wc -l)" -gt 1 ]
	run -0 on tbnet-ceph undo
	assert_equal "$(database)" 'osd osd_deep_scrub_interval 864000'
	no_record
}

# bats test_tags=long
@test "a record that is none of tbnet-ceph's changes nothing; after the command that is printed apply goes on" {
	local record
	for record in '[{"who":"osd","name":"osd_scrub_begin_hour","before":"2;reboot"}]' '[{"who":"osd","na' '{}'; do
		on ceph config-key set tbnet/ceph "$record"
		run -1 on tbnet-ceph apply
		assert_line --partial 'is not a record of tbnet-ceph'
		run -1 on tbnet-ceph undo
		assert_equal "$(database)" ''
		assert_equal "$(on ceph config-key get tbnet/ceph)" "$record"
	done
	as_printed 'ceph config-key get tbnet/ceph'
	run -1 on tbnet-ceph apply
	as_printed 'ceph config-key rm tbnet/ceph'
	run -0 on tbnet-ceph apply
	run -0 on tbnet-ceph undo
}
