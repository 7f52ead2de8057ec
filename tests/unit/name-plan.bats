# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-name --detect and --write: which name for which controller and port, on mocks of real machines.
load name.bash

setup() {
	need_private
	packaged
}

# names - "NAME CONTROLLER[ PORT]" of every file that was written, in the order in which udev tries them
names() {
	local file
	for file in "$etc"/00-tbnet-*.link; do
		echo "$(value Name "$file") $(value Path "$file")$(value Property "$file" | sed 's/TBNET_PORT=/ /')"
	done
}

@test "an MS-01 needs no file: the package's name its controllers (mock)" {
	ms01
	run -0 name --write
	refute_output
	assert_equal "$(written)" ""
	run -0 name --detect
	assert_output "# controller 0000:00:0d.2
#   name of all ports: en05, /usr/lib/systemd/network/00-thunderbolt0.link
# controller 0000:00:0d.3
#   name of all ports: en06, /usr/lib/systemd/network/00-thunderbolt1.link"
}

@test "the controllers of an AMD machine become en05 and en06, in PCI order (mock)" {
	amd
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:c6:00.5
en06 pci-0000:c6:00.6"
}

@test "a NUC with one controller needs no file (mock)" {
	nuc
	cable 0d.2 0-1 n2 en05
	run -0 name --write
	assert_equal "$(written)" ""
}

@test "a Mac mini with a cable in every port gets a name per port (mock)" {
	mac_mini
	cable 05:00.0 0-1 n2 thunderbolt0
	cable 05:00.0 0-3 n3 thunderbolt1
	cable 7f:00.0 1-1 n4 thunderbolt2
	cable 7f:00.0 1-3 n5 thunderbolt3
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:05:00.0 1
en06 pci-0000:05:00.0 3
en07 pci-0000:7f:00.0 1
en08 pci-0000:7f:00.0 3"
}

@test "a Mac mini with one cable in each controller gets a name per controller (mock)" {
	mac_mini
	cable 05:00.0 0-3 n2 thunderbolt0
	cable 7f:00.0 1-1 n3
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:05:00.0
en06 pci-0000:7f:00.0"
}

@test "all is shown: controllers, ports, peers, names and the missing file's text (mock)" {
	mac_mini
	cable 05:00.0 0-1 n2 thunderbolt0
	cable 7f:00.0 1-3 '(none)'
	link_file "$etc/10-mine.link" 05:00.0 tb0
	TBNET_MTU=9000 run -0 name --detect
	assert_output "# controller 0000:05:00.0
#   port 1: peer n2, interface thunderbolt0
#   port 3: no other host
#   name of all ports: tb0, /etc/systemd/network/10-mine.link
# controller 0000:7f:00.0
#   port 1: no other host
#   port 3: a peer without a name, no interface: is thunderbolt_net loaded there and here?
#   name of all ports: en05, in a file that is missing

# /etc/systemd/network/00-tbnet-whole-en05.link
# is missing; tbnet-name --write puts it there:
# Written by tbnet-name(8) for this machine: Thunderbolt controller 0000:7f:00.0.
# It is not written again: edit it, and it is yours, and stays when tbnet is purged.
# Where no such files are wanted: TBNET_WRITE_LINKS=no in /etc/tbnet.conf.

[Match]
Path=pci-0000:7f:00.0
Driver=thunderbolt-net

[Link]
MACAddressPolicy=none
MTUBytes=9000
Name=en05"
	assert_equal "$(written)" "10-mine.link"
}

@test "a second port gets a name of its own, and the first one keeps its name (mock)" {
	ms01
	cable 0d.2 0-3 n2 en05
	cable 0d.2 0-1 n3 thunderbolt0
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:00:0d.2 3
en07 pci-0000:00:0d.2 1"
	# with the names in place there is nothing more to do, whoever comes first
	rm "$mock"
	ms01
	cable 0d.2 0-1 n3 thunderbolt0
	cable 0d.2 0-3 n2 thunderbolt1
	run -0 name --write
	refute_output
}

@test "of two ports that come at once the lower one has the controller's name (mock)" {
	ms01
	cable 0d.2 0-3 n2 thunderbolt0
	cable 0d.2 0-1 n3 thunderbolt1
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:00:0d.2 1
en07 pci-0000:00:0d.2 3"
}

@test "a name that was given never changes, with more cables or with fewer (mock)" {
	mac_mini
	cable 05:00.0 0-1 n2 thunderbolt0
	name --write
	rm "$mock"
	mac_mini
	cable 05:00.0 0-1 n2 en05
	cable 05:00.0 0-3 n3 thunderbolt0
	cable 7f:00.0 1-1 n4 en06
	cable 7f:00.0 1-3 n5 thunderbolt1
	name --write
	local all="en05 pci-0000:05:00.0 1
en06 pci-0000:7f:00.0 1
en07 pci-0000:05:00.0 3
en08 pci-0000:7f:00.0 3
en05 pci-0000:05:00.0
en06 pci-0000:7f:00.0"
	assert_equal "$(names)" "$all"
	rm "$mock"
	mac_mini
	run -0 name --write
	refute_output
	assert_equal "$(names)" "$all"
}

@test "the files sort: a port, the package's second port, a whole controller, the package's, installer's pins (mock)" {
	amd
	cable c6:00.5 0-1 n2 thunderbolt0
	cable c6:00.5 0-3 n3 thunderbolt1
	name --write
	touch "$pins/50-pmx-nic0.link"
	run -0 sort <(written) <(find "$vendor" "$pins" -name '*.link' -printf '%f\n')
	assert_output "00-tbnet-port-en05.link
00-tbnet-port-en06.link
00-tbnet-second-port.link
00-tbnet-whole-en07.link
00-thunderbolt0.link
00-thunderbolt1.link
50-pmx-nic0.link"
}

@test "names that other .link files give, anywhere in systemd's directories, are left to them (mock)" {
	amd
	printf '[Match]\nMACAddress=02:00:00:00:00:99\n[Link]\nName=en05\n' > "$pins/50-pmx-nic0.link"
	printf '[Match]\nOriginalName=*\n[Link]\nName=en06\n' > "$tree/run/90-x.link"
	run -0 name --write
	assert_equal "$(names)" "en07 pci-0000:c6:00.5
en08 pci-0000:c6:00.6"
}

@test "a name that another interface has is left to it (mock)" {
	amd
	nic en06
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:c6:00.5
en07 pci-0000:c6:00.6"
}

@test "a name of this kind that a port has already is kept (mock)" {
	amd
	cable c6:00.5 0-1 n2 en06
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:c6:00.6
en06 pci-0000:c6:00.5"
}

@test "a name that is only almost of this kind is not kept (mock)" {
	local almost
	for almost in en5 en05x em05 e05; do
		rm -f "$mock"
		amd
		cable c6:00.5 0-1 n2 "$almost"
		run -0 name --detect
		assert_line '#   name of all ports: en05, in a file that is missing'
	done
}

@test "a name that another port of the same controller has is not given to this one (mock)" {
	packaged
	mac_mini
	cable 05:00.0 0-1 n2 en06
	cable 05:00.0 0-3 n3 en05
	run -0 name --detect
	assert_line '#   name of port 1: en06, in a file that is missing'
	assert_line '#   name of port 3: en05, in a file that is missing'
}

@test "copies of the package's files hold their names only where they are meant for something that is here (mock)" {
	amd
	printf '[Match]\nPath=pci-0000:00:0d.2 pci-0000:c6:00.5-x\n[Link]\nName=en05\n' > "$etc/00-thunderbolt0.link"
	run -0 name --detect
	assert_line '#   name of all ports: en05, in a file that is missing'
	for path in nonsense pci-nonsense ''; do
		printf '[Match]\nPath=%s\n[Link]\nName=en05\n' "$path" > "$etc/00-thunderbolt0.link"
		run -0 name --detect
		refute_line '#   name of all ports: en05, in a file that is missing'
	done
}

@test "a file that names one port leaves the controller's other ones to their order (mock)" {
	mac_mini
	cable 05:00.0 0-1 n2 thunderbolt0
	cable 05:00.0 0-3 n3 thunderbolt1
	link_file "$etc/10-x.link" 05:00.0 tb0 Property=TBNET_PORT=1
	run -0 name --detect
	assert_line '#   name of port 1: tb0, /etc/systemd/network/10-x.link'
	assert_line --regexp '#   name of port 3: en0[5-9], in a file that is missing'
	# and with one for the whole, whose name the port has already
	link_file "$etc/20-x.link" 05:00.0 tb0
	run -0 name --detect
	assert_line '#   name of port 1: tb0, /etc/systemd/network/10-x.link'
	refute_line '#   name of port 3: tb0, /etc/systemd/network/20-x.link'
	assert_line '#   name of all ports: tb0, /etc/systemd/network/20-x.link'
}

@test "a guide's files for controllers that are not here do not hold its names back (mock)" {
	amd
	link_file "$etc/00-thunderbolt0.link" 00:0d.2 en05
	link_file "$etc/00-thunderbolt1.link" 00:0d.3 en06
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:c6:00.5
en06 pci-0000:c6:00.6"
}

@test "a guide's file for one of two controllers is left as it is, and the other one is named (mock)" {
	amd
	link_file "$etc/00-thunderbolt0.link" c6:00.6 en06
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:c6:00.5"
}

@test "a Path= with a glob at its end never matches: the name in it is given by a file that does (mock)" {
	amd
	link_file "$etc/00-thunderbolt0.link" 'c6:00.6-*' en05
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:c6:00.6
en06 pci-0000:c6:00.5"
}

@test "a glob that does match is an administrator's file as any other (mock)" {
	amd
	link_file "$etc/10-mine.link" 'c6:00.*' mesh0
	run -0 name --write
	assert_equal "$(written)" "10-mine.link"
}

@test "an administrator's file that gives no name leaves the controller without one (mock)" {
	amd
	printf '[Match]\nDriver=thunderbolt-net\n[Link]\nMTUBytes=9000\n' > "$etc/10-mine.link"
	run -0 name --write
	refute_output
	run -0 name --detect
	assert_line '#   name of all ports: none, /etc/systemd/network/10-mine.link'
}

@test "a file of the package's name in /etc counts, the package's does not (mock)" {
	ms01
	link_file "$etc/00-thunderbolt0.link" 00:0d.2 tb5
	run -0 name --detect
	assert_line '#   name of all ports: tb5, /etc/systemd/network/00-thunderbolt0.link'
	assert_line '#   name of all ports: en06, /usr/lib/systemd/network/00-thunderbolt1.link'
}

@test "an administrator's name for a controller is not written into a file for its first port (mock)" {
	ms01
	link_file "$etc/00-thunderbolt0.link" 00:0d.2 tb5
	cable 0d.2 0-1 n2 tb5
	cable 0d.2 0-3 n3 thunderbolt0
	run -0 name --write
	assert_equal "$(names)" "en05 pci-0000:00:0d.2 3"
}

@test "the package's name, pinned to a NIC by the installer, is replaced (mock)" {
	ms01
	nic nic0
	printf '[Match]\nMACAddress=02:00:00:00:00:99\nType=ether\n[Link]\nName=en05\n' > "$pins/50-pmx-nic0.link"
	run -0 name --write
	assert_equal "$(names)" "en07 pci-0000:00:0d.2"
}

@test "the package's name, held by a NIC, is replaced (mock)" {
	ms01
	nic en06
	run -0 name --write
	assert_equal "$(names)" "en07 pci-0000:00:0d.3"
}

@test "an interface that goes at the moment of the look does not hold its own name (mock)" {
	ms01
	# as a directory listing had it, and what was behind it is gone
	nic eth0
	run -0 on_machine 'there sh -c "LD_PRELOAD= ln -s ../../devices/gone/net/en05 \"\$UMOCKDEV_DIR/sys/class/net/en05\"
		exec \"\$0\" --write" "$TBNET_BIN/tbnet-name"'
	refute_output
	assert_equal "$(written)" ""
}

@test "the package's name is kept by the port that has it, whatever a pin says (mock)" {
	ms01
	cable 0d.2 0-1 n2 en05
	printf '[Match]\nMACAddress=02:00:00:00:00:99\n[Link]\nName=en05\n' > "$pins/50-pmx-nic0.link"
	run -0 name --write
	assert_equal "$(written)" ""
}

@test "a pin of a Thunderbolt port by its own MAC address takes nothing away (mock)" {
	ms01
	cable 0d.2 0-1 n2 nic7
	printf '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=en05\n' > "$pins/50-pmx-nic7.link"
	run -0 name --write
	assert_equal "$(written)" ""
}

@test "a file for one peer, wherever it is plugged in, names its port (mock)" {
	amd
	printf '[Match]\nProperty=TBNET_PEER_NAME=n2\n[Link]\nName=to-n2\n' > "$etc/00-n2.link"
	cable c6:00.5 0-1 n2 to-n2
	run -0 name --detect
	assert_line '#   name of port 1: to-n2, /etc/systemd/network/00-n2.link'
}

@test "a controller whose driver is not there is named too (mock)" {
	device "$(nhi c6:00.5)" pci 'A: class=0x0c0340'
	run -0 name --detect
	assert_line '# controller 0000:c6:00.5, without its driver (thunderbolt)'
	assert_line 'Name=en05'
}

@test "a controller of another class counts by its driver (mock)" {
	device "$(nhi 05:00.0)" pci 'A: class=0x088000' 'L: driver=../../../bus/pci/drivers/thunderbolt'
	run -0 name --detect
	assert_line 'Path=pci-0000:05:00.0'
}

@test "a host behind a dock belongs to the dock's port (mock)" {
	amd
	device "$(nhi c6:00.5)/domain0/0-0/0-3" thunderbolt 'E: DEVTYPE=thunderbolt_device'
	peer "$(nhi c6:00.5)/domain0/0-0/0-3" 0-103 'E: DEVTYPE=thunderbolt_xdomain' 'A: device_name=n2'
	run -0 name --detect
	assert_line --partial '#   port 3: peer n2'
}

@test "a machine without Thunderbolt is told so, and gets no file (mock)" {
	nic eth0
	run -0 name --detect
	assert_output --partial 'no Thunderbolt or USB4 controller'
	run -0 name --write
	refute_output
}

@test "with every name given away there is one clear error (mock)" {
	amd
	local n
	for n in $(seq -w 5 99); do
		link_file "$vendor/10-$n.link" 01:00.0 "en$n"
	done
	run -1 name --write
	assert_output 'tbnet-name: no name from en05 to en99 is left for 0000:c6:00.5'
}

@test "a file that gives no name gives none to several ports either; and a port's own file leaves the others theirs (mock)" {
	mac_mini
	cable 05:00.0 0-1 n2 thunderbolt0
	cable 05:00.0 0-3 n3 thunderbolt1
	printf '[Match]\nPath=pci-0000:05:00.0\nDriver=thunderbolt-net\n' > "$etc/20-x.link"
	run -0 name --detect
	assert_line '#   name of port 1: none, /etc/systemd/network/20-x.link'
	assert_line '#   name of port 3: none, /etc/systemd/network/20-x.link'
	# the first port has a name of its own, and the whole has another
	link_file "$etc/20-x.link" 05:00.0 tb0
	link_file "$etc/10-x.link" 05:00.0 tb7 Property=TBNET_PORT=1
	run -0 name --detect
	assert_line '#   name of port 1: tb7, /etc/systemd/network/10-x.link'
	assert_line '#   name of port 3: tb0, /etc/systemd/network/20-x.link'
}

@test "the package's file without a name, by a drop-in, leaves the controller without one (mock)" {
	packaged
	ms01
	mkdir "$etc/00-thunderbolt0.link.d"
	printf '[Link]\nName=\n' > "$etc/00-thunderbolt0.link.d/none.conf"
	run -0 name --detect
	assert_line '#   name of all ports: none, /usr/lib/systemd/network/00-thunderbolt0.link'
	assert_line '#   name of all ports: en06, /usr/lib/systemd/network/00-thunderbolt1.link'
}

@test "ports and hosts beyond those that a controller can have are passed over (mock)" {
	local router
	router=$(nhi 0d.2)/domain0/0-0
	nuc
	device "$router/usb4_port99" "ports-of-0-0"
	device "$router/usb4_port1" "ports-of-0-0x"
	peer "$router" 0-99 'E: DEVTYPE=thunderbolt_xdomain' 'A: device_name=n9'
	run -0 name --detect
	refute_output --partial n9
	assert_line '#   port 1: no other host'
}
