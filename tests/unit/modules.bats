#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-modules: what it loads, and the reasons why not that people met. Loading by a real kernel is shown in tests/vm.
# Line 1 of what a test machine's modprobe.d says: see modules.bash.

load ../lib/common.bash
load modules.bash

setup_file() {
	build_modules "$BATS_FILE_TMPDIR"
}

setup() {
	make_root
	program=$TBNET_BIN/tbnet-modules
}

# the end of each denial
where='; where: grep -rs thunder /etc/modprobe.d /run/modprobe.d /usr/lib/modprobe.d /proc/cmdline; to load it, remove that and run: tbnet-modules'

# says ROOT-RELATIVE-FILE LINE...
says() {
	local file=$root/$1
	shift
	printf '%s\n' "$@" > "$file"
}

@test "what a softdep adds is loaded in its order" {
	says etc/modprobe.d/tbnet.conf 'softdep thunderbolt post: thunderbolt_net'
	run -0 on_machine "$program"
	assert_line --index 0 "kernel: thunderbolt"
}

@test "both modules are loaded and read back" {
	run -0 on_machine "$program"
	assert_output "kernel: thunderbolt
kernel: thunderbolt_net
tbnet-modules: thunderbolt_net: loaded"
}

@test "a second run finds the module loaded and is silent" {
	loaded thunderbolt_net live
	run -0 on_machine "$program"
	assert_output ""
}

@test "with --verbose it says that the module is loaded" {
	loaded thunderbolt_net live
	run -0 on_machine "$program" --verbose
	assert_output "tbnet-modules: thunderbolt_net: already loaded"
}

@test "a module that somebody else is just loading is enough" {
	loaded thunderbolt_net coming
	run -0 on_machine "$program" --verbose
	assert_output "tbnet-modules: thunderbolt_net: the kernel is loading it right now"
}

@test "a module in the kernel itself is enough" {
	echo kernel/drivers/net/thunderbolt_net.ko > "$modules/modules.builtin"
	rm "$modules/kernel/drivers/net/thunderbolt_net.ko"
	depmod -b "$root" "$release"
	run -0 on_machine "$program" --verbose
	assert_output "tbnet-modules: thunderbolt_net: built into the kernel"
}

@test "a module that the kernel took without a trace is not called loaded" {
	FINIT_LOST=1 run -1 on_machine "$program"
	assert_line "tbnet-modules: thunderbolt_net: the kernel reported no error, but /sys/module does not list it; see: journalctl -k"
}

@test "a dependency that the kernel refuses is reported" {
	FINIT_FAIL=thunderbolt:12 run -1 on_machine "$program"
	assert_output "kernel: thunderbolt
tbnet-modules: thunderbolt_net: needs thunderbolt: cannot be loaded: Cannot allocate memory; see: journalctl -k"
}

@test "an unsigned module under Secure Boot says what to do" {
	FINIT_FAIL=thunderbolt_net:129 run -1 on_machine "$program"
	assert_line --partial "not signed with a key that the kernel trusts (Secure Boot); sign it (mokutil)"
}

@test "a lockdown is reported with its state" {
	mkdir "$root/security"
	says security/lockdown 'none [integrity] confidentiality'
	FINIT_FAIL=thunderbolt:1 run -1 on_machine "$program"
	assert_line --partial "needs thunderbolt: the kernel is locked down (integrity) and takes only modules signed for it"
}

@test "without a lockdown a refusal is not called one" {
	mkdir "$root/security"
	says security/lockdown '[none] integrity confidentiality'
	FINIT_FAIL=thunderbolt:1 run -1 on_machine "$program"
	assert_line --partial "needs thunderbolt: not permitted: run tbnet-modules as root"
}

@test "modprobe.blacklist= on the kernel command line is reported" {
	says cmdline 'quiet modprobe.blacklist=nouveau,thunderbolt_net'
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: deny-listed$where"
}

@test "a deny-listed module is not touched, and how to find the line is reported" {
	says etc/modprobe.d/no.conf '# not here' 'blacklist thunderbolt-net'
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: deny-listed$where"
}

@test "who denies thunderbolt itself wants no thunderbolt_net" {
	says etc/modprobe.d/no.conf 'blacklist thunderbolt'
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: needs thunderbolt: deny-listed$where"
}

@test "a denied dependency that is loaded anyway is no obstacle" {
	says etc/modprobe.d/no.conf 'blacklist thunderbolt'
	loaded thunderbolt live
	run -0 on_machine "$program"
	assert_output "kernel: thunderbolt_net
tbnet-modules: thunderbolt_net: loaded"
}

@test "an install command is reported and never run" {
	says etc/modprobe.d/no.conf "install thunderbolt_net touch $BATS_TEST_TMPDIR/run"
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: has an install command, which tbnet does not run$where"
	[ ! -e "$BATS_TEST_TMPDIR/run" ]
}

@test "an install command with a pattern, for what is needed, is found" {
	says etc/modprobe.d/no.conf "install thunder* /bin/false"
	run -1 on_machine "$program"
	assert_output --partial "thunderbolt_net: has an install command, which tbnet does not run"
	rm -rf "$root"
	make_root
	says etc/modprobe.d/no.conf "install thunderbol[t] /bin/false"
	run -1 on_machine "$program"
	assert_output --partial "thunderbolt_net: needs thunderbolt: has an install command, which tbnet does not run"
}

@test "an install command of a softdep is skipped, not run" {
	says etc/modprobe.d/no.conf 'softdep thunderbolt_net pre: other' "install other touch $BATS_TEST_TMPDIR/run"
	run -0 on_machine "$program"
	assert_line "tbnet-modules: other: has an install command in modprobe.d, which tbnet does not run; going on"
	assert_line "tbnet-modules: thunderbolt_net: loaded"
	[ ! -e "$BATS_TEST_TMPDIR/run" ]
}

@test "a kernel whose modules are gone is reported, with its package" {
	rm -r "$modules"
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: kernel $release has no modules in /lib/modules/$release: its package was removed or replaced; reboot into the installed kernel, or: apt install --reinstall linux-image-$release"
}

@test "a kernel whose modules have a package of their own is reported with that one" {
	mkdir -p "$root/doc/linux-modules-$release"
	rm "$modules/kernel/drivers/net/thunderbolt_net.ko"
	depmod -b "$root" "$release"
	run -1 on_machine "$program"
	assert_output --partial "kernel $release (package linux-modules-$release) has no such module"
	rm -rf "$root"
	make_root
	rm -r "$modules"
	mkdir -p "$root/doc/linux-modules-$release"
	run -1 on_machine "$program"
	assert_output --partial "or: apt install --reinstall linux-modules-$release"
}

@test "a tree without modules.dep says depmod" {
	rm "$modules/modules.dep.bin"
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: /lib/modules/$release/modules.dep.bin is missing; run: depmod $release"
}

@test "a kernel without the module is reported, with one that has it" {
	rm "$modules/kernel/drivers/net/thunderbolt_net.ko"
	depmod -b "$root" "$release"
	run -1 on_machine "$program"
	assert_output --regexp "^tbnet-modules: thunderbolt_net: kernel ${release} [^;]*; to get a kernel that has it: apt install .*, then reboot into it$"
}

@test "which package has the module, and which the kernel's own, goes by the kernel (mock)" {
	local other=6.12.43-cloud-amd64
	FINIT_RELEASE=6.8.12-4-pve run -1 on_machine "$program"
	assert_output --partial ' or: apt install --reinstall proxmox-kernel-6.8.12-4-pve'
	rm -rf "$root"
	make_root
	mkdir -p "$root/lib/modules/$other"
	touch "$root/lib/modules/$other"/modules.{order,builtin,builtin.modinfo}
	depmod -b "$root" "$other"
	FINIT_RELEASE=$other run -1 on_machine "$program"
	assert_output --partial "$other (package linux-image-$other) has no such module (cloud kernels are built without Thunderbolt); to get a kernel that has it: apt install linux-image-\$(dpkg --print-architecture),"
}

# refused ERRNO TEXT [CMDLINE] - the message on a module that the kernel refuses, on a fresh machine
refused() {
	rm -rf "$root"
	make_root
	[ $# -eq 2 ] || says cmdline "$3"
	FINIT_FAIL=thunderbolt:$1 run -1 on_machine "$program"
	assert_output --partial "thunderbolt_net: needs thunderbolt: $2"
}

@test "each reason of the kernel's is told as what it means (mock)" {
	refused 129 'not signed with a key that the kernel trusts'
	refused 74 'not signed with a key that the kernel trusts'
	refused 38 'cannot be loaded: Function not implemented; see: journalctl -k'
	refused 13 'not permitted: run tbnet-modules as root; if you did, the kernel or a security module forbids it'
}

@test "a lockdown file that names no state is no lockdown (mock)" {
	mkdir "$root/security"
	says security/lockdown 'none integrity'
	FINIT_FAIL=thunderbolt:1 run -1 on_machine "$program"
	assert_line --partial 'not permitted: run tbnet-modules as root'
}

@test "a module of another name in modprobe.d, and half a line, deny nothing" {
	says etc/modprobe.d/no.conf 'blacklist' 'blacklist thunderbolt_networks' 'install thunderboltx /bin/false' 'alias thunderbol off' '' '\' 'options'
	run -0 on_machine "$program"
}

@test "broken files are survived" {
	head -c 100000 /dev/urandom > "$root/etc/modprobe.d/noise.conf"
	head -c 1000000 /dev/zero > "$root/etc/modprobe.d/zero.conf"
	says etc/modprobe.d/half.conf 'blacklist' 'install' 'alias x' '\'
	run -0 on_machine "$program"
}

@test "usage errors are one line, exit 2" {
	run -2 "$program" surplus
	assert_output "tbnet-modules: unexpected argument 'surplus'; try --help"
	run -2 "$program" --unknown
	assert_output "tbnet-modules: unrecognized option '--unknown'; try --help"
	run -0 --separate-stderr "$program" --help
	assert_line --index 0 "Usage: tbnet-modules"
	run -0 "$program" --version
	assert_output --regexp '^tbnet [0-9.]+$'
}
