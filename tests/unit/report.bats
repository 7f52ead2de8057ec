# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-report on machines of tests/field: what it writes is such a machine again, and tells nobody whose it was.
load private.bash

setup_file() {
	[ "$(id -u)" -ne 0 ] || "$TBNET_TOP/tests/field/run" --package "$BATS_FILE_TMPDIR/package"
	export FIELD_PACKAGE=$BATS_FILE_TMPDIR/package
}

setup() {
	[ "$(id -u)" -eq 0 ] || cannot_run "needs root"
	need_private
	cases=$BATS_TEST_TMPDIR/cases replayed=$BATS_TEST_TMPDIR/replayed out=$BATS_TEST_TMPDIR/out
	mkdir "$cases" "$replayed" "$out"
	cp -r "$TBNET_TOP"/tests/field/cases/* "$cases"
	# the world of a case may write to no disk
	mount -t tmpfs -o mode=0777 tmpfs "$out"
}

teardown() {
	umount "$out"
}

# field CASE... - run as they are
field() {
	run --separate-stderr "$TBNET_TOP/tests/field/run" "$@"
	assert_success
}

# reports CASE... - of each machine, without what its case does to it
reports() {
	local name
	local -a made=()
	for name; do
		made+=("$cases/$name-report")
		mkdir "$cases/$name-report"
		printf '%s\n' "about $name reports" "like $name" "run tbnet-report --output=$out/$name.tar" > "$cases/$name-report/case"
	done
	field "${made[@]}"
	for name; do
		mkdir "$replayed/$name"
		tar -xf "$out/$name.tar" -C "$replayed/$name" --strip-components=1
	done
}

@test "a report is a case of tests/field: tbnet-status says of its machine what it said of the one that it was written on" {
	machines=(pve-9.2 debian-networkd c9-ipv4-bound m7-openfabric-on-lo n3-pinned-while-links-were-up s1-frr-for-thunderbolt0
		s12-ospf-without-neighbors s2-two-links-in-one-subnet-ipv6 u1-not-back-in-its-bridge u4-networkmanager u8-ipv6-does-not-forward guide-whole)
	reports "${machines[@]}"
	field "$replayed"/*/
	assert_line "# ${#machines[@]} as they should be, 0 known to be wrong, 0 failed"
	run -0 cat "$replayed/s12-ospf-without-neighbors/case"
	assert_output --partial 'finds   error no-neighbor en05'
}

# telling - the machine of pve-9.2, with names and numbers that somebody could know it by
telling() {
	local machine=$cases/pve-9.2
	find "$machine" -type f -exec sed -i -E 's/\bn([123])\b/geheim\1/g; s/02:aa:00:00:00/9c:6b:00:12:34/g; s/192\.168\.1\./192.168.177./g
		s/10\.100\.0\./10.73.0./g; s/0101\.0000\.0011/0100.7300.0011/; s/d6030000-0080-7f18-23d0/8badf00d-1234-4abc-9def/g; s/0123456789abcdef/0123456789ABCDEF0123456789abcdef01234567/' {} +
	cat >> "$machine/root/etc/network/interfaces" <<-'END'
		# tb-geheim2: ask alice.smith@corp.example.com, or see /home/asmith/mesh.txt (geheim1.corp.example.com, 203.0.113.77)
		iface wlp1s0 inet dhcp
			wpa-psk "hunter2 and more"
			up curl -H "Authorization: Bearer abc" https://bob:s3cr3t@203.0.113.77:8443/x?via=[2001:db8:77::9c6b:ff:fe12:3405]
			up echo GEHEIM1,geheim2;geheim3 tb\x2dgeheim2 enx9c6b00123405 9C-6B-00-12-34-05 fe80::9e6b:ff:fe12:3405%en05
	END
	printf '%s\n' ' neighbor 10.73.0.12 password hunter2' '-----BEGIN PRIVATE KEY-----' MIIhunter2 '-----END PRIVATE KEY-----' >> "$machine/root/etc/frr/frr.conf"
	mkdir -p "$machine/root/etc/NetworkManager/system-connections"
	printf '%s\n' '[connection]' 'id=Wifi of geheim1' 'type=wifi' '[wifi-security]' 'psk=hunter2' 'note=hunter2' \
		> "$machine/root/etc/NetworkManager/system-connections/geheim3.nmconnection"
}

@test "a report tells neither names nor addresses, ids or secrets, wherever they stand, and its networks are networks" {
	telling
	reports pve-9.2
	for word in geheim corp.example smith bob hunter2 s3cr3t Bearer 203.0.113 2001:db8 192.168.177 10.73. 0100.7300 9c:6b 9c6b 9C-6B 9e6b 8badf00d 0123456789abcdef; do
		run -1 grep -ri -- "$word" "$replayed"
		run -0 find "$replayed" -iname "*$word*"
		refute_output
	done
	field "$replayed/pve-9.2"
	run -0 cat "$replayed/pve-9.2/node" "$replayed/pve-9.2/root/etc/network/interfaces" "$replayed/pve-9.2/root/etc/frr/frr.conf"
	assert_line 'hostname n1'
	assert_line 'address 192.168.9.81/24 dev vmbr0'
	assert_line 'address 10.1.0.11/32 dev en05'
	assert_line --partial 'up echo n1,n2;n3 tb\x2dn2 enx020000000002 02-00-00-00-00-02 fe80::ff:fe00:2%en05'
	assert_line ' net 49.0001.0100.0100.0011.00'
	assert_line ' neighbor 10.1.0.12 password (secret)'
	assert_line 'wpa-psk "(secret)"'
}

@test "a report is its owner's alone, is shown first, and is whole or not there" {
	mkdir "$out/there" "$out/full"
	printf '%s\n' 'about reports' 'like ms-01' \
		"run tbnet-report --list" 'has root/etc/network/interfaces' 'has 2 MAC addresses' 'hasnt Wrote' \
		"run test -e tbnet-report.tar" 'exit 1' \
		"run tbnet-report --output=$out/there/a.tar" 'matches ([0-9]+ sys.*Replaced: .*Wrote .*a.tar)' \
		"run ls -A $out/there" 'matches ^a.tar .?$' \
		"run stat -c %a:%F $out/there/a.tar" 'has 600:regular file' \
		"run cp $out/there/a.tar $out/b.tar" \
		"run mount -t tmpfs -o size=8k tmpfs $out/there" \
		"run cp /etc/debian_version $out/there/a.tar" \
		"run tbnet-report --output=$out/there/a.tar" 'exit 1' 'has No space left on device' \
		"run ls -A $out/there" 'matches ^a.tar .?$' \
		"run cmp /etc/debian_version $out/there/a.tar" \
		"run ln -sf /etc/tbnet.conf $out/there/a.tar" \
		"run tbnet-report --output=$out/there/a.tar" 'exit 1' 'has not a regular file' \
		"run tbnet-report --output=/nowhere/a.tar" 'exit 1' 'has No such file or directory' > "$cases/case"
	mkdir "$cases/one-report"
	echo 13.2 > "$cases/ms-01/root/etc/debian_version"
	mv "$cases/case" "$cases/one-report"
	field "$cases/one-report"
	run -0 tar -tvf "$out/b.tar"
	assert_line --regexp '^-rw-r--r-- 0/0 .* tbnet-report/root/etc/network/interfaces$'
}

@test "tbnet-report takes no arguments, and needs the name of a file" {
	run -2 --separate-stderr "$TBNET_BIN/tbnet-report" x
	run -2 --separate-stderr "$TBNET_BIN/tbnet-report" --output=
	run -2 --separate-stderr "$TBNET_BIN/tbnet-report" --test-it
}
