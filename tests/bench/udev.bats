# SPDX-License-Identifier: GPL-2.0-or-later
# What the rules cost: from the birth of a netdev to the end of its last event, with a real udevd, beside a machine
# without the package.
load ../ring/ring.bash

teardown() {
	world_stop "$BATS_TEST_TMPDIR/with"
	world_stop "$BATS_TEST_TMPDIR/without"
}

# A machine whose udevd logs nothing. WORLD TREE...
machine() {
	world_make "$1" n1 "${@:2}"
	world_mark "$1"
	world_run "$1" /usr/lib/systemd/systemd-udevd --daemon < /dev/null > /dev/null 2>&1
}

# median_ms WORLD ADDRESS - of 41 interfaces that come and go
median_ms() {
	# shellcheck disable=SC2016 # the machine's variables
	world_run "$1" bash -ec '
		for i in {1..41}; do
			begin=${EPOCHREALTIME/[.,]/}
			ip link add "tb$i" address "$1" type veth peer name "far$i" netns far
			udevadm settle
			echo $((${EPOCHREALTIME/[.,]/} - begin))
			ip -n far link delete "far$i"
			udevadm settle
		done' bash "$2" | sort -n | awk '{ t[NR] = $1 } END { if (NR != 41) exit 1; printf "%.1f\n", t[21] / 1000 }'
}

# row WHAT ADDRESS
row() {
	local with without
	without=$(median_ms "$BATS_TEST_TMPDIR/without" "$2")
	with=$(median_ms "$BATS_TEST_TMPDIR/with" "$2")
	awk -v what="$1" -v without="$without" -v with="$with" \
		'BEGIN { printf "# %-44s%8.1f%8.1f%7.2f x\n", what, without, with, with / without }' >&3
}

@test "a whole event of udev can be measured with the package's rules and without" {
	local -a trees
	read -ra trees <<< "$RING_TREES"
	machine "$BATS_TEST_TMPDIR/without" "${trees[@]:1}"
	machine "$BATS_TEST_TMPDIR/with" "${trees[@]}"
	printf '# %-44s%8s%8s\n' 'add to the end of the last event, ms (median)' without with >&3
	row 'another netdev' 02:00:00:00:00:01
	row 'a Thunderbolt netdev: named, up at its MTU' "$(world_address 0d.2-1)"
	world_plug "$BATS_TEST_TMPDIR/with" 0d.2-1 thunderbolt0
	world_settle "$BATS_TEST_TMPDIR/with"
	run -0 world_link "$BATS_TEST_TMPDIR/with" en05
	assert_output "en05 up 65520"
}
