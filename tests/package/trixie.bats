# SPDX-License-Identifier: GPL-2.0-or-later
load package.bash

setup() {
	fresh_world
}

teardown() {
	world_stop "$world"
}

@test "every file is installed at its place with its owner and mode, and no other" {
	dpkg-deb -c "$("$TBNET_TOP/tests/lib/deb" "$suite")" | grep -v ^d | LC_ALL=C sort -k 6 |
		sed -E 's|^(\S+) (\S+) .* \./|\1 \2 /|' > "$BATS_TEST_TMPDIR/there"
	# Debian 12 says /lib where Debian 13 says /usr/lib, and they are one folder
	sed -i -E 's| /lib/| /usr/lib/|; s| -> (/usr)?/sbin/| -> ../../sbin/|' "$BATS_TEST_TMPDIR/there"
	run diff <(grep -v '^#' "$BATS_TEST_DIRNAME/installed.txt") <(LC_ALL=C sort -k 3 "$BATS_TEST_TMPDIR/there")
	assert_success
}

@test "it depends on udev, kmod and the libraries that it uses" {
	run -0 in_world dpkg-deb -f /tbnet.deb Depends
	run -0 sed 's/ ([^)]*)//g' <<< "$output"
	assert_output 'libc6, libjson-c5, libkmod2, libnl-3-200, libudev1, kmod, udev'
}

@test "the programs start, have pages and refuse nonsense (the autopkgtest that runs anywhere)" {
	dpkg_run -i /tbnet.deb
	world_put "$world" /programs < "$TBNET_TOP/debian/tests/programs"
	in_world sh /programs
}

@test "json-c is loaded by tbnet-ceph, tbnet-drain, tbnet-fabric, tbnet-report and tbnet-status alone: what udev runs for every event does without" {
	dpkg_run -i /tbnet.deb
	run -0 in_world sh -ec 'for program in $(dpkg -L tbnet | grep -E "^/usr/(s?bin|lib(exec/tbnet|/udev))/tbnet[^/]*$" | sort); do
		needs=$(ldd "$program")
		case $needs in *libjson-c.so*) echo "$program" ;; esac
	done'
	assert_output $'/usr/bin/tbnet-report\n/usr/bin/tbnet-status\n/usr/sbin/tbnet-ceph\n/usr/sbin/tbnet-drain\n/usr/sbin/tbnet-fabric'
}

@test "udev's rules find their programs" {
	dpkg_run -i /tbnet.deb
	run -0 in_world sh -c 'for name in tbnet-port tbnet-up; do readlink -e "/usr/lib/udev/$name"; done'
	assert_line --index 0 /usr/lib/udev/tbnet-port
	assert_line --index 1 /usr/sbin/tbnet-up
}

@test "installing enables the boot unit, and nothing else" {
	dpkg_run -i /tbnet.deb
	run -0 in_world find /etc/systemd/system -name 'tbnet*'
	assert_line /etc/systemd/system/multi-user.target.wants/tbnet.service
	assert_equal "${#lines[@]}" 1
	run in_world systemctl is-enabled systemd-networkd.service
	assert_output disabled
}

@test "the timer of the metrics is the administrator's: off, on over an upgrade, stopped by a removal, gone after a purge" {
	local wanted=/etc/systemd/system/timers.target.wants/tbnet-metrics.timer
	pretend_machine
	older_deb
	dpkg_run -i /older.deb
	dpkg_run -i /tbnet.deb
	run in_world systemctl --root=/ is-enabled tbnet-metrics.timer
	assert_output disabled
	in_world systemctl --root=/ enable tbnet-metrics.timer
	dpkg_run -i /older.deb
	dpkg_run -i /tbnet.deb
	in_world test -L "$wanted"
	run -0 asked
	refute_output --partial metrics
	dpkg_run -r tbnet
	run -0 asked
	assert_line --regexp '^systemctl .*stop .*tbnet-metrics.timer'
	dpkg_run -P tbnet
	run in_world test -L "$wanted"
	assert_failure
}

@test "a removal gives back what tbnet-irq has changed, an upgrade does not" {
	older_deb
	dpkg_run -i /older.deb
	# a note that it can only forget
	in_world sh -c 'mkdir -p /run/tbnet && echo x > /run/tbnet/irq-999'
	dpkg_run -i /tbnet.deb
	in_world test -e /run/tbnet/irq-999
	run -0 dpkg_run -r tbnet
	assert_line --partial 'tbnet-irq: interrupt 999: '
	run in_world test -e /run/tbnet/irq-999
	assert_failure
}

@test "a removal puts a drained node back, an upgrade does not, and a purge leaves no record of it" {
	older_deb
	dpkg_run -i /older.deb
	in_world tbnet-drain apply
	dpkg_run -i /tbnet.deb
	in_world test -e /var/lib/tbnet/drain
	run -0 dpkg_run -r tbnet
	assert_line 'tbnet-drain: undone'
	run in_world test -e /var/lib/tbnet/drain
	assert_failure
	dpkg_run -i /tbnet.deb
	world_put "$world" /var/lib/tbnet/drain <<< 'not readable'
	dpkg_run -P tbnet
	run in_world ls -d /var/lib/tbnet
	assert_failure
}

@test "the initramfs is rebuilt after installing and after removing" {
	run -0 dpkg_run -i /tbnet.deb
	assert_output --partial 'Processing triggers for initramfs-tools'
	run -0 dpkg_run -r tbnet
	assert_output --partial 'Processing triggers for initramfs-tools'
}

@test "without systemd and udev running, installing and removing ask nobody" {
	pretend_machine
	in_world rm -r /run/systemd/system /run/udev/control
	dpkg_run -i /tbnet.deb
	dpkg_run -P tbnet
	run -0 asked
	refute_line --regexp '^(udevadm|tbnet-)'
}

@test "in a chroot of a running machine nothing is asked of that machine" {
	pretend_machine
	in_world mount --rbind / /mnt
	run -0 in_world env PATH=/stubs:/usr/sbin:/usr/bin:/sbin:/bin chroot /mnt dpkg -i /tbnet.deb
	run -0 asked
	refute_line --regexp '^(udevadm|tbnet-)'
	run -0 in_world env PATH=/stubs:/usr/sbin:/usr/bin:/sbin:/bin chroot /mnt dpkg -P tbnet
	run -0 asked
	refute_line --regexp '^(udevadm|tbnet-)'
}

@test "on a running machine installing takes effect: udev, units, driver, in this order" {
	pretend_machine
	dpkg_run -i /tbnet.deb
	run -0 asked
	run -0 grep -nE '^(tbnet-|udevadm|systemctl.*(reload|start))' <<< "$output"
	run -0 sed 's/^[0-9]*://; s/--system //' <<< "$output"
	assert_line --index 0 'udevadm control --reload'
	assert_line --index 1 'systemctl daemon-reload'
	assert_line --index 2 --regexp '^systemctl .*start .*tbnet'
	assert_line 'tbnet-modules --quiet'
	refute_output --partial 'tbnet-online'
	refute_output --partial 'tbnet-link@'
}

@test "on a running machine NetworkManager and networkd read our files before the driver brings a link" {
	pretend_machine
	in_world touch /run/others-are-active
	dpkg_run -i /tbnet.deb
	run -0 asked
	run -0 grep -E '^(tbnet-modules|nmcli|networkctl)' <<< "$output"
	assert_output $'nmcli general reload conf\nnetworkctl reload\ntbnet-modules --quiet'
}

@test "networkd, which would take the addresses of a link that it configures, is not told while there is a link" {
	pretend_machine
	in_world touch /run/others-are-active
	fake_link en05 0x1003 thunderbolt-net
	dpkg_run -i /tbnet.deb
	run -0 asked
	assert_line 'nmcli general reload conf'
	refute_line --partial networkctl
}

@test "on a running machine the last words are two lines: what was found, and where to look" {
	pretend_machine
	fake_link thunderbolt0 0x1002 thunderbolt-net
	fake_link eth0 0x1003 e1000e
	in_world sh -ec 'mount -t tmpfs tmpfs /sys/bus/pci
		mkdir -p /sys/bus/pci/drivers/thunderbolt/0000:00:0d.2 /sys/bus/pci/drivers/thunderbolt/0000:00:0d.3'
	run -0 dpkg_run -i /tbnet.deb
	run -0 grep '^tbnet' <<< "$output"
	assert_output 'tbnet: Thunderbolt or USB4 controllers: 2; links: 1
tbnet: to see what works, and what to do next: tbnet status'
	# where nothing runs, nothing was found
	in_world rm -r /run/systemd/system
	run -0 dpkg_run -i /tbnet.deb
	refute_line --regexp '^tbnet:'
}

forwards() {
	in_world sysctl -n net.ipv4.ip_forward
}

@test "on a running machine forwarding is on at once, unless a file of the administrator's says no" {
	pretend_machine
	dpkg_run -i /tbnet.deb
	assert_equal "$(forwards)" 1
	dpkg_run -P tbnet
	echo ' -net/ipv4/ip_forward = 0' | world_put "$world" /etc/sysctl.d/00-aaa.conf
	in_world sysctl -q -w net.ipv4.ip_forward=0
	dpkg_run -i /tbnet.deb
	assert_equal "$(forwards)" 0
	# and one that said so, and was overruled while the machine ran
	dpkg_run -P tbnet
	in_world sysctl -q -w net.ipv4.ip_forward=1
	dpkg_run -i /tbnet.deb
	assert_equal "$(forwards)" 1
}

@test "at boot any file that names a key wins over ours, whatever it is called, for systemd and for procps" {
	local call
	dpkg_run -i /tbnet.deb
	for call in /lib/systemd/systemd-sysctl 'sysctl --system'; do
		in_world sysctl -q -w net.ipv4.ip_forward=0
		# shellcheck disable=SC2086 # words
		in_world $call
		assert_equal "$call $(forwards)" "$call 1"
	done
	echo 'net.ipv4.ip_forward = 0' | world_put "$world" /etc/sysctl.d/00-aaa.conf
	for call in /lib/systemd/systemd-sysctl 'sysctl --system'; do
		in_world sysctl -q -w net.ipv4.ip_forward=1
		# shellcheck disable=SC2086 # words
		in_world $call
		assert_equal "$call $(forwards)" "$call 0"
	done
}

@test "an upgrade leaves the sysctls as they are" {
	pretend_machine
	older_deb
	dpkg_run -i /older.deb
	in_world sysctl -q -w net.ipv4.ip_forward=0
	dpkg_run -i /tbnet.deb
	assert_equal "$(forwards)" 0
}

@test "a link that is down is handled as a new one; one that is up is never renamed" {
	pretend_machine
	fake_link thunderbolt0 0x1002 thunderbolt-net
	fake_link en06 0x11043 thunderbolt-net
	fake_link eth0 0x1003 e1000e
	dpkg_run -i /tbnet.deb
	run -0 asked
	run -0 grep trigger <<< "$output"
	assert_output - <<- 'END'
		udevadm trigger --action=move /sys/class/net/en06
		udevadm trigger --action=add /sys/class/net/thunderbolt0
	END
}

@test "an upgrade leaves a link down that somebody set down" {
	pretend_machine
	older_deb
	dpkg_run -i /older.deb
	fake_link en05 0x1002 thunderbolt-net
	fake_link thunderbolt1 0x1002 thunderbolt-net
	asked
	dpkg_run -i /tbnet.deb
	run -0 asked
	run -0 grep trigger <<< "$output"
	assert_output 'udevadm trigger --action=add /sys/class/net/thunderbolt1'
}

@test "a real udevd takes up a link that is up under another name, and does not rename it" {
	world_mark "$world"
	world_udevd "$world"
	in_world ip link add thunderbolt0 address "$(world_address 0d.2-1)" type veth peer name far
	world_settle "$world"
	in_world ip link set thunderbolt0 name mine up
	dpkg_run -i /tbnet.deb
	in_world udevadm control --reload
	in_world udevadm trigger --settle --action=move /sys/class/net/mine
	run -0 in_world cat /sys/class/net/mine/mtu
	assert_output 65520
	run -0 in_world udevadm info --query=property --path=/sys/class/net/mine
	assert_line 'SYSTEMD_WANTS=tbnet-link@mine.service tbnet-check.timer'
}

# networkd_makes IF - what a real systemd-networkd, started anew, makes of it: unmanaged, or something else
networkd_makes() {
	local state
	state=/run/systemd/netif/links/$(in_world cat "/sys/class/net/$1/ifindex")
	in_world sh -ec 'mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
		chown -R systemd-network: /run/systemd/netif
		[ ! -e /run/networkd.pid ] || kill -KILL "$(cat /run/networkd.pid)"
		rm -f "$1"
		/usr/lib/systemd/systemd-networkd > /run/networkd.log 2>&1 < /dev/null &
		echo $! > /run/networkd.pid' sh "$state"
	wait_until 30 in_world grep -qs '^ADMIN_STATE=[^pi]' "$state"
	in_world sed -n 's/^ADMIN_STATE=//p' "$state"
}

@test "networkd leaves a link to others when a file for all of en* is there, and takes it when a file is for it" {
	local files=/etc/systemd/network
	world_mark "$world"
	dpkg_run -i /tbnet.deb
	world_udevd "$world"
	in_world ip link add eno1 type veth peer name eno1-far
	world_plug "$world" 0d.2-1 thunderbolt0
	world_settle "$world"
	printf '[Match]\nName=en*\n[Network]\nLinkLocalAddressing=no\nDHCP=yes\n' | world_put "$world" $files/80-wired.network
	assert_equal "$(networkd_makes en05)" unmanaged
	assert_not_equal "$(networkd_makes eno1)" unmanaged
	printf '[Match]\nName=en05\n[Network]\nLinkLocalAddressing=no\nAddress=192.0.2.1/24\n' |
		world_put "$world" $files/10-en05.network
	assert_not_equal "$(networkd_makes en05)" unmanaged
	# and switched off by a file of the same name
	in_world rm $files/10-en05.network
	in_world ln -s /dev/null $files/70-tbnet.network
	assert_not_equal "$(networkd_makes en05)" unmanaged
}

@test "a removal leaves nothing active: the link stays as it is, and a new cable gets no name, property or program of ours" {
	world_mark "$world"
	dpkg_run -i /tbnet.deb
	world_udevd "$world"
	world_plug "$world" 0d.2-1 thunderbolt0
	world_settle "$world"
	assert_equal "$(world_link "$world" en05)" "en05 up 65520"
	dpkg_run -r tbnet
	assert_equal "$(world_link "$world" en05)" "en05 up 65520"
	in_world udevadm control --reload
	world_plug "$world" 0d.3-1 thunderbolt1
	world_settle "$world"
	assert_equal "$(world_link "$world" thunderbolt1)" "thunderbolt1 down 1500"
	run -0 in_world udevadm info --query=property --path=/sys/class/net/thunderbolt1
	refute_output --partial 'SYSTEMD_WANTS='
	refute_output --partial 'ID_NET_NAME_FROM_DATABASE='
	run -0 in_world find /usr -name '*tbnet*' -not -name tbnet-test
	refute_output
}

@test "upgrade and removal stop no link and restart nothing" {
	pretend_machine
	older_deb
	dpkg_run -i /older.deb
	asked
	dpkg_run -i /tbnet.deb
	run -0 asked
	refute_output --regexp 'systemctl.*(stop|restart).*tbnet'
	dpkg_run -r tbnet
	run -0 asked
	refute_output --partial 'tbnet-link@'
	refute_output --regexp 'restart.*tbnet'
	refute_output --partial 'trigger'
}

@test "a removal says what stays until the next boot" {
	pretend_machine
	dpkg_run -i /tbnet.deb
	run -0 dpkg_run -r tbnet
	assert_line --partial 'tbnet: until the next boot these stay as they are: names, addresses and MTU of the links, net.ipv4.ip_forward = 1'
	refute_line --partial ifupdown2
	dpkg_run -i /tbnet.deb
	in_world mkdir -p /usr/share/ifupdown2
	run -0 dpkg_run -r tbnet
	assert_line 'tbnet: until a purge ifupdown2 still gives en05 to en08 MTU 65520, by /etc/network/ifupdown2/policy.d/tbnet.json'
}

@test "a removal takes the metrics away, and no file that is not ours" {
	local usual=/var/lib/prometheus/node-exporter/tbnet.prom named=/srv/links.prom
	dpkg_run -i /tbnet.deb
	in_world mkdir -p "${usual%/*}" /srv
	in_world tbnet-status --prometheus --output="$usual" || [ $? -eq 3 ]
	in_world test -s "$usual"
	dpkg_run -r tbnet
	run in_world test -e "$usual"
	assert_failure
	dpkg_run -i /tbnet.deb
	echo "TBNET_METRICS=$named" | world_put "$world" /etc/tbnet.conf
	in_world tbnet-status --prometheus --output="$named" || [ $? -eq 3 ]
	echo '# HELP node_load1 of somebody else' | world_put "$world" "$usual"
	dpkg_run -r tbnet
	run in_world test -e "$named"
	assert_failure
	in_world test -e "$usual"
	dpkg_run -i /tbnet.deb
	echo "mine" | world_put "$world" "$named"
	dpkg_run -r tbnet
	in_world test -e "$named"
}

@test "a machine where every step fails still has a configured package" {
	pretend_machine
	fake_link thunderbolt0 0x1002 thunderbolt-net
	in_world touch /fail
	dpkg_run -i /tbnet.deb
	run -0 in_world dpkg-query -W -f '${db:Status-Abbrev}' tbnet
	assert_output 'ii '
	dpkg_run -P tbnet
}

@test "maintainer scripts may run again, and after any failure" {
	local call
	dpkg_run -i /tbnet.deb
	some_names
	for call in 'postinst configure 0.1.0' 'postinst configure' 'postinst abort-upgrade 0.1.0' 'postinst abort-remove' \
		'postrm upgrade 0.2.0' 'postrm failed-upgrade 0.0.1' 'postrm abort-install' 'postrm abort-upgrade 0.0.1'; do
		# shellcheck disable=SC2086 # words
		run in_world env DPKG_MAINTSCRIPT_PACKAGE=tbnet /var/lib/dpkg/info/tbnet.$call
		[ "$status" -eq 0 ] || fail "$call: $output"
	done
	run -0 in_world test -e "$purged"
}

@test "installing again and upgrading leave an edited /etc/tbnet.conf alone" {
	older_deb
	dpkg_run -i /older.deb
	echo 'TBNET_MTU=9000' | world_put "$world" /etc/tbnet.conf
	dpkg_run -i /tbnet.deb
	dpkg_run -i /tbnet.deb
	run -0 in_world cat /etc/tbnet.conf
	assert_output 'TBNET_MTU=9000'
}

@test "an administrator's .link file outlives install, upgrade, removal and purge" {
	older_deb
	echo '# mine' | world_put "$world" /etc/systemd/network/00-thunderbolt0.link
	echo '# mine' | world_put "$world" /etc/systemd/network/40-tbnet.link
	dpkg_run -i /older.deb
	dpkg_run -i /tbnet.deb
	dpkg_run -P tbnet
	run -0 in_world cat /etc/systemd/network/00-thunderbolt0.link /etc/systemd/network/40-tbnet.link
	assert_line --index 0 '# mine'
	assert_line --index 1 '# mine'
}

@test "removing keeps configuration and the names of ports" {
	dpkg_run -i /tbnet.deb
	some_names
	dpkg_run -r tbnet
	in_world test -e "$purged"
	in_world test -e /etc/tbnet.conf
}

@test "purging takes away the names of ports" {
	dpkg_run -i /tbnet.deb
	some_names
	dpkg_run -P tbnet
	run in_world ls -d /etc/tbnet /var/lib/tbnet
	refute_line /etc/tbnet
	refute_line /var/lib/tbnet
}

@test "an upgrade, also one that is aborted, asks for no new name of a link that is up, and keeps the names of ports" {
	local before
	pretend_machine
	older_deb
	dpkg_run -i /older.deb
	some_names
	fake_link en07 0x11043 thunderbolt-net
	before=$(in_world cksum "$purged")
	asked
	# dpkg calls these in turn when the new one cannot be unpacked
	in_world sh -ec 'cd /var/lib/dpkg/info
		PATH=/stubs:$PATH
		export DPKG_MAINTSCRIPT_PACKAGE=tbnet
		[ ! -e tbnet.prerm ] || ./tbnet.prerm upgrade 0.2.0
		./tbnet.postrm abort-upgrade 0.2.0
		./tbnet.postinst abort-upgrade 0.2.0'
	dpkg_run -i /tbnet.deb
	run -0 asked
	run -0 grep -E 'trigger|repair|stop ' <<< "$output"
	assert_output "udevadm trigger --action=move /sys/class/net/en07
udevadm trigger --action=move /sys/class/net/en07"
	assert_equal "$(in_world cksum "$purged")" "$before"
}

@test "purging keeps the backups of an administrator's files, and says so" {
	dpkg_run -i /tbnet.deb
	some_names
	printf 'auto lo\n' | world_put "$world" /etc/network/interfaces
	in_world tbnet-interfaces add --force en05
	in_world touch /var/lib/tbnet/peers
	run -0 dpkg_run -P tbnet
	assert_line 'tbnet: kept /var/lib/tbnet/backup, which has the files from before tbnet changed them'
	run -0 in_world sh -c 'find /var/lib/tbnet -type f | sed "s|[0-9][-0-9]*|DATE|"'
	assert_line /var/lib/tbnet/backup/DATE/before/etc/network/interfaces
	assert_equal "$(grep -c -e names -e peers <<< "$output")" 0
}

@test "after a purge the machine is what it was" {
	local before
	before=$(listing)
	dpkg_run -i /tbnet.deb
	some_names
	dpkg_run -P tbnet
	run diff <(echo "$before") <(listing)
	assert_success
}
