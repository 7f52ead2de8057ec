# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ceph apply, undo and bench, on a ceph that is a fake: what it does when calls fail. With a real one: tests/ceph.
load private.bash

setup() {
	need_private
	mkdir "$BATS_TEST_TMPDIR/bin"
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
	run -0 on_fake '"$TBNET_CEPH" apply || echo "exit $?"; cat /run/db; "$TBNET_CEPH" undo; cat /run/db; ls /var/lib/tbnet/backup'
	assert_line '1 OSDs run with it, not all'
	assert_line '2 monitors and managers run with it'
	assert_line 'exit 3'
	assert_line --partial 'osd.1: is down, and takes it up when it starts'
	assert_line --partial '"section": "osd", "name": "osd_scrub_begin_hour", "mask": "", "value": "2"'
	assert_line '{"config": [], "pools": []}'
	refute_line ceph.json
}

@test "a setting that is refused, and its taking back, too: those before it are taken back, and undo is named, exit 1" {
	run -1 on_fake 'echo osd_scrub_end_hour > /run/fail; "$TBNET_CEPH" apply || { cat /run/db; ls /var/lib/tbnet/backup; exit 1; }'
	assert_line --partial 'told to fail'
	assert_line --partial 'not all is as it was: tbnet-ceph undo, once Ceph answers'
	refute_line --partial '"osd_scrub_begin_hour"'
}

@test "an undo that is refused keeps the record, and the next one goes on" {
	run -0 on_fake '"$TBNET_CEPH" apply || [ $? -eq 3 ]; echo osd_scrub_begin_hour > /run/fail; "$TBNET_CEPH" undo && exit 1
		rm /run/fail; "$TBNET_CEPH" undo; cat /run/db'
	assert_line --partial 'not all is undone'
	assert_line '{"config": [], "pools": []}'
}

@test "what somebody has changed since is not undone, and neither is another cluster's" {
	run -0 on_fake '"$TBNET_CEPH" apply || [ $? -eq 3 ]; ceph config set osd osd_scrub_begin_hour 5; "$TBNET_CEPH" undo && exit 1
		sed -i "s/\"fsid\":.*\"f\"/\"fsid\":\"g\"/" /var/lib/tbnet/backup/ceph.json; "$TBNET_CEPH" undo && exit 1
		echo "{}" > /var/lib/tbnet/backup/ceph.json; "$TBNET_CEPH" undo && exit 1; true'
	assert_line --partial 'osd osd_scrub_begin_hour: is 5, which is not what tbnet-ceph made it (2)'
	assert_line --partial 'is of another cluster, g'
	assert_line --partial 'is no record of tbnet-ceph'
}

@test "bench measures on a pool of its own and removes it, also where rados fails; one that is there is not touched" {
	run -0 on_fake '"$TBNET_CEPH" bench; cat /run/db; echo seq > /run/fail; "$TBNET_CEPH" bench && exit 1
		cat /run/db; rm /run/fail; ceph osd pool create tbnet-bench; "$TBNET_CEPH" bench && exit 1; cat /run/db'
	assert_line 'write  1000 MiB/s (8.4 Gbit/s), 64.0 ms for an object of 4 MiB on average'
	assert_line 'read   1000 MiB/s (8.4 Gbit/s), 64.0 ms for an object of 4 MiB on average'
	assert_line --partial 'rados read: Error EIO: told to fail'
	assert_equal "$(grep -Fcx '{"config": [], "pools": []}' <<< "$output")" 2
	assert_line '{"config": [], "pools": ["tbnet-bench"]}'
}

@test "a pool that cannot be made or removed is named, and monitors let no pool be removed afterwards; exit 1" {
	run -0 on_fake 'for word in create application rm health df; do
		echo "$word" > /run/fail; "$TBNET_CEPH" bench && exit 1; rm /run/fail; rm -f /run/db; done; true'
	assert_line --partial 'ceph osd pool create'
	assert_line --partial 'the pool tbnet-bench may still be there'
}
