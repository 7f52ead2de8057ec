# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph judge on a real Ceph, see setup_suite.bash: one monitor, one manager, three OSDs.
load ceph.bash

setup_file() {
	cluster_start 3
}

teardown_file() {
	world_stop "$ceph_world"
}

setup() {
	wait_until 60 healthy
}

teardown() {
	# of the last test, whatever became of it
	on pkill -CONT -x ceph-mon
	forget
}

judged() {
	on tbnet-ceph judge --network=10.100.0.0/24
}

@test "Ceph's version is the one that tbnet(7) says" {
	tested Ceph "${CEPH_SUITE:-trixie}" "$(on ceph --version | cut -d ' ' -f 3)"
}

@test "a new cluster on the mesh: nothing is wrong" {
	run -0 judged
	# Tentacle's manager has made a pool of its own
	assert_line --regexp '^Ceph (Reef|Tentacle): 1 monitors, 3 OSDs, [01] pools$'
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

@test "each default of the table is the one that this release says" {
	local names
	names=$(sed -n 's/^	{ "[a-z]*", "\([a-z_]*\)", ".*/\1/p' "$TBNET_TOP/helpers/tbnet-ceph/table.c" | grep -v osd_memory_target)
	assert [ "$(wc -w <<< "$names")" -gt 30 ]
	on sh -ec '
		for name in $0; do ceph config help "$name" -f json; done |
			jq -s --argjson versions "$(ceph versions -f json)" "{versions: \$versions, config: map({name, value: (.default | tostring), mask: \"\",
				section: (if .name | test(\"scrub_.*interval\") then \"global\" else \"osd\" end)})}" > /root/defaults.json' "$names"
	run -0 on tbnet-ceph judge --dump=/root/defaults.json
	assert_equal "$(grep -c "Ceph's own default$" <<< "$output")" "$(wc -w <<< "$names")"
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

# judge_gone - the commands that are printed, run; the findings that have one are gone then
judge_gone() {
	local commands
	run -3 judged
	commands=$(sed -n 's/^ *next: //p' <<< "$output")
	assert [ -n "$commands" ]
	on sh -exc "$commands"
	run judged
	refute_line --partial 'next: ceph'
}

@test "each command for a setting takes its finding away" {
	local who name value
	while read -r who name value; do
		on ceph config set "$who" "$name" "$value"
	done <<- 'END'
		global osd_pool_default_size 2
		global osd_pool_default_min_size 1
		global ms_tcp_nodelay false
		global ms_tcp_rcvbuf 134217728
		global ms_dispatch_throttle_bytes 1073741824
		global ms_cluster_mode crc
		osd bluestore_cache_size_ssd 4294967296
		osd bluestore_cache_trim_interval 200
		osd bluestore_block_db_size 5368709120
		osd bluestore_block_wal_size 1073741824
		osd bluestore_compression_mode aggressive
		osd bluestore_throttle_bytes 268435456
		osd osd_client_message_cap 1000
		osd osd_client_message_size_cap 1073741824
		osd osd_heartbeat_grace 120
		osd osd_memory_cache_min 1073741824
		osd osd_memory_target 549755813888
		osd osd_op_num_shards 8
		osd osd_recovery_op_priority 1
		osd osd_deep_scrub_interval 864000
		osd osd_scrub_min_interval 86400
	END
	run -3 judged
	assert_line --partial '21 settings that guides have'
	assert_equal "$(grep -c 'next: ceph config' <<< "$output")" 21
	judge_gone
	assert_equal "$(on ceph config get osd osd_deep_scrub_interval)" 864000.000000
}

@test "an encrypted cluster network is kept" {
	on ceph config set global ms_cluster_mode secure
	run -0 judged
	assert_line --partial 'keep      global ms_cluster_mode = secure'
	refute_line --partial 'next:'
}

@test "backfills with mClock's override on: the OSDs run with them, and no command takes them out" {
	on ceph config set osd osd_mclock_override_recovery_settings true
	on ceph config set osd osd_max_backfills 4
	run -0 judged
	assert_line 'other     osd osd_max_backfills = 4: not the default (1); not judged'
	assert_equal "$(on ceph tell osd.0 config get osd_max_backfills -f json | on jq -r .osd_max_backfills)" 4
}

@test "flags and ratios: each command takes its finding away" {
	local flag
	for flag in pause noup nodown noin noout nobackfill norecover norebalance noscrub nodeep-scrub; do
		on ceph osd set "$flag"
	done
	on ceph osd set-nearfull-ratio 0.97
	run -3 judged
	assert_line --partial 'DANGEROUS ratios out of order'
	for flag in pauserd pausewr noup nodown noin noout nobackfill norecover norebalance noscrub nodeep-scrub; do
		assert_line --partial "flag $flag is set"
	done
	judge_gone
}

@test "pools on three hosts: copies, min_size, chunks and the failure domain, each command takes its finding away" {
	local n
	for n in 1 2; do
		on ceph osd crush add-bucket "n$((n + 1))" host root=default
		on ceph osd crush set "osd.$n" 1.0 "host=n$((n + 1))" root=default
	done
	for pool in two four; do
		on ceph osd pool create "$pool" 8 8
		on ceph osd pool application enable "$pool" rbd
		on ceph osd pool set "$pool" size 2
		on ceph osd pool set "$pool" min_size 1
	done
	on ceph osd pool set four size 4
	on ceph osd pool set four min_size 1
	on ceph osd erasure-code-profile set ec21 k=2 m=1 crush-failure-domain=osd
	on ceph osd pool create ec 8 8 erasure ec21
	on ceph osd pool application enable ec rbd
	on ceph osd pool set ec min_size 2
	run -3 judged
	assert_line --partial 'DANGEROUS pool two: size 2, min_size 1'
	assert_line --partial 'DANGEROUS pool four: size 4, min_size 1'
	assert_line '          next: ceph osd pool set four min_size 2'
	assert_line --partial 'DANGEROUS pool ec: k=2 m=1, min_size 2'
	assert_line --partial 'DANGEROUS pool two: the failure domain of its rule replicated_rule is the OSD'
	assert_line --partial 'DANGEROUS 1 monitor for 3 hosts'
	judge_gone
	assert_equal "$(on ceph osd pool get two size -f json | on jq .size)" 3
	assert_equal "$(on ceph osd pool get four size -f json | on jq .size)" 4
	assert_equal "$(on ceph osd pool get two crush_rule -f json | on jq -r .crush_rule)" by_host
	# no CRUSH of Ceph's own from here on
	for pool in two four ec; do
		on ceph tell mon.a config set mon_allow_pool_delete true
		on ceph osd pool rm "$pool" "$pool" --yes-i-really-really-mean-it
	done
}

@test "a cluster without its monitor is given up at the bound: exit 1" {
	on pkill -STOP -x ceph-mon
	run -1 on tbnet-ceph judge --wait=2
	assert_output --partial 'ceph config dump: not done within 2 s'
}
