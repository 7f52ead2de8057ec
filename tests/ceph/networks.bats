# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph judge and plan on a real Ceph of each sound design of networks; both on the mesh is judge.bats, IPv6 alone six.bats.
# bats file_tags=long
load ceph.bash

setup() {
	ceph_world=$BATS_TEST_TMPDIR/n1
}

teardown() {
	world_stop "$ceph_world"
}

# put_settings LINE... - of the fabric
put_settings() {
	printf '%s\n' "$@" | world_put "$ceph_world" /etc/tbnet.conf
}

@test "the public network on the LAN and the cluster network on the mesh: sound, and the next monitor has an address of the LAN" {
	cluster_make 192.168.7.11/24 3 3 10.100.0.11/32
	wait_until 60 all_up 3
	run -0 on ceph osd dump
	assert_line --regexp '^osd\.0 .*192\.168\.7\.11.*10\.100\.0\.11'
	put_settings TBNET_FABRIC_PREFIX=10.100.0.0/24 'TBNET_FABRIC_NODES=n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'
	run -3 on tbnet-ceph judge --wait=120
	assert_line --partial 'optional  the public network is not the mesh, the cluster network is: a sound design'
	refute_output --regexp 'address|mon destroy'
	run -3 on tbnet-ceph plan --wait=120
	assert_line --regexp '^ 1\. on n1: pveceph mon create$'
	refute_output --partial mon-address
	# an OSD whose copies take the LAN is reported, and no other daemon
	on sed -i /cluster_network/d /etc/ceph/ceph.conf
	on pkill -f 'ceph-osd -i 2'
	wait_until 30 ended 2
	on ceph osd down 2
	on unshare --uts sh -ec 'hostname n3; exec ceph-osd -i 2'
	wait_until 60 all_up 3
	run -3 on tbnet-ceph judge --wait=120
	assert_line 'wrong     osd.2: its cluster address 192.168.7.11 is not in the mesh'
	assert_equal "$(grep -c ' address ' <<< "$output")" 1
}

@test "IPv4 and IPv6 on the mesh: a manager that waits at :: is reported; after the line that is printed it does not, and all is sound" {
	cluster_make 10.100.0.11/32,fd00:100::11/128 1
	wait_until 60 all_up 1
	run -0 on ceph osd dump
	assert_line --regexp '^osd\.0 .*fd00:100::11.*10\.100\.0\.11'
	put_settings TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_PREFIX6=fd00:100::/64 'TBNET_FABRIC_NODES=n1=10.100.0.11,fd00:100::11'
	wait_until 60 manager
	# Ceph waits for this manager for ever; what only it knows is left out at the bound
	run -3 on tbnet-ceph judge --wait=20
	assert_line --partial 'ceph osd df tree: no answer within 20 s'
	assert_line 'wrong     mgr.a: its public address is ::, which nobody reaches: a program that tries it waits for ever (ceph osd df)'
	assert_line '          next: on its node: [mgr] ms_bind_ipv6 = false in /etc/ceph/ceph.conf, and restart it'
	refute_output --regexp '(osd|mon)\.[0a]:'
	on sed -i 's/^\[mgr\]/&\nms_bind_ipv6 = false/' /etc/ceph/ceph.conf
	restart_manager
	run -3 on tbnet-ceph judge --wait=120
	refute_output --partial 'no answer within'
	refute_output --partial ' address'
	# where the other family is no part of the mesh, each daemon's is reported
	on rm /etc/tbnet.conf
	run -3 on tbnet-ceph judge --wait=120 --network=10.100.0.0/24
	assert_line 'wrong     osd.0: its public address fd00:100::11 is not in the mesh'
	refute_line --partial 'address 10.100.0.11'
}
