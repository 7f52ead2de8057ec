# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph bench on a real Ceph. There is no Thunderbolt link in a world: the line of links says so.
load ceph.bash

setup_file() {
	cluster_start 3
	wait_until 60 healthy
	# an OSD tells the manager of its room some seconds after it is up
	wait_until 30 room_of 3
}

teardown_file() {
	world_stop "$ceph_world"
}

setup() {
	on ceph config set mon mon_allow_pool_delete true
}

teardown() {
	on pkill -CONT -x ceph-osd
	on ceph osd unset noout
	on ceph config rm mon mon_allow_pool_delete
}

room_of() { # OSDS
	[ "$(on ceph df -f json | on jq .stats.num_osds)" = "$1" ]
}

# as_before - no pool is left
as_before() {
	run -0 on ceph osd pool ls
	refute_output --partial tbnet-bench
	assert_equal "$(on ceph config dump -f json | on jq -c 'map(.name)')" '["mon_allow_pool_delete"]'
}

# bats test_tags=long
@test "where monitors let no pool be removed none is made; the commands that are printed are enough" {
	on ceph config rm mon mon_allow_pool_delete
	run -1 on tbnet-ceph bench --seconds=1
	assert_line --partial 'mon.a forbids the removal of pools, so bench creates none'
	refused=$output
	run -0 on ceph osd pool ls
	refute_output --partial tbnet-bench
	output=$refused
	as_printed 'ceph config set mon mon_allow_pool_delete true'
	run -0 on tbnet-ceph bench --seconds=1
	output=$refused
	as_printed 'ceph config rm mon mon_allow_pool_delete'
	run -1 on tbnet-ceph bench --seconds=1
}

@test "it writes and reads, says what came of it and the links' speed, and leaves nothing" {
	run -0 on tbnet-ceph bench --seconds=1
	assert_line --regexp '^write  [1-9][0-9]* MiB/s \([0-9]+\.[0-9] Gbit/s\), [0-9.]+ ms for an object of 4 MiB on average$'
	assert_line --regexp '^read   [1-9][0-9]* MiB/s \([0-9]+\.[0-9] Gbit/s\), [0-9.]+ ms for an object of 4 MiB on average$'
	assert_line --regexp '^small  [1-9][0-9]* writes/s, [0-9.]+ ms for a write of 4 KiB on average, one at a time$'
	assert_line 'links: no Thunderbolt link on this machine'
	assert_line --regexp '^small writes: '
	as_before
}

# stopped_after COMMAND... - what bench says when SIGTERM ends it, once it writes and the command was run; it exits with 1
stopped_after() {
	local pid code=0
	# OSDs that answer nothing keep rados at it until it is stopped
	on pkill -STOP -x ceph-osd
	on tbnet-ceph bench --seconds=60 > "$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
	pid=$!
	wait_until 180 on pgrep -x rados
	"$@"
	on pkill -TERM -x tbnet-ceph
	wait "$pid" || code=$?
	on pkill -CONT -x ceph-osd
	assert_equal "$code" 1
	run -0 cat "$BATS_TEST_TMPDIR/out"
}

is_not_compressed() {
	assert_equal "$(on ceph osd pool get tbnet-bench compression_mode -f json | on jq -r .compression_mode)" none
}

# bats test_tags=long
@test "its pool is not compressed, whatever the OSDs would; SIGTERM in the middle removes it: exit 1" {
	stopped_after is_not_compressed
	assert_output 'tbnet-ceph: stopped'
	as_before
}

@test "a cluster that is not healthy is refused; judge names the flag, and after its command bench runs" {
	wait_until 60 healthy
	on ceph osd set noout
	wait_until 30 unhealthy
	run -1 on tbnet-ceph bench --seconds=1
	assert_line 'tbnet-ceph: bench needs a healthy cluster: this one is HEALTH_WARN; next: tbnet-ceph judge'
	as_before
	judge_gone
	wait_until 30 healthy
	run -0 on tbnet-ceph bench --seconds=1
	as_before
}

unhealthy() {
	! healthy
}

# bats test_tags=long
@test "a pool of the same name is not touched; after the command that is printed there is none, and bench runs" {
	on ceph osd pool create tbnet-bench 8 8
	on ceph osd pool application enable tbnet-bench somebody
	wait_until 60 healthy
	run -1 on tbnet-ceph bench --seconds=1
	assert_line --partial 'a pool tbnet-bench exists'
	run -0 on ceph osd pool ls
	assert_line tbnet-bench
	run -1 on tbnet-ceph bench --seconds=1
	as_printed 'ceph osd pool rm .*mean-it$'
	as_before
	run -0 on tbnet-ceph bench --seconds=1
}

# bats test_tags=long
@test "a pool that can no longer be removed is reported: exit 1; after the command that is printed, where pools may be removed, it is gone" {
	stopped_after on ceph config set mon mon_allow_pool_delete false
	assert_line --partial 'the pool tbnet-bench may still exist'
	on ceph config set mon mon_allow_pool_delete true
	as_printed 'ceph osd pool rm .*mean-it$'
	as_before
}
