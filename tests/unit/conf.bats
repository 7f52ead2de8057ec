# SPDX-License-Identifier: GPL-2.0-or-later
# Settings: from the environment, and from /etc/tbnet.conf for people. tbnet-up reads most of them before it does
# anything else, and a name that no interface has ends it there.
load private.bash

setup() {
	need_private
}

numbers='TBNET_MTU 68 65522
TBNET_ATTEMPTS 1 100
TBNET_CARRIER_WAIT 0 600
TBNET_LOGIN_GRACE 1 600
TBNET_BOUNCES 0 10
TBNET_BOUNCE_INTERVAL 1 86400'

up() {
	private 'exec "$@"' env "$@" "$TBNET_BIN/tbnet-up" no-such-if
}

# what the kernel says once every setting was right
asked_kernel='tbnet-up: no-such-if: no such interface'

@test "a number out of its range or no number at all is named with its range, exit 2" {
	local name min max value
	while read -r name min max; do
		for value in $((min - 1)) $((max + 1)) abc 1.5 +$max 0x44 " $max" "$max " 1e3 99999999999999999999 ６８ 68,5; do
			run -2 up "$name=$value"
			assert_output "tbnet-up: $name: \"$value\" is not a whole number from $min to $max; correct it in /etc/tbnet.conf"
		done
	done <<< "$numbers"
}

@test "both ends of each range are accepted, and an empty value is the default" {
	local name min max value
	while read -r name min max; do
		for value in "$min" "$max" "00$max" ''; do
			run -1 up "$name=$value"
			assert_output "$asked_kernel"
		done
	done <<< "$numbers"
}

@test "control characters of a bad value do not reach the terminal" {
	run -2 up TBNET_MTU=$'1\n\e[2J'
	assert_output 'tbnet-up: TBNET_MTU: "1??[2J" is not a whole number from 68 to 65522; correct it in /etc/tbnet.conf'
}

@test "an unknown log level is said, and goes on" {
	run -1 up TBNET_LOG_LEVEL=loud
	assert_output "tbnet-up: TBNET_LOG_LEVEL: \"loud\" is none of err, warning, info, debug; going on
$asked_kernel"
}

# from FILE-TEXT [VARIABLE=VALUE...] - tbnet-up with this file
from() {
	printf '%b' "$1" | with_conf env "${@:2}" "$TBNET_BIN/tbnet-up" no-such-if
}
bad_67='tbnet-up: TBNET_MTU: "67" is not a whole number from 68 to 65522; correct it in /etc/tbnet.conf'

@test "without a file the defaults hold" {
	run -1 up
	assert_output "$asked_kernel"
}

@test "a setting of the file is used, in every way of writing it that udev has" {
	local line
	for line in 'TBNET_MTU=67' 'TBNET_MTU=67\n' ' \tTBNET_MTU = 67 \n' 'TBNET_MTU="67"\n' "TBNET_MTU='67'\\n" \
		'# no\n\n;no\nTBNET_MTU=67\r\n'; do
		run -2 from "$line"
		assert_output "$bad_67"
	done
}

@test "what is commented out is not used, and not said" {
	run -1 from '#TBNET_MTU=67\n # TBNET_MTU=67\n;TBNET_MTU=67\n\n \n\t\n'
	assert_output "$asked_kernel"
}

@test "the environment beats the file" {
	run -1 from 'TBNET_MTU=67\n' TBNET_MTU=1500
	assert_output "$asked_kernel"
	run -2 from 'TBNET_MTU=1500\n' TBNET_MTU=67
	assert_output "$bad_67"
}

@test "of two lines with one setting the last counts, as it does for udev and systemd" {
	run -2 from 'TBNET_MTU=1500\nTBNET_MTU=67\n'
	assert_output "$bad_67"
	run -1 from 'TBNET_MTU=67\nTBNET_MTU=1500\n'
	assert_output "$asked_kernel"
	run -1 from 'TBNET_MTU=67\nTBNET_MTU=68\n' TBNET_MTU=
	assert_output "$asked_kernel"
}

@test "the file is not read a second time under udev and systemd" {
	run -1 from 'TBNET_MTU=67\n' SEQNUM=1 DEVPATH=/devices/virtual/net/en05
	assert_output "$asked_kernel"
	run -1 from 'TBNET_MTU=67\n' INVOCATION_ID=0123456789abcdef0123456789abcdef
	assert_output "$asked_kernel"
}

@test "each line of nonsense is named by its number, and the others count" {
	run -2 from 'nonsense\nTBNET_LOG_LEVEL\nexport TBNET_ATTEMPTS=3\ntbnet_mtu=68\nTBNET_MTU=67\n=\nTBNET MTU=68\n'
	assert_line --index 0 'tbnet-up: /etc/tbnet.conf:1: not a TBNET_KEY=VALUE line, left out'
	assert_line --index 1 'tbnet-up: /etc/tbnet.conf:2: not a TBNET_KEY=VALUE line, left out'
	assert_line --index 2 'tbnet-up: /etc/tbnet.conf:3: not a TBNET_KEY=VALUE line, left out'
	assert_line --index 3 'tbnet-up: /etc/tbnet.conf:4: not a TBNET_KEY=VALUE line, left out'
	assert_line --index 4 'tbnet-up: /etc/tbnet.conf:6: not a TBNET_KEY=VALUE line, left out'
	assert_line --index 5 'tbnet-up: /etc/tbnet.conf:7: not a TBNET_KEY=VALUE line, left out'
	assert_line --index 6 "$bad_67"
	assert_equal "${#lines[@]}" 7
}

@test "other variables cannot be set by the file" {
	local line
	for line in 'LD_PRELOAD=/evil.so' 'PATH=/evil' 'SEQNUM=1' 'TBNET=1' 'XTBNET_MTU=67'; do
		run -1 from "$line\n"
		assert_output "tbnet-up: /etc/tbnet.conf:1: not a TBNET_KEY=VALUE line, left out
$asked_kernel"
	done
}

@test "binary junk, broken UTF-8 and a NUL are nonsense, not values" {
	local line
	for line in 'TBNET_MTU=6\0377' 'TBNET_MTU=\0001' '\0357\0273\0277TBNET_MTU=67' 'TBNET_MTU=\0302\0205' '\0177ELF\0002'; do
		run -1 from "$line\n"
		assert_output "tbnet-up: /etc/tbnet.conf:1: not a TBNET_KEY=VALUE line, left out
$asked_kernel"
	done
}

@test "a NUL ends no value" {
	run -1 with_conf "$TBNET_BIN/tbnet-up" no-such-if < <(printf 'TBNET_MTU=67\0junk\n#\0\nTBNET_ATTEMPTS=3\n')
	assert_output "tbnet-up: /etc/tbnet.conf:1: not a TBNET_KEY=VALUE line, left out
$asked_kernel"
}

@test "a line of half a megabyte is read and left behind" {
	local long
	long=$(head -c 524288 /dev/zero | tr '\0' x)
	run -2 with_conf "$TBNET_BIN/tbnet-up" no-such-if <<< "$long
TBNET_MTU=67"
	assert_output "tbnet-up: /etc/tbnet.conf:1: not a TBNET_KEY=VALUE line, left out
$bad_67"
}

@test "a file that cannot be read is said, and goes on" {
	run -1 private 'mkdir /etc/tbnet.conf; exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	assert_output "tbnet-up: /etc/tbnet.conf: cannot be read, going on without it: Is a directory
$asked_kernel"
	run -1 private 'ln -s tbnet.conf /etc/tbnet.conf; exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	assert_output "tbnet-up: /etc/tbnet.conf: cannot be read, going on without it: Too many levels of symbolic links
$asked_kernel"
}

@test "a file that is none holds nobody up: a pipe, a device, more than a megabyte" {
	local make
	for make in 'mkfifo /etc/tbnet.conf' 'ln -s /dev/zero /etc/tbnet.conf'; do
		run -1 timeout 10 unshare "${user_namespace[@]}" --mount --net --propagation private \
			sh -ec 'mount -t tmpfs tmpfs /etc; mount -t tmpfs tmpfs /run; eval "$1"; shift; exec "$@"' sh "$make" "$TBNET_BIN/tbnet-up" no-such-if
		assert_output "tbnet-up: /etc/tbnet.conf: cannot be read, going on without it: Operation not supported
$asked_kernel"
	done
	run -1 private 'truncate -s 1048577 /etc/tbnet.conf; exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	assert_output "tbnet-up: /etc/tbnet.conf: cannot be read, going on without it: File too large
$asked_kernel"
}

@test "a link to /dev/null is an empty file" {
	run -1 private 'ln -s /dev/null /etc/tbnet.conf; exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	assert_output "$asked_kernel"
}

@test "with no environment at all, or an empty log level, the file counts" {
	run -2 private 'echo TBNET_MTU=67 > /etc/tbnet.conf; exec env -i "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	assert_output "$bad_67"
	run -1 up TBNET_LOG_LEVEL= TBNET_MTUS=1 TBNET_MT=1
	assert_output "$asked_kernel"
	run -2 from 'TBNET_MTU=67\nTBNET_mtu=1\nTBNET_=1\n' TBNET_MTUX=1500
	assert_line "$bad_67"
}

@test "the shipped file changes nothing and holds no nonsense" {
	run -1 with_conf "$TBNET_BIN/tbnet-up" no-such-if < "$TBNET_TOP/conf/tbnet.conf"
	assert_output "$asked_kernel"
}

@test "the shipped file shows every setting, with a value that is accepted" {
	local name value
	while IFS='=' read -r name value; do
		run -1 from "$name=$value\n"
		assert_output "$asked_kernel"
	done < <(sed -n 's/^#\(TBNET_[A-Z_]*=\)/\1/p' "$TBNET_TOP/conf/tbnet.conf")
	while read -r name _; do
		run -0 grep "^#$name=" "$TBNET_TOP/conf/tbnet.conf"
	done <<< "$numbers"
}
