# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Loaded by every bats file: `load ../lib/common.bash`. What all layers need, and nothing that only one needs.

bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

TBNET_TOP=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
# The programs under test: tests/run points this at the developers' build, or at valgrind around a plain one.
: "${TBNET_BIN:=$TBNET_TOP/build/dev/helpers}"
export TBNET_TOP TBNET_BIN

# Left-over settings of the caller's shell must not reach the programs; the three names are the tests' own.
for variable in $(compgen -v TBNET_); do
	case $variable in
	TBNET_TOP | TBNET_BIN | TBNET_DEB*) ;;
	*) unset "$variable" ;;
	esac
done
# by these a program knows that udev or systemd runs it
unset variable SEQNUM DEVPATH INVOCATION_ID JOURNAL_STREAM
export LC_ALL=C.UTF-8

# A fake libc in front (umockdev) comes before the sanitizer's runtime in the list of libraries; that is meant.
export ASAN_OPTIONS=${ASAN_OPTIONS:-verify_asan_link_order=0:detect_leaks=1:abort_on_error=0:exitcode=99}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1:exitcode=99}

# cannot_run REASON - this test cannot run here: said, and under CI a failure
cannot_run() {
	[ "${CI:-}" != true ] || fail "cannot run here: $1"
	skip "$1"
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

# background COMMAND... - start it without bats' own descriptor, which would hold the test open; ends with the test
background() {
	"$@" 3>&- &
	background_pids+=("$!")
}

# For teardown: end what background started, and nothing else: what has ended may have left its number to somebody else.
end_background() {
	local pid
	for pid in "${background_pids[@]}"; do
		jobs -pr | grep -qx "$pid" || continue
		kill "$pid" 2>&- || continue
		wait "$pid" 2>&- || true
	done
	background_pids=()
}
background_pids=()
