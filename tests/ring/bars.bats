# SPDX-License-Identifier: GPL-2.0-or-later
# What a mesh does when cables go and come back: real zebra and fabricd (Debian's frr) of three machines in a ring, with the
# configuration that tbnet-fabric gives, and beside it with that of the guide, in the same run and at the same time.
load ring.bash
load measure.bash

figures_of() {
	echo "$BATS_FILE_TMPDIR/$1/figures"
}

# run_mesh NAME COMMAND... - measure a mesh of its own; in the background, so that the two wait at the same time
run_mesh() {
	ring=$BATS_FILE_TMPDIR/$1
	mkdir -p "$ring"
	trap 'end_background; ring_stop' EXIT
	"measure_$1"
}

measure_guide() {
	measure configure_guide 31 1
}

measure_tbnet() {
	measure configure_tbnet 5 3
	fifty_times
}

setup_file() {
	local name bad=0
	local -A pids
	for name in guide tbnet; do
		run_mesh "$name" > "$BATS_FILE_TMPDIR/$name.log" 2>&1 3>&- &
		pids[$name]=$!
	done
	for name in guide tbnet; do
		wait "${pids[$name]}" || {
			bad=1
			tail -n 20 "$BATS_FILE_TMPDIR/$name.log"
		}
	done
	table | sed 's/^/# /' >&3
	return "$bad"
}

# table - both, side by side
table() {
	local key what
	printf '%-52s%12s%12s\n' '' "guide" tbnet
	while read -r key what; do
		printf '%-52s%12s%12s\n' "$what" "$(value "$(figures_of guide)" "$key")" "$(value "$(figures_of tbnet)" "$key")"
	done <<- 'END'
		start-all FRR starts on all three: to all routes, ms
		quiet-cut cable pulled, network quiet: without a route, ms
		second-cut cable pulled within 30 s of a change, ms
		replug cable back: to the direct path (best of 1, 3), ms
		replug-lost cable back: packets lost
		fifty-grown back 50 times: growth of FRR, KiB
	END
}

tbnet() {
	value "$(figures_of tbnet)" "$1"
}

guide() {
	value "$(figures_of guide)" "$1"
}

# at_most KEY BAR
at_most() {
	[ "$(tbnet "$1")" -le "$2" ] || fail "$1: $(tbnet "$1") ms, the bar is $2 ms"
}

@test "a pulled cable, network quiet: 0.35 s without a route at most" {
	at_most quiet-cut 350
}

@test "a second change within 30 s: 0.35 s without a route at most, where the guide takes seconds" {
	at_most second-cut 350
	[ "$(guide second-cut)" -gt 2000 ]
}

@test "FRR starts on all three at a time: all routes within 10 s, where the guide takes 25" {
	at_most start-all 10000
	[ "$(guide start-all)" -gt 20000 ]
}

@test "a cable is back: the direct path within 3 s, no packet lost" {
	at_most replug 3000
	assert_equal "$(tbnet replug-lost)" 0
}

@test "50 times a new interface: no restart of FRR, no growth, no adjacency lost" {
	assert_equal "$(tbnet fifty-restarted)" 0
	assert_equal "$(tbnet fifty-neighbours)" 2
	[ "$(tbnet fifty-grown)" -le 2048 ] || fail "FRR on n1 grew by $(tbnet fifty-grown) KiB"
}
