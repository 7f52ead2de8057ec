#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-modules: what it loads, and each reason why not. Loading by a real kernel is shown in tests/vm.
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

# says ROOT-RELATIVE-FILE LINE...
says() {
	local file=$root/$1
	shift
	printf '%s\n' "$@" > "$file"
}

@test "a dry run prints the files that would be loaded, the needed one first" {
	run -0 --separate-stderr "$program" --dirname "$root" --dry-run
	assert_equal "$output" "$modules/kernel/drivers/thunderbolt/thunderbolt.ko
$modules/kernel/drivers/net/thunderbolt_net.ko"
	assert_equal "$stderr" ""
}

@test "with --dirname alone nothing is loaded either" {
	run -0 --separate-stderr env LD_PRELOAD="$BATS_FILE_TMPDIR/finit.so" "$program" --dirname "$root"
	assert_equal "$stderr" ""
}

@test "a dry run shows the options of modprobe.d" {
	says etc/modprobe.d/tbnet.conf 'options thunderbolt_net e2e=0'
	run -0 "$program" --dirname "$root" --dry-run
	assert_line --index 1 "$modules/kernel/drivers/net/thunderbolt_net.ko e2e=0"
}

@test "control characters in options are not shown" {
	says etc/modprobe.d/tbnet.conf $'options thunderbolt_net e2e=\e[2J'
	run -0 "$program" --dirname "$root" --dry-run
	assert_line --index 1 "$modules/kernel/drivers/net/thunderbolt_net.ko e2e=?[2J"
}

@test "what a softdep adds is loaded in its order" {
	says etc/modprobe.d/tbnet.conf 'softdep thunderbolt post: thunderbolt_net'
	run -0 "$program" --dirname "$root" --dry-run
	assert_line --index 0 "$modules/kernel/drivers/thunderbolt/thunderbolt.ko"
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

@test "with --debug it says that the module is loaded" {
	loaded thunderbolt_net live
	run -0 on_machine "$program" --debug
	assert_output "tbnet-modules: thunderbolt_net: is loaded already"
}

@test "a module that somebody else is just loading is enough" {
	loaded thunderbolt_net coming
	run -0 on_machine "$program" --debug
	assert_output "tbnet-modules: thunderbolt_net: is just being loaded"
}

@test "a module in the kernel itself is enough" {
	echo kernel/drivers/net/thunderbolt_net.ko > "$modules/modules.builtin"
	rm "$modules/kernel/drivers/net/thunderbolt_net.ko"
	depmod -b "$root" "$release"
	run -0 "$program" --dirname "$root"
	assert_output "tbnet-modules: thunderbolt_net: built into the kernel"
}

@test "a dry run on a machine that has it says that it is loaded" {
	loaded thunderbolt_net live
	run -0 on_machine "$program" --dry-run
	assert_output "tbnet-modules: thunderbolt_net: is loaded already"
}

@test "a module that the kernel took without a trace is not called loaded" {
	FINIT_LOST=1 run -1 on_machine "$program"
	assert_line "tbnet-modules: thunderbolt_net: taken by the kernel without an error, but it is not in /sys/module; see: journalctl -k"
}

@test "a dependency that the kernel refuses is named" {
	FINIT_FAIL=thunderbolt:12 run -1 on_machine "$program"
	assert_output "kernel: thunderbolt
tbnet-modules: thunderbolt_net: needs thunderbolt: cannot be loaded: Cannot allocate memory"
}

@test "a module file of another kernel is called that" {
	FINIT_FAIL=thunderbolt_net:8 run -1 on_machine "$program"
	assert_line "tbnet-modules: thunderbolt_net: /lib/modules/$release/kernel/drivers/net/thunderbolt_net.ko is not for this kernel; see: journalctl -k"
}

@test "the module file that is gone is named" {
	rm "$modules/kernel/drivers/net/thunderbolt_net.ko"
	run -1 on_machine "$program"
	assert_line "tbnet-modules: thunderbolt_net: /lib/modules/$release/kernel/drivers/net/thunderbolt_net.ko is missing; reinstall the kernel's package, or run: depmod"
}

@test "the file of a needed module that is gone is named" {
	rm "$modules/kernel/drivers/thunderbolt/thunderbolt.ko"
	FINIT_FAIL=thunderbolt_net:2 run -1 on_machine "$program"
	assert_line --regexp "^tbnet-modules: libkmod: .* path=/lib/modules/$release/kernel/drivers/thunderbolt/thunderbolt.ko error=No such file or directory$"
	assert_line "tbnet-modules: thunderbolt_net: /lib/modules/$release/kernel/drivers/net/thunderbolt_net.ko needs what is not there, another module or another kernel; see: journalctl -k"
}

@test "an unsigned module under Secure Boot says what to do" {
	FINIT_FAIL=thunderbolt_net:129 run -1 on_machine "$program"
	assert_line --partial "is not signed with a key that the kernel trusts (Secure Boot); sign it (mokutil)"
}

@test "a lockdown is named with its state" {
	mkdir "$root/security"
	says security/lockdown 'none [integrity] confidentiality'
	FINIT_FAIL=thunderbolt:1 run -1 on_machine "$program"
	assert_line --partial "needs thunderbolt: the kernel is locked down (integrity) and takes only modules signed for it"
}

@test "without a lockdown a refusal is not called one" {
	mkdir "$root/security"
	says security/lockdown '[none] integrity confidentiality'
	FINIT_FAIL=thunderbolt:1 run -1 on_machine "$program"
	assert_line "tbnet-modules: thunderbolt_net: needs thunderbolt: refused by the kernel or a security module; see: journalctl -k"
}

@test "kernel.modules_disabled is named" {
	mkdir "$root/sysctl"
	says sysctl/modules_disabled 1
	FINIT_FAIL=thunderbolt:1 run -1 on_machine "$program"
	assert_line --partial "the kernel takes no more modules until the next boot (kernel.modules_disabled=1)"
}

@test "without the capability it says so" {
	FINIT_NO_CAPABILITY=1 FINIT_FAIL=thunderbolt:1 run -1 on_machine "$program"
	assert_line --partial "not allowed to load modules (no CAP_SYS_MODULE); run as root: tbnet-modules"
}

@test "module_blacklist= on the kernel command line is named" {
	says cmdline 'quiet module_blacklist=nouveau,thunderbolt_net root=/dev/sda1'
	FINIT_FAIL=thunderbolt_net:1 run -1 on_machine "$program"
	assert_line --partial "thunderbolt_net: deny-listed by module_blacklist= on the kernel command line"
}

@test "modprobe.blacklist= on the kernel command line is named" {
	says cmdline 'quiet modprobe.blacklist=nouveau,thunderbolt_net'
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: deny-listed by modprobe.blacklist= on the kernel command line; to allow it, remove that and run: tbnet-modules"
}

@test "a deny-listed module is left alone, and file and line are named" {
	says etc/modprobe.d/no.conf '# not here' 'blacklist thunderbolt-net'
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: deny-listed by /etc/modprobe.d/no.conf:2; to allow it, remove that and run: tbnet-modules"
}

@test "all directories of modprobe.d are searched" {
	local dir
	for dir in etc run usr/local/lib usr/lib; do
		says $dir/modprobe.d/no.conf 'blacklist thunderbolt_net'
		run -1 "$program" --dirname "$root"
		assert_output --partial "deny-listed by $root/$dir/modprobe.d/no.conf:1;"
		rm "$root/$dir/modprobe.d/no.conf"
	done
}

@test "a file in /etc overrides one of the same name, and does not others" {
	says usr/lib/modprobe.d/a.conf 'blacklist thunderbolt_net'
	says run/modprobe.d/b.conf 'options thunderbolt_net e2e=0' 'blacklist thunderbolt_net'
	ln -s /dev/null "$root/etc/modprobe.d/a.conf"
	run -1 "$program" --dirname "$root"
	assert_output --partial "deny-listed by $root/run/modprobe.d/b.conf:2;"
	touch "$root/etc/modprobe.d/b.conf"
	run -0 "$program" --dirname "$root"
}

@test "only files called *.conf count, and no comments" {
	says etc/modprobe.d/no.conf.dpkg-old 'blacklist thunderbolt_net'
	says etc/modprobe.d/.no.conf 'blacklist thunderbolt_net'
	says etc/modprobe.d/yes.conf '#blacklist thunderbolt_net' '# blacklist thunderbolt_net' 'blacklist thunderbolt_network'
	run -0 "$program" --dirname "$root"
}

@test "a line that goes on after a backslash is found where it begins" {
	says etc/modprobe.d/no.conf '' 'blacklist \' 'thunderbolt_net'
	run -1 "$program" --dirname "$root"
	assert_output --partial "deny-listed by $root/etc/modprobe.d/no.conf:2;"
}

@test "who denies thunderbolt itself wants no thunderbolt_net" {
	says etc/modprobe.d/no.conf 'blacklist thunderbolt'
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: needs thunderbolt: deny-listed by /etc/modprobe.d/no.conf:1; to allow it, remove that and run: tbnet-modules"
}

@test "a denied dependency that is loaded anyway is no obstacle" {
	says etc/modprobe.d/no.conf 'blacklist thunderbolt'
	loaded thunderbolt live
	run -0 on_machine "$program"
	assert_output "kernel: thunderbolt_net
tbnet-modules: thunderbolt_net: loaded"
}

@test "an install command is named and never run" {
	says etc/modprobe.d/no.conf "install thunderbolt_net touch $BATS_TEST_TMPDIR/run"
	run -1 on_machine "$program"
	assert_output "tbnet-modules: thunderbolt_net: has an install command in /etc/modprobe.d/no.conf:1, which is not run; to load the module itself, remove that and run: tbnet-modules"
	[ ! -e "$BATS_TEST_TMPDIR/run" ]
}

@test "an install command with a pattern, for what is needed, is found" {
	says etc/modprobe.d/no.conf "install thunder* /bin/false"
	run -1 "$program" --dirname "$root"
	assert_output --partial "thunderbolt_net: has an install command in $root/etc/modprobe.d/no.conf:1"
	says etc/modprobe.d/no.conf "install thunderbol[t] /bin/false"
	run -1 "$program" --dirname "$root"
	assert_output --partial "thunderbolt_net: needs thunderbolt: has an install command in $root/etc/modprobe.d/no.conf:1"
}

@test "an install command of a softdep is skipped, not run" {
	says etc/modprobe.d/no.conf 'softdep thunderbolt_net pre: other' "install other touch $BATS_TEST_TMPDIR/run"
	run -0 on_machine "$program"
	assert_line "tbnet-modules: other: has an install command in modprobe.d, which is not run; going on without it"
	assert_line "tbnet-modules: thunderbolt_net: loaded"
	[ ! -e "$BATS_TEST_TMPDIR/run" ]
}

@test "an alias that leads elsewhere is named" {
	says etc/modprobe.d/no.conf 'alias thunderbolt_net off'
	run -1 "$program" --dirname "$root"
	assert_output --partial "thunderbolt_net: is an alias of another name in $root/etc/modprobe.d/no.conf:1"
}

@test "a kernel whose modules are gone is named, with its package" {
	rm -r "$modules"
	run -1 "$program" --dirname "$root"
	assert_output "tbnet-modules: thunderbolt_net: kernel $release has no modules in $modules: its package was removed or replaced; reboot into the installed kernel, or: apt install linux-image-$release"
}

@test "a tree without modules.dep says depmod" {
	rm "$modules/modules.dep.bin"
	run -1 "$program" --dirname "$root"
	assert_output "tbnet-modules: thunderbolt_net: $modules/modules.dep.bin is missing; run: depmod -b $root $release"
}

@test "a kernel without the module is named, with one that has it" {
	rm "$modules/kernel/drivers/net/thunderbolt_net.ko"
	depmod -b "$root" "$release"
	run -1 "$program" --dirname "$root"
	assert_output --regexp "^tbnet-modules: thunderbolt_net: no such module for kernel ${release}[^;]*; to get one that has it: apt install .*, then reboot into it$"
}

# as_kernel RELEASE MACHINE - of that kernel, whose modules are in $root, or not there
as_kernel() {
	run -1 env LD_PRELOAD="$BATS_FILE_TMPDIR/finit.so" FINIT_RELEASE="$1" FINIT_MACHINE="$2" "$program" --dirname "$root"
}

@test "which package has the module, and which the kernel's own, goes by the kernel and the machine (mock)" {
	local other
	as_kernel 6.8.12-4-pve x86_64
	assert_output --partial ' or: apt install proxmox-kernel-6.8.12-4-pve'
	as_kernel 6.12.43-arm64 aarch64
	assert_output --partial ' or: apt install linux-image-6.12.43-arm64'
	for other in 6.8.12-4-pve 6.12.43-cloud-amd64 6.12.43-arm64 6.12.43; do
		mkdir -p "$root/lib/modules/$other"
		touch "$root/lib/modules/$other"/modules.{order,builtin,builtin.modinfo}
		depmod -b "$root" "$other"
	done
	as_kernel 6.8.12-4-pve x86_64
	assert_output --partial 'no such module for kernel 6.8.12-4-pve; to get one that has it: apt install proxmox-default-kernel,'
	as_kernel 6.12.43-cloud-amd64 x86_64
	assert_output --partial '6.12.43-cloud-amd64 (cloud kernels are built without Thunderbolt); to get one that has it: apt install linux-image-amd64,'
	as_kernel 6.12.43-arm64 aarch64
	assert_output --partial 'apt install linux-image-arm64,'
	as_kernel 6.12.43 riscv64
	assert_output --partial 'apt install linux-image-riscv64,'
}

@test "without modules.dep on this machine depmod needs no root" {
	rm "$modules/modules.dep.bin"
	run -1 on_machine "$program"
	assert_output --partial "modules.dep.bin is missing; run: depmod $release"
}

# refused ERRNO TEXT [CMDLINE] - what is said of a module that the kernel does not take, on a fresh machine
refused() {
	rm -rf "$root"
	make_root
	[ $# -eq 2 ] || says cmdline "$3"
	FINIT_FAIL=thunderbolt:$1 run -1 on_machine "$program"
	assert_output --partial "thunderbolt_net: needs thunderbolt: $2"
}

@test "each reason of the kernel's is told as what it means (mock)" {
	local path=/lib/modules/$release/kernel/drivers/thunderbolt/thunderbolt.ko
	refused 2 "$path needs what is not there, another module or another kernel"
	refused 129 "$path is not signed with a key that the kernel trusts"
	refused 74 "$path is not signed with a key that the kernel trusts"
	refused 38 'this kernel cannot load modules'
	refused 12 'cannot be loaded: Cannot allocate memory'
	refused 13 'refused by the kernel or a security module; see: journalctl -k'
	refused 1 'refused by the kernel or a security module'
	refused 1 'refused by the kernel or a security module' 'quiet module_blacklist=nouveau,i915 module_blacklist=thunderbolt_x'
}

@test "a lockdown file that names no state is no lockdown (mock)" {
	mkdir "$root/security"
	says security/lockdown 'none integrity'
	FINIT_FAIL=thunderbolt:1 run -1 on_machine "$program"
	assert_line --partial 'refused by the kernel or a security module'
}

@test "a module of another name in modprobe.d, and half a line, deny nothing" {
	says etc/modprobe.d/no.conf 'blacklist' 'blacklist thunderbolt_networks' 'install thunderboltx /bin/false' 'alias thunderbol off' '' '\' 'options'
	run -0 on_machine "$program"
}

@test "--dirname of this machine's root is this machine, and one that is a file is refused" {
	run -0 on_machine "$program" --dirname / --dry-run
	assert_line --partial "/lib/modules/$release/kernel/drivers/net/thunderbolt_net.ko"
	run -2 "$program" --dirname "$BATS_FILE_TMPDIR/finit.so"
	assert_output "tbnet-modules: --dirname: \"$BATS_FILE_TMPDIR/finit.so\" is not a directory"
}

@test "files of modprobe.d with hardly a name count as little as kmod has them count" {
	local name
	for name in x conf .conf a.conf.x; do
		says "etc/modprobe.d/$name" 'blacklist thunderbolt_net'
	done
	run -0 "$program" --dirname "$root"
	says run/modprobe.d/b.conf 'options x y=1'
	says etc/modprobe.d/b.conf 'options x y=1'
	says usr/lib/modprobe.d/c.conf 'blacklist thunderbolt_net'
	run -1 "$program" --dirname "$root"
	assert_output --partial "deny-listed by $root/usr/lib/modprobe.d/c.conf:1;"
}

@test "broken files are survived" {
	head -c 100000 /dev/urandom > "$root/etc/modprobe.d/noise.conf"
	head -c 1000000 /dev/zero > "$root/etc/modprobe.d/zero.conf"
	says etc/modprobe.d/half.conf 'blacklist' 'install' 'alias x' '\'
	run -0 --separate-stderr "$program" --dirname "$root"
	assert_equal "${#lines[@]}" 2
	head -c 1000 /dev/urandom > "$modules/modules.dep.bin"
	run -1 "$program" --dirname "$root"
}

@test "usage errors are one line, exit 2" {
	run -2 "$program" surplus
	assert_output 'tbnet-modules: takes no argument, but there is "surplus"'
	run -2 "$program" --dirname
	assert_output "tbnet-modules: option --dirname needs a value"
	run -2 "$program" --dirname "$root/none"
	assert_output "tbnet-modules: --dirname: \"$root/none\" is not a directory"
	run -2 "$program" --unknown
	assert_output "tbnet-modules: unknown or unfit option --unknown"
	run -0 --separate-stderr "$program" --help
	assert_line --index 0 "Usage: tbnet-modules [--dry-run] [--dirname DIR]"
	run -0 "$program" --version
	assert_output --regexp '^tbnet [0-9.]+$'
}

@test "what this machine has loaded says nothing of another root" {
	local state
	cp -a "$root" "$BATS_TEST_TMPDIR/other"
	for state in live coming; do
		rm -rf "$root"
		make_root
		loaded thunderbolt_net "$state"
		run -0 on_machine "$program" --dirname "$BATS_TEST_TMPDIR/other" --dry-run
		assert_line --partial "$BATS_TEST_TMPDIR/other/lib/modules/$release/kernel/drivers/net/thunderbolt_net.ko"
	done
}

@test "a dry run shows no install command of a softdep, which would not be run" {
	says etc/modprobe.d/no.conf 'softdep thunderbolt_net pre: other' 'install other /bin/true'
	run -0 --separate-stderr "$program" --dirname "$root" --dry-run
	refute_output --partial /bin/true
	assert_line "$modules/kernel/drivers/net/thunderbolt_net.ko"
}
