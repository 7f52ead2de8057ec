#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# bats file_tags=long
# Ceph on the mesh of three machines: a monitor and an OSD on each router id, started by Ceph's own units and our drop-ins.

load vm.bash
load mesh.bash
nodes=${nodes//n/c}

setup_file() {
	# three machines are more than two processors have time for
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true
	"$vm_dir/image" trixie-ceph >&3 2>&3
}

step() { # STEP NAME
	on -t 300 "$2" "/root/ceph/node $1"
}
make_mon() { step mon "$1"; }
make_osd() { step osd "$1"; }

give_files() { # NAME
	on "$1" --put "$vm_dir/ceph" /root/ceph
	on "$1" --put "$BATS_TEST_TMPDIR/ceph.keyring" /root/ceph.keyring
	on "$1" --put "$vm_dir/ceph/ceph.conf" /etc/ceph/ceph.conf
}

# The mesh, with a cluster on it that is healthy: made by the first scenario that wants it.
make_ceph() {
	has_state "$TBNET_VM_RUN" c1 meshed || make_meshed c1
	restore meshed c1 c2 c3
	all_right 90 c1 c2 c3
	on c1 --put "$vm_dir/ceph" /root/ceph
	step keys c1
	on c1 --get /root/ceph.keyring "$BATS_TEST_TMPDIR/ceph.keyring"
	in_parallel give_files c1 c2 c3
	in_parallel make_mon c1 c2 c3
	wait_until 150 all_in_quorum c1 c2 c3
	step osds c1
	in_parallel make_osd c1 c2 c3
	wait_until 300 healthy c1
	save ceph c1 c2 c3
}

mon_says() { # NAME FIELD - by itself, whether it is in a quorum or not
	on "$1" "/root/ceph/asok mon.$1 mon_status $2"
}

quorum_is() { # NAME QUORUM
	[ "$(mon_says "$1" quorum)" = "$2" ]
}

all_in_quorum() { # NAME...
	local name
	for name; do quorum_is "$name" '[0, 1, 2]' || return 1; done
}

# In one look at the monitors: the health with what is not muted of it, the OSDs that are up, the quorum.
asked() { # NAME ANSWER
	on -t 120 "$1" /root/ceph/ask > "$BATS_TEST_TMPDIR/asked" && [ "$(cat "$BATS_TEST_TMPDIR/asked")" = "$2" ]
}

healthy() { # NAME
	asked "$1" $'health HEALTH_OK\nup 0 1 2\nquorum c1 c2 c3'
}

listens() { # NAME PROGRAM - all the addresses that it does at
	on "$1" "ss -Htnlp | awk '/\"$2\"/ { sub(/:[0-9]+\$/, \"\", \$4); print \$4 }' | sort -u"
}

# What is restarted has another process, or says so.
daemons() { # NAME
	on "$1" "systemctl show -p Id -p MainPID -p NRestarts -p ExecMainStartTimestampMonotonic \
		'ceph-mon@*' 'ceph-mgr@*' 'ceph-osd@*' frr tbnet-ceph"
}

# The three machines, as a cluster that is well.
cluster() {
	local name
	from ceph c1 c2 c3
	for name in c1 c2 c3; do on "$name" --put "$vm_dir/ceph" /root/ceph; done
	wait_until 150 all_in_quorum c1 c2 c3
	wait_until 300 healthy c1
}

all_daemons() {
	local name
	for name in c1 c2 c3; do daemons "$name"; done
}

@test "a node is cut off and comes back: the others keep the quorum, and all is well again with nobody touching anything" {
	local before begin
	cluster
	before=$(all_daemons)
	# a manager, three monitors, three OSDs
	assert_equal "$(grep -c '^Id=ceph-' <<< "$before")" 7

	cable c3 2 0
	cable c3 3 0
	begin=$SECONDS
	wait_until 120 quorum_is c1 '[0, 1]'
	note "cut off: the other two are a quorum again $((SECONDS - begin)) s later"
	wait_until 120 quorum_is c2 '[0, 1]'
	wait_until 120 quorum_is c3 '[]'
	# its OSD, which the two others have told of, and the monitor
	wait_until 300 asked c1 $'health HEALTH_WARN MON_DOWN OSD_DOWN OSD_HOST_DOWN\nup 0 1\nquorum c1 c2'
	note "they say what is missing $((SECONDS - begin)) s after the cut"

	cable c3 2 1
	cable c3 3 1
	begin=$SECONDS
	wait_until 240 all_in_quorum c1 c2 c3
	note "back: three in the quorum $((SECONDS - begin)) s later"
	wait_until 300 healthy c1
	note "healthy $((SECONDS - begin)) s later"
	all_right 120 c1 c2 c3
	assert_equal "$(all_daemons)" "$before"
}

stamp() { # UNIT FIELD - of c3, in microseconds since its boot
	on c3 "systemctl show -p $2 --value $1"
}

# Without ifupdown2, so that tbnet-fabric.service is what makes the router id, which waits until it is told; with no link at first,
# and an FRR that is not before network.target: Ceph itself waits for that, and is to be held by nothing but our drop-in.
hold_router_id() {
	on -t 240 c3 'dpkg --purge ifupdown2 && sed /^Before=/d /usr/lib/systemd/system/frr.service > /etc/systemd/system/frr.service &&
		mkdir -p /etc/systemd/system/tbnet-fabric.service.d && printf "%s\n" "[Service]" TimeoutStartSec=600 \
			"ExecStartPre=/bin/sh -c \"until [ -e /run/go ]; do sleep 0.5; done\"" \
			> /etc/systemd/system/tbnet-fabric.service.d/late.conf'
	cable c1 3 0
	cable c2 3 0
}

held() {
	on c3 'systemctl show -p SubState --value tbnet-fabric | grep -qx start-pre && systemctl -q is-active network-online.target'
}

@test "no monitor and no OSD starts before the router id is there; then both do, 30 s later if no link comes" {
	local unit ended
	cluster
	hold_router_id
	on c3 --reboot > /dev/null
	# all that Ceph's own units wait for is there
	wait_until 240 held
	run -0 on c3 'ip -o address show to 10.100.0.13'
	refute_output
	run -0 on c3 'systemctl list-jobs --no-legend "ceph-*@*" | awk "{ print \$2, \$4 }" | sort'
	assert_output $'ceph-mon@c3.service waiting\nceph-osd@2.service waiting'
	for unit in ceph-mon@c3 ceph-osd@2; do assert_equal "$(stamp "$unit" ExecMainStartTimestampMonotonic)" 0; done

	# a machine's clock goes on from its saved state, and that of one that boots is of now: with an NTP they would not differ
	on c3 "date -s @$(on c1 date +%s)" > /dev/null
	on c3 touch /run/go
	wait_until 180 on c3 "ip -o address show dev dummy_tb4 | grep -qF 10.100.0.13/32"
	# the bound, by the units' own times: nobody is there, and Ceph starts all the same
	wait_until 120 on c3 systemctl -q is-active ceph-mon@c3 ceph-osd@2
	run -0 on c3 systemctl show -p Result --value tbnet-ceph
	assert_output success
	ended=$(stamp tbnet-ceph ExecMainExitTimestampMonotonic)
	[ $((ended - $(stamp tbnet-ceph ExecMainStartTimestampMonotonic))) -ge 30000000 ] || fail "tbnet-ceph has not waited for the links"
	[ "$(stamp tbnet-fabric ExecMainExitTimestampMonotonic)" -le "$(stamp tbnet-ceph ExecMainStartTimestampMonotonic)" ] ||
		fail "the wait for the links began before the router id was there"
	for unit in ceph-mon@c3 ceph-osd@2; do
		[ "$(stamp "$unit" ExecMainStartTimestampMonotonic)" -ge "$ended" ] || fail "$unit began before its bound"
	done

	cable c1 3 1
	cable c2 3 1
	wait_until 240 all_in_quorum c1 c2 c3
	wait_until 300 healthy c1
	run -0 on c3 systemctl show -p NRestarts --value ceph-mon@c3 ceph-osd@2
	assert_output $'0\n\n0'
	for unit in ceph-mon ceph-osd; do assert_equal "$(listens c3 "$unit")" 10.100.0.13; done
}

@test "every monitor and OSD is at its router id, and tbnet-ceph judge finds nothing wrong but the one manager" {
	local name daemon
	cluster
	for name in c1 c2 c3; do
		for daemon in ceph-mon ceph-osd; do assert_equal "$(listens "$name" "$daemon")" "$(router_id "$name")"; done
	done
	run -3 on -t 300 c1 tbnet-ceph judge --wait=120
	assert_line 'Ceph Reef; monitors: 3, OSDs: 3, pools: 0'
	assert_line --partial 'wrong     no standby manager: while the node of c1 is off'
	assert_line --partial '1 wrong;'
}
