# SPDX-License-Identifier: GPL-2.0-or-later
# /etc/tbnet/names: what tbnet-name repair writes there, whole or not at all.
load name.bash

setup() {
	need_private
	packaged
}

# four - an MS-01 with two cables in one controller, and their names
four() {
	ms01
	cable 0d.2 0-1 n2 en05
	cable 0d.2 0-3 n3 en07
}

# repair ARGUMENT... - with these netdevs in the kernel, too
# shellcheck disable=SC2120 # the tests give them
repair() {
	on_machine 'for link in en05 en06 en07; do ip link add $link type veth peer name p-$link; done
		there "$TBNET_BIN/tbnet-name" repair "$@"' "$@"
}

@test "one cable in each of the usual controllers needs no record (mock)" {
	ms01
	cable 0d.2 0-3 n2 en05
	cable 0d.3 1-1 n3 en06
	run -0 repair
	refute_output
	refute [ -e "$record" ]
}

@test "controllers that no shipped file knows are in it with the first link, in their order (mock)" {
	amd
	run -0 repair
	refute [ -e "$record" ]
	cable c6:00.6 1-1 n2 en06
	run -0 repair
	assert_output 'tbnet-name: /etc/tbnet/names has 2 names now'
	run -0 recorded
	assert_output "en05 0000:c6:00.5
en06 0000:c6:00.6"
	# nothing more to say
	run -0 repair
	refute_output
}

@test "two cables in a controller are in it with their ports (mock)" {
	four
	run -0 repair en07
	run -0 recorded
	assert_output "en05 0000:00:0d.2 1
en07 0000:00:0d.2 3"
}

@test "a line of an administrator's stays, and what is missing is added (mock)" {
	amd
	echo 'left 0000:c6:00.5' > "$record"
	cable c6:00.5 0-1 n2 left
	run -0 on_machine 'ip link add left type veth peer name x
		there "$TBNET_BIN/tbnet-name" repair'
	run -0 recorded
	assert_output "left 0000:c6:00.5
en06 0000:c6:00.6"
}

@test "addresses that have moved are written anew, and a name of a controller that is gone is given away (mock)" {
	printf '%s\n' 'en05 0000:3b:00.0' 'en06 0000:3c:00.0' > "$record"
	controller "$(nhi 3c:00.0)" 0
	controller "$(nhi 3d:00.0)" 1
	cable 3c:00.0 0-1 n2 en05
	run -0 repair
	run -0 recorded
	assert_output "en05 0000:3c:00.0
en06 0000:3d:00.0"
	rm "$mock"
	controller "$(nhi 05:00.0)" 0
	cable 05:00.0 0-1 n2 en05
	run -0 repair
	run -0 recorded
	assert_output "en06 0000:3d:00.0
en05 0000:05:00.0"
}

@test "a line that cannot be read is reported, and nothing is lost or added (mock)" {
	four
	printf '%s\n' '# mine' 'en05 0d.2' > "$record"
	run -0 repair
	assert_output 'tbnet-name: /etc/tbnet/names:2 has a syntax error, so tbnet-name adds nothing to it'
	assert_equal "$(cat "$record")" $'# mine\nen05 0d.2'
	run -0 name show
	assert_line '/etc/tbnet/names:2 has a syntax error'
}

@test "a root file system that is read-only or full costs the record, not the names, and leaves nothing behind (mock)" {
	four
	run -1 on_machine 'mount -o remount,bind,ro /etc/tbnet
		for link in en05 en07; do ip link add $link type veth peer name p-$link; done
		there "$TBNET_BIN/tbnet-name" repair'
	assert_output --partial '/etc/tbnet/names cannot be written; the names are kept until the next replug or boot: Read-only file system'
	run -0 on_machine 'mount -t tmpfs -o size=4k tmpfs /etc/tbnet
		head -c 4096 /dev/zero > /etc/tbnet/full || true
		for link in en05 en07; do ip link add $link type veth peer name p-$link; done
		there "$TBNET_BIN/tbnet-name" repair || true
		ls -A /etc/tbnet'
	assert_line --partial 'No space left on device'
	assert_line --index 1 full
	assert_equal "${#lines[@]}" 2
}

@test "what a crash left beside it is replaced, and a link in its place leads nowhere (mock)" {
	four
	echo torn > "$tree/record/.names.new"
	ln -s "$tree/lib/elsewhere" "$record"
	run -0 repair
	refute [ -L "$record" ]
	refute [ -e "$tree/lib/elsewhere" ]
	assert_equal "$(ls -A "$tree/record")" names
}

@test "everybody may read the record, whatever the umask (mock)" {
	four
	umask 077
	repair
	assert_equal "$(stat -c %a "$record")" 644
}

@test "repair is for root" {
	run -1 unshare --user "$(for_anybody tbnet-name)" repair
	assert_output 'tbnet-name: repair needs root'
}

@test "several at a time write one whole record (mock)" {
	four
	run -0 on_machine 'for link in en05 en07; do ip link add $link type veth peer name p-$link; done
		for i in 1 2 3 4 5; do there "$TBNET_BIN/tbnet-name" repair & done
		wait'
	assert_output 'tbnet-name: /etc/tbnet/names has 2 names now'
}
