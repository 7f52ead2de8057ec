#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Something else names the interface first: the installer's pin, or an initramfs.

load vm.bash

# As Proxmox VE's installer and pve-network-interface-pinning write them.
pin() { # NAME - the Thunderbolt interface that is there, by its MAC address
	on "$1" 'mkdir -p /usr/local/lib/systemd/network && cd /usr/local/lib/systemd/network &&
		printf "%s\n" "[Match]" "MACAddress=$(cat /sys/class/net/thunderbolt0/address)" "Type=ether" "" \
			"[Link]" "Name=nic0" > 50-pmx-nic0.link && udevadm control --reload'
}

there() { # NAME IF
	on "$1" "[ -e /sys/class/net/$2 ]"
}

replug() { # the cable of n1 and n2
	cable n1 2 0
	wait_until 180 gone
	cable n1 2 1
}

gone() {
	on n1 '! ls -d /sys/bus/thunderbolt/devices/*.0' && on n2 '! ls -d /sys/bus/thunderbolt/devices/*.0'
}

# bats test_tags=long
@test "an interface that the installer's pin names nic0 becomes en05, at once where it is down, else with its next cable" {
	from bare n1 n2
	on n1 modprobe thunderbolt_net
	for name in n1 n2; do wait_until 180 there "$name" thunderbolt0; done
	pin n1
	pin n2
	replug
	for name in n1 n2; do wait_until 180 there "$name" nic0; done
	# somebody uses it on n2, under this name
	on n2 ip link set nic0 up
	in_parallel install_tbnet n1 n2
	wait_usable n1 en05
	wait_usable n2 nic0
	run -3 on n2 tbnet-name show nic0
	assert_output --partial 50-pmx-nic0.link
	note "$(head -n 2 <<< "$output" | tr '\n' ' ')"
	replug
	wait_usable n1 en05
	wait_usable n2 en05
	run -0 on n2 'ls /sys/class/net'
	refute_line nic0
}

# An initramfs of n1's with udev, the drivers and all .link files that n1 has, out of the machine.
take_initramfs() { # FILE
	on n1 --put "$vm_dir/early" /
	on -t 400 n1 'update-initramfs -c -k "$(uname -r)" && mv /boot/initrd.img-* /root/initrd'
	on n1 --get /root/initrd "$1"
}

# One more file in an initramfs: an archive behind the first one, as the kernel unpacks them, folders first.
add_file() { # INITRAMFS FOLDER
	truncate -s %4 "$1"
	(cd "$2" && find . | cpio --quiet -o -H newc) >> "$1"
}

boot_with() { # INITRAMFS
	power_off n1
	start n1 --keep --initrd "$1"
	on n1 --wait
}

renames() { # NAME - as the kernel logged them
	on "$1" "dmesg | sed -n 's/.*thunderbolt-net [0-9.-]* //p' | grep renamed"
}

assert_link() {
	wait_usable n1 en05
	wait_usable n2 en05
	wait_settled n1 en05
	run -0 on n1 systemctl --failed --plain --no-legend
	refute_output
	address n1 10.0.0.1/24 en05
	address n2 10.0.0.2/24 en05
	full_size_ping n1 10.0.0.2
}

# bats test_tags=long
@test "a link that an initramfs has named, rightly or from an old file, is en05 and usable after the boot" {
	local initrd=$BATS_TEST_TMPDIR/initrd old=$BATS_TEST_TMPDIR/old/etc/systemd/network
	from installed n1 n2
	take_initramfs "$initrd"
	boot_with "$initrd"
	# before the root was there, and not again
	run -0 renames n1
	assert_output 'en05: renamed from thunderbolt0'
	run -0 on n1 'dmesg | grep -n "renamed from thunderbolt0\|EXT4-fs (vda): mounted"'
	assert_line --index 0 --partial renamed
	assert_link

	mkdir -p "$old"
	sed s/en05/old0/ "$TBNET_TOP/conf/00-thunderbolt0.link" > "$old/00-thunderbolt0.link"
	add_file "$initrd" "$BATS_TEST_TMPDIR/old"
	boot_with "$initrd"
	run -0 renames n1
	assert_line --index 0 'old0: renamed from thunderbolt0'
	assert_line --index 1 'en05: renamed from old0'
	assert_link
}
