# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The package, unpacked over a Debian 13 with Ceph 18.2, or over the Debian that CEPH_SUITE names: sid has Ceph 20.2.

setup_suite() {
	load ../lib/common.bash
	load ceph.bash
	local reason deb root
	reason=$(world_missing)
	[ -z "$reason" ] || fail "no worlds on this machine: $reason"
	root=$("$TBNET_TOP/tests/lib/root" "${CEPH_SUITE:-trixie}-ceph")
	deb=${TBNET_DEB:-$("$TBNET_TOP/tests/lib/deb" trixie)}
	dpkg-deb -x "$deb" "$BATS_SUITE_TMPDIR/installed"
	export CEPH_TREES="$BATS_SUITE_TMPDIR/installed $root"
}

# Every command of ceph that the program can print was run as it is printed, if the cluster's files all were.
teardown_suite() {
	local file template missing=
	for file in "$TBNET_TOP"/tests/ceph/*.bats; do
		! grep -q cluster_ "$file" || [ -e "$BATS_SUITE_TMPDIR/ran-${file##*/}" ] || return 0
	done
	sed -i 's/ && /\n/g' "$BATS_SUITE_TMPDIR/commands"
	while read -r template; do
		grep -qxE "$(sed 's/%s%s%s/[^ ]+( [^ ]+)?/; s/%s%s/( [^ ]+)?/; s/%s/[^ ]+/g; s/%u/[0-9]+/g' <<< "$template")" \
			"$BATS_SUITE_TMPDIR/commands" || missing+="; $template"
	done < <(templates)
	[ -z "$missing" ] || {
		echo "printed, and not run here:${missing#;}"
		return 1
	}
}

# templates - the commands in the program's texts
templates() {
	grep -aoE '[[:print:]]{6,}' "$BATS_SUITE_TMPDIR/installed/usr/sbin/tbnet-ceph" |
		grep -oE '(^|[ :])ceph (config|config-key|osd|health) [^;:,]*' | sed 's/ && /\n/g; s/^[ :]*//' |
		grep '^ceph ' | grep -v '^ceph config dump' | sort -u
}
