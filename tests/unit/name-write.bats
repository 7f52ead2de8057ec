# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-name --write: files come whole or not at all, and never over another.
load name.bash

setup() {
	need_private
	nuc
	mv "$mock" "$mock.nuc"
	device "$(nhi c6:00.5)" pci 'A: class=0x0c0340'
}

# left_behind - everything that is in the directories that it writes to
left_behind() {
	find "$etc" "$tree/lib" -mindepth 1 -not -type d -printf '%f\n' | sort
}

@test "what was written is said, with a copy that shows later whether it was edited (mock)" {
	run -0 name --write
	assert_output 'tbnet-name: en05: wrote /etc/systemd/network/00-tbnet-whole-en05.link for 0000:c6:00.5'
	run -0 cat "$etc/00-tbnet-whole-en05.link"
	assert_output "# Written by tbnet-name(8) for this machine: Thunderbolt controller 0000:c6:00.5.
# It is not written again: edit it, and it is yours, and stays when tbnet is purged.
# Where no such files are wanted: TBNET_WRITE_LINKS=no in /etc/tbnet.conf.

[Match]
Path=pci-0000:c6:00.5
Driver=thunderbolt-net

[Link]
MACAddressPolicy=none
MTUBytes=65520
# Else forwarded traffic is dropped, see tbnet(7).
TCPSegmentationOffload=no
TCP6SegmentationOffload=no
Name=en05"
	run -0 cmp "$etc/00-tbnet-whole-en05.link" "$copies/00-tbnet-whole-en05.link"
	assert_equal "$(left_behind | wc -l)" 2
}

@test "the second time there is nothing to do, and only --debug says so (mock)" {
	name --write
	run -0 name --write
	refute_output
	run -0 name --write --debug
	assert_output 'tbnet-name: no .link file is missing'
}

@test "an edited file is neither written again nor doubled (mock)" {
	name --write
	sed -i 's/Name=.*/Name=tb0/' "$etc/00-tbnet-whole-en05.link"
	run -0 name --write
	refute_output
	assert_equal "$(written)" 00-tbnet-whole-en05.link
	assert_equal "$(value Name "$etc/00-tbnet-whole-en05.link")" tb0
}

@test "a file that is there for something else is left alone, and that is said (mock)" {
	echo '# mine' > "$etc/00-tbnet-whole-en05.link"
	run -0 name --write
	assert_output 'tbnet-name: en05: /etc/systemd/network/00-tbnet-whole-en05.link is there and does not give this name to 0000:c6:00.5: left alone'
	assert_equal "$(cat "$etc/00-tbnet-whole-en05.link")" '# mine'
}

@test "a masked file stays masked (mock)" {
	ln -s /dev/null "$etc/00-tbnet-whole-en05.link"
	run -0 name --write
	assert_equal "$(readlink "$etc/00-tbnet-whole-en05.link")" /dev/null
}

@test "a dangling link is not written through (mock)" {
	ln -s "$tree/lib/elsewhere" "$etc/00-tbnet-whole-en05.link"
	run -0 name --write
	assert [ ! -e "$tree/lib/elsewhere" ]
}

@test "what a crash left there is replaced, not written through (mock)" {
	echo precious > "$tree/precious"
	ln -s "$tree/precious" "$etc/.tbnet-name.new"
	run -0 name --write
	assert_equal "$(cat "$tree/precious")" precious
	assert_equal "$(written)" 00-tbnet-whole-en05.link
}

@test "TBNET_WRITE_LINKS=no: nothing is written (mock)" {
	TBNET_WRITE_LINKS=no run -0 name --write
	refute_output
	assert_equal "$(left_behind)" ""
}

@test "a setting that makes no sense is said, and its default is used (mock)" {
	TBNET_MTU=abc TBNET_WRITE_LINKS=no run -0 name --write
	assert_output 'tbnet-name: TBNET_MTU=abc is not a whole number from 68 to 65522; using the default, 65520'
	assert_equal "$(left_behind)" ""
	TBNET_WRITE_LINKS=perhaps run -0 name --write
	assert_line 'tbnet-name: TBNET_WRITE_LINKS=perhaps is not yes or no; using the default, yes'
	refute [ "$(left_behind)" = "" ]
}

@test "the MTU of the file is TBNET_MTU (mock)" {
	TBNET_MTU=9000 name --write
	assert_equal "$(value MTUBytes "$etc/00-tbnet-whole-en05.link")" 9000
}

@test "a directory that is missing is made, for everybody to read (mock)" {
	run -0 on_machine 'umount /etc/systemd/network; rmdir /etc/systemd/network; umask 077
		there "$TBNET_BIN/tbnet-name" --write 2>&1
		stat -c "%a %n" /etc/systemd/network /etc/systemd/network/*'
	assert_line '755 /etc/systemd/network'
	assert_line '644 /etc/systemd/network/00-tbnet-whole-en05.link'
}

# read_only DIR - tbnet-name --write with that read-only
read_only() {
	on_machine 'mount -o remount,bind,ro "$1"; there "$TBNET_BIN/tbnet-name" --write' "$1"
}

@test "a read-only /etc: one line, exit 1, nothing left behind (mock)" {
	run -1 read_only /etc/systemd/network
	assert_output 'tbnet-name: en05: /etc/systemd/network/00-tbnet-whole-en05.link cannot be written: Read-only file system'
	assert_equal "$(left_behind)" ""
}

@test "a read-only /var/lib: one line, exit 1, nothing left behind (mock)" {
	run -1 read_only /var/lib
	assert_output 'tbnet-name: en05: /etc/systemd/network/00-tbnet-whole-en05.link cannot be written: Read-only file system'
	assert_equal "$(left_behind)" ""
}

@test "with nothing to write a read-only /etc is no matter (mock)" {
	name --write
	run -0 read_only /etc/systemd/network
	refute_output
}

@test "a full disk: one line, exit 1, nothing left behind (mock)" {
	run -1 on_machine 'mount -t tmpfs -o size=4k tmpfs /etc/systemd/network
		head -c 4096 /dev/zero > /etc/systemd/network/full
		there "$TBNET_BIN/tbnet-name" --write || status=$?
		ls -A /etc/systemd/network; exit $status'
	assert_output 'tbnet-name: en05: /etc/systemd/network/00-tbnet-whole-en05.link cannot be written: No space left on device
full'
	assert_equal "$(left_behind)" ""
}

@test "not root: one line, exit 1" {
	run -1 unshare --user "$TBNET_BIN/tbnet-name" --write
	assert_output 'tbnet-name: --write and --repair are for root'
	run -1 unshare --user "$TBNET_BIN/tbnet-name" --repair en05
	assert_output 'tbnet-name: --write and --repair are for root'
}

@test "eight at once: each file is written once (mock)" {
	run -0 on_machine 'for i in 1 2 3 4 5 6 7 8; do
			there "$TBNET_BIN/tbnet-name" --write &
			pids="$pids $!"
		done
		for pid in $pids; do wait "$pid"; done'
	assert_output 'tbnet-name: en05: wrote /etc/systemd/network/00-tbnet-whole-en05.link for 0000:c6:00.5'
	assert_equal "$(left_behind | wc -l)" 2
}

@test "another one at work is waited for, 10 s at most (mock)" {
	run -1 on_machine '(exec 5> /run/tbnet/name.lock; flock 5; exec sleep 30 3>&-) & holder=$!
		until [ -e /run/tbnet/name.lock ] && ! flock --nonblock /run/tbnet/name.lock true; do sleep 0.05; done
		there "$TBNET_BIN/tbnet-name" --write || status=$?
		kill $holder; exit $status'
	assert_output 'tbnet-name: /run/tbnet/name.lock: no lock, another tbnet-name holds it: Connection timed out'
	assert_equal "$(left_behind)" ""
}
