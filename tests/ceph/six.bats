# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph judge on a real Ceph of IPv6 alone, where ms_bind_ipv4 is on, as Ceph has it.
# bats file_tags=long
load ceph.bash

setup_file() {
	cluster_make fd00:100::11/128 1
}

teardown_file() {
	world_stop "$ceph_world"
}

judged() {
	on tbnet-ceph judge --network=fd00:100::/64
}

# restart - OSD 0
restart() {
	on pkill -x ceph-osd || true
	wait_until 30 ended 0
	on ceph osd down 0
	on ceph-osd -i 0
}

@test "an OSD that ends at its start for want of IPv4 is reported; after the command that is printed it runs, and the finding is gone" {
	wait_until 30 ended 0
	run -3 judged
	assert_line --partial 'wrong     osd.0: has never had an address: ms_bind_ipv4 is on'
	judge_gone
	on ceph-osd -i 0
	wait_until 60 all_up 1
	run judged
	refute_line --partial 'osd.0'
	refute_line --partial 'mon.a'
}

@test "an OSD and a manager that also are at 0.0.0.0 are reported; after the command and a start they are not" {
	on ceph config rm global ms_bind_ipv4
	on sed -i /_network/d /etc/ceph/ceph.conf
	restart
	wait_until 60 all_up 1
	run -3 judged
	assert_line --partial 'wrong     osd.0: its public address is 0.0.0.0, which nobody reaches: ms_bind_ipv4 was on'
	as_printed
	restart
	restart_manager
	wait_until 60 all_up 1
	run judged
	refute_line --partial '0.0.0.0'
}
