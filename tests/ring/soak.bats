# SPDX-License-Identifier: GPL-2.0-or-later
# The timers of BFD on a mesh whose nodes compute as much as they can, for an hour (SOAK_SECONDS: seconds).
load ring.bash

setup_file() {
	ring_of_debian
}

teardown_file() {
	ring_stop
}

teardown() {
	end_background
}

# downs - how often a session of BFD went down on any of the nodes, and how many sessions there are
downs() {
	local node
	for node in n1 n2 n3; do
		vty "$node" 'show bfd peers counters json' | on "$node" jq -r '.[]."session-down"'
	done | awk '{ s += $1 } END { print s " of " NR }'
}

# ticks - all that the processors did since the boot, and what they idled of it (proc_stat(5))
ticks() {
	awk '$1 == "cpu" { for (i = 2; i <= 9; i++) s += $i; print s, $5 + $6 }' /proc/stat
}

# bats test_tags=long
@test "an hour of full load on all processors: BFD reports no cable as dead" {
	local i node before seconds=${SOAK_SECONDS:-3600} all idle all_before idle_before load=0 n=0
	# as frr.service has it: FRR inherits it
	[ "$(on n1 sed -n 's/^Nice=//p' /usr/lib/systemd/system/frr.service)" = -5 ]
	for node in n1 n2 n3; do
		on "$node" nice -n -5 tbnet-fabric apply --prefix=10.100.0.0/24 '--nodes=n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'
	done
	wait_until 30 settled
	run -0 on n1 ps -o ni= -C bfdd
	assert_output --regexp '^ *-5$'
	before=$(downs)
	for ((i = 0; i < $(nproc); i++)); do
		background timeout "$((seconds + 60))" sh -c 'while :; do :; done'
	done
	read -r all_before idle_before < <(ticks)
	for ((i = SECONDS + seconds; SECONDS < i; n++)); do
		sleep 10
		load=$(awk -v sum="$load" '{ print sum + $1 }' /proc/loadavg)
	done
	read -r all idle < <(ticks)
	echo "# $seconds s: sessions down $before at the beginning, $(downs) at the end; processors $((100 - 100 * (idle - idle_before) / (all - all_before))) % busy," \
		"load $(awk -v sum="$load" -v n="$n" 'BEGIN { printf "%.1f", sum / n }') on average; FRR $(vty n1 'show version' | sed -n 's/^FRRouting \([^ ]*\) .*/\1/p')" >&3
	assert_equal "$(downs)" "$before"
	settled
	# the counters do count: a bfdd that stands still for a second
	on n1 pkill -STOP -x bfdd
	sleep 1
	on n1 pkill -CONT -x bfdd
	wait_until 30 counted "$before"
}

counted() {
	[ "$(downs)" != "$1" ]
}
