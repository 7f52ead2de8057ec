# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Packages of the machine that runs the tests: what a layer needs, and getting it. Wants $top and $state (a folder).

# First of `a|b|...` that apt knows here.
pick_package() {
	local name
	for name in ${1//|/ }; do
		if apt-cache show --no-all-versions "$name" > /dev/null 2>&1; then
			echo "$name"
			return
		fi
	done
	echo "${1%%|*}"
}

installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>&-)" = installed ]
}

# missing_packages LAYER... - those of tests/lib/packages that are not here
missing_packages() {
	local layer word name
	for layer; do
		while read -r word; do
			name=$(pick_package "$word")
			installed "$name" || echo "$name"
		done < <(sed -n "s/^$layer: //p" "$top/tests/lib/packages" | tr ' ' '\n')
	done
}

# install_for LAYER... - get what is missing, or say on stdout why not
install_for() {
	local -a missing apt=(apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
	local log=$state/apt.log
	export DEBIAN_FRONTEND=noninteractive
	mapfile -t missing < <(missing_packages "$@")
	[ "${#missing[@]}" -gt 0 ] || return 0
	[ "$(id -u)" -eq 0 ] || {
		echo "needs packages, and only root may install them: ${missing[*]}"
		return 1
	}
	# without lists no package name could be picked: fetch them, then look again
	"${apt[@]}" update > "$log" 2>&1 ||
		echo "apt-get update failed, going on with the lists that are here" >&2
	mapfile -t missing < <(missing_packages "$@")
	echo "installing ${missing[*]}" >&2
	"${apt[@]}" install --no-install-recommends "${missing[@]}" >> "$log" 2>&1 < /dev/null || {
		tail -n 20 "$log" >&2
		echo "apt-get could not install: ${missing[*]}"
		return 1
	}
}
