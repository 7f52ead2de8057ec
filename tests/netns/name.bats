# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-name IF and repair: real netdevs (veth) under the names of a mock sysfs, which says of them what a
# Thunderbolt cable would. The real ones are in tests/vm.
load ../unit/name.bash

setup() {
	need_private
	packaged
	ms01
}

# with NETDEVS COMMAND... - on the machine, with these netdevs ("en05:up": set up), which are listed in the end
with() {
	on_machine '
		for link in $1; do
			ip link add "${link%:*}" type veth peer name "p-${link%:*}"
			case $link in *:up) ip link set "${link%:*}" up ;; esac
		done
		shift
		status=0
		there "$@" || status=$?
		echo "names: $(ip -o link show type veth | sed "s/^[0-9]*: //; s/@.*//" | grep -v ^p- | sort | tr "\n" " ")"
		exit $status' "$1" "$TBNET_BIN/tbnet-name" "${@:2}"
}

second=/usr/lib/systemd/network/00-tbnet-port.link
first=/usr/lib/systemd/network/00-thunderbolt0.link

@test "the right name: which file gives it, exit 0 (mock)" {
	cable 0d.2 0-1 n2 en05
	udev_knows 7 "ID_NET_LINK_FILE=$first"
	run -0 with en05:up show en05
	assert_line "en05: right, port 1 of 0000:00:0d.2: $first"
}

# because CAUSE NEXT - the lines about thunderbolt0
because() {
	assert_line "$subject: because $1"
	assert_line "$subject: next: $2"
}
subject=thunderbolt0

@test "not right: udev was not told of the file (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	udev_knows 7 ID_NET_LINK_FILE=/usr/lib/systemd/network/99-default.link
	run -3 with thunderbolt0 show thunderbolt0
	assert_line 'thunderbolt0: wrong name, port 1 of 0000:00:0d.2 should be en05'
	because "udev applied /usr/lib/systemd/network/99-default.link: $first did not exist yet, or udev had not read it, when the interface appeared" \
		'udevadm control --reload && tbnet-name repair thunderbolt0'
}

@test "not right: the name is taken, by which driver (mock)" {
	link_file "$etc/00-thunderbolt0.link" 00:0d.2 en05
	cable 0d.2 0-1 n2 thunderbolt0
	nic en05 'L: device=../../../0000:00:1f.6'
	run -3 with "thunderbolt0 en05" show thunderbolt0
	because "en05 is taken by an interface of driver e1000e" \
		'change Name= in /etc/systemd/network/00-thunderbolt0.link, or rename en05; then: tbnet-name repair thunderbolt0'
	run -1 with "thunderbolt0 en05" repair
	assert_line --partial 'tbnet-name: thunderbolt0: should be en05, not renamed: en05 is taken by an interface of driver e1000e; next: '
	assert_line 'names: en05 thunderbolt0 '
}

@test "not right: the installer's pin (mock)" {
	cable 0d.2 0-1 n2 nic3
	printf '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=nic3\n' > "$pins/50-pmx-nic3.link"
	udev_knows 7 ID_NET_LINK_FILE=/usr/local/lib/systemd/network/50-pmx-nic3.link
	subject=nic3
	run -3 with nic3:up show nic3
	because "the installer's pin /usr/local/lib/systemd/network/50-pmx-nic3.link named it before $first existed" \
		'ip link set nic3 down && tbnet-name repair nic3'
	# when the package is installed udev looks again, and notes the file that would win now
	udev_knows 7 ID_NET_LINK_FILE=/usr/lib/systemd/network/00-thunderbolt0.link
	run -3 with nic3:up show nic3
	because "the installer's pin /usr/local/lib/systemd/network/50-pmx-nic3.link named it before $first existed" \
		'ip link set nic3 down && tbnet-name repair nic3'
	# as Proxmox VE 9.0 and 9.1 called them
	mv "$pins/50-pmx-nic3.link" "$pins/50-pve-nic3.link"
	udev_knows 7 ID_NET_LINK_FILE=/usr/local/lib/systemd/network/50-pve-nic3.link
	run -3 with nic3 show nic3
	because "the installer's pin /usr/local/lib/systemd/network/50-pve-nic3.link named it before $first existed" 'tbnet-name repair nic3'
}

@test "not right: the initramfs had an old file (mock)" {
	cable 0d.2 0-1 n2 tb-old 'A: name_assign_type=4'
	udev_knows 7 "ID_NET_LINK_FILE=$first"
	subject=tb-old
	run -3 with tb-old:up show tb-old
	because 'it was renamed to tb-old by hand, or by an old .link file in the initramfs' \
		'update-initramfs -u && ip link set tb-old down && tbnet-name repair tb-old'
}

@test "not right: udev has not finished with it (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	run -3 with thunderbolt0 show thunderbolt0
	because 'udev has not finished with it: en05 was taken at that time, or the event failed' 'tbnet-name repair thunderbolt0'
}

@test "not right: up before udev could rename it (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	udev_knows 7 "ID_NET_LINK_FILE=$first"
	run -3 with thunderbolt0:up show thunderbolt0
	because "udev applied $first, but en05 was taken then, or the interface was renamed later" \
		'ip link set thunderbolt0 down && tbnet-name repair thunderbolt0'
}

@test "right: a file that gives no name leaves the kernel's (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	printf '[Match]\nPath=pci-0000:00:0d.2\nDriver=thunderbolt-net\n' > "$etc/00-a.link"
	run -0 with thunderbolt0:up show thunderbolt0
	assert_line 'thunderbolt0: right, port 1 of 0000:00:0d.2: /etc/systemd/network/00-a.link gives it no name'
}

@test "not right: udev applied no file at all, or it was renamed to another one of the kernel's names (mock)" {
	cable 0d.2 0-1 n2 thunderbolt7 'A: name_assign_type=4'
	udev_knows 7
	subject=thunderbolt7
	run -3 with thunderbolt7 show thunderbolt7
	because "udev applied no .link file: $first did not exist yet, or udev had not read it, when the interface appeared" \
		'udevadm control --reload && tbnet-name repair thunderbolt7'
	udev_knows 7 ID_NET_LINK_FILE=nonsense
	run -3 with thunderbolt7 show thunderbolt7
	because "udev applied nonsense: $first did not exist yet, or udev had not read it, when the interface appeared" \
		'udevadm control --reload && tbnet-name repair thunderbolt7'
}

@test "not right: the name is another port's by right (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	cable 0d.3 1-1 n3 en06
	link_file "$etc/00-a.link" 00:0d.2 en06
	run -3 with "thunderbolt0 en06" show thunderbolt0
	because 'en06 is taken by port 1 of 0000:00:0d.3' \
		'change Name= in /etc/systemd/network/00-a.link, or rename en06; then: tbnet-name repair thunderbolt0'
	# one that is to have no name is in the way, too
	printf '[Match]\nPath=pci-0000:00:0d.3\nDriver=thunderbolt-net\n' > "$etc/00-b.link"
	run -3 with "thunderbolt0 en06" show thunderbolt0
	because 'en06 is taken by port 1 of 0000:00:0d.3' \
		'change Name= in /etc/systemd/network/00-a.link, or rename en06; then: tbnet-name repair thunderbolt0'
}

@test "a condition that is not looked at is udev's to judge (mock)" {
	printf '[Match]\nOriginalName=thunderbolt0\n[Link]\nName=mesh0\n' > "$etc/00-a.link"
	printf '[Match]\nOriginalName=thunderbolt1\n[Link]\nName=mesh1\n' > "$etc/00-b.link"
	cable 0d.3 1-1 n2 mesh1
	udev_knows 7 ID_NET_LINK_FILE=/etc/systemd/network/00-b.link
	run -0 with mesh1 show mesh1
	assert_line 'mesh1: right, port 1 of 0000:00:0d.3: /etc/systemd/network/00-b.link'
}

@test "right: an administrator's file for one MAC address gave the name (mock)" {
	printf '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=tb9\n' > "$etc/10-a.link"
	cable 0d.2 0-1 n2 tb9
	udev_knows 7 ID_NET_LINK_FILE=/etc/systemd/network/10-a.link
	run -0 with tb9:up show tb9
	assert_line 'tb9: right, port 1 of 0000:00:0d.2: /etc/systemd/network/10-a.link'
	# as long as it has that name
	sed -i s,tb9,tb8, "$mock"
	run -3 with tb8 show tb8
	assert_line 'tb8: wrong name, port 1 of 0000:00:0d.2 should be en05'
}

@test "every Thunderbolt interface is repaired, and no other is touched (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	cable 0d.3 1-1 n3 thunderbolt1
	nic eth0
	run -3 with "thunderbolt0 thunderbolt1 eth0" repair --dry-run
	assert_line 'thunderbolt0: rename to en05'
	assert_line 'names: eth0 thunderbolt0 thunderbolt1 '
	run -0 with "thunderbolt0 thunderbolt1 eth0" repair
	assert_line "tbnet-name: en05: renamed from thunderbolt0"
	assert_line 'tbnet-name: en06: renamed from thunderbolt1'
	assert_line 'names: en05 en06 eth0 '
}

@test "one that cannot be repaired does not keep the others from it (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	cable 0d.3 1-1 n3 thunderbolt1
	run -1 with "thunderbolt0:up thunderbolt1" repair
	assert_line --partial 'tbnet-name: thunderbolt0: should be en05, not renamed'
	assert_line --partial 'next: ip link set thunderbolt0 down && tbnet-name repair thunderbolt0'
	assert_line 'names: en06 thunderbolt0 '
}

@test "repairing what is right changes nothing, and only --verbose says so (mock)" {
	cable 0d.2 0-1 n2 en05
	run -0 with en05 repair en05
	assert_output 'names: en05 '
	run -0 with en05 repair --verbose
	assert_line 'tbnet-name: en05: already has the right name'
}

@test "a name that is another interface's alternative name is taken (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	run -0 on_machine 'ip link add thunderbolt0 type veth peer name x
		ip link property add dev x altname en05
		there "$TBNET_BIN/tbnet-name" repair thunderbolt0'
	assert_output 'tbnet-name: en07: renamed from thunderbolt0'
}

# udev's event of a netdev takes its time, and "tbnet-name repair" may be in between: the folder of the name is there when tbnet-port
# looks for it, and was not when it looked for cables.
@test "a name that a netdev was given while tbnet-port looks is its own (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	nic en05
	run -0 on_machine 'ip link add en05 index 7 type veth peer name x
		there "$TBNET_BIN/tbnet-port" "$1" 7' "/sys$(nhi 0d.2)/domain0/0-0/0-1/0-1.0/net/thunderbolt0"
	assert_line ID_NET_NAME_FROM_DATABASE=en05
}

@test "not right: two interfaces of one port, and the first has the name in the record (mock)" {
	echo 'left 0000:00:0d.2 1' > "$record"
	cable 0d.2 0-1 n2 left
	peer "$(nhi 0d.2)/domain0/0-0/0-1" 0-301 'E: DEVTYPE=thunderbolt_xdomain'
	device "$(nhi 0d.2)/domain0/0-0/0-1/0-301/0-301.0/net/thunderbolt0" net 'A: ifindex=9'
	run -3 with "thunderbolt0 left" show thunderbolt0
	because 'left is taken by port 1 of 0000:00:0d.2' 'left has the same port: unplug one of the two cables; then: tbnet-name repair thunderbolt0'
}

@test "not right: the name in the record is another port's, which is to have another one (mock)" {
	printf '%s\n' 'en05 0000:00:0d.2 1' 'en07 0000:00:0d.2 3' > "$record"
	cable 0d.2 0-1 n2 thunderbolt0
	cable 0d.2 0-3 n3 en05
	run -3 with "thunderbolt0 en05" show thunderbolt0
	because 'en05 is taken by port 3 of 0000:00:0d.2' 'tbnet-name repair en05 && tbnet-name repair thunderbolt0'
	run -0 with "thunderbolt0 en05" repair en05
	assert_line 'tbnet-name: en07: renamed from en05'
	assert_line 'names: en07 thunderbolt0 '
}

@test "not right: nothing is free (mock)" {
	local n
	for n in $(seq -w 5 99); do
		printf '[Match]\nMACAddress=02:00:00:00:00:%s\n[Link]\nName=en%s\n' "$n" "$n" > "$etc/10-$n.link"
	done
	cable 0d.2 0-1 n2 thunderbolt0
	run -3 with thunderbolt0 show thunderbolt0
	because 'en05 is taken: another .link file assigns it, or it is an alternative name' \
		'rename the interface that has it, or change the name in /etc/tbnet/names; then: tbnet-name repair thunderbolt0'
}

@test "not right: a .link file that has a syntax error is reported with its line (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	printf '[Match]\nPath=pci-0000:00:0d.2\n[Link]\nName=en05 # do not change\n' > "$etc/00-thunderbolt0.link"
	run -3 with thunderbolt0 show thunderbolt0
	because "/etc/systemd/network/00-thunderbolt0.link:4 has a syntax error and hides the package's file" \
		'mend /etc/systemd/network/00-thunderbolt0.link, then: udevadm control --reload && tbnet-name repair thunderbolt0'
	printf '[Match] Path=pci-0000:00:0d.2 Driver=thunderbolt-net\n[Link]\nName=en05\n' > "$etc/00-thunderbolt0.link"
	run -3 with thunderbolt0:up show thunderbolt0
	assert_line --partial 'should be en05'
	# a broken file of that name hides the package's, and the next one that matches is 40-tbnet.link
	rm "$vendor/40-tbnet.link"
	run -3 with thunderbolt0:up show thunderbolt0
	because "/etc/systemd/network/00-thunderbolt0.link:1 has a syntax error and hides the package's file" \
		'mend /etc/systemd/network/00-thunderbolt0.link, then: udevadm control --reload && ip link set thunderbolt0 down && tbnet-name repair thunderbolt0'
}

@test "a second port of its controller gets its name, if it came without one (mock)" {
	cable 0d.2 0-1 n2 en05
	cable 0d.2 0-3 n3 thunderbolt0
	udev_knows 8 "ID_NET_LINK_FILE=$second"
	run -3 with "en05:up thunderbolt0" show thunderbolt0
	because "udev applied $second, but en07 was taken then, or the interface was renamed later" 'tbnet-name repair thunderbolt0'
	run -0 with "en05:up thunderbolt0" repair thunderbolt0
	assert_line 'tbnet-name: en07: renamed from thunderbolt0'
	assert_line 'names: en05 en07 '
}

@test "an interface that udev's database marks with port and controller is one of ours (mock)" {
	link_file "$etc/00-a.link" 00:0d.2 mesh0 Property=TBNET_PORT=3
	device /devices/virtual/net/eth7 net 'E: INTERFACE=eth7' 'E: IFINDEX=7'
	udev_knows 7 TBNET_PORT=3 TBNET_CONTROLLER=0000:00:0d.2
	run -0 with eth7 repair eth7
	assert_line 'tbnet-name: mesh0: renamed from eth7'
	udev_knows 7 TBNET_PORT=3 TBNET_CONTROLLER=../../etc
	run -1 with eth7 repair eth7
	assert_line 'tbnet-name: eth7: not a Thunderbolt interface'
}

@test "what is no Thunderbolt interface, or none at all, fails at once (mock)" {
	nic eth0
	run -1 with eth0 show eth0
	assert_line 'tbnet-name: eth0: not a Thunderbolt interface'
	run -1 with eth0 repair eth0
	assert_line 'tbnet-name: eth0: not a Thunderbolt interface'
	run -1 with eth0 show en05
	assert_line 'tbnet-name: en05: no such interface'
	run -1 with eth0 repair en05
	assert_line 'tbnet-name: en05: no such interface'
	run -0 with eth0 repair
	assert_output 'names: eth0 '
}

@test "repair of all goes on where one went, or has no controller (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	cable 0d.3 1-1 n3 thunderbolt1
	nic eth7
	run -0 with thunderbolt0 repair
	assert_line 'names: en05 '
}

@test "right: udev judged that a file's condition does not hold, and took a later file (mock)" {
	cable 0d.2 0-1 n2 en05
	printf '[Match]\nPath=pci-0000:00:0d.2\nMachineTag=mesh\n[Link]\nName=tb9\n' > "$etc/00-a.link"
	udev_knows 7 ID_NET_LINK_FILE=/usr/lib/systemd/network/00-thunderbolt0.link
	run -0 with en05:up show en05
	assert_line 'en05: right, port 1 of 0000:00:0d.2: /usr/lib/systemd/network/00-thunderbolt0.link'
	sed -i s/MachineTag=mesh/OriginalName=thunderbolt1/ "$etc/00-a.link"
	run -0 with en05:up show en05
	# without such a condition it is not udev's to judge: it has not looked since
	sed -i /OriginalName/d "$etc/00-a.link"
	run -3 with en05:up show en05
	assert_line 'en05: wrong name, port 1 of 0000:00:0d.2 should be tb9'
}

@test "not right: a file whose conditions are udev's to judge gives another name than the one that it has (mock)" {
	cable 0d.2 0-1 n2 thunderbolt0
	# MachineTag= is of systemd 262
	printf '[Match]\nPath=pci-0000:00:0d.2\nHost=*\nMachineTag=mesh\n[Link]\nName=tb9\n' > "$etc/00-a.link"
	udev_knows 7 ID_NET_LINK_FILE=/etc/systemd/network/00-a.link
	run -3 with thunderbolt0:up show thunderbolt0
	assert_line 'thunderbolt0: wrong name, port 1 of 0000:00:0d.2 should be tb9'
	# of a file that is not there any more nothing is known
	udev_knows 7 ID_NET_LINK_FILE=/etc/systemd/network/00-gone.link
	run -3 with thunderbolt0:up show thunderbolt0
	assert_line 'thunderbolt0: wrong name, port 1 of 0000:00:0d.2 should be tb9'
	printf '[Match]\nPath=pci-0000:00:0d.2\nOriginalName=thunderbolt*\n[Link]\nName=tb9\n' > "$etc/00-a.link"
	udev_knows 7 ID_NET_LINK_FILE=/etc/systemd/network/00-a.link
	run -3 with thunderbolt0:up show thunderbolt0
	assert_line 'thunderbolt0: wrong name, port 1 of 0000:00:0d.2 should be tb9'
}
