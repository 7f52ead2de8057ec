#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine as Debian's installer leaves one: classic ifupdown, and NetworkManager beside it.
# bats file_tags=long
load vm.bash

vm_options[s1]='--suite trixie-stock --cable 2=c.0'

setup() {
	"$vm_dir/image" trixie-stock >&3 2>&3
	from bare s1
	power_off s1
	from installed n1
	# under emulation a boot of s1 may take longer than the 60 s of the default
	on n1 'echo TBNET_CARRIER_WAIT=10min >> /etc/tbnet.conf'
	start s1 --restore bare
}

# As most people do it: first the package, then the cable.
install_and_plug() {
	cable s1 2 0
	install_tbnet s1
	cable s1 2 1
	both_usable
}

both_usable() {
	wait_usable s1 en05
	wait_usable n1 en06
}

replug() { # [IF] - of s1
	cable n1 3 0
	wait_gone n1 en06
	wait_gone s1 "${1:-en05}"
	cable n1 3 1
}

stanzas() { # LINE...
	on s1 mkdir -p /etc/network/interfaces.d
	on s1 "printf '%s\n' $(printf '%q ' "$@") > /etc/network/interfaces.d/mesh"
	on s1 ifup -a
}

# shows TEXT COMMAND... - what it prints on s1 has that text
shows() {
	on s1 "${@:2}" | grep -qF "$1"
}

assert_address() {
	wait_until 600 shows 10.0.0.2/24 ip address show "${1:-en05}"
	both_usable
	on n1 ip address replace 10.0.0.1/24 dev en06
	full_size_ping n1 10.0.0.2
}

@test "classic ifupdown: the address of a stanza is there after a replug and after a reboot" {
	install_and_plug
	stanzas 'auto en05' 'iface en05 inet static' ' address 10.0.0.2/24'
	assert_address
	replug
	assert_address
	on s1 systemctl --quiet enable networking
	reboot s1
	assert_address
	run -0 on s1 systemctl --failed --plain --no-legend
	refute_output
}

@test "classic ifupdown: a port is in its bridge after a replug" {
	install_and_plug
	stanzas 'auto br1' 'iface br1 inet static' ' address 10.0.0.2/24' ' bridge_ports en05' ' bridge_stp off' ' bridge_fd 0'
	shows 'master br1' ip link show en05
	replug
	wait_until 600 shows 'master br1' ip link show en05
	wait_until 600 shows 'mtu 65520' ip link show br1
	assert_address br1
}

@test "NetworkManager: a link that an administrator gives it has its address after a replug and after a reboot, and is left to it" {
	install_and_plug
	on s1 'printf "%s\n" "[device-en05]" match-device=interface-name:en05 managed=1 > /etc/NetworkManager/conf.d/99-en05.conf
		umask 077
		printf "%s\n" "[connection]" id=mesh uuid=11111111-2222-4333-8444-555555555555 type=ethernet interface-name=en05 \
			"[ethernet]" mtu=65520 "[ipv4]" method=manual address1=10.0.0.2/24 "[ipv6]" method=disabled \
			> /etc/NetworkManager/system-connections/mesh.nmconnection
		systemctl restart NetworkManager'
	assert_address
	replug
	assert_address
	wait_settled s1 en05
	run -0 on s1 tbnet-ifup --verbose en05
	assert_output 'tbnet-ifup: en05: configured by NetworkManager (11111111-2222-4333-8444-555555555555), nothing to do'
	reboot s1
	assert_address
	run -0 on s1 nmcli -g GENERAL.STATE device show en05
	assert_output --partial '(connected)'
	run -0 on s1 systemctl --failed --plain --no-legend
	refute_output
	# what it has made of the link is looked at
	shows 'stanzas en05 has none, left to NetworkManager' tbnet-status
	run -1 shows F30 tbnet-status
	on s1 ip address flush dev en05
	shows 'F30 en05 has no address' tbnet-status
}

@test "NetworkManager has taken the link before tbnet came: it stays as it is until its cable is pulled, and is left alone then" {
	local life
	wait_until 600 on s1 'grep -q 1 /sys/class/net/thunderbolt0/carrier && nmcli -g GENERAL.STATE device show thunderbolt0 | grep -F "(connected)"'
	life=$(link_life s1 thunderbolt0)
	install_tbnet s1
	wait_settled s1 thunderbolt0
	run -0 link_life s1 thunderbolt0
	assert_output "$life"
	run -0 on s1 nmcli -g GENERAL.STATE device show thunderbolt0
	assert_output --partial '(connected)'
	replug thunderbolt0
	both_usable
	wait_settled s1 en05
	run -0 on s1 nmcli -g GENERAL.STATE device show en05
	assert_output --partial unmanaged
}
