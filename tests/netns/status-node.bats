# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: one test for each check of the kernel, of files and of what guides leave.
load status.bash

setup() {
	node_start
}

teardown() {
	end_background
}

no_hardware() {
	rm -r "${sys:?}"/{bus,class/net/*,devices}
	in_etc /etc/network/interfaces
}

@test "F4: a controller without the core module (mock)" {
	no_hardware
	mkdir "$sys/devices"
	controller 0d.2 0
	rm "$(nhi 0d.2)/driver" -r "$(nhi 0d.2)/domain0" "$sys/module/thunderbolt"
	finds error no-core
	assert_equal "$what" 'controller 0000:00:0d.2 has no driver'
	assert_equal "$next" 'modprobe thunderbolt && tbnet-modules'
}

@test "F4: a controller that is given to a virtual machine is a note, and not expected (mock)" {
	controller c6:00.5 2
	rm -r "$(nhi c6:00.5)/domain2" "$sys/bus/thunderbolt/devices/2-0"
	mkdir -p "$sys/bus/pci/drivers/vfio-pci"
	link_to "$sys/bus/pci/drivers/vfio-pci" "$(nhi c6:00.5)/driver"
	finds note given-away
	assert_equal "$what" 'controller 0000:c6:00.5 belongs to a virtual machine (vfio-pci)'
}

@test "F4: a script that reloads the core (mock)" {
	in_etc /etc/systemd/system/tb-fix.service '[Service]' '# modprobe -r thunderbolt' 'ExecStart=/sbin/rmmod thunderbolt_net'
	all_well
	in_etc /etc/systemd/system/tb-fix.service '[Service]' "ExecStart=sh -c 'modprobe -r thunderbolt; modprobe thunderbolt'"
	finds warning core-reload
	assert_equal "$what" '/etc/systemd/system/tb-fix.service reloads the thunderbolt core'
	in_etc /etc/systemd/system/tb-fix.service '[Service]' 'ExecStart=/sbin/rmmod thunderbolt'
	finds warning core-reload
	# which takes the core with it
	in_etc /etc/systemd/system/tb-fix.service '[Service]' 'ExecStart=/sbin/modprobe -r thunderbolt_net'
	finds warning core-reload
}

@test "F6: a file of modprobe.d that keeps the driver from being loaded at the next boot (mock)" {
	local line
	in_world mkdir -p /etc/modprobe.d
	for line in 'blacklist thunderbolt' '#blacklist thunderbolt_net' 'options thunderbolt_net e2e=0' 'install thunderbolt_net /sbin/modprobe --ignore-install thunderbolt_net'; do
		in_etc /etc/modprobe.d/x.conf "$line"
		all_well
	done
	for line in 'blacklist thunderbolt-net' ' blacklist  thunderbolt_net' 'install thunderbolt /bin/true' 'install thunderbolt_net /usr/bin/false'; do
		in_etc /etc/modprobe.d/x.conf 'options thunderbolt_net e2e=0' "$line"
		finds warning module-denied
	done
	assert_equal "$what" '/etc/modprobe.d/x.conf keeps thunderbolt_net from being loaded at the next boot'
}

@test "F5: a controller of which the fault is known (mock)" {
	put "$(nhi 0d.2)/vendor" 0x1022
	put "$(nhi 0d.2)/device" 0x1668
	finds warning e2e-chip
	assert_equal "$next" "echo 'options thunderbolt_net e2e=0' > /etc/modprobe.d/tbnet-e2e.conf"
	put "$sys/module/thunderbolt_net/parameters/e2e" N
	all_well
	put "$sys/module/thunderbolt_net/parameters/e2e" Y
	put "$(nhi 0d.2)/vendor" 0x1b21
	put "$(nhi 0d.2)/device" 0x2425
	finds warning e2e-chip
	assert_equal "$why" 'ASMedia ASM4242 (1b21:2425) stalls: the link stays up, but sends nothing any more'
}

@test "F6: the driver is not loaded (mock)" {
	rm -r "$sys/module/thunderbolt_net"
	finds error no-driver
	assert_equal "$next" tbnet-modules
}

@test "F6: after a power cut there is a peer, no driver and no interface: one finding says so (mock)" {
	rm -r "$(of en05)" "$(of en06)" "$sys"/class/net/en0* "$sys/module/thunderbolt_net" "$sys"/bus/thunderbolt/drivers
	in_world ip link del en05
	in_world ip link del en06
	in_etc /etc/network/interfaces
	finds error no-driver
	assert_equal "$what" 'thunderbolt_net is not loaded'
	run -3 status
	assert_line --index 0 --regexp '^  n3 xx\?\?xx [^ ]+ xx\?\?xx n2$'
	# nor is it said twice where only one port has a peer
	rm -r "$(nhi 0d.3)/domain1/1-0/1-1" "$sys"/bus/thunderbolt/devices/1-1*
	finds error no-driver
}

@test "F6: nothing loads the driver at boot (mock)" {
	in_etc /etc/modules-load.d/tbnet.conf '# nothing'
	finds warning not-at-boot
	in_etc /etc/modules thunderbolt-net
	run -3 status --json
	assert_equal "$(jq -r '.findings[] | .severity + " " + .check' <<< "$output")" 'warning guide'
}

@test "F6: any file that systemd-modules-load reads may name the driver, unless another hides it (mock)" {
	local folder
	in_etc /etc/modules-load.d/tbnet.conf '# nothing'
	in_world mount -t tmpfs tmpfs /usr/local
	# one in /etc is a guide's, which tbnet-adopt takes over
	in_etc /etc/modules-load.d/mine.conf thunderbolt_net
	finds warning guide
	in_world rm /etc/modules-load.d/mine.conf
	for folder in /run /usr/local/lib; do
		in_etc "$folder/modules-load.d/mine.conf" '# the mesh' 'thunderbolt-net'
		all_well
		in_world rm "$folder/modules-load.d/mine.conf"
	done
	put "$usr/lib/modules-load.d/other.conf" thunderbolt_net
	take_usr
	all_well
	in_etc /run/modules-load.d/other.conf '# thunderbolt_net'
	finds warning not-at-boot
	in_etc /run/modules-load.d/mine.txt thunderbolt_net
	finds warning not-at-boot
}

@test "a pipe or a device in the place of a file of settings holds nobody up (mock)" {
	local file code
	while read -r code file; do
		in_world mkdir -p "${file%/*}"
		in_world mkfifo "$file"
		run "-$code" timeout 20 "${enter[@]}" env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status"
		in_world ln -sf /dev/zero "$file"
		run "-$code" timeout 20 "${enter[@]}" env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status"
		in_world rm "$file"
	done <<- 'END'
		3 /etc/tbnet.conf
		0 /etc/network/ifupdown2/ifupdown2.conf
		3 /etc/modules-load.d/tbnet.conf
		0 /etc/modules
	END
	all_well
}

@test "F7: no controller (mock)" {
	no_hardware
	finds error no-controller
}

@test "F7: a controller that is no PCI device is reported, and is no missing one (mock)" {
	no_hardware
	local domain=$sys/devices/platform/soc/a90000.usb4/domain0
	put "$domain/uevent" DEVTYPE=thunderbolt_domain
	link_to "$domain" "$sys/bus/thunderbolt/devices/domain0"
	finds warning foreign-controller
	assert_equal "$what" 'controller a90000.usb4 is not a PCI device, so tbnet does not touch its links'
	run -3 status
	refute_output --partial 'no Thunderbolt or USB4 controller'
}

@test "F7: a controller whose links no .link file names (mock)" {
	controller c6:00.5 2
	rm "$usr/lib/systemd/network/40-tbnet.link"
	take_usr
	finds warning no-file
	assert_equal "$what" 'no .link file gives names to the links of controller 0000:c6:00.5'
}

@test "F8: a .link file with a line that udev does not take is reported with it (mock)" {
	in_etc /etc/systemd/network/00-thunderbolt0.link '[Match]' Path=pci-0000:00:0d.2 '[Link]' 'Name=en05 # do not change'
	finds warning bad-file
	assert_equal "$what" '/etc/systemd/network/00-thunderbolt0.link:4 has a syntax error'
}

@test "F8: a path that never matches (mock)" {
	in_etc /etc/systemd/network/10-mine.link '[Match]' 'Path=pci-0000:00:0d.2-*' '[Link]' 'Name=en05'
	finds warning near-path
	assert_equal "$what" '/etc/systemd/network/10-mine.link never matches'
	assert_equal "$why" 'it has Path=pci-0000:00:0d.2-*, and the path is exactly pci-0000:00:0d.2'
}

@test "F10: an address of the stanza is missing (mock)" {
	in_world ip address del 10.0.0.1/30 dev en05
	finds error address-missing en05
	assert_equal "$what" 'en05 lacks its address 10.0.0.1'
	assert_equal "$next" 'tbnet-ifup en05'
	in_world ip address add 10.0.0.11/30 dev en05
	finds error address-missing en05
}

@test "F11: an ifup that does not end (mock)" {
	in_etc /run/network/.lock
	TBNET_IFUP_WAIT=1 all_well
	start flock --no-fork /run/network/.lock sleep 1000
	sleep 2
	TBNET_IFUP_WAIT=1 finds warning ifup-stuck
	assert_regex "$what" "^an ifup has held ifupdown2's lock for [1-9] s"
	assert_regex "$next" '-p [0-9]+$'
	run -0 ps -o comm= -p "${next##* }"
	# one that is at work is none that is stuck
	all_well
}

@test "F12: a stanza that will set the MTU to 1500, and the policy that helps (mock)" {
	in_etc /etc/network/interfaces
	stanza en05 '	address 10.0.0.1/30'
	finds warning mtu-next-ifreload en05
	assert_equal "$what" 'the next ifreload sets en05 to MTU 1500'
	assert_equal "$next" 'tbnet-interfaces check en05'
	in_world mkdir -p /etc/network/ifupdown2/policy.d
	in_world tee /etc/network/ifupdown2/policy.d/tbnet.json < "$TBNET_TOP/conf/ifupdown2-policy.json"
	all_well
	assert_line 'stanzas en05 /etc/network/interfaces (mtu 65520 by policy), en06 has none (mtu'
	run -0 status --json
	assert_equal "$(jq -c '.links[].stanza' <<< "$output" | paste -sd ' ')" \
		'{"file":"/etc/network/interfaces","mtu":null,"policy_mtu":65520} {"file":null,"mtu":null,"policy_mtu":65520}'
	# of two files one replaces the other, and nobody knows which
	in_etc /etc/network/ifupdown2/policy.d/mine.json '{"address": {"iface_defaults": {"vmbr0": {"mtu": "9000"}}}}'
	finds warning mtu-next-ifreload en05
	in_etc /etc/network/ifupdown2/policy.d/mine.json '{"address": {"iface_defaults": [1, {"en05": 2}]}, "x": "\u001b"'
	all_well
}

@test "F12: the mtu of a stanza is a choice; where TBNET_MTU says another one, both are reported (mock)" {
	in_world sed -i '0,/mtu 65520/s//mtu 9000/' /etc/network/interfaces
	finds error mtu en05
	assert_equal "$what" 'en05 has MTU 65520, not 9000'
	in_world ip link set en05 mtu 9000
	all_well
	in_etc /etc/tbnet.conf TBNET_MTU=4000
	in_world sed -i 's/mtu 65520/mtu 4000/' /etc/network/interfaces
	in_world ip link set en06 mtu 4000
	finds note mtu-two-words en05
	assert_equal "$what" 'en05: its stanza has mtu 9000, TBNET_MTU is 4000'
}

@test "F13: a unit of the boot that waits for links (mock)" {
	in_world mkdir -p /etc/systemd/system/multi-user.target.wants
	# what is started at boot and waits for no neighbor, or only where somebody asks for it
	in_world ln -s /nowhere /etc/systemd/system/multi-user.target.wants/ssh.service
	in_world ln -s /nowhere /etc/systemd/system/multi-user.target.wants/tbnet-online.service
	in_world mkdir -p /etc/systemd/system/network-online.target.wants
	in_world ln -s /nowhere /etc/systemd/system/network-online.target.wants/networking.service
	all_well
	in_world ln -s /nowhere /etc/systemd/system/multi-user.target.wants/thunderbolt-interfaces.service
	finds warning boot-wait
	assert_equal "$next" 'systemctl cat thunderbolt-interfaces.service'
	in_world rm /etc/systemd/system/multi-user.target.wants/thunderbolt-interfaces.service
	all_well
}

@test "F13: drop-ins, and units before others, that wait for the device of a link (mock)" {
	local device=sys-subsystem-net-devices drop_in=/etc/systemd/system/frr.service.d/wait.conf
	in_world mkdir -p /etc/systemd/system/frr.service.d
	# an order alone starts nothing, a comment either; a device that is no link's, a unit that is before no other
	in_etc "$drop_in" '[Unit]' "After=$device-en05.device" "#Wants=$device-en05.device"
	all_well
	in_etc "$drop_in" '[Unit]' "After=$device-eno9.device" "Wants=$device-eno9.device $device-en0.device $device-en05"
	all_well
	in_etc /etc/systemd/system/x.service '[Unit]' "After=$device-en05.device" "BindsTo=$device-en05.device"
	all_well
	in_etc /etc/systemd/system/x.service '[Unit]' "After=$device-en05.device" "BindsTo=$device-en05.device" 'Before=frr.service'
	finds warning device-wait
	assert_equal "$what" '/etc/systemd/system/x.service makes the boot wait for en05'
	in_world rm /etc/systemd/system/x.service
	in_etc "$drop_in" '[Unit]' "After=network.target $device-thunderbolt1.device" "Requires = $device-eno9.device $device-thunderbolt1.device"
	finds warning device-wait
	assert_equal "$what" "$drop_in makes the boot wait for thunderbolt1"
	assert_equal "$why" 'systemd waits for the device of that name for 90 s, and no link has that name now'
	in_etc "$drop_in" '[Service]' "ExecStartPre=/bin/sh -c 'until ip link show en05; do sleep 1; done'"
	finds warning device-wait
	assert_equal "$what" "$drop_in makes the boot wait for links"
}

@test "F14: a script that was pasted badly (mock)" {
	in_world mount -t tmpfs tmpfs /usr/local
	in_world mkdir /usr/local/bin
	local script
	# somebody else's scripts, whatever they are
	in_etc /usr/local/bin/mine.sh $'#\\!/bin/bash\r' $'echo\r'
	in_etc /usr/local/bin/pve-en05.txt nonsense
	all_well
	for script in '#\!/bin/bash' $'#!/bin/bash\r' $'#!/bin/bash\necho\n#!/bin/bash'; do
		in_etc /usr/local/bin/pve-en05.sh "$script"
		finds warning broken-script
		assert_equal "$what" '/usr/local/bin/pve-en05.sh is damaged'
	done
	in_etc /usr/local/bin/pve-en05.sh '#!/bin/bash' 'ip link set en05 up'
	finds warning guide
}

@test "F15: a guide's log that says up, of a link that is not (mock)" {
	in_etc /var/log/thunderbolt-startup.log 'Sat: en06 up successful on attempt 1' 'Sat: en05 up successful on attempt 1'
	all_well
	in_world ip link set en05 down
	run -3 status --json
	assert_equal "$(jq -r '.findings[] | .severity + " " + .check' <<< "$output" | paste -sd ' ')" 'error link-down error log-lies'
	assert_equal "$(jq -r '.findings[1].what' <<< "$output")" '/var/log/thunderbolt-startup.log says that en05 is up, but it is not usable'
}

@test "F16: a guide's log in /tmp; not through a link, and not a pipe (mock)" {
	in_world mount -t tmpfs tmpfs /tmp
	run -0 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status"
	in_etc /tmp/udev-debug.log 'en05 bring-up triggered'
	finds note log-in-tmp
	in_world rm /tmp/udev-debug.log
	in_world ln -s /etc/network/interfaces /tmp/udev-debug.log
	all_well
	in_world rm /tmp/udev-debug.log
	in_world mkfifo /tmp/udev-debug.log
	all_well
}

@test "F16: a journal that does not outlive the boot (mock)" {
	in_world rmdir /var/log/journal
	finds note journal-lost
}

@test "F17: a host that does not forward (mock)" {
	in_world sysctl -q -w net.ipv4.ip_forward=0
	finds error no-forwarding
}

@test "F17: a link that does not forward (mock)" {
	in_world sysctl -q -w net.ipv4.conf.en05.forwarding=0
	finds error link-no-forwarding en05
	assert_equal "$next" 'sysctl -w net.ipv4.conf.en05.forwarding=1'
}

@test "F17: forwarding that is off for the host, and on for the links, is what somebody wants (mock)" {
	in_world sysctl -q -w net.ipv4.ip_forward=0
	in_world sysctl -q -w net.ipv4.conf.en05.forwarding=1 net.ipv4.conf.en06.forwarding=1
	all_well
}

@test "F17: IPv4 that no link uses need not be forwarded (mock)" {
	local name
	for name in en05 en06; do
		in_world ip address flush dev "$name" scope global
		in_world ip address add "fd00:${name#en}::1/64" dev "$name" nodad
	done
	in_etc /etc/network/interfaces
	in_world sysctl -q -w net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=1
	all_well
}

@test "F17: a port that is a router for IPv6 and passes nothing on (mock)" {
	in_world sysctl -q -w net.ipv6.conf.en05.forwarding=1
	finds error link-no-forwarding6 en05
	in_world test -e /proc/sys/net/ipv6/conf/en05/force_forwarding || cannot_run "this kernel has no force_forwarding"
	in_world sysctl -q -w net.ipv6.conf.en05.force_forwarding=1
	all_well
	in_world sysctl -q -w net.ipv6.conf.en05.force_forwarding=0 net.ipv6.conf.all.forwarding=1
	all_well
}

@test "F17: settings in a file that is not read (mock)" {
	in_etc /etc/sysctl.conf '# net.ipv4.ip_forward=1' 'kernel.panic=10'
	all_well
	in_etc /etc/sysctl.conf 'net.ipv4.ip_forward=1'
	finds warning sysctl-conf
	assert_regex "$why" 'has net.ipv4.ip_forward=1$'
	# as Debian 12 has it
	in_world mkdir -p /etc/sysctl.d
	in_world ln -s ../sysctl.conf /etc/sysctl.d/99-sysctl.conf
	all_well
}

@test "F19: Ceph on the mesh that does not wait for it (mock)" {
	ceph $'\tpublic_network = 192.168.0.0/16, 10.0.0.0/29'
	finds warning ceph-order
	in_etc /etc/systemd/system/ceph-osd@.service.d/mesh.conf '[Unit]' 'After=tbnet-online.service'
	all_well
	# the package's own drop-in is one, too
	in_world rm /etc/systemd/system/ceph-osd@.service.d/mesh.conf
	put "$usr/lib/systemd/system/ceph-osd@.service.d/50-tbnet.conf" "$(cat "$TBNET_TOP/units/ceph.conf")"
	take_usr
	all_well
}

@test "F19: Ceph elsewhere has nothing to wait for (mock)" {
	ceph $'\tcluster network = 10.0.0.8/29'
	# an interface with a device is no link of ours
	in_world ip link add name lan0 type veth peer name lan1
	in_world ip address add 10.0.0.9/29 dev lan0
	mkdir -p "$sys/class/net/lan0/device"
	all_well
	ceph $'\tcluster network = 10.0.0.0/29'
	finds warning ceph-order
}

@test "F19: a network of Ceph's in which this host has no address (mock)" {
	ceph $'\tcluster_network = 10.100.0.0/24, 192.0.2.0/24'
	finds error ceph-no-address
	assert_equal "$what" "no interface has an address in Ceph's cluster network 10.100.0.0/24"
	# the missing address of a stanza is one fault
	stanza dummy0 '	address 10.100.0.11/32' '	link-type dummy'
	finds error router-id-missing
}

@test "F19: a network of Ceph's that no link serves (mock)" {
	in_etc /etc/systemd/system/ceph-osd@.service.d/mesh.conf '[Unit]' 'After=tbnet-online.service'
	ceph $'\tpublic_network = 10.100.0.0/24'
	in_world ip address add 10.100.0.11/32 dev lo
	finds error ceph-no-link
	assert_equal "$what" "no link serves Ceph's network 10.100.0.0/24"
	# a link that is down is a fault of its own
	in_world ip link set en05 down
	finds error link-down en05
	in_world ip link set en05 up
	in_world ip route add 10.100.0.12/32 via 10.0.0.2 dev en05
	all_well
	in_world ip route del 10.100.0.12/32
	in_world ip address add 10.100.0.21/30 dev en05
	all_well
}

@test "F22: interrupts on efficiency cores (mock)" {
	put "$sys/devices/cpu_core/cpus" 0-3
	all_well
	interrupt 0d.2 142 0,12
	finds warning slow-cores
	assert_equal "$what" 'interrupts of 0000:00:0d.2 go to efficiency cores'
	assert_equal "$next" 'echo TBNET_IRQ=yes >> /etc/tbnet.conf && systemctl restart tbnet-irq'
	TBNET_IRQ=yes finds warning slow-cores
	assert_equal "$next" 'systemctl restart tbnet-irq'
	# asked for by nobody
	rmdir "$irq/142/thunderbolt"
	all_well
	# all of one kind
	mkdir "$irq/142/thunderbolt"
	rm -r "$sys/devices/cpu_core"
	all_well
}

@test "F22: an IOMMU in strict mode is worth a note (mock)" {
	put "$(nhi 0d.2)/iommu_group/type" DMA
	finds note iommu-strict
}

@test "F26: an interface that the GUI does not list (mock)" {
	put "$usr/bin/pveversion" '#!/bin/sh'
	chmod +x "$usr/bin/pveversion"
	take_usr
	all_well
	in_world mv /etc/network/interfaces /etc/network/mesh
	in_etc /etc/network/interfaces 'source /etc/network/mesh'
	run -0 status --json
	assert_equal "$(jq -r '.findings[] | [.severity, .check, .subject] | join(" ")' <<< "$output" | paste -sd ' ')" \
		'note not-in-gui en05 note not-in-gui en06'
	in_etc /etc/network/interfaces 'iface en06 inet manual' 'source /etc/network/mesh'
	finds note not-in-gui en05
}

@test "F28: a setting that is none, or whose value does not fit, and it is not logged, too (mock)" {
	in_etc /etc/tbnet.conf TBNET_IFUP_WAIT=2min TBNET_MUT=9000
	finds warning setting
	assert_equal "$why" '/etc/tbnet.conf:2: TBNET_MUT: no such setting; did you mean TBNET_MTU?'
	in_etc /etc/tbnet.conf TBNET_ATTEMPTS=0
	finds warning setting
	assert_equal "$why" '/etc/tbnet.conf:1: TBNET_ATTEMPTS=0 is not a whole number from 1 to 100; using the default, 5'
}

@test "F27: the files of a guide (mock)" {
	in_world mount -t tmpfs tmpfs /usr/local
	in_world mkdir /usr/local/bin
	in_world cp -a "$TBNET_TOP/tests/vm/guide/usr/local/bin/." /usr/local/bin
	in_etc /etc/udev/rules.d/10-other.rules 'SUBSYSTEM=="net", NAME="x"'
	in_world cp "$TBNET_TOP/tests/vm/guide/etc/udev/rules.d/10-tb-en.rules" /etc/udev/rules.d
	in_world cp "$TBNET_TOP/tests/vm/guide/etc/systemd/system/thunderbolt-interfaces.service" "$TBNET_TOP/tests/vm/guide/etc/modules" /etc
	in_world mkdir -p /etc/systemd/system
	in_world mv /etc/thunderbolt-interfaces.service /etc/systemd/system
	finds warning guide
	assert_equal "$why" "/etc/systemd/system/thunderbolt-interfaces.service, /etc/udev/rules.d/10-tb-en.rules, /etc/modules, $(
	)/usr/local/bin/pve-en05.sh, /usr/local/bin/pve-en06.sh, /usr/local/bin/thunderbolt-startup.sh"
}
