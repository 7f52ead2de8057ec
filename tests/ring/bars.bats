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

# table - both, side by side, with what ours is to be on a machine that has nothing else to do
table() {
	local key bar what
	printf '%-52s%10s%10s%8s\n' '' guide tbnet bar
	while read -r key bar what; do
		printf '%-52s%10s%10s%8s\n' "$what" "$(value "$(figures_of guide)" "$key")" \
			"$(value "$(figures_of tbnet)" "$key")" "$bar"
	done <<- 'END'
		start-all 4000 FRR starts on all three: to all routes, ms
		quiet-cut 350 cable pulled, network quiet: without a route, ms
		second-cut 350 cable pulled within 30 s of a change, ms
		replug 3000 cable back: to the direct path (best of 1, 3), ms
		replug-lost 0 cable back: packets lost
		fifty-grown - back 50 times: growth of FRR, KiB
	END
}

tbnet() {
	value "$(figures_of tbnet)" "$1"
}

guide() {
	value "$(figures_of guide)" "$1"
}

# Milliseconds are for the eye, since a busy machine blurs them. Asserted is what it does not: the guide's waits of 3, 10
# and 30 s (three hellos, csnp-interval, lsp-gen-interval) are not in ours.
faster_by() { # KEY MS
	local ours theirs
	ours=$(tbnet "$1")
	theirs=$(guide "$1")
	[ $((ours + $2)) -lt "$theirs" ] || fail "$1: $ours ms, the guide $theirs ms"
}

@test "a pulled cable, network quiet: the other way round before a hello is missed" {
	[ "$(tbnet quiet-cut)" -lt 2500 ] || fail "$(tbnet quiet-cut) ms"
}

@test "a second change within 30 s: no wait for lsp-gen-interval, as with the guide" {
	faster_by second-cut 10000
	[ "$(tbnet second-cut)" -lt 2500 ] || fail "$(tbnet second-cut) ms"
}

@test "FRR starts on all three at a time: all routes without a wait for lsp-gen-interval" {
	faster_by start-all 10000
}

@test "a cable is back: the direct path without a wait for lsp-gen-interval, no packet lost" {
	faster_by replug 10000
	assert_equal "$(tbnet replug-lost)" 0
}

@test "50 times a new interface: no restart of FRR, no growth, no adjacency lost" {
	assert_equal "$(tbnet fifty-restarted)" 0
	assert_equal "$(tbnet fifty-neighbours)" 2
	[ "$(tbnet fifty-grown)" -le 2048 ] || fail "FRR on n1 grew by $(tbnet fifty-grown) KiB"
}
