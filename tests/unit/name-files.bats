# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-name reads .link files as systemd.link(5) has them, and what is broken or hostile does it no harm.
load name.bash

setup() {
	need_private
	nuc
}

# given TEXT - what name the file 10-x.link of this text gives to the controller; nothing: it does not match
given() {
	printf '%b' "$1" > "$etc/10-x.link"
	name show | awk '$1 ~ /:/ && $6 == "/etc/systemd/network/10-x.link" { print $5 }'
}

match='[Match]\nDriver=thunderbolt-net\n'

@test "settings are found as systemd finds them (mock)" {
	assert_equal "$(given "${match}[Link]\nName=tb0\n")" tb0
	assert_equal "$(given '[Match]\n Path = pci-0000:00:0d.2 \n\n# x\n;y\n[Link]\n\tName =\ttb0')" tb0
	assert_equal "$(given '\xef\xbb\xbf[Match]\r\nPath=pci-0000:00:0d.2\r\n[Link]\r\nName=tb0\r\n')" tb0
	assert_equal "$(given '[Match]\nPath=pci-x \\\n# a comment between\n  "pci-0000:00:0d.2"\n[Link]\nName=tb0\n')" tb0
	assert_equal "$(given '[Match]\nPath=pci-x\nPath=pci-0000:00:0d.?\n[Link]\nName=tb0\n')" tb0
	assert_equal "$(given '[Match]\nPath=pci-x\nPath=\nDriver=thunderbolt-*\n[Link]\nName=tb0\nName=tb1\n')" tb1
	assert_equal "$(given "${match}[Match]\nType=ether\nOriginalName=*\n[Link]\nName=tb0\n")" tb0
	assert_equal "$(given "${match}[Match]\nProperty=TBNET_CONTROLLER=0000:00:* !TBNET_OWN_NAME=?*\n[Link]\nName=tb0\n")" tb0
	assert_equal "$(given '[Match]\nDriver=!igc e1000e\nPath=pci-0000:00:0d.2\n[Link]\nName=tb0\n')" tb0
}

@test "what does not match does not count (mock)" {
	assert_equal "$(given '[Match]\nPath=pci-0000:00:0d.3\n[Link]\nName=tb0\n')" ''
	assert_equal "$(given '[Match]\nDriver=!thunderbolt-net\nPath=pci-0000:00:0d.2\n[Link]\nName=tb0\n')" ''
	assert_equal "$(given '[Match]\nDriver=!igc\n[Link]\nName=tb0\n')" ''
	assert_equal "$(given '[Match]\nOriginalName=*\n[Link]\nName=tb0\n')" ''
	assert_equal "$(given '[Match]\nOriginalName=eth*\nDriver=thunderbolt-net\n[Link]\nName=tb0\n')" ''
	assert_equal "$(given '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=tb0\n')" ''
	assert_equal "$(given "${match}Kind=veth\n[Link]\nName=tb0\n")" ''
	assert_equal "$(given "${match}Type=wlan\n[Link]\nName=tb0\n")" ''
	assert_equal "$(given "${match}Property=TBNET_PORT=1\n[Link]\nName=tb0\n")" ''
	assert_equal "$(given "${match}Property=TBNET_OWN_NAME=yes\n[Link]\nName=tb0\n")" ''
	assert_equal "$(given "${match}Property=nonsense\n[Link]\nName=tb0\n")" ''
	assert_equal "$(given 'Driver=thunderbolt-net\nName=tb0\n')" ''
	assert_equal "$(given '')" ''
}

@test "properties, kinds and types are compared as udev would (mock)" {
	assert_equal "$(given '[Match]\nProperty=ID_PATH=pci-0000:00:0d.2\n[Link]\nName=tb0\n')" tb0
	assert_equal "$(given '[Match]\nProperty=ID_PATH=pci-0000:00:0d.3\n[Link]\nName=tb0\n')" ''
	assert_equal "$(given '[Match]\nProperty=TBNET_CONTROLLER=0000:00:0d.2\nProperty=A_KEY_THAT_IS_LONGER_THAN_ANY_OF_OURS_IS=x\n[Link]\nName=tb0\n')" ''
	assert_equal "$(given '[Match]\nProperty=!A_KEY_THAT_IS_LONGER_THAN_ANY_OF_OURS_IS=x\nPath=pci-0000:00:0d.2\n[Link]\nName=tb0\n')" tb0
	assert_equal "$(given "${match}Kind=\n[Link]\nName=tb0\n")" tb0
	assert_equal "$(given "${match}Kind=!veth\n[Link]\nName=tb0\n")" tb0
	assert_equal "$(given "${match}Type=!wlan\n[Link]\nName=tb0\n")" tb0
	assert_equal "$(given "${match}[Network]\nName=tb1\n[Link]\nName=tb0\n")" tb0
	assert_equal "$(given "${match}MACAddress=02:00:00:00:00:01\n[Link]\nName=tb0\n")" ''
	# all of them, and those of our driver
	assert_equal "$(given '[Match]\nDriver=*\nPath=!pci-x\n[Link]\nName=tb0\n')" ''
	assert_equal "$(given '[Match]\nOriginalName=eth0 thunderbolt*\n[Link]\nName=tb0\n')" tb0
	assert_equal "$(given "${match}[Link]\nName=tb0\nName=\n")" -
}

@test "a file for one peer, or one MAC address, is for the port where that is (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	sed -i "s/^A: device_name=n2$/&\nA: unique_id=$uuid/" "$mock"
	for line in "Property=TBNET_PEER=$uuid" Property=TBNET_PEER_NAME=n2 Property=TBNET_PORT=1 MACAddress=02:00:00:00:00:01 \
		PermanentMACAddress=02:00:00:00:00:01; do
		printf '%b' "${match}$line\n[Link]\nName=tb0\n" > "$etc/10-x.link"
		run -0 names
		assert_output '0000:00:0d.2 1 tb0'
	done
	for line in Property=TBNET_PEER=x Property=TBNET_PEER_NAME=n3 Property=TBNET_PORT=2 MACAddress=02:00:00:00:00:02; do
		printf '%b' "${match}$line\n[Link]\nName=tb0\n" > "$etc/10-x.link"
		run -0 names
		refute_output --partial tb0
	done
}

@test "a MAC address is the one that a link was born with, not what a bond has set (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0 'A: bonding_slave/perm_hwaddr=02:00:00:00:00:05'
	for line in MACAddress PermanentMACAddress; do
		printf '%b' "${match}$line=02:00:00:00:00:05\n[Link]\nName=tb0\n" > "$etc/10-x.link"
		run -0 names
		assert_output '0000:00:0d.2 1 tb0'
		printf '%b' "${match}$line=02:00:00:00:00:01\n[Link]\nName=tb0\n" > "$etc/10-x.link"
		run -0 names
		refute_output --partial tb0
	done
}

@test "names that udev would not take are not taken (mock)" {
	local bad
	for bad in a/b 'a b' sixteen-bytes-xy 123 en%d default all . .. 'a:b' '\x01' '\xff'; do
		assert_equal "$(given "${match}[Link]\nName=$bad\n")" -
	done
}

@test "drop-ins are read in order, those in /etc before those in /usr (mock)" {
	packaged
	mkdir "$etc/00-thunderbolt0.link.d" "$vendor/00-thunderbolt0.link.d" "$tree/run/00-thunderbolt0.link.d"
	printf '[Link]\nName=tb2\n' > "$vendor/00-thunderbolt0.link.d/20.conf"
	printf '[Link]\nName=tb1\n' > "$tree/run/00-thunderbolt0.link.d/10.conf"
	run -0 names
	assert_output '0000:00:0d.2 - tb2'
	printf '[Link]\nName=tb3\n' > "$etc/00-thunderbolt0.link.d/20.conf"
	run -0 names
	assert_output '0000:00:0d.2 - tb3'
	printf '[Link]\nName=tb4\n' > "$etc/00-thunderbolt0.link.d/no-drop-in"
	run -0 names
	assert_output '0000:00:0d.2 - tb3'
}

@test "a masked file counts for nothing, with drop-ins or without (mock)" {
	packaged
	ln -s /dev/null "$etc/00-thunderbolt0.link"
	mkdir "$etc/00-thunderbolt0.link.d"
	printf '[Match]\nDriver=thunderbolt-net\n[Link]\nName=tb0\n' > "$etc/00-thunderbolt0.link.d/x.conf"
	run -0 name show
	assert_line --regexp '^0000:00:0d.2 +- +- +- +en05 +order of the controllers$'
}

# broken NOTE - 10-x.link is ignored for it, and the work goes on
broken() {
	run -0 --separate-stderr name show
	assert_line "/etc/systemd/network/10-x.link$1"
	assert_line --regexp '^0000:00:0d.2 +- +- +- +- +no .link file$'
}

@test "a line of a megabyte is read, more is not (mock)" {
	{
		printf '[Match]\nDriver=thunderbolt-net\n[Link]\nDescription='
		head -c 1000000 /dev/zero | tr '\0' x
		printf '\nName=tb0\n'
	} > "$etc/10-x.link"
	run -0 names
	assert_output '0000:00:0d.2 - tb0'
	head -c 1100000 /dev/zero | tr '\0' '\n' >> "$etc/10-x.link"
	broken ' is ignored: File too large'
}

@test "a megabyte of words, quotes, brackets and equal signs is read (mock)" {
	local word
	for word in 'a ' '"' "'" '[' ']' '=' $'\\' '!' ' ' '\n'; do
		{
			printf '[Match]\nPath='
			yes "$word" | tr -d '\n' | head -c 500000
			printf '\nPath='
			yes "$word" | head -c 300000
		} > "$etc/10-x.link"
		run -0 --separate-stderr name show
		refute_line --regexp ' /etc/systemd/network/10-x.link$'
	done
}

@test "random bytes are refused or ignored (mock)" {
	head -c 100000 /dev/urandom > "$etc/10-x.link"
	run -0 --separate-stderr name show
	assert_line --partial /etc/systemd/network/10-x.link
	{
		printf '[Match]\n'
		head -c 100000 /dev/urandom | tr -d '\0'
	} > "$etc/10-x.link"
	run -0 --separate-stderr name show
	assert_line --regexp '^0000:00:0d.2 +- +- +- +- +no .link file$'
}

@test "a section without its bracket makes systemd refuse the file, and its line is reported (mock)" {
	printf '[Match]\nDriver=thunderbolt-net\n[Link\nName=tb0\n' > "$etc/10-x.link"
	broken ':3 has a syntax error: udev ignores the whole file'
	printf '# a comment\n\n[Match] Path=pci-0000:00:0d.2 Driver=thunderbolt-net\n[Link]\nName=tb0\n' > "$etc/10-x.link"
	broken ':3 has a syntax error: udev ignores the whole file'
}

@test "a comment behind a name is part of it: udev ignores the line, and it is reported (mock)" {
	printf '[Match]\nPath=pci-0000:00:0d.2\n\n[Link]\nName=en05 # do not change\n' > "$etc/00-thunderbolt0.link"
	run -0 name show
	assert_line '/etc/systemd/network/00-thunderbolt0.link:5 has a syntax error'
}

@test "pipes, directories, loops and dangling links in place of files do not hold it up (mock)" {
	mkfifo "$etc/10-pipe.link"
	mkdir "$etc/10-directory.link"
	ln -s . "$etc/10-here.link"
	ln -s 10-loop.link "$etc/10-loop.link"
	ln -s nowhere "$etc/10-x.link"
	printf '[Match]\nDriver=thunderbolt-net\n[Link]\nName=tb0\n' > "$etc/20-x.link"
	mkdir "$etc/20-x.link.d"
	mkfifo "$etc/20-x.link.d/pipe.conf"
	run -0 --separate-stderr on_machine 'exec timeout 20 umockdev-run -d "$mock" -- "$TBNET_BIN/tbnet-name" show'
	assert_line --regexp ' tb0 +/etc/systemd/network/20-x.link$'
	assert_line '/etc/systemd/network/10-x.link is ignored: No such file or directory'
}

@test "control characters in file names do not reach the terminal (mock)" {
	printf '[Match]\nDriver=thunderbolt-net\n[Link]\nName=tb0\n' > "$etc"/$'10-\e[31m\n.link'
	run -0 name show
	assert_line --regexp ' tb0 +/etc/systemd/network/10-\?\[31m\?.link$'
}

@test "a peer's hostile name is not shown (mock)" {
	cable 0d.2 0-1 x thunderbolt0
	sed -i "s/^A: device_name=x$/$(attribute device_name 'en05\nTBNET_PORT=9\e[31m')/" "$mock"
	run -0 name show
	assert_line --regexp '^0000:00:0d.2 +1 +\(unnamed\) +thunderbolt0 '
	refute_output --partial TBNET_PORT=9
}

@test "sysfs entries that are missing or a megabyte long are passed over (mock)" {
	local huge
	huge=$(head -c 1000000 /dev/zero | tr '\0' 0)
	device "$(nhi c6:00.5)" pci "A: class=0x0c0340$huge"
	device "$(nhi c6:00.6)" pci
	device /devices/pci0000:00/nonsense pci 'A: class=0x0c0340'
	cable 0d.2 0-1 "$huge" thunderbolt0 "A: address=$huge" "A: ifindex=$huge"
	device "$(nhi 0d.2)/domain0/0-0/0-3" thunderbolt "E: DEVTYPE=$huge"
	device "$(nhi 0d.2)/domain99999999999/none" thunderbolt
	device "$(nhi 0d.2)/domain0/0-0/usb4_portx" nothing
	run -0 name show
	assert_line --regexp '^0000:00:0d.2 +1 +\(unnamed\) +thunderbolt0 '
	refute_output --partial c6:00
	refute_output --partial nonsense
}
