#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Controllers with two ports. The udev path of both is that of the controller, so a .link file
# that says no more than it cannot tell them apart.
# bats file_tags=each-kernel
load vm.bash

# What tbnet makes of four cables, two in each controller. Which port of a controller has which of its two names depends on which
# netdev was there first.
four='en05 0000:00:0d.2
en06 0000:00:0d.3
en07 0000:00:0d.2
en08 0000:00:0d.3'

# The cables of vm_options: a port of p1, and the one of p2 at the other end.
crossed=('0d.2 1=0d.2 1' '0d.3 1=0d.2 3' '0d.2 3=0d.3 1' '0d.3 3=0d.3 3')

# name_at NAME CONTROLLER PORT - the interface of that port
name_at() {
	plugged "$1" | awk -v port="0000:00:$2 $3" '$2 " " $3 == port { print $1 }'
}

has_four() { # NAME
	[ "$(plugged "$1" | wc -l)" -eq 4 ]
}

# Each cable is a link: its ends have an address of their own, and exchange the largest packet.
assert_links() { # PORT=PORT...
	local cable here there n=0
	for cable; do
		n=$((n + 1))
		# shellcheck disable=SC2086 # words
		here=$(name_at p1 ${cable%=*}) there=$(name_at p2 ${cable#*=})
		wait_usable p1 "$here"
		wait_usable p2 "$there"
		on p1 "ip address replace 10.0.$n.1/24 dev $here"
		on p2 "ip address replace 10.0.$n.2/24 dev $there"
		full_size_ping p1 "-I $here 10.0.$n.2"
	done
}

assert_four() { # PORT=PORT...
	local name
	for name in p1 p2; do
		wait_until 600 has_four "$name"
		run -0 plugged "$name"
		assert_equal "$(cut -d' ' -f1,2 <<< "$output")" "$four"
	done
	assert_links "$@"
}

# The record says of both machines which port has which name.
assert_recorded() {
	local name
	for name in p1 p2; do
		assert_equal "$(on "$name" 'grep -v "^#" /etc/tbnet/names | sort')" "$(plugged "$name")"
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
	assert_recorded
}

# bats test_tags=long
@test "both cables of a controller, put back in the other order, find their names; so do all after a reboot" {
	local one two before
	from installed p1 p2
	assert_four "${crossed[@]}"
	before=$(plugged p1)
	one=$(name_at p1 0d.2 1) two=$(name_at p1 0d.2 3)
	pull 2 2.3
	wait_gone p1 "$one"
	wait_gone p1 "$two"
	run -0 plugged p1
	assert_equal "$output" "$(grep 0d.3 <<< "$before")"
	cable p1 2.3 1
	wait_usable p1 "$two"
	cable p1 2 1
	assert_four "${crossed[@]}"
	assert_equal "$(plugged p1)" "$before"
	reboot p1
	assert_four "${crossed[@]}"
	assert_equal "$(plugged p1)" "$before"
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
	local name gone
	from installed p1 p2
	assert_four "${crossed[@]}"
	gone=("$(name_at p1 0d.2 3)" "$(name_at p1 0d.3 1)")
	pull 2.3 3
	for name in "${gone[@]}"; do wait_gone p1 "$name"; done
	# now both cables of p1's 0d.2 lead to p2's 0d.2
	swap_cables e f
	cable p1 2.3 1
	cable p1 3 1
	assert_four '0d.2 1=0d.2 1' '0d.2 3=0d.2 3' '0d.3 1=0d.3 1' '0d.3 3=0d.3 3'
	run -0 on p1 'cat /sys/bus/pci/devices/0000:00:0d.2/domain*/*-0/*-[13]/unique_id | uniq | wc -l'
	assert_output 1
}

# As Proxmox VE's SDN writes them, and as ifupdown2 has brought them up at boot.
give_addresses() { # NAME
	# under emulation an ifup takes half a minute, if the machine has other work, and the last one waits for three others
	on "$1" 'echo TBNET_IFUP_WAIT=5min >> /etc/tbnet.conf'
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
