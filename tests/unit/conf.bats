# SPDX-License-Identifier: GPL-2.0-or-later
# Settings, from /etc/tbnet.conf and the environment. tbnet-up with a name that no interface has reads them and ends there.
load private.bash

setup() {
	need_private
}

numbers='TBNET_MTU 68 65522 65520
TBNET_ATTEMPTS 1 100 5'

times='TBNET_CARRIER_WAIT 0 600 60s
TBNET_RESET_INTERVAL 60 86400 5min'

up() {
	private 'exec "$@"' env "$@" "$TBNET_BIN/tbnet-up" no-such-if
}

# what the kernel says whatever the settings are
asked_kernel='tbnet-up: no-such-if: no such interface; next: tbnet-status'

# from FILE-TEXT [VARIABLE=VALUE...] - tbnet-up with this file
from() {
	printf '%b' "$1" | with_conf env "${@:2}" "$TBNET_BIN/tbnet-up" no-such-if
}

# says LINE... - exactly these, before it goes on
says() {
	assert_output "$(printf 'tbnet-up: %s\n' "$@" "${asked_kernel#*: }")"
}

not_mtu='is not a whole number from 68 to 65522; using the default, 65520'
junk='not a KEY=VALUE line, skipped'
conf=/etc/tbnet.conf

@test "a number out of its range or no number at all is reported with its range and the default that is used" {
	local name min max default value
	while read -r name min max default; do
		for value in $((min - 1)) $((max + 1)) abc 1.5 +$max 0x44 " $max" "$max " 1e3 5min 99999999999999999999 ６８ 68,5; do
			run -1 up "$name=$value"
			says "$name=$value is not a whole number from $min to $max; using the default, $default"
		done
	done <<< "$numbers"
}

@test "a link's own MTU that is no list of names or UUIDs with one is reported with what it may be" {
	local value
	for value in en05 en05= =9000 en05=67 en05=65523 en05=9000,en06=9000 'en05=9000 en06' '../en05=9000' en05=9k en05==9000; do
		run -1 up "TBNET_LINK_MTU=$value"
		says "TBNET_LINK_MTU=$value is not words such as en05=9000, or a peer's UUID=9000; using the default, none"
	done
	run -1 up 'TBNET_LINK_MTU= en05=68  d6030000-0080-7f18-23d0-3d0a4c81e402=65522 '
	says
}

@test "a time out of its range or no time at all is reported with its range and the default that is used" {
	local name min max default value
	while read -r name min max default; do
		for value in -1 $((max + 1)) $((max / 60 + 1))min 2days abc 1.5 +60 s 60x 60parsec '60 60 y' 999ms 1500ms 6M '1h -30min' \
				99999999999999999999 99999999999999999999d '4294967297 s' '18446744073709551617 s'; do
			run -1 up "$name=$value"
			says "$name=$value is not a time from $min to $max s, such as 90, 90s or 5min; using the default, $default"
		done
	done <<< "$times"
}

@test "times have the units of systemd, alone and together" {
	local value
	for value in 90 90s 90sec '90 s' 90seconds '1m 30s' 1min30s '1 minute 30 seconds' 90000ms 90000msec '500ms 500ms 89s' ' 90 ' 0090; do
		run -1 up "TBNET_CARRIER_WAIT=$value"
		says
	done
	for value in 1h 1hr '1 hour' 24h 1d '1 day' '23h 59min 60s' 1h30m '2hours 1min'; do
		run -1 up "TBNET_RESET_INTERVAL=$value"
		says
	done
}

@test "both ends of each range are accepted, and an empty value is the default" {
	local name min max value
	while read -r name min max _; do
		for value in "$min" "$max" "00$max" ''; do
			run -1 up "$name=$value"
			says
		done
	done <<< "$numbers
$times"
}

@test "control characters of a bad value do not reach the terminal" {
	run -1 up TBNET_MTU=$'1\n\e[2J'
	says "TBNET_MTU=1??[2J $not_mtu"
}

@test "an unknown log level is reported, and goes on" {
	run -1 up TBNET_LOG_LEVEL=loud
	says 'TBNET_LOG_LEVEL=loud is not err, warning, info or debug; using the default, info'
}

@test "without a file the defaults hold" {
	run -1 up
	says
}

@test "a setting of the file is used, in every way of writing it" {
	local line
	for line in 'TBNET_MTU=67' 'TBNET_MTU=67\n' ' \tTBNET_MTU = 67 \n' 'TBNET_MTU="67"\n' "TBNET_MTU='67'\\n" 'TBNET_MTU=67\r\n' \
			'TBNET_MTU=6\\\n7' 'TBNET_\\\nMTU=67\n' 'TBNET_MTU=\\\n\\\n67'; do
		run -1 from "$line"
		says "$conf:1: TBNET_MTU=67 $not_mtu"
	done
}

@test "what is commented out is not used, and not said" {
	run -1 from '#TBNET_MTU=67\n # TBNET_MTU=67\n;TBNET_MTU=67\n\n \n\t\n'
	says
}

@test "a line that ends with a backslash goes on in the next one; a comment does not" {
	run -1 from '# one \\\nTBNET_MTU=67\n'
	says "$conf:2: TBNET_MTU=67 $not_mtu"
	run -1 from 'TBNET_ONLINE=en05 \\\n  TBNET_MTU=67\nTBNET_MTU=66\n'
	says "$conf:3: TBNET_MTU=66 $not_mtu"
	run -1 from 'TBNET_MTU=67\\'
	says "$conf:1: TBNET_MTU=67 $not_mtu"
	run -0 timeout 60 unshare "${user_namespace[@]}" --mount --propagation private sh -ec 'mount -t tmpfs tmpfs /etc
		yes " \\" | head -c 1M > /etc/tbnet.conf; exec "$@"' sh "$TBNET_BIN/tbnet-up" --help
}

@test "the environment beats the file, also with an empty value" {
	run -1 from 'TBNET_MTU=1500\n' TBNET_MTU=67
	says "TBNET_MTU=67 $not_mtu"
	run -1 from 'TBNET_LOG_LEVEL=err\n' TBNET_LOG_LEVEL=
	says
}

@test "of two lines with one setting the last counts" {
	run -1 from 'TBNET_LOG_LEVEL=err\nTBNET_LOG_LEVEL=debug\n'
	says
	run -1 from 'TBNET_MTU=1500\nTBNET_MTU=67\n'
	says "$conf:2: TBNET_MTU=67 $not_mtu"
}


@test "the file is read whoever starts the program: a person, any service, udev" {
	local who
	for who in A=1 INVOCATION_ID=0123456789abcdef0123456789abcdef 'SEQNUM=1 DEVPATH=/devices/virtual/net/en05'; do
		# shellcheck disable=SC2086 # words
		run -1 from 'TBNET_LOG_LEVEL=debug\nTBNET_MTU=67\n' $who
		[[ $who = SEQNUM* ]] || assert_line "tbnet-up: $conf:2: TBNET_MTU=67 $not_mtu"
	done
}

@test "each line of nonsense is reported by its number, and the others count" {
	run -1 from 'nonsense\nTBNET_LOG_LEVEL\nexport TBNET_ATTEMPTS=3\n\nTBNET_MTU=67\n=\nTBNET MTU=68\n'
	says "$conf:1: $junk" "$conf:2: $junk" "$conf:3: $junk" "$conf:5: TBNET_MTU=67 $not_mtu" "$conf:6: $junk" "$conf:7: $junk"
}

@test "an unknown name is reported with the nearest one" {
	local name meant
	while read -r name meant; do
		run -1 from "$name=9000\n"
		says "$conf:1: $name: no such setting; did you mean $meant?"
	done <<< 'TBNET_MUT TBNET_MTU
TBNET_MTUS TBNET_MTU
TBNET_MT TBNET_MTU
tbnet_mtu TBNET_MTU
MTU TBNET_MTU
TBNET_ATEMPTS TBNET_ATTEMPTS
TBNET_RESET_INTERVALL TBNET_RESET_INTERVAL
TBNET_FABRIC_NODS TBNET_FABRIC_NODES
TBNET_LOGLEVEL TBNET_LOG_LEVEL
TBNET_ONLINEWAIT TBNET_ONLINE_WAIT'
}

@test "an unknown name that is near none is only said" {
	local name
	for name in TBNET_XYZ TBNET_ LD_PRELOAD PATH SEQNUM TBNET_PORT XTBNET_MTU; do
		run -1 from "$name=1\n"
		says "$conf:1: $name: no such setting"
	done
	run -1 from "$(printf 'X%.0s' {1..40})=1\n"
	says "$conf:1: $junk"
}

@test "other variables of the environment are none of our settings" {
	run -1 up TBNET_PORT=1 TBNET_PEER_NAME=n2 TBNET_MUT=9000 TBNET_=1 "TBNET_$(printf 'X%.0s' {1..1000})=1"
	says
}

@test "binary junk, broken UTF-8 and a NUL are nonsense, not values" {
	local value
	for value in '6\0377' '\0001' '\0302\0205'; do
		run -1 from "TBNET_MTU=$value\n"
		assert_line --index 0 --regexp "^tbnet-up: $conf:1: TBNET_MTU=[6?]+ $not_mtu\$"
		run -1 from "TBNET_ONLINE=$value\n"
		assert_line --index 0 --regexp "^tbnet-up: $conf:1: TBNET_ONLINE=[6?]+ is not plain text; using the default, none\$"
	done
	run -1 from '\0357\0273\0277TBNET_MTU=67\n\0177ELF\0002\n'
	says "$conf:1: $junk" "$conf:2: $junk"
}

@test "a NUL ends no value" {
	run -1 with_conf "$TBNET_BIN/tbnet-up" no-such-if < <(printf 'TBNET_MTU=67\0junk\n#\0\nTBNET_ATTEMPTS=3\n')
	says "$conf:1: TBNET_MTU=67?junk $not_mtu"
}

@test "a line of half a megabyte is read and left behind" {
	local long
	long=$(head -c 524288 /dev/zero | tr '\0' x)
	run -1 with_conf "$TBNET_BIN/tbnet-up" no-such-if <<< "$long
TBNET_MTU=67"
	says "$conf:1: $junk" "$conf:2: TBNET_MTU=67 $not_mtu"
}

@test "a file of nothing but nonsense costs a few lines" {
	run -1 from "$(printf 'nonsense\\n%.0s' {1..1000})"
	assert_equal "${#lines[@]}" 18
	assert_line --index 16 "tbnet-up: $conf: there are more such lines"
}

@test "under systemd the problems are in the journal once in a boot, and again when they are others" {
	local got=$BATS_TEST_TMPDIR/journal
	# shellcheck disable=SC2016 # for the shell inside
	private '"$@"' "$TBNET_TOP/tests/unit/journal" "$got" bash -c '
		exec 2> /run/stderr
		export JOURNAL_STREAM=$(stat -c %d:%i /run/stderr)
		try() { "$TBNET_BIN/tbnet-$1" no-such-if || true; }
		echo TBNET_MUT=1 > /etc/tbnet.conf; try up; try up; try ifup
		echo TBNET_MTU=1 >> /etc/tbnet.conf; try up; try up'
	run -0 grep MESSAGE= "$got"
	refute_output --partial MESSAGE=x
	assert_equal "$(grep -c 'TBNET_MUT: no such setting; did you mean TBNET_MTU?' <<< "$output")" 2
	assert_equal "$(grep -c "TBNET_MTU=1 $not_mtu" <<< "$output")" 1
}

@test "a program that udev runs leaves the problems to others" {
	local got=$BATS_TEST_TMPDIR/journal
	run -1 private 'echo TBNET_MTU=1 > /etc/tbnet.conf; exec "$@"' "$TBNET_TOP/tests/unit/journal" "$got" \
		env SEQNUM=1 DEVPATH=/devices/virtual/net/en05 "$TBNET_BIN/tbnet-up" no-such-if
	run -0 grep MESSAGE= "$got"
	assert_output 'MESSAGE=no-such-if: no such interface; next: tbnet-status'
}

@test "a file that cannot be read is reported, and goes on" {
	run -1 private 'mkdir /etc/tbnet.conf; exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	says "$conf: cannot be read, going on without it: Is a directory"
	run -1 private 'ln -s tbnet.conf /etc/tbnet.conf; exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	says "$conf: cannot be read, going on without it: Too many levels of symbolic links"
}

@test "a file that is none holds nobody up: a pipe, a device, more than a megabyte" {
	local make
	for make in 'mkfifo /etc/tbnet.conf' 'ln -s /dev/zero /etc/tbnet.conf'; do
		run -1 timeout 10 unshare "${user_namespace[@]}" --mount --net --propagation private \
			sh -ec 'mount -t tmpfs tmpfs /etc; mount -t tmpfs tmpfs /run; eval "$1"; shift; exec "$@"' sh "$make" "$TBNET_BIN/tbnet-up" no-such-if
		says "$conf: cannot be read, going on without it: Operation not supported"
	done
	run -1 private 'truncate -s 1048577 /etc/tbnet.conf; exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	says "$conf: cannot be read, going on without it: File too large"
}

@test "a link to /dev/null is an empty file" {
	run -1 private 'ln -s /dev/null /etc/tbnet.conf; exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	says
}

@test "with no environment at all the file counts" {
	run -1 private 'echo TBNET_MTU=67 > /etc/tbnet.conf; exec env -i "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	says "$conf:1: TBNET_MTU=67 $not_mtu"
}

@test "the shipped file changes nothing and holds no nonsense" {
	run -1 with_conf "$TBNET_BIN/tbnet-up" no-such-if < "$TBNET_TOP/conf/tbnet.conf"
	says
}

# every setting and its default, "NAME DEFAULT", from the one table
table() {
	sed -nE 's/^\tSETTING\(([A-Z0-9_]+), .*, "(.*)"\).*/TBNET_\1 \2/p' "$TBNET_TOP/helpers/lib/conf.h"
}

@test "the shipped file shows every setting that there is, with its default, and the man page knows each" {
	local name default
	assert_equal "$(sed -n 's/^#\(TBNET_[A-Z0-9_]*\)=.*/\1/p' "$TBNET_TOP/conf/tbnet.conf" | sort)" "$(table | cut -d' ' -f1 | sort)"
	while read -r name default; do
		run -0 grep "^#$name=" "$TBNET_TOP/conf/tbnet.conf"
		# the mesh has no defaults, but examples
		[ -z "$default" ] || assert_output "#$name=$default"
		run -0 grep -F "*$name*" "$TBNET_TOP/conf/tbnet.conf.5.scd"
	done < <(table)
}

@test "every value that the shipped file shows is accepted" {
	run -1 with_conf "$TBNET_BIN/tbnet-up" no-such-if < <(sed -n 's/^#\(TBNET_[A-Z0-9_]*=\)/\1/p' "$TBNET_TOP/conf/tbnet.conf")
	says
}
