#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# bats file_tags=tree
# tbnet-interfaces: what a power cut at any moment leaves, and what the real ifupdown2 of Debian 13 makes of its files.

load ../lib/common.bash

setup_file() {
	command -v mmdebstrap > /dev/null || return 0
	ifup_tree=$("$TBNET_TOP/tests/lib/root" trixie-net)
	export ifup_tree
}

setup() {
	load ../unit/interfaces.bash
	need_private
}

# at_each_call PREPARE COMMAND... - run it again and again, killed at its first system call, its second, … to the last;
# before each the file is made by PREPARE. Says how often the file was the old one and the new one afterwards.
at_each_call() {
	on_machine '
		export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0	# which needs ptrace for itself
		prepare=$1
		shift
		eval "$prepare"
		cp /etc/network/interfaces /run/old
		strace -qq -o /run/trace "$@" > /dev/null 2>&1
		cp /etc/network/interfaces /run/new
		! cmp -s /run/old /run/new
		# strace counts the calls of each kind; what the loader and sanitizers do before main is left out
		python3 -c "
import collections, re
count, seen = collections.Counter(), False
for line in open(\"/run/trace\"):
    call = re.match(\"[a-z0-9_]+\", line)
    count[call and call[0]] += 1
    if call and seen:
        print(call[0], count[call[0]])
    seen = seen or \"/etc/tbnet.conf\" in line
" > /run/calls
		old=0 new=0
		while read -r call number; do
			eval "$prepare"
			status=0
			strace -qq -o /dev/null -e signal=none -e "inject=$call:signal=KILL:when=$number" "$@" > /dev/null 2>&1 || status=$?
			[ "$call" = exit_group ] || [ "$status" -eq 137 ] || { echo "not killed at $call $number"; exit 1; }
			if cmp -s /run/old /etc/network/interfaces; then
				old=$((old + 1))
			elif cmp -s /run/new /etc/network/interfaces; then
				new=$((new + 1))
			else
				echo "neither old nor new when killed at $call $number"
				exit 1
			fi
			# and again: as if nothing had been
			"$@" > /dev/null 2>&1
			cmp /run/new /etc/network/interfaces
			[ "$(ls -A /etc/network)" = interfaces ]
		done < /run/calls
		echo "old $old, new $new"' "$@"
}

before="rm -rf /var/lib/tbnet /run/tbnet; printf 'auto lo\n\nsource /etc/network/interfaces.d/*\n' > /etc/network/interfaces"

# bats test_tags=long
@test "killed at any system call, add leaves the old file or the new one, whole; the next one does it" {
	run -0 at_each_call "$before" "$TBNET_BIN/tbnet-interfaces" add en05
	assert_output --regexp '^old [0-9]{2,}, new [0-9]{2,}$'
}

# bats test_tags=long
@test "killed at any system call, undo leaves the old file or the new one, whole; the next one does it" {
	run -0 at_each_call "$before; \"\$TBNET_BIN/tbnet-interfaces\" add en05 > /dev/null 2>&1" \
		"$TBNET_BIN/tbnet-interfaces" undo
	assert_output --regexp '^old [0-9]{2,}, new [0-9]{2,}$'
}

@test "a file that somebody else changes meanwhile is not overwritten" {
	printf 'auto lo\n' > "$file"
	run -1 on_machine '
		export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
		# the new file is written and is on its way to the disk, the first of all to that folder
		strace -qq -o /run/trace -P /etc/network/.interfaces.tbnet-new -e inject=fsync:delay_enter=3s \
			"$TBNET_BIN/tbnet-interfaces" add en05 & pid=$!
		until [ -s /etc/network/.interfaces.tbnet-new ]; do sleep 0.05; done
		echo "# mine" >> /etc/network/interfaces
		wait "$pid"'
	assert_output 'tbnet-interfaces: nothing was changed: somebody else has just changed /etc/network/interfaces'
	run -0 diff <(printf 'auto lo\n# mine\n') "$file"
	assert_equal "$(ls -A "$tree/network")" interfaces
	assert_equal "$(find "$backups" -mindepth 1)" ""
}

# ifquery FILE - all that ifupdown2 knows from this file, as JSON, and what it complains of
ifquery() {
	[ -e "$tree/ifupdown2" ] || cp -a "$ifup_tree/etc/network" "$tree/ifupdown2"
	cp "$1" "$tree/ifupdown2/interfaces"
	printf 'auto en05\niface en05\n\taddress 10.0.0.5/32\n' > "$tree/ifupdown2/interfaces.d/sdn"
	unshare --net --mount sh -ec 'mount --bind "$1/ifupdown2" "$2/etc/network"
		mount -t tmpfs tmpfs "$2/run"; mount -t tmpfs tmpfs "$2/tmp"; mkdir "$2/run/network"
		mount -t proc proc "$2/proc"; mount -t sysfs sysfs "$2/sys"; mount --bind /dev "$2/dev"
		exec chroot "$2" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C ifquery -a -o json' sh "$tree" "$ifup_tree" \
		2> "$tree/complaints"
}

# without NAME - JSON of ifquery without that interface
without() {
	python3 -c 'import json, sys
text = sys.stdin.read()
print(json.dumps([i for i in json.loads(text or "[]") if i["name"] != sys.argv[1]], sort_keys=True, indent=1))' "$1"
}

# as_meant OLD NEW - ifupdown2 finds en21 in NEW as wanted, and all else as in OLD, with the same complaints
as_meant() {
	ifquery "$1" > "$tree/json" || true
	mv "$tree/complaints" "$tree/complaints.before"
	ifquery "$2" > "$tree/json.added" || true
	# 3.0.0 reads UTF-8 and nothing else
	if grep -q "codec can't decode" "$tree/complaints.before"; then
		grep "codec can't decode" "$tree/complaints"
		return
	fi
	python3 - "$tree/json.added" <<- 'END' || return
		import json, sys
		found = [i for i in json.load(open(sys.argv[1])) if i["name"] == "en21"]
		assert len(found) == 1 and found[0]["auto"] and found[0]["config"] == {"mtu": "65520"}, found
		assert found[0]["addr_method"] == "manual", found
	END
	diff <(without en21 < "$tree/json") <(without en21 < "$tree/json.added") || return
	# but for line numbers, and that there was none at all
	diff <(sed 's/line[0-9]*//; /no ifaces found/d' "$tree/complaints.before") <(sed 's/line[0-9]*//' "$tree/complaints")
}

@test "ifupdown2 reads every file of the corpus as before, and the new stanza as it is meant" {
	local f n=0
	[ -n "${ifup_tree:-}" ] || cannot_run "mmdebstrap is not installed, so there is no Debian 13 tree"
	for f in "$corpus"/*; do
		cp "$f" "$file"
		interfaces add en21 2> "$tree/add"
		# what a file is to blame for is complained of each time; a word about the machine is not
		as_meant "$f" "$file" || as_meant "$f" "$file" ||
			fail "${f##*/}: $(head -n 50 "$tree/add" "$tree/json.added" "$tree/complaints.before" "$tree/complaints")"
		# so many were read, not only refused
		grep -q "codec can't decode" "$tree/complaints.before" || n=$((n + 1))
	done
	[ "$n" -ge 15 ]
}
