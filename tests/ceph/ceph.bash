# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One machine with a real Ceph (cluster) and the package: a world (tests/udevd/world.bash) of Debian. Its router id is
# 10.100.0.11, on a veth in place of the dummy, which not every kernel has.

load ../lib/common.bash
# shellcheck source=tests/udevd/world.bash
. "$TBNET_TOP/tests/udevd/world.bash"

ceph_world=${BATS_FILE_TMPDIR:-}/n1

# on COMMAND... - there
on() {
	world_run "$ceph_world" "$@"
}

# cluster_start OSDS [HOSTS] - on the mesh, with nothing in its configuration database
cluster_start() {
	cluster_make 10.100.0.11/32 "$@"
	wait_until 60 all_up "$1"
}

# cluster_make ADDRESS/N[,ADDRESS/N] OSDS [HOSTS [ADDRESS/N]] - its OSDs are started, and perhaps run
cluster_make() {
	local -a trees words
	local address
	read -r -a trees <<< "$CEPH_TREES"
	touch "$BATS_SUITE_TMPDIR/ran-${BATS_TEST_FILENAME##*/}"
	world_make "$ceph_world" n1 "${trees[@]}"
	on ip link add dummy_tb4 up type veth peer name far-dummy
	on ip link set far-dummy up
	for address in ${1/,/ } ${4-}; do
		on ip address add "$address" dev dummy_tb4 nodad
	done
	mapfile -t words < <(printf '%s\n' "$@" | sed 's,/[0-9]*,,g')
	on bash -s "${words[@]}" < "$TBNET_TOP/tests/ceph/cluster" > "$BATS_FILE_TMPDIR/cluster.log" 2>&1 ||
		fail "no cluster: $(tail -n 5 "$BATS_FILE_TMPDIR/cluster.log")"
	# Debian's Python runs no modules of that manager; nothing else is wrong here
	on ceph health mute MGR_MODULE_DEPENDENCY --sticky
}

all_up() { # OSDS
	[ "$(on ceph --connect-timeout 5 osd stat -f json | on jq .num_up_osds)" = "$1" ]
}

manager() {
	[ "$(on ceph mgr dump -f json | on jq -r .active_name)" = a ]
}

# restart_manager - it takes up what ceph.conf and the database have now
restart_manager() {
	on pkill -x ceph-mgr
	on ceph mgr fail a
	on ceph-mgr -i a
	wait_until 60 manager
}

# ended OSD - its process
ended() {
	! on pgrep -f "^ceph-osd -i $1\$"
}

healthy() {
	[ "$(on ceph health -f json | on jq -r .status)" = HEALTH_OK ]
}

# as_printed [PATTERN] - the commands of $output run, as they are printed: lines behind "next:" that begin with ceph, or what
# matches. setup_suite.bash compares them with those that the program can print.
# shellcheck disable=SC2120	# the tests give it one
as_printed() {
	local commands
	commands=$(grep -oP "${1:-^ *next: \\Kceph .*}" <<< "$output" | sort -u)
	assert [ -n "$commands" ]
	echo "$commands" >> "$BATS_SUITE_TMPDIR/commands"
	on sh -exc "$commands"
}

# judge_gone - the commands that are printed, run; the findings that have one are gone then
judge_gone() {
	run -3 judged
	as_printed
	run judged
	refute_line --partial 'next: ceph'
}

judged() {
	on tbnet-ceph judge --wait=120 --network=10.100.0.0/24 "$@"
}

# forget - nothing is left in the database
forget() {
	local who name
	while read -r who name; do
		on ceph config rm "$who" "$name"
	done < <(on ceph config dump -f json | on jq -r '.[] | "\(.section)\(if .mask == "" then "" else "/" + .mask end) \(.name)"')
}
