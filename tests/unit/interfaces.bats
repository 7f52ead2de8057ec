# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-interfaces: what it puts where in /etc/network/interfaces, and that all else stays as it is, to the byte.
# tests/unit/interfaces/ has files as they are found. Power cuts and the real ifupdown2: tests/netns/interfaces.bats.
load interfaces.bash

setup() {
	need_private
}

ours='auto en05\niface en05 inet manual\n\tmtu 65520\n'

@test "the stanza comes above the first source line" {
	is 'auto lo\niface lo inet loopback\n\n# mesh\nsource /etc/network/interfaces.d/*\nsource /x\n'
	run -0 interfaces add en05
	assert_line --index 0 --regexp '^tbnet-interfaces: /etc/network/interfaces: changed; backup: /var/lib/tbnet/backup/[-0-9]*-1/before$'
	assert_line --index 1 'en05: /etc/network/interfaces:6: right, mtu 65520'
	assert_is "auto lo\niface lo inet loopback\n\n# mesh\n$ours\nsource /etc/network/interfaces.d/*\nsource /x\n"
}

@test "without a source line it comes at the end; source-directory is none" {
	is 'auto lo\n'
	run -0 interfaces add en05
	assert_is "auto lo\n\n$ours"
	is 'auto lo\nsource-directory /x\n'
	run -0 interfaces add en05
	# ifupdown2 3.0.0 would take it for an option of our stanza
	assert_is "auto lo\nsource-directory /x\n\n$ours"
}

@test "several come in the order of the arguments, with the MTU of TBNET_MTU" {
	is 'source /x\n'
	TBNET_MTU=9000 run -0 interfaces add en07 en05 en07
	assert_is 'auto en07\niface en07 inet manual\n\tmtu 9000\n\nauto en05\niface en05 inet manual\n\tmtu 9000\n\nsource /x\n'
}

@test "a word that begins like source is none, nor is one in a comment or behind a backslash" {
	is '# source /a\nsourced /b\niface x inet manual\n\tup \\\\\nsource /c\n'
	run -0 interfaces add en05
	assert_is "# source /a\nsourced /b\niface x inet manual\n\tup \\\\\\\\\nsource /c\n\n$ours"
}

@test "a file without an end of its last line gets none, and CRLF stays CRLF" {
	is 'auto lo'
	run -0 interfaces add en05
	assert_is 'auto lo\n\nauto en05\niface en05 inet manual\n\tmtu 65520'
	is 'auto lo\r\nsource /x\r\n'
	run -0 interfaces add en05
	assert_is 'auto lo\r\nauto en05\r\niface en05 inet manual\r\n\tmtu 65520\r\n\r\nsource /x\r\n'
}

@test "a stanza of the administrator's is left, and whether its mtu is right is reported" {
	is 'iface en05 inet static\n\taddress 10.0.0.1/30\n\tmtu 65520\n\nauto en06\niface en06 inet6 static\n\taddress fc00::1/64\n\nauto en07\niface en07\n\tmtu 1500\n'
	cp "$file" "$tree/before"
	run -3 interfaces add en05 en06 en07
	assert_line --index 0 'en05: /etc/network/interfaces:1: right, mtu 65520 (no auto line: ifup -a leaves it out)'
	assert_line --index 1 'en06: /etc/network/interfaces:6: no mtu; next: add "mtu 65520" to it, or an ifreload may set 1500'
	assert_line --index 2 'en07: /etc/network/interfaces:10: mtu 1500, and TBNET_MTU is 65520; next: make them the same'
	run -0 cmp "$tree/before" "$file"
	assert [ ! -e "$backups" ]
}

@test "a stanza that Proxmox VE's GUI wrote without a line more gets its MTU, and an auto line where it has none" {
	is 'auto lo\niface en05 inet manual\n\niface nic0 inet manual\n\nauto en06\niface en06 inet manual\n#do not edit in GUI\n\nsource /x\n'
	run -3 interfaces check en05 en06
	assert_line --index 0 'en05: /etc/network/interfaces:2: no mtu, an ifreload may set 1500; next: tbnet-interfaces add en05'
	run -3 interfaces add --dry-run en05 en06
	assert_equal "$(grep '^[-+][^-+]' <<< "$output")" $'+auto en05\n+\tmtu 65520\n+\tmtu 65520'
	run -0 interfaces add en05 en06
	assert_is 'auto lo\nauto en05\niface en05 inet manual\n\tmtu 65520\n\niface nic0 inet manual\n\nauto en06\niface en06 inet manual\n\tmtu 65520\n#do not edit in GUI\n\nsource /x\n'
	run -0 interfaces add en05 en06
	refute_output --partial changed
	run -0 interfaces undo
	assert_is 'auto lo\niface en05 inet manual\n\niface nic0 inet manual\n\nauto en06\niface en06 inet manual\n#do not edit in GUI\n\nsource /x\n'
}

@test "a bare stanza is completed to the byte: CRLF, no end of the last line, behind another of the interface" {
	is 'iface en05 inet manual'
	run -0 interfaces add en05
	assert_is 'auto en05\niface en05 inet manual\n\tmtu 65520'
	is 'iface en05 inet manual\r\nsource /x\r\n'
	run -0 interfaces add en05
	assert_is 'auto en05\r\niface en05 inet manual\r\n\tmtu 65520\r\nsource /x\r\n'
	is 'auto en05\niface en05 inet6 static\n\taddress fd00::5/128\niface en05 inet manual\n'
	run -0 interfaces add en05
	assert_is 'auto en05\niface en05 inet6 static\n\taddress fd00::5/128\niface en05 inet manual\n\tmtu 65520\n'
}

@test "a stanza is not completed where a file gives the interface an MTU, or a backslash joins its line to another" {
	local text
	mkdir "$tree/network/interfaces.d"
	printf 'iface en05\n\tmtu 9000\n' > "$tree/network/interfaces.d/mine"
	for text in 'iface en05 inet manual\nsource /etc/network/interfaces.d/*\n' 'iface en05 inet manual \\\\\n' \
		'\\\\ iface en05 inet manual\n' 'iface en05 inet manual\n\tmtu 9000\n' 'iface en05 inet manual\n\n\tup x\n'; do
		is "$text"
		run -3 interfaces add en05
		assert_is "$text"
		assert [ ! -e "$backups" ]
	done
}

@test "a range and an alias are stanzas of the interface, too" {
	is 'auto en0[5-6]\niface en0[5-6] inet manual\n\tmtu 65520\niface en07:1\n\tmtu 65520\n'
	run -0 interfaces add en05 en06
	refute_output --partial changed
	run -0 interfaces check en07
}

@test "a stanza in a sourced file is none for PVE's GUI, and that is reported" {
	is 'source /etc/network/interfaces.d/*\n'
	mkdir "$tree/network/interfaces.d"
	printf 'auto en05\niface en05\n\tmtu 9000\n' > "$tree/network/interfaces.d/sdn"
	run -3 interfaces check en05
	assert_line --index 0 "en05: no stanza in /etc/network/interfaces, only in /etc/network/interfaces.d/sdn, which PVE's GUI does not read"
	assert_line --index 1 'en05: next: tbnet-interfaces add en05'
	# two in one stanza after all: the first one counts
	run -0 interfaces add en05
}

@test "removing takes out what adding put there, and nothing that is more or less" {
	is 'auto en05\niface en05 inet manual\n\tmtu 9000\n\nauto en06\niface en06 inet manual\n\tmtu 65520\n\tup x\n\nauto en07\niface en07 inet manual\n\tmtu 65520\n# mine\n'
	run -3 interfaces remove en05 en06 en07 en08
	assert_line --partial 'en06: /etc/network/interfaces:2: not removed, since somebody changed this stanza after add wrote it'
	assert_line --partial 'en07: /etc/network/interfaces:7: not removed, since somebody changed this stanza after add wrote it'
	assert_is 'auto en06\niface en06 inet manual\n\tmtu 65520\n\tup x\n\nauto en07\niface en07 inet manual\n\tmtu 65520\n# mine\n'
}

@test "add then remove is the identity, twice is once, and the diff of both is what patch makes: every file of the corpus" {
	run -0 on_machine '
		try() {
			cp "$1" /etc/network/interfaces
			cp "$1" /run/file
			"$TBNET_BIN/tbnet-interfaces" "$2" --dry-run en21 en22 > /run/diff
			[ "$?" -eq 3 ] || return
			cmp "$1" /etc/network/interfaces || return
			"$TBNET_BIN/tbnet-interfaces" "$2" en21 en22 > /run/out 2>&1 || return
			cp /etc/network/interfaces /run/once
			[ -s /run/diff ] && patch -s --binary /run/file /run/diff || return
			cmp /run/file /run/once || return
			"$TBNET_BIN/tbnet-interfaces" "$2" en21 en22 > /run/out 2>&1 || return
			cmp /etc/network/interfaces /run/once
		}
		for f in "$1"/*; do
			try "$f" add && cp /run/once /run/added && [ "$(grep -c "mtu 65520" /run/added)" -ge 2 ] &&
				try /run/added remove && cmp "$f" /etc/network/interfaces || { echo "not with $f"; exit 1; }
			n=$((n + 1))
		done
		echo "$n files"' "$corpus"
	assert_output --regexp '^(1[5-9]|[2-9][0-9]) files$'
}

@test "removing one after the other, in any order, is the identity, too" {
	run -0 on_machine '
		for f in "$1"/*; do for order in "en21 en22" "en22 en21"; do
			cp "$f" /etc/network/interfaces
			"$TBNET_BIN/tbnet-interfaces" add en21 en22
			for name in $order; do "$TBNET_BIN/tbnet-interfaces" remove $name; done
			cmp "$f" /etc/network/interfaces || { echo "not with $f, $order"; exit 1; }
		done; done 2> /run/log' "$corpus"
}

@test "mode, owner, ACL and other xattrs stay, through undo as well" {
	local before
	[ "$(id -u)" -eq 0 ] || cannot_run "not root: nobody else may give files away"
	is 'auto lo\n'
	chmod 4640 "$file"
	chown 1234:4321 "$file"
	python3 - "$file" <<- 'END' || cannot_run "no xattrs in ${BATS_TEST_TMPDIR%/*}"
		import os, struct, sys
		os.setxattr(sys.argv[1], "user.color", b"blue\0\n")
		os.setxattr(sys.argv[1], "trusted.x", b"")
		# user 1000 may read: version 2; USER_OBJ, USER, GROUP_OBJ, MASK, OTHER
		acl = [(1, 6, 0xffffffff), (2, 4, 1000), (4, 4, 0xffffffff), (16, 4, 0xffffffff), (32, 0, 0xffffffff)]
		os.setxattr(sys.argv[1], "system.posix_acl_access",
		            struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *e) for e in acl))
	END
	chmod 4640 "$file"
	before=$(state "$file")
	[[ $before == *posix_acl* && $before == *user.color* && $before == 0o104640* ]]
	interfaces add en05
	assert_equal "$(state "$file")" "${before/lo\\n/"lo\\n\\n$ours"}"
	run -0 interfaces undo
	assert_equal "$(state "$file")" "$before"
}

@test "undo restores the file to the byte and its time, one change at a time" {
	is 'auto lo\r\n\r\nx'
	touch -d '2020-02-02 02:02:02.123456789' "$file"
	interfaces add en05
	interfaces add en06
	run -3 interfaces undo --dry-run
	assert_line '  restore /etc/network/interfaces'
	run -0 grep -c en06 "$file"
	run -0 interfaces undo
	assert_output 'tbnet-interfaces: /etc/network/interfaces: restored'
	run -1 grep en06 "$file"
	run -0 interfaces undo
	assert_is 'auto lo\r\n\r\nx'
	assert_equal "$(stat -c %y "$file")" "$(date -d '2020-02-02 02:02:02.123456789' '+%F %T.%N %z')"
	run -0 interfaces undo
	assert_output 'tbnet-interfaces: nothing to undo in /var/lib/tbnet/backup'
}

@test "the last change is the first to be undone, also where backups are missing and after the ninth" {
	local last
	is 'auto lo\n'
	interfaces add en05
	last=$(echo "$backups"/*-1)
	mv "$last" "${last%-1}-9"
	interfaces add en06
	assert [ -e "${last%-1}-10/manifest" ]
	run -0 interfaces undo
	assert_is "auto lo\n\n$ours"
	run -0 interfaces undo
	assert_is 'auto lo\n'
	interfaces add en05
	assert [ -e "${last%-1}-11/manifest" ]
}

# 26 hours apart: never the same day
@test "the last change is the first to be undone, also when the clock was ahead of it, or behind" {
	local before after
	for before in UTC-14 UTC+12; do
		after=$([ "$before" = UTC-14 ] && echo UTC+12 || echo UTC-14)
		is 'auto lo\n'
		TZ=$before interfaces add en05
		TZ=$after interfaces add en06
		TZ=$before interfaces add en07
		TZ=$after run -0 interfaces undo
		run -1 grep en07 "$file"
		TZ=$before run -0 interfaces undo
		assert_is "auto lo\n\n$ours"
		run -0 interfaces undo
		assert_is 'auto lo\n'
	done
}

@test "undo refuses to overwrite what was changed since, naming it; restored by hand it is the same" {
	is 'auto lo\n'
	cp -p "$file" "$tree/before"
	interfaces add en05
	echo '# mine' >> "$file"
	cp "$file" "$tree/mine"
	run -1 interfaces undo
	assert_output 'tbnet-interfaces: /etc/network/interfaces: changed after the last apply; undo skipped'
	run -0 cmp "$tree/mine" "$file"
	cp -p "$tree/before" "$file"
	run -0 interfaces undo
	assert_output 'tbnet-interfaces: nothing to undo in /var/lib/tbnet/backup'
}

@test "a chmod is a change since, too" {
	is 'auto lo\n'
	interfaces add en05
	chmod 600 "$file"
	run -1 interfaces undo
	assert_output --partial 'changed after the last apply; undo skipped'
}

@test "an xattr that came, went or changed, and another owner, are a change since, too" {
	local change
	xattr() { # NAME VALUE
		python3 -c 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], sys.argv[3].encode())' "$file" "$@"
	}
	is 'auto lo\n'
	xattr trusted.a one || cannot_run 'no xattrs here'
	interfaces add en05
	for change in 'trusted.a two' 'trusted.a three' 'trusted.b one'; do
		# shellcheck disable=SC2086 # words
		xattr $change
		run -1 interfaces undo
		assert_output --partial 'changed after the last apply; undo skipped'
		xattr trusted.a one
	done
	python3 -c 'import os, sys; os.removexattr(sys.argv[1], "trusted.a")' "$file"
	run -1 interfaces undo
	python3 -c 'import os, sys; os.removexattr(sys.argv[1], "trusted.b")' "$file"
	run -1 interfaces undo
	xattr trusted.a one
	for change in 65534 0:65534; do
		chown "$change" "$file"
		run -1 interfaces undo
		chown 0:0 "$file"
	done
	run -0 interfaces undo
	assert_is 'auto lo\n'
}

@test "while PVE has a change pending nothing is changed" {
	is 'auto lo\n'
	touch "$tree/network/interfaces.new"
	for verb in 'add en05' 'remove en05' undo 'add --dry-run en05'; do
		# shellcheck disable=SC2086 # words
		run -1 interfaces $verb
		assert_output "tbnet-interfaces: nothing was changed: /etc/network/interfaces.new is pending; apply or revert it first, in PVE's GUI under Network"
	done
	assert_is 'auto lo\n'
	run -3 interfaces check en05
	assert_line --index 0 'tbnet-interfaces: /etc/network/interfaces.new is pending and may differ'
}

@test "it waits for PVE's own lock, 10 s at most" {
	is 'auto lo\n'
	touch "$tree/network/.pve-interfaces.lock"
	run -1 on_machine 'flock /etc/network/.pve-interfaces.lock sleep 30 3>&- & holder=$!
		until ! flock --nonblock /etc/network/.pve-interfaces.lock true; do sleep 0.05; done
		"$TBNET_BIN/tbnet-interfaces" add en05 || status=$?
		kill $holder; exit $status'
	assert_output 'tbnet-interfaces: nothing was changed: no lock on /etc/network/.pve-interfaces.lock: Connection timed out'
	assert_is 'auto lo\n'
}

# nothing_left - the file is as it was, and nothing is beside it or in the backup
nothing_left() {
	assert_is 'auto lo\n'
	assert_equal "$(ls -A "$tree/network")" interfaces
	assert_equal "$(find "$backups" -mindepth 1 2>&-)" ""
}

@test "a read-only /etc/network: one line, exit 1, nothing changed" {
	is 'auto lo\n'
	run -1 on_machine 'mount -o remount,bind,ro /etc/network; "$TBNET_BIN/tbnet-interfaces" add en05'
	assert_output 'tbnet-interfaces: nothing was changed: cannot change /etc/network/interfaces: Read-only file system'
	nothing_left
}

@test "a read-only /var/lib: one line, exit 1, nothing changed" {
	is 'auto lo\n'
	run -1 on_machine 'mount -o remount,bind,ro /var/lib; "$TBNET_BIN/tbnet-interfaces" add en05'
	assert_output 'tbnet-interfaces: nothing was changed: no backup in /var/lib/tbnet/backup: Read-only file system'
	nothing_left
}

# full PATH - add, where a small file system that is full is mounted
full() {
	on_machine 'mount -t tmpfs -o size=8k tmpfs "$1"
		cp -p /run/interfaces "$1" && head -c 4096 /dev/zero > "$1/full"
		"$TBNET_BIN/tbnet-interfaces" add en05 || status=$?
		cmp /run/interfaces /etc/network/interfaces; ls -A "$1"; find /var/lib/tbnet/backup -type f; exit $status' "$1"
}

@test "a full file system: one line, exit 1, nothing changed" {
	is 'auto lo\n'
	cp -p "$file" "$tree/run/interfaces"
	run -1 full /etc/network
	assert_output 'tbnet-interfaces: nothing was changed: cannot change /etc/network/interfaces: No space left on device
full
interfaces'
	run -1 full /var/lib
	assert_line --index 0 'tbnet-interfaces: nothing was changed: no backup in /var/lib/tbnet/backup: No space left on device'
	refute_line --partial manifest
}

@test "a link is followed to the file that it means, and stays a link" {
	mkdir "$tree/network/real"
	printf 'auto lo\n' > "$tree/network/real/file"
	ln -s real/file "$file"
	run -0 interfaces add en05
	assert_line --index 0 'tbnet-interfaces: /etc/network/interfaces is a symbolic link to /etc/network/real/file; that file changes'
	assert_equal "$(readlink "$file")" real/file
	run -0 diff <(printf 'auto lo\n\n%b' "$ours") "$tree/network/real/file"
	run -0 interfaces undo
	run -0 diff <(printf 'auto lo\n') "$tree/network/real/file"
}

@test "what is no file of one name is refused" {
	run -1 interfaces add en05
	assert_output 'tbnet-interfaces: /etc/network/interfaces cannot be used: it does not exist, so neither ifupdown2 nor ifupdown configures this machine'
	mkfifo "$file"
	run -1 interfaces add en05
	assert_output 'tbnet-interfaces: /etc/network/interfaces cannot be used: it is not a regular file'
	rm "$file"
	is 'auto lo\n'
	ln "$file" "$tree/network/other"
	run -1 interfaces add en05
	assert_output 'tbnet-interfaces: /etc/network/interfaces cannot be used: it has hard links'
	rm "$tree/network/other"
	head -c 1048577 /dev/zero > "$file"
	run -1 interfaces add en05
	assert_output 'tbnet-interfaces: /etc/network/interfaces cannot be used: it is too large'
}

@test "a template, a NUL and a backslash at the end are refused: where the stanza would come is not known" {
	is '%%for i in range(3):\nauto eth${i}\n%%endfor\n'
	run -1 interfaces add en05
	assert_output --partial 'nothing was changed in /etc/network/interfaces: it is a template'
	is 'auto lo\n\0\n'
	run -1 interfaces add en05
	assert_output --partial 'it has a NUL byte'
	is 'auto lo \\\\\n\n  \n'
	run -1 interfaces add en05
	assert_output --partial 'a backslash at the end of a line would swallow the new stanza'
	is '\n\\\\source /x\n'
	run -1 interfaces add en05
	assert_output --partial 'a backslash at the end'
}

@test "what a crash left beside the file is replaced, not written through" {
	is 'auto lo\n'
	echo precious > "$tree/precious"
	ln -s "$tree/precious" "$tree/network/.interfaces.tbnet-new"
	run -0 interfaces add en05
	assert_equal "$(cat "$tree/precious")" precious
	assert_equal "$(ls -A "$tree/network")" interfaces
}

@test "the backup is for root alone, and a folder without manifest is passed over" {
	is 'auto lo\n'
	interfaces add en05
	assert_equal "$(stat -c %a "$backups")" 700
	mkdir "$backups/9999-01-01-1" "$backups/.hidden"
	echo 'tbnet-other 1' > "$backups/.hidden/manifest"
	run -0 interfaces undo
	assert_is 'auto lo\n'
}

# manifest LINE... - the backup says that, and undo refuses it
refuses_manifest() {
	printf '%s\n' 'tbnet-interfaces 1' "$@" > "$backups"/*-1/manifest
	run -1 interfaces undo
	assert_output --partial 'the backup in /var/lib/tbnet/backup cannot be used'
}

@test "a manifest that makes no sense is refused" {
	local line
	is 'auto lo\n'
	interfaces add en05
	for line in 'changed x' changed 'changed ' '/etc/network/interfaces' 'Changed /etc/network/interfaces' no; do
		refuses_manifest "$line"
		refuses_manifest 'changed /etc/network/interfaces' "$line"
	done
	# of which there is no copy
	refuses_manifest 'changed /etc/hosts'
	run -0 grep -c en05 "$file"
}

@test "a manifest of another version or program is none of ours" {
	local line
	is 'auto lo\n'
	interfaces add en05
	for line in 'tbnet-interfaces 2' 'tbnet-fabric 1' ''; do
		printf '%s\n' "$line" > "$backups"/*-1/manifest
		run -0 interfaces undo
		assert_output 'tbnet-interfaces: nothing to undo in /var/lib/tbnet/backup'
	done
	mv "$backups"/*-1/manifest "$tree/real"
	ln -s "$tree/real" "$(echo "$backups"/*-1)/manifest"
	run -0 interfaces undo
	run -0 grep -c en05 "$file"
}

@test "a backup whose file is gone, or is a folder, is not used" {
	is 'auto lo\n'
	interfaces add en05
	rm "$backups"/*-1/before/etc/network/interfaces
	run -1 interfaces undo
	assert_output --partial 'the backup in /var/lib/tbnet/backup cannot be used'
	mkdir "$(echo "$backups"/*-1)/before/etc/network/interfaces"
	run -1 interfaces undo
	assert_output --partial 'the backup in /var/lib/tbnet/backup cannot be used'
	run -0 grep -c en05 "$file"
}

@test "what a crash left beside the file does no harm where it is the file itself, and another hard link is reported" {
	is 'auto lo\n'
	ln "$file" "$tree/network/.interfaces.tbnet-new"
	run -0 interfaces add en05
	assert_equal "$(ls -A "$tree/network")" interfaces
	ln "$file" "$tree/network/other"
	echo > "$tree/network/.interfaces.tbnet-new"
	run -1 interfaces add en06
	assert_output --partial 'it has hard links'
}

@test "white space and blank lines that a backslash takes along are its line's" {
	is 'auto lo\n\n \t\n\\source /x\nauto eth0\n'
	run -0 interfaces add en05
	assert_is 'auto lo\n\n \t\n\\source /x\nauto eth0\n\nauto en05\niface en05 inet manual\n\tmtu 65520\n'
	is 'source /x\n\n\n\\ \nauto eth0\n'
	run -0 interfaces add en05
	assert_is 'auto en05\niface en05 inet manual\n\tmtu 65520\n\nsource /x\n\n\n\\ \nauto eth0\n'
	# a line of white space alone, and one of a backslash alone
	is ' \n\\\n'
	run -1 interfaces add en05
	assert_output --partial 'a backslash at the end'
}

@test "a stanza that is not to the word what adding writes is the administrator's, and stays" {
	local text
	for text in 'auto en05 en06\niface en05 inet manual\n\tmtu 65520\n' 'auto\niface en05 inet manual\n\tmtu 65520\n' \
		'auto en05\niface en05 inet\n\tmtu 65520\n' 'auto en05\niface en05 inet manually\n\tmtu 65520\n' \
		'auto en05\niface en05 inet static\n\tmtu 65520\n' 'auto en05\niface en05 inet manual\n\tmtu 65520a\n' \
		'auto en05\niface en05 inet manual\n\tmtu\n' 'auto en05\niface en05 inet manual\n\tmtu 65520 1\n' \
		'auto en05\niface en05 inet manual\n\tmut 65520\n' 'auto en05\niface en05 \\\ninet manual\n\tmtu 65520\n' \
		'auto en05\niface en05 inet manual\n' 'auto en05\niface en05 inet manual\n\tmtu 65520\n# mine\n' \
		'auto en05\niface en05 inet manual\n\tmtu 65520\n\n\taddress 10.0.0.1/24\n'; do
		is "$text"
		run -3 interfaces remove en05
		assert_is "$text"
	done
}

@test "a stanza of ours is taken out in front of every keyword, and between lines of any kind" {
	local text ours='auto en05\niface en05 inet manual\n\tmtu 65520\n'
	for text in 'source /x' 'source-directory /x' 'auto eth0' 'iface eth0 inet dhcp' 'vlan vlan5' 'allow eth0' 'allow-hotplug eth0'; do
		is "$ours\n# about the next\n$text\n"
		run -0 interfaces remove en05
		assert_is "# about the next\n$text\n"
		is "$ours$text\n"
		run -0 interfaces remove en05
		assert_is "$text\n"
	done
	is "auto lo\niface lo inet loopback\n$ours"
	run -0 interfaces remove en05
	assert_is 'auto lo\niface lo inet loopback\n'
	is 'auto lo\n\nauto en05\niface en05 inet manual\n\tmtu 65520'
	run -0 interfaces remove en05
	assert_is 'auto lo'
}

@test "without names it is the links that tbnet names here; none: that is reported (mock)" {
	# shellcheck source=tests/unit/mock.bash
	. "$BATS_TEST_DIRNAME/mock.bash"
	is 'source /x\n'
	device /devices/pci0000:00/0000:00:08.3/0000:c6:00.5 pci 'A: class=0x0c0340'
	device /devices/pci0000:00/0000:00:08.3/0000:c6:00.6 pci 'A: class=0x0c0340'
	# the package's files are there
	mkdir "$BATS_TEST_TMPDIR/vendor"
	cp "$TBNET_TOP"/conf/*.link "$BATS_TEST_TMPDIR/vendor"
	run -0 on_machine 'mount --bind "$2" /usr/lib/systemd/network
		exec umockdev-run -d "$1" -- "$TBNET_BIN/tbnet-interfaces" add' "$mock" "$BATS_TEST_TMPDIR/vendor"
	assert_line --partial 'en05: /etc/network/interfaces:2: right'
	assert_line --partial 'en06: /etc/network/interfaces:6: right'
	rm "$mock"
	device /devices/none none
	run -1 on_machine 'exec umockdev-run -d "$1" -- "$TBNET_BIN/tbnet-interfaces" check' "$mock"
	assert_output 'tbnet-interfaces: no Thunderbolt controller on this machine; next: give the names, such as: tbnet-interfaces check en05'
}

@test "the diff on a terminal has no control characters" {
	is 'auto lo\n\tup echo \033[2J\x07\nsource /x\n'
	run -3 on_machine 'script -qec "$TBNET_BIN/tbnet-interfaces add --dry-run en05" /dev/null < /dev/null'
	assert_line --partial $' \tup echo ?[2J?'
	assert_line --partial '+auto en05'
}

@test "a command line that does not fit: one line, exit 2" {
	run -2 interfaces
	assert_line --index 0 --partial 'Usage: tbnet-interfaces check|add|remove|undo '
	run -2 interfaces chekc en05
	assert_output "tbnet-interfaces: unrecognized verb 'chekc'; try --help"
	run -2 interfaces undo en05
	assert_output "tbnet-interfaces: unexpected argument 'en05'; try --help"
	run -2 interfaces check --dry-run
	assert_output 'tbnet-interfaces: --dry-run is for add, remove and undo'
	run -2 interfaces add en05/1
	assert_output 'tbnet-interfaces: "en05/1" cannot be the name of an interface'
}

@test "not root: one line, exit 1, while check and --dry-run are for everybody" {
	is 'auto lo\n'
	run -1 on_machine 'exec unshare --user "$@" add en05' "$(for_anybody tbnet-interfaces)"
	assert_output "tbnet-interfaces: only root can change the system's files"
	run -3 on_machine 'exec unshare --user "$@" check en05' "$(for_anybody tbnet-interfaces)"
	run -3 on_machine 'exec unshare --user "$@" add --dry-run en05' "$(for_anybody tbnet-interfaces)"
	assert_line '+auto en05'
}

@test "a stanza of ours with other ends of lines beside it is taken out, and nothing of theirs" {
	local text ours='auto en05\r\niface en05 inet manual\r\n\tmtu 65520\r\n'
	for text in 'x\n' 'y' '\n' '\r\n'; do
		is "auto lo\r\n$ours$text"
		run interfaces remove en05
		# a line of theirs that is no keyword is part of the stanza, which is not ours then
		case $text in
		x* | y) assert_is "auto lo\r\n$ours$text" ;;
		'\r\n') assert_is 'auto lo\r\n' ;;
		*) assert_is 'auto lo\r\n\n' ;;
		esac
	done
	for text in '' '\n' '#\n' '\r\n' 'z'; do
		is "auto lo\r\n$text\r\n${ours%'\r\n'}"
		interfaces remove en05
		run -1 grep -c en05 "$file"
		run -0 grep -c lo "$file"
	done
	is "$ours"
	run -0 interfaces remove en05
	assert_is ''
}

@test "check: an mtu that is none or another, no auto line, and a template in the middle" {
	is 'auto lo\niface en05 inet manual\n\tmtu 65520\n'
	run -0 interfaces check en05
	assert_output 'en05: /etc/network/interfaces:2: right, mtu 65520 (no auto line: ifup -a leaves it out)'
	for text in 65520x 99999 9000 ''; do
		is 'allow-auto en05\niface en05 inet manual\n\tmtu %s\n' "$text"
		run -3 interfaces check en05
	done
	is 'allow-auto en05\niface en05 inet manual\n\tmtu 65520\n'
	run -0 interfaces check en05
	assert_output 'en05: /etc/network/interfaces:2: right, mtu 65520'
	is 'auto lo\n\n<%% x = 1 %%>\n'
	run -1 interfaces add en05
	assert_output --partial 'it is a template'
	run -1 interfaces remove en05
	assert_output --partial 'it is a template'
}

@test "a name that no Thunderbolt link has or gets is refused by add, in one line, except with --force (mock)" {
	# shellcheck source=tests/unit/mock.bash
	. "$BATS_TEST_DIRNAME/mock.bash"
	unset TBNET_PORT
	controller /devices/pci0000:00/0000:00:0d.2 0
	mkdir "$tree/systemd"
	printf '[Match]\nPath=pci-0000:00:0d.2\nDriver=thunderbolt-net\n[Link]\nName=tb0\n' > "$tree/systemd/10-a.link"
	is 'auto lo\n'
	by_hand() {
		on_machine 'mkdir -p /etc/systemd/network; mount --bind "$1" /etc/systemd/network; mock=$2; shift 2; exec umockdev-run -d "$mock" -- "$TBNET_BIN/tbnet-interfaces" "$@"' \
			"$tree/systemd" "$mock" "$@"
	}
	run -2 by_hand add tb0 foo
	assert_output 'tbnet-interfaces: foo: no Thunderbolt link has this name or would get it; to add its stanza anyway: --force'
	assert_is 'auto lo\n'
	run -0 by_hand add tb0
	run -0 by_hand add --force foo
	assert_is 'auto lo\n\nauto tb0\niface tb0 inet manual\n\tmtu 65520\n\nauto foo\niface foo inet manual\n\tmtu 65520\n'
	run -0 by_hand remove foo
}

@test "names that several files give are one, and a controller without a name has no stanza (mock)" {
	# shellcheck source=tests/unit/mock.bash
	. "$BATS_TEST_DIRNAME/mock.bash"
	controller /devices/pci0000:00/0000:00:0d.2 0
	controller /devices/pci0000:00/0000:00:0d.3 1
	mkdir "$tree/systemd"
	printf '[Match]\nPath=pci-0000:00:0d.2\nDriver=thunderbolt-net\nProperty=TBNET_PORT=1\n[Link]\nName=tb0\n' > "$tree/systemd/10-a.link"
	printf '[Match]\nPath=pci-0000:00:0d.2\nDriver=thunderbolt-net\n[Link]\nName=tb0\n' > "$tree/systemd/20-b.link"
	printf '[Match]\nPath=pci-0000:00:0d.3\nDriver=thunderbolt-net\n' > "$tree/systemd/30-c.link"
	is 'auto lo\n'
	run -0 on_machine 'mkdir -p /etc/systemd/network; mount --bind "$1" /etc/systemd/network; exec umockdev-run -d "$2" -- "$TBNET_BIN/tbnet-interfaces" add' \
		"$tree/systemd" "$mock"
	assert_is 'auto lo\n\nauto tb0\niface tb0 inet manual\n\tmtu 65520\n'
}

@test "a lock of PVE's that cannot be taken: nothing is changed, exit 1; check reads what is no text as well" {
	is 'auto lo\n'
	mkdir "$tree/network/.pve-interfaces.lock"
	run -1 interfaces add en05
	assert_output 'tbnet-interfaces: nothing was changed: no lock on /etc/network/.pve-interfaces.lock: Is a directory'
	assert_is 'auto lo\n'
	is 'auto lo\n\0\niface en05 inet manual\n\tmtu 65520\n'
	run -0 interfaces check en05
	assert_line --partial 'en05: /etc/network/interfaces:3: right'
}

@test "other folders of the day beside the backups do not count" {
	local day
	is 'auto lo\n'
	for day in "$(date +%F)" "$(date -u +%F)"; do
		mkdir -p "$backups/${day}x-7" "$backups/$day-x" "$backups/$day-0" "$backups/$day-99999999999"
	done
	chmod 700 "$backups"
	run -0 interfaces add en05
	assert [ -e "$(echo "$backups"/*-1)/manifest" ]
	run -0 interfaces undo
	assert_is 'auto lo\n'
}
