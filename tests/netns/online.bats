# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-online on real links.
load netns.bash

online=$TBNET_BIN/tbnet-online

setup() {
	world_start
}

teardown() {
	end_background
}

# usable NAME - a link as it should be, with its peer
usable() {
	cable "$1" "$1-far"
	in_world ip link set "$1" mtu 65520 up
	far up "$1-far"
}

# machine ADDRESS... - a mock /sys with these controllers, and the .link files of the package, no others
machine() {
	in_world sh -ec '
		conf=$1
		shift
		mount -t tmpfs tmpfs /usr/lib/systemd/network
		cp "$conf"/*.link /usr/lib/systemd/network
		mount -t tmpfs tmpfs /usr/local
		mount -t tmpfs tmpfs /sys
		mkdir -p /sys/bus/pci/devices /sys/class/net
		for address; do
			mkdir -p "/sys/devices/pci0000:00/$address"
			echo 0x0c0340 > "/sys/devices/pci0000:00/$address/class"
			ln -s "../../../devices/pci0000:00/$address" /sys/bus/pci/devices
		done' sh "$TBNET_TOP/conf" "$@"
}

@test "all named links usable: at once, exit 0" {
	usable en05
	usable en06
	run -0 in_world timeout 5 "$online" en05 en06
	assert_output 'tbnet-online: 2 of 2 links usable, 2 wanted'
}

@test "some: exit 3 at the bound, with what each of the others lacks" {
	usable en05
	usable en06
	in_world ip link set en06 down
	usable en07
	in_world ip link set en07 mtu 1500
	usable en08
	far down en08-far
	run -3 in_world "$online" --wait=1 en05 en06 en07 en08 en09
	assert_output 'tbnet-online: 1 of 5 links usable after 1 s: en06 is down, en07 has another MTU, en08 has no login of its peer, en09 is not there (no cable, or the peer is off); the next step: tbnet-name --detect'
}

@test "none: exit 1 at the bound" {
	local begin=$SECONDS
	run -1 in_world "$online" --wait=2 en05
	[ $((SECONDS - begin)) -ge 2 ] || fail "did not wait"
	assert_output --partial '0 of 1 links usable after 2 s: en05 is not there'
}

@test "the last missing link is seen by its event: plugged, up, MTU, login" {
	usable en05
	start timeout 60 "$online" --wait=300 en05 en06
	sleep 0.5
	cable en06 en06-far
	far up en06-far
	in_world ip link set en06 up
	sleep 0.3
	kill -0 "$started" || fail "returned for a link at MTU 1500"
	in_world ip link set en06 mtu 65520
	finish 0
	assert_output 'tbnet-online: 2 of 2 links usable, 2 wanted'
}

@test "a link that gets its name by a rename is seen" {
	start "$online" --wait=20 en05
	usable tb0
	in_world ip link set tb0 down
	in_world ip link set tb0 name en05
	in_world ip link set en05 up
	finish 0
}

@test "a link that went again does not count" {
	usable en05
	start "$online" --wait=3 en05 en06
	sleep 0.5
	in_world ip link del en05
	usable en06
	finish 3
	assert_output --partial 'en05 is not there'
}

@test "while it waits it does nothing: no request without an event" {
	run -1 traced -- "$online" --wait=2 en05
	run -0 grep -c 'sendmsg(' "$trace"
	assert_output 1
}

@test "--wait=0 only looks" {
	usable en05
	run -0 in_world timeout 5 "$online" --wait=0 en05
	run -3 in_world timeout 5 "$online" --wait=0 en05 en06
	assert_output --partial 'after 0 s'
}

@test "TBNET_ONLINE_WAIT is the bound, and --wait beats it" {
	run -1 in_world env TBNET_ONLINE_WAIT=0 timeout 5 "$online" en05
	run -1 in_world env TBNET_ONLINE_WAIT=600 timeout 5 "$online" --wait=0 en05
}

@test "TBNET_ONLINE names the links, or says how many" {
	machine 0000:00:0d.2 0000:00:0d.3
	usable en06
	run -0 in_world env 'TBNET_ONLINE=en06' "$online" --wait=0
	run -3 in_world env 'TBNET_ONLINE=en05 en06' "$online" --wait=0
	run -0 in_world env TBNET_ONLINE=1 "$online" --wait=0
	run -3 in_world env TBNET_ONLINE=2 "$online" --wait=0
	run -0 in_world env TBNET_ONLINE=2 "$online" --wait=0 1
}

@test "by itself it expects what the .link files name for controllers of this machine (mock /sys)" {
	machine 0000:00:0d.2 0000:00:0d.3
	usable en05
	usable en99
	run -3 in_world "$online" --wait=0
	assert_output --partial '1 of 2 links usable after 0 s: en06 is not there'
	usable en06
	run -0 in_world "$online" --wait=0
	assert_output 'tbnet-online: 2 of 2 links usable, 2 wanted'
}

@test "a name for a controller that this machine does not have is not expected (mock /sys)" {
	machine 0000:00:0d.2
	usable en05
	run -0 in_world "$online" --wait=0
	assert_output 'tbnet-online: 1 of 1 links usable, 1 wanted'
}

@test "without a controller nothing is expected: at once, exit 0 (mock /sys)" {
	machine
	run -0 in_world timeout 5 "$online"
	assert_output 'tbnet-online: no link is expected: no controller with a .link file here'
}

@test "among hundreds of other interfaces the links are found, and their events" {
	seq 1 150 | sed 's/.*/link add o& type veth peer name p&/' | in_world ip -batch -
	usable en05
	run -0 in_world "$online" --wait=0 en05
	start "$online" --wait=20 en05 en06
	seq 1 150 | sed 's/.*/link set o& up/' | in_world ip -batch -
	usable en06
	finish 0
}

@test "a name twice is one link" {
	usable en05
	run -0 in_world "$online" --wait=0 en05 en05
	assert_output 'tbnet-online: 1 of 1 links usable, 1 wanted'
}

@test "TBNET_MTU is the MTU that counts" {
	usable en05
	run -1 in_world env TBNET_MTU=9000 "$online" --wait=0 en05
	in_world ip link set en05 mtu 9000
	run -0 in_world env TBNET_MTU=9000 "$online" --wait=0 en05
}

# refuses MESSAGE ARGUMENT... - exit 2, this line
refuses() {
	run -2 in_world "$online" "${@:2}"
	assert_output "tbnet-online: $1"
}

@test "a bad command line or setting is one line, exit 2" {
	refuses '"en/05" is neither an interface nor a number of links from 1 to 1024' en/05
	refuses '"0123456789abcdef" is neither an interface nor a number of links from 1 to 1024' 0123456789abcdef
	refuses '"0" is neither an interface nor a number of links from 1 to 1024' 0
	refuses '"1025" is neither an interface nor a number of links from 1 to 1024' 1025
	refuses 'a number of links stands alone, not beside interfaces or another number' 2 en05
	refuses 'a number of links stands alone, not beside interfaces or another number' en05 2
	refuses '--wait: "3601" is not a whole number from 0 to 3600' --wait=3601 en05
	refuses '--wait: "" is not a whole number from 0 to 3600' --wait= en05
	refuses 'option --wait needs a value' --wait
}

@test "a TBNET_ONLINE that cannot be is said, and the default is used" {
	machine 0000:00:0d.2
	run -1 in_world env 'TBNET_ONLINE=en05 /' "$online" --wait=0
	assert_line --index 0 'tbnet-online: "/" is neither an interface nor a number of links from 1 to 1024'
	assert_line --index 1 'tbnet-online: TBNET_ONLINE=en05 / cannot be; using the default, every link that a .link file names'
	assert_line --index 2 --partial 'en05 is not there'
}

@test "an interface that is there and no Thunderbolt link is not waited for: exit 2; one that is not there may be one when it comes" {
	cable eno1
	run -2 in_world env --unset=TBNET_PORT "$online" --wait=0 en05 eno1
	assert_output 'tbnet-online: eno1: not a Thunderbolt link, not waited for'
	run -1 in_world env --unset=TBNET_PORT "$online" --wait=0 en05
	assert_line --partial 'en05 is not there'
}

@test "without any right it works as well" {
	usable en05
	run -0 in_world setpriv --inh-caps=-all --bounding-set=-all "$online" --wait=0 en05
}

@test "more links than .link files name are not there, which is said; and a controller without a name is not waited for (mock /sys)" {
	machine 0000:00:0d.2
	run -1 in_world "$online" --wait=0 3
	assert_line --partial '0 of 3 links usable'
	in_world sh -c 'rm /usr/lib/systemd/network/*; printf "[Match]\\nPath=pci-0000:00:0d.2\\nDriver=thunderbolt-net\\n" > /usr/lib/systemd/network/10-a.link'
	run -1 in_world "$online" --wait=0 1
	assert_line --partial 'no .link file gives a name here'
}

@test "a setting with more names than there can be links is cut off, and no harm is done" {
	run -1 in_world env "TBNET_ONLINE=$(printf 'l%d ' {1..3000})" "$online" --wait=0
	assert_line --regexp '0 of [0-9]+ links usable'
}
