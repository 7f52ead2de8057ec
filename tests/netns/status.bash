# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A node with two links for tbnet-status: real interfaces (veth at MTU 65520) in a namespace of its own, beside a sysfs
# of files that says of them what Thunderbolt cables would, and an /etc and /usr in which everything is as it should be.
# A test makes one thing wrong. What sysfs says is a mock: no tester has all of this hardware.

# shellcheck source=tests/netns/netns.bash
. "${BASH_SOURCE[0]%/*}/netns.bash"

sys=$BATS_TEST_TMPDIR/sys
usr=$BATS_TEST_TMPDIR/usr
irq=$BATS_TEST_TMPDIR/irq

# put FILE [LINE...]
put() {
	mkdir -p "${1%/*}"
	printf '%s\n' "${@:2}" > "$1"
}

# link TARGET FILE - a relative link within the mock
link_to() {
	mkdir -p "${2%/*}"
	ln -sfnr "$1" "$2"
}

# nhi ADDRESS - the folder of a controller: 0d.2, or with its bus c6:00.5
nhi() {
	echo "$sys/devices/pci0000:00/$(pci "$1")"
}

pci() {
	case $1 in
	*:*) echo "0000:$1" ;;
	*) echo "0000:00:$1" ;;
	esac
}

# controller ADDRESS DOMAIN - an Intel one, bound, with its interrupts on CPU 0
controller() {
	local path
	path=$(nhi "$1")
	put "$path/class" 0x0c0340
	put "$path/vendor" 0x8086
	put "$path/device" 0xa73e
	put "$path/iommu_group/type" DMA-FQ
	mkdir -p "$path/domain$2/$2-0/usb4_port1" "$sys/bus/pci/drivers/thunderbolt"
	link_to "$sys/bus/pci/drivers/thunderbolt" "$path/driver"
	link_to "$path" "$sys/bus/pci/devices/$(pci "$1")"
	link_to "$path/domain$2/$2-0" "$sys/bus/thunderbolt/devices/$2-0"
	mkdir -p "$path/msi_irqs"
	interrupt "$1" "14$2" 0
}

# interrupt ADDRESS NUMBER CPUS
interrupt() {
	: > "$(nhi "$1")/msi_irqs/$2"
	mkdir -p "$irq/$2/thunderbolt"
	put "$irq/$2/effective_affinity_list" "$3"
}

# xdomain ADDRESS DOMAIN PORT NAME UUID - the host at that port, and its service, which our driver has
xdomain() {
	local host
	host=$(nhi "$1")/domain$2/$2-0/$2-$3
	put "$host/uevent" DEVTYPE=thunderbolt_xdomain
	put "$host/device_name" "$4"
	put "$host/unique_id" "$5"
	put "$host/rx_speed" '20.0 Gb/s'
	put "$host/rx_lanes" 2
	put "$host/$2-$3.0/key" network
	mkdir -p "$sys/bus/thunderbolt/drivers/thunderbolt-net"
	link_to "$sys/bus/thunderbolt/drivers/thunderbolt-net" "$host/$2-$3.0/driver"
	link_to "$host" "$sys/bus/thunderbolt/devices/$2-$3"
	link_to "$host/$2-$3.0" "$sys/bus/thunderbolt/devices/$2-$3.0"
}

# netdev ADDRESS DOMAIN PORT NAME [FILE] - a cable in the kernel and its entry in the mock, named by FILE
netdev() {
	local path ifindex counter
	path=$(nhi "$1")/domain$2/$2-0/$2-$3/$2-$3.0/net/$4
	in_world ip link add "$4" mtu 65520 type veth peer name "p-$4" mtu 65520
	in_world ip link set "p-$4" up
	in_world ethtool -K "$4" tso off
	in_world ip link set "$4" up
	ifindex=$(in_world ip -o link show "$4" | cut -d: -f1)
	put "$path/uevent" "INTERFACE=$4" "IFINDEX=$ifindex"
	put "$path/ifindex" "$ifindex"
	put "$path/address" 02:00:00:00:00:01
	put "$path/name_assign_type" 4
	put "$path/carrier_changes" 2
	for counter in {rx,tx}_{bytes,packets,errors,dropped} rx_crc_errors; do
		put "$path/statistics/$counter" 0
	done
	link_to "$sys/class/net" "$path/subsystem"
	link_to "$path" "$sys/class/net/$4"
	in_world mkdir -p /run/udev/data
	printf 'I:1000000\nE:ID_NET_LINK_FILE=%s\n' "${5:-/usr/lib/systemd/network/00-thunderbolt0.link}" |
		in_world tee "/run/udev/data/n$ifindex" > "$BATS_TEST_TMPDIR/db"
}

# of NAME - the folder of a netdev in the mock
of() {
	realpath "$sys/class/net/$1"
}

# renamed FROM TO - an interface of the mock and of the kernel
renamed() {
	local path
	path=$(of "$1")
	in_world ip link set "$1" name "$2"
	mv "$path" "${path%/*}/$2"
	rm "$sys/class/net/$1"
	link_to "${path%/*}/$2" "$sys/class/net/$2"
}

# stanza NAME LINE... - for ifupdown2
stanza() {
	printf '%s\n' "auto $1" "iface $1 inet static" "${@:2}" '' | in_world tee -a /etc/network/interfaces > "$BATS_TEST_TMPDIR/stanza"
}

# in_etc PATH [LINE...] - a file of the world's own /etc, /run, /tmp or /var/log
in_etc() {
	in_world mkdir -p "${1%/*}"
	printf '%s\n' "${@:2}" | in_world tee "$1" > "$BATS_TEST_TMPDIR/tee"
}

# ceph LINE - an OSD here, with that in ceph.conf
ceph() {
	in_world mkdir -p /etc/systemd/system/ceph-osd.target.wants
	in_world ln -sf /nowhere /etc/systemd/system/ceph-osd.target.wants/ceph-osd@0.service
	in_etc /etc/ceph/ceph.conf '[global]' "$1"
}

# Shows what the test has put into $usr.
take_usr() {
	in_world mount -t overlay overlay -o "lowerdir=$usr:/usr" /usr
}

# The machine: n1, cabled to n2 and n3.
node_start() {
	mkdir -p "$sys/class/net" "$sys/module/thunderbolt" "$usr"/{bin,sbin,local/bin,share/ifupdown2,lib/systemd/network} "$irq"
	put "$sys/module/thunderbolt_net/parameters/e2e" Y
	controller 0d.2 0
	controller 0d.3 1
	xdomain 0d.2 0 1 n2 d6030000-0080-7f18-23d0-3d0a4c81e402
	xdomain 0d.3 1 1 n3 d6030000-0080-7f18-23d0-3d0a4c81e403
	cp "$TBNET_TOP"/conf/*.link "$usr/lib/systemd/network"
	put "$usr/lib/modules-load.d/tbnet.conf" thunderbolt_net
	put "$usr/share/ifupdown2/ifup" '#!/bin/sh'
	chmod +x "$usr/share/ifupdown2/ifup"
	ln -s ../share/ifupdown2/ifup "$usr/sbin/ifup"
	world_start
	take_usr || cannot_run 'no overlayfs'
	in_world mount -t tmpfs tmpfs /var/log
	in_world mkdir /var/log/journal
	in_world mount --bind "$irq" /proc/irq
	in_world ip link set lo up
	in_world sysctl -q -w net.ipv4.ip_forward=1
	in_etc /etc/network/interfaces
	netdev 0d.2 0 1 en05
	netdev 0d.3 1 1 en06 /usr/lib/systemd/network/00-thunderbolt1.link
	stanza en05 '	address 10.0.0.1/30' '	mtu 65520'
	stanza en06 '	address 10.0.0.5/30' '	mtu 65520'
	in_world ip address add 10.0.0.1/30 dev en05
	in_world ip address add 10.0.0.5/30 dev en06
	in_world mount --bind "$sys" /sys
}

declare -gA pid_of=()

# neighbour NAME ADDRESS - the other end of that cable moves to a host of its own
neighbour() {
	background "${enter[@]}" unshare --net sh -c ': > "/run/far-$1"; exec sleep infinity' sh "$1"
	pid_of[$1]=${background_pids[-1]}
	wait_until 10 in_world test -e "/run/far-$1"
	in_world ip link set "p-$1" netns "${pid_of[$1]}"
	in_far "$1" ip link set lo up
	in_far "$1" ip link set "p-$1" up mtu 65520
	in_far "$1" ip address add "$2" dev "p-$1"
}

# two_neighbours - one at each cable, when IPv6 can be used
two_neighbours() {
	neighbour en05 10.0.0.2/30
	neighbour en06 10.0.0.6/30
	wait_until 10 settled
}

# in_far NAME COMMAND... - at the neighbour on that link; processes and files are the world's
in_far() {
	nsenter "--target=${pid_of[$1]}" --net --mount -- "${@:2}"
}

# no address is tentative any more: until then IPv6 says nothing, which is right
settled() {
	local name
	! in_world ip -6 address show tentative | grep -q inet6 || return
	for name in "${!pid_of[@]}"; do
		! in_far "$name" ip -6 address show tentative | grep -q inet6 || return
	done
}

# status [ARGUMENT...] - tbnet-status on this machine; libudev is told that its sysfs is one
# shellcheck disable=SC2120 # the tests give them
status() {
	in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" "$@"
}

# fits TEXT - what people get has lines of 80 columns at most, and no control sequences, for it is no terminal; a command
# of one part is to be copied, and stays whole
fits() {
	! grep -nP $'^(?!  next: (?!.* && )).{81}|[\001-\010\013-\037\177]' <<< "$1" || fail 'these lines do not fit'
}

# finds error|warning|note SLUG [SUBJECT] - this check and no other finds something, once and of this weight, from
# which the exit status follows; what it says is in $what, $why and $next
finds() {
	local found code
	case $1 in
	error | warning) code=3 ;;
	note) code=0 ;;
	*) fail "finds: no weight \"$1\"" ;;
	esac
	run "-$code" --separate-stderr status --json
	# shellcheck disable=SC2154 # of run
	assert_equal "$stderr" ''
	found=$(jq -r '.findings[] | [.severity, .check, .subject // ""] | join(" ")' <<< "$output")
	assert_equal "$found" "$1 $2 ${3:-}"
	what=$(jq -r '.findings[0].what' <<< "$output")
	why=$(jq -r '.findings[0].why' <<< "$output")
	next=$(jq -r '.findings[0].next' <<< "$output")
	# said to people, too; not twice of what is slow
	[ -n "${slow:-}" ] || fits "$(status)"
}

# counts_of_users - for `env`: where a build that counts lines writes to when an ordinary user runs it (tests/run --coverage)
counts_of_users() {
	[ -n "${COUNTED:-}" ] || return 0
	in_world mkdir -p /run/counts
	in_world mountpoint -q /run/counts || in_world mount --bind "$COUNTED" /run/counts
	in_world find /run/counts \( -type d -o -name '*.gcda' \) -exec chmod a+w {} +
	printf '%s\n' GCOV_PREFIX=/run/counts "GCOV_PREFIX_STRIP=$(tr -dc / <<< "$COUNTED" | wc -c)"
}

# as_user ARGUMENT... - as nobody, who need not see where the programs were built
as_user() {
	local -a counts
	mapfile -t counts < <(counts_of_users)
	in_world install -D -m 755 "$TBNET_BIN/tbnet-status" /run/programs/tbnet-status
	in_world setpriv --reuid=65534 --regid=65534 --clear-groups env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "${counts[@]}" \
		ASAN_OPTIONS="$ASAN_OPTIONS" /run/programs/tbnet-status "$@"
}

all_well() {
	run -0 --separate-stderr status
	assert_equal "$stderr" ''
	assert_line --regexp '^all well: '
	fits "$output"
}
