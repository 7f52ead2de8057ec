# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine with the real ifupdown2, or the classic ifupdown, of Debian 13, for tests/netns/ifup*.bats.
#
# It runs in a Debian 13 tree, and tbnet-ifup beside it on this machine's own libraries: /etc/network and /run are one
# for both, and /sbin/ifup here is the one in there. Both are in one network namespace.

load ../unit/ifup.bash

# make_tree [TREE] - made once and kept
make_tree() {
	tool=ifupdown2
	[ "${1-}" != trixie-classic ] || tool=ifupdown
	tree=$("$TBNET_TOP/tests/lib/root" "${1:-trixie-net}")
	export tree tool
}

make_machine() {
	root=$BATS_TEST_TMPDIR/root
	mkdir -p "$root"/old/{etc,sbin} "$root"/{new,run,"$tool"}
	cp -a "$tree/etc/network" "$root/network"
	# shellcheck disable=SC2016 # expanded in there
	printf '%s\n' '#!/bin/sh' "exec chroot '$tree' /sbin/\"\${0##*/}\" \"\$@\"" > "$root/$tool/ifup"
	chmod +x "$root/$tool/ifup"
	ln -s ifup "$root/$tool/ifquery"
	stanzas interfaces 'auto lo' 'iface lo inet loopback' 'source /etc/network/interfaces.d/*'
	export root
	export -f replace become_machine
	background unshare --mount --net bash -euc 'become_machine; touch "$root/ready"; exec sleep 1000'
	machine=${background_pids[-1]}
	wait_until 60 test -e "$root/ready"
}

become_machine() {
	mount -t sysfs sysfs /sys
	mount --bind "$root/network" "$tree/etc/network"
	mount --bind "$root/run" "$tree/run"
	mount -t tmpfs tmpfs "$tree/tmp"
	mount -t tmpfs tmpfs "$tree/var/tmp"
	mount -t proc proc "$tree/proc"
	mount -t sysfs sysfs "$tree/sys"
	mount --bind /dev "$tree/dev"
	replace /etc network "$root/network"
	replace /usr/sbin ifup "$root/$tool/ifup" ifquery "$root/$tool/ifquery"
	mount --bind "$root/run" /run
}

in_machine() {
	nsenter --target "$machine" --mount --net --root --wd=/ "$@"
}

in_tree() {
	in_machine chroot "$tree" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C "$@"
}

# What networking.service does at boot.
networking() {
	[ "$tool" = ifupdown2 ] || {
		mkdir -p "$root/run/network"
		in_tree ifup -a
		return
	}
	in_tree /usr/share/ifupdown2/sbin/start-networking start
}

# plug NAME... - a new link of that name, up at 65520, as tbnet-up leaves it
plug() {
	local name
	for name; do
		in_machine ip link add "$name" mtu 65520 type veth peer name "peer-$name" mtu 65520
		in_machine ip link set "peer-$name" up
		in_machine ip link set "$name" up
	done
}

pull() {
	in_machine ip link del "$1"
}

# mtu_of NAME; addresses_of NAME - IPv4 ones, one after the other
mtu_of() {
	in_machine cat "/sys/class/net/$1/mtu"
}
addresses_of() {
	in_machine ip -4 -o address show dev "$1" | awk '{ print $4 }' | paste -sd ' '
}

# master_of NAME - what it is a port of, if anything
master_of() {
	local link
	link=$(in_machine readlink "/sys/class/net/$1/master") || return 0
	echo "${link##*/}"
}
