#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Upgrade, removal and purge, with traffic on the link.

load vm.bash

# The same package under a higher version.
next_version() { # OUT
	local tree=$BATS_TEST_TMPDIR/next
	dpkg-deb -R "$TBNET_DEB" "$tree"
	sed -i 's/^Version: .*/&+next/' "$tree/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$tree" "$1" > /dev/null
}

# bats test_tags=long
@test "upgrade, removal and purge lose no packet and change no carrier" {
	local life
	from installed n1 n2
	next_version "$BATS_TEST_TMPDIR/next.deb"
	on n1 --put "$BATS_TEST_TMPDIR/next.deb" /root/next.deb
	address n1 10.0.0.1/24 en05
	address n2 10.0.0.2/24 en05
	life=$(link_life n1 en05)
	ping_starts n2 10.0.0.1
	for step in 'dpkg -i /root/next.deb' 'dpkg -r tbnet' 'dpkg -P tbnet'; do
		run -0 on -t 180 n1 "$step"
		run -0 link_life n1 en05
		assert_output "$life"
		usable n1 en05
	done
	run -0 ping_lost_nothing n2
	note "$output during upgrade, removal and purge"
	run -1 on n1 'ls -d /usr/bin/tbnet-* /usr/sbin/tbnet-* /etc/tbnet.conf /var/lib/tbnet /etc/tbnet 2> /dev/null | grep .'
	refute_output
}
