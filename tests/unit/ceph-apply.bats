# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph apply, undo and bench, on a ceph that is a fake: what it does when calls fail. With a real one: tests/ceph.
load private.bash

setup() {
	need_private
	mkdir "$BATS_TEST_TMPDIR/bin"
	cp "$TBNET_TOP/tests/lib/json.pl" "$BATS_TEST_TMPDIR/bin"
	cp "$TBNET_TOP/tests/unit/ceph/fake" "$BATS_TEST_TMPDIR/bin/ceph"
	ln -s ceph "$BATS_TEST_TMPDIR/bin/rados"
	export TBNET_CEPH=$TBNET_BIN/tbnet-ceph
}

# on_fake SCRIPT - with the fake in the place of ceph, and a /var/lib/tbnet of its own
on_fake() {
	private 'mount -t overlay overlay -o "lowerdir=$1:/usr/bin" /usr/bin
		mkdir -p /var/lib/tbnet
		mount -t tmpfs tmpfs /var/lib/tbnet
		'"$1" "$BATS_TEST_TMPDIR/bin"
}

@test "apply makes the settings, reads them back from the daemons that are there, and undo takes them back" {
	run -0 on_fake '"$TBNET_CEPH" apply || echo "exit $?"; cat /run/db; "$TBNET_CEPH" undo --dry-run || echo "undo: exit $?"
		"$TBNET_CEPH" undo; cat /run/db; "$TBNET_CEPH" undo --dry-run'
	assert_line '1 OSDs run with it, not all'
	assert_line '2 monitors and managers run with it'
	assert_line 'exit 3'
	assert_line --partial 'osd.1: is down; the new value counts when it starts'
	assert_line --partial '"mask": "", "name": "osd_scrub_begin_hour", "section": "osd", "value": "2"'
	assert_line 'osd osd_scrub_begin_hour: 2 -> not set'
	assert_line 'undo: exit 3'
	assert_line '{"config": [], "pools": []}'
	assert_line --index -1 'tbnet-ceph: nothing to undo'
}

@test "a setting that is refused, and its taking back, too: those before it are taken back, and undo is reported, exit 1" {
	run -1 on_fake 'echo osd_scrub_end_hour > /run/fail; "$TBNET_CEPH" apply || { cat /run/db; exit 1; }'
	assert_line --partial 'told to fail'
	assert_line --partial 'not everything is restored; next, once Ceph answers: tbnet-ceph undo'
	refute_line --partial '"osd_scrub_begin_hour"'
}

@test "an apply that was cut short between the two hours of scrubs: the next one goes on, and undo takes both back" {
	run -0 on_fake '"$TBNET_CEPH" apply || [ $? -eq 3 ]; ceph config rm osd osd_scrub_end_hour
		"$TBNET_CEPH" apply || [ $? -eq 3 ]; cat /run/db; "$TBNET_CEPH" apply; "$TBNET_CEPH" undo; cat /run/db'
	assert_line --partial '"osd_scrub_end_hour", "section": "osd", "value": "6"'
	assert_line 'nothing to change: the sound settings are there'
	assert_line '{"config": [], "pools": []}'
}

@test "an hour of scrubs that somebody has chosen since an apply is not touched, and so is the other one" {
	run -0 on_fake '"$TBNET_CEPH" apply || [ $? -eq 3 ]; ceph config rm osd osd_scrub_end_hour; ceph config set osd osd_scrub_begin_hour 5
		"$TBNET_CEPH" apply'
	assert_line 'nothing to change: the sound settings are there'
}

@test "an undo that is refused keeps the record, and the next one goes on" {
	run -0 on_fake '"$TBNET_CEPH" apply || [ $? -eq 3 ]; echo osd_scrub_begin_hour > /run/fail; "$TBNET_CEPH" undo && exit 1
		rm /run/fail; "$TBNET_CEPH" undo; cat /run/db'
	assert_line --partial 'undone in part'
	assert_line '{"config": [], "pools": []}'
}

@test "what somebody has changed since is not undone" {
	run -1 on_fake '"$TBNET_CEPH" apply || [ $? -eq 3 ]; ceph config set osd osd_scrub_begin_hour 5; "$TBNET_CEPH" undo'
	assert_line --partial 'osd osd_scrub_begin_hour: is 5, but tbnet-ceph set 2'
}

@test "judge: what ceph.conf has wins over the database, so it is judged as well, but for what Proxmox VE writes" {
	run -3 on_fake 'mkdir /etc/ceph
		printf "[global]\n\tosd_pool_default_size = 2 # few\n osd pool default min size=1\n[osd]\nms-tcp-rcvbuf = 4096\n" > /etc/ceph/ceph.conf; "$TBNET_CEPH" judge'
	assert_line --partial 'DANGEROUS ceph.conf [global] osd_pool_default_size = 2:'
	assert_line --partial 'DANGEROUS ceph.conf [global] osd_pool_default_min_size = 1:'
	assert_line --partial 'wrong     ceph.conf [osd] ms_tcp_rcvbuf = 4096:'
	assert_line '          next: remove that line from /etc/ceph/ceph.conf, and restart the daemons, one node after the other'
	refute_line --partial 'ceph config rm'
	run -0 on_fake 'mkdir /etc/ceph
		printf "[global]\n\tosd_pool_default_size = 3\nosd_pool_default_sizes = 1\n#osd_pool_default_size = 1\n[x\n = \n=\n" > /etc/ceph/ceph.conf
		"$TBNET_CEPH" judge'
	refute_output --partial ceph.conf
	run -0 on_fake 'mkdir /etc/ceph; printf "[global]\nosd_pool_default_min_size = 2\n" > /etc/ceph/ceph.conf; "$TBNET_CEPH" judge'
	assert_line --partial 'keep      ceph.conf [global] osd_pool_default_min_size = 2'
	run -3 on_fake 'mkdir /etc/ceph; printf "[osd]\nosd_memory_target = 34359738368\nms_tcp_rcvbuf = \033[31m\n" > /etc/ceph/ceph.conf; "$TBNET_CEPH" judge'
	assert_line --partial 'wrong     ceph.conf [osd] osd_memory_target = 34359738368: the OSDs of n1 would take more'
	refute_output --partial $'\e'
}

@test "bench measures on a pool of its own and removes it, also where rados fails; one that is there is not touched" {
	run -0 on_fake '"$TBNET_CEPH" bench; cat /run/db; echo seq > /run/fail; "$TBNET_CEPH" bench && exit 1
		cat /run/db; rm /run/fail; ceph osd pool create tbnet-bench; "$TBNET_CEPH" bench && exit 1; cat /run/db'
	assert_line 'write  1000 MiB/s (8.4 Gbit/s), 64.0 ms for an object of 4 MiB on average'
	assert_line 'read   1000 MiB/s (8.4 Gbit/s), 64.0 ms for an object of 4 MiB on average'
	assert_line 'small  256000 writes/s, 64.0 ms for a write of 4 KiB on average, one at a time'
	assert_line 'small writes: the disks are the limit; SSDs without power-loss protection are like that'
	assert_line --partial 'rados read: Error EIO: told to fail'
	assert_equal "$(grep -Fcx '{"config": [], "pools": []}' <<< "$output")" 2
	assert_line '{"config": [], "pools": ["tbnet-bench"]}'
}

@test "a pool that cannot be made or removed is reported; exit 1" {
	run -0 on_fake 'for word in create application rm health df; do
		echo "$word" > /run/fail; "$TBNET_CEPH" bench && exit 1; rm /run/fail; rm -f /run/db; done; true'
	assert_line --partial 'ceph osd pool create'
	assert_line --partial 'the pool tbnet-bench may still exist'
}

# saying COMMAND ANSWER SCRIPT - on_fake, where that is ceph's answer to COMMAND
saying() {
	on_fake "mkdir -p /run/say; printf '%s' '$2' > '/run/say/$1'; $3"
}

@test "an answer of ceph that is no JSON, or of another kind, changes nothing; exit 1" {
	run -1 saying 'config dump' 'Error' '"$TBNET_CEPH" apply'
	assert_output 'tbnet-ceph: ceph config dump: the answer is not JSON'
	run -1 saying 'config dump' '{}' '"$TBNET_CEPH" apply'
	assert_output 'tbnet-ceph: ceph has no list of settings such as ceph config dump --format json prints'
	for verb in bench plan; do
		run -1 saying 'osd metadata' '[' "mkdir /etc/ceph; touch /etc/ceph/ceph.conf; \"\$TBNET_CEPH\" $verb"
		assert_output 'tbnet-ceph: ceph osd metadata: the answer is not JSON'
	done
}

@test "without a manager, and with one that does not answer, the monitors are asked for hosts, and judge goes on" {
	run -0 saying 'mgr dump' '{"active_name":""}' 'echo df > /run/fail; "$TBNET_CEPH" judge'
	assert_line 'Ceph Reef; monitors: 2, OSDs: 2, pools: 1'
	refute_output --partial 'told to fail'
	run -0 saying 'osd tree' '{"nodes":[]}' 'echo df > /run/fail; "$TBNET_CEPH" judge'
	assert_line 'tbnet-ceph: ceph osd df tree: Error EIO: told to fail'
	assert_line 'Ceph Reef; monitors: 2, OSDs: 2, pools: 1'
	run -1 on_fake 'echo tree > /run/fail; "$TBNET_CEPH" judge'
}

@test "a ceph that says it made a setting, and did not, is found by reading back; exit 1" {
	run -1 saying 'config set osd osd_scrub_begin_hour 2' '' '"$TBNET_CEPH" apply'
	assert_line 'tbnet-ceph: osd osd_scrub_begin_hour: the database has not set, wanted is 2'
	run -1 saying 'config dump.2' '{}' '"$TBNET_CEPH" apply'
	refute_line --partial 'run with it'
	# and what undo took back
	run -1 saying 'config rm osd osd_scrub_begin_hour' '' '"$TBNET_CEPH" apply || [ $? -eq 3 ]; "$TBNET_CEPH" undo'
	assert_line 'tbnet-ceph: osd osd_scrub_begin_hour: the database has 2, wanted is not set'
}

@test "a daemon that does not run with it is reported after the wait, and one that gives no answer; exit 3" {
	run -3 saying 'tell osd.0 config show' '{}' '"$TBNET_CEPH" apply --wait=4'
	assert_line --regexp '^tbnet-ceph: osd\.0: runs with .*, not .*: ceph\.conf on its node or an override wins, see ceph config show osd\.0$'
	assert_line '0 OSDs run with it, not all'
	run -3 saying 'tell osd.0 config show' 'x' '"$TBNET_CEPH" apply'
	assert_line 'tbnet-ceph: ceph tell osd.0 config show: the answer is not JSON'
	run -3 saying 'tell mgr.n1 config show' '{}' '"$TBNET_CEPH" apply --wait=4'
	assert_line '1 monitors and managers run with it, not all'
}

@test "all OSDs up, and a setting that somebody gave one of them: exit 0" {
	run -0 saying 'osd dump' '{"fsid":"f","osds":[{"osd":0,"up":1}]}' 'ceph config set osd.0 osd_scrub_begin_hour 22
		"$TBNET_CEPH" apply; ceph config dump'
	assert_line '1 OSDs run with it'
	assert_output --partial '"mask": "", "name": "osd_scrub_begin_hour", "section": "osd.0", "value": "22"'
}

@test "a cluster whose maps have other shapes than Ceph's: nobody is asked, and nothing else happens" {
	run -0 saying 'osd dump' '{"fsid":"f","osds":[7,{"osd":"x"},{"osd":-1}]}' '"$TBNET_CEPH" apply'
	assert_line '0 OSDs run with it'
	run -3 saying 'osd dump' '{"fsid":"f","osds":[{"osd":0}]}' '"$TBNET_CEPH" apply'
	assert_line 'tbnet-ceph: osd.0: is down; the new value counts when it starts'
	for mons in '{"mons":7}' '{"mons":[7,{"name":"n1"},{"name":"n1","rank":0}],"quorum":[7]}'; do
		run -3 saying 'mon dump' "$mons" '"$TBNET_CEPH" apply'
		assert_line '1 monitors and managers run with it'
	done
	run -3 saying 'mgr dump' '{"active_name":""}' '"$TBNET_CEPH" apply'
	assert_line '1 monitors and managers run with it'
	run -3 saying 'osd metadata' '[7,{"id":0},{"id":"0","hostname":"n1","mem_total_kb":"x"},{"hostname":"-n","mem_total_kb":"32768000"}]' '"$TBNET_CEPH" apply'
	refute_output --partial osd_memory_target
}

@test "apply after somebody took a part of it out makes that part again, and undo gives all back" {
	run -0 on_fake '"$TBNET_CEPH" apply || [ $? -eq 3 ]; for n in begin end; do ceph config rm osd osd_scrub_${n}_hour; done
		"$TBNET_CEPH" apply || [ $? -eq 3 ]; ceph config-key dump tbnet | jq ".[] | fromjson | length"; "$TBNET_CEPH" undo; cat /run/db; "$TBNET_CEPH" undo'
	assert_line 5
	assert_line '{"config": [], "pools": []}'
	assert_line 'tbnet-ceph: nothing to undo'
	run -0 on_fake '"$TBNET_CEPH" apply || [ $? -eq 3 ]; "$TBNET_CEPH" apply'
	assert_line 'nothing to change: the sound settings are there'
}

@test "a record that is none, has other words than a command may have, or cannot be kept: nothing is changed, exit 1" {
	run -0 on_fake 'for text in "{}" x "[7]" "[{\"who\":\"osd\",\"name\":\"x;y\"}]" "[{\"who\":\"\",\"name\":\"x\"}]" "[{\"who\":\"-o\",\"name\":\"x\"}]" \
			"[{\"who\":\"osd\",\"name\":\"x\",\"before\":\"1 2\"}]" "[{\"who\":\"osd\",\"name\":\"x\",\"before\":7}]"; do
			ceph config-key set tbnet/ceph "$text"; "$TBNET_CEPH" apply && exit 1; "$TBNET_CEPH" undo && exit 1
		done; ceph config-key rm tbnet/ceph; cat /run/db'
	assert_equal "$(grep -c 'is not a record of tbnet-ceph; to start without one: ceph config-key rm tbnet/ceph' <<< "$output")" 16
	assert_line '{"config": [], "pools": []}'
	run -1 on_fake 'echo set > /run/fail; "$TBNET_CEPH" apply || { rm /run/fail; cat /run/db; exit 1; }'
	assert_line 'tbnet-ceph: nothing was changed: cannot save the former values'
	assert_line '{"config": [], "pools": []}'
}

@test "bench: a cluster that is not healthy, or has no room, is not touched; exit 1" {
	for text in '{"status":"HEALTH_ERR","checks":[]}' '{"status":"HEALTH_ERR"}'; do
		run -1 saying health "$text" '"$TBNET_CEPH" bench'
		assert_output 'tbnet-ceph: bench needs a healthy cluster: this one is HEALTH_ERR; next: tbnet-ceph judge'
	done
	for text in '{}' '{"summary":{}}' '{"summary":{"total_kb_avail":1024}}'; do
		run -1 saying 'osd df tree' "$text" '"$TBNET_CEPH" bench; cat /run/db'
		assert_line --partial 'MiB are free: a tenth of that is too little to measure with'
	done
}

# bats test_tags=exec-fails
@test "bench: figures that are none are no success, and the pool goes; exit 1" {
	local words='-p tbnet-bench -f json -t 16 --no-cleanup --max-objects 8738 bench 10 seq'
	for text in 'hints = 1' 'hints = 1 {' '{"bandwidth":"0"}' '{"bandwidth":"nan"}' '{"bandwidth":"1e300"}'; do
		run -0 saying "$words" "$text" '"$TBNET_CEPH" bench && exit 1; cat /run/db'
		assert_line 'tbnet-ceph: rados read: the output has no bandwidth'
		assert_line '{"config": [], "pools": []}'
	done
	# rados is a program of its own now
	rm "$BATS_TEST_TMPDIR/bin/rados"
	printf '#!/bin/sh\nexec sleep 60' > "$BATS_TEST_TMPDIR/bin/rados"
	chmod +x "$BATS_TEST_TMPDIR/bin/rados"
	run -0 on_fake '"$TBNET_CEPH" bench --wait=4 && exit 1; cat /run/db'
	assert_line 'tbnet-ceph: rados ls: no answer within 4 s; check that a majority of the monitors and a manager run, and that this machine reaches them'
	run -0 on_fake '"$TBNET_CEPH" bench & for i in $(seq 100); do grep -qs tbnet-bench /run/db && break; sleep 0.1; done; kill $!; wait $! && exit 1; cat /run/db'
	assert_line 'tbnet-ceph: stopped'
	echo > "$BATS_TEST_TMPDIR/bin/rados"
	run -0 on_fake '"$TBNET_CEPH" bench && exit 1; cat /run/db'
	assert_line 'tbnet-ceph: rados ls: Exec format error'
	assert_line '{"config": [], "pools": []}'
}

@test "bench: where a monitor lets no pool be removed none is made, and a pool that stays is reported; exit 1" {
	run -1 saying 'tell mon.n1 config get mon_allow_pool_delete' '{"mon_allow_pool_delete":"false"}' '"$TBNET_CEPH" bench; cat /run/db; exit 1'
	assert_line 'tbnet-ceph: mon.n1 forbids the removal of pools, so bench creates none. Before bench: ceph config set mon mon_allow_pool_delete true; after bench: ceph config rm mon mon_allow_pool_delete'
	refute_line --partial tbnet-bench\"
	run -1 saying 'tell mon.n1 config get mon_allow_pool_delete' x '"$TBNET_CEPH" bench'
	run -1 saying 'osd pool rm tbnet-bench tbnet-bench --yes-i-really-really-mean-it' '' '"$TBNET_CEPH" bench'
	assert_line --partial 'the pool tbnet-bench may still exist'
	run -0 saying 'osd pool ls detail' '[7,null,{"pool_name":"vm"}]' 'echo "{}" > "/run/say/mon dump"; "$TBNET_CEPH" bench'
}

# with_links SCRIPT - on_fake, on a machine with en05 (2 lanes of 20 Gb/s) and en06 (of unknown speed), of a mock sysfs
with_links() {
	on_fake '
		for n in 1 2; do
			name=en0$((n + 4))
			ip link add $name type veth peer name far$n
		done
		mount -t tmpfs none /sys
		for n in 1 2; do
			host=/sys/devices/pci0000:00/0000:00:0d.$((n + 1))/domain0/0-0/0-$n
			mkdir -p $host/0-$n.0/net/en0$((n + 4)) /sys/class/net /sys/bus/thunderbolt/devices /sys/bus/thunderbolt/drivers/thunderbolt-net
			ln -s /sys/bus/thunderbolt/drivers/thunderbolt-net $host/0-$n.0/driver
			ln -s $host/0-$n.0/net/en0$((n + 4)) /sys/class/net/
			ln -s $host/0-$n.0 /sys/bus/thunderbolt/devices/
			[ $n -eq 2 ] || { echo 2 > $host/rx_lanes; echo "20.0 Gb/s" > $host/rx_speed; }
		done
		'"$1"
}

@test "bench: what limits large and small writes is reported by their figures" {
	run -0 with_links 'mkdir -p /run/say
		echo "{\"bandwidth\":\"2400\",\"average_latency\":\"0.03\"}" > "/run/say/-p tbnet-bench -f json -t 16 --no-cleanup --max-objects 8738 bench 1 write -b 4194304"
		echo "{\"bandwidth\":\"3.9\",\"average_latency\":\"0.001\"}" > "/run/say/-p tbnet-bench -f json -t 1 --no-cleanup --max-objects 559232 bench 1 write -b 4096"
		"$TBNET_CEPH" bench --seconds=1'
	assert_line 'write  2400 MiB/s (20.1 Gbit/s), 30.0 ms for an object of 4 MiB on average'
	assert_line 'small  998 writes/s, 1.0 ms for a write of 4 KiB on average, one at a time'
	assert_line 'large writes: the links are the limit, half of their speed is used or more'
	assert_line 'small writes: links and processors count as much as the disks'
}

@test "bench: the links of this machine are reported with their speed (mock)" {
	run -0 with_links '"$TBNET_CEPH" bench --seconds=1'
	assert_line --regexp '^links: (en05 40 Gbit/s, en06 of unknown speed|en06 of unknown speed, en05 40 Gbit/s)$'
	assert_line "large writes: disks or processors are the limit, less than half of the links' speed is used"
	run -0 on_fake '"$TBNET_CEPH" bench'
	assert_line 'links: no Thunderbolt link on this machine'
}

@test "the program without a cluster, as Proxmox VE installs it, is no Ceph yet" {
	run -3 on_fake '"$TBNET_CEPH" plan'
	assert_line --partial 'There is no Ceph here yet'
	run -3 on_fake 'mkdir /etc/ceph; touch /etc/ceph/ceph.conf; "$TBNET_CEPH" plan'
	refute_line --partial 'There is no Ceph here yet'
}

@test "a setting that is refused, while the others can be taken back: nothing was changed, and the record is as before" {
	run -1 on_fake 'echo 6 > /run/fail; "$TBNET_CEPH" apply || { rm /run/fail; cat /run/db; exit 1; }'
	assert_line 'tbnet-ceph: nothing was changed'
	assert_line '{"config": [], "pools": []}'
}

@test "each OSD is asked for what is its own host's; one that no host is known of, for all that is everybody's" {
	run -0 saying 'osd metadata' '[{"id":7},{"id":0,"hostname":"n1","mem_total_kb":"32768000"},{"id":1,"hostname":"n2","mem_total_kb":"32768000"}]' '
		echo "{\"fsid\":\"f\",\"osds\":[{\"osd\":0,\"up\":1}]}" > "/run/say/osd dump"; "$TBNET_CEPH" apply'
	assert_line '1 OSDs run with it'
	run -0 saying 'osd metadata' '{}' 'echo "{\"fsid\":\"f\",\"osds\":[{\"osd\":0,\"up\":1}]}" > "/run/say/osd dump"; "$TBNET_CEPH" apply'
	assert_line '1 OSDs run with it'
	refute_output --partial osd_memory_target
}
