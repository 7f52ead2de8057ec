# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# Before the first scenario: the machines' image, the package, and no machine of an earlier run.

setup_suite() {
	load vm.bash
	mkdir -p "$vm_build/run"
	exec 9> "$vm_build/lock"
	flock -n 9 || { note "another run uses build/vm"; return 1; }
	all_off
	note "the machines' image, a minute when it is made anew"
	"$vm_dir/image" >&3 2>&3
	note "the package for Debian 13"
	TBNET_DEB=${TBNET_DEB:-$("$TBNET_TOP/tests/lib/deb" trixie 2>&3)}
	export TBNET_DEB
	forget_stale_states
	rm -rf "$vm_build/failed"
}

# A saved state is good for the same image and machine, and "installed" for the same package.
forget_stale_states() {
	local run=$vm_build/run made_of disk
	made_of=$({ cat "$vm_build/image-trixie/stamp" "$vm_dir/machine"; declare -p vm_options; } | sha256sum)
	if [ "$(cat "$run/made-of" 2>&-)" != "$made_of" ]; then
		rm -rf "$run"
		mkdir -p "$run"
		echo "$made_of" > "$run/made-of"
	fi
	[ "$(cat "$run/package" 2>&-)" != "$(sha256sum < "$TBNET_DEB")" ] || return 0
	for disk in "$run"/*.qcow2; do
		[ ! -e "$disk" ] || qemu-img snapshot -d installed "$disk" 2>&- || true
	done
	sha256sum < "$TBNET_DEB" > "$run/package"
}

teardown_suite() {
	load vm.bash
	all_off
}
