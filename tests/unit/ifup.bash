# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine with a made-up ifupdown2 and /etc/network, for tests/unit/ifup*.bats. Its one interface en05 is lo of a
# new network namespace under another name, so no driver and no rights are needed.

# A machine whose ifup does what $root/run/ifup.sh says, and whose ifquery always fails.
make_machine() {
	root=$BATS_TEST_TMPDIR/root
	mkdir -p "$root"/old/{etc,sbin} "$root/new" "$root"/{network/ifupdown2,run/network,ifupdown2}
	touch "$root/run/network/ifstatelock"
	printf '%s\n' '#!/bin/sh' 'echo "${0##*/} $*" >> /run/calls' 'env | sort >> /run/environment' \
		'. "/run/${0##*/}.sh"' > "$root/ifupdown2/ifup"
	chmod +x "$root/ifupdown2/ifup"
	ln -s ifup "$root/ifupdown2/ifquery"
	echo 'ip address add 10.0.0.5/30 dev en05' > "$root/run/ifup.sh"
	echo 'exit 1' > "$root/run/ifquery.sh"
	stanzas interfaces 'source /etc/network/interfaces.d/*'
	mkdir "$root/network/interfaces.d"
}

# stanzas FILE LINE... - in /etc/network
stanzas() {
	local file=$root/network/$1
	shift
	mkdir -p "${file%/*}"
	printf '%s\n' "$@" > "$file"
}

# All of FOLDER but what follows, as links; then it is put in its place.
replace() { # FOLDER NAME TARGET...
	local folder=$1 old=$root/old/${1##*/} new=$root/new/${1##*/}
	shift
	mount --rbind "$folder" "$old"
	rm -rf "$new"
	mkdir "$new"
	ln -s "$old"/* "$new/"
	while [ $# -gt 0 ]; do
		rm -f "${new:?}/$1"
		[ ! -e "$2" ] || ln -s "$2" "$new/$1"
		shift 2
	done
	mount --rbind "$new" "$folder"
}

become_machine() {
	replace /etc network "$root/network"
	replace /usr/sbin ifup "$root/ifupdown2/ifup" ifquery "$root/ifupdown2/ifquery"
	mount --bind "$root/run" /run
	ip link set lo name en05
	ip link set en05 up mtu 65520
}

# on_machine COMMAND... - run it on the machine of $root
on_machine() {
	local -a unprivileged=()
	[ "$(id -u)" -eq 0 ] || unprivileged=(--user --map-root-user)
	unshare "${unprivileged[@]}" --mount --net true 2>&- || cannot_run "no mount and network namespaces here"
	export root
	export -f become_machine replace
	# shellcheck disable=SC2016 # expanded in there
	unshare "${unprivileged[@]}" --mount --net bash -euc 'become_machine; exec "$@"' machine "$@"
}

# What was called, one line each.
calls() {
	cat "$root/run/calls" 2>&- || true
}
