# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A build with the flags of the package (debian/rules), which bind all symbols at start: what is measured is what is shipped.

packaged=$TBNET_TOP/build/packaged/helpers

# packaged_build - makes $packaged
packaged_build() {
	local build=$TBNET_TOP/build/packaged flags
	[ -f "$build/build.ninja" ] || {
		flags=$(DEB_BUILD_MAINT_OPTIONS=$(sed -n 's/^export DEB_BUILD_MAINT_OPTIONS = //p' "$TBNET_TOP/debian/rules") \
			dpkg-buildflags --export=cmdline)
		eval "env $flags meson setup --buildtype=plain '$build' '$TBNET_TOP'"
	}
	ninja -C "$build"
}
