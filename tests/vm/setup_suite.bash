# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# Before the first scenario: the machines' image, the package, and no machine of an earlier run.

setup_suite() {
	load vm.bash
	local image
	mkdir -p "$vm_states"
	exec 9> "$vm_build/lock"
	flock -n 9 || { note "another run uses build/vm"; return 1; }
	empty_slots
	note "the machines' image, a minute when it is made anew"
	for image in "${vm_images[@]}"; do
		"$vm_dir/image" "$image" >&3 2>&3
		note "the machines have Linux $(< "$vm_build/image-$image/kernel"), of $image"
	done
	note "the package for Debian 13"
	TBNET_DEB=${TBNET_DEB:-$("$TBNET_TOP/tests/lib/deb" trixie 2>&3)}
	export TBNET_DEB
	forget_stale_states
	rm -rf "$vm_build/failed"
}

# Machines that a scenario that was ended has left, and what is on their disks.
empty_slots() {
	local TBNET_VM_RUN
	for TBNET_VM_RUN in "$vm_build"/run-*; do
		all_off
		rm -rf "$TBNET_VM_RUN"
	done
}

# A saved state is good for the same image and machine, and those with the package for the same package.
forget_stale_states() {
	local made_of disk state
	local -a stamps=("${vm_images[@]/#/$vm_build/image-}")
	made_of=$({ cat "${stamps[@]/%//stamp}" "$vm_dir/machine"; declare -p vm_options; } | sha256sum)
	if [ "$(cat "$vm_states/made-of" 2>&-)" != "$made_of" ]; then
		rm -rf "$vm_states" "$vm_build/accel"
		mkdir -p "$vm_states"
		echo "$made_of" > "$vm_states/made-of"
	fi
	[ "$(cat "$vm_states/package" 2>&-)" != "$(sha256sum < "$TBNET_DEB")" ] || return 0
	for disk in "$vm_states"/*.qcow2.zst; do
		[ -e "$disk" ] || continue
		zstd -q -d -f "$disk"
		disk=${disk%.zst}
		for state in installed meshed ceph; do qemu-img snapshot -d "$state" "$disk" 2>&- || true; done
		zstd -q -1 -f --rm "$disk"
	done
	sha256sum < "$TBNET_DEB" > "$vm_states/package"
}

teardown_suite() {
	load vm.bash
	empty_slots
}
