# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine whose modules and modprobe.d are files of a test, for tests/unit/modules*.bats.

release=$(uname -r)

# Two modules as far as depmod reads them; no kernel would take them.
build_modules() { # DIR
	printf '%s\n' '__asm__(".section __ksymtab_strings,\"a\"; .asciz \"tb_ring_start\"; .previous");' \
		'void tb_ring_start(void); void tb_ring_start(void) {}' |
		gcc -x c -c -o "$1/thunderbolt.ko" -
	printf '%s\n' 'void tb_ring_start(void); void init_module(void); void init_module(void) { tb_ring_start(); }' |
		gcc -x c -c -o "$1/thunderbolt_net.ko" -
	gcc -shared -fPIC -o "$1/finit.so" "$BATS_TEST_DIRNAME/modules-finit.c"
}

# A root with these modules for the running kernel, in $root.
make_root() {
	root=$BATS_TEST_TMPDIR/root
	modules=$root/lib/modules/$release
	install -D -m 644 -t "$modules/kernel/drivers/thunderbolt" "$BATS_FILE_TMPDIR/thunderbolt.ko"
	install -D -m 644 -t "$modules/kernel/drivers/net" "$BATS_FILE_TMPDIR/thunderbolt_net.ko"
	touch "$modules"/modules.{order,builtin,builtin.modinfo}
	mkdir -p "$root"/{etc,run,usr/lib,usr/local/lib}/modprobe.d
	depmod -b "$root" "$release"
}

# loaded NAME STATE - what the running kernel of the machine has
loaded() {
	mkdir -p "$root/module/$1"
	echo "$2" > "$root/module/$1/initstate"
}

# The mounts that make this machine the one in $root; run in a mount namespace of its own.
become_machine() {
	local entry
	mkdir -p "$root"/{module,old,new,security}
	touch "$root/cmdline"
	# /usr/lib/modules may not exist: show all that is in /usr/lib, but two folders of ours
	mount --rbind /usr/lib "$root/old"
	for entry in "$root"/old/*; do
		ln -s "$entry" "$root/new/"
	done
	rm -f "$root"/new/{modules,modprobe.d}
	mv "$root/lib/modules" "$root/usr/lib/modprobe.d" "$root/new/"
	mount --bind "$root/cmdline" /proc/cmdline
	mount --bind "$root/module" /sys/module
	mount --bind "$root/etc/modprobe.d" /etc/modprobe.d
	mount --bind "$root/run" /run
	mount --bind "$root/usr/local/lib" /usr/local/lib
	if [ -f "$root/sysctl/modules_disabled" ]; then
		mount --bind "$root/sysctl" /proc/sys/kernel
	fi
	if [ -f "$root/security/lockdown" ]; then
		mount --bind "$root/security" /sys/kernel/security
	fi
	if [ -d "$root/doc" ]; then
		mount --bind "$root/doc" /usr/share/doc
	fi
	mount --rbind "$root/new" /usr/lib
}

# on_machine COMMAND... - run it on the machine of $root; what loads a module is done by modules-finit.c
on_machine() {
	local -a unprivileged=()
	[ "$(id -u)" -eq 0 ] || unprivileged=(--user --map-root-user)
	unshare "${unprivileged[@]}" --mount true 2>&- || cannot_run "no mount namespaces here"
	export root
	export -f become_machine
	# shellcheck disable=SC2016 # expanded in there
	unshare "${unprivileged[@]}" --mount bash -euc 'become_machine; exec "$@"' machine \
		env LD_PRELOAD="$BATS_FILE_TMPDIR/finit.so" "$@"
}
