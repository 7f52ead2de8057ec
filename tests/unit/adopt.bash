# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine whose owner has followed a guide: an /etc, a /usr/local and a /var of the test's own. For tests/netns, too.

# shellcheck source=tests/unit/private.bash
. "${BASH_SOURCE[0]%/*}/private.bash"
# shellcheck source=tests/unit/mock.bash
. "${BASH_SOURCE[0]%/*}/mock.bash"

tree=$BATS_TEST_TMPDIR/tree
backups=$tree/lib/tbnet/backup
mkdir -p "$tree"/{etc,usr/local/bin,usr/local/sbin,spool/cron/crontabs,lib,packaged}
cp "$TBNET_TOP"/conf/*.link "$tree/packaged"
cp "$TBNET_TOP/conf/tbnet.conf" "$tree/etc"

# on_machine SCRIPT [ARGUMENT...] - a shell script there, on a machine with the controllers of $mock
on_machine() {
	[ -e "$mock" ] || device /devices/none none
	private '
		mount --bind "$1/etc" /etc
		mount --bind "$1/usr/local" /usr/local
		mount --bind "$1/spool" /var/spool
		mount --bind "$1/lib" /var/lib
		mount --bind "$1/packaged" /usr/lib/systemd/network
		mock=$2
		shift 2
		'"$1" "$tree" "$mock" "${@:2}"
}

# adopt ARGUMENT... - tbnet-adopt on this machine
adopt() {
	on_machine 'exec umockdev-run -d "$mock" -- "$TBNET_BIN/tbnet-adopt" "$@"' "$@"
}

# put PATH - standard input becomes that file
put() {
	mkdir -p "$(dirname "$tree/$1")"
	cat > "$tree/$1"
}

# the files of tests/vm/guide, with what `systemctl enable` adds
guide() {
	# not those of the clone's owner
	cp -r --preserve=mode,timestamps "$TBNET_TOP/tests/vm/guide/." "$tree"
	rm "$tree/README.md"
	chmod 755 "$tree"/usr/local/bin/*.sh
	mkdir -p "$tree/etc/systemd/system/multi-user.target.wants"
	ln -s /etc/systemd/system/thunderbolt-interfaces.service "$tree/etc/systemd/system/multi-user.target.wants"
}

# listing - everything on the machine but the backups: path, type, mode, owner, time, contents or target, xattrs
listing() {
	python3 - "$tree" <<- 'END'
		import hashlib, os, sys
		for top, dirs, files in os.walk(sys.argv[1]):
		    dirs[:] = sorted(d for d in dirs if os.path.join(top, d) != sys.argv[1] + "/lib/tbnet")
		    for name in sorted(files + [d for d in dirs if os.path.islink(os.path.join(top, d))]):
		        path = os.path.join(top, name)
		        st = os.lstat(path)
		        if os.path.islink(path):
		            print(path, "->", os.readlink(path), st.st_uid, st.st_gid, st.st_mtime_ns)
		        else:
		            print(path, oct(st.st_mode), st.st_uid, st.st_gid, st.st_mtime_ns,
		                  hashlib.sha256(open(path, "rb").read()).hexdigest(),
		                  {n: os.getxattr(path, n) for n in sorted(os.listxattr(path))})
	END
}

# files - the files that are there, without what the package has put there
files() {
	(cd "$tree" && find etc usr spool -not -type d -not -name tbnet.conf | sort)
}
