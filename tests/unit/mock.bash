# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A mock sysfs by umockdev: no kernel, no rights needed. What is proven on it holds for what the mock says, no more;
# the real driver's tree is in tests/vm.

load ../lib/common.bash

mock=$BATS_TEST_TMPDIR/sys.umockdev
host=/devices/pci0000:00/0000:00:0d.2/domain0/0-0
uuid=d6030000-0080-7f18-23d0-3d0a4c81e401

# device PATH SUBSYSTEM [LINE...] - one more device; lines as umockdev has them: "A: name=value", "L: name=target"
device() {
	printf 'P: %s\nE: SUBSYSTEM=%s\n' "$1" "$2"
	[ "$#" -eq 2 ] || printf '%s\n' "${@:3}"
	printf '\n'
} >> "$mock"

# controller ADDRESS-PATH DOMAIN - a Thunderbolt controller, its domain and its host router
controller() {
	device "$1" pci 'A: class=0x0c0340' 'L: driver=../../../bus/pci/drivers/thunderbolt'
	device "$1/domain$2" thunderbolt
	device "$1/domain$2/$2-0" thunderbolt
}

# peer PARENT ROUTE [LINE...] - an XDomain with the service "network", as thunderbolt_net binds it; its netdev comes apart
peer() {
	device "$1/$2" thunderbolt "${@:3}"
	device "$1/$2/$2.0" thunderbolt 'A: key=network' 'L: driver=../../bus/thunderbolt/drivers/thunderbolt-net'
}

# netdev SERVICE-PATH NAME
netdev() {
	device "$1/net/$2" net 'A: ifindex=7' 'A: mtu=1500'
}

# attribute NAME VALUE - an XDomain attribute with any bytes in it (backslash escapes as printf %b has them)
attribute() {
	printf 'H: %s=%s' "$1" "$(printf '%b' "$2" | od -An -v -tx1 | tr -d ' \n')"
}

# en05 [LINE...] - the usual case: host port 1 of 0d.2 of an MS-01, and what its peer says
en05() {
	controller /devices/pci0000:00/0000:00:0d.2 0
	peer "$host" 0-1 "$@"
	netdev "$host/0-1/0-1.0" en05
}

# Sysfs path of en05 without /sys
en05=$host/0-1/0-1.0/net/en05

# describe SYSPATH... - tbnet-port on the mock
describe() {
	umockdev-run -d "$mock" -- "$TBNET_BIN/tbnet-port" "$@"
}

# Lines of IMPORT{program}, as systemd's udev-rules.c takes them (split at newlines; get_property_from_string()):
# blanks around key and value go, and one pair of quotes; a comment or a line without = is nothing.
as_udev_reads() {
	local line key value
	while IFS= read -r line; do
		key=${line%%=*} value=${line#*=}
		key=$(sed 's/^[[:space:]]*//; s/[[:space:]]*$//' <<< "$key")
		value=$(sed 's/^[[:space:]]*//; s/[[:space:]]*$//' <<< "$value")
		[[ $line == *=* && $key != '#'* ]] || continue
		if [[ $value == [\'\"]* ]]; then
			[[ ${#value} -gt 1 && ${value:0:1} == "${value: -1}" ]] || continue
			value=${value:1:-1}
		fi
		printf '%s=%s\n' "$key" "$value"
	done < <(tr '\r' '\n')
}
