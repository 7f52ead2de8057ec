# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph judge on answers of a real Ceph, see ceph/README.md.
load private.bash

ceph=$TBNET_BIN/tbnet-ceph
reef=$TBNET_TOP/tests/unit/ceph/reef.json

# of VERSION - Reef's answers under another version
of() {
	sed "s/ceph version 18\.2\.7/ceph version $1/" "$reef" > "$BATS_TEST_TMPDIR/dump"
	echo "$BATS_TEST_TMPDIR/dump"
}

# given JSON - a file of it
given() {
	printf '%s' "$1" > "$BATS_TEST_TMPDIR/dump"
	echo "$BATS_TEST_TMPDIR/dump"
}

# entry SECTION NAME VALUE - a list of one setting
entry() {
	printf '[{"section":"%s","name":"%s","value":"%s","mask":""}]' "$@"
}

# judged FILE [OPTION...]
judged() {
	"$ceph" judge --dump="$1" --network=10.100.0.0/24 "${@:2}"
}

@test "a cluster set up by a guide: each verdict, its reason and the command; exit 3" {
	run -3 judged "$reef"
	assert_line 'Ceph Reef; monitors: 1, OSDs: 3, pools: 1'
	assert_line --partial 'DANGEROUS pool rbd: size 2, min_size 1:'
	assert_line --partial 'next: ceph osd pool set rbd size 3 && ceph osd pool set rbd min_size 2'
	assert_line --partial 'wrong     osd bluestore_compression_mode = aggressive:'
	assert_line --partial 'wrong     osd bluestore_cache_trim_interval = 200.000000: in seconds'
	assert_line --partial 'next: ceph config rm osd bluestore_cache_trim_interval'
	assert_line --partial 'wrong     global ms_cluster_mode = crc:'
	assert_line --partial 'wrong     global public_network = 10.11.12.0/24: is not the mesh, 10.100.0.0/24'
	assert_line --partial 'wrong     osd osd_deep_scrub_interval = 1209600.000000: set it at global'
	assert_line --partial 'wrong     osd osd_memory_target = 8589934592: the OSDs of n1 would take more than half'
	assert_line --partial 'optional  global osd_scrub_max_interval'
	assert_line --partial "no effect osd osd_scrub_min_interval = 86400.000000: Ceph's own default"
	assert_line --partial 'no effect mon cluster_network = 10.100.0.0/24: monitors have no cluster network'
	assert_line '7 wrong; 11 settings that guides have, 1 others, not judged'
}

@test "all 38 lines of the guide are known: none is left unjudged" {
	local names="osd_memory_target bluestore_cache_size_ssd osd_memory_cache_min osd_memory_cache_resize_interval
		osd_op_num_threads_per_shard osd_op_num_shards bluestore_sync_submit_transaction bluestore_throttle_bytes
		bluestore_throttle_deferred_bytes osd_client_message_cap osd_client_message_size_cap ms_tcp_nodelay ms_tcp_rcvbuf
		ms_tcp_prefetch_max_size ms_cluster_mode ms_async_op_threads ms_dispatch_throttle_bytes osd_heartbeat_interval
		osd_heartbeat_grace bluestore_compression_algorithm bluestore_compression_mode bluestore_compression_required_ratio
		bluestore_cache_trim_interval bluestore_block_db_size bluestore_block_wal_size osd_scrub_during_recovery
		osd_scrub_begin_hour osd_scrub_end_hour osd_deep_scrub_interval osd_scrub_max_interval osd_scrub_min_interval
		osd_recovery_max_active osd_max_backfills osd_recovery_op_priority public_network cluster_network public_network cluster_network"
	local name dump='' section=osd n=0 version
	for name in $names; do
		n=$((n + 1))
		[ "$n" -le 34 ] || section=global
		[ "$n" -le 36 ] || section=mon
		dump+=${dump:+,}$(entry "$section" "$name" 7 | tr -d '[]')
	done
	assert_equal "$n" 38
	for version in 18.2.7 19.2.3 20.2.0; do
		run -3 judged "$(given "{\"config\":[$dump],\"versions\":{\"overall\":{\"ceph version $version (x)\":1}}}")"
		assert_output --partial '38 settings that guides have, 0 others, not judged'
	done
}

@test "the answers of a real Tentacle are read as Reef's are, and judged by its own rows" {
	run -3 judged "$TBNET_TOP/tests/unit/ceph/tentacle.json"
	assert_line 'Ceph Tentacle; monitors: 1, OSDs: 3, pools: 2'
	assert_line --partial 'DANGEROUS pool vm: size 2, min_size 1:'
	assert_line --partial 'wrong     global public_network = 10.11.12.0/24: is not the mesh, 10.100.0.0/24'
	assert_line --partial 'wrong     osd osd_memory_target = 8589934592: the OSDs of n1 would take more than half'
	assert_line --partial "no effect osd osd_op_num_shards = 8: Ceph's own on SSDs; on HDDs"
	refute_line --partial 'pool .mgr'
	assert_line '7 wrong; 11 settings that guides have, 1 others, not judged'
	run -3 "$ceph" plan --dump="$TBNET_TOP/tests/unit/ceph/tentacle.json"
	assert_line --partial 'osd/host:n1 osd_memory_target: not set -> 4160749568 (3968 MiB each for 3 OSDs'
	assert_line 'osd osd_deep_scrub_interval: 1209600.000000 -> not set (replaced by the value at global)'
}

@test "the release decides which defaults count (Reef's answers under other versions)" {
	local version
	for version in 'Reef 18.2.7' 'Squid 19.2.3' 'Tentacle 20.2.0'; do
		run -3 judged "$(of "${version#* }")"
		assert_line "Ceph ${version% *}; monitors: 1, OSDs: 3, pools: 1"
	done
}

@test "each default of Squid is the one in its sources (data)" {
	local name default dump='' n=0
	while read -r name default; do
		n=$((n + 1))
		dump+=${dump:+,}$(entry "$([[ $name == *osd_*scrub_*interval ]] && echo global || echo osd)" "$name" "$default" | tr -d '[]')
	done < "$TBNET_TOP/tests/unit/ceph/squid.defaults"
	assert_equal "$n" "$(grep -c '^	{ "[a-z]*", "[a-z_]*", "' "$TBNET_TOP/helpers/tbnet-ceph/table.c")"
	run -0 judged "$(given "{\"config\":[$dump],\"versions\":{\"overall\":{\"ceph version 19.2.0 (x)\":1}}}")"
	assert_equal "$(grep -c "= .*: Ceph's own default$" <<< "$output")" $((n - 1))
	assert_line --partial 'keep      osd osd_memory_target = 4294967296'
}

# value RELEASE SECTION NAME VALUE - the one line about it, whatever the exit code
value() {
	judged "$(given "{\"config\":$(entry "${@:2}"),\"versions\":{\"overall\":{\"ceph version $1.2.0 (x)\":1}}}")" |
		grep -F " $3 = $4:" || true
}

@test "a value is judged by itself: the guide's words are for the guide's values" {
	local release
	for release in 18 19 20; do
		assert_equal "$(value "$release" osd osd_heartbeat_grace 25)" 'other     osd osd_heartbeat_grace = 25: not the default (20); not judged'
		run -0 value "$release" osd osd_heartbeat_grace 120
		assert_line --partial 'wrong     osd osd_heartbeat_grace = 120: Ceph notices a hung OSD only after so many seconds'
		run -0 value "$release" osd osd_scrub_during_recovery true
		assert_line --partial 'optional  osd osd_scrub_during_recovery = true: scrubs take disk and link time'
		run -0 value "$release" global ms_tcp_nodelay false
		assert_line --partial 'wrong     global ms_tcp_nodelay = false: a small message waits'
		run -0 value "$release" osd osd_client_message_cap 300
		assert_line --partial 'other     osd osd_client_message_cap = 300: not the default (256)'
		run -0 value "$release" osd osd_op_num_shards 16
		assert_line --partial 'other     osd osd_op_num_shards = 16'
		run -0 value "$release" osd bluestore_compression_mode passive
		assert_line --partial 'optional  osd bluestore_compression_mode = passive'
		run -0 value "$release" global osd_pool_default_size 2
		assert_line --partial 'DANGEROUS global osd_pool_default_size = 2:'
		run -0 value "$release" global osd_pool_default_size 4
		assert_line --partial 'other     global osd_pool_default_size = 4:'
	done
}

@test "defaults are those of the release that runs" {
	run -0 value 18 global ms_tcp_prefetch_max_size 65536
	assert_line --partial 'large messages bypass it'
	run -0 value 19 global ms_tcp_prefetch_max_size 65536
	assert_line --partial 'large messages bypass it'
	run -0 value 20 global ms_tcp_prefetch_max_size 65536
	assert_line --partial "Ceph's own default"
	run -0 value 20 global ms_tcp_prefetch_max_size 4096
	assert_line --partial 'not the default (65536)'
}

@test "no command takes away an encryption, a copy or what keeps data" {
	local line
	for line in 'global ms_cluster_mode secure' 'global ms_cluster_mode secure+crc' 'global osd_pool_default_size 4' 'global osd_pool_default_min_size 2'; do
		read -ra line <<< "$line"
		run -0 judged "$(given "$(entry "${line[0]}" "${line[1]}" "${line[2]/+/ }")")"
		refute_line --partial 'ceph config rm'
	done
	# the default is a choice where a wider entry has another value
	run -3 judged "$(given "$(jq -cs add <(entry global ms_cluster_mode crc) <(entry osd ms_cluster_mode 'crc secure'))")"
	refute_line --partial 'ceph config rm osd ms_cluster_mode'
}

@test "mClock's own settings are judged by whether it rules them" {
	local own
	run -3 judged "$(given "$(entry osd osd_max_backfills 4)")"
	assert_line --partial 'wrong     osd osd_max_backfills = 4: mClock has its own'
	for own in 'osd_mclock_override_recovery_settings true' 'osd_op_queue wpq'; do
		run -0 judged "$(given "$(jq -cs add <(entry osd osd_max_backfills 4) <(entry osd osd_recovery_op_priority 1) \
			<(entry osd "${own% *}" "${own#* }"))")"
		assert_line --partial 'other     osd osd_max_backfills = 4: not the default (1)'
	done
	assert_line --partial 'other     osd osd_recovery_op_priority = 1'
	run -0 judged "$(given "$(entry osd bluestore_cache_size_ssd 1)")"
	assert_line --partial 'no effect osd bluestore_cache_size_ssd'
	run -0 judged "$(given "$(jq -cs add <(entry osd bluestore_cache_size_ssd 1) <(entry global bluestore_cache_autotune false))")"
	assert_line --partial 'other     osd bluestore_cache_size_ssd'
}

@test "what loses data comes first, then what is wrong, and what is good last" {
	run -3 judged "$reef"
	run -0 sort -c -s -k1,1 <(grep -E '^(DANGEROUS|wrong|optional|other|no effect|keep)' <<< "$output" |
		sed 's/^DANGEROUS.*/1/; s/^wrong.*/2/; s/^optional.*/3/; s/^other.*/4/; s/^no effect.*/5/; s/^keep.*/6/')
}

@test "of a release that the table does not know no setting is judged" {
	run -3 judged "$(of 99.1.0)"
	assert_line 'Ceph of unknown version; monitors: 1, OSDs: 3, pools: 1'
	assert_line --partial '0 settings that guides have, 12 others, not judged'
}

@test "the list of ceph config dump alone is judged too, and what is missing is reported" {
	run -3 judged "$(given "$(entry osd osd_client_message_cap 1000)")"
	assert_line --partial 'settings only; pools and addresses are not in'
	assert_line --partial 'wrong     osd osd_client_message_cap = 1000'
	run -0 judged "$(given '[]')"
	assert_line '0 wrong; 0 settings that guides have, 0 others, not judged'
}

# at WHAT ADDRESS... - a member of a daemon's map: its public or cluster addresses
at() {
	jq -cn --arg what "${1}_addrs" '{($what): {addrvec: ($ARGS.positional | map({type: "v2", addr: .}))}}' --args "${@:2}" | sed 's/^{//; s/}$//'
}

@test "a monitor off the mesh is found, and an OSD on a cable's address, each once" {
	local dump
	dump='{"config":[],"mon":{"mons":[{"name":"a",'$(at public 192.0.2.1:3300 192.0.2.1:6789)'}]},
		"osd":{"osds":[{"osd":4,'$(at public 10.100.0.11:6801),$(at cluster 10.100.0.2:6803)'},
		{"osd":5,'$(at public :0),$(at cluster :0)'}]}}'
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12'
	run -3 "$ceph" judge --dump="$(given "$dump")"
	assert_equal "$(grep -c 'wrong     mon.a: its public address 192.0.2.1 is not in the mesh' <<< "$output")" 1
	assert_line --partial "wrong     osd.4: its cluster address 10.100.0.2 belongs to a cable"
	refute_output --partial 'osd.4: its public'
	refute_output --partial 'osd.5'
}

@test "a pool of 3 with min_size 2 and a target that fits are no findings" {
	run -0 judged "$(given '{"config":[{"section":"osd","name":"osd_memory_target","value":"4294967296","mask":"host:n1"}],
		"osd":{"pools":[{"pool_name":"p","type":1,"size":3,"min_size":2}],"osds":[{"osd":0},{"osd":1}]},
		"metadata":[{"id":0,"hostname":"n1","mem_total_kb":"33554432"},{"id":1,"hostname":"n1","mem_total_kb":"33554432"}]}')"
	assert_line --partial 'keep      osd/host:n1 osd_memory_target = 4294967296: fits'
	assert_line --partial '0 wrong;'
}

@test "a hostile file: no control character is printed, and no command of its words" {
	run -3 judged "$(given '{"config":[{"section":"osd; reboot","name":"ms_tcp_rcvbuf","value":"1\u001b[31m","mask":""},7,null,[]],
		"osd":{"pools":[{"pool_name":"x; reboot","type":1,"size":1,"min_size":1},3],"osds":[{"osd":"x"},{"osd":1,'"$(at public '[[[[')"'}]},
		"mon":{"mons":[{"name":"\u0007","public_addrs":{"addrvec":[7]}}]},"metadata":7,"versions":[1]}')"
	refute_output --partial $'\e'
	refute_output --partial 'next: ceph'
	assert_line --partial 'ms_tcp_rcvbuf = 1?[31m'
}

@test "what is no dump is refused in one line, exit 1" {
	local text
	for text in '' '{' 7 '{"config":{}}' "$(printf '[%.0s' {1..100})"; do
		run -1 judged "$(given "$text")"
		assert_equal "${#lines[@]}" 1
	done
	run -1 judged /dev/zero
	assert_output 'tbnet-ceph: /dev/zero: Operation not supported'
	run -1 judged /nonexistent
	assert_output --partial 'No such file'
}

@test "answers that are cut off anywhere, and numbers and names of no sense: no control character, no figure of no sense, no crash" {
	local whole part number
	whole=$(jq -c . "$(three '.osd.osds[0].state += ["noout"]')")
	for part in 1 2 3 5 8 13 21 34 55 89; do
		run judged "$(given "${whole:0:$((${#whole} * part / 100))}")"
		assert_equal "$status ${#lines[@]}" '1 1'
	done
	for number in 1e308 -1e308 9223372036854775807 18446744073709551616 -1 0 '"nan"' '"inf"' null '[]' '{}'; do
		run judged "$(three "(.. | numbers) = $number")"
		assert_regex "$status" '^[013]$'
		refute_output --regexp '(^|[ =])-?(nan|inf)([ %]|$)'
	done
	run judged "$(three '.osd.pools[1].size = -1')"
	assert_line 'other     pool vm: cannot read its sizes; not judged'
	run judged "$(three '(.. | strings) = "\u001b[31m\u202e\u0000; reboot"')"
	refute_output --regexp $'\e|\u202e'
	refute_output --partial 'next: ceph'
	run judged "$(three '[paths(objects)] as $all | reduce $all[] as $p (.; setpath($p + ["\u001b[31m; reboot"]; {"severity": "HEALTH_ERR", "x": ["noout"]}))')"
	refute_output --partial $'\e'
	refute_output --partial '; reboot'
}

# node KIB OSDS - metadata of one node
node() {
	seq 0 $(($2 - 1)) | jq -c --arg kib "$1" -n '[inputs | {id: ., hostname: "n1", mem_total_kb: $kib}]'
}

planned() { # CONFIG METADATA
	"$ceph" plan --network=10.100.0.0/24 --dump="$(given "$(jq -cn --argjson config "$1" --argjson metadata "$2" \
		'{$config, $metadata, osd: {osds: [$metadata[] | {osd: .id}], pools: [{pool_name: "vm"}]}}')")"
}

@test "plan: half of a node's memory for its OSDs, 8 GiB each at most, and nothing where that is too little" {
	run -3 planned '[]' "$(node 33554432 3)"	# 32 GiB
	assert_line 'osd/host:n1 osd_memory_target: not set -> 5704253440 (5440 MiB each for 3 OSDs, of 32768 MiB)'
	run -3 planned '[]' "$(node 134217728 1)"
	assert_line --partial 'osd/host:n1 osd_memory_target: not set -> 8589934592 '
	run -3 --separate-stderr planned '[]' "$(node 8388608 6)"
	refute_output --partial osd_memory_target
	assert_equal "$stderr" 'tbnet-ceph: n1: half of its memory is 640 MiB for each of its 6 OSDs, which is too little; osd_memory_target is not changed'
}

@test "plan: what somebody has set and is sound stays" {
	local entries
	entries=$(jq -cs add <(entry osd osd_memory_target 2147483648) <(entry osd osd_scrub_begin_hour 22) \
		<(entry global osd_deep_scrub_interval 864000) <(entry global osd_scrub_max_interval 864000))
	run -0 planned "$entries" "$(node 33554432 3)"
	assert_output 'nothing to change: the sound settings are there'
	# 3 times 8 GiB of 32 are too much
	run -3 planned "$(entry osd osd_memory_target 8589934592)" "$(node 33554432 3)"
	assert_line --partial 'osd/host:n1 osd_memory_target: not set -> 5704253440'
}

@test "plan: an interval of OSDs only moves to global with its value" {
	run -3 planned "$(entry osd osd_deep_scrub_interval 864000.000000)" '[]'
	assert_line 'global osd_deep_scrub_interval: not set -> 864000.000000 (from osd to global: the manager warns by it, too)'
	assert_line 'osd osd_deep_scrub_interval: 864000.000000 -> not set (replaced by the value at global)'
}

@test "plan without a Ceph: the commands in their order, the mesh before the first monitor" {
	[ ! -e /etc/ceph/ceph.conf ] || cannot_run "there is a Ceph on this machine"
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'
	run -3 "$ceph" plan
	assert_line ' 2. on n1: pveceph init --network 10.100.0.0/24'
	assert_line ' 3. on n1: pveceph mon create --mon-address 10.100.0.11'
	assert_line ' 5. on n3: pveceph mon create --mon-address 10.100.0.13'
	assert_line ' 6. on n2: pveceph mgr create'
	assert_line ' 7. on n1: pveceph osd create /dev/DISK (each disk that is for Ceph)'
	assert_line '10. on n1: pveceph pool create NAME --size 3 --min_size 2 --pg_autoscale_mode on --add_storages 1'
}

# taken - the commands of $output that begin so are ones that pveceph takes (mock)
taken() {
	local command n=0
	local -a words
	while read -ra words; do
		n=$((n + 1))
		command=$(printf '%s ' "${words[@]}")
		run "$TBNET_TOP/tests/unit/ceph/pveceph" "${words[@]:1}"
		assert_equal "$command: $status $output" "$command: 0 "
	done < <(grep -oE "pveceph (install|init|mon|mgr|osd|pool) [^(&;,]*" <<< "$output" | sed 's/ROUTER-ID/10.100.0.11/; s/ on another node//; s/ *$//')
	assert [ "$n" -gt 0 ]
}

@test "each command of pveceph that is printed is one that pveceph of pve-manager 9.2.11 takes (mock of its command line)" {
	local nodes
	[ ! -e /etc/ceph/ceph.conf ] || cannot_run "there is a Ceph on this machine"
	run -255 "$TBNET_TOP/tests/unit/ceph/pveceph" mon create --address 10.100.0.11
	run -255 "$TBNET_TOP/tests/unit/ceph/pveceph" init --network 10.100.0.0
	TBNET_FABRIC_PREFIX=10.100.0.0/24 run -3 "$ceph" plan
	taken
	for nodes in 'n1=10.100.0.11 n2=10.100.0.12' 'n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'; do
		TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES=$nodes run -3 "$ceph" plan
		taken
	done
	TBNET_FABRIC_PREFIX6=fd00::/64 TBNET_FABRIC_NODES='n1=fd00::1 n2=fd00::2 n3=fd00::3' run -3 "$ceph" plan
	taken
	run -3 judged "$(three '.mgr.standbys = [] | .mon.mons[0].public_addrs.addrvec[].addr = "192.168.1.81:3300"')"
	assert_line --partial 'pveceph mon destroy n1 && pveceph mon create --mon-address ROUTER-ID'
	assert_line --partial 'pveceph mgr create on another node'
	taken
}

@test "plan after pveceph init, with no monitor yet: the first monitor is next, and migration and corosync are reported (mock)" {
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13' TBNET_CEPH=$ceph
	run -3 private 'mkdir -p /etc/ceph /etc/pve
		printf "[global]\n\tfsid = 5f1c\n\tmon_allow_pool_delete = true\n\tpublic_network = 10.100.0.0/24\n" > /etc/ceph/ceph.conf
		printf "keyboard: de\nmigration: insecure\n" > /etc/pve/datacenter.cfg
		printf "  ring0_addr: 10.100.0.11\n  ring0_addr: 10.100.0.12\n" > /etc/pve/corosync.conf
		"$TBNET_CEPH" plan'
	refute_line --partial 'pveceph init'
	assert_line ' 2. on n1: pveceph mon create --mon-address 10.100.0.11'
	assert_line '    pvesh set /cluster/options --migration type=insecure,network=10.100.0.0/24'
	assert_line --partial "Corosync has only addresses of the mesh (10.100.0.12)"
	# pveceph refuses an address of the mesh where init had another network
	run -3 private 'mkdir -p /etc/ceph
		printf "[global]\n\tfsid = 5f1c\n\tpublic_network = 192.168.1.0/24\n\tcluster_network = 10.100.0.0/24\n" > /etc/ceph/ceph.conf
		"$TBNET_CEPH" plan'
	assert_line ' 2. on n1: pveceph mon create'
	refute_line --partial 'mon-address'
	# of two public networks one is enough, in either order
	run -3 private 'mkdir -p /etc/ceph
		printf "[global]\n\tfsid = 5f1c\n\tpublic_network = 10.100.0.12/24, fd00:100::/64\n" > /etc/ceph/ceph.conf
		"$TBNET_CEPH" plan'
	assert_line ' 2. on n1: pveceph mon create --mon-address 10.100.0.11'
	run -3 private 'mkdir -p /etc/ceph
		printf "[global]\n\tfsid = 5f1c\n\tpublic_network = 192.168.1.0/24,10.100.0.0/24\n" > /etc/ceph/ceph.conf
		"$TBNET_CEPH" plan'
	assert_line ' 2. on n1: pveceph mon create --mon-address 10.100.0.11'
	# a network for migration and a second link for corosync are somebody's choice
	run -3 private 'mkdir -p /etc/pve; echo "migration: network=192.168.1.0/24,type=secure" > /etc/pve/datacenter.cfg
		ip link set lo up
		ip address add 192.168.1.81/24 dev lo
		printf "  ring0_addr: 10.100.0.11\n  ring1_addr: 192.168.1.81\n" > /etc/pve/corosync.conf
		"$TBNET_CEPH" plan'
	refute_output --regexp 'pvesh|Corosync'
	run -3 private 'mkdir -p /etc/pve; echo "migration: type=secure,network=10.100.0.0/28" > /etc/pve/datacenter.cfg; "$TBNET_CEPH" plan'
	refute_output --partial pvesh
	# but for one of a guide, which this node has no longer
	run -3 private 'mkdir -p /etc/pve; echo "migration: network=10.0.0.81/29,type=secure" > /etc/pve/datacenter.cfg; "$TBNET_CEPH" plan'
	assert_line 'Guests are to migrate over 10.0.0.81/29, where this node has no address, so no guest can migrate to it or from it. To use the mesh, on one node:'
	assert_line '    pvesh set /cluster/options --migration type=secure,network=10.100.0.0/24'
}

@test "plan for two nodes: what they cannot do, and no third copy" {
	[ ! -e /etc/ceph/ceph.conf ] || cannot_run "there is a Ceph on this machine"
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12'
	run -3 "$ceph" plan
	assert_line 'With two nodes alone Ceph stops while one is off:'
	assert_line --partial 'pveceph pool create NAME --size 2 --min_size 2'
}

@test "plan: a second manager where there is none" {
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'
	run -3 "$ceph" plan --dump="$(three '.mgr.standbys = []')"
	assert_line ' 1. on n2: pveceph mgr create'
	run -3 "$ceph" plan --dump="$(three .)"
	refute_line --partial pveceph
}

@test "plan of a Ceph: only what is missing" {
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'
	run -3 "$ceph" plan --dump="$reef"
	refute_line --partial init
	refute_line --partial 'on n1'
	refute_line --partial 'pool create'
	assert_line ' 1. on n2: pveceph mon create --mon-address 10.100.0.12'
	assert_line ' 4. on n3: pveceph osd create /dev/DISK (each disk that is for Ceph)'
}

@test "plan without a Ceph and without nodes, of IPv6 and of both: the network is the one that is known" {
	[ ! -e /etc/ceph/ceph.conf ] || cannot_run "there is a Ceph on this machine"
	run -3 "$ceph" plan
	assert_line ' 2. on one node: pveceph init --network NET/N (the mesh; before the first monitor)'
	assert_line ' 3. on three nodes: pveceph mon create --mon-address ROUTER-ID'
	run -3 "$ceph" plan --network=fd00::5/64
	assert_line ' 2. on one node: pveceph init --network fd00::/64'
	TBNET_FABRIC_PREFIX=10.100.0.0/24 run -3 "$ceph" plan
	assert_line ' 2. on one node: pveceph init --network 10.100.0.0/24'
	export TBNET_FABRIC_PREFIX6=fd00::/64 TBNET_FABRIC_NODES='n1=fd00::1 n2=fd00::2 n3=fd00::3 n4=fd00::4'
	run -3 "$ceph" plan
	assert_line ' 2. on n1: pveceph init --network fd00::/64'
	assert_line ' 5. on n3: pveceph mon create --mon-address fd00::3'
	refute_output --partial '--mon-address fd00::4'
	TBNET_FABRIC_NODES='n1=10.100.0.1' run -2 "$ceph" plan
}

@test "plan: monitors and OSDs that are there are known by address and by host, whatever the family" {
	export TBNET_FABRIC_PREFIX6=fd00::/64 TBNET_FABRIC_NODES='n1=fd00::1 n2=fd00::2'
	run -3 "$ceph" plan --dump="$(given '{"config":[],"mon":{"mons":[7,{'"$(at public '[fd00::1]:3300')"'},{'"$(at public '[fd00::22]:3300')"'}]},
		"osd":{"pools":[{"pool_name":".mgr"},7],"osds":[{"osd":0}]},"metadata":[{"id":0,"hostname":"n2"}]}')"
	refute_line --partial 'mon-address fd00::1'
	assert_line --partial 'mon-address fd00::2'
	assert_line --partial 'on n1: pveceph osd create'
	refute_line --partial 'on n2: pveceph osd create'
	refute_line --partial 'pool create'
	run -3 "$ceph" plan --dump="$(given '{"config":[],"osd":{"pools":[{"pool_name":".mgr"}]}}')"
	assert_line --partial 'pool create NAME'
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_PREFIX6='' TBNET_FABRIC_NODES='n1=10.100.0.1 n2=10.100.0.2'
	run -3 "$ceph" plan --dump="$(given '{"config":[],"mon":{"mons":[{'"$(at public 10.100.0.11:3300)"'},{'"$(at public 10.100.0.2:3300)"'}]},"osd":{}}')"
	assert_line --partial 'mon-address 10.100.0.1'
	refute_line --partial 'mon-address 10.100.0.2'
}

@test "plan: pveceph takes no monitor of a name that is there, and no address outside of the public network" {
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'
	run -3 "$ceph" plan --dump="$(three '.mon.mons[0].public_addrs.addrvec[].addr = "10.100.0.99:3300" |
		.osd.pools = [{pool_name: "vm"}]')"
	refute_line --partial pveceph
	run -3 "$ceph" plan --dump="$(three '.mon.mons[].public_addrs.addrvec[].addr = "192.168.1.81:3300" | del(.mon.mons[2])')"
	assert_line ' 1. on n3: pveceph mon create'
	refute_line --partial mon-address
}

@test "plan: a target or an interval that is set at another place counts, and one that is too small does not" {
	run -3 planned "$(entry global osd_memory_target 4294967296)" "$(node 33554432 3)"
	refute_line --partial 'osd_memory_target'
	run -3 planned "$(entry osd osd_memory_target 1024)" "$(node 33554432 3)"
	assert_line --partial 'osd/host:n1 osd_memory_target: not set -> 5704253440'
	run -3 planned "$(jq -cs add <(entry global osd_scrub_end_hour 7) <(entry osd osd_scrub_max_interval 1) <(entry global osd_scrub_max_interval 1))" '[]'
	refute_line --partial hour
	assert_line 'osd osd_scrub_max_interval: 1 -> not set (replaced by the value at global)'
	refute_line --partial 'global osd_scrub_max_interval'
	# of a node without a name, with one of a hostile name, or without memory nothing is planned
	run -3 planned '[]' '[{"id":0,"mem_total_kb":"33554432"},{"id":1,"hostname":"a b","mem_total_kb":"33554432"},{"id":2,"hostname":"n1","mem_total_kb":-1},
		{"id":3,"hostname":"n2"},{"id":4,"hostname":"n3","mem_total_kb":"999999999999999999"}]'
	refute_line --partial osd_memory_target
}

@test "pools: one copy is dangerous, two are wrong, erasure codes are not judged, and compression is reported" {
	pools() {
		given "{\"config\":[],\"osd\":{\"pools\":[{\"pool_name\":\"p\",$1}]}}"
	}
	run -3 judged "$(pools '"type":1,"size":2,"min_size":2')"
	assert_line 'wrong     pool p: size 2, min_size 2: no write passes while one node is off'
	run -3 judged "$(pools '"type":1,"size":1,"min_size":2')"
	assert_line --partial 'DANGEROUS pool p: size 1, min_size 2'
	run -3 judged "$(pools '"type":1,"size":3,"min_size":1')"
	assert_line --partial 'DANGEROUS pool p: size 3, min_size 1'
	run -0 judged "$(pools '"type":3,"size":2,"min_size":1')"
	assert_line 'other     pool p: cannot read its sizes; not judged'
	for rest in '"size":2,"min_size":1' '"type":1,"min_size":1' '"type":1,"size":1'; do
		run -0 judged "$(pools "$rest")"
		assert_line 'other     pool p: cannot read its sizes; not judged'
	done
	for mode in force aggressive; do
		run -0 judged "$(pools "\"type\":1,\"size\":3,\"min_size\":2,\"options\":{\"compression_mode\":\"$mode\"}")"
		assert_line --partial "optional  pool p: compression_mode $mode"
	done
	run -0 judged "$(pools '"type":1,"size":3,"min_size":2,"options":{"compression_mode":"none"}')"
	refute_line --partial 'pool p'
}

# three JQ - the answers of three nodes with 20.2 (tests/field/cases/ceph-20.2), changed by a program of jq
three() {
	local answers=$TBNET_TOP/tests/field/cases/ceph-20.2/answers part
	local -a files=() parts=(config:'config dump' osd:'osd dump' mon:'mon dump' metadata:'osd metadata' versions:versions health:health
		mgr:'mgr dump' rules:'osd crush rule dump' df:'osd df tree')
	for part in "${parts[@]}"; do
		files+=(--slurpfile "${part%%:*}" "$answers/ceph ${part#*:}")
	done
	jq -n "${files[@]}" '$ARGS.named | map_values(.[0]) | del(.config[]) | '"$1" > "$BATS_TEST_TMPDIR/dump"
	echo "$BATS_TEST_TMPDIR/dump"
}

@test "three nodes as they should be: nothing is printed, exit 0" {
	run -0 judged "$(three .)"
	assert_output "$(printf '%s\n' 'Ceph Tentacle; monitors: 3, OSDs: 3, pools: 2' '0 wrong; 0 settings that guides have, 0 others, not judged')"
}

@test "only what is wrong of a pool is in the command" {
	run -3 judged "$(three '.osd.pools[1] |= (.size = 4 | .min_size = 1)')"
	assert_line '          next: ceph osd pool set vm min_size 2'
	run -3 judged "$(three '.osd.pools[1] |= (.size = 2 | .min_size = 2)')"
	assert_line '          next: ceph osd pool set vm size 3'
	run -3 judged "$(three '.osd.pools[1] |= (.size = 2 | .min_size = 1)')"
	assert_line '          next: ceph osd pool set vm size 3 && ceph osd pool set vm min_size 2'
}

@test "on two nodes no third copy is asked for" {
	local two='del(.metadata[2], .mon.mons[2], .df.nodes[5:7], .osd.osds[2]) | .osd.pools[1].size = 2'
	run -3 judged "$(three "$two"' | .osd.pools[1].min_size = 1')"
	assert_line --partial 'DANGEROUS pool vm: size 2, min_size 1'
	assert_line '          next: ceph osd pool set vm min_size 2'
	run -3 judged "$(three "$two")"
	assert_line 'wrong     pool vm: size 2, min_size 2: no write passes while one node is off; a third copy needs a third node with OSDs'
	assert_line --partial 'wrong     2 monitors: the majority of 2 is 2'
	assert_line 'optional  pool .mgr: 3 copies for 2 hosts: not all have a place'
	refute_line --partial 'size 3'
	# whatever its rule spreads it over: that is to be the hosts
	run -3 judged "$(three "$two"' | .rules[0].steps[1].type = "osd"')"
	refute_line --partial 'size 3'
}

@test "erasure codes: min_size above k, and a host for each chunk" {
	ec() { # K SIZE LEAST
		three ".osd.pools[1] |= (.type = 3 | .size = $2 | .min_size = $3 | .erasure_code_profile = \"p\") | .osd.erasure_code_profiles.p = {k: \"$1\"}"
	}
	run -3 judged "$(ec 2 3 2)"
	assert_line 'DANGEROUS pool vm: k=2 m=1, min_size 2: writes go on without a chunk to spare, and one more failure loses them'
	assert_line '          next: ceph osd pool set vm min_size 3'
	run -0 judged "$(ec 2 3 3)"
	assert_line 'optional  pool vm: k=2 m=1: no write passes while one node is off'
	run -3 judged "$(ec 2 4 3)"
	assert_line --partial 'wrong     pool vm: k+m is 4, for 3 hosts: not all chunks have a place; k and m of a pool stay'
	run -3 judged "$(ec 3 3 3)"
	assert_line --partial 'DANGEROUS pool vm: no chunk to spare'
}

@test "a failure domain of OSDs is dangerous where there are hosts; a rule for hosts that is there is used" {
	run -3 judged "$(three '.rules[0].steps[1].type = "osd" | .osd.pools[0].crush_rule = 7')"
	assert_line 'DANGEROUS pool vm: the failure domain of its rule replicated_rule is the OSD: all of a placement group may be on one host'
	assert_line '          next: ceph osd crush rule create-replicated hosts_default default host && ceph osd pool set vm crush_rule hosts_default'
	run -3 judged "$(three '.rules += [.rules[0]] | .rules[0].steps[1].type = "osd" | .rules[1] |= (.rule_id = 7 | .rule_name = "h")')"
	assert_line '          next: ceph osd pool set vm crush_rule h'
	run -0 judged "$(three '.rules[0].steps[1].type = "osd" | .metadata[].hostname = "n1" | .df.nodes[1].children = [0, 1, 2] | del(.df.nodes[3, 5]) | del(.mon.mons[1:3])')"
}

@test "flags, ratios and what Ceph itself warns of; a muted warning is skipped" {
	run -3 judged "$(three '.osd.flags_set += ["noout", "noscrub"] | .health = {status: "HEALTH_WARN", checks: {OSDMAP_FLAGS: {severity: "HEALTH_WARN"},
		PG_DEGRADED: {severity: "HEALTH_WARN", summary: {message: "few"}}, MON_CLOCK_SKEW: {severity: "HEALTH_WARN", muted: true}}}')"
	assert_line 'wrong     flag noout is set: Ceph does not replace the copies of an OSD that stays away'
	assert_line '          next: ceph osd unset noout'
	assert_line 'wrong     flag noscrub is set: Ceph does not compare copies'
	assert_line 'wrong     HEALTH_WARN PG_DEGRADED: few; more: ceph health detail'
	refute_output --regexp 'OSDMAP_FLAGS|SKEW|noscrub.*deep'
	run -3 judged "$(three '.health = {checks: {OSD_OUT_OF_ORDER_FULL: {severity: "HEALTH_ERR", summary: {message: "full ratio(s) out of order"}}}}')"
	assert_line --partial 'DANGEROUS HEALTH_ERR OSD_OUT_OF_ORDER_FULL: full ratio(s) out of order'
	assert_line --partial 'next: ceph osd set-nearfull-ratio 0.85 && '
}

@test "one monitor or no standby manager for three nodes is found" {
	run -3 judged "$(three 'del(.mon.mons[1:3])')"
	assert_line --partial 'DANGEROUS 1 monitor for 3 hosts'
	run -3 judged "$(three '.mgr.standbys = []')"
	assert_line --partial 'wrong     no standby manager: while the node of n1 is off'
	# of none at all Ceph's health says so
	run -0 judged "$(three '.mgr.standbys = [] | .mgr.active_name = ""')"
	refute_line --partial 'standby'
}

@test "room: when a node fails, or an OSD where no other node takes over" {
	# three nodes, three copies: nobody takes over a node's data
	run -0 judged "$(three '.df.nodes[].kb_used = 1600000000')"
	run -3 judged "$(three '.df.nodes[].kb_used = 1200000000 | .osd.pools[].size = 2 | .osd.pools[].min_size = 2')"
	assert_line 'wrong     if a node fails, the others fill up to 92 % (nearfull is 85 %): more disks, or less data'
	run -3 judged "$(three '.df.nodes[].kb_used = 900000000 | .df.nodes += [.df.nodes[2] | .id = 3] | .df.nodes[1].children += [3]')"
	assert_line 'wrong     n1: if one of its OSDs fails, the others fill up to 92 % (nearfull is 85 %): more disks, or less data'
}

@test "the public network on a LAN and the cluster network on the mesh is a sound design" {
	run -0 judged "$(three '(.mon.mons[], .osd.osds[]).public_addrs.addrvec[].addr = "192.168.1.81:3300" |
		.config = [{section: "global", name: "public_network", value: "192.168.1.0/24", mask: ""}]')"
	assert_line --partial 'optional  the public network is not the mesh, the cluster network is: a sound design'
	assert_line --partial 'keep      global public_network = 192.168.1.0/24: is not the mesh'
	refute_line --partial 'mon destroy'
	# an OSD that is elsewhere with its copies is reported, and it alone
	run -3 judged "$(three '(.mon.mons[], .osd.osds[]).public_addrs.addrvec[].addr = "192.168.1.81:3300" |
		.osd.osds[2].cluster_addrs.addrvec[].addr = "192.168.1.83:6800"')"
	assert_line --partial 'wrong     osd.2: its cluster address 192.168.1.83 is not in the mesh'
	assert_equal "$(grep -c '^wrong' <<< "$output")" 1
	# and one that nobody reaches
	run -3 judged "$(three '(.mon.mons[], .osd.osds[]).public_addrs.addrvec[].addr = "192.168.1.81:3300" |
		.osd.osds[2].public_addrs.addrvec[].addr = "0.0.0.0:6800"')"
	assert_line --partial 'wrong     osd.2: its public address is 0.0.0.0, which nobody reaches'
	# a monitor that is elsewhere alone is none
	run -3 judged "$(three '.mon.mons[0].public_addrs.addrvec[].addr = "192.168.1.81:3300"')"
	assert_line --partial 'wrong     mon.n1: its public address 192.168.1.81 is not in the mesh'
}

@test "the third monitor of two nodes, on a machine that is none of the mesh, is not to be destroyed" {
	local two='.mon.mons[2] |= (.name = "tie" | .public_addrs.addrvec[].addr = "192.168.1.5:3300")'
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'
	run -0 "$ceph" judge --dump="$(three "$two")"
	assert_line 'optional  mon.tie: its address 192.168.1.5 is not in the mesh, since its machine is no node of it: sound, if it and the nodes have routes to each other'
	refute_output --partial destroy
	# of one that has a node's name, or another way of naming, that is not known
	run -3 "$ceph" judge --dump="$(three "${two/tie/n3}")"
	assert_line --partial 'wrong     mon.n3: its public address 192.168.1.5 is not in the mesh'
	run -3 "$ceph" judge --dump="$(three "$two"' | .mon.mons[0].name = "a" | .mon.mons[1].name = "b"')"
	assert_line --partial 'wrong     mon.tie: its public address 192.168.1.5 is not in the mesh'
}

@test "a daemon at 0.0.0.0 is reported, with ms_bind_ipv4 where the mesh is of IPv6 alone" {
	local six='(.mon.mons[], .osd.osds[]).public_addrs.addrvec[].addr = "[fd00::1]:3300" | .osd.osds[].cluster_addrs.addrvec[].addr = "[fd00::1]:2" |
		.osd.osds[2].public_addrs.addrvec[0].addr = "0.0.0.0:1"'
	run -3 judged "$(three '.osd.osds[2].public_addrs.addrvec[0].addr = "0.0.0.0:1"')"
	assert_line --partial 'osd.2: its public address is 0.0.0.0, which nobody reaches: its node had no address'
	run -3 "$ceph" judge --dump="$(three "$six")" --network=fd00::/64
	assert_line --partial 'wrong     osd.2: its public address is 0.0.0.0, which nobody reaches: ms_bind_ipv4 was on'
	assert_line '          next: ceph config set global ms_bind_ipv4 false'
	run -3 "$ceph" judge --dump="$(three "$six | .config = [{section: \"global\", name: \"ms_bind_ipv4\", value: \"false\", mask: \"\"}]")" --network=fd00::/64
	assert_line '          next: restart it: ms_bind_ipv4 is off now'
	# dual stack: each is fine where it is
	TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_PREFIX6=fd00::/64 TBNET_FABRIC_NODES='n1=10.100.0.11,fd00::1 n2=10.100.0.12,fd00::2 n3=10.100.0.13,fd00::3' \
		run -0 "$ceph" judge --dump="$(three '.osd.osds[0].public_addrs.addrvec[0].addr = "[fd00::1]:1"')"
	refute_line --partial 'osd.0'
}

@test "a manager that has no address of one family is reported, with the line for ceph.conf" {
	run -3 judged "$(three '.mgr.active_addrs.addrvec += [{type: "v2", addr: "[::]:6800"}, {type: "v1", addr: "[::]:6801"}]')"
	assert_line 'wrong     mgr.n1: its public address is ::, which nobody reaches: a program that tries it waits for ever (ceph osd df)'
	assert_line '          next: on its node: [mgr] ms_bind_ipv6 = false in /etc/ceph/ceph.conf, and restart it'
	assert_line --partial '1 wrong'
}

@test "hosts are called as CRUSH calls them, whatever their host name" {
	run -3 "$ceph" plan --dump="$(three '.metadata[].hostname += ".example.com"')"
	assert_line --partial 'osd/host:n1 osd_memory_target: not set'
	refute_output --partial example.com
}

@test "networks and addresses are compared with the mesh of their family; without one they are not judged" {
	local dump
	dump='{"config":[{"section":"global","name":"public_network","value":"fd00::/64, 10.100.0.0/25"}],
		"mon":{"mons":[{"name":"a",'$(at public '[fd00::1]:3300')'},{"name":"b",'$(at public 10.100.0.1:3300)'}]},
		"osd":{"osds":[{"osd":1,'$(at public '[fd00::99]:6801'),$(at cluster 10.1.0.1:1)'}]}}'
	run -0 "$ceph" judge --dump="$(given "$dump")"
	assert_line --partial 'keep      global public_network = fd00::/64, 10.100.0.0/25: right if it is the mesh'
	refute_line --partial 'mon.'
	run -3 "$ceph" judge --dump="$(given "$dump")" --network=fd00::/64
	assert_line --partial 'wrong     global public_network = fd00::/64, 10.100.0.0/25: is not the mesh, fd00::/64'
	assert_line --partial 'wrong     mon.b: its public address 10.100.0.1 is not in the mesh'
	refute_line --partial 'mon.a'
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_PREFIX6=fd00::/64 TBNET_FABRIC_NODES='n1=10.100.0.1,fd00::1'
	run -3 "$ceph" judge --dump="$(given "$dump")"
	assert_line --partial 'keep      global public_network = fd00::/64, 10.100.0.0/25: the mesh;'
	refute_line --partial 'mon.'
	assert_line --partial "osd.1: its public address fd00::99 belongs to a cable"
	assert_line --partial 'osd.1: its cluster address 10.1.0.1 is not in the mesh'
	for value in '' ' , ' 10.100.0.0/24,x; do
		run -3 judged "$(given "$(entry global public_network "$value")")"
		assert_line --partial 'is not the mesh'
	done
}

@test "the oldest of several releases counts, and what is no version does not" {
	versions() {
		given "{\"config\":[],\"osd\":{},\"versions\":$1}"
	}
	run -0 judged "$(versions '{"overall":{"ceph version 19.2.3 (x)":1,"ceph version 18.2.7 (x)":1,"ceph version 20.1.0":1}}')"
	assert_line --partial 'Ceph Reef;'
	for text in '{"overall":{"version 18":1,"ceph version x":1,"ceph version -1":1,"ceph version 9999":1}}' '{"overall":7}' '{}' 7; do
		run -0 judged "$(versions "$text")"
		assert_line --partial 'Ceph of unknown version;'
	done
}

@test "values are the same however Ceph writes them, and others are not" {
	for value in 0.05 0.050000 5e-2; do
		run -0 judged "$(given "$(entry osd bluestore_cache_trim_interval "$value")")"
		assert_line --partial "no effect osd bluestore_cache_trim_interval = $value: Ceph's own default"
	done
	for value in 0.06 inf '' 0.05s; do
		run -0 judged "$(given "$(entry osd bluestore_cache_trim_interval "$value")")"
		assert_line "other     osd bluestore_cache_trim_interval = $value: not the default (0.05); not judged"
	done
	for value in true yes TRUE; do
		run -0 judged "$(given "$(entry global ms_tcp_nodelay "$value")")"
		assert_line --partial "Ceph's own default"
	done
	for value in false no FALSE; do
		run -3 judged "$(given "$(entry global ms_tcp_nodelay "$value")")"
		assert_line --partial "global ms_tcp_nodelay = $value: a small message waits"
	done
	run -0 judged "$(given "$(entry global ms_tcp_nodelay maybe)")"
	assert_line --partial 'global ms_tcp_nodelay = maybe: not the default'
}

@test "a memory target is judged by the node that it is for, and where memory is not known it is kept" {
	local nodes='[{"id":0,"hostname":"n1","mem_total_kb":"8388608"},{"id":1,"hostname":"n2","mem_total_kb":"33554432"},{"id":2,"hostname":"","mem_total_kb":"1"},{"id":3,"hostname":"n3"}]'
	target() {
		given "{\"config\":[{\"section\":\"osd\",\"name\":\"osd_memory_target\",\"value\":\"8589934592\",\"mask\":\"$1\"}],\"metadata\":$nodes,\"osd\":{\"osds\":[{\"osd\":0},{\"osd\":1},{\"osd\":2},{\"osd\":3}]}}"
	}
	run -3 judged "$(target '')"
	assert_line --partial 'wrong     osd osd_memory_target = 8589934592: the OSDs of n1 would take more'
	run -0 judged "$(target host:n2)"
	assert_line --partial 'keep      osd/host:n2 osd_memory_target = 8589934592: fits'
	run -0 judged "$(target host:n3)"
	run -0 judged "$(given "$(entry osd osd_memory_target 8589934592)")"
	assert_line --partial 'where it fits'
}

@test "a dump of many megabytes is refused" {
	truncate -s 64M "$BATS_TEST_TMPDIR/dump"
	run -1 judged "$BATS_TEST_TMPDIR/dump"
	assert_output "tbnet-ceph: $BATS_TEST_TMPDIR/dump: File too large"
}

# over_ceph SCRIPT COMMAND... - with a stand-in for /usr/bin/ceph (mock)
over_ceph() {
	need_private
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\n%s\n' "$1" > "$BATS_TEST_TMPDIR/bin/ceph"
	chmod +x "$BATS_TEST_TMPDIR/bin/ceph"
	unshare "${user_namespace[@]}" --mount --propagation private sh -ec '
		mount -t overlay overlay -o "lowerdir=$0:/usr/bin" /usr/bin
		exec "$@"' "$BATS_TEST_TMPDIR/bin" "${@:2}"
}

@test "a ceph that hangs is given up at the bound and named (mock)" {
	run -1 over_ceph 'exec sleep 60' "$ceph" judge --wait=1
	assert_output 'tbnet-ceph: ceph config dump: no answer within 1 s; check that a majority of the monitors and a manager run, and that this machine reaches them'
}

@test "a ceph that fails is told in its own words, and one that writes without end is stopped (mock)" {
	run -1 over_ceph 'echo "Error ENOENT: no keyring" >&2; exit 2' "$ceph" judge
	assert_output 'tbnet-ceph: ceph config dump: Error ENOENT: no keyring'
	run -1 over_ceph 'exec cat /dev/zero' "$ceph" judge --wait=20
	assert_equal "${#lines[@]}" 1
}

@test "a usage error is one line" {
	local arguments
	for arguments in nonsense 'judge judge' 'apply --dump=x' 'undo --dump=x' 'bench --dump=x' 'bench --seconds=61' 'judge --wait=0' 'judge --network=10.100.0.11' 'judge --network=x/24' 'judge --nonsense'; do
		# shellcheck disable=SC2086 # words
		run -2 "$ceph" $arguments
		assert_equal "${#lines[@]}" 1
	done
}

@test "what is not in the table, has a number of no sense or an address without end is not judged" {
	run -0 judged "$(given '[{"section":"client","name":"osd_memory_target","value":"1","mask":""},{"section":"osd","name":"osd_memory_targets","value":"1"},
		{"section":"mgr","name":"mgr_x","value":"1"},{"section":"mon","name":"public_network","value":"192.0.2.0/24"}]')"
	assert_line --partial 'client osd_memory_target = 1'
	assert_line --partial 'no effect mon public_network = 192.0.2.0/24'
	assert_line --partial '2 others, not judged'
	for number in '"12a"' '"1234567890123456789"' '""' -1 1.5 '[]'; do
		run -0 judged "$(given "{\"config\":[],\"osd\":{\"pools\":[{\"pool_name\":\"p\",\"type\":1,\"size\":$number,\"min_size\":1}],\"osds\":[{\"osd\":$number}]}}")"
		assert_line 'other     pool p: cannot read its sizes; not judged'
	done
	run -0 judged "$(given "{\"config\":[],\"osd\":{},\"mon\":{\"mons\":[{\"name\":\"a\",$(at public "$(printf '%080d' 0):1")},{\"name\":\"b\",$(at public "[$(printf '%080d' 0)")}]}}")"
	refute_line --partial 'mon.'
	run -0 judged "$(given '{"config":[],"versions":{"overall":{"ceph version 18.2.7 (x)":1}}}')"
	assert_line --partial 'Ceph Reef: settings only'
}

@test "where Ceph is not installed, judge names the next step" {
	need_private
	run -1 private 'mount -t tmpfs tmpfs /usr/bin; exec "$TBNET_BIN/tbnet-ceph" judge'
	assert_output 'tbnet-ceph: Ceph is not installed here (/usr/bin/ceph is missing); next: tbnet-ceph plan'
}
