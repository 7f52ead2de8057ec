# SPDX-License-Identifier: GPL-2.0-or-later
load lint.bash

lintian='lintian --allow-root --pedantic -I -E --fail-on warning,error'

@test "the C sources build without a warning, with all of debian/rules' flags, by the gcc of Debian 12 and 13" {
	local suite log
	for suite in bookworm trixie; do
		log=$("$TBNET_TOP/tests/lib/deb" "$suite")
		log=${log%/*}/build.log
		run -0 sed -n 's|.* -Wall .* -Wextra .* -c \.\./\(helpers/.*\.c\)$|\1|p' "$log"
		assert_equal "$(sort -u <<< "$output")" "$(cd "$TBNET_TOP" && find helpers -name '*.c' | sort)"
		run -1 grep -F 'warning:' "$log"
	done
}

@test "blhc: every file is compiled and linked with all hardening flags" {
	! passed_before || return 0
	run -0 tools 'blhc --all --debian /deb/build.log'
	touch "$passed"
}

@test "lintian of Debian 13 has no warning about the package and its source" {
	! passed_before || return 0
	run tools "$lintian /deb/*.changes"
	assert_success
	touch "$passed"
}

@test "lintian and blhc of Debian 12 have no warning about its package" {
	local root deb world=$BATS_TEST_TMPDIR/bookworm
	! passed_before || return 0
	root=$("$TBNET_TOP/tests/lib/root" bookworm-lint)
	deb=$("$TBNET_TOP/tests/lib/deb" bookworm)
	world_make "$world" lint "$root"
	tar -C "${deb%/*}" --exclude='./passed-*' -c . | world_run "$world" tar -C /tmp -x
	# its policy is older than the one that the package follows, and it still knows init scripts
	run world_run "$world" sh -c "blhc --all --debian /tmp/build.log && $lintian --suppress-tags \
		newer-standards-version,package-supports-alternative-init-but-no-init.d-script /tmp/*.changes"
	world_stop "$world"
	assert_success
	touch "$passed"
}

@test "the package is tied to no version of Linux, systemd or FRR" {
	run -1 tools 'dpkg -f /deb/tbnet_*.deb Depends Recommends Suggests Conflicts Breaks | grep -oE "\<(linux-[^ ]*|systemd|udev|frr|kmod) \("'
	refute_output
	run -1 grep -rnE 'linux-(image|modules|headers)-[0-9]|[0-9]\+deb1[0-9]|[0-9]-[0-9]+-pve' "$TBNET_TOP"/{debian,rules,units,conf}
}

@test "one version: debian/changelog, meson and the programs agree" {
	! passed_before || return 0
	run tools 'sed -n "1s/.*(\(.*\)).*/\1/p" debian/changelog
		meson introspect --projectinfo meson.build | sed "s/.*\"version\": *\"\([^\"]*\)\".*/\1/"
		tbnet-up --version | grep -oE "[0-9]+(\.[0-9]+)+"'
	assert_line --index 1 "${lines[0]}"
	assert_line --index 2 "${lines[0]}"
	touch "$passed"
}

@test "promtool finds nothing in the example of alert rules" {
	run -0 tools 'promtool check rules /usr/share/doc/tbnet/examples/alerts.yml'
	assert_output --partial '7 rules found'
}

@test "the example of alert rules fires for a neighbor and a fabric that are gone, and is silent about a mesh that is well" {
	run -0 tools 'promtool test rules tests/lint/alerts-test.yml'
}
