# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the programs are doing when something goes wrong, in the world of world.bash. For each situation NAME:
#   NAME         sets command; done_codes and failed_codes where they are not 0 and 1; reads=1 if it changes nothing
#                and once_per=folder if "first" takes one file of each folder only, =socket: and each call on one socket once;
#                every=first if there is no "all": it would take days;
#                undo, the command that brings back what was before, and undos, for how many runs that were cut short it may be needed;
#                needs, what a run without a fault says or makes: without that it is not the situation
#   NAME_before  makes the world what it is before
#   NAME_state   prints what counts: before, after, and nothing in between
#   NAME_back    prints what undo brings back, if it is not all of NAME_state
#   NAME_done    true if all is done as far as the world still has it, after a command that changed that
#   NAME_again   makes of the mock what a run that was cut short has made of the kernel
#   NAME_may     true if $status, $state and $text of a run are right though the state is none of those

bin=$TBNET_BIN
port=/sys/devices/pci0000:00/0000:00:0d.2/domain0/0-0/0-1/0-1.0/net/en05

# links NAME... - name, up, MTU
links() {
	local name line
	for name; do
		line=$(ip -o link show "$name" 2>&1)
		[[ $line =~ mtu\ ([0-9]+) ]] && mtu=${BASH_REMATCH[1]} || mtu=
		[[ $line == *[\<,]UP[,\>]* ]] && up=up || up=down
		echo "$name $mtu $up"
	done
}

# tree FOLDER... - all that is below, but for times
tree() {
	find "$@" -printf '%p %y %m %U %G %l\n' 2>&1 | sort
	find "$@" -type f -exec cksum {} + 2>&1 | sort
}

# What no program may leave: the names of files that are not finished.
temporaries() {
	find /run/tbnet -name '.*' 2>&-
}

# need_link - en05 as the world has it, if the last run has taken it away
need_link() {
	ip link del elsewhere 2>&-
	[ -d /proc/sys/net/ipv4/conf/en05 ] || {
		ip link add en05 mtu 65520 type veth peer name p-en05 mtu 65520
		ip link set p-en05 up
	}
}

# need_links_up - usable, too: the last run of the situation before may have left one down
need_links_up() {
	need_link
	ip link set en05 mtu 65520 up
	ip link set en06 mtu 65520 up
}

# lines_of_complete - what was printed is part of what is printed without a fault: something is left out, nothing invented
lines_of_complete() {
	! grep -qvxF -e "$complete" <<< "$state"
}

tbnet_port() {
	reads=1
	command=("$bin/tbnet-port" "$port")
}
tbnet_port_before() { :; }
tbnet_port_state() { cat "$out" 2>&-; }
# what cannot be read of the peer is left out
tbnet_port_may() {
	[[ $state == *TBNET_PORT=* ]] && lines_of_complete
}

tbnet_up() {
	command=("$bin/tbnet-up" en05)
}
tbnet_up_before() {
	need_link
	ip link set en05 down mtu 1500
}
tbnet_up_state() { links en05; }
# whatever its name is then
tbnet_up_done() {
	! ip link show elsewhere > /dev/null 2>&1 || [[ $text == *gone* || $(links elsewhere) == 'elsewhere 65520 up' ]]
}
# the man page: 0 when the interface vanished on the way
tbnet_up_may() { [ "$status" -eq 0 ] && [[ $text == *'gone before it was up'* ]]; }

tbnet_up_wait() {
	command=("$bin/tbnet-up" --wait en05)
	export TBNET_ATTEMPTS=2 TBNET_CARRIER_WAIT=2
	failed_codes='1 3'
}
tbnet_up_wait_before() { tbnet_up_before; }
tbnet_up_wait_state() { links en05; }
tbnet_up_wait_done() { tbnet_up_done; }

# known NAME - udev has finished with it, and it is a link of the mesh
known() {
	local index
	index=$(< "/sys/class/net/$1/ifindex")	# of the mock
	mkdir -p /run/udev/data
	mkdir -p /run/udev/tags/tbnet
	printf 'I:1\nE:TBNET_PORT=1\nE:ID_NET_LINK_FILE=/usr/lib/systemd/network/00-thunderbolt0.link\nG:systemd\nG:tbnet\nQ:tbnet\nV:1\n' > "/run/udev/data/n$index"
	: > "/run/udev/tags/tbnet/n$index"
}

tbnet_check() {
	command=("$bin/tbnet-check")
	known en05
	known en06
}
tbnet_check_before() {
	need_link
	known en05
	rm -rf /run/tbnet
	ip link set en05 mtu 1500
}
tbnet_check_state() {
	links en05 en06
	temporaries
}
# libudev does not say so when it cannot read this file; the next look is in a minute
tbnet_check_may() { [[ $call == *'/net/en05/uevent' || $action == nl:ENODEV ]]; }

tbnet_online() {
	reads=1
	failed_codes='1 3'
	command=("$bin/tbnet-online" --wait=1 en05 en06)
}
tbnet_online_before() { need_links_up; }
tbnet_online_state() { links en05 en06; }

# which ones: by the peers that are there, or were
tbnet_online_named() {
	reads=1
	command=("$bin/tbnet-online" --wait=1)
}
tbnet_online_named_before() { need_links_up; }
tbnet_online_named_state() { links en05 en06; }

tbnet_name() {
	reads=1
	command=("$bin/tbnet-name" show en05)
}
tbnet_name_before() { need_link; }
tbnet_name_state() { cat "$out" 2>&-; }
tbnet_name_may() { [[ $state == *'.link is ignored: '* ]]; }

tbnet_name_table() {
	reads=1
	command=("$bin/tbnet-name" show)
}
tbnet_name_table_before() { :; }
tbnet_name_table_state() { cat "$out" 2>&-; }
# a file that cannot be read is reported; a peer's name is skipped, and libudev tells of no driver
tbnet_name_table_may() {
	[[ $state == *'.link is ignored: '* || $call == */device_name || $call == *'/uevent' ]]
}

# A controller that no shipped file knows: its name is to be written, beside a line that is there.
tbnet_name_record() {
	command=("$bin/tbnet-name" repair)
	mkdir -p /sys/bus/pci/devices/0000:c6:00.5
	echo 0x0c0340 > /sys/bus/pci/devices/0000:c6:00.5/class
}
tbnet_name_record_before() {
	need_link
	rm -rf /etc/tbnet /run/tbnet
	mkdir -p /etc/tbnet /run/tbnet
	echo 'en09 0000:00:0d.2 3' > /etc/tbnet/names
}
tbnet_name_record_state() {
	find /etc/tbnet -type f ! -name .names.new -exec cat {} +
	temporaries
}
# thunderbolt0 should be en05
tbnet_name_repair() {
	command=("$bin/tbnet-name" repair thunderbolt0)
	mv "${port%/*}"/{en05,thunderbolt0}
	ln -sfn "${port%/*}/thunderbolt0" /sys/class/net/thunderbolt0
	rm /sys/class/net/en05
	ip link set en05 down
	ip link set en05 name thunderbolt0
}
tbnet_name_repair_before() {
	ip link show thunderbolt0 > /dev/null 2>&1 || {
		need_link
		ip link set en05 down
		ip link set en05 name thunderbolt0
	}
	rm -rf /run/tbnet
}
tbnet_name_repair_state() {
	links en05 thunderbolt0
	temporaries
}
tbnet_name_repair_may() { [ "$status" -eq 0 ] && [[ $text == *'gone before it was renamed'* ]]; }

# interfaces_file - as a Proxmox VE installer writes it
interfaces_file() {
	rm -rf /etc/network /var/lib/tbnet /run/tbnet
	mkdir -p /etc/network
	printf '%s\n' 'auto lo' 'iface lo inet loopback' '' 'auto vmbr0' 'iface vmbr0 inet static' \
		'	address 192.168.1.11/24' > /etc/network/interfaces
}

# The backups of changes that were not made do no harm, and are not counted.
interfaces_state() {
	tree /etc/network
	temporaries
}

tbnet_interfaces_add() {
	command=("$bin/tbnet-interfaces" add)
	undo=("$bin/tbnet-interfaces" undo)
}
tbnet_interfaces_add_before() { interfaces_file; }
tbnet_interfaces_add_state() { interfaces_state; }

tbnet_interfaces_remove() {
	command=("$bin/tbnet-interfaces" remove)
}
tbnet_interfaces_remove_before() {
	interfaces_file
	"$bin/tbnet-interfaces" add > /dev/null 2>&1
}
tbnet_interfaces_remove_state() { interfaces_state; }

tbnet_interfaces_undo() {
	command=("$bin/tbnet-interfaces" undo)
}
tbnet_interfaces_undo_before() { tbnet_interfaces_remove_before; }
tbnet_interfaces_undo_state() { interfaces_state; }

tbnet_interfaces_check() {
	reads=1
	command=("$bin/tbnet-interfaces" check)
	interfaces_file
	"$bin/tbnet-interfaces" add > /dev/null 2>&1
}
tbnet_interfaces_check_before() { :; }
tbnet_interfaces_check_state() {
	cat "$out" 2>&-
	interfaces_state
}

# guide - what tests/vm/guide has, as it is on a machine
guide() {
	find /etc /usr/local -mindepth 1 -delete
	rm -rf /var/lib/tbnet /run/tbnet
	cp -a "$here/../vm/guide/etc/." /etc
	cp -a "$here/../vm/guide/usr/local/bin" /usr/local/bin
	mkdir -p /etc/systemd/network
}

adopt_state() {
	tree /etc /usr/local/bin
	temporaries
}

tbnet_adopt() {
	reads=1
	command=("$bin/tbnet-adopt" plan)
	done_codes=3
	guide
}
tbnet_adopt_before() { :; }
tbnet_adopt_state() {
	cat "$out" 2>&-
	adopt_state
}

# glob(3) does not tell that a folder ended too early, nor why it cannot read a path without wildcards
is_of_glob() {
	[[ $call == getdents64* || $call == newfstatat* ]]
}
tbnet_adopt_may() { is_of_glob; }

tbnet_adopt_apply() {
	once_per=folder
	command=("$bin/tbnet-adopt" apply)
	undo=("$bin/tbnet-adopt" undo)
	undos=2
}
tbnet_adopt_apply_before() { guide; }
tbnet_adopt_apply_state() { adopt_state; }
# Nobody can remove what the kernel does not let him.
tbnet_adopt_apply_may() { [[ $call == unlinkat*.tbnet-new ]] || is_of_glob; }

tbnet_adopt_undo() {
	command=("$bin/tbnet-adopt" undo)
}
tbnet_adopt_undo_before() {
	guide
	"$bin/tbnet-adopt" apply > /dev/null 2>&1
}
tbnet_adopt_undo_state() { adopt_state; }
tbnet_adopt_undo_may() { [[ $call == unlinkat*.tbnet-new ]]; }

fabric_settings() {
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'
	mount --bind /bin/false /usr/share/ifupdown2/ifup
	need_link
	ip address flush dev en05
	ip address flush dev en06
}

# with ifupdown2, which makes the dummy itself
tbnet_fabric_up() {
	command=("$bin/tbnet-fabric" --node=n1 up)
	fabric_settings
}
tbnet_fabric_up_before() {
	need_link
	ip address flush dev en05
	ip address flush dev en06
	sysctl -q -w net.ipv4.conf.en05.forwarding=0 net.ipv4.conf.en06.forwarding=0
}
fabric_state() {
	ip -br -4 address show dev en05 2>&-
	ip -br -4 address show dev en06
	sysctl net.ipv4.conf.en05.forwarding net.ipv4.conf.en06.forwarding 2>&-
}
tbnet_fabric_up_state() { fabric_state; }
# each interface for itself
tbnet_fabric_up_may() {
	# "it is there" is only said by a kernel where it is
	[[ $status -eq 1 || $action == nl:ENODEV || $action == nl:EEXIST ]] && ! grep -qvxF -e "$initial" -e "$complete" <<< "$state"
}

tbnet_fabric_plan() {
	reads=1
	done_codes=3
	command=("$bin/tbnet-fabric" --node=n1 plan)
	fabric_settings
	mkdir -p /etc/network /etc/frr
	echo 'source /etc/network/interfaces.d/*' > /etc/network/interfaces
	echo 'fabricd=no' > /etc/frr/daemons
	echo 'frr defaults traditional' > /etc/frr/frr.conf
}
tbnet_fabric_plan_before() { :; }
tbnet_fabric_plan_state() { cat "$out" 2>&-; }

# fabric_node - an FRR that runs (mock), and a dummy, which not every kernel has
fabric_node() {
	fabric_settings
	mount --bind /bin/true /usr/share/ifupdown2/ifup
	mkdir -p /run/network
	touch /run/network/ifstatelock
	frr_runs fabricd
}
frr_runs() { # DAEMON
	mkdir -p /run/frr /run/daemons
	cp "$(command -v sleep)" "/run/daemons/$1"
	"/run/daemons/$1" infinity &
	trap 'kill $(jobs -p)' EXIT
	echo $! | tee "/run/$1" > "/run/frr/$1.pid"
}
fabric_files() {
	rm -rf /etc/network /etc/frr /etc/tbnet.conf /var/lib/tbnet /run/tbnet
	mkdir -p /etc/network/interfaces.d /etc/frr
	echo 'source /etc/network/interfaces.d/*' > /etc/network/interfaces
	echo 'fabricd=no' > /etc/frr/daemons
	echo 'frr defaults traditional' | tee /etc/frr/frr.conf > /run/frr/config
	[ -d /proc/sys/net/ipv4/conf/dummy_tb4 ] || ip link add dummy_tb4 type veth peer name far-dummy
	ip address flush dev dummy_tb4
	tbnet_fabric_up_before
}
fabric_applied() {
	fabric_files
	"$bin/tbnet-fabric" --node=n1 apply > /run/sweep/applied 2>&1
}
fabric_files_state() { tree /etc/network /etc/frr /etc/tbnet.conf; }
fabric_all_state() {
	fabric_files_state
	ip -br -4 address show dev dummy_tb4 2>&-
	fabric_state
	cat /run/frr/config
	temporaries
}
# the files are those of before or of after; what failed is reported, and the next run comes right
fabric_may() {
	local files
	files=$(fabric_files_state)
	# a kernel that says so has none, or has it
	[[ $status -ne 0 || ( $action != nl:ENODEV && $action != nl:EEXIST ) ]] || return 0
	[ "$status" -eq 1 ] && names_it && { [ "$files" = "$files_before" ] || [ "$files" = "$files_after" ]; } &&
		"${command[@]}" > /run/sweep/next 2>&1 && [ "$(fabric_all_state)" = "$complete" ]
}

# fabric_verb VERB BEFORE AFTER - these two functions make the files what they are then
fabric_verb() {
	once_per=folder
	command=("$bin/tbnet-fabric" --node=n1 "$1")
	fabric_node
	"$3"
	files_after=$(fabric_files_state)
	"$2"
	files_before=$(fabric_files_state)
}

tbnet_fabric_apply() {
	fabric_verb apply fabric_files fabric_applied
	undo=("$bin/tbnet-fabric" --node=n1 undo)
	undos=2
}
tbnet_fabric_apply_before() { fabric_files; }
tbnet_fabric_apply_state() { fabric_all_state; }
tbnet_fabric_apply_back() { fabric_files_state; }
tbnet_fabric_apply_may() { fabric_may; }

tbnet_fabric_undo() { fabric_verb undo fabric_applied fabric_files; }
tbnet_fabric_undo_before() { fabric_applied; }
tbnet_fabric_undo_state() { fabric_all_state; }
tbnet_fabric_undo_may() { fabric_may; }

tbnet_fabric_check() {
	once_per=folder
	reads=1
	failed_codes='1 3'
	command=("$bin/tbnet-fabric" --node=n1 check)
	fabric_node
	fabric_applied
	ip route add 10.100.0.12/32 proto 197 dev en05
	ip route add 10.100.0.13/32 proto 197 dev en06
	echo '{"areas":[{"area":"tb4","circuits":[{"adj":"n2","interface":"en05","state":"Up"},{"adj":"n3","interface":"en06","state":"Up"}]}]}' > /run/frr/neighbors
	frr_runs bfdd
	echo '[{"interface":"en05","status":"up"},{"interface":"en06","status":"up"}]' > /run/frr/sessions
}
tbnet_fabric_check_before() { need_link; }
tbnet_fabric_check_state() { cat "$out" 2>&-; }

# FRR runs again (mock), and the neighbor of before the boot is back
tbnet_drain_boot() {
	command=("$bin/tbnet-drain" undo --boot)
	fabric_node
	printf 'router openfabric tb4\n' > /run/frr/config
	echo '{"areas":[{"area":"tb4","circuits":[{"adj":"n2","interface":"en05","state":"Up"}]}]}' > /run/frr/neighbors
}
tbnet_drain_boot_before() {
	mkdir -p /var/lib/tbnet
	printf '%s\n' 'boot before' 'router tb4' 'neighbor n2' end > /var/lib/tbnet/drain
}
tbnet_drain_boot_state() { ls /var/lib/tbnet; }

# Proxmox VE is a stand-in (tests/unit/pve), and its vtysh.
pve_node() {
	export TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_NODES='n1=10.100.0.11 n2=10.100.0.12'
	mount -t overlay overlay -o "lowerdir=$here/../unit/pve:/usr/bin" /usr/bin
	ip address flush dev en05
	ip address flush dev en06
}
pve_before() {
	rm -rf /run/pve /etc/frr /etc/network /var/lib/tbnet /run/tbnet
	mkdir -p /run/pve /etc/frr
	cp "$here"/../{unit/pve/schema.json,lib/json.pl} /run/pve
	printf '%s\n' n1 n2 > /run/pve/cluster
}
pve_state() {
	cat /run/pve/{config,running}.json 2>&-
	tree /etc
	temporaries
}
# SDN's configuration is made call by call; the next run makes the rest
pve_may() {
	[ "$status" -eq 1 ] && names_it && "${command[@]}" > /run/sweep/next 2>&1 && [ "$(pve_state)" = "$complete" ]
}

tbnet_fabric_pve_apply() {
	command=("$bin/tbnet-fabric" --node=n1 apply)
	pve_node
}
tbnet_fabric_pve_apply_before() { pve_before; }
tbnet_fabric_pve_apply_state() { pve_state; }
tbnet_fabric_pve_apply_may() { pve_may; }

# its API has to take the fabric away: undo prints the calls
tbnet_fabric_pve_undo() {
	command=("$bin/tbnet-fabric" --node=n1 undo)
	pve_node
}
tbnet_fabric_pve_undo_before() {
	pve_before
	"$bin/tbnet-fabric" --node=n1 apply > /run/sweep/applied 2>&1
}
tbnet_fabric_pve_undo_state() { pve_state; }
tbnet_fabric_pve_undo_may() { pve_may; }

tbnet_ifup() {
	command=("$bin/tbnet-ifup" en05)
	printf '%s\n' '#!/bin/sh' 'ip address replace 10.0.0.1/30 dev en05' > /run/ifup
	chmod +x /run/ifup
	mount --bind /run/ifup /usr/share/ifupdown2/ifup
	mkdir -p /run/network
	touch /run/network/ifstatelock
}
tbnet_ifup_before() {
	need_link
	ip address flush dev en05
	ip link set en05 mtu 65520
}
tbnet_ifup_state() {
	ip -br -4 address show dev en05 2>&-
	links en05
}
# the man page: 0 when there is no such interface
tbnet_ifup_may() { [ "$action" = nl:ENODEV ]; }

# Files that depmod takes for modules; load is the kernel.
tbnet_modules() {
	local release
	release=$(uname -r)
	command=("$bin/tbnet-modules")
	mkdir -p "/lib/modules/$release/kernel"
	printf '%s\n' '__asm__(".section __ksymtab_strings,\"a\"; .asciz \"tb_ring_start\"; .previous");' \
		'void tb_ring_start(void); void tb_ring_start(void) {}' | gcc -x c -c -o "/lib/modules/$release/kernel/thunderbolt.ko" -
	printf '%s\n' 'void tb_ring_start(void); void init_module(void); void init_module(void) { tb_ring_start(); }' |
		gcc -x c -c -o "/lib/modules/$release/kernel/thunderbolt_net.ko" -
	touch "/lib/modules/$release"/modules.{order,builtin,builtin.modinfo}
	depmod
	mkdir -p /etc/modprobe.d
}
tbnet_modules_before() { rm -rf /sys/module/thunderbolt*; }
tbnet_modules_state() { ls /sys/module; }
# One module after the other. libkmod does not tell why its index is of no use.
tbnet_modules_may() {
	[ "$status" -eq 1 ] && [[ $text == *'thunderbolt_net: '* ]] && ! grep -qvxF -e "$initial" -e "$complete" <<< "$state"
}

tbnet_status() {
	reads=1
	once_per=folder
	command=("$bin/tbnet-status")
	known en05
	known en06
	failed_codes='1 3'
}
tbnet_status_before() {
	need_link
	rm -rf /run/tbnet
}
tbnet_status_state() { cat "$out" 2>&-; }
# all well as far as it can see: details are left out
tbnet_status_may() { [ "$status" -eq 0 ] && [[ $state == *'all well'* || $state == *'no fault seen'* ]]; }

# No processor here has cores of two kinds: it looks, and has nothing to do.
tbnet_irq() {
	reads=1
	command=("$bin/tbnet-irq" apply)
	export TBNET_IRQ=yes
}
tbnet_irq_before() { :; }
tbnet_irq_state() { ls /run/tbnet/irq* 2>&-; }

# Cores of two kinds, and the interrupts of both controllers on the others.
irq_before() {
	rm -rf /run/tbnet
	mkdir -p /sys/devices/cpu_core
	echo 0-3 > /sys/devices/cpu_core/cpus
	echo 0-15 > /proc/irq/140/smp_affinity_list
	echo 8 > /proc/irq/141/smp_affinity_list
}
irq_state() {
	head /proc/irq/14[01]/smp_affinity_list
	head /run/tbnet/irq-* 2>&-
}
# Each interrupt for itself: said, and the next run does the rest. A file of the mock is empty after a write that failed; the
# kernel's has what it had.
irq_may() {
	[ "$status" -eq 1 ] || return
	[[ $call != write*smp_affinity_list ]] || return 0
	"${command[@]}" > /run/sweep/next 2>&1 && [ "$(irq_state)" = "$complete" ]
}

tbnet_irq_pin() {
	command=("$bin/tbnet-irq" apply)
	export TBNET_IRQ=yes
}
tbnet_irq_pin_before() { irq_before; }
tbnet_irq_pin_state() { irq_state; }
tbnet_irq_pin_may() { names_it && irq_may; }

# Moved by somebody else since: what it had first is what is given back one day.
tbnet_irq_again() { tbnet_irq_pin; }
tbnet_irq_again_before() {
	irq_before
	TBNET_IRQ=yes "$bin/tbnet-irq" apply > /run/sweep/pinned 2>&1
	echo 4-15 > /proc/irq/140/smp_affinity_list
}
tbnet_irq_again_state() { irq_state; }
tbnet_irq_again_may() { names_it && irq_may; }

tbnet_irq_undo() {
	command=("$bin/tbnet-irq" undo)
}
tbnet_irq_undo_before() {
	irq_before
	TBNET_IRQ=yes "$bin/tbnet-irq" apply > /run/sweep/pinned 2>&1
}
tbnet_irq_undo_state() { irq_state; }
tbnet_irq_undo_may() { names_it && irq_may; }

tbnet_status_metrics() {
	once_per=folder
	done_codes='0 3'
	command=("$bin/tbnet-status" --prometheus --output=/run/metrics/tbnet.prom)
	known en05
	known en06
}
tbnet_status_metrics_before() {
	tbnet_status_before
	rm -rf /run/metrics
	mkdir -p /run/metrics
}
# without the figures, which change by themselves
tbnet_status_metrics_state() {
	ls -A /run/metrics
	sed '/^#/!s/ [^ ]*$//' /run/metrics/tbnet.prom 2>&-
}
# details are left out of a file that is whole, and valid
tbnet_status_metrics_may() {
	local label='[a-z]+="[^"]*"'
	[[ " $done_codes " == *" $status "* ]] && [ "$(grep '^#' <<< "$state")" = "$(grep '^#' <<< "$complete")" ] &&
		! grep -qvxE "tbnet\\.prom|#.*|tbnet_[a-z_]+(\{$label(,$label)*\})?" <<< "$state"
}

# FRR runs (mock), and what it has is its own user's, as Debian installs it.
tbnet_status_metrics_frr() {
	tbnet_status_metrics
	mount -t tmpfs tmpfs /usr/lib/frr
	touch /usr/lib/frr/fabricd
	frr_runs fabricd
	mkdir -p /etc/frr
	echo 'fabricd=yes' > /etc/frr/daemons
	printf '%s\n' 'interface en05' ' ip router openfabric tb4' exit > /run/frr/config
	echo '{"areas":[{"area":"tb4","circuits":[{"adj":"n2","interface":"en05","state":"Up"}]}]}' > /run/frr/neighbors
	touch /run/frr/fabricd.vty
	chmod 660 /run/frr/{neighbors,config,fabricd.vty} /etc/frr/daemons
	chown 1:1 /run/frr/{neighbors,config,fabricd.vty} /etc/frr/daemons
}
tbnet_status_metrics_frr_before() { tbnet_status_metrics_before; }
tbnet_status_metrics_frr_state() { tbnet_status_metrics_state; }
tbnet_status_metrics_frr_may() { tbnet_status_metrics_may; }

tbnet_status_json() {
	reads=1
	once_per=folder
	done_codes='0 3'
	command=("$bin/tbnet-status" --json)
}
tbnet_status_json_before() { tbnet_status_before; }
# what is there, without the figures that change by themselves
tbnet_status_json_state() { jq -c '[(.checks // [])[].id]' "$out" 2>&-; }
# details are left out, and what was not seen is reported
tbnet_status_json_may() { [[ " $done_codes " == *" $status "* ]] && jq -e . "$out" > /run/sweep/json 2>&1; }

# Neighbors answer (calls.bats); hundreds of packets go by each socket, of which one of each call fails.
tbnet_status_probe() {
	tbnet_status_json
	once_per=socket
	every=first
	command=("$bin/tbnet-status" --json --probe)
	known en05
	known en06
}
tbnet_status_probe_before() { tbnet_status_before; }
tbnet_status_probe_state() { jq -c '[(.checks // [])[].id, (.links // [])[].probe.result]' "$out" 2>&-; }
tbnet_status_probe_may() { tbnet_status_json_may; }

# Somebody looks: when there is a picture a link goes down, and when that is shown he ends it.
tbnet_status_watch() {
	reads=1
	once_per=folder
	every=first
	done_codes=3
	command=("$bin/tbnet-status" --watch)
	known en05
	known en06
}
tbnet_status_watch_before() {
	need_link
	ip link set en06 up
	rm -rf /run/tbnet "$out"
	looks_on &
	looking=$!
}
looks_on() {
	local injecting n
	for n in {1..500}; do
		! injecting=$(pgrep -x inject -P $$) || break
		sleep 0.02
	done
	waits_for 'Ctrl-C ends$' && ip link set en06 down
	waits_for '^error   F1  en06 is down$'
	pkill -TERM -x tbnet-status -P "$injecting"
}
# waits_for PATTERN - in what it shows, while it runs
waits_for() {
	local n
	for n in {1..500}; do
		! grep -qsE "$1" "$out" || return 0
		[ -d "/proc/$injecting" ] || return
		sleep 0.02
	done
	return 1
}
tbnet_status_watch_state() {
	wait "$looking"
	grep -osE '^all well|^error   F1  en06 is down$' "$out"
}
# details are left out of a picture; or the output tells why there is none
tbnet_status_watch_may() { [ "$status" -eq 3 ] && [[ $state == *'en06 is down'* ]]; }

# real NAME WHAT... - what sysfs has of that link in this network namespace comes in the place of the mock's
real() {
	local what
	mkdir -p /run/real
	mountpoint -q /run/real || mount -t sysfs sysfs /run/real
	for what in "${@:2}"; do
		mount --bind "/run/real/class/net/$1/$what" "/sys/class/net/$1/$what"
	done
}

# A router id, which a down takes away.
router_id=fd00:100::11/128
routers() { ip -o -6 address show dev en05 | grep -o "$router_id"; }

# A link that is half-open: its peer has answered for an address, and does not any more.
tbnet_check_reset() {
	command=("$bin/tbnet-check")
	needs='; reset'
	real en05 carrier_changes
	sysctl -q -w net.ipv6.conf.p-en05.disable_ipv6=1
	ip address add 10.9.0.1/24 dev en05
}
tbnet_check_reset_before() {
	known en05
	ip link set en05 up mtu 65520
	ip address replace "$router_id" dev en05 nodad
	rm -rf /run/tbnet
	mkdir -p /run/tbnet
	printf 'ifindex=%x\npeer4=200090a\nasked=3\n' "$(< /sys/class/net/en05/ifindex)" > /run/tbnet/link-en05
	changes=$(< /sys/class/net/en05/carrier_changes)
}
tbnet_check_reset_state() {
	links en05
	routers
	[ "$(< /sys/class/net/en05/carrier_changes)" = "$changes" ] || echo 'reset'
	temporaries
}
# what it did not come to is the next look's, in a minute; a down that was refused is reported
tbnet_check_reset_may() {
	# "it is there" is only said by a kernel where it is
	[[ $action == nl:ENODEV || $action == nl:EEXIST || $text == *'reset failed: cannot set the link down'* ]] && return
	"${command[@]}" > /run/sweep/next 2>&1
	[ "$(tbnet_check_reset_state)" = "$complete" ]
}

# The cluster is a fake (tests/unit/ceph).
ceph_before() {
	echo '{"config": [], "pools": []}' > /run/db
}
ceph_state() {
	jq -c '.config // [], has("key")' /run/db 2>&-
}

tbnet_ceph_judge() {
	reads=1
	done_codes='0 3'
	command=("$bin/tbnet-ceph" judge)
}
tbnet_ceph_judge_before() { ceph_before; }
tbnet_ceph_judge_state() { cat "$out" 2>&-; }

tbnet_ceph_plan() {
	reads=1
	done_codes=3
	command=("$bin/tbnet-ceph" plan)
}
tbnet_ceph_plan_before() { ceph_before; }
tbnet_ceph_plan_state() { cat "$out" 2>&-; }

# one of the fake's two OSDs is down: 3
tbnet_ceph_apply() {
	done_codes=3
	command=("$bin/tbnet-ceph" apply)
	undo=("$bin/tbnet-ceph" undo)
}
tbnet_ceph_apply_before() { ceph_before; }
tbnet_ceph_apply_state() { ceph_state; }

tbnet_ceph_undo() {
	command=("$bin/tbnet-ceph" undo)
}
tbnet_ceph_undo_before() {
	ceph_before
	"$bin/tbnet-ceph" apply > /run/sweep/applied 2>&1
}
tbnet_ceph_undo_state() { ceph_state; }
# its man page: what could not be undone is kept for the next undo, which comes right
tbnet_ceph_undo_may() {
	[[ $status -eq 1 && $text == *'the next undo'* ]] && names_it && "${command[@]}" > /run/sweep/next 2>&1 &&
		[ "$(tbnet_ceph_undo_state)" = "$complete" ]
}

tbnet_ceph_bench() {
	command=("$bin/tbnet-ceph" bench --seconds=1)
}
tbnet_ceph_bench_before() { ceph_before; }
# the pool goes, and the monitors let nobody remove one again
tbnet_ceph_bench_state() {
	cat "$out" 2>&-
	jq -c . /run/db
}
tbnet_ceph_bench_may() {
	[[ $text == *'may still exist'* || $state == *'{"config":[],"pools":[]}' ]] || return
	# it measured, and the links beside it are not known
	[[ $status -ne 0 || $state == *'of unknown speed'* || $state == *'not all links'* ]] || names_it
}

# The peer does not log in: one reset, and no more, and that is reported (3).
tbnet_up_reset() {
	command=("$bin/tbnet-up" --wait en05)
	needs='; reset'
	export TBNET_CARRIER_WAIT=3
	done_codes=3
	failed_codes='1 3'
	ip link set p-en05 down
}
tbnet_up_reset_before() {
	ip link set en05 up mtu 1500
	ip address replace "$router_id" dev en05 nodad
	rm -rf /run/tbnet
}
tbnet_up_reset_state() {
	links en05
	routers
}
# only of an interface that is gone the kernel says so
tbnet_up_reset_may() { [[ $action == nl:ENODEV && $text == *'gone: cable pulled'* ]]; }

# What else comes before each call in turn, beside an errno: SIGTERM; en05 goes, or gets another name (one that is up is so
# afterwards); or a command. Of what is not named here nothing else comes.
vanishes='do:ip link del en05'
# shellcheck disable=SC2016 # for the shell that is started there
renamed='do:up=$(ip link show up dev en05); ip link set en05 down && ip link set en05 name elsewhere && if [ -n "$up" ]; then ip link set elsewhere up; fi'
meets() { # SITUATION
	case $1 in
	tbnet_up | tbnet_up_wait | tbnet_ifup | tbnet_fabric_up | tbnet_check) printf '%s\n' term "$vanishes" "$renamed" ;;
	tbnet_online | tbnet_name) printf '%s\n' "$vanishes" "$renamed" ;;
	tbnet_status) echo "$vanishes" ;;
	tbnet_name_repair)
		printf '%s\n' term 'do:ip link del thunderbolt0 || ip link del en05' \
			'do:ip link set thunderbolt0 name elsewhere || ip link set en05 name elsewhere'
		;;
	tbnet_up_reset | tbnet_check_reset | tbnet_modules | tbnet_name_record | tbnet_status_metrics | tbnet_irq_pin | tbnet_irq_undo | \
		tbnet_interfaces_add | tbnet_interfaces_remove | tbnet_interfaces_undo | tbnet_adopt_apply | tbnet_adopt_undo | \
		tbnet_fabric_apply | tbnet_fabric_undo | tbnet_fabric_pve_apply | tbnet_fabric_pve_undo | \
		tbnet_ceph_apply | tbnet_ceph_undo | tbnet_ceph_bench) echo term ;;
	esac
}
