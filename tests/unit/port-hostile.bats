# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-port with a peer, a kernel or a caller that is broken or hostile.
load mock.bash

# only_fixed - nothing that came from the peer was printed
only_fixed() {
	assert_output 'TBNET_PORT=1
TBNET_CONTROLLER=0000:00:0d.2
TBNET_SERVICE=0-1.0
ID_NET_NAME_FROM_DATABASE=en05'
}

# says NAME - en05 with a peer of that name (backslash escapes), described
says() {
	rm -f "$mock"
	en05 "$(attribute device_name "$1")"
	run -0 describe "/sys$en05"
}

# leaves_out NAME... - each is not fit to be a property
leaves_out() {
	local name
	for name; do
		says "$name"
		only_fixed || fail "name $name"
	done
}

@test "a peer called en05\\nTBNET_PORT=9 gets no say (mock)" {
	leaves_out 'en05\nTBNET_PORT=9' '\nn2' 'n2\n\n' 'n2\nn3\n'
}

@test "the newline at the end is the kernel's, not the name's (mock)" {
	says 'n2\n'
	assert_line TBNET_PEER_NAME=n2
}

@test "a name with control characters is skipped (mock)" {
	leaves_out 'n2\r' 'n\t2' '\033[2J' 'n2\0177' 'n\00001' '\0001'
}

@test "a name with C1 control characters is skipped (mock)" {
	leaves_out 'n\0302\02052' '\0302\0237'
}

@test "a name with marks that turn the direction of writing is skipped (mock)" {
	leaves_out 'n\0330\02342' '\0342\0200\0216' '\0342\0200\0217' 'n2\0342\0200\0256' '\0342\0201\0246n' '\0342\0201\0251'
}

@test "a name in broken UTF-8 is skipped (mock)" {
	leaves_out 'n2\0377' '\0200' 'n\0303' '\0342\0202' 'caf\0351'
}

@test "a name in overlong, surrogate or too large UTF-8 is skipped (mock)" {
	leaves_out '\0340\0203\0251' '\0360\0202\0202\0254' '\0300\0212' '\0340\0200\0212' '\0360\0200\0200\0212' '\0355\0240\0200' '\0364\0220\0200\0200' '\0370\0210\0200\0200\0200'
}

@test "an unset or empty name is skipped (mock)" {
	leaves_out '(none)' ''
}

@test "a name of a megabyte is skipped (mock)" {
	says "$(head -c 1048576 /dev/zero | tr '\0' n)"
	only_fixed
}

@test "a name as long as can be is shown, one byte more is skipped (mock)" {
	local name
	name=$(head -c 127 /dev/zero | tr '\0' n)
	says "$name"
	assert_line "TBNET_PEER_NAME=$name"
	leaves_out "${name}n"
}

@test "harmless names reach udev as they are, quotes and blanks included (mock)" {
	local name
	for name in 'n2' "'n2'" '"n2"' '"' "'" '"n2' "n2'" ' n2' 'n2 ' ' ' 'pve 2' 'a=b' '#n2' '$HOME' '%k' '`id`' 'a"b c' 'Müller' '節点'; do
		says "$name"
		as_udev_reads <<< "$output" > "$BATS_TEST_TMPDIR/read"
		run -0 cat "$BATS_TEST_TMPDIR/read"
		assert_line "TBNET_PEER_NAME=$name"
		assert_equal "${#lines[@]}" 5
	done
}

@test "a backslash in a name stays a backslash (mock)" {
	says 'n\\\\n2'
	assert_line 'TBNET_PEER_NAME=n\\n2'
}

@test "an identity that is no UUID is skipped (mock)" {
	local id
	for id in 'n2' "$uuid\\n$uuid" "${uuid}0" "${uuid%?}" "${uuid/d/g}" "${uuid//-/0}" '' "$(head -c 1048576 /dev/zero | tr '\0' 0)"; do
		rm -f "$mock"
		en05 "$(attribute unique_id "$id")"
		run -0 describe "/sys$en05"
		only_fixed || fail "unique_id ${id:0:80}"
	done
}

@test "a speed and lanes that are no numbers are skipped (mock)" {
	local value
	for value in 'fast' '' '20.0' '20.0 Gb/s\nTBNET_PORT=9' '-20.0 Gb/s' '20.0 Gb/s ' ' 20.0 Gb/s' '20.0;Gb/s' '20000000.0 Gb/s' 'Gb/s' \
		"$(head -c 1048576 /dev/zero | tr '\0' 2) Gb/s"; do
		rm -f "$mock"
		en05 "$(attribute rx_speed "$value")" "$(attribute rx_lanes "${value/20.0 Gb\/s/0}")"
		run -0 describe "/sys$en05"
		only_fixed || fail "rx_speed ${value:0:80}"
	done
}

@test "lanes beyond 16 are skipped (mock)" {
	local value
	for value in 0 17 4294967297 18446744073709551617 -1 +2 0x2 ' 2'; do
		rm -f "$mock"
		en05 "$(attribute rx_lanes "$value")"
		run -0 describe "/sys$en05"
		only_fixed || fail "rx_lanes $value"
	done
}

@test "other netdevs: no output, exit 0 (mock)" {
	en05
	device /devices/pci0000:00/0000:00:1f.6 pci 'L: driver=../../../bus/pci/drivers/e1000e'
	netdev /devices/pci0000:00/0000:00:1f.6 enp0s31f6
	device /devices/virtual/net/lo net 'A: ifindex=1'
	netdev "$host/0-1" odd
	device "$host/0-1/0-1.1" thunderbolt 'L: driver=../../bus/thunderbolt/drivers/thunderbolt-dma-test'
	netdev "$host/0-1/0-1.1" other
	local path
	for path in /devices/pci0000:00/0000:00:1f.6/net/enp0s31f6 /devices/virtual/net/lo "$host/0-1/net/odd" "$host/0-1/0-1.1/net/other"; do
		run -0 describe "/sys$path"
		refute_output
	done
}

@test "what is no netdev, or is gone: no output, exit 0 (mock)" {
	en05
	local path
	for path in "$host/0-1/0-1.0" "$host/0-1" "$host/0-1/0-1.0/power/en05" "$host/0-5/0-5.0/net/en05" /devices /devices/../../net/x; do
		run -0 describe "/sys$path"
		refute_output
	done
}

@test "a driver bound to something that is no service is not believed (mock)" {
	local service path
	for service in 0 0- -1 0-00 0-0.0 0-100 0-0x1.0 0-1. 0-1.x 0-1.0.0 x-1 0-g 0-1x 0x1-1 ' 0-1' domain7; do
		rm -f "$mock"
		controller /devices/pci0000:00/0000:00:0d.2 0
		path=$host/0-1/$service
		device "$path" thunderbolt 'L: driver=../../bus/thunderbolt/drivers/thunderbolt-net'
		netdev "$path" en05
		run -0 describe "/sys$path/net/en05"
		refute_output
	done
}

@test "a service that is not below a PCI controller is not described (mock)" {
	local nhi
	for nhi in /devices/platform/nhi /devices/pci0000:00/{0000:00:0d.8,000:00:0d.2,000000000:00:0d.2,0000_00:0d.2,0000:0g:0d.2,0000:00_0d.2} \
		/devices/pci0000:00/{0000:00:xx.2,0000:00:0d_2,0000:00:0d.-,0000:00:0d.20,0000:00:0d.,"$(printf '%080d' 0)"} /devices/x; do
		rm -f "$mock"
		device "$nhi" pci
		device "$nhi/domain0" thunderbolt
		peer "$nhi/domain0/0-0" 0-1
		netdev "$nhi/domain0/0-0/0-1/0-1.0" en05
		run -0 describe "/sys$nhi/domain0/0-0/0-1/0-1.0/net/en05"
		refute_output
	done
}

@test "a driver is known by the last part of its link, whatever that is (mock)" {
	local link
	en05
	for link in thunderbolt-net /thunderbolt-net ../../bus/x/thunderbolt-net; do
		sed -i "s|^L: driver=.*thunderbolt-net$|L: driver=$link|" "$mock"
		run -0 describe "/sys$en05"
		assert_line TBNET_PORT=1
	done
	for link in thunderbolt ../thunderbolt-net/ "$(printf '%0200d' 0)"; do
		sed -i "s|^L: driver=.*thunderbolt-net$|L: driver=$link|" "$mock"
		run -0 describe "/sys$en05"
		refute_output
		sed -i "s|^L: driver=$link$|L: driver=../thunderbolt-net|" "$mock"
	done
}

@test "a folder far too long on the way to the controller, or none on it, is no controller (mock)" {
	local long
	long=$(printf '%080d' 0)
	rm -f "$mock"
	device "/devices/$long" pci
	peer "/devices/$long" 0-1
	netdev "/devices/$long/0-1/0-1.0" en05
	run -0 describe "/sys/devices/$long/0-1/0-1.0/net/en05"
	refute_output
	for long in /sys/net /sys/x /sys/; do
		run -0 describe "$long"
		refute_output
	done
}

@test "a path by links, as people know it, is followed (mock)" {
	en05
	run -0 describe /sys/class/net/en05
	only_fixed
}

@test "a path longer than a path may be fails with one line" {
	local long
	long=/sys/$(head -c 5000 /dev/zero | tr '\0' x)/net/en05
	run -1 "$TBNET_BIN/tbnet-port" "$long"
	assert_output --regexp '^tbnet-port: /sys/x+/net/en05: File name too long$'
}

@test "output that cannot be written is a failure (mock)" {
	en05
	run -1 umockdev-run -d "$mock" -- sh -c 'exec "$1" "$2" > /dev/full' sh "$TBNET_BIN/tbnet-port" "/sys$en05"
	assert_output "tbnet-port: cannot write to standard output: No space left on device"
}

@test "a path outside sysfs, none, or two are usage errors of one line" {
	local usage='tbnet-port: needs one sysfs path, like /sys/devices/.../net/en05; try --help'
	run -2 "$TBNET_BIN/tbnet-port" /etc/passwd
	assert_output "$usage"
	run -2 "$TBNET_BIN/tbnet-port"
	assert_output "$usage"
	run -2 "$TBNET_BIN/tbnet-port" /sys/a /sys/b
	assert_output "$usage"
	run -2 "$TBNET_BIN/tbnet-port" ''
	assert_output "$usage"
}

@test "a path that is just short enough, whose driver's is too long, describes nothing" {
	run -0 "$TBNET_BIN/tbnet-port" "/sys/$(printf '%04084d' 0)/net/e"
	refute_output
	run -1 "$TBNET_BIN/tbnet-port" "/sys/$(printf '%04085d' 0)/net/e"
	assert_output --partial 'File name too long'
}
