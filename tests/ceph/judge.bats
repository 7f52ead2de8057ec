# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph judge on a real Ceph 18.2: one monitor, one manager, three OSDs.
load ceph.bash

setup_file() {
	cluster_start 3
}

teardown_file() {
	world_stop "$ceph_world"
}

teardown() {
	# of the last test, whatever became of it
	on pkill -CONT -x ceph-mon
	forget
}

judged() {
	on tbnet-ceph judge --network=10.100.0.0/24
}

@test "a new cluster on the mesh: nothing is wrong" {
	run -0 judged
	assert_line 'Ceph Reef: 1 monitors, 3 OSDs, 0 pools'
	assert_line '0 wrong; 0 settings that guides have, 0 others, not judged'
}

@test "what a guide sets is found in the database that Ceph made of it" {
	on ceph config set osd bluestore_cache_trim_interval 200
	on ceph config set osd/host:n1 osd_memory_target 549755813888
	on ceph config set global ms_tcp_rcvbuf 134217728
	on ceph config set osd osd_heartbeat_grace 20
	on ceph config set global osd_deep_scrub_interval 1209600
	run -3 judged
	assert_line --partial 'wrong     osd bluestore_cache_trim_interval = 200.000000'
	assert_line --partial 'wrong     osd/host:n1 osd_memory_target = 549755813888: the OSDs of n1 would take more than half'
	assert_line --partial 'next: ceph config rm osd/host:n1 osd_memory_target'
	assert_line --partial 'wrong     global ms_tcp_rcvbuf = 134217728'
	assert_line --partial "no effect osd osd_heartbeat_grace = 20: Ceph's own default"
	assert_line --partial 'optional  global osd_deep_scrub_interval = 1209600'
	assert_line '3 wrong; 5 settings that guides have, 0 others, not judged'
}

@test "the command that is printed sets it right" {
	local command
	on ceph config set osd bluestore_cache_trim_interval 200
	command=$(judged | sed -n 's/^ *next: //p')
	assert_equal "$command" 'ceph config rm osd bluestore_cache_trim_interval'
	on sh -c "$command"
	run -0 judged
}

@test "each setting that would be wrong is none at the default that Ceph 18.2 itself says" {
	local name said
	# each setting of a guide at Ceph's own value: nothing is wrong then
	while read -r name; do
		said=$(on ceph config help "$name" -f json | on jq -r .default)
		on ceph config set osd "$name" "$said"
	done <<- 'END'
		osd_memory_cache_min
		osd_client_message_cap
		osd_client_message_size_cap
		bluestore_throttle_bytes
		ms_tcp_rcvbuf
		ms_dispatch_throttle_bytes
		ms_cluster_mode
		bluestore_compression_mode
		bluestore_cache_trim_interval
		bluestore_block_wal_size
	END
	run -0 judged
	assert_line --partial '0 wrong; 10 settings that guides have'
}

@test "osd_max_backfills of a guide: the OSD has it taken out of the database again" {
	on ceph config set osd osd_max_backfills 4
	wait_until 20 gone osd_max_backfills
	run -0 judged
	refute_output --partial osd_max_backfills
}

gone() { # NAME
	[ "$(on ceph config dump -f json | on jq -r --arg name "$1" '[.[] | select(.name == $name)] | length')" = 0 ]
}

@test "with another mesh, the monitor and every OSD are found off it" {
	run -3 on tbnet-ceph judge --network=10.200.0.0/24
	assert_line --partial 'wrong     mon.a: its public address 10.100.0.11 is not in the mesh'
	assert_line --partial 'wrong     osd.2: its public address 10.100.0.11 is not in the mesh'
	assert_line --partial 'wrong     osd.2: its cluster address 10.100.0.11 is not in the mesh'
}

@test "a pool of two copies that takes writes with one is dangerous, and 3/2 is not" {
	on ceph osd pool create rbd 8 8
	on ceph osd pool set rbd size 2
	on ceph osd pool set rbd min_size 1
	run -3 judged
	assert_line --partial 'DANGEROUS pool rbd: size 2, min_size 1'
	on sh -c "$(sed -n 's/^ *next: //p' <<< "$output")"
	run -0 judged
}

@test "a cluster without its monitor is given up at the bound: exit 1" {
	on pkill -STOP -x ceph-mon
	run -1 on tbnet-ceph judge --wait=2
	assert_output --partial 'ceph config dump: not done within 2 s'
}
