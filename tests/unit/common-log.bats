# SPDX-License-Identifier: GPL-2.0-or-later
# Where messages go, and with which fields. The journal is a socket of the test's own.
load private.bash

setup() {
	need_private
	got=$BATS_TEST_TMPDIR/journal
}

# journalled COMMAND... - in a private /run with a journal; what it got is in $got
journalled() {
	private 'exec "$@"' "$TBNET_TOP/tests/unit/journal" "$got" "$@"
}

under_udev=(env SEQNUM=4711 DEVPATH=/devices/virtual/net/en05)

@test "run by udev, a message goes to the journal with its fields, and nothing to stderr" {
	run -1 journalled "${under_udev[@]}" "$TBNET_BIN/tbnet-up" no-such-if
	assert_output ''
	run -0 cat "$got"
	assert_output 'PRIORITY=3
SYSLOG_IDENTIFIER=tbnet-up
MESSAGE=no-such-if: no such interface; next: tbnet-status
TBNET_INTERFACE=no-such-if'
}

@test "the outcome is a field: gone" {
	run -3 journalled "${under_udev[@]}" "$TBNET_BIN/tbnet-up" --wait no-such-if
	run -0 cat "$got"
	assert_line TBNET_OUTCOME=gone
	assert_line TBNET_INTERFACE=no-such-if
}

@test "error, attempt, MTU and MESSAGE_ID are fields" {
	# in this network namespace lo is ours: its MTU may be what we like, and a user without rights may not change it
	run -1 journalled "${under_udev[@]}" TBNET_MTU=1280 setpriv --inh-caps=-all --bounding-set=-all \
		"$TBNET_BIN/tbnet-up" --wait lo
	assert_output ''
	run -0 cat "$got"
	assert_output 'PRIORITY=3
SYSLOG_IDENTIFIER=tbnet-up
MESSAGE=lo: cannot be brought up at MTU 1280: Operation not permitted (attempt 1 of 5)
MESSAGE_ID=01f89129ae8d4b8e914f45f508acf3f8
TBNET_INTERFACE=lo
TBNET_ACTION=wait
TBNET_OUTCOME=failed
TBNET_ATTEMPT=1
TBNET_ATTEMPTS=5
TBNET_MTU=1280
ERRNO=1'
}

@test "a change is information, nothing to do is a debug message" {
	run -0 journalled "${under_udev[@]}" TBNET_MTU=1280 TBNET_LOG_LEVEL=debug sh -c '"$1" lo && exec "$1" lo' sh "$TBNET_BIN/tbnet-up"
	run -0 cat "$got"
	assert_output 'PRIORITY=6
SYSLOG_IDENTIFIER=tbnet-up
MESSAGE=lo: up at MTU 1280
MESSAGE_ID=4556ebab2e234dce82b5a8e0ff49179b
TBNET_INTERFACE=lo
TBNET_ACTION=up
TBNET_MTU=1280

PRIORITY=7
SYSLOG_IDENTIFIER=tbnet-up
MESSAGE=lo: is already up at MTU 1280
TBNET_INTERFACE=lo
TBNET_ACTION=up
TBNET_MTU=1280'
}

@test "the log level keeps less important messages back" {
	run -0 private '"$1" lo' "$TBNET_BIN/tbnet-up"
	assert_output 'tbnet-up: lo: up at MTU 65520'
	run -0 private 'TBNET_LOG_LEVEL=warning "$1" lo' "$TBNET_BIN/tbnet-up"
	assert_output ''
	run -1 private 'TBNET_LOG_LEVEL=err "$1" no-such-if' "$TBNET_BIN/tbnet-up"
	assert_output 'tbnet-up: no-such-if: no such interface; next: tbnet-status'
}

@test "a hostile name cannot add a field to the journal's message" {
	local name
	for name in $'en05\nPRIORITY=0' $'en05\n\nMESSAGE=x' $'en05\rPRIORITY=0' $'e\x01\x7f\xff'; do
		run -2 journalled "${under_udev[@]}" "$TBNET_BIN/tbnet-up" "$name"
		run -0 cut -d= -f1 "$got"
		assert_output 'PRIORITY
SYSLOG_IDENTIFIER
MESSAGE'
		run -0 grep -c '^PRIORITY=3$' "$got"
		assert_output 1
	done
}

@test "a hostile argument cannot add a field to the journal's message" {
	run -2 journalled "${under_udev[@]}" "$TBNET_BIN/tbnet-up" $'1\nPRIORITY=0\nTBNET_PORT=9'
	run -0 cut -d= -f1 "$got"
	assert_output 'PRIORITY
SYSLOG_IDENTIFIER
MESSAGE'
}

@test "a usage error under udev goes to the journal, too" {
	run -2 journalled "${under_udev[@]}" "$TBNET_BIN/tbnet-port" /etc
	assert_output ''
	run -0 cat "$got"
	assert_output 'PRIORITY=3
SYSLOG_IDENTIFIER=tbnet-port
MESSAGE=needs one sysfs path, like /sys/devices/.../net/en05; try --help'
}

@test "without a journal the message goes to stderr, and the exit code stays" {
	run -1 --separate-stderr private 'exec "$@"' "${under_udev[@]}" "$TBNET_BIN/tbnet-up" no-such-if
	assert_output ''
	assert_equal "$stderr" 'tbnet-up: no-such-if: no such interface; next: tbnet-status'
	run -2 --separate-stderr private 'exec "$@"' "${under_udev[@]}" "$TBNET_BIN/tbnet-up"
	assert_equal "$stderr" 'tbnet-up: needs an interface; try --help'
}

@test "with a journal that is dead the message goes to stderr, and the exit code stays" {
	run -1 --separate-stderr private 'mkdir -p /run/systemd/journal
		python3 -c "import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind(\"/run/systemd/journal/socket\")"
		exec "$@"' "${under_udev[@]}" "$TBNET_BIN/tbnet-up" no-such-if
	assert_equal "$stderr" 'tbnet-up: no-such-if: no such interface; next: tbnet-status'
}

@test "a unit whose stderr is the journal writes to the journal's socket" {
	# as systemd.exec(5) has it: device and inode of stderr
	run -1 journalled env INVOCATION_ID=0 sh -c '
		JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec "$@"' sh "$TBNET_BIN/tbnet-up" no-such-if
	assert_output ''
	run -0 grep '^MESSAGE=' "$got"
	assert_output 'MESSAGE=no-such-if: no such interface; next: tbnet-status'
}

@test "a person in a unit's environment with a stderr of their own reads it there" {
	local stream
	for stream in 1:1 '' x 0:0; do
		run -1 --separate-stderr journalled env "JOURNAL_STREAM=$stream" "$TBNET_BIN/tbnet-up" no-such-if
		assert_equal "$stderr" 'tbnet-up: no-such-if: no such interface; next: tbnet-status'
		run -0 cat "$got"
		assert_output ''
	done
}

# unread COMMAND... - in a private /run with a journal that is stopped, its queue full
unread() {
	private 'mkdir -p /run/systemd/journal; exec "$@"' timeout 60 python3 -c '
import socket, subprocess, sys
path = "/run/systemd/journal/socket"
journal, other = (socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2))
journal.bind(path)
other.setblocking(False)
try:
    while True:
        other.sendto(b"MESSAGE=of another one\n", path)
except BlockingIOError:
    sys.exit(subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL).returncode)' "$@"
}

@test "a journal that is stopped holds nobody up: the message goes to stderr, and the exit code stays" {
	run -1 --separate-stderr unread "${under_udev[@]}" "$TBNET_BIN/tbnet-up" no-such-if
	assert_equal "$stderr" 'tbnet-up: no-such-if: no such interface; next: tbnet-status'
}

@test "each program waits once for a journal that is stopped, not for each message" {
	local trace=$BATS_TEST_TMPDIR/trace
	# shellcheck disable=SC2016 # for the shell inside
	run -1 --separate-stderr unread env TBNET_LOG_LEVEL=x "ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0" \
		sh -c 'JOURNAL_STREAM=$(stat -Lc %d:%i /proc/self/fd/2) exec "$@"' sh \
		strace -qq -e trace=sendto -o "$trace" "$TBNET_BIN/tbnet-up" no-such-if
	assert_equal "$stderr" 'tbnet-up: TBNET_LOG_LEVEL=x is not err, warning, info or debug; using the default, info
tbnet-up: no-such-if: no such interface; next: tbnet-status'
	run -0 grep -c 'MSG_NOSIGNAL.* = -1 EAGAIN' "$trace"
	assert_output 1
	run -0 grep -c MSG_NOSIGNAL "$trace"
	assert_output 1
}

# ids - of the messages that people search for
ids() {
	sed -nE 's/^#define LOG_ID_[A-Z_]+[[:space:]]+"([0-9a-f]{32})"$/\1/p' "$TBNET_TOP/helpers/lib/log.h" | sort
}

@test "the catalog explains each message id: cause, next step and a page of ours, and no other" {
	local catalog=$TBNET_TOP/conf/tbnet.catalog word
	[ "$(ids | wc -l)" -ge 7 ]
	assert_equal "$(sed -n 's/^-- //p' "$catalog" | sort)" "$(ids)"
	assert_equal "$(grep -c '^Subject: ' "$catalog") $(grep -c '^Defined-By: tbnet$' "$catalog")" "$(ids | wc -l) $(ids | wc -l)"
	for word in $(grep -oE 'man:tbnet[-a-z]*' "$catalog" | sort -u); do
		compgen -G "$TBNET_TOP/helpers/**/${word#man:}.[78].scd" > "$BATS_TEST_TMPDIR/page" ||
			compgen -G "$TBNET_TOP/helpers/${word#man:}.[78].scd" > "$BATS_TEST_TMPDIR/page" || fail "no page $word"
	done
	for word in $(grep -oE 'explain F[0-9]+' "$catalog" | sed 's/.* //' | sort -u); do
		run -0 "$TBNET_BIN/tbnet-status" "--explain=$word"
	done
}

@test "journalctl takes up the catalog, and shows each entry" {
	local root=$BATS_TEST_TMPDIR/root
	mkdir -p "$root/usr/lib/systemd/catalog" "$root/var/lib/systemd/catalog"
	cp "$TBNET_TOP/conf/tbnet.catalog" "$root/usr/lib/systemd/catalog"
	command -v journalctl || cannot_run 'no journalctl'
	run -0 journalctl --root="$root" --update-catalog
	refute_output --partial 'Failed'
	# shellcheck disable=SC2046 # words
	run -0 journalctl --root="$root" --dump-catalog $(ids)
	assert_equal "$(grep '^-- ' <<< "$output" | sed 's/^-- //' | sort)" "$(ids)"
	assert_line 'Documentation: man:tbnet-modules(8)'
}
