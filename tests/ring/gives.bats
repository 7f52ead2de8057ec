# SPDX-License-Identifier: GPL-2.0-or-later
# What the FRR of this suite gives to a fabric: tbnet asks all of them the same way, whatever their version.
load ring.bash

setup_file() {
	ring_start
	as_pve n1 1 'router openfabric tb4' ' lsp-gen-interval 1' exit '!'
	on n1 sed -i 's/^bfdd=no/bfdd=yes/' /etc/frr/daemons
	cable a
	networking n1
	frr n1 start
}

teardown_file() {
	ring_stop
}

# configured COMMAND LINE... - FRR takes the lines after the command, and its running configuration has them then
configured() {
	local line
	for line in "${@:2}"; do
		on n1 vtysh -c 'configure terminal' -c "$1" -c "$line"
		on n1 vtysh -c 'show running-config' | grep -Fx " $line" || fail "not in the running configuration: $line"
	done
}

@test "FRR's version is the one that tbnet(7) says; mgmtd runs from 10 on" {
	run -0 vty n1 'show version'
	tested FRR "${RING_SUITE:-trixie}" "$(sed -n 's/^FRRouting \([^ ]*\) .*/\1/p' <<< "$output")"
	run on n1 pgrep -c -x mgmtd
	assert_output "$([ "${RING_SUITE:-}" = bookworm ] && echo 0 || echo 1)"
}

@test "neighbors come as JSON" {
	run -0 vty n1 'show openfabric neighbor json'
	run -0 on n1 jq -r '.areas[].area' <<< "$output"
	assert_output tb4
}

@test "the running configuration of one daemon comes by itself, without a header" {
	run -0 vty n1 'show running-config fabricd no-header'
	assert_line 'router openfabric tb4'
	assert_line ' openfabric hello-interval 1'
	refute_output --partial 'Building configuration'
}

@test "a port takes bfd, a metric, a password and a hello-multiplier" {
	configured 'interface en05' 'openfabric bfd' 'openfabric metric 5' 'openfabric password md5 secret' 'openfabric hello-multiplier 3'
}

@test "a fabric takes the overload bit and a password; none has the overload bit for the time after a start" {
	configured 'router openfabric tb4' set-overload-bit 'domain-password md5 secret authenticate snp validate'
	run on n1 vtysh -c 'configure terminal' -c 'router openfabric tb4' -c 'set-overload-bit on-startup 30'
	assert_output --partial 'Unknown command'
}
