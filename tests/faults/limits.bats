#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The programs where something is missing: memory, /run, /proc; and where there are too many of them. A plain build: the
# sanitizers need more memory, and /proc.
load plain.bash

# but WITHOUT... - all the others
but() {
	local situation
	for situation in "${all[@]}"; do
		[[ " $* " == *" $situation "* ]] || echo "$situation"
	done
}

# RLIMIT_AS: the libraries count, too; those of libkmod (libcrypto) alone have 5 MiB
@test "every program works in 8 MiB of addresses but tbnet-modules, which gets 12, and what runs python3, and those say why not" {
	each works-under:'prlimit --as=8388608' "${all[@]}"
	each under:'prlimit --as=8388608' "${ceph[@]}"
	# the libraries of Debian 13 alone have more than 8
	each under:'prlimit --as=12582912' tbnet_modules
}

@test "tbnet-modules works with 8 MiB of memory of its own" {
	each works-under:"prlimit --data=8388608 $faults_tools/inject --calls /run/calls --loader $BATS_TEST_DIRNAME/load" tbnet_modules
}

@test "every program works, or says why not, where /run cannot be used" {
	in_world sh -c 'mkdir /var/lib/empty; printf "%s\n" "#!/bin/sh" "mount --bind /var/lib/empty /run && mount -o remount,ro,bind /run && exec \"\$@\"" > /var/lib/no-run
		chmod +x /var/lib/no-run'
	# Without its /run ifupdown2 has done nothing since boot, which tbnet-ifup says and leaves to it; tbnet-irq undo finds no
	# note there, and has nothing to give back.
	# shellcheck disable=SC2046 # names
	each 'under:unshare --mount /var/lib/no-run' $(but tbnet_ifup tbnet_irq_undo tbnet_name_repair) "${ceph[@]}" tbnet_modules
}

@test "every program works, or says why not, without /proc" {
	in_world sh -c 'printf "%s\n" "#!/bin/sh" "mount -t tmpfs -o ro none /proc && exec \"\$@\"" > /var/lib/no-proc
		chmod +x /var/lib/no-proc'
	# Where no process is to be seen FRR does not run, and tbnet-fabric undo takes nothing out of it; an interrupt that is not
	# in /proc is one that is gone, to tbnet-irq; tbnet-online refuses a link that it cannot tell to be ours, which is 2.
	# shellcheck disable=SC2046 # names
	each 'under:unshare --mount /var/lib/no-proc' $(but tbnet_fabric_undo tbnet_irq_{pin,undo} tbnet_online_named) "${ceph[@]}" tbnet_modules
}

@test "64 tbnet-up at once on one link: all succeed, and it is up at MTU 65520" {
	in_world ip link set en05 down mtu 1500
	# shellcheck disable=SC2016
	run -0 in_world bash -c '
		for i in {1..64}; do "$1" en05 & pids+=($!); done
		for pid in "${pids[@]}"; do wait "$pid" || { echo "one failed"; exit 1; }; done' bash "$TBNET_BIN/tbnet-up"
	refute_line --partial failed
	assert_link en05 up 65520
}

@test "64 tbnet-up --wait, tbnet-check and tbnet-name repair at once: all succeed" {
	in_world ip link set en05 down mtu 1500
	in_world mkdir -p /etc/tbnet /sys/bus/pci/devices/0000:c6:00.5
	in_world tee /sys/bus/pci/devices/0000:c6:00.5/class <<< 0x0c0340 > /dev/null
	# shellcheck disable=SC2016
	run -0 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 bash -c '
		for i in {1..64}; do
			case $((i % 3)) in
			0) "$1/tbnet-up" --wait en05 ;;
			1) "$1/tbnet-check" ;;
			2) "$1/tbnet-name" repair ;;
			esac & pids+=($!)
		done
		for pid in "${pids[@]}"; do wait "$pid" || { echo "one failed"; exit 1; }; done' bash "$TBNET_BIN"
	refute_line 'one failed'
	assert_link en05 up 65520
	run -0 in_world sh -c 'ls -A /etc/tbnet && grep -v "^#" /etc/tbnet/names; ls -A /run/tbnet | grep "^\." || true'
	assert_output 'names
en07 0000:c6:00.5'
}
