#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Two machines, one cable, the .deb.
# bats file_tags=each-kernel,beside
load vm.bash

# The link as people see it, the largest packet, and what the journal can be asked for.
assert_link() {
	local name
	for name in n1 n2; do
		wait_usable "$name" en05
		# the journal has it a moment after the kernel, when the link's unit has verified it
		wait_settled "$name" en05
	done
	for name in n1 n2; do
		address "$name" "10.0.0.${name#n}/24" en05
		run -0 journal "$name" TBNET_INTERFACE=en05 TBNET_MTU=65520 TBNET_OUTCOME=usable -b
		assert_output --partial '"TBNET_OUTCOME":"usable"'
		run -0 on "$name" systemctl --failed --plain --no-legend
		refute_output
		# nothing is wrong, so it reports nothing; but on a busy machine a peer whose boot takes longer than the grace is
		run -0 on "$name" "journalctl -q -b -p warning -o short-monotonic | grep ' tbnet-' | grep -v 'login stuck: peer present' || true"
		refute_output
	done
	run -0 on n1 ip link show en05
	assert_output --regexp '<[^>]*,UP,LOWER_UP> mtu 65520'
	full_size_ping n1 10.0.0.2
	full_size_ping n2 10.0.0.1
}

# bats test_tags=long
@test "installed without a reboot, with the driver loaded nowhere, both machines have the link" {
	from bare n1 n2
	for name in n1 n2; do
		run -1 on "$name" 'grep ^thunderbolt_net /proc/modules'
		refute_output
	done
	in_parallel install_tbnet n1 n2
	assert_link
}

# bats test_tags=long
@test "an interface that goes while the package is installed does not fail it, and comes back as a link" {
	from installed n2
	start n1 --restore bare
	on n1 modprobe thunderbolt_net
	wait_until 180 on n1 '[ -e /sys/class/net/thunderbolt0 ]'
	on n1 --put "$TBNET_DEB" /root/tbnet.deb
	# the cable is pulled between two looks of the script that takes up the links
	on n1 'mkdir /root/late && printf "%s\n" "#!/bin/sh" "case \$1 in /sys/class/net/*/flags)" \
		"echo 0 > /sys/bus/pci/devices/0000:00:0d.2/tbhw_port1/cable" \
		"while [ -e \$1 ]; do sleep 0.1; done ;; esac" "exec /usr/bin/cat \"\$@\"" > /root/late/cat &&
		chmod +x /root/late/cat'
	run -0 on -t 240 n1 'PATH=/root/late:$PATH dpkg -i /root/tbnet.deb'
	run -0 on n1 cat /sys/bus/pci/devices/0000:00:0d.2/tbhw_port1/cable
	assert_output 0
	wait_gone n2 en05
	cable n1 2 1
	wait_usable n1 en05
	wait_usable n2 en05
}

# bats test_tags=long
@test "what autopkgtest runs in a machine of its own passes (debian/tests)" {
	local test
	from installed n1
	for test in programs machine; do
		on n1 --put "$TBNET_TOP/debian/tests/$test" "/root/$test"
		run -0 on -t 300 n1 sh "/root/$test"
	done
}

# What each run has to show, on one start of the machines, which is most of its time. 1-bench.bats and 3-comes-back.bats look at the
# bench and at the replug each on its own.
@test "after a cold start of both, the link is there with nobody touching anything, and again when the cable was out" {
	local name
	from installed n1 n2
	in_parallel reboot n1 n2
	have_debians_driver
	assert_link
	cable n1 2 0
	wait_gone n1 en05
	wait_gone n2 en05
	cable n1 2 1
	for name in n1 n2; do
		wait_usable "$name" en05
		address "$name" "10.0.0.${name#n}/24" en05
	done
	full_size_ping n1 10.0.0.2
}
