# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Packages of the machine that runs the tests: what a layer needs, and getting it. Wants $top and $state (a folder).

declare -A picked=()

# pick_package `a|b|...` - in $REPLY the first that is here or that apt knows
pick_package() {
	REPLY=${picked[$1]-}
	[ -z "$REPLY" ] || return 0
	for REPLY in ${1//|/ }; do
		[[ $installed_here != *" $REPLY "* ]] || break
		[[ $1 != *'|'* ]] || ! apt-cache show --no-all-versions "$REPLY" > /dev/null 2>&1 || break
	done
	picked[$1]=$REPLY
}

all_installed() {
	dpkg-query -W -f '${db:Status-Status} ${Package} \n' | sed -n 's/^installed / /p'
}

# missing_packages LAYER... - those of tests/lib/packages that are not here
missing_packages() {
	local layer word REPLY installed_here=${installed_here:-$(all_installed)}
	for layer; do
		for word in $(sed -n "s/^$layer: //p" "$top/tests/lib/packages"); do
			pick_package "$word"
			[[ $installed_here == *" $REPLY "* ]] || echo "$REPLY"
		done
	done
}

# install_for LAYER... - get what is missing, or say on stdout why not
install_for() {
	local -a missing
	mapfile -t missing < <(missing_packages "$@")
	[ "${#missing[@]}" -gt 0 ] || return 0
	[ "$(id -u)" -eq 0 ] || {
		echo "needs packages, and only root may install them: ${missing[*]}"
		return 1
	}
	# layers are made ready beside each other, and of two "apt-get update" at once the second one fails
	(
		flock 9
		install_missing "$@"
	) 9> "$state/apt.lock"
}

install_missing() { # LAYER...
	local -a missing apt=(apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
	local log=$state/apt.log
	export DEBIAN_FRONTEND=noninteractive
	mapfile -t missing < <(missing_packages "$@")
	[ "${#missing[@]}" -gt 0 ] || return 0
	# without lists no package name could be picked: fetch them, then look again
	picked=()
	"${apt[@]}" update > "$log" 2>&1 9>&- ||
		echo "apt-get update failed, going on with the lists that are here" >&2
	mapfile -t missing < <(missing_packages "$@")
	echo "installing ${missing[*]}" >&2
	"${apt[@]}" install --no-install-recommends "${missing[@]}" >> "$log" 2>&1 < /dev/null 9>&- || {
		tail -n 20 "$log" >&2
		echo "apt-get could not install: ${missing[*]}"
		return 1
	}
}

# can_fetch - this machine's apt reaches its archive, known within three seconds
can_fetch() {
	local uri
	uri=$(apt-get indextargets --format '$(REPO_URI)dists/$(RELEASE)/InRelease' 'Created-By: Packages' 2>&- | sed -n 1p)
	[ -n "$uri" ] && timeout 3 /usr/lib/apt/apt-helper -o Acquire::Retries=0 download-file "$uri" "$state/reached" > /dev/null 2>&1
}

# give_back - after sudo, what is in build/ belongs to the clone's owner, who builds and removes there without it
give_back() {
	[ -O "$top" ] || [ "$(id -u)" -ne 0 ] || chown -Rh --reference="$top" "$top/build" || true
}
