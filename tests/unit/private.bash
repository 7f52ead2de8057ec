# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Mount and network namespaces, for tests of what is at a fixed path; as another user than root, in a user namespace.

load ../lib/common.bash

user_namespace=()
[ "$(id -u)" -eq 0 ] || user_namespace=(--user --map-root-user)

# for setup()
need_private() {
	unshare "${user_namespace[@]}" --mount --net true 2>&- || cannot_run "no mount and network namespaces"
}

# private SCRIPT [ARGUMENT...] - sh -c SCRIPT where it may mount, with an /etc and a /run of its own, both empty
private() {
	unshare "${user_namespace[@]}" --mount --net --propagation private sh -ec '
		mount -t tmpfs tmpfs /etc
		mount -t tmpfs tmpfs /run
		'"$1" sh "${@:2}"
}

# with_conf COMMAND... - it sees stdin as its /etc/tbnet.conf
with_conf() {
	private 'cat > /etc/tbnet.conf; exec "$@" < /dev/null' "$@"
}
