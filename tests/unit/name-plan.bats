# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-name's table: which name for which controller and port, on mocks of real machines. What udev makes of the same
# answers is in tests/udevd.
load name.bash

setup() {
	need_private
	packaged
}

@test "an MS-01's names are the package's (mock)" {
	ms01
	run -0 name show
	assert_output "CONTROLLER       PORT PEER             INTERFACE       NAME            BY
0000:00:0d.2     -    -                -               en05            /usr/lib/systemd/network/00-thunderbolt0.link
0000:00:0d.3     -    -                -               en06            /usr/lib/systemd/network/00-thunderbolt1.link"
}

@test "a controller at 0d.3 alone is en06, as the package's file says (mock)" {
	controller "$(nhi 0d.3)" 0
	run -0 names
	assert_output '0000:00:0d.3 - en06'
}

@test "the controllers of an AMD machine are en05 and en06, in PCI order, wherever its buses are (mock)" {
	amd
	run -0 names
	assert_output "0000:c6:00.5 - en05
0000:c6:00.6 - en06"
	rm "$mock"
	controller "$(nhi c7:00.6)" 0
	controller "$(nhi c7:00.5)" 1
	run -0 names
	assert_output "0000:c7:00.5 - en05
0000:c7:00.6 - en06"
}

@test "a PCI domain of five digits comes after those of four (mock)" {
	controller /devices/pci0000:00/10000:01:00.0 0
	controller "$(nhi c6:00.5)" 1
	run -0 names
	assert_output "0000:c6:00.5 - en05
10000:01:00.0 - en06"
}

@test "another controller beside those that the package knows gets the name after theirs (mock)" {
	ms01
	controller "$(nhi 2d:00.0)" 2
	run -0 names
	assert_output "0000:00:0d.2 - en05
0000:00:0d.3 - en06
0000:2d:00.0 - en07"
}

@test "a Mac mini with a cable in every port has four names (mock)" {
	mac_mini
	cable 05:00.0 0-1 n2 thunderbolt0
	cable 05:00.0 0-3 n3 thunderbolt1
	cable 7f:00.0 1-1 n4 thunderbolt2
	cable 7f:00.0 1-3 n5 thunderbolt3
	run -0 names
	assert_output "0000:05:00.0 1 en05
0000:05:00.0 3 en07
0000:7f:00.0 1 en06
0000:7f:00.0 3 en08"
}

@test "a Mac mini with one cable in each controller has a name per controller, whichever ports they are in (mock)" {
	mac_mini
	cable 05:00.0 0-3 n2 thunderbolt0
	cable 7f:00.0 1-1 n3 thunderbolt1
	run -0 names
	assert_output "0000:05:00.0 1 -
0000:05:00.0 3 en05
0000:7f:00.0 1 en06
0000:7f:00.0 3 -"
}

@test "all is shown: controllers, ports, peers, interfaces, names and what they are by (mock)" {
	mac_mini
	cable 05:00.0 0-1 n2 thunderbolt0
	cable 05:00.0 0-3 n3 tb0
	cable 7f:00.0 1-3 '(none)'
	link_file "$etc/10-mine.link" 05:00.0 tb0
	run -0 name show
	assert_output "CONTROLLER       PORT PEER             INTERFACE       NAME            BY
0000:05:00.0     1    n2               thunderbolt0    tb0             /etc/systemd/network/10-mine.link
0000:05:00.0     3    n3               tb0             en07            its controller's name is in use
0000:7f:00.0     1    -                -               en06            order of the controllers
0000:7f:00.0     3    (unnamed)        (none)          en06            order of the controllers"
}

@test "the port that came first has its controller's name, and keeps it (mock)" {
	ms01
	cable 0d.2 0-3 n2 en05
	cable 0d.2 0-1 n3 thunderbolt0
	run -0 names
	assert_line '0000:00:0d.2 3 en05'
	assert_line '0000:00:0d.2 1 en07'
}

@test "the record says which port has which name, whoever comes first (mock)" {
	ms01
	printf '%s\n' '# mine' 'en07 0000:00:0d.2 1' 'en05 0000:00:0d.2 3' > "$record"
	cable 0d.2 0-1 n3 thunderbolt0
	run -0 names
	assert_line '0000:00:0d.2 1 en07'
	cable 0d.2 0-3 n2 thunderbolt1
	run -0 names
	assert_line '0000:00:0d.2 1 en07'
	assert_line '0000:00:0d.2 3 en05'
}

@test "a record of as many controllers under other addresses is one of these, in their order (mock)" {
	printf '%s\n' 'left 0000:3b:00.0' 'right 0000:3c:00.0' 'extra 0000:3b:00.0 3' > "$record"
	controller "$(nhi 3c:00.0)" 0
	controller "$(nhi 3d:00.0)" 1
	cable 3c:00.0 0-3 n2 thunderbolt0
	cable 3d:00.0 1-1 n3 thunderbolt1
	run -0 names
	assert_output "0000:3c:00.0 3 extra
0000:3d:00.0 1 right"
}

@test "a controller that is off keeps its name from those that are there (mock)" {
	printf '%s\n' 'en05 0000:c6:00.5' 'en06 0000:c6:00.6' > "$record"
	controller "$(nhi c6:00.6)" 0
	run -0 names
	assert_output '0000:c6:00.6 - en06'
	# and one that is new takes none from them
	controller "$(nhi 05:00.0)" 1
	controller "$(nhi c6:00.5)" 2
	run -0 names
	assert_output "0000:05:00.0 - en08
0000:c6:00.5 - en05
0000:c6:00.6 - en06"
}

@test "a record of another machine's disk does no harm (mock)" {
	printf '%s\n' 'en05 0000:c6:00.5' 'en06 0000:c6:00.6' 'en07 0000:c6:00.5 3' > "$record"
	controller "$(nhi 05:00.0)" 0
	run -0 names
	assert_output '0000:05:00.0 - en05'
}

@test "names that other .link files give, anywhere in systemd's directories, are left to them (mock)" {
	amd
	printf '[Match]\nMACAddress=02:00:00:00:00:99\n[Link]\nName=en05\n' > "$pins/50-pmx-nic0.link"
	printf '[Match]\nOriginalName=*\n[Link]\nName=en06\n' > "$tree/run/90-x.link"
	run -0 names
	assert_output "0000:c6:00.5 - en07
0000:c6:00.6 - en08"
}

@test "a name that another interface has is left to it, and no other controller's name changes for it (mock)" {
	amd
	nic en05
	run -0 names
	assert_output "0000:c6:00.5 - en07
0000:c6:00.6 - en06"
}

@test "the package's names, held by NICs, are left to them (mock)" {
	ms01
	nic en05
	run -0 names
	assert_output "0000:00:0d.2 - en07
0000:00:0d.3 - en06"
}

@test "a guide's files for controllers that are not here do not hold its names back (mock)" {
	amd
	link_file "$etc/00-thunderbolt0.link" 00:0d.2 en05
	link_file "$etc/00-thunderbolt1.link" 00:0d.3 en06
	link_file "$etc/10-mine.link" c7:00.5 en06
	run -0 names
	assert_output "0000:c6:00.5 - en05
0000:c6:00.6 - en06"
}

@test "an administrator's files win, for a controller, by a glob, for a peer and for one port of several (mock)" {
	amd
	link_file "$etc/10-mine.link" 'c6:00.*' mesh0
	run -0 names
	assert_output "0000:c6:00.5 - mesh0
0000:c6:00.6 - mesh0"
	link_file "$etc/10-mine.link" 'c6:00.5' three Property=TBNET_PORT=3
	cable c6:00.5 0-1 n2 thunderbolt0
	cable c6:00.5 0-3 n3 thunderbolt1
	run -0 names
	assert_output "0000:c6:00.5 1 en05
0000:c6:00.5 3 three
0000:c6:00.6 - en06"
	printf '[Match]\nProperty=TBNET_PEER_NAME=n2\n[Link]\nName=to-n2\n' > "$etc/00-n2.link"
	run -0 names
	assert_line '0000:c6:00.5 1 to-n2'
}

@test "an administrator's name for a controller is not taken from it by a NIC that has en05 (mock)" {
	ms01
	nic en05
	link_file "$etc/00-thunderbolt0.link" 00:0d.2 tb5
	cable 0d.2 0-1 n2 thunderbolt0
	run -0 names
	assert_line '0000:00:0d.2 1 tb5'
}

@test "an administrator's file that gives no name leaves the controller without one (mock)" {
	amd
	printf '[Match]\nDriver=thunderbolt-net\n[Link]\nMTUBytes=9000\n' > "$etc/10-mine.link"
	run -0 names
	assert_output "0000:c6:00.5 - -
0000:c6:00.6 - -"
}

@test "a Path= with a glob at its end never matches, and is reported (mock)" {
	amd
	link_file "$etc/00-thunderbolt0.link" 'c6:00.6-*' tb0
	run -0 name show
	assert_line "/etc/systemd/network/00-thunderbolt0.link never matches: the path ends with the controller's address, but Path= goes onpci-0000:c6:00.6-*"
	run -0 names
	assert_output "0000:c6:00.5 - en05
0000:c6:00.6 - en06"
}

@test "an interface that goes at the moment of the look does not hold its own name (mock)" {
	ms01
	# as a directory listing had it, and what was behind it is gone
	nic eth0
	run -0 on_machine 'there sh -c "LD_PRELOAD= ln -s ../../devices/gone/net/en05 \"\$UMOCKDEV_DIR/sys/class/net/en05\"
		exec \"\$0\" show" "$TBNET_BIN/tbnet-name"'
	assert_line --regexp '^0000:00:0d.2 .* en05 '
}

@test "a controller whose driver is not there is shown so (mock)" {
	device "$(nhi c6:00.5)" pci 'A: class=0x0c0340'
	run -0 name show
	assert_line --regexp '^0000:c6:00.5 +- +\(no driver\) +- +en05 '
}

@test "a controller of another class counts by its driver (mock)" {
	device "$(nhi 05:00.0)" pci 'A: class=0x088000' 'L: driver=../../../bus/pci/drivers/thunderbolt'
	run -0 on_machine 'there sh -c "LD_PRELOAD= mkdir -p \"\$UMOCKDEV_DIR/sys/bus/pci/drivers/thunderbolt/0000:05:00.0\"
		exec \"\$0\" show" "$TBNET_BIN/tbnet-name"'
	assert_line --regexp '^0000:05:00.0 +- +- +- +en05 '
}

@test "a host behind a dock belongs to the dock's port (mock)" {
	amd
	device "$(nhi c6:00.5)/domain0/0-0/0-3" thunderbolt 'E: DEVTYPE=thunderbolt_device'
	peer "$(nhi c6:00.5)/domain0/0-0/0-3" 0-103 'E: DEVTYPE=thunderbolt_xdomain' 'A: device_name=n2'
	run -0 name show
	assert_line --regexp '^0000:c6:00.5 +3 +n2 '
}

@test "a machine without Thunderbolt is reported (mock)" {
	nic eth0
	run -0 name show
	assert_output "no Thunderbolt or USB4 controller: this machine has none, or the firmware's setup disables it"
}

@test "with every name given away there is none, and all goes on (mock)" {
	local n
	amd
	for n in $(seq -w 5 99); do
		printf '[Match]\nMACAddress=02:00:00:00:00:%s\n[Link]\nName=en%s\n' "$n" "$n" > "$vendor/../etc/10-$n.link"
	done
	run -0 names
	assert_output "0000:c6:00.5 - -
0000:c6:00.6 - -"
}

@test "ports and hosts beyond those that a controller can have are passed over (mock)" {
	local router
	router=$(nhi 0d.2)/domain0/0-0
	nuc
	device "$router/usb4_port99" "ports-of-0-0"
	device "$router/usb4_port1" "ports-of-0-0x"
	peer "$router" 0-99 'E: DEVTYPE=thunderbolt_xdomain' 'A: device_name=n9'
	run -0 name show
	refute_output --partial n9
	assert_line --regexp '^0000:00:0d.2 +1 +- '
}
