# SPDX-License-Identifier: GPL-2.0-or-later
load ../lib/common.bash

# same SUITE - another build's package is the first one's; of sources that were built twice before it says so
same() {
	local again
	again=$("$TBNET_TOP/tests/lib/deb" --at /srv/elsewhere/on-another-day "$1" 2>&3)
	run -0 cmp "$("$TBNET_TOP/tests/lib/deb" "$1")" "$again"
}

@test "two builds at different places and times, one with umask 077, give the same package, byte for byte" {
	same trixie
}

# bats test_tags=long
@test "two builds in Debian 12 give the same package, byte for byte" {
	same bookworm
}
