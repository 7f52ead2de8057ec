# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph judge and plan on a real Ceph of three hosts, n1 to n3, with an OSD each; at the end two of them.
# bats file_tags=long
load ceph.bash

setup_file() {
	cluster_start 3 3
}

teardown_file() {
	world_stop "$ceph_world"
}

# pool NAME WORD... - made, with these words of ceph osd pool create
pool() {
	on ceph osd pool create "$1" 8 8 "${@:2}"
	on ceph osd pool application enable "$1" rbd
}

# drop POOL...
drop() {
	local pool
	on ceph tell mon.a config set mon_allow_pool_delete true
	for pool; do
		on ceph osd pool rm "$pool" "$pool" --yes-i-really-really-mean-it
	done
}

rule_of() { # POOL
	on ceph osd pool get "$1" crush_rule -f json | on jq -r .crush_rule
}

@test "one monitor and one manager for three hosts are reported, and plan has a place for both" {
	run -3 judged
	assert_line --partial 'DANGEROUS 1 monitor for 3 hosts'
	assert_line --partial 'wrong     no standby manager: while the node of a is off'
	printf '%s\n' TBNET_FABRIC_PREFIX=10.100.0.0/24 'TBNET_FABRIC_NODES=n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13' |
		world_put "$ceph_world" /etc/tbnet.conf
	run -3 on tbnet-ceph plan
	assert_line --partial 'osd/host:n2 osd_memory_target: not set -> '
	assert_line ' 1. on n2: pveceph mon create --mon-address 10.100.0.12'
	assert_line ' 3. on n1: pveceph mgr create'
	refute_line --partial 'pveceph osd create'
	refute_line --partial 'pveceph init'
	on rm /etc/tbnet.conf
}

@test "copies, min_size, chunks and the failure domain: each command takes its finding away" {
	local name
	for name in two four; do
		pool "$name"
		on ceph osd pool set "$name" size 2
		on ceph osd pool set "$name" min_size 1
	done
	on ceph osd pool set four size 4
	on ceph osd pool set four min_size 1
	on ceph osd erasure-code-profile set ec21 k=2 m=1 crush-failure-domain=osd
	pool ec erasure ec21
	on ceph osd pool set ec min_size 2
	run -3 judged
	assert_line --partial 'DANGEROUS pool two: size 2, min_size 1'
	assert_line --partial 'DANGEROUS pool four: size 4, min_size 1'
	assert_line '          next: ceph osd pool set four min_size 2'
	assert_line --partial 'DANGEROUS pool ec: k=2 m=1, min_size 2'
	assert_line --partial 'DANGEROUS pool ec: the failure domain of its rule ec is the OSD'
	assert_line --partial 'DANGEROUS pool two: the failure domain of its rule replicated_rule is the OSD'
	judge_gone
	assert_equal "$(on ceph osd pool get two size -f json | on jq .size)" 3
	assert_equal "$(on ceph osd pool get four size -f json | on jq .size)" 4
	assert_equal "$(rule_of two)" hosts_default
	assert_equal "$(rule_of ec)" hosts_default_2_1
	assert_equal "$(on ceph osd crush rule dump hosts_default_2_1 -f json | on jq -r '.steps[] | select(.op | startswith("choose")).type')" host
	# a rule for hosts that is there is the next one's
	pool three
	run -3 judged
	assert_line '          next: ceph osd pool set three crush_rule hosts_default'
	judge_gone
	assert_equal "$(rule_of three)" hosts_default
	drop two four ec three
}

@test "a host name with a domain: the target is for the name that CRUSH has, and the OSD runs with it" {
	local target
	on pkill -f 'ceph-osd -i 1'
	wait_until 30 ended 1
	on ceph osd down 1
	on unshare --uts sh -ec 'hostname n2.example.com; exec ceph-osd -i 1'
	wait_until 60 all_up 3
	assert_equal "$(on ceph osd metadata 1 -f json | on jq -r .hostname)" n2.example.com
	run -0 on tbnet-ceph apply --wait=120
	assert_line '3 OSDs run with it'
	target=$(sed -n 's,^osd/host:n2 osd_memory_target: not set -> \([0-9]*\) .*,\1,p' <<< "$output")
	assert [ -n "$target" ]
	assert_equal "$(on ceph tell osd.1 config get osd_memory_target -f json | on jq -r .osd_memory_target)" "$target"
	run -0 on tbnet-ceph undo --wait=120
	assert_equal "$(on ceph config dump -f json | on jq length)" 0
}

@test "four chunks for three hosts: not all have a place" {
	on ceph osd erasure-code-profile set ec22 k=2 m=2 crush-failure-domain=host
	pool wide erasure ec22
	run -3 judged
	assert_line --partial 'wrong     pool wide: k+m is 4, for 3 hosts: not all chunks have a place'
	drop wide
}

@test "two classes of devices and two roots: a pool is judged by the hosts of its rule, and its command keeps both" {
	local osd
	for osd in 1 2; do
		on ceph osd crush rm-device-class "osd.$osd"
		on ceph osd crush set-device-class ssd "osd.$osd"
	done
	on ceph osd crush add-bucket far root
	on ceph osd crush link n1 root=far
	on ceph osd crush link n2 root=far
	on ceph osd crush rule create-replicated fast default osd ssd
	on ceph osd crush rule create-replicated far far osd
	for pool in fast far; do
		pool "$pool" replicated "$pool"
		on ceph osd pool set "$pool" size 2
		on ceph osd pool set "$pool" min_size 1
	done
	run -3 judged
	for pool in fast far; do
		assert_line --partial "DANGEROUS pool $pool: the failure domain of its rule $pool is the OSD"
	done
	judge_gone
	assert_equal "$(rule_of fast)" hosts_default_ssd
	assert_equal "$(rule_of far)" hosts_far
	# on two hosts no third copy is asked for
	for pool in fast far; do
		assert_equal "$(on ceph osd pool get "$pool" size -f json | on jq .size)" 2
	done
	run -3 judged
	assert_line 'wrong     pool far: size 2, min_size 2: no write passes while one node is off; a third copy needs a third node with OSDs'
	drop fast far
	on ceph osd crush unlink n1 far
	on ceph osd crush unlink n2 far
}

@test "OSDs that get past nearfull when one of three nodes fails are reported, by the figures of this cluster" {
	local used
	on ceph osd crush rule create-replicated all default host
	pool vm replicated all
	on ceph osd pool set vm size 2
	run judged
	refute_line --partial 'if a node fails,'
	used=$(on ceph osd df -f json | on jq '[.nodes[].utilization] | max / 100')
	on ceph osd set-nearfull-ratio "$(jq -n "$used * 1.3")"
	[ "$(on ceph osd pool ls | grep -c '^\.mgr$')" = 0 ] || on ceph osd pool set .mgr size 2
	run -3 judged
	assert_line --regexp '^wrong     if a node fails, the others fill up to [0-9]+ % \(nearfull is [0-9]+ %\): more disks, or less data$'
	# with three copies on three hosts nobody takes over
	on ceph osd pool set vm size 3
	run judged
	refute_line --partial 'if a node fails,'
	on ceph osd set-nearfull-ratio 0.85
	drop vm
}

@test "two nodes: what they cannot do is reported, and nothing that they cannot is asked of them" {
	on pkill -f 'ceph-osd -i 2'
	wait_until 30 ended 2
	on ceph osd down 2
	on ceph osd purge 2 --yes-i-really-mean-it --force
	on ceph osd crush rm n3
	on ceph osd crush rule create-replicated all default host
	pool vm replicated all
	on ceph osd pool set vm size 2
	run -3 judged
	assert_line --partial 'wrong     1 monitor for 2 hosts'
	refute_line --partial 'pool set vm size 3'
	printf '%s\n' TBNET_FABRIC_PREFIX=10.100.0.0/24 'TBNET_FABRIC_NODES=n1=10.100.0.11 n2=10.100.0.12' |
		world_put "$ceph_world" /etc/tbnet.conf
	run -3 on tbnet-ceph plan
	assert_line 'With two nodes alone Ceph stops while one is off:'
	assert_line ' 1. on n2: pveceph mon create --mon-address 10.100.0.12'
	refute_line --partial 'pool set vm size 3'
}
