# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The environment of the programs under test, for every layer that runs them.

# Debian's programs, before those that somebody has put in front of them
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
TBNET_TOP=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
# The programs under test: tests/run points this at the developers' build, or at valgrind around a plain one.
: "${TBNET_BIN:=$TBNET_TOP/build/dev/helpers}"
export TBNET_TOP TBNET_BIN

# Left-over settings of the caller's shell must not reach the programs; these names are the tests' own.
for variable in $(compgen -v TBNET_); do
	case $variable in
	TBNET_TOP | TBNET_BIN | TBNET_DEB* | TBNET_TEST_CACHE) ;;
	*) unset "$variable" ;;
	esac
done
# by these a program knows that udev or systemd runs it
unset variable SEQNUM DEVPATH INVOCATION_ID JOURNAL_STREAM
export LC_ALL=C.UTF-8
# as udev has it for what it runs: interfaces of tests are taken for links of ours
export TBNET_PORT=1

# A fake libc in front (umockdev) comes before the sanitizer's runtime in the list of libraries; that is intended.
export ASAN_OPTIONS=${ASAN_OPTIONS:-verify_asan_link_order=0:detect_leaks=1:abort_on_error=0:exitcode=99}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1:exitcode=99}
