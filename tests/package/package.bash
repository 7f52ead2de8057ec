# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Loaded by the files of this layer. Each is one file for all suites, under the suite's name.

load ../lib/common.bash
# shellcheck source=tests/udevd/world.bash
. "$TBNET_TOP/tests/udevd/world.bash"
suite=$(basename "$BATS_TEST_FILENAME" .bats)
export BATS_TEST_NAME_PREFIX="$suite: "
world=${BATS_TEST_TMPDIR:-}/world
purged=/etc/tbnet/names

# A fresh Debian with the package's dependencies, as a container: no systemd runs, no network.
fresh_root() {
	"$TBNET_TOP/tests/lib/root" "$suite"
}

fresh_world() {
	world_make "$world" "$suite" "$(fresh_root)"
	world_put "$world" /tbnet.deb < "$("$TBNET_TOP/tests/lib/deb" "$suite")"
}

in_world() {
	world_run "$world" "$@"
}

# dpkg_run ARGUMENT... - as a script does: nobody answers a question
dpkg_run() {
	in_world env DEBIAN_FRONTEND=noninteractive PATH="/stubs:/usr/sbin:/usr/bin:/sbin:/bin" dpkg --force-unsafe-io "$@" < /dev/null
}

# older_deb - the same package as a version that came before, /older.deb
older_deb() {
	in_world sh -ec 'dpkg-deb -R /tbnet.deb /tmp/older
		sed -i "s/^Version: .*/Version: 0.0.1/" /tmp/older/DEBIAN/control
		dpkg-deb -Znone -b /tmp/older /older.deb' > /dev/null
}

# A machine as far as maintainer scripts can tell: udevd and systemd seem to run, and what is asked of them and of
# the programs that look at hardware is written to /asked.
pretend_machine() {
	local name
	in_world mkdir -p /run/systemd/system /stubs
	in_world perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "/run/udev/control", Listen => 1)'
	for name in udevadm systemctl nmcli networkctl tbnet-name tbnet-modules; do
		world_put "$world" "/stubs/$name" <<- 'END'
			#!/bin/sh
			echo "${0##*/} $*" >> /asked
			case " $* " in *" is-enabled "*) echo enabled ;; *" is-active "*) [ -e /run/others-are-active ] || exit 3 ;; esac
			[ ! -e /fail ]
		END
		in_world chmod +x "/stubs/$name"
	done
}

# fake_link NAME FLAGS DRIVER - an interface in a /sys/class/net of the world's own
fake_link() {
	in_world sh -ec 'mountpoint -q /sys/class/net || mount -t tmpfs tmpfs /sys/class/net
		mkdir -p "/sys/class/net/$1/device"
		echo "$2" > "/sys/class/net/$1/flags"
		ln -s "../../../bus/thunderbolt/drivers/$3" "/sys/class/net/$1/device/driver"' sh "$@"
}

asked() {
	in_world sh -c 'cat /asked 2>&-; rm -f /asked'
}

# some_names - what tbnet-name repair leaves behind
some_names() {
	printf 'en05 0000:c6:00.5\n' | world_put "$world" "$purged"
}

# every path of the machine with type, mode and contents, but for what dpkg and the initramfs keep for themselves
listing() {
	in_world find / -xdev \( -path /proc -o -path /sys -o -path /tmp -o -path /run -o -path /var/lib/dpkg \
		-o -path /var/log -o -path /var/cache -o -path /tbnet.deb -o -path /older.deb \) -prune -o \
		-not -type d -printf '%M %u %p %l %s\n' | sort
}
