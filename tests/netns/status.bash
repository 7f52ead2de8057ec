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
	[ -d "${1%/*}" ] || mkdir -p "${1%/*}"
	printf '%s\n' "${@:2}" > "$1"
}

# link TARGET FILE - a relative link within the mock
link_to() {
	[ -d "${2%/*}" ] || mkdir -p "${2%/*}"
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
	local ifindex
	ifindex=$(in_world sh -ec '
		ip -batch - <<- END
			link add $1 mtu 65520 type veth peer name p-$1 mtu 65520
			link set p-$1 up
			link set $1 up
		END
		ethtool -K "$1" tso off
		ifindex=$(ip -o link show "$1")
		ifindex=${ifindex%%:*}
		mkdir -p /run/udev/data
		printf "I:1000000\nE:ID_NET_LINK_FILE=%s\n" "$2" > "/run/udev/data/n$ifindex"
		echo "$ifindex"' sh "$4" "${5:-/usr/lib/systemd/network/00-thunderbolt0.link}")
	netdev_files "$1" "$2" "$3" "$4" "$ifindex"
}

# netdev_files ADDRESS DOMAIN PORT NAME IFINDEX - its entry in the mock
netdev_files() {
	local path counter
	path=$(nhi "$1")/domain$2/$2-0/$2-$3/$2-$3.0/net/$4
	put "$path/uevent" "INTERFACE=$4" "IFINDEX=$5"
	put "$path/ifindex" "$5"
	put "$path/address" 02:00:00:00:00:01
	put "$path/name_assign_type" 4
	put "$path/carrier_changes" 2
	for counter in {rx,tx}_{bytes,packets,errors,dropped} rx_crc_errors; do
		put "$path/statistics/$counter" 0
	done
	link_to "$sys/class/net" "$path/subsystem"
	link_to "$path" "$sys/class/net/$4"
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
	printf '%s\n' "${@:2}" | in_world sh -ec 'mkdir -p "${1%/*}"; cat > "$1"' sh "$1"
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

# The machine: n1, cabled to n2 and n3. Its files, which are the same for all tests of a run: made once, and copied.
node_files() {
	local made=$BATS_RUN_TMPDIR/node
	(
		flock 9
		[ ! -d "$made" ] || exit 0
		sys=$made.new/sys usr=$made.new/usr irq=$made.new/irq
		mkdir -p "$sys/class/net" "$sys/module/thunderbolt" "$usr"/{bin,sbin,local/bin,share/ifupdown2,lib/systemd/network} "$irq"
		put "$sys/module/thunderbolt_net/parameters/e2e" Y
		controller 0d.2 0
		controller 0d.3 1
		xdomain 0d.2 0 1 n2 d6030000-0080-7f18-23d0-3d0a4c81e402
		xdomain 0d.3 1 1 n3 d6030000-0080-7f18-23d0-3d0a4c81e403
		netdev_files 0d.2 0 1 en05 3
		netdev_files 0d.3 1 1 en06 5
		cp "$TBNET_TOP"/conf/*.link "$usr/lib/systemd/network"
		put "$usr/lib/modules-load.d/tbnet.conf" thunderbolt_net
		put "$usr/share/ifupdown2/ifup" '#!/bin/sh'
		chmod +x "$usr/share/ifupdown2/ifup"
		ln -s ../share/ifupdown2/ifup "$usr/sbin/ifup"
		mv "$made.new" "$made"
	) 9> "$made.lock"
	cp -a "$made/." "$BATS_TEST_TMPDIR"
}

node_start() {
	node_files
	world_start
	take_usr || cannot_run 'no overlayfs'
	in_world sh -ec '
		mount -t tmpfs tmpfs /var/log
		mount --bind "$1/irq" /proc/irq
		mkdir -p /var/log/journal /etc/network /run/udev/data
		echo 1 > /proc/sys/net/ipv4/ip_forward
		# the numbers are those of node_files
		ip -batch - <<- END
			link set lo up
			link add en05 index 3 mtu 65520 type veth peer name p-en05 index 2 mtu 65520
			link add en06 index 5 mtu 65520 type veth peer name p-en06 index 4 mtu 65520
			link set p-en05 up
			link set p-en06 up
			link set en05 up
			link set en06 up
			address add 10.0.0.1/30 dev en05
			address add 10.0.0.5/30 dev en06
		END
		ethtool -K en05 tso off
		ethtool -K en06 tso off
		link=/usr/lib/systemd/network/00-thunderbolt
		printf "I:1000000\nE:ID_NET_LINK_FILE=%s\n" "${link}0.link" > /run/udev/data/n3
		printf "I:1000000\nE:ID_NET_LINK_FILE=%s\n" "${link}1.link" > /run/udev/data/n5
		printf "%s\n" "" "auto en05" "iface en05 inet static" "	address 10.0.0.1/30" "	mtu 65520" "" \
			"auto en06" "iface en06 inet static" "	address 10.0.0.5/30" "	mtu 65520" "" > /etc/network/interfaces
		mount --bind "$1/sys" /sys' sh "$BATS_TEST_TMPDIR"
}

declare -gA pid_of=()

# neighbor NAME ADDRESS - the other end of that cable moves to a host of its own
neighbor() {
	background "${enter[@]}" unshare --net sh -c ': > "/run/far-$1"; exec sleep infinity' sh "$1"
	pid_of[$1]=${background_pids[-1]}
	wait_until 10 in_world test -e "/run/far-$1"
	in_world ip link set "p-$1" netns "${pid_of[$1]}"
	in_far "$1" ip link set lo up
	in_far "$1" ip link set "p-$1" up mtu 65520
	in_far "$1" ip address add "$2" dev "p-$1"
}

# two_neighbors - one at each cable, when IPv6 can be used
two_neighbors() {
	neighbor en05 10.0.0.2/30
	neighbor en06 10.0.0.6/30
	wait_until 10 settled
}

# in_far NAME COMMAND... - at the neighbor on that link; processes and files are the world's
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
	SYSTEMD_DEVICE_VERIFY_SYSFS=0 in_world "$TBNET_BIN/tbnet-status" "$@"
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
	{
		read -r what
		read -r why
		read -r next
		found=$(cat)
	} < <("$TBNET_TOP/tests/lib/findings" --first <<< "$output")
	assert_equal "$found" "$1 $2${3:+ $3}"
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
