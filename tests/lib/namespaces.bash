# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Can tests have namespaces of their own here? For everything that starts them.

# no_namespaces - why not, on stdout; nothing if they can. Known in a tenth of a second.
no_namespaces() {
	[ "$(id -u)" -eq 0 ] || { echo "needs root"; return; }
	unshare --net --mount --pid --fork true 2>&- || {
		echo "no namespaces here (unshare --net --mount --pid fails): a container needs CAP_SYS_ADMIN, docker run --privileged"
		return
	}
	# who joins a mount namespace leaves a chroot: what is done there would be done to the machine around it
	[ "$(nsenter --mount=/proc/self/ns/mnt stat -c %d:%i / 2>&-)" = "$(stat -c %d:%i /)" ] ||
		echo "this is a chroot, and what is done here would leave it: use a container, or a machine"
}
