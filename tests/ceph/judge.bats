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

@test "Ceph's version is the one that tbnet(7) says" {
	tested Ceph "${CEPH_SUITE:-trixie}" "$(on ceph --version | cut -d ' ' -f 3)"
}

@test "a new cluster on the mesh: nothing is wrong" {
	run -0 judged
	# Tentacle's manager has made a pool of its own
	assert_line --regexp '^Ceph (Reef|Tentacle); monitors: 1, OSDs: 3, pools: [01]$'
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
	on ceph config set osd bluestore_cache_trim_interval 200
	run -3 judged
	assert_line '          next: ceph config rm osd bluestore_cache_trim_interval'
	as_printed
	run -0 judged
}

# bats test_tags=long
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

# bats test_tags=long
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

# rows - NAME|COMPARE|VALUE|CONDITION|VERDICT of what the table says of values, and the default of each setting that has no such row
rows() {
	local table=$TBNET_TOP/helpers/tbnet-ceph/table.c
	tr -d '\n' < "$table" | grep -oE '\{ "[a-z_]+", (IS|LEAST|MOST|ANY), ("[^"]*"|NULL), [A-Z_]+, [A-Z_]+' | sed 's/^{ //; s/"//g; s/, /|/g'
	sed -n 's/^	{ "[a-z]*", "\([a-z_]*\)", "\([^"]*\)".*/\1|IS|\2|ALWAYS|NO_EFFECT/p' "$table" |
		while IFS='|' read -r name rest; do
			grep -q "\"$name\", \(IS\|LEAST\|MOST\|ANY\)" "$table" || [ "$name" = osd_memory_target ] || echo "$name|$rest"
		done
}

# sample NAME - a value for a row that is for any
sample() {
	case $1 in
	bluestore_cache_size_ssd) echo 4294967296 ;;
	bluestore_compression_algorithm) echo zstd ;;
	bluestore_compression_required_ratio) echo 0.5 ;;
	osd_scrub_begin_hour | osd_scrub_end_hour) echo 3 ;;
	osd_recovery_max_active | osd_max_backfills) echo 4 ;;
	osd_recovery_op_priority) echo 1 ;;
	esac
}

# section NAME - where it belongs
section() {
	sed -n "s/^	{ \"\([a-z]*\)\", \"$1\", \".*/\1/p" "$TBNET_TOP/helpers/tbnet-ceph/table.c"
}

# round N - the rows that are the N-th of their name are set, judged, and gone after the commands that are printed; how many there were
round() {
	local n=0 name value condition verdict line next
	local -A texts=([DANGEROUS]=DANGEROUS [WRONG]=wrong [OPTIONAL]=optional [NO_EFFECT]='no effect' [KEEP]=keep)
	awk -F'|' -v round="$1" '++seen[$1] == round' "$BATS_TEST_TMPDIR/rows" > "$BATS_TEST_TMPDIR/round"
	while IFS='|' read -r name _ value condition _; do
		[ "$condition" != MCLOCK_OWN ] || continue
		[ "$value" != NULL ] || value=$(sample "$name")
		[ -n "$value" ] || fail "$name: no value to try its row with"
		printf '[%s]\n%s = %s\n' "$(section "$name")" "$name" "$value"
	done < "$BATS_TEST_TMPDIR/round" | world_put "$ceph_world" /root/round.conf
	on ceph config assimilate-conf -i /root/round.conf -o /root/left.conf
	run judged
	while IFS='|' read -r name _ _ condition verdict; do
		n=$((n + 1))
		# the OSD has it taken out of the database, as the row says: of several at a time perhaps not of all
		if [ "$condition" = MCLOCK_OWN ]; then
			on ceph config set "$(section "$name")" "$name" "$(sample "$name")"
			wait_until 60 gone "$name"
			continue
		fi
		line=$(grep -nE "^${texts[$verdict]} +$(section "$name") $name = " <<< "$output") || fail "$name: not $verdict in: $output"
		next=$(sed -n "$((${line%%:*} + 1))p" <<< "$output")
		case $verdict in
		OPTIONAL | KEEP) refute_regex "$next" "config rm .* $name" ;;
		*) assert_equal "$next" "          next: ceph config rm $(section "$name") $name" ;;
		esac
	done < "$BATS_TEST_TMPDIR/round"
	# the last values of a name are no findings
	[[ $output != *'next: ceph'* ]] || as_printed
	run judged
	refute_line --partial 'next: ceph'
	rows_seen=$((rows_seen + n))
	forget
}

# bats test_tags=long
@test "each row of the table is true on this cluster, and each command that it prints takes its finding away" {
	local rows_seen=0 round
	rows > "$BATS_TEST_TMPDIR/rows"
	assert [ "$(wc -l < "$BATS_TEST_TMPDIR/rows")" -gt 40 ]
	for round in 1 2 3; do
		round "$round"
	done
	assert_equal "$rows_seen" "$(wc -l < "$BATS_TEST_TMPDIR/rows")"
}

# bats test_tags=long
@test "what is set for OSDs and belongs to all moves there with its value, and a target for a host is taken out" {
	on ceph config set osd osd_deep_scrub_interval 864000
	on ceph config set osd/host:n1 osd_memory_target 549755813888
	judge_gone
	assert_equal "$(on ceph config get osd osd_deep_scrub_interval)" 864000.000000
	run -0 on ceph config dump
	refute_output --partial osd_memory_target
}

# bats test_tags=long
@test "an encrypted cluster network is kept" {
	on ceph config set global ms_cluster_mode secure
	run -0 judged
	assert_line --partial 'keep      global ms_cluster_mode = secure'
	refute_line --partial 'next:'
}

# bats test_tags=long
@test "backfills with mClock's override on: the OSDs run with them, and no command takes them out" {
	on ceph config set osd osd_mclock_override_recovery_settings true
	on ceph config set osd osd_max_backfills 4
	run -0 judged
	assert_line 'other     osd osd_max_backfills = 4: not the default (1); not judged'
	assert_equal "$(on ceph tell osd.0 config get osd_max_backfills -f json | on jq -r .osd_max_backfills)" 4
}

# bats test_tags=long
@test "each flag of the table, set for all, for a host, a class of devices and an OSD, and ratios: each command takes its finding away" {
	local flag unset class
	class=$(on ceph osd crush get-device-class osd.0 | tr -d '\n')
	while read -r flag unset; do
		on ceph osd set "$unset"
	done < <(flags)
	on ceph osd set-group noup,nodown,noin,noout n1
	on ceph osd set-group noout "$class"
	on ceph osd set-group noin,nodown osd.1
	on ceph osd set-nearfull-ratio 0.97
	run -3 judged
	assert_line --partial 'DANGEROUS HEALTH_ERR OSD_OUT_OF_ORDER_FULL'
	refute_line --regexp 'OSDMAP_FLAGS|OSD_FLAGS'
	assert_equal "$(flags | wc -l)" 11
	while read -r flag unset; do
		assert_line --partial "flag $flag is set: "
	done < <(flags)
	for flag in noup nodown noin noout; do
		assert_line --partial "flag $flag is set for n1: "
	done
	assert_line --partial "flag noout is set for $class: "
	assert_line --partial 'flag nodown is set for osd.1: '
	judge_gone
	refute_line --partial 'flag '
}

# flags - NAME UNSET of each row
flags() {
	sed -n 's/^	{ "\([a-z-]*\)", "\([a-z-]*\)", ".*/\1 \2/p' "$TBNET_TOP/helpers/tbnet-ceph/safety.c"
}

@test "a cluster without its monitor is given up at the bound: exit 1" {
	on pkill -STOP -x ceph-mon
	run -1 on tbnet-ceph judge --wait=2
	assert_output --partial 'ceph config dump: no answer within 2 s'
}
