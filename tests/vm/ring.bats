#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Three machines in a ring, one of them with its controllers at other PCI addresses.

load vm.bash

# Each machine's link, and the one at the other end of its cable.
ring='n1/en05=n2/en05 n2/en06=n3/en05 n3/en06=n1/en06'

assert_ring() {
	local cable end name n=0
	for cable in $ring; do
		n=$((n + 1))
		for end in ${cable/=/ }; do
			name=${end%/*}
			wait_usable "$name" "${end#*/}"
			on "$name" "ip address replace 10.0.$n.${name#n}/24 dev ${end#*/}"
		done
		end=${cable%=*}
		full_size_ping "${end%/*}" "-I ${end#*/} 10.0.$n.${name#n}"
	done
}

# bats test_tags=long
@test "a ring of three comes up at the installation, and again after the power of all three was cut at once" {
	from bare n1 n2 n3
	in_parallel install_tbnet n1 n2 n3
	assert_ring
	# its disk has what was written: not what the scenario is about
	for name in n1 n2 n3; do on "$name" sync; done
	power_off n1 n2 n3
	for name in n1 n2 n3; do start "$name" --keep; done
	for name in n1 n2 n3; do on "$name" --wait > /dev/null; done
	assert_ring
	run -0 plugged n3
	assert_output $'en05 0000:06:00.5 1\nen06 0000:06:00.6 1'
	run -0 on n3 "grep -v '^#' /etc/tbnet/names"
	assert_output $'en05 0000:06:00.5\nen06 0000:06:00.6'
	for name in n1 n2 n3; do
		run -0 on "$name" systemctl --failed --plain --no-legend
		refute_output
	done
}
