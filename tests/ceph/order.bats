# SPDX-License-Identifier: GPL-2.0-or-later
# The order in which a boot starts Ceph, as systemd reads the units of the package and of Debian's Ceph.
load ceph.bash

setup_file() {
	local unit
	local -a trees
	read -r -a trees <<< "$CEPH_TREES"
	world_make "$ceph_world" n1 "${trees[@]}"
	for unit in ceph-mon@a.service ceph-osd@0.service; do
		# its test mode, which is not for root: what it has loaded, and would start
		on setpriv --reuid=nobody --clear-groups env XDG_RUNTIME_DIR=/tmp \
			/usr/lib/systemd/systemd --test --system --unit="$unit" --no-pager > "$BATS_FILE_TMPDIR/$unit" 2>&-
	done
}

teardown_file() {
	world_stop "$ceph_world"
}

# of UNIT WHAT [START] - its units in this list, as systemd has loaded them to start UNIT or START
of() {
	awk -v unit="$1:" -v what="$2:" '$2 == "Unit" { here = $3 == unit } here && $1 == what { print $2 }' \
		"$BATS_FILE_TMPDIR/${3:-$1}"
}

@test "monitors and OSDs start after the router id, and after the links at their bound" {
	local unit
	for unit in ceph-mon@a.service ceph-osd@0.service; do
		run -0 of "$unit" After
		assert_line networking.service
		assert_line tbnet-fabric.service
		assert_line tbnet-ceph.service
		run -0 of "$unit" Wants
		assert_line tbnet-ceph.service
		run -0 of "$unit" Requires
		refute_output --partial tbnet
		run -0 of "$unit" BindsTo
		refute_output --partial tbnet
	done
}

@test "nothing but Ceph waits for it" {
	run -0 of tbnet-ceph.service Before ceph-osd@0.service
	assert_line ceph-osd@0.service
	refute_output --partial network
	run -0 of tbnet-ceph.service WantedBy ceph-osd@0.service
	assert_output ceph-osd@0.service
	run -0 of tbnet-ceph.service RequiredBy ceph-osd@0.service
	refute_output
}

@test "systemd-analyze verify finds nothing in Ceph's units with the drop-ins, no cycle either" {
	run -0 on systemd-analyze verify --man=no ceph-mon@a.service ceph-osd@0.service tbnet-ceph.service
	refute_output --partial tbnet
	refute_output --partial cycle
}
