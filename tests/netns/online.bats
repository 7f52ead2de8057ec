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

# known NAME [CONTROLLER] - udev's database has it as a Thunderbolt link
known() {
	in_world sh -ec 'mkdir -p /run/udev/data
		printf "I:1\nE:TBNET_PORT=1\nE:TBNET_CONTROLLER=%s\n" "$2" > "/run/udev/data/n$(cat "/sys/class/net/$1/ifindex")"
		' sh "$1" "${2:-0000:00:0d.2}"
}

# remembered NAME BOOT [CONTROLLER] - a line of /var/lib/tbnet/peers; the boot before this one is 9
remembered() {
	in_world sh -ec 'mkdir -p /var/lib/tbnet; cat >> /var/lib/tbnet/peers' <<- END
		boot 9 11111111-2222-3333-4444-555555555555
		$2 2026-11-28T23:50:00Z $1 ${3:-0000:00:0d.3} 1 d6030000-0080-7f18-23d0-3d0a4c81e402 20.0 2 n2
	END
}

# controller ADDRESS DRIVER - one and no other, in a mock /sys
controller() {
	in_world sh -ec 'mount -t tmpfs tmpfs /sys
		mkdir -p "/sys/devices/pci0000:00/$1" "/sys/bus/pci/drivers/$2" /sys/bus/pci/devices /sys/class/net
		echo 0x0c0340 > "/sys/devices/pci0000:00/$1/class"
		ln -s "../../../bus/pci/drivers/$2" "/sys/devices/pci0000:00/$1/driver"
		ln -s "../../../devices/pci0000:00/$1" /sys/bus/pci/devices' sh "$@"
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
	assert_output 'tbnet-online: 1 of 5 links usable after 1 s: en06 is down, en07 has the wrong MTU, en08 has no login from its peer, en09 is missing (no cable, or the peer is off); next: tbnet-status'
}

@test "none: exit 1 at the bound" {
	local begin=$SECONDS
	run -1 in_world "$online" --wait=2 en05
	[ $((SECONDS - begin)) -ge 2 ] || fail "did not wait"
	assert_output --partial '0 of 1 links usable after 2 s: en05 is missing'
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
	assert_output --partial 'en05 is missing'
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

@test "TBNET_ONLINE names the links, or says how many, whatever they are called" {
	usable en06
	known en06
	run -0 in_world env 'TBNET_ONLINE=en06' "$online" --wait=0
	run -3 in_world env 'TBNET_ONLINE=en05 en06' "$online" --wait=0
	run -0 in_world env TBNET_ONLINE=1 "$online" --wait=0
	run -3 in_world env TBNET_ONLINE=2 "$online" --wait=0
	run -0 in_world env TBNET_ONLINE=2 "$online" --wait=0 1
}

@test "a number of links counts one that nobody knew of, as soon as it is there, and no LAN" {
	usable en05
	known en05
	usable eth0
	start "$online" --wait=60 2
	sleep 0.5
	cable mine mine-far
	known mine
	far up mine-far
	in_world ip link set mine mtu 65520 up
	finish 0
	assert_output 'tbnet-online: 2 of 2 links usable, 2 wanted'
}

@test "by itself it expects the links that have a peer, and those that had one in the last boots" {
	usable en05
	known en05
	usable en99
	run -0 in_world "$online" --wait=0
	assert_output 'tbnet-online: 1 of 1 links usable, 1 wanted'
	remembered en06 8
	run -3 in_world "$online" --wait=0
	assert_output --partial '1 of 2 links usable after 0 s: en06 is missing'
	usable en06
	run -0 in_world "$online" --wait=0
	assert_output 'tbnet-online: 2 of 2 links usable, 2 wanted'
}

@test "two nodes and one cable: nothing waits for the second controller" {
	usable en05
	known en05
	run -0 in_world timeout 10 "$online" --wait=300
}

@test "a peer that was last there three boots ago is not expected any more" {
	remembered en06 8
	remembered en07 7
	run -1 in_world "$online" --wait=0
	assert_output --partial '0 of 1 links usable after 0 s: en06 is missing'
}

@test "where no peer is, or was, nothing is expected: at once, exit 0" {
	run -0 in_world timeout 10 "$online" --wait=300
	assert_output 'tbnet-online: no link is expected: no port has a peer now, or had one in the last boots'
}

@test "a controller that is given to a virtual machine is not expected (mock /sys)" {
	remembered en06 9 0000:00:0d.3
	controller 0000:00:0d.3 thunderbolt
	run -1 in_world "$online" --wait=0
	controller 0000:00:0d.3 vfio-pci
	run -0 in_world "$online" --wait=0
	assert_output --partial 'no link is expected'
}

@test "lines that are torn, or not what was noted, are skipped" {
	local line
	remembered en06 9
	for line in 'x 2026-11-28T23:50:00Z en07 0000:00:0d.2 1 - - 0 -' '9 yesterday en07 0000:00:0d.2 1 - - 0 -' \
		'9 2026-11-28T23:50:00Z en/7 0000:00:0d.2 1 - - 0 -' '9 2026-11-28T23:50:00Z en07 0d.2 1 - - 0 -' \
		'9 2026-11-28T23:50:00Z en07 0000:00:0d.2 0 - - 0 -' '9 2026-11-28T23:50:00Z en07 0000:00:0d.2 1 n2 - 0 -' \
		'9 2026-11-28T23:50:00Z en07 0000:00:0d.2 1 - fast 0 -' '9 2026-11-28T23:50:00Z en07 0000:00:0d.2 1 - - 99 -' \
		$'9 2026-11-28T23:50:00Z en07 0000:00:0d.2 1 - - 0 \e[2J' '9 2026-11-28T23:50:00Z en07 0000:00:0d.2 1 - - 0' \
		'9 2026-11-28T23:50:00Z en07' '9' 'boot' 'boot 9' 'boot x y'; do
		in_world sh -c 'printf "%s\n" "$1" >> /var/lib/tbnet/peers' sh "$line"
	done
	run -1 in_world "$online" --wait=0
	assert_output --partial '0 of 1 links usable after 0 s: en06 is missing'
	in_world sh -c 'head -c 65536 /dev/urandom > /var/lib/tbnet/peers'
	run -0 in_world "$online" --wait=0
}

# conf LINE... - of ceph.conf
conf() {
	in_world mkdir -p /etc/ceph
	printf '%s\n' '[global]' "$@" | in_world tee /etc/ceph/ceph.conf > /dev/null
}

@test "--ceph waits only if a network of Ceph's is on the mesh, or has no address yet (mock /sys)" {
	local nothing='tbnet-online: no network of /etc/ceph/ceph.conf is on the mesh: nothing to wait for'
	remembered en06 9
	cable eno1
	in_world ip address add 192.0.2.1/24 dev eno1
	in_world ip link add br0 type bridge
	in_world ip address add 198.51.100.1/24 dev br0
	in_world ip address add 10.100.0.11/32 dev lo
	controller 0000:00:0d.3 thunderbolt
	in_world sh -ec 'mkdir -p /sys/class/net/eno1/device /sys/class/net/br0/lower_eno1'
	run -0 in_world "$online" --ceph --wait=0
	assert_output "$nothing"
	conf 'fsid = 1'
	run -0 in_world "$online" --ceph --wait=0
	assert_output "$nothing"
	conf 'public_network = 192.0.2.0/24' ' cluster network = 198.51.100.0/24'
	run -0 in_world "$online" --ceph --wait=0
	assert_output "$nothing"
	conf 'public_network = 192.0.2.0/24' 'cluster_network = 10.100.0.0/24'
	run -1 in_world "$online" --ceph --wait=0
	assert_output --partial 'en06 is missing'
	conf 'public_network = 10.0.0.0/30'
	run -1 in_world "$online" --ceph --wait=0
	assert_output --partial 'en06 is missing'
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

@test "TBNET_LINK_MTU is the MTU that counts for its link" {
	usable en05
	run -1 in_world env TBNET_LINK_MTU=en05=9000 "$online" --wait=0 en05
	in_world ip link set en05 mtu 9000
	run -0 in_world env TBNET_LINK_MTU=en05=9000 "$online" --wait=0 en05
}

@test "the mtu of a stanza is the one that counts for its link" {
	usable en05
	in_world mkdir -p /etc/network
	printf 'iface en05 inet manual\n\tmtu 9000\n' | in_world tee /etc/network/interfaces > /dev/null
	run -1 in_world "$online" --wait=0 en05
	in_world ip link set en05 mtu 9000
	run -0 in_world "$online" --wait=0 en05
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
	refuses 'give either one number of links or interfaces, not both' 2 en05
	refuses 'give either one number of links or interfaces, not both' en05 2
	refuses '--wait: "3601" is not a time from 0 s to 3600 s' --wait=3601 en05
	refuses '--wait: "" is not a time from 0 s to 3600 s' --wait= en05
	refuses "option '--wait' needs a value; try --help" --wait
}

@test "a TBNET_ONLINE that cannot be is reported, and the default is used" {
	remembered en05 9
	run -1 in_world env 'TBNET_ONLINE=en05 /' "$online" --wait=0
	assert_line --index 0 'tbnet-online: "/" is neither an interface nor a number of links from 1 to 1024'
	assert_line --index 1 'tbnet-online: TBNET_ONLINE=en05 / is invalid; using the default, every link that has a peer or lately had one'
	assert_line --index 2 --partial 'en05 is missing'
}

@test "an interface that is there and no Thunderbolt link is not waited for: exit 2; one that is not there may be one when it comes" {
	cable eno1
	run -2 in_world env --unset=TBNET_PORT "$online" --wait=0 en05 eno1
	assert_output 'tbnet-online: eno1: not a Thunderbolt link, ignored'
	run -1 in_world env --unset=TBNET_PORT "$online" --wait=0 en05
	assert_line --partial 'en05 is missing'
}

@test "without any right it works as well" {
	usable en05
	run -0 in_world setpriv --inh-caps=-all --bounding-set=-all "$online" --wait=0 en05
}

@test "more links than there are: which is reported" {
	run -1 in_world "$online" --wait=0 3
	assert_output --partial '0 of 3 links usable after 0 s: no other link exists'
}

@test "a setting with more names than there can be links is cut off, and no harm is done" {
	run -1 in_world env "TBNET_ONLINE=$(printf 'l%d ' {1..3000})" "$online" --wait=0
	assert_line --regexp '0 of [0-9]+ links usable'
}
