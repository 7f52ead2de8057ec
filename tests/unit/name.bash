# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines for tbnet-name: a mock sysfs by umockdev, and .link directories of the test's own. They are mocks because
# no tester owns all of these; what they hold was taken from machines of these kinds, as far as tbnet-name reads it.
# For tests/netns, too.

# shellcheck source=tests/unit/mock.bash
. "${BASH_SOURCE[0]%/*}/mock.bash"
# shellcheck source=tests/unit/private.bash
. "${BASH_SOURCE[0]%/*}/private.bash"

tree=$BATS_TEST_TMPDIR/tree
etc=$tree/etc
vendor=$tree/vendor
pins=$tree/pins
record=$tree/record/names
mkdir -p "$etc" "$vendor" "$pins" "$tree/lib" "$tree/run" "$tree/udev" "$tree/record"

# the package's files
packaged() {
	cp "$TBNET_TOP"/conf/*.link "$vendor"
}

# nhi NAME - the device path of a controller of the machines below
nhi() {
	case $1 in
	0d.*) echo "/devices/pci0000:00/0000:00:$1" ;;
	*) echo "/devices/pci0000:00/0000:00:08.3/0000:$1" ;;
	esac
}

# ms01, amd, nuc (one), mac_mini (two ports each) - their controllers
ms01() {
	controller "$(nhi 0d.2)" 0
	controller "$(nhi 0d.3)" 1
}

amd() {
	controller "$(nhi c6:00.5)" 0
	controller "$(nhi c6:00.6)" 1
}

nuc() {
	controller "$(nhi 0d.2)" 0
}

mac_mini() {
	controller "$(nhi 05:00.0)" 0
	controller "$(nhi 7f:00.0)" 1
	local path
	# really of no subsystem, which umockdev does not have; and of one it takes only one of a name
	for path in "$(nhi 05:00.0)/domain0/0-0" "$(nhi 7f:00.0)/domain1/1-0"; do
		device "$path/usb4_port1" "ports-of-${path##*/}"
		device "$path/usb4_port3" "ports-of-${path##*/}"
	done
}

last_ifindex=6

# cable CONTROLLER DOMAIN-PORT PEER [NETDEV [LINE...]] - a host there, and the netdev that it brings (ifindex 7, 8, …)
cable() {
	local parent
	parent=$(nhi "$1")/domain${2%-*}/${2%-*}-0
	peer "$parent" "$2" 'E: DEVTYPE=thunderbolt_xdomain' "A: device_name=$3"
	[ "$#" -lt 4 ] || device "$parent/$2/$2.0/net/$4" net 'A: address=02:00:00:00:00:01' "E: INTERFACE=$4" \
		"E: IFINDEX=$((++last_ifindex))" "A: ifindex=$last_ifindex" "${@:5}"
}

# nic NAME [LINE...] - an interface that is none of ours
nic() {
	device "/devices/pci0000:00/0000:00:1f.6/net/$1" net 'A: address=02:00:00:00:00:99' "${@:2}"
	device /devices/pci0000:00/0000:00:1f.6 pci 'A: class=0x020000' 'L: driver=../../../bus/pci/drivers/e1000e'
}

# link_file PATH CONTROLLER NAME [LINE...] - one as a guide or an administrator writes it; lines are added to [Match]
link_file() {
	printf '[Match]\nPath=pci-0000:%s\nDriver=thunderbolt-net\n' "$2" > "$1"
	[ "$#" -eq 3 ] || printf '%s\n' "${@:4}" >> "$1"
	printf '[Link]\nMACAddressPolicy=none\nName=%s\n' "$3" >> "$1"
}

# For the script of on_machine: there COMMAND... - it sees the mock. umockdev 0.19 has a /run/udev/data of its own.
there='there() {
	umockdev-run -d "$mock" -- sh -ec '\''
		mkdir -p "$UMOCKDEV_DIR/run/udev"
		LD_PRELOAD= cp -r /run/udev/data "$UMOCKDEV_DIR/run/udev"
		exec "$@"'\'' sh "$@"
}'

# on_machine SCRIPT [ARGUMENT...] - a shell script there; what it writes below /etc, /run and /var/lib is kept for the next
on_machine() {
	[ -e "$mock" ] || device /devices/none none
	private '
		mkdir -p /etc/systemd/network /etc/tbnet /run/systemd/network /run/tbnet /run/udev/data
		mount --bind "$1/record" /etc/tbnet
		mount --bind "$1/etc" /etc/systemd/network
		mount --bind "$1/vendor" /usr/lib/systemd/network
		mount --bind "$1/run" /run/systemd/network
		mount --bind "$1/udev" /run/udev/data
		mount --bind "$1/lib" /var/lib
		mount -t tmpfs tmpfs /usr/local
		mkdir -p /usr/local/lib/systemd/network
		mount --bind "$1/pins" /usr/local/lib/systemd/network
		mock=$2
		shift 2
		'"$there
		$1" "$tree" "$mock" "${@:2}"
}

# name ARGUMENT... - tbnet-name on this machine
# shellcheck disable=SC2120 # the tests give them
name() {
	on_machine 'there "$TBNET_BIN/tbnet-name" "$@"' "$@"
}

# names - "CONTROLLER PORT NAME" of every row of tbnet-name's table
names() {
	name show | awk 'NR > 1 && $1 ~ /:/ { print $1, $2, $5 }'
}

# recorded - what the record says, without comments
recorded() {
	grep -v '^#' "$record"
}

# udev_knows IFINDEX [PROPERTY...] - what udev's database holds of it
udev_knows() {
	{
		echo I:1000000
		[ "$#" -eq 1 ] || printf 'E:%s\n' "${@:2}"
	} > "$tree/udev/n$1"
}
