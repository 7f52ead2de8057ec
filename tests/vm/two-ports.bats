#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Controllers with two ports. The udev path of both is that of the controller, so a .link file
# that says no more than it cannot tell them apart.
# bats file_tags=each-kernel
load vm.bash

# What tbnet has made of four cables, two in each controller.
four='en05 0000:00:0d.2 1
en06 0000:00:0d.3 1
en07 0000:00:0d.2 3
en08 0000:00:0d.3 3'

# The cables of vm_options: p1's interface, and p2's at the other end.
crossed=(en05=en05 en06=en07 en07=en06 en08=en08)

# Each cable is a link: its ends have an address of their own, and exchange the largest packet.
assert_links() { # IF=IF...
	local cable n=0
	for cable; do
		n=$((n + 1))
		wait_usable p1 "${cable%=*}"
		wait_usable p2 "${cable#*=}"
		on p1 "ip address replace 10.0.$n.1/24 dev ${cable%=*}"
		on p2 "ip address replace 10.0.$n.2/24 dev ${cable#*=}"
		full_size_ping p1 "-I ${cable%=*} 10.0.$n.2"
	done
}

assert_four() { # IF=IF...
	assert_links "$@"
	for name in p1 p2; do
		run -0 plugged "$name"
		assert_output "$four"
	done
}

pull() { # FN[.PORT]...
	local port
	for port; do cable p1 "$port" 0; done
}

# bats test_tags=long
@test "four cables in two controllers have four names and are four links, and the record says which port" {
	from bare p1 p2
	in_parallel install_tbnet p1 p2
	assert_four "${crossed[@]}"
	run -0 on p1 'grep -v "^#" /etc/tbnet/names | sort'
	assert_output 'en05 0000:00:0d.2 1
en06 0000:00:0d.3 1
en07 0000:00:0d.2 3
en08 0000:00:0d.3 3'
}

# bats test_tags=long
@test "both cables of a controller, put back in the other order, find their names; so do all after a reboot" {
	from installed p1 p2
	pull 2 2.3
	wait_gone p1 en05
	wait_gone p1 en07
	wait_gone p2 en05
	wait_gone p2 en06
	run -0 plugged p1
	assert_output $'en06 0000:00:0d.3 1\nen08 0000:00:0d.3 3'
	cable p1 2.3 1
	wait_usable p1 en07
	cable p1 2 1
	assert_four "${crossed[@]}"
	reboot p1
	assert_four "${crossed[@]}"
}

# bats test_tags=long
@test "a second cable gets a name of its own, and both ports keep theirs whichever comes first" {
	from bare p1 p2
	pull 2 3 3.3
	in_parallel install_tbnet p1 p2
	wait_usable p1 en05
	run -0 plugged p1
	assert_output 'en05 0000:00:0d.2 3'
	cable p1 2 1
	wait_usable p1 en07
	run -0 plugged p1
	# en06 is the other controller's
	assert_output $'en05 0000:00:0d.2 3\nen07 0000:00:0d.2 1'
	run -0 on p1 systemctl --failed --plain --no-legend
	refute_output
	pull 2 2.3
	wait_gone p1 en05
	wait_gone p1 en07
	cable p1 2 1
	wait_usable p1 en07
	cable p1 2.3 1
	wait_usable p1 en05
	run -0 plugged p1
	assert_output $'en05 0000:00:0d.2 3\nen07 0000:00:0d.2 1'
}

# bats test_tags=long
@test "two cables between the same two controllers are two links" {
	from installed p1 p2
	pull 2.3 3
	for name in p1 p2; do
		wait_gone "$name" en06
		wait_gone "$name" en07
	done
	# now both cables of p1's 0d.2 lead to p2's 0d.2
	swap_cables e f
	cable p1 2.3 1
	cable p1 3 1
	assert_four en05=en05 en06=en06 en07=en07 en08=en08
	run -0 on p1 'cat /sys/bus/pci/devices/0000:00:0d.2/domain*/*-0/*-[13]/unique_id | uniq | wc -l'
	assert_output 1
}

# As Proxmox VE's SDN writes them, and as ifupdown2 has brought them up at boot.
give_addresses() { # NAME
	on "$1" "mkdir -p /etc/network/interfaces.d && for n in 5 6 7 8; do
		printf '%s\n' \"auto en0\$n\" \"iface en0\$n inet static\" \"	address 10.0.\$n.${1#p}/24\"; done > /etc/network/interfaces.d/sdn"
	on -t 400 "$1" systemctl start networking
}

addresses() { # NAME
	on "$1" "ip -4 -o address show | sed -n 's/.*\(en0[5-8]\) *inet \(10[^ ]*\).*/\1 \2/p' | sort"
}

has_all_addresses() { # NAME
	[ "$(addresses "$1" | wc -l)" -eq 4 ]
}

# bats test_tags=long
@test "four links that come up together get all their addresses, though ifupdown2 runs only once at a time" {
	from installed p1 p2
	give_addresses p1
	pull 2 2.3 3 3.3
	for link in en05 en06 en07 en08; do wait_gone p1 "$link"; done
	run -0 addresses p1
	refute_output
	for port in 2 2.3 3 3.3; do cable p1 "$port" 1; done
	wait_until 600 has_all_addresses p1
	run -0 addresses p1
	assert_output $'en05 10.0.5.1/24\nen06 10.0.6.1/24\nen07 10.0.7.1/24\nen08 10.0.8.1/24'
	for link in en05 en06 en07 en08; do
		wait_settled p1 "$link"
		usable p1 "$link"
	done
	# they did meet, and the later one waited for its turn
	run -0 on p1 "journalctl -q -b -o cat -t tbnet-ifup | grep -c 'another ifup or ifreload is running'"
	note "$output times another ifup was at work"
	run -0 on p1 systemctl --failed --plain --no-legend
	refute_output
}
