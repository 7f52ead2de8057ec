# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Loaded by every bats file: `load ../lib/common.bash`. What all layers need, and nothing that only one needs.

bats_require_minimum_version 1.5.0
# as Debian has them; their load.bash runs dirname for each file, before each of 1,500 tests
for library in /usr/lib/bats/bats-{support,assert}/src/*.bash; do
	# shellcheck source=/dev/null
	. "$library"
done

# Before each command bats looks where it is, for the place of a failure: of its own commands and bats-assert's, which are most, it
# wants none, but finds that out slowly; this took a third of the processors' time of the tests.
looks=$(declare -f bats_debug_trap) && eval "${looks/\{/{ [[ \$1 != /usr/* ]] || return 0;}"

# shellcheck source=tests/lib/env.bash
. "${BASH_SOURCE[0]%/*}/env.bash"
# shellcheck source=tests/lib/namespaces.bash
. "${BASH_SOURCE[0]%/*}/namespaces.bash"

# cannot_run REASON - this test cannot run here: said, and under CI a failure
cannot_run() {
	[ "${CI:-}" != true ] || fail "cannot run here: $1"
	skip "$1"
}

# need_namespaces - for setup_suite
need_namespaces() {
	local reason
	reason=$(no_namespaces)
	[ -z "$reason" ] || fail "$reason"
}

# tested WHAT SUITE VERSION - in the table of tbnet(7) the tests of this suite have run on this version; it may be exact to a digit more
tested() {
	local said
	said=$(awk -v what="$1" -v suite="$2" '
		$1 == "bookworm" { for (i = 1; i <= NF; i++) column[$i] = i + 1 }
		$1 == what && column[suite] { print $column[suite]; exit }' "$TBNET_TOP/helpers/tbnet.7.scd")
	[[ -n $said && ($3 == "$said" || $3 == "$said"[.+~-]*) ]] || fail "tbnet(7) says $1 ${said:-(nothing)} for $2, the tests run on $3"
}

# wait_until SECONDS COMMAND... - until the command succeeds, or fail at the bound
wait_until() {
	local bound=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$bound" ] || fail "not within its bound: $*"
		sleep 0.1
	done
}

# for_anybody PROGRAM - a copy of it, for a user who cannot enter the folder where it was built, such as a home of mode 700
for_anybody() {
	install -D -m 755 "$TBNET_BIN/$1" "$BATS_TEST_TMPDIR/programs/$1"
	echo "$BATS_TEST_TMPDIR/programs/$1"
}

# background COMMAND... - start it without bats' own descriptor, which would hold the test open; ends with the test
background() {
	"$@" 3>&- &
	background_pids+=("$!")
}

# For teardown: end what background started, and nothing else: what has ended may have left its number to somebody else.
end_background() {
	local pid running
	running=$'\n'$(jobs -pr)$'\n'
	for pid in "${background_pids[@]}"; do
		[[ $running == *$'\n'"$pid"$'\n'* ]] || continue
		kill "$pid" 2>&- || continue
		wait "$pid" 2>&- || true
	done
	background_pids=()
}
background_pids=()
