# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-drain on a real Ceph of three hosts, n1 to n3, with an OSD each: this machine is n1. FRR is not there; with it: tests/ring.
# bats file_tags=long
load ceph.bash

setup_file() {
	cluster_start 3 3
	monitor_of m1
	on ceph osd crush rule create-replicated hosts default host
	on ceph osd pool create vm 8 8 replicated hosts
	on ceph osd pool application enable vm rbd
	on ceph osd pool set vm size 3
	on ceph osd pool set vm min_size 2
	wait_until 120 clean
}

teardown_file() {
	world_stop "$ceph_world"
}

clean() {
	on ceph pg stat -f json | on jq -e '.pg_summary | .num_pgs > 0 and all(.num_pg_by_state[]; .name == "active+clean")'
}

# monitor_of HOST - the monitor is started again, there
monitor_of() {
	on pkill -x ceph-mon
	wait_until 30 eval '! on pgrep -x ceph-mon'
	on unshare --uts sh -ec 'hostname "$1"; exec ceph-mon -i a' sh "$1"
	wait_until 60 eval '[ "$(on ceph mon metadata -f json | on jq -r ".[].hostname")" = '"$1"' ]'
}

# flags - who has noout, as Ceph has it
flags() {
	on ceph osd dump -f json | on jq -c '[.crush_node_flags, (.flags_set | contains(["noout"]))]'
}

# boot ID - this machine's kernel names another boot
boot() {
	printf '00000000-0000-4000-8000-%012d\n' "$1" | world_put "$ceph_world" /run/boot_id
	on sh -c 'mountpoint -q /proc/sys/kernel/random/boot_id || mount --bind /run/boot_id /proc/sys/kernel/random/boot_id'
}

# down - OSD 0 ends
down() {
	on pkill -f 'ceph-osd -i 0'
	wait_until 30 ended 0
	on ceph osd down 0
	wait_until 30 all_up 2
}

is_out() {
	[ "$(on ceph osd dump -f json | on jq -c '.osds[0] | [.up, .in]')" = '[0,0]' ]
}

@test "noout is set for this host alone; its OSD stops, and is not replaced; the next boot takes noout back" {
	boot 1
	run -0 on tbnet-drain apply
	assert_line 'safe to reboot: OpenFabric has no neighbor here, Ceph keeps the OSDs of n1 (noout); the next boot undoes it, or: tbnet-drain undo'
	assert_equal "$(flags)" '[{"n1":["noout"]},false]'
	run -3 on tbnet-ceph judge --wait=120 --network=10.100.0.0/24
	assert_line --partial 'flag noout is set for n1: '
	# in the same boot nothing is taken back
	run -0 on tbnet-drain undo --boot
	assert_equal "$(flags)" '[{"n1":["noout"]},false]'
	# the reboot: what is written meanwhile has two copies, and nobody makes a third one of what was on n1
	on ceph config set mon mon_osd_down_out_interval 5
	on ceph config set mon mon_osd_min_in_ratio 0.1
	down
	on rados -p vm put object /etc/hostname
	sleep 15
	refute is_out
	boot 2
	on ceph-osd -i 0
	wait_until 60 all_up 3
	run -0 on tbnet-drain undo --boot
	assert_line --partial 'undone after the boot'
	assert_equal "$(flags)" '[{},false]'
	run -0 on tbnet-drain undo --boot
	refute_output
	# without noout it would have been replaced already
	down
	wait_until 60 is_out
	on ceph config rm mon mon_osd_down_out_interval
	on ceph-osd -i 0
	wait_until 60 all_up 3
	on ceph osd in 0
}

@test "where data could not be reached without this host it is not safe to reboot: exit 3, and nothing is set" {
	on ceph osd pool set vm min_size 3
	wait_until 120 clean
	run -3 on tbnet-drain apply
	assert_line --partial 'not safe to reboot: with the OSDs 0 down, data could not be reached; see: ceph -s'
	assert_equal "$(flags)" '[{},false]'
	on ceph osd pool set vm min_size 2
	# the manager, which says so, hears of the other min_size later than the placement groups
	wait_until 120 on ceph osd ok-to-stop 0
	run -0 on tbnet-drain apply
	run -0 on tbnet-drain undo
	assert_equal "$(flags)" '[{},false]'
}

@test "the only monitor is on this host: not safe to reboot, exit 3, and nothing is set" {
	monitor_of n1
	wait_until 120 on ceph osd ok-to-stop 0
	run -3 on tbnet-drain apply
	assert_line --partial 'not safe to reboot: without the monitor a of this node too few are left'
	assert_equal "$(flags)" '[{},false]'
	monitor_of m1
	wait_until 120 on ceph osd ok-to-stop 0
}

@test "OSDs that CRUSH has below another host are not forgotten: exit 1, and nothing is set" {
	run -1 on unshare --uts sh -ec 'hostname m1; exec tbnet-drain apply'
	assert_output --partial 'CRUSH has the OSDs 0 1 2 of this machine below no host "m1"'
	assert_equal "$(flags)" '[{},false]'
	on ceph osd set noout
	run -3 on unshare --uts sh -ec 'hostname m1; exec tbnet-drain apply'
	assert_line --partial 'not safe to reboot: with the OSDs 0 1 2 down'
	on ceph osd unset noout
}

@test "noout that somebody has set stays when the drain is undone" {
	on ceph osd set-group noout n1
	run -0 on tbnet-drain apply
	run -0 on tbnet-drain undo
	assert_equal "$(flags)" '[{"n1":["noout"]},false]'
	on ceph osd unset-group noout n1
}

@test "Ceph that does not answer: nothing is set, and it is reported within the bound; exit 1" {
	on pkill -STOP -x ceph-mon
	run -1 on tbnet-drain apply
	on pkill -CONT -x ceph-mon
	assert_output --partial 'no answer within'
	assert_equal "$(flags)" '[{},false]'
	run -0 on tbnet-drain undo
	assert_output --partial 'nothing to undo'
}

# mds_of NAME HOST - that daemon runs there; it is started again if it runs
mds_of() {
	! on pkill -f "^ceph-mds -i $1\$" || wait_until 30 eval "! on pgrep -f '^ceph-mds -i $1\$'"
	on mkdir -p "/var/lib/ceph/mds/ceph-$1"
	on ceph auth get-or-create "mds.$1" mon 'allow profile mds' mgr 'allow profile mds' osd 'allow *' mds 'allow *' \
		-o "/var/lib/ceph/mds/ceph-$1/keyring"
	on unshare --uts sh -ec 'hostname "$1"; exec ceph-mds -i "$2"' sh "$2" "$1"
	wait_until 60 eval "[ \"\$(on ceph mds metadata $1 -f json | on jq -r .hostname)\" = $2 ]"
}

# is_mds STATE - a daemon has it, and none another one than that or active
is_mds() {
	on ceph fs dump -f json | on jq -e --arg state "$1" '[.standbys[], .filesystems[].mdsmap.info[]] | map(.state) - ["up:active"] | unique == [$state] - ["up:active"]'
}

@test "the only active MDS is on this host: not safe to reboot without a standby elsewhere" {
	on ceph osd pool create meta 8 8 replicated hosts
	on ceph osd pool create data 8 8 replicated hosts
	mds_of a n1
	wait_until 120 clean
	wait_until 120 on ceph osd ok-to-stop 0
	# a daemon of no file system
	run -0 on tbnet-drain apply
	run -0 on tbnet-drain undo
	on ceph fs new fs meta data
	wait_until 60 is_mds up:active
	run -3 on tbnet-drain apply
	assert_line --partial 'ceph mds ok-to-stop a: Error EBUSY: insufficent standby MDS daemons'
	assert_line 'tbnet-drain: not safe to reboot: without the MDS a of this node CephFS stops until it is back, or it is degraded already; see: ceph fs status'
	assert_equal "$(flags)" '[{},false]'
	mds_of b m1
	wait_until 60 is_mds up:standby
	run -0 on tbnet-drain apply
	run -0 on tbnet-drain undo
	mds_of b n1
	wait_until 60 is_mds up:standby
	run -3 on tbnet-drain apply
	assert_line --partial 'without the MDS a b of this node'
	mds_of b m1
	on ceph fs fail fs
	run -3 on tbnet-drain apply
	assert_line --partial 'one or more filesystems is currently degraded'
}
