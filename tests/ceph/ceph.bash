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

# cluster_start OSDS [HOSTS] - with nothing in its configuration database
cluster_start() {
	cluster_make 10.100.0.11/32 "$@"
	wait_until 60 all_up "$1"
}

# cluster_make ADDRESS/N OSDS [HOSTS] - its OSDs are started, and perhaps run
cluster_make() {
	local -a trees
	read -r -a trees <<< "$CEPH_TREES"
	world_make "$ceph_world" n1 "${trees[@]}"
	on ip link add dummy_tb4 up type veth peer name far-dummy
	on ip link set far-dummy up
	on ip address add "$1" dev dummy_tb4 nodad
	on bash -s "${1%/*}" "${@:2}" < "$TBNET_TOP/tests/ceph/cluster" > "$BATS_FILE_TMPDIR/cluster.log" 2>&1 ||
		fail "no cluster: $(tail -n 5 "$BATS_FILE_TMPDIR/cluster.log")"
	# Debian's Python runs no modules of that manager; nothing else is wrong here
	on ceph health mute MGR_MODULE_DEPENDENCY --sticky
}

all_up() { # OSDS
	[ "$(on ceph --connect-timeout 5 osd stat -f json | on jq .num_up_osds)" = "$1" ]
}

healthy() {
	[ "$(on ceph health -f json | on jq -r .status)" = HEALTH_OK ]
}

# judge_gone - the commands that are printed, run; the findings that have one are gone then
judge_gone() {
	local commands
	run -3 judged
	commands=$(sed -n 's/^ *next: \(ceph .*\)/\1/p' <<< "$output")
	assert [ -n "$commands" ]
	on sh -exc "$commands"
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
