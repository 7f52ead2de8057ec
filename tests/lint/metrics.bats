# SPDX-License-Identifier: GPL-2.0-or-later
# What tbnet-status has for Prometheus, by promtool. That comes with a server, so it is not in the layer that has the
# links: here are two of them, real interfaces with a sysfs of files that says what cables would say.
load lint.bash
# shellcheck source=tests/netns/status.bash
. "$TBNET_TOP/tests/netns/status.bash"

in_world() {
	world_run "$LINT_WORLD" "$@"
}

teardown() {
	# what passed before has made nothing
	in_world sh -c '! ip link del en05; ! ip link del en06; rm -rf /mock /tmp/metrics' 2>&-
}

@test "promtool finds nothing in the metrics of a node with two links (mock)" {
	! passed_before "$TBNET_TOP"/tests/netns/{netns,status}.bash || return 0
	controller 0d.2 0
	controller 0d.3 1
	xdomain 0d.2 0 1 n2 d6030000-0080-7f18-23d0-3d0a4c81e402
	xdomain 0d.3 1 1 n3 d6030000-0080-7f18-23d0-3d0a4c81e403
	netdev 0d.2 0 1 en05
	netdev 0d.3 1 1 en06 /usr/lib/systemd/network/00-thunderbolt1.link
	tar -C "$sys" -c . | in_world sh -c 'mkdir /mock && tar -C /mock -x'
	# nothing loads the driver here: degraded
	run -3 in_world unshare --mount sh -c 'mount --bind /mock /sys || exit 1
		SYSTEMD_DEVICE_VERIFY_SYSFS=0 tbnet-status --prometheus > /tmp/metrics'
	refute_output
	run -0 tools 'grep -E "^tbnet_(link_usable|link_rx_bytes_total)\{" /tmp/metrics'
	assert_equal "${#lines[@]}" 4
	finds_nothing 'promtool check metrics < /tmp/metrics'
	touch "$passed"
}
