# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status --svg: the picture, as XML. The interfaces are real, sysfs is a mock.
load status.bash

setup() {
	node_start
}

teardown() {
	end_background
}

# texts - of the SVG on stdin, if it is one, in their order, a line each
texts() {
	/usr/bin/python3 -c 'import sys
import xml.etree.ElementTree as x
s = "{http://www.w3.org/2000/svg}"
tree = x.fromstring(sys.stdin.buffer.read())
assert tree.tag == s + "svg" and tree.find(s + "title").text, tree
assert {e.tag for e in tree.iter()} <= {s + n for n in ("svg", "title", "rect", "line", "text")}, "elements"
print(*(e.text for e in tree.iter(s + "text")), sep="\n")'
}

# picture - of this machine, in $output
picture() {
	run "$1" --separate-stderr status --svg
	# shellcheck disable=SC2154 # of run
	assert_equal "$stderr" ''
	svg=$output
	run -0 texts <<< "$svg"
}

@test "--svg: three nodes with their cables, names, speed and MTU; nothing in red (mock)" {
	picture -0
	assert_line n2
	assert_line n3
	assert_line 'en05 · 2 × 20.0 Gb/s · MTU 65520'
	assert_line 'en06 · 2 × 20.0 Gb/s · MTU 65520'
	assert_equal "$(grep -c '<line' <<< "$svg")" 2
	refute grep -q '#cf222e' <<< "$svg"
	# solid, for who sees no color
	refute grep -q dasharray <<< "$svg"
}

@test "--svg: what does not work is red, dashed, and reported in words (mock)" {
	in_world ip link set en05 mtu 1500
	in_world ip link set p-en06 down
	xdomain 0d.3 1 3 n4 d6030000-0080-7f18-23d0-3d0a4c81e404
	picture -3
	assert_line 'MTU 1500, not 65520'
	assert_line 'no carrier'
	assert_line 'no interface'
	assert_equal "$(grep -c '<line.*#cf222e.*dasharray' <<< "$svg")" 3
}

@test "--svg: a neighbor that is off is in the picture as missing (mock)" {
	in_world umount /sys
	rm -r "$(nhi 0d.3)/domain1/1-0/1-1" "$sys/class/net/en06" "$sys"/bus/thunderbolt/devices/1-1*
	in_world mount --bind "$sys" /sys
	picture -3
	assert_line missing
	assert_line 'no cable, or the neighbor is off'
	refute_line n3
}

@test "--svg: two cables to one neighbor lead to one box, and a node alone is a picture, too (mock)" {
	echo n2 > "$(nhi 0d.3)/domain1/1-0/1-1/device_name"
	cp "$(nhi 0d.2)/domain0/0-0/0-1/unique_id" "$(nhi 0d.3)/domain1/1-0/1-1/unique_id"
	picture -0
	assert_equal "$(grep -cx n2 <<< "$output") $(grep -c '<line' <<< "$svg")" '1 2'
	rm -r "${sys:?}"/{bus,class/net/*,devices}
	in_etc /etc/network/interfaces
	picture -3
	assert_line 'no cable to another host'
}

@test "--svg: hostile names are text, clean and cut (mock)" {
	local name host
	host=$(nhi 0d.2)/domain0/0-0/0-1
	for name in '</text><script>x()</script>' '"&<>'\'' ]]>' 'a&#0;b' '<!ENTITY x SYSTEM "file:///etc/passwd">' $'a\xef\xbf\xbeb\xef\xbf\xbf'; do
		printf '%s\n' "$name" > "$host/device_name"
		picture -0
		refute grep -qiE '<script|<!|xfffe' <<< "$svg"
	done
	assert_line 'a?b?'
	for name in '\033[2J' '\u202en2' '\u2066n2' 'a\377b' '\u0085'; do
		printf "$name\\n" > "$host/device_name"
		picture -0
		assert_line 'the peer'
	done
	printf '%0120d\n' 0 > "$host/device_name"
	picture -0
	assert_line "$(printf '%015d' 0)…"
	printf 'ü%.0s' {1..60} > "$host/device_name"
	picture -0
	assert_line "$(printf 'ü%.0s' {1..15})…"
}

@test "--svg goes to a file as the others do (mock)" {
	run -0 status --svg "--output=$BATS_TEST_TMPDIR/mesh.svg"
	refute_output
	run -0 texts < "$BATS_TEST_TMPDIR/mesh.svg"
	assert_line n2
}
