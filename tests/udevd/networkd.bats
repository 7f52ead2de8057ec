#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A link that a file of the administrator's gives to systemd-networkd, with the real one.

load test.bash

# networkd_makes NAME - what networkd makes of it, once it has decided
networkd_makes() {
	local state
	state=/run/systemd/netif/links/$(inside cat "/sys/class/net/$1/ifindex")
	inside sh -ec 'mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
		chown -R systemd-network: /run/systemd/netif
		setsid --fork /usr/lib/systemd/systemd-networkd > /run/networkd.log 2>&1 < /dev/null'
	wait_until 60 inside grep -qsE '^ADMIN_STATE=(configured|unmanaged|failed)' "$state"
	inside sed -n 's/^ADMIN_STATE=//p' "$state"
}

@test "a link of networkd's is left to it, and a stanza for it is reported and not applied" {
	plug 0d.2-1 thunderbolt0
	printf '[Match]\nName=en05\n[Link]\nRequiredForOnline=no\n[Network]\nLinkLocalAddressing=no\nConfigureWithoutCarrier=yes\nAddress=192.0.2.1/24\n' |
		put /etc/systemd/network/10-en05.network
	assert_equal "$(networkd_makes en05)" configured
	wait_until 30 inside sh -c 'ip -4 address show en05 | grep -q 192.0.2.1/24'
	run -0 inside tbnet-ifup --verbose en05
	assert_output 'tbnet-ifup: en05: configured by systemd-networkd (/etc/systemd/network/10-en05.network), nothing to do'
	# classic ifupdown comes with a stanza for the same link
	printf '#!/bin/sh\necho "$*" >> /run/ifup-ran\n' | put /usr/sbin/ifup
	inside chmod +x /usr/sbin/ifup
	printf 'iface en05 inet static\n address 192.0.2.2/24\n' | put /etc/network/interfaces
	run -0 inside tbnet-ifup en05
	assert_output 'tbnet-ifup: en05: stanza not applied: systemd-networkd configures this link, too (/etc/systemd/network/10-en05.network), and /etc/network/interfaces:1; remove it from one of the two'
	run -1 inside test -e /run/ifup-ran
}
