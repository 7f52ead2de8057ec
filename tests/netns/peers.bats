# SPDX-License-Identifier: GPL-2.0-or-later
# /var/lib/tbnet/peers: who was at the ports, over boots. sysfs, and the kernel's id of a boot, are mocks.
load status.bash

file=/var/lib/tbnet/peers

setup() {
	node_start
}

teardown() {
	end_background
}

# up NAME - as its unit does; libudev is told that its sysfs is one
up() {
	in_world "$TBNET_BIN/tbnet-up" --wait "$1"
}

check() {
	in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-check"
}

# boot NUMBER - the machine boots
boot() {
	in_world sh -ec 'printf "00000000-0000-4000-8000-%012d\n" "$1" > /run/boot_id
		mountpoint -q /proc/sys/kernel/random/boot_id || mount --bind /run/boot_id /proc/sys/kernel/random/boot_id' sh "$1"
}

# lines - what is noted, without the time
lines() {
	in_world sed -E '/^#/d; s/ [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z / TIME /' "$file"
}

@test "a link that is usable is noted with its peer, port, speed and time (mock)" {
	local before
	boot 1
	before=$(date +%s)
	up en05
	up en06
	run -0 lines
	assert_output 'boot 1 00000000-0000-4000-8000-000000000001
1 TIME en05 0000:00:0d.2 1 d6030000-0080-7f18-23d0-3d0a4c81e402 20.0 2 n2
1 TIME en06 0000:00:0d.3 1 d6030000-0080-7f18-23d0-3d0a4c81e403 20.0 2 n3'
	run -0 in_world sed -n '$s/^1 \([^ ]*\) .*/\1/p' "$file"
	[ "$(date +%s --date="$output")" -ge "$before" ]
	run -0 in_world stat -c %a "$file"
	assert_output 644
}

@test "the same once more is not written; a new name of the peer, or another boot, is (mock)" {
	local inode
	boot 1
	up en05
	inode=$(in_world stat -c %i "$file")
	up en05
	assert_equal "$(in_world stat -c %i "$file")" "$inode"
	put "$(nhi 0d.2)/domain0/0-0/0-1/device_name" 'new name'
	up en05
	run -0 lines
	assert_line '1 TIME en05 0000:00:0d.2 1 d6030000-0080-7f18-23d0-3d0a4c81e402 20.0 2 new name'
	assert_equal "${#lines[@]}" 2
	boot 2
	up en05
	run -0 lines
	assert_line --index 0 'boot 2 00000000-0000-4000-8000-000000000002'
	assert_line --index 1 --partial '2 TIME en05 '
	assert_equal "${#lines[@]}" 2
}

@test "when a peer was last there is known to the minute, and the disk is written once an hour (mock)" {
	local inode seen
	boot 1
	up en05
	up en06
	# noted 50 minutes ago, seen by the look since
	in_world sed -i -E "s/^1 [^ ]+ en05/1 $(date -u -d '-50 min' +%FT%TZ) en05/" "$file"
	in_world sh -c 'echo $(($(date +%s) - 3000)) > /run/tbnet/seen-en05'
	inode=$(in_world stat -c %i "$file")
	check
	assert_equal "$(in_world stat -c %i "$file")" "$inode"
	# it goes, and two minutes later somebody looks
	seen=$(date -d '-2 min' +%s)
	in_world sh -c 'echo "$1" > /run/tbnet/seen-en05' sh "$seen"
	rm -r "$(nhi 0d.2)/domain0/0-0/0-1" "$sys/bus/thunderbolt/devices/0-1" "$sys/bus/thunderbolt/devices/0-1.0" "$sys/class/net/en05"
	in_world ip link del en05
	run -3 status --json
	assert_equal "$(jq -r '.links[] | select(.missing).missing | .interface, .seen' <<< "$output" | paste -sd ' ')" "en05 $seen"
	# of another boot it says nothing
	boot 2
	run -3 status --json
	assert_equal "$(jq -r '.links[] | select(.missing).missing.seen' <<< "$output")" "$(in_world sed -nE 's/^1 ([^ ]+) en05.*/\1/p' "$file" | xargs -I@ date -d @ +%s)"
}

@test "a peer that moved to another machine's port has a line for each (mock)" {
	boot 1
	up en05
	put "$(nhi 0d.2)/domain0/0-0/0-1/unique_id" d6030000-0080-7f18-23d0-3d0a4c81e404
	up en05
	run -0 lines
	assert_equal "${#lines[@]}" 3
}

@test "boots are counted by the look, also those in which no peer came (mock)" {
	boot 1
	check
	run ! in_world test -e "$file"
	up en05
	boot 2
	check
	check
	run -0 lines
	assert_line --index 0 'boot 2 00000000-0000-4000-8000-000000000002'
	assert_line --index 1 --partial '1 TIME en05 '
	boot 3
	check
	run -0 in_world sed -n 's/^boot \([0-9]*\) .*/\1/p' "$file"
	assert_output 3
}

@test "what is no line of ours is gone with the next note, and the oldest of too many (mock)" {
	local i
	boot 1
	in_world mkdir -p /var/lib/tbnet
	for i in {1..64}; do
		echo "1 2026-11-28T23:50:00Z en$i 0000:00:0d.2 $i - - 0 -"
	done | in_world tee "$file" > /dev/null
	echo 'torn 2026-' | in_world tee -a "$file" > /dev/null
	boot 2
	up en06
	run -0 lines
	assert_equal "${#lines[@]}" 65
	assert_line --index 1 --partial '1 TIME en2 '
	assert_line --index 64 --partial '2 TIME en06 '
}

@test "where it cannot be written the link is usable all the same, and it is reported (mock)" {
	in_world mkdir -p "$file"
	run -0 up en05
	assert_line --partial "en05: cannot record its peer in $file, going on: "
	assert_line --partial 'usable: up at MTU 65520'
}

@test "a link in the place of the file is replaced, not followed (mock)" {
	in_world mkdir -p /var/lib/tbnet
	in_world sh -c 'echo mine > /run/mine; ln -s /run/mine /var/lib/tbnet/peers; ln -s /run/mine /var/lib/tbnet/.peers.new'
	run -0 up en05
	run -0 in_world cat /run/mine
	assert_output mine
}

@test "the look notes peers, too, without /proc/sys and with the umask of its unit, for everybody to read (mock)" {
	local id=0123456789abcdef0123456789abcdef
	in_world sh -ec 'i=$(ip -o link show en05 | cut -d: -f1); printf "E:TBNET_PORT=1\nG:tbnet\nQ:tbnet\n" >> "/run/udev/data/n$i"
		mkdir -p /run/udev/tags/tbnet; : > "/run/udev/tags/tbnet/n$i"'
	in_world mount -t tmpfs tmpfs /proc/sys/kernel/random
	in_world sh -c 'umask 077; exec "$@"' sh env SYSTEMD_DEVICE_VERIFY_SYSFS=0 BOOT_ID=$id "$TBNET_BIN/tbnet-check"
	run -0 lines
	assert_line 'boot 1 01234567-89ab-cdef-0123-456789abcdef'
	assert_line '1 TIME en05 0000:00:0d.2 1 d6030000-0080-7f18-23d0-3d0a4c81e402 20.0 2 n2'
	run -0 in_world stat -c %a "$file"
	assert_output 644
}
