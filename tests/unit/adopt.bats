# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-adopt: what it finds of a guide, what it takes, carries over and leaves, and that --undo is the way back.
# A machine that runs: tests/vm/adopt.bats. Power cuts: tests/netns/adopt.bats.
load adopt.bash

setup() {
	need_private
}

# ms01 - the controllers that the package has .link files for
ms01() {
	device /devices/pci0000:00/0000:00:0d.2 pci 'A: class=0x0c0340'
	device /devices/pci0000:00/0000:00:0d.3 pci 'A: class=0x0c0340'
}

# relatives - what is seen beside the guide's files
relatives() {
	put etc/network/if-up.d/en05 <<- 'END'
		#!/bin/bash
		if [ "$IFACE" = "en05" ] || [ "$IFACE" = "en06" ]; then
		    logger "restarting frr for $IFACE"
		    systemctl restart frr.service
		fi
	END
	printf 'MAILTO=""\n\n# links\n@reboot /usr/local/bin/thunderbolt-startup.sh > /dev/null\n5 4 * * * /usr/bin/backup\n' |
		put spool/cron/crontabs/root
	printf '@reboot root sleep 30 && /usr/local/bin/pve-en05.sh\r\n' | put etc/cron.d/thunderbolt
	printf 'thunderbolt-net\n' | put etc/modules-load.d/thunderbolt.conf
	ln -s ../modules "$tree/etc/modules-load.d/modules.conf"
	printf 'net.core.rmem_max = 134217728\nnet.core.wmem_max=134217728' | put etc/sysctl.d/99-thunderbolt.conf
	networkd
}

# networkd - as systemctl enable leaves it
networkd() {
	local unit wants=$tree/etc/systemd/system
	mkdir -p "$wants"/{multi-user,sockets,network-online,sysinit}.target.wants
	for unit in multi-user.target.wants/systemd-networkd.service sockets.target.wants/systemd-networkd.socket \
		network-online.target.wants/systemd-networkd-wait-online.service \
		sysinit.target.wants/systemd-network-generator.service; do
		ln -s "/usr/lib/systemd/system/${unit##*/}" "$wants/$unit"
	done
	ln -s /usr/lib/systemd/system/systemd-networkd.service "$wants/dbus-org.freedesktop.network1.service"
}

@test "the plan names every file of the guide and changes nothing" {
	local before
	guide
	before=$(listing)
	run -3 adopt plan
	assert_line --index 0 'To take over, since tbnet does the same:'
	for file in etc/systemd/system/multi-user.target.wants/thunderbolt-interfaces.service \
		etc/systemd/system/thunderbolt-interfaces.service etc/udev/rules.d/10-tb-en.rules \
		'etc/modules, lines 1, 2' 'etc/sysctl.conf, lines 3, 4, 6' etc/systemd/network/00-thunderbolt{0,1}.link \
		usr/local/bin/pve-en0{5,6}.sh usr/local/bin/thunderbolt-startup.sh; do
		assert_line "  /$file"
	done
	refute_line 'Not touched:'
	assert_equal "$(listing)" "$before"
	assert [ ! -e "$tree/lib/tbnet" ]
}

@test "on a machine that knows no guide there is nothing to do" {
	printf '# /etc/modules\nloop\n' | put etc/modules
	printf '#net.ipv4.ip_forward=1\nvm.swappiness=1\n' | put etc/sysctl.conf
	run -0 adopt plan
	assert_output 'No files of a guide are here.'
	run -0 adopt apply
	assert_output 'tbnet-adopt: nothing to take over'
	assert [ ! -e "$backups" ]
}

@test "applied, the files are gone, other lines are there to the byte, and the next steps are reported" {
	guide
	relatives
	run -0 adopt apply
	assert_line 'next: systemctl daemon-reload'
	assert_line --partial 'next: update-initramfs -u'
	run -0 files
	assert_output 'etc/cron.d/thunderbolt
etc/modules
etc/modules-load.d/modules.conf
etc/network/interfaces
etc/sysctl.conf
spool/cron/crontabs/root'
	assert_equal "$(cat "$tree/etc/modules")" ""
	assert_equal "$(cat "$tree/etc/cron.d/thunderbolt")" ""
	run -0 cat "$tree/spool/cron/crontabs/root"
	assert_output $'MAILTO=""\n\n# links\n5 4 * * * /usr/bin/backup'
	run -0 cat "$tree/etc/sysctl.conf"
	assert_output $'net.ipv4.ip_forward=1\nnet.ipv6.conf.all.forwarding=1\nvm.swappiness=1'
	run -0 cmp "$TBNET_TOP/tests/vm/guide/etc/network/interfaces" "$tree/etc/network/interfaces"
}

@test "apply then undo is the identity: bytes, modes, owners, times, xattrs, links; and again" {
	local before
	guide
	relatives
	if [ "$(id -u)" -eq 0 ]; then
		chown 1234:4321 "$tree/usr/local/bin/pve-en05.sh"
		chown -h 1234 "$tree/etc/systemd/system/multi-user.target.wants/thunderbolt-interfaces.service"
		python3 -c 'import os, sys; os.setxattr(sys.argv[1], "user.x", b"\0y z\n")' "$tree/etc/sysctl.conf"
		python3 -c 'import os, sys; os.setxattr(sys.argv[1], "user.x", b"")' "$tree/usr/local/bin/pve-en06.sh"
	fi
	chmod 4711 "$tree/usr/local/bin/pve-en05.sh"
	chmod 600 "$tree/spool/cron/crontabs/root"
	find "$tree" -not -type d -exec touch -h -d '2024-05-06 07:08:09.123456789' {} +
	before=$(listing)
	for turn in 1 2; do
		run -0 adopt apply
		refute [ "$(listing)" = "$before" ]
		run -0 adopt undo
		assert_equal "$turn: $(listing)" "$turn: $before"
	done
	run -0 adopt undo
	assert_output 'tbnet-adopt: nothing to undo in /var/lib/tbnet/backup'
}

@test "twice is once" {
	local once
	guide
	relatives
	adopt apply
	once=$(listing)
	run -0 adopt apply
	assert_output 'tbnet-adopt: nothing to take over'
	assert_equal "$(listing)" "$once"
	run -0 adopt plan
	assert_equal "$(find "$backups" -mindepth 1 -maxdepth 1 | wc -l)" 1
}

@test "undo says first what it would do, and refuses what was changed since, naming it" {
	local after
	guide
	adopt apply
	run -3 adopt undo --dry-run
	assert_line '  restore /usr/local/bin/pve-en05.sh'
	echo '# mine' | put usr/local/bin/pve-en05.sh
	echo loop >> "$tree/etc/modules"
	after=$(listing)
	run -1 adopt undo
	assert_line 'tbnet-adopt: /usr/local/bin/pve-en05.sh: changed after the last apply; undo skipped'
	assert_line 'tbnet-adopt: /etc/modules: changed after the last apply; undo skipped'
	assert_equal "${#lines[@]}" 2
	assert_equal "$(listing)" "$after"
}

@test "undo makes folders again that went meanwhile" {
	guide
	adopt apply
	rmdir "$tree/etc/systemd/system/multi-user.target.wants" "$tree/etc/udev/rules.d"
	run -0 adopt undo
	assert [ -L "$tree/etc/systemd/system/multi-user.target.wants/thunderbolt-interfaces.service" ]
	assert [ -s "$tree/etc/udev/rules.d/10-tb-en.rules" ]
}

@test "the backup can be read without tbnet: each file under its path, as it was" {
	guide
	chmod 750 "$tree/usr/local/bin/pve-en05.sh"
	adopt apply
	run -0 diff -r --no-dereference "$TBNET_TOP/tests/vm/guide/usr" "$backups"/*-1/before/usr
	assert_equal "$(stat -c %a "$backups"/*-1/before/usr/local/bin/pve-en05.sh)" 750
	run -0 grep -cE '^(removed|changed) /' "$backups"/*-1/manifest
	assert_output 10
}

@test "if one file cannot go, all stay" {
	local before
	guide
	before=$(listing)
	run -1 on_machine 'mount --bind /usr/local/bin /usr/local/bin; mount -o remount,bind,ro /usr/local/bin
		exec umockdev-run -d "$mock" -- "$TBNET_BIN/tbnet-adopt" apply'
	assert_line --index -1 'tbnet-adopt: nothing was changed: cannot change /usr/local/bin/pve-en05.sh: Read-only file system'
	assert_equal "$(listing)" "$before"
	assert_equal "$(find "$backups" -mindepth 1)" ""
}

@test "a file of the guide's name with something else in it is not the guide's" {
	printf '#!/bin/sh\necho hello\n' | put usr/local/bin/pve-en05.sh
	printf '# SUBSYSTEM=="net", RUN+="/usr/local/bin/pve-en05.sh"\n' | put etc/udev/rules.d/10-tb-en.rules
	printf '[Service]\nExecStart=/bin/true\n' | put etc/systemd/system/thunderbolt-interfaces.service
	run -0 adopt apply
	assert_output 'tbnet-adopt: nothing to take over'
}

@test "a script that was broken by copy and paste is found, and reported to have never run" {
	printf '#\\!/bin/bash\nIF="en05"\nfor i in {1..10}; do\n    /usr/sbin/ifup $IF && break\n    sleep 3\ndone\n' |
		put usr/local/bin/pve-en05.sh
	run -3 adopt plan
	assert_line --partial 'broken, it begins with #\! and never ran'
	run -0 adopt apply
	assert_equal "$(files)" ""
}

@test "of a rules file with other rules only the guide's go, to the byte" {
	printf '# mine\r\nKERNEL=="sda", MODE="0600"\r\nACTION=="move", SUBSYSTEM=="net", KERNEL=="en05", RUN+="/usr/local/bin/pve-en05.sh"\r\nKERNEL=="sdb"' |
		put etc/udev/rules.d/10-tb-en.rules
	run -0 adopt apply
	run -0 diff "$tree/etc/udev/rules.d/10-tb-en.rules" <(printf '# mine\r\nKERNEL=="sda", MODE="0600"\r\nKERNEL=="sdb"')
}

@test "lines that go on in the next one are left to their owner" {
	printf 'ACTION=="move", SUBSYSTEM=="net", RUN+="/usr/local/bin/pve-en05.sh", \\\n  MODE="0600"\n' |
		put etc/udev/rules.d/10-tb-en.rules
	run -0 adopt plan
	assert_line 'Not touched:'
	assert_line '      why: it has lines that go on in the next one'
}

@test "a name, a path or a setting of the administrator's own: the .link file stays, and wins" {
	local n=0 file
	for file in 'Path=pci-0000:c6:00.5|Driver=thunderbolt-net|Name=en05' 'Path=pci-0000:00:0d.2|Driver=thunderbolt-net|Name=tb0' \
		'Path=pci-0000:00:0d.2|Driver=thunderbolt-net|Name=en05|MACAddress=02:00:00:00:00:01' \
		'Path=pci-0000:00:0d.2|Driver=thunderbolt-net|Property=TBNET_PORT=1|Name=en05' \
		'Path=pci-0000:00:0d.2|Driver=thunderbolt-net|Name=' \
		'Path=pci-0000:00:0d.2|Driver=thunderbolt-net igc|Name=en05' 'Path=pci-0000:00:0d.2|Name=en05' 'Path=pci-0000:00:0d.2-*|Driver=thunderbolt-net|Name=en05'; do
		tr '|' '\n' <<< "[Match]|${file/Name=/[Link]|Name=}" | put etc/systemd/network/00-thunderbolt0.link
		run -0 adopt plan
		assert_line '  /etc/systemd/network/00-thunderbolt0.link'
		assert_line "      a .link file of your own, which differs from the package's"
		assert_line 'Nothing to take over.'
		n=$((n + 1))
	done
	assert_equal "$n" 8
	printf '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=lan0\n' > "$tree/etc/systemd/network/00-thunderbolt0.link"
	mv "$tree/etc/systemd/network/00-thunderbolt0.link" "$tree/etc/systemd/network/10-lan.link"
	run -0 adopt plan
	assert_output 'No files of a guide are here.'
}

@test "a copy of the package's own .link file is no loss" {
	mkdir -p "$tree/etc/systemd/network"
	cp "$TBNET_TOP/conf/00-thunderbolt1.link" "$tree/etc/systemd/network"
	run -3 adopt plan
	assert_line '  /etc/systemd/network/00-thunderbolt1.link'
	refute_line 'Not touched:'
}

@test "an MTU of the scripts' own becomes TBNET_MTU, and a drop-in for the .link files that win; undo takes both back (mock)" {
	local before
	ms01
	guide
	sed -i 's/65520/9000/' "$tree"/usr/local/bin/*.sh
	before=$(listing)
	run -3 adopt plan
	assert_line 'Carried over: MTU 9000'
	assert_line '  changed: /etc/tbnet.conf'
	assert_line '  written: /etc/systemd/network/00-thunderbolt1.link.d/tbnet-mtu.conf'
	run -0 adopt apply
	run -1 diff "$TBNET_TOP/conf/tbnet.conf" "$tree/etc/tbnet.conf"
	assert_line --index 1 '> TBNET_MTU=9000'
	assert_equal "${#lines[@]}" 2
	run -0 cat "$tree"/etc/systemd/network/00-thunderbolt{0,1}.link.d/tbnet-mtu.conf
	assert_output $'[Link]\nMTUBytes=9000\n[Link]\nMTUBytes=9000'
	run -0 adopt plan
	assert_output 'No files of a guide are here.'
	run -0 adopt undo
	assert_equal "$(listing)" "$before"
}

# carried - what /etc/tbnet.conf becomes
carried() {
	run -0 adopt apply
	run -0 cat "$tree/etc/tbnet.conf"
}

@test "the MTU goes below the comment that shows it, or to the end of the file, on a line of its own (mock)" {
	ms01
	guide
	sed -i 's/65520/9000/' "$tree"/usr/local/bin/*.sh
	printf 'TBNET_LOG_LEVEL=info' | put etc/tbnet.conf
	carried
	assert_output $'TBNET_LOG_LEVEL=info\nTBNET_MTU=9000'
	run -3 adopt undo --dry-run
	assert_line '  restore /etc/tbnet.conf'
	assert_line '  remove  /etc/systemd/network/00-thunderbolt0.link.d/tbnet-mtu.conf'
	run -0 adopt undo
	assert_equal "$(< "$tree/etc/tbnet.conf")" TBNET_LOG_LEVEL=info
	for text in '' 'TBNET_MTU=\n'; do
		printf '%b' "$text" | put etc/tbnet.conf
		carried
		assert_line TBNET_MTU=9000
		run -0 adopt undo
	done
}

@test "an MTU is not carried over into a link, nor is one that is none; a drop-in that is there is changed (mock)" {
	ms01
	guide
	sed -i 's/65520/9000/' "$tree"/usr/local/bin/*.sh
	mv "$tree/etc/tbnet.conf" "$tree/etc/elsewhere"
	ln -s elsewhere "$tree/etc/tbnet.conf"
	run -1 adopt apply
	assert_output 'tbnet-adopt: nothing was changed: cannot read the files: Too many levels of symbolic links'
	assert [ -e "$tree/usr/local/bin/pve-en05.sh" ]
	mv "$tree/etc/elsewhere" "$tree/etc/tbnet.conf"
	printf '[Link]\nMTUBytes=1500\n' | put etc/systemd/network/00-thunderbolt0.link.d/tbnet-mtu.conf
	run -0 adopt apply
	assert_equal "$(< "$tree/etc/systemd/network/00-thunderbolt0.link.d/tbnet-mtu.conf")" $'[Link]\nMTUBytes=9000'
	run -0 adopt undo
	sed -i 's/9000/67/' "$tree/usr/local/bin/pve-en05.sh"
	sed -i 's/9000/999999/' "$tree/usr/local/bin/pve-en06.sh"
	run -3 adopt plan
	refute_output --partial 'Carried over'
}

@test "a name in a .link file that is a link is left, whoever wins (mock)" {
	ms01
	mkdir -p "$tree/etc/systemd/network"
	printf '[Match]\nPath=pci-0000:00:0d.2\nDriver=thunderbolt-net\n[Link]\nName=tb0\n' > "$tree/etc/elsewhere"
	ln -s ../../elsewhere "$tree/etc/systemd/network/10-tb0.link"
	printf '[Match]\nPath=pci-0000:00:0d.3\nDriver=thunderbolt-net\n[Link]\nDescription=x\n' | put etc/systemd/network/20-unnamed.link
	run adopt apply
	assert_equal "$(files)" $'etc/elsewhere\netc/systemd/network/10-tb0.link\netc/systemd/network/20-unnamed.link'
}

@test "undo of what somebody has undone by hand has nothing to do" {
	printf 'thunderbolt_net\nloop\n' | put etc/modules
	adopt apply
	assert_equal "$(< "$tree/etc/modules")" loop
	cp -a "$(echo "$backups"/*-1)/before/etc/modules" "$tree/etc/modules"
	run -0 adopt undo --dry-run
	refute_output
	run -0 adopt undo
	run -0 adopt undo --dry-run
	assert_output 'tbnet-adopt: nothing to undo in /var/lib/tbnet/backup'
}

@test "a file that has nothing but comments beside the guide's lines goes, one with more stays" {
	printf 'thunderbolt_net\n# why\n\n; so\n' | put etc/modules-load.d/thunderbolt.conf
	printf 'thunderbolt_net\nloop\n' | put etc/modules-load.d/more.conf
	run -0 adopt apply
	assert_equal "$(files)" etc/modules-load.d/more.conf
	assert_equal "$(< "$tree/etc/modules-load.d/more.conf")" loop
}

@test "an MTU in a .link file that stays becomes TBNET_MTU, too; it needs no drop-in (mock)" {
	device /devices/pci0000:00/0000:00:08.3/0000:c6:00.5 pci 'A: class=0x0c0340'
	printf '[Match]\nPath=pci-0000:c6:00.5\nDriver=thunderbolt-net\n[Link]\nName=tb0\nMTUBytes=9000\n' |
		put etc/systemd/network/00-thunderbolt0.link
	rm "$tree/etc/tbnet.conf"
	run -0 adopt apply
	run -0 cat "$tree/etc/tbnet.conf"
	assert_output TBNET_MTU=9000
	assert_equal "$(files)" etc/systemd/network/00-thunderbolt0.link
	run -0 adopt undo
	assert [ ! -e "$tree/etc/tbnet.conf" ]
}

@test "a name in a .link file that the package's would win over is carried over to one that wins; undo takes it back (mock)" {
	local before after
	ms01
	printf '[Match]\nPath=pci-0000:00:0d.2\nDriver=thunderbolt-net\n[Link]\nName=tb0\n' | put etc/systemd/network/10-tb0.link
	printf '[Match]\nPath=pci-0000:00:0d.3\nDriver=thunderbolt-net\n[Link]\nName=en06\n' | put etc/systemd/network/20-same.link
	chmod 640 "$tree/etc/systemd/network/10-tb0.link"
	before=$(listing)
	run -0 on_machine 'umockdev-run -d "$mock" -- "$TBNET_BIN/tbnet-name" show'
	assert_line --regexp ' en05 +/usr/lib/systemd/network/00-thunderbolt0.link$'
	run -3 adopt plan
	assert_line --index 0 'Carried over: names'
	assert_line --index 1 '  written: /etc/systemd/network/00-kept-10-tb0.link'
	assert_line --index 2 '  moved: /etc/systemd/network/10-tb0.link'
	run -0 adopt apply
	assert_equal "$(files)" $'etc/systemd/network/00-kept-10-tb0.link\netc/systemd/network/20-same.link'
	assert_equal "$(stat -c %a "$tree/etc/systemd/network/00-kept-10-tb0.link")" 640
	run -0 on_machine 'umockdev-run -d "$mock" -- "$TBNET_BIN/tbnet-name" show'
	assert_line --regexp ' tb0 +/etc/systemd/network/00-kept-10-tb0.link$'
	assert_line --regexp ' en06 +/usr/lib/systemd/network/00-thunderbolt1.link$'
	after=$(listing)
	run -0 adopt apply
	assert_equal "$(listing)" "$after"
	run -0 adopt undo
	assert_equal "$(listing)" "$before"
}

@test "one with drop-ins is left, since those go by its name, and that is reported (mock)" {
	ms01
	printf '[Match]\nPath=pci-0000:00:0d.2\nDriver=thunderbolt-net\n[Link]\nName=tb0\n' | put etc/systemd/network/10-tb0.link
	printf '[Link]\nMTUBytes=65520\n' | put etc/systemd/network/10-tb0.link.d/mtu.conf
	run -0 adopt apply
	assert_line --index 0 'tbnet-adopt: /etc/systemd/network/10-tb0.link gives the name tb0, but 00-thunderbolt0.link wins; it has drop-ins, so rename both to sort before 00-t'
	assert [ -e "$tree/etc/systemd/network/10-tb0.link" ]
}

@test "two MTUs: nothing is changed before somebody says which" {
	guide
	sed -i 's/65520/9000/' "$tree/usr/local/bin/pve-en06.sh"
	run -1 adopt apply
	assert_output 'tbnet-adopt: /usr/local/bin/pve-en06.sh sets MTU 9000, another file 65520; tbnet uses one MTU for all: set TBNET_MTU in /etc/tbnet.conf first'
	assert [ -e "$tree/usr/local/bin/pve-en05.sh" ]
	echo TBNET_MTU=9000 >> "$tree/etc/tbnet.conf"
	run -0 adopt apply
	assert_equal "$(grep -c '^TBNET_MTU=' "$tree/etc/tbnet.conf")" 1
	assert [ ! -e "$tree/usr/local/bin/pve-en05.sh" ]
}

@test "systemd-networkd with something to manage stays enabled" {
	networkd
	for place in etc/systemd/network/10-lan.network etc/systemd/network/br0.netdev; do
		printf '[Match]\nName=x\n' | put "$place"
		run -0 adopt plan
		assert_line "      why: /$place needs it"
		assert_line 'Nothing to take over.'
		rm "$tree/$place"
	done
	run -0 adopt apply
	assert_equal "$(files)" ""
}

@test "a masked systemd-networkd stays masked" {
	mkdir -p "$tree/etc/systemd/system"
	ln -s /dev/null "$tree/etc/systemd/system/dbus-org.freedesktop.network1.service"
	run -0 adopt plan
	assert_output 'No files of a guide are here.'
}

@test "hooks for FRR that have nothing to do with the links are not touched" {
	printf '#!/bin/sh\n[ "$IFACE" = vmbr0 ] && systemctl restart frr\n' | put etc/network/if-up.d/frr
	run -0 adopt plan
	assert_output 'No files of a guide are here.'
}

@test "a hook that restarts FRR when lo comes up is known, however it asks" {
	local test
	for test in 'if [ "$IFACE" = "lo" ]; then' "if [ \"\$INTERFACE\" == 'lo' ] ; then" '[[ $IFACE = lo ]] || exit 0' $'case $IFACE in\nlo)'; do
		printf '#!/bin/bash\n%s\nsystemctl restart frr.service\n' "$test" | put etc/network/if-up.d/lo
		run -3 adopt plan
		assert_line --index 1 '  /etc/network/if-up.d/lo'
	done
	printf '#!/bin/bash\n[ "$IFACE" = local ] && systemctl restart frr\n' | put etc/network/if-up.d/lo
	run -0 adopt plan
}

# what guides and people have made since: a hook of lo, a setting of the driver, a rule and its script, a template unit, a timer
newer() {
	printf '#!/bin/bash\nif [ "$IFACE" = "lo" ]; then\n\tlogger "restarting frr"\n\tsystemctl restart frr.service\nfi\n' | put etc/network/if-up.d/lo
	printf 'options thunderbolt host_reset=0\noptions thunderbolt_net e2e=0\n' | put etc/modprobe.d/tb.conf
	printf 'ACTION=="move", SUBSYSTEM=="net", KERNEL=="thunderbolt*", RUN+="/usr/local/bin/tb-up.sh %%k"\nKERNEL=="sda", MODE="0600"\n' |
		put etc/udev/rules.d/10-tb.rules
	printf '#!/bin/bash\nsleep 5\nip link set "$1" up mtu 65520\n' | put usr/local/bin/tb-up.sh
	printf 'ACTION=="add", ENV{ID_NET_DRIVER}=="thunderbolt-net", TAG+="systemd", ENV{SYSTEMD_WANTS}+="tb-enlist@%%k.service"\n' |
		put etc/udev/rules.d/90-tb-enlist.rules
	printf '[Unit]\nDescription=Enlist %%i into the Thunderbolt bridge\n[Service]\nExecStart=/usr/sbin/ip link set dev %%i master vmbr9 mtu 65520 up\n' |
		put etc/systemd/system/tb-enlist@.service
	printf '[Timer]\nOnUnitActiveSec=1min\n' | put etc/systemd/system/tb-check.timer
	printf "[Service]\nExecStart=/bin/sh -c 'for i in en05 en06; do ip link show \$i | grep -q \"state UP\" || ip link set \$i up mtu 65520; done'\n" |
		put etc/systemd/system/tb-check.service
	mkdir -p "$tree"/etc/systemd/system/{timers,multi-user}.target.wants
	ln -s ../tb-check.timer "$tree/etc/systemd/system/timers.target.wants"
	ln -s ../tb-enlist@.service "$tree/etc/systemd/system/multi-user.target.wants/tb-enlist@en05.service"
}

@test "rules, units, timers and scripts are known by what they run, whatever they are called; undo brings all back" {
	local before
	newer
	before=$(listing)
	run -3 adopt plan
	assert_equal "$(grep '^  /' <<< "$output")" "  /etc/systemd/system/multi-user.target.wants/tb-enlist@en05.service
  /etc/systemd/system/timers.target.wants/tb-check.timer
  /etc/systemd/system/tb-check.timer
  /etc/systemd/system/tb-check.service
  /etc/systemd/system/tb-enlist@.service
  /etc/udev/rules.d/10-tb.rules, line 1
  /etc/udev/rules.d/90-tb-enlist.rules
  /etc/network/if-up.d/lo
  /etc/modprobe.d/tb.conf, line 1
  /usr/local/bin/tb-up.sh"
	assert_equal "$(listing)" "$before"
	run -0 adopt apply
	assert_line 'next: systemctl stop tb-check.timer'
	assert_line 'next: systemctl daemon-reload'
	assert_line --partial 'next: update-initramfs -u'
	run -0 files
	assert_output 'etc/modprobe.d/tb.conf
etc/udev/rules.d/10-tb.rules'
	run -0 cat "$tree/etc/modprobe.d/tb.conf" "$tree/etc/udev/rules.d/10-tb.rules"
	assert_output $'options thunderbolt_net e2e=0\nKERNEL=="sda", MODE="0600"'
	run -0 adopt undo
	assert_equal "$(listing)" "$before"
}

# unit COMMAND - becomes a unit that has to do with en05
unit() {
	printf '[Unit]\nDescription=en05\n[Service]\nExecStart=%s\n' "$1" | put etc/systemd/system/x.service
}

@test "a unit is taken over only if all that it runs is known" {
	local command
	printf '#!/bin/sh\nLOG="/tmp/up.log"\n# up\n{\n' | put usr/local/bin/odd
	printf '#!/bin/sh -e\nLOG=/tmp/up.log\nfor i in en05 en06; do\n  if [ "$(cat /sys/class/net/$i/operstate)" != "up; (really)" ]; then\n    echo "$(date): up; $i" >> "$LOG" 2>&1\n    ip link set \\\n\tdev $i mtu 65520 up &> /dev/null || ifup $i\n  fi\ndone\nexit 0\n' |
		put usr/local/bin/even
	for command in '/usr/sbin/ip link set up dev en05' '-/bin/ip -4 l set en05 mtu 65520 up' '/usr/sbin/ifup en05' '/usr/local/bin/even en05' \
		'/bin/bash -c "sleep 3; ip link set en05 down && ip link set en05 up"' '/bin/bash /usr/local/bin/even' \
		"/bin/sh -c 'while ! ip -br link show en05 | grep -q UP; do sleep 1; ip link set en05 up; done'" \
		'/bin/sh -c "ip link set en05 up && systemctl --no-block restart frr"'; do
		unit "$command"
		run -3 adopt plan
		assert_line '  /etc/systemd/system/x.service' || fail "of $command"
	done
	for command in '/usr/sbin/ip link show en05' '/usr/sbin/ip link set en05 up xdp off' '/usr/sbin/ip address add 10.0.0.1/24 dev en05' \
		'/usr/sbin/ethtool -K en05 gro off' '/bin/sh -c "ip link set en05 up; sysctl -w x=1"' '/bin/sh -c "ip link set en05 up > /sys/x"' \
		'/bin/sh -c "ip link set en05 up; echo $(reboot)"' '/bin/sh -c "ip link set en05 up; echo `reboot`"' '/usr/local/bin/odd en05' \
		'/usr/local/bin/missing en05' '/bin/sh -c "ip link set en05 up; systemctl restart ssh"' '/bin/sh -c "echo up > /tmp/../etc/x; ip link set en05 up"' \
		'/bin/sh -c "ip link set en05 up; sh << x"' '/bin/sh -c "ip link set en05 up; (reboot)"' '/usr/sbin/ip route add default dev en05' \
		'/bin/sh -c "ip link set en05 master br0; ip link set en06 master br1 up"' '/usr/sbin/ip link set en05 up name x' '/bin/sh -c "ip link set en05 up)"'; do
		unit "$command"
		run -0 adopt plan
		assert_line --index 0 'Not touched:' || fail "of $command"
	done
}

@test "a unit that only lets others wait for links is taken over; one that looks and orders nothing is not" {
	local command="/bin/bash -c 'for i in {1..60}; do ip link show en05 | grep -q \"state UP\" && exit 0; sleep 1; done'"
	unit "$command"
	run -0 adopt plan
	assert_line --index 0 'Not touched:'
	printf '[Unit]\nWants=sys-subsystem-net-devices-en05.device\nBefore=frr.service ceph.target\n[Service]\nExecStart=%s\n' "$command" |
		put etc/systemd/system/x.service
	run -3 adopt plan
	assert_line '  /etc/systemd/system/x.service'
	refute_line 'Not touched:'
}

# drop_in FOLDER LINE... - a drop-in of that unit's
drop_in() {
	local folder=$1
	shift
	printf '%s\n' '[Unit]' "$@" | put "etc/systemd/system/$folder.d/wait.conf"
}

@test "drop-ins that let the boot wait for the device of a link go, other lines stay; undo brings them back" {
	local before en05=sys-subsystem-net-devices-en05.device
	drop_in networking.service Wants=sys-subsystem-net-devices-thunderbolt1.device After=sys-subsystem-net-devices-thunderbolt1.device
	drop_in ceph-osd@.service '# mine' "Requires=$en05 sys-subsystem-net-devices-en06.device" "After=$en05" 'After=time-sync.target'
	before=$(listing)
	run -3 adopt plan
	assert_equal "$(grep '^  /' <<< "$output")" "  /etc/systemd/system/ceph-osd@.service.d/wait.conf, lines 3, 4
  /etc/systemd/system/networking.service.d/wait.conf"
	run -0 adopt apply
	assert_line 'next: systemctl daemon-reload'
	assert_equal "$(cat "$tree/etc/systemd/system/ceph-osd@.service.d/wait.conf")" $'[Unit]\n# mine\nAfter=time-sync.target'
	assert [ ! -e "$tree/etc/systemd/system/networking.service.d/wait.conf" ]
	run -0 adopt undo
	assert_equal "$(listing)" "$before"
}

@test "drop-ins of units that are nobody's concern, for other devices, or that only order, are listed or passed over" {
	local line
	for line in "Wants=sys-subsystem-net-devices-enp3s0.device" "Wants=sys-subsystem-net-devices-en05.device network.target" \
		"After=sys-subsystem-net-devices-en05.device" "Wants=" "Wants=sys-subsystem-net-devices-en05\\x.device" \
		"Wants=sys-subsystem-net-devices-.device" "Wants=sys-subsystem-net-devices-en05en05en05en05en05.device"; do
		drop_in frr.service "$line"
		run -0 adopt plan
		refute_line 'To take over, since tbnet does the same:'
	done
	rm -r "$tree/etc/systemd/system/frr.service.d"
	drop_in iperf.service Wants=sys-subsystem-net-devices-en05.device
	run -0 adopt plan
	assert_line --index 0 'Not touched:'
	assert_line '  /etc/systemd/system/iperf.service.d/wait.conf'
}

@test "a drop-in may name the device of a link by its own name, escaped (mock)" {
	peer "$host" 0-1
	netdev "$host/0-1/0-1.0" tb-n2
	drop_in frr.service 'Wants=sys-subsystem-net-devices-tb\x2dn2.device'
	run -3 adopt plan
	assert_line '  /etc/systemd/system/frr.service.d/wait.conf'
	drop_in frr.service 'Wants=sys-subsystem-net-devices-tb\x2dn3.device'
	run -0 adopt plan
	assert_output 'No files of a guide are here.'
}

@test "a unit that another one requires stays, with its script and what enables it, or systemd would not start that one" {
	local by
	for by in apt-daily.service pve-guests.service.d/mine.conf; do
		guide
		printf '[Unit]\nRequires=network.target thunderbolt-interfaces.service\n' | put "etc/systemd/system/$by"
		run -3 adopt plan
		assert_line "      why: /etc/systemd/system/$by requires it"
		run -0 adopt apply
		assert [ -e "$tree/etc/systemd/system/thunderbolt-interfaces.service" ]
		assert [ -L "$tree/etc/systemd/system/multi-user.target.wants/thunderbolt-interfaces.service" ]
		assert [ -e "$tree/usr/local/bin/thunderbolt-startup.sh" ]
		rm -r "$tree/etc/systemd"
	done
	guide
	printf '[Unit]\nRequires=thunderbolt-interfaces.service\n#BindsTo=thunderbolt-interfaces.service\nAfter=thunderbolt-interfaces.service\n' |
		put etc/systemd/system/pve-guests.service.d/override.conf
	printf '[Unit]\nWants=thunderbolt-interfaces.service\nRequires=xthunderbolt-interfaces.service\n' | put etc/systemd/system/my.service
	run -3 adopt plan
	refute_line --partial 'requires it'
	assert_line '  /etc/systemd/system/pve-guests.service.d/override.conf'
}

@test "a unit that puts links into a bridge stays until the bridge's stanza has them (mock)" {
	ms01
	printf '[Unit]\nDescription=Thunderbolt\n[Service]\nExecStart=/sbin/ip link set %%i master lo up\n' | put etc/systemd/system/tb@.service
	run -0 adopt plan
	assert_line '      why: no link is present, so tbnet cannot tell whether it would leave lo'
	printf '[Unit]\nDescription=Thunderbolt\n[Service]\nExecStart=/sbin/ip link set %%i master vmbr9 up\n' | put etc/systemd/system/tb@.service
	run -3 adopt plan
	printf 'auto vmbr9\niface vmbr9\n\tbridge-ports none\n' | put etc/network/interfaces
	run -0 adopt plan
	assert_line '      why: no link is present, so tbnet cannot tell whether it would leave vmbr9'
}

@test "a rule that does more, or wants a unit that stays, is left; so is a script that a line which stays runs" {
	local more
	printf '#!/bin/sh\nip link set "$1" up\n' | put usr/local/bin/up
	for more in 'NAME="en05"' 'ENV{X}="1"' 'RUN+="/usr/bin/reboot"' 'ENV{SYSTEMD_WANTS}+="x.service"' 'GOTO="end"' 'RUN+="/usr/local/bin/up' \
		'RUN+="/sbin/ip link set %%k master vmbr1"' 'TAG+="mine"'; do
		printf "ACTION==\"add\", KERNEL==\"thunderbolt*\", RUN+=\"/usr/local/bin/up %%%%k\", $more\n" | put etc/udev/rules.d/50-x.rules
		run -0 adopt plan
		assert_line '  /etc/udev/rules.d/50-x.rules' || fail "of $more"
	done
	printf 'KERNEL=="thunderbolt0", RUN+="/usr/local/bin/up en05"\nKERNEL=="eth0", RUN+="/usr/local/bin/up eth0"\n' | put etc/udev/rules.d/50-x.rules
	run -3 adopt plan
	assert_line '  /etc/udev/rules.d/50-x.rules, line 1'
	refute_line '  /usr/local/bin/up'
}

@test "of a rules file the guide's lines and known ones go together" {
	guide
	printf 'KERNEL=="thunderbolt*", RUN+="/sbin/ip link set %%k up"\n' >> "$tree/etc/udev/rules.d/10-tb-en.rules"
	printf 'KERNEL=="sda", MODE="0600"\n' >> "$tree/etc/udev/rules.d/10-tb-en.rules"
	run -0 adopt apply
	assert_equal "$(cat "$tree/etc/udev/rules.d/10-tb-en.rules")" 'KERNEL=="sda", MODE="0600"'
}

@test "a script that something which stays still runs, stays; that is reported" {
	guide
	printf 'auto vmbr0\niface vmbr0 inet dhcp\n\tpost-up /usr/local/bin/pve-en05.sh\n\tpost-up systemctl restart frr\n' |
		put etc/network/interfaces
	run -3 adopt plan
	assert_line '  /etc/network/interfaces, lines 3, 4'
	assert_line '      why: /etc/network/interfaces uses it'
	run -0 adopt apply
	assert [ -e "$tree/usr/local/bin/pve-en05.sh" ]
	assert [ ! -e "$tree/usr/local/bin/pve-en06.sh" ]
}

@test "a file that has other names stays; that is reported" {
	guide
	ln "$tree/usr/local/bin/pve-en05.sh" "$tree/usr/local/bin/mine"
	ln "$tree/etc/modules" "$tree/etc/modules.mine"
	run -3 adopt plan
	assert_line --index 0 'To take over, since tbnet does the same:'
	assert_equal "$(grep -c '      why: it has other names (hard links), which would keep it' <<< "$output")" 2
	run -0 adopt apply
	assert [ "$tree/usr/local/bin/pve-en05.sh" -ef "$tree/usr/local/bin/mine" ]
	assert [ "$tree/etc/modules" -ef "$tree/etc/modules.mine" ]
	assert [ ! -e "$tree/usr/local/bin/pve-en06.sh" ]
}

@test "files that it does not know are listed and not touched" {
	printf '[Service]\nExecStart=/root/thunderbolt-net-fix\n' | put etc/systemd/system/tbfix.service
	printf '#!/bin/sh\nethtool -K en05 gro off\n' | put etc/network/if-up.d/tune
	printf '# m h\n*/5 * * * * root ping -c1 -I en06 10.0.0.1 || reboot\n' | put etc/cron.d/watch
	ln -s /root/x.sh "$tree/usr/local/bin/pve-en05.sh"
	printf '#!/bin/sh -e\nmodprobe thunderbolt-net\n# en05\nip link set en06 up\nexit 0\n' | put etc/rc.local
	run -0 adopt plan
	assert_line --index 0 'Not touched:'
	assert_line '  /etc/rc.local, lines 2, 4'
	assert_line '  /etc/systemd/system/tbfix.service'
	assert_line '  /etc/network/if-up.d/tune'
	assert_line '  /etc/cron.d/watch, line 2'
	assert_line '      why: it is a symbolic link to somewhere else'
	assert_line 'Nothing to take over.'
}

@test "an administrator's own settings for tbnet are no left-overs" {
	printf 'net.core.rmem_max=134217728\n' | put etc/sysctl.d/60-tbnet.conf
	printf 'thunderbolt_net\n' | put etc/modules-load.d/tbnet.conf
	printf 'en05 0000:c6:00.5\n' | put etc/tbnet/names
	run -0 adopt plan
	assert_output 'No files of a guide are here.'
}

@test "what is no text, no file or hostile is passed over" {
	mkdir -p "$tree/etc/udev/rules.d" "$tree/etc/network/if-up.d" "$tree/etc/cron.d"
	mkfifo "$tree/usr/local/bin/pve-en05.sh"
	head -c 2000000 /dev/zero > "$tree/usr/local/bin/pve-en06.sh"
	printf 'SUBSYSTEM=="net", RUN+="/usr/local/bin/pve-en05.sh"\n\0' > "$tree/etc/udev/rules.d/10-tb-en.rules"
	printf 'SUBSYSTEM=="net", RUN+="/usr/local/bin/pve-en05.sh"\n' > "$tree/etc/udev/rules.d/"$'10\e[2J.rules'
	mkdir "$tree/etc/network/if-up.d/en05"
	ln -s loop "$tree/etc/cron.d/loop"
	run -0 adopt plan
	assert_output 'No files of a guide are here.'
}

@test "the plan is for everybody, with what may be read; --apply and --undo are for root" {
	guide
	printf '@reboot /usr/local/bin/pve-en05.sh\n' | put spool/cron/crontabs/root
	chmod 700 "$tree/spool/cron/crontabs"
	run on_machine 'cp "$TBNET_BIN/tbnet-adopt" /run; exec setpriv --reuid 65534 --clear-groups /run/tbnet-adopt plan'
	[ "$status" -ne 127 ] && [ "$(id -u)" -eq 0 ] || cannot_run "not root, so no other user"
	assert_line '  /usr/local/bin/pve-en05.sh'
	run -1 on_machine 'exec unshare --user "$@" apply' "$(for_anybody tbnet-adopt)"
	assert_output "tbnet-adopt: only root can change the system's files"
	run -1 on_machine 'exec unshare --user "$@" undo' "$(for_anybody tbnet-adopt)"
}

@test "a command line that does not fit: one line, exit 2" {
	run -2 adopt apply undo
	assert_output "tbnet-adopt: unexpected argument 'undo'; try --help"
	run -2 adopt now
	assert_output "tbnet-adopt: unrecognized verb 'now'; try --help"
}

@test "one file for all links loses to the package's for each: it is carried over once, with the MTU of the scripts (mock)" {
	ms01
	guide
	sed -i 's/65520/9000/' "$tree"/usr/local/bin/*.sh
	rm -f "$tree"/etc/systemd/network/*
	printf '[Match]\nDriver=thunderbolt-net\n[Link]\nName=tb0\n' | put etc/systemd/network/10-tb.link
	run -3 adopt plan
	assert_line --partial 'Carried over: MTU 9000'
	assert_equal "$(grep -c 00-kept-10-tb.link <<< "$output")" 1
}

@test "a copy of the package's .link file with its MTU is no loss; a broken one, and one with another MTU, stay" {
	local package=$TBNET_TOP/conf/00-thunderbolt0.link
	sed 's/^MTUBytes=.*/MTUBytes=65520/' "$package" | put etc/systemd/network/00-thunderbolt0.link
	run -3 adopt plan
	refute_line 'Not touched:'
	sed 's/^\[Link\]/[Link/' "$package" | put etc/systemd/network/00-thunderbolt0.link
	run -0 adopt plan
	assert_line "      a .link file of your own, which differs from the package's"
	rm "$tree/etc/systemd/network/00-thunderbolt0.link"
	printf '[Match]\nDriver=igc\n[Link]\nName=lan0\n' | put etc/systemd/network/00-lan.link
	printf '[Match]\nPath=x\n[Link]\nDescription=thunderbolt\n' | put etc/systemd/network/50-tb.link
	run -0 adopt plan
	refute_line --partial lan.link
	assert_line '  /etc/systemd/network/50-tb.link'
}

@test "a unit that stays is not taken out of what enables it, and an MTU of five digits too many is none" {
	guide
	ln "$tree/etc/systemd/system/thunderbolt-interfaces.service" "$tree/etc/systemd/system/other.service.bak"
	ln "$tree/usr/local/bin/pve-en05.sh" "$tree/usr/local/bin/mine"
	sed -i 's/mtu 65520/mtu 6552000000/' "$tree"/usr/local/bin/pve-en06.sh
	run adopt apply
	assert [ -e "$tree/etc/systemd/system/thunderbolt-interfaces.service" ]
	assert [ -L "$tree/etc/systemd/system/multi-user.target.wants/thunderbolt-interfaces.service" ]
	assert [ -e "$tree/usr/local/bin/pve-en05.sh" ]
}

@test "what may not be read is reported, and the rest is shown" {
	[ "$(id -u)" -eq 0 ] || cannot_run "not root: nobody else may give files away"
	guide
	printf '@reboot /usr/local/bin/pve-en05.sh\n' | put spool/cron/crontabs/root
	chown 1:1 "$tree/spool/cron/crontabs"
	chmod 744 "$tree/spool/cron/crontabs"
	run -3 on_machine 'exec unshare --user "$@" plan' "$(for_anybody tbnet-adopt)"
	assert_line 'tbnet-adopt: cannot read some files; run it as root to see all'
	assert_line '  /usr/local/bin/pve-en05.sh'
}

@test "systemd-networkd alone is something to take over, with the next step for units" {
	mkdir -p "$tree/etc/systemd/system/multi-user.target.wants"
	ln -s /usr/lib/systemd/system/systemd-networkd.service "$tree/etc/systemd/system/multi-user.target.wants"
	run -0 adopt apply
	assert [ ! -L "$tree/etc/systemd/system/multi-user.target.wants/systemd-networkd.service" ]
	assert_output --partial 'systemctl daemon-reload'
}

@test "an MTU that no Thunderbolt link can have is not carried over (mock)" {
	local mtu
	ms01
	guide
	for mtu in 65530 67 0; do
		sed -i "s/mtu [0-9]*/mtu $mtu/" "$tree"/usr/local/bin/*.sh
		run -3 adopt plan
		refute_output --partial 'Carried over'
	done
}
