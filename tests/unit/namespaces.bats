# SPDX-License-Identifier: GPL-2.0-or-later
# What the layers that need namespaces look for first.
load private.bash

setup() {
	[ "$(id -u)" -eq 0 ] || cannot_run "needs root"
	need_private
}

# elsewhere COMMAND... - as root of another tree, which has this machine's programs and this clone
elsewhere() {
	unshare --mount --propagation private bash -ec '
		mount -t tmpfs tmpfs "$1"
		for folder in /usr /bin /sbin /lib /lib64 /etc /dev /proc /run /var "$2"; do
			[ -d "$folder" ] || continue
			mkdir -p "$1/$folder"
			mount --rbind "$folder" "$1/$folder"
		done
		mkdir "$1/tmp"
		exec chroot "$1" "${@:3}"' bash "$BATS_TEST_TMPDIR" "$TBNET_TOP" "$@"
}

@test "in a chroot, which a world would leave, the layers with worlds and the demo do nothing, and say why" {
	local why='this is a chroot, and what is done here would leave it: use a container, or a machine'
	run -0 no_namespaces
	refute_output
	run -1 elsewhere "$TBNET_TOP/tests/demo"
	assert_line "tests/demo: $why"
	run -1 elsewhere bats "$TBNET_TOP/tests/netns/up.bats"
	assert_line --partial "$why"
	refute_line --regexp '^ok '
	run -0 elsewhere bash -c '. "$1/tests/lib/namespaces.bash"; no_namespaces' bash "$TBNET_TOP"
	assert_output "$why"
}
