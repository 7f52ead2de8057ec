# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine with an /etc/network and a /var/lib of the test's own. For tests/netns, too.

# shellcheck source=tests/unit/private.bash
. "${BASH_SOURCE[0]%/*}/private.bash"

tree=$BATS_TEST_TMPDIR/tree
file=$tree/network/interfaces
backups=$tree/lib/tbnet/backup
corpus=$TBNET_TOP/tests/unit/interfaces
mkdir -p "$tree"/{network,lib,run}

# on_machine SCRIPT [ARGUMENT...] - a shell script there
on_machine() {
	private '
		mkdir -p /etc/network
		mount --bind "$1/network" /etc/network
		mount --bind "$1/lib" /var/lib
		mount --bind "$1/run" /run
		ln -s "$1/tbnet.conf" /etc/tbnet.conf
		shift
		'"$1" "$tree" "${@:2}"
}

# interfaces ARGUMENT... - tbnet-interfaces on this machine
interfaces() {
	on_machine 'exec "$TBNET_BIN/tbnet-interfaces" "$@"' "$@"
}

# is FORMAT [ARGUMENT...] - the file as printf writes it
is() {
	# shellcheck disable=SC2059 # that is wanted
	printf "$@" > "$file"
}

# assert_is FORMAT - it is that, to the byte
assert_is() {
	# shellcheck disable=SC2059
	run -0 diff <(printf "$@") "$file"
}

# state FILE - contents, mode, owner and xattrs of a file, or its target, as one line
state() {
	python3 - "$1" <<- 'END'
		import os, sys
		path = sys.argv[1]
		st = os.lstat(path)
		link = os.path.islink(path)
		print(oct(st.st_mode), st.st_uid, st.st_gid, st.st_mtime_ns if link else "",
		      os.readlink(path) if link else open(path, "rb").read(),
		      {} if link else {n: os.getxattr(path, n) for n in sorted(os.listxattr(path))})
	END
}
