# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever a caller hands over beside the right arguments: environment, descriptors, working directory, limits,
# umask, argv. Each program ends with an exit code of its man page, says why, and leaves nothing half done.
load interfaces.bash
load mock.bash

setup() {
	need_private
}

# every_program COMMAND... - the command with each program's path behind it, in turn
every_program() {
	local program
	for program in "$TBNET_TOP"/helpers/tbnet-*/; do
		"$@" "$TBNET_BIN/$(basename "$program")" || fail "$(basename "$program")"
	done
}

# is_refused PROGRAM ARGUMENT... - a usage error, in one line; with no_sanitizer where that cannot start
is_refused() {
	run -2 --separate-stderr "$@"
	refute_output
	assert_equal "${#stderr_lines[@]}" 1
}

sanitizers=("ASAN_OPTIONS=$ASAN_OPTIONS" "UBSAN_OPTIONS=$UBSAN_OPTIONS")
hostile=("LC_ALL=../../../tmp" "LANG=$(printf '%%n%%s\33[2J')" "PATH=" "TZ=:/etc/shadow" "HOME=/proc/self/root"
	TBNET_LOG_LEVEL=err TBNET_MTU= "TBNET_=$(printf '\1\377')"
	"SEQNUM=" POSIXLY_CORRECT=1 "JOURNAL_STREAM=$(printf '%0200d' 1):x" INVOCATION_ID=)

hostile_environment() {
	is_refused env -i "${sanitizers[@]}" "${hostile[@]}" "$1" --no-such-option
}

@test "a hostile environment changes nothing" {
	every_program hostile_environment
}

# at_work NAME=VALUE... - what each program that changes nothing says at its work, in this environment and no other
at_work() {
	# in a file, as umockdev-run takes only text
	printf '%s\0' "${sanitizers[@]}" "$@" > "$BATS_TEST_TMPDIR/environment"
	on_machine 'mkdir /etc/frr; rm /etc/tbnet.conf; mock=$1; shift; exec umockdev-run -d "$mock" -- bash -c "$@"' "$mock" '
		mapfile -d "" -t environment < "$2"
		for command in "tbnet-status" "tbnet-name show" "tbnet-online --wait=1 en05" "tbnet-port $1" "tbnet-interfaces check" \
				"tbnet-adopt plan" "tbnet-fabric --node=n1 --prefix=10.100.0.0/24 --nodes=n1=10.100.0.11 plan"; do
			echo "$ $command"
			# shellcheck disable=SC2086 # words
			env -i "LD_PRELOAD=$LD_PRELOAD" "UMOCKDEV_DIR=$UMOCKDEV_DIR" "${environment[@]}" "$TBNET_BIN"/$command 2>&1
			echo "exit $?"
		done' bash "/sys$en05" "$BATS_TEST_TMPDIR/environment"
}

@test "a hostile environment changes nothing of what the programs do (mock)" {
	local without
	en05 'A: device_name=n2' "A: unique_id=$uuid"
	is 'auto en05\niface en05 inet manual\n\tmtu 1500\n'
	run -0 at_work TBNET_LOG_LEVEL=err
	without=$output
	for line in 'error   F6  thunderbolt_net is not loaded' 'TBNET_PEER_NAME=n2' 'n1: fabric tb4, router id 10.100.0.11'; do
		assert_line --partial "$line"
	done
	run -0 at_work "${hostile[@]}"
	assert_output "$without"
}

@test "a setting that is too long or no text is skipped, and reported in clean text" {
	local long
	long=$(printf '%0100000d' 1)
	TBNET_MTU=$long run -1 private 'exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	assert_line --index 0 --partial 'TBNET_MTU=000'
	[ ${#lines[0]} -lt 200 ]
	TBNET_MTU=$'\33[2J\377' run -1 private 'exec "$@"' "$TBNET_BIN/tbnet-up" no-such-if
	refute_output --regexp $'\33'
	assert_output --partial 'is not a whole number'
}

no_descriptors() {
	# what has nowhere to go is no success; and 99 would be a sanitizer's
	run -1 sh -c 'exec "$@" <&- >&- 2>&-' sh "$1" --version
	run -2 sh -c 'exec "$@" <&- >&- 2>&-' sh "$1" --no-such-option
}

@test "without standard input, output and error: no success where nothing could be printed" {
	every_program no_descriptors
}

@test "without standard output or error no message gets into a file" {
	local closed
	for closed in '<&- >&- 2>&-' '>&- 2>&-' '2>&-' '>&-'; do
		is 'auto lo\n'
		run on_machine 'exec "$TBNET_BIN/tbnet-interfaces" add en05 '"$closed"
		assert_is 'auto lo\n\nauto en05\niface en05 inet manual\n\tmtu 65520\n'
		run -0 sh -c 'cat "$1"/*/before/etc/network/interfaces' sh "$backups"
		assert_output 'auto lo'
		run -1 grep -rE 'tbnet-interfaces: |en05: ' "$tree"
		refute_output
		rm -r "$tree/lib/tbnet"
	done
}

nameless() {
	run -0 bash -c 'exec -a "" "$1" --version' bash "$1"
	assert_output --regexp '^tbnet [0-9.]+$'
	run -2 bash -c 'exec -a "$(printf "%0100000d" 0)" "$1" --no-such-option' bash "$1"
}

@test "a name of no letters, or of 100,000, is no hindrance" {
	every_program nameless
}

many_arguments() {
	run -2 bash -c 'exec "$1" --no-such-option {1..100000}' bash "$1"
	assert_equal "${#lines[@]}" 1
}

@test "100,000 arguments are a usage error" {
	every_program many_arguments
}

nowhere() {
	run -0 sh -c 'mkdir "$2" && cd "$2" && rmdir "$2" && exec "$1" --version' sh "$1" "$BATS_TEST_TMPDIR/gone"
}

@test "a working directory that is gone is no hindrance" {
	every_program nowhere
}

@test "with umask 0 nothing is written that everybody may change, with umask 777 nothing that the owner cannot read" {
	local mask
	for mask in 0 777; do
		is 'auto lo\n'
		run -0 on_machine 'umask '$mask'; exec "$TBNET_BIN/tbnet-interfaces" add en05'
		run -0 find "$tree" -not -type l -perm /022 -path '*tbnet*'
		refute_output
		run -0 find "$tree" -not -type l -not -perm -0400 -path '*tbnet*'
		refute_output
		rm -rf "$tree"/lib/tbnet "$tree"/run/tbnet
	done
}

@test "a file size limit of 0 leaves the file as it was, and no other beside it" {
	is 'auto lo\n'
	run on_machine 'ulimit -f 0; exec "$TBNET_BIN/tbnet-interfaces" add en05'
	[ "$status" -ne 0 ] && [ "$status" -ne 99 ] || fail "status $status: $output"
	assert_is 'auto lo\n'
	run -0 ls -A "$tree/network"
	assert_output interfaces
}

@test "a limit of descriptors is reported, and the file is as it was" {
	local limit
	# the loader needs one more than the three that there are
	for limit in 4 5 6; do
		is 'auto lo\n'
		run on_machine 'ulimit -n '"$limit"'; exec "$TBNET_BIN/tbnet-interfaces" add en05 3>&-'
		[ "$status" -ne 99 ] || fail "$output"
		[ "$status" -eq 0 ] || assert_is 'auto lo\n'
		[ "$status" -eq 0 ] || [ -n "$output" ] || fail "failed without a word with $limit descriptors"
		rm -rf "$tree"/lib/tbnet
	done
}

@test "a symbolic link in the place of a backup's folder or of the new file is not followed" {
	is 'auto lo\n'
	echo precious > "$tree/precious"
	ln -s "$tree/precious" "$tree/network/.interfaces.tbnet-new"
	run -0 interfaces add en05
	run -0 cat "$tree/precious"
	assert_output precious
	assert_is 'auto lo\n\nauto en05\niface en05 inet manual\n\tmtu 65520\n'
	[ ! -L "$tree/network/.interfaces.tbnet-new" ]
}

@test "a note in /run/tbnet is not written through a symbolic link" {
	echo precious > "$tree/precious"
	mkdir -p "$tree/run/tbnet"
	ln -s "$tree/precious" "$tree/run/tbnet/name.lock"
	run on_machine 'exec "$TBNET_BIN/tbnet-name" repair'
	assert_failure
	run -0 cat "$tree/precious"
	assert_output precious
}
