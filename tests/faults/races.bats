#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A hostile process (swap.c) that can write where root changes files, and exchanges what is there with symbolic links while
# root does. Root's own folders are no place for it; but /usr/local is the group staff's on many a machine, and a folder
# in /etc may have got a careless owner. What the tests show: nobody else's file is written, replaced, removed or
# gets another owner or mode that way; the worst is a failure that is reported.
load plain.bash

setup_file() {
	build_inject
	gcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -o "$faults_tools/swap" "$BATS_TEST_DIRNAME/swap.c"
}

# races SITUATION file|folder|name PATH
races() {
	in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$BATS_TEST_DIRNAME/race" "$@" > "$BATS_TEST_TMPDIR/found" 2>&1 || true
	run -0 cat "$BATS_TEST_TMPDIR/found"
	assert_output --regexp "^$1 $2: [1-9][0-9]* swaps, 0 wrong$"
}

@test "tbnet-adopt apply: a script of /usr/local/bin, or that folder, is exchanged with a link" {
	races tbnet_adopt_apply file /usr/local/bin/thunderbolt-startup.sh
	races tbnet_adopt_apply folder /usr/local/bin
}
@test "tbnet-adopt undo: sysctl.conf, or /usr/local/bin, is exchanged with a link" {
	races tbnet_adopt_undo file /etc/sysctl.conf
	also=pve-en05.sh races tbnet_adopt_undo folder /usr/local/bin
}
@test "tbnet-interfaces undo: the interfaces file, or its folder, is exchanged with a link" {
	races tbnet_interfaces_undo file /etc/network/interfaces
	races tbnet_interfaces_undo folder /etc/network
}
@test "tbnet-interfaces add: the folder of the interfaces file is exchanged with a link, or a link comes under the name of the new file" {
	# 3: afterwards it is read that the stanzas are not there
	codes='1 3' races tbnet_interfaces_add folder /etc/network
	codes='1 3' races tbnet_interfaces_add name /etc/network/.interfaces.tbnet-new
}
@test "tbnet-interfaces add: the interfaces file is exchanged with a link, whose file changes if that is reported, and is in the backup" {
	codes='1 3' races tbnet_interfaces_add file /etc/network/interfaces
}
@test "tbnet-name repair: a link comes under the name of the new record, or for its folder" {
	races tbnet_name_record name /etc/tbnet/.names.new
	also=names races tbnet_name_record folder /etc/tbnet
}
@test "tbnet-interfaces undo, tbnet-adopt undo: the folder is exchanged with a link for one call, each in turn" {
	races tbnet_interfaces_undo folder /etc/network calls
	also=pve-en05.sh races tbnet_adopt_undo folder /usr/local/bin calls
}

# after_the_look COMMAND - somebody does that when tbnet-adopt has looked for what is left over, and comes to the controllers
after_the_look() {
	run -1 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 bash -uc '
		here=$1
		. "$here/situations.bash"
		before() {
			guide
			printf "%s\n" MAILTO=root "@reboot /usr/local/bin/thunderbolt-startup.sh" > /etc/crontab
		}
		tbnet_adopt_apply
		before
		"$faults_tools/inject" --calls /run/calls "${command[@]}" > /run/out 2>&1 || exit
		before
		sh -c "$2"
		adopt_state > /run/wanted
		before
		number=$(sed -n "/ \/sys\//{s/ .*//p;q}" /run/calls)
		"$faults_tools/inject" --calls /run/happened --at "$number" "do:$2" "${command[@]}"
		status=$?
		adopt_state | diff /run/wanted - || exit 2
		exit "$status"' bash "$BATS_TEST_DIRNAME" "$1"
	assert_output --regexp "nothing was changed: somebody else has just changed $2$"
}
@test "tbnet-adopt apply: a crontab, or a script, that somebody changes after the look at it stays as it is then, and so does all else" {
	after_the_look 'sed -i 1iPATH=/usr/bin:/bin /etc/crontab' /etc/crontab
	after_the_look 'echo "exec /usr/local/bin/mine" > /usr/local/bin/pve-en05.sh' /usr/local/bin/pve-en05.sh
}
