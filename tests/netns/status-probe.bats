# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: what passes over each link. The neighbors are namespaces of their own at the other end of
# veth cables, their kernels answer unless a test puts a program there; sysfs is a mock.
load status.bash

setup() {
	node_start
	two_neighbors
}

teardown() {
	end_background
}

# only_ipv4 NAME - at both ends
only_ipv4() {
	in_world sysctl -q -w "net.ipv6.conf.$1.disable_ipv6=1"
	in_far "$1" sysctl -q -w "net.ipv6.conf.p-$1.disable_ipv6=1"
}

# drop NAME PROTOCOL OFFSET VALUE... - the neighbor's end loses packets with one of these 16-bit values there
drop() {
	local value
	in_far "$1" tc qdisc replace dev "p-$1" clsact
	in_far "$1" ip link show nowhere > "$BATS_TEST_TMPDIR/nowhere" 2>&1 || in_far "$1" ip link add name nowhere type veth peer name nowhere-far
	for value in "${@:4}"; do
		in_far "$1" tc filter add dev "p-$1" ingress protocol "$2" u32 match u16 "$value" 0xffff at "$3" \
			action mirred egress redirect dev nowhere || cannot_run 'this kernel has no u32 or mirred'
	done
}

# probed NAME KEY - of the last output
probed() {
	jq -r --arg name "$1" ".links[] | select(.interface == \$name).probe.$2" <<< "$output"
}

# status [ARGUMENT...] - here it always probes, and must not take longer than its 3 s and what a sanitized program on a
# busy machine takes beside it
status() {
	local begin=${EPOCHREALTIME/./} code=0
	plain_status --probe "$@" || code=$?
	[ $((${EPOCHREALTIME/./} - begin)) -lt 6000000 ] || return 98
	return "$code"
}

plain_status() {
	in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" "$@"
}

# ms COMMAND... - what it takes, in ms; a slow or busy machine makes every run longer, so runs are compared
ms() {
	local begin=${EPOCHREALTIME/./}
	"$@" > "$BATS_TEST_TMPDIR/ms" 2>&1 || true
	echo $(((${EPOCHREALTIME/./} - begin) / 1000))
}

quiet() {
	run -0 --separate-stderr status "$@"
	assert_equal "$stderr" ''
}

@test "probe: all well, over both links, by IPv6 link-local addresses, quickly (mock)" {
	# a neighbor that does not answer would cost 900 ms
	[ $(($(ms status) - $(ms plain_status))) -lt 800 ] || fail 'nothing to wait for'
	quiet
	assert_line --regexp '^all well: .* probed$'
	assert_equal "$(grep -cE '^        probe: fe80::[0-9a-f:]+, 0 of 120 lost, [0-9]+\.[0-9]{3} ms, max 65520, at' <<< "$output")" 2
	run -1 grep -nE '^.{81}' <<< "$output"
	quiet --json
	assert_equal "$(probed en05 result) $(probed en05 largest) $(probed en05 lost)" 'answered 65520 0'
	assert_equal "$(probed en05 neighbor)" "$(in_far en05 ip -j -6 address show dev p-en05 | jq -r '.[0].addr_info[0].local')"
	assert_equal "$(jq '[.links[].probe | .rtt_min_ms > 0 and .rtt_min_ms <= .rtt_mean_ms and .rtt_mean_ms <= .rtt_max_ms] | all' <<< "$output")" true
}

@test "probe: nothing is sent without it, or over a link without carrier (mock)" {
	local before
	in_world ip link set en06 down
	before=$(in_far en05 cat /proc/net/snmp6 | awk '/^Icmp6InEchos/ { print $2 }')
	run -3 plain_status --json
	assert_equal "$(probed en05 result)" null
	assert_equal "$(in_far en05 cat /proc/net/snmp6 | awk '/^Icmp6InEchos/ { print $2 }')" "$before"
	run -3 status --json
	assert_equal "$(probed en05 result) $(probed en06 result)" 'answered null'
	assert_equal "$(jq -r '.findings[].check' <<< "$output")" link-down
}

@test "probe: by IPv4 where there is no IPv6: the other host of a /30, up to 65492 bytes of ping (mock)" {
	only_ipv4 en05
	quiet --json
	assert_equal "$(probed en05 neighbor) $(probed en05 largest) $(probed en05 lost)" '10.0.0.2 65520 0'
}

@test "probe: by IPv4 on a fabric with one /32 for all: the gateway of its route (mock)" {
	only_ipv4 en05
	in_etc /etc/network/interfaces
	stanza en05 '	address 10.100.0.11/32' '	mtu 65520'
	in_world ip address flush dev en05
	in_world ip address add 10.100.0.11/32 dev en05
	in_far en05 ip address flush dev p-en05
	in_far en05 ip address add 10.100.0.12/32 dev p-en05
	in_far en05 ip route add 10.100.0.11/32 dev p-en05
	run -3 status --json
	assert_equal "$(probed en05 result) $(jq -r '.findings[].check' <<< "$output")" 'nobody no-network'
	in_world ip route add 10.100.0.12/32 via 10.100.0.12 dev en05 onlink
	quiet --json
	assert_equal "$(probed en05 neighbor) $(probed en05 largest)" '10.100.0.12 65520'
}

@test "probe: a burst of echoes tells how much passes at least each way, and how long that takes (mock)" {
	quiet --json
	assert_equal "$(jq '[.links[].probe | .throughput_bps > 1000000 and .rtt_load_ms > 0] | all' <<< "$output")" true
	# a shaper lets no more than its rate pass, and what it lets pass at once
	in_world tc qdisc replace dev en05 root tbf rate 100mbit burst 200kb latency 400ms || cannot_run 'this kernel has no tbf'
	in_far en05 tc qdisc replace dev p-en05 root tbf rate 100mbit burst 200kb latency 400ms
	quiet --json
	local figures=$output
	run -0 jq -r --argjson least 10000000 --argjson most 130000000 '.links[] | .probe.throughput_bps | . > $least and . < $most' <<< "$output"
	[ "${lines[0]}" = true ] || fail "$figures"
	quiet
	assert_line --regexp '^ +least 0\.[01] of 2 x 20.0 Gb/s each way, [0-9]+\.[0-9]{3} ms under load$'
}

@test "probe: where no size passes there is no figure, and who answers to nothing else is not asked for more (mock)" {
	in_far en05 sysctl -q -w net.ipv6.icmp.echo_ignore_all=1 net.ipv4.icmp_echo_ignore_all=1
	run -3 status --json
	assert_equal "$(probed en05 throughput_bps) $(probed en05 rtt_load_ms)" 'null null'
	[ "$(probed en06 throughput_bps)" -gt 1000000 ]
}

@test "F21: a neighbor with MTU 1500 (mock)" {
	in_far en05 ip link set p-en05 mtu 1500
	finds error probe-mtu en05
	assert_equal "$what" 'en05 passes packets of up to 1500 bytes, not of 65520'
	assert_equal "$why" 'the MTU of n2 is likely 1500: the two ends do not negotiate it'
	assert_equal "$(probed en06 largest)" 65520
}

@test "F21: an MTU that nobody would guess is found to the byte, by IPv4, too (mock)" {
	in_far en05 ip link set p-en05 mtu 40001
	finds error probe-mtu en05
	assert_equal "$(probed en05 largest)" 40001
	only_ipv4 en05
	in_far en05 ip link set p-en05 mtu 8999
	finds error probe-mtu en05
	assert_equal "$(probed en05 largest)" 8999
}

@test "F21: an end that takes large packets and answers in pieces is found as well (mock)" {
	# thunderbolt_net does not look at its MTU when it receives; veth does. A neighbor that routes by way of a
	# smaller MTU answers so
	in_far en05 ip -6 route del fe80::/64 dev p-en05
	in_far en05 ip -6 route add fe80::/64 dev p-en05 mtu 9000
	finds error probe-mtu en05
	assert_equal "$(probed en05 largest)" 9000
	assert_equal "$(probed en05 lost)" 0
}

@test "F20: carrier, and the other end loses everything (mock)" {
	drop en05 all 0 0
	in_far en05 tc filter add dev p-en05 ingress protocol all u32 match u32 0 0 action mirred egress redirect dev nowhere
	finds error probe-silent en05
	assert_equal "$what" 'en05 has carrier, but nothing answers over it'
	assert_equal "$(probed en06 result)" answered
	# a command that has several parts, and is too long for a line, is broken where a shell waits for the rest
	renamed en05 interface-of-5a
	run -3 status
	assert_line '  next: grep . /sys/class/net/interface-of-5a/statistics/rx_packets &&'
	assert_line '        nft list ruleset; iptables-save'
	# and what takes the link down is no first step
	refute_output --partial 'tbnet-up'
	fits "$output"
}

@test "F20: cables in each other's ports: by IPv6 the peers answer, by the addresses of the stanzas nobody does (mock)" {
	in_far en05 ip address flush dev p-en05 scope global
	in_far en05 ip address add 10.0.0.6/30 dev p-en05
	finds warning probe-address en05
	assert_regex "$what" '^10\.0\.0\.2 does not answer over en05, but n2 does, as fe80:'
	assert_equal "$next" 'ip neighbor show dev en05'
	in_far en05 ip address flush dev p-en05 scope global
	in_far en05 ip address add 10.0.0.2/30 dev p-en05
	quiet
}

@test "F20: both links silent take no longer than one (mock)" {
	local name one
	for name in en05 en06; do
		in_far "$name" sysctl -q -w net.ipv6.icmp.echo_ignore_all=1 net.ipv4.icmp_echo_ignore_all=1
		one=${one:-$(ms status)}
	done
	[ $(($(ms status) - one)) -lt 700 ] || fail 'one after the other'
	run -3 status --json
	assert_equal "$(jq -r '.findings[] | .check + " " + .subject' <<< "$output" | paste -sd ' ')" 'probe-silent en05 probe-silent en06'
}

@test "F20: an answer that comes by the other link is none (mock)" {
	only_ipv4 en05
	# n2 reaches us by way of n3
	in_far en05 ip link add name x05 type veth peer name x06 netns "${pid_of[en06]}"
	in_far en05 ip address add 10.9.0.1/30 dev x05
	in_far en05 ip link set x05 up
	in_far en06 ip address add 10.9.0.2/30 dev x06
	in_far en06 ip link set x06 up
	in_far en06 sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.x06.rp_filter=0
	in_far en05 sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.p-en05.rp_filter=0
	in_far en05 ip route add 10.0.0.1/32 via 10.9.0.2
	in_far en06 ip route add 10.0.0.1/32 via 10.0.0.5
	in_world sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.en06.rp_filter=0
	run -0 in_world ping -n -c 1 -W 2 10.0.0.2
	finds error probe-silent en05
}

@test "F5: packets of 227 to 230 bytes are lost, and no others (mock)" {
	# IPv6's length does not count its own 40 bytes
	drop en05 ipv6 4 187 188 189 190
	finds error probe-hole en05
	assert_equal "$what" 'en05 loses packets of 227 to 230 bytes; smaller and larger ones pass'
	assert_equal "$(probed en05 lost) $(probed en05 largest)" '4 65520'
	only_ipv4 en06
	drop en06 ip 2 227 228 229 230
	run -3 status --json
	assert_equal "$(jq -r '.findings[].what' <<< "$output" | sed -n 2p)" 'en06 loses packets of 227 to 230 bytes; smaller and larger ones pass'
}

@test "F5: sizes here and there that never pass (mock)" {
	drop en05 ipv6 4 170 190
	finds warning probe-loss en05
	assert_equal "$what" 'en05 loses packets of 2 sizes every time'
}

# answer HOW - a program answers for n2's kernel
answer() {
	in_far en05 sysctl -q -w net.ipv6.icmp.echo_ignore_all=1 net.ipv4.icmp_echo_ignore_all=1
	rm -f "$BATS_TEST_TMPDIR/answers"
	background nsenter "--target=${pid_of[en05]}" --net -- /usr/bin/python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
s.setsockopt(socket.SOL_SOCKET, 25, b"p-en05")
# SO_RCVBUFFORCE: it is slower than a kernel
s.setsockopt(socket.SOL_SOCKET, 33, 1 << 24)
open(sys.argv[2], "w").close()
how = sys.argv[1]
while True:
    p, a = s.recvfrom(70000)
    if p[0] != 128:
        continue
    kind, code, rest = 129, p[1], p[2:]
    sender = s
    if how == "id":
        rest = rest[:2] + bytes([rest[2] ^ 1]) + rest[3:]
    elif how == "seq":
        rest = rest[:4] + b"\xff\xff" + rest[6:]
    elif how == "short":
        rest = rest[:-1]
    elif how == "cut":
        rest = rest[:6]
    elif how == "empty":
        rest = b""
    elif how == "long":
        rest += b"x"
    elif how == "cookie":
        rest = rest[:6] + bytes([rest[6] ^ 1]) + rest[7:]
    elif how == "code":
        code = 1
    elif how == "kind":
        kind = 3
    try:
        s.sendto(bytes([kind, code]) + rest, a)
    except OSError:
        pass
' "$1" "$BATS_TEST_TMPDIR/answers"
	wait_until 10 test -e "$BATS_TEST_TMPDIR/answers"
}

@test "F20: wrong answers are none: id, number, size, contents, kind (mock)" {
	local how
	# that the program is heard at all
	answer right
	finds warning probe-address en05
	assert_equal "$(probed en05 result) $(probed en05 lost)" 'answered 0'
	for how in id seq short cut empty long cookie code kind; do
		kill "${background_pids[-1]}"
		answer "$how"
		finds error probe-silent en05
	done
}

@test "probe: a neighbor that sends answers to nothing without end does not hold it (mock)" {
	in_world sysctl -q -w net.ipv4.ping_group_range='1 0'
	background nsenter "--target=${pid_of[en05]}" --net -- /usr/bin/python3 -c 'import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
s.setsockopt(socket.SOL_SOCKET, 25, b"p-en05")
while True:
    try:
        s.sendto(bytes([129, 0] + 30 * [0]), ("ff02::1%p-en05", 0))
    except OSError:
        pass'
	flooded() { [ "$(in_world cat /sys/class/net/en05/statistics/rx_packets)" -gt 5000 ]; }
	in_world umount /sys
	wait_until 10 flooded
	in_world mount --bind "$sys" /sys
	run status --json
	[[ $status = [03] ]]
	assert_equal "$(probed en06 result)" answered
}

@test "probe: an ordinary user is told what is missing, or may where the sysctl lets him (mock)" {
	in_world sysctl -q -w net.ipv4.ping_group_range='1 0'
	run -0 --separate-stderr as_user --probe
	assert_equal "$stderr" ''
	run -0 paste -sd ' ' <<< "$output"
	assert_output --regexp 'unseen  --probe \(root, or a group of net.ipv4.ping_group_range\): not permitted +for this user'
	refute_output --partial 'probe:'
	in_world sysctl -q -w net.ipv4.ping_group_range='0 2147483647'
	run -0 --separate-stderr as_user --probe --json
	assert_equal "$(probed en05 result) $(probed en05 largest)" 'answered 65520'
	# the same code as root, and the same findings
	in_far en05 ip link set p-en05 mtu 1500
	run -3 as_user --probe --json
	assert_equal "$(probed en05 largest)" 1500
}

@test "probe: JSON is as its schema says, metrics are metrics (mock)" {
	in_far en05 sysctl -q -w net.ipv6.icmp.echo_ignore_all=1 net.ipv4.icmp_echo_ignore_all=1
	run -3 status --json
	/usr/bin/python3 -c 'import json, sys, jsonschema
jsonschema.Draft7Validator(json.load(open(sys.argv[1]))).validate(json.load(sys.stdin))' \
		"$TBNET_TOP/helpers/tbnet-status/status-schema.json" <<< "$output"
	assert_equal "$(probed en05 result) $(probed en05 rtt_min_ms)" 'silent null'
	run -3 status --prometheus
	/usr/bin/python3 -c 'import sys
from prometheus_client.parser import text_string_to_metric_families
list(text_string_to_metric_families(sys.stdin.read()))' <<< "$output"
	local labels05='interface="en05",controller="0000:00:0d.2",port="1",peer="n2"'
	local labels06='interface="en06",controller="0000:00:0d.3",port="1",peer="n3"'
	assert_line "tbnet_link_probe_answered{$labels05} 0"
	assert_line "tbnet_link_probe_loss_ratio{$labels05} 1.0000"
	assert_line "tbnet_link_probe_answered{$labels06} 1"
	assert_line "tbnet_link_probe_loss_ratio{$labels06} 0.0000"
	assert_line "tbnet_link_probe_largest_bytes{$labels06} 65520"
	assert_line --regexp "^tbnet_link_probe_rtt_seconds\{$labels06\} 0\.[0-9]{6}$"
	run -0 plain_status --prometheus
	refute_line --partial 'link_probe_loss_ratio{'
}

@test "probe: by IPv4 the other host of a /31, and of a /127 by IPv6; never an address of its own (mock)" {
	only_ipv4 en05
	in_etc /etc/network/interfaces
	in_world ip address flush dev en05
	in_world ip address add 10.0.0.8/31 dev en05
	in_far en05 ip address flush dev p-en05
	in_far en05 ip address add 10.0.0.9/31 dev p-en05
	quiet --json
	assert_equal "$(probed en05 neighbor) $(probed en05 largest)" '10.0.0.9 65520'
	# the other host of its first network is itself
	in_world ip address add 10.0.0.9/32 dev en05
	in_far en05 ip address flush dev p-en05
	run status --json
	assert_equal "$(probed en05 result)" nobody
	run status
	assert_line --partial 'probe: no address to ask'
	in_world ip address add 10.0.0.17/24 dev en05
	in_world ip -6 address flush dev en06
	in_far en06 ip -6 address flush dev p-en06
	in_world ip address flush dev en06
	in_world ip address add fd00::4/127 dev en06 nodad
	in_far en06 ip address add fd00::5/127 dev p-en06 nodad
	run status --json
	assert_equal "$(probed en06 neighbor)" fd00::5
}

@test "F5: a hole at the edge of what is known, a wide one, and two of them are losses, and no hole (mock)" {
	local sizes
	# IPv6's length does not count its own 40 bytes
	for sizes in '160 161' '258 259' '170 171 172 173 174 175 176 177 178 179' '170 171 173'; do
		# shellcheck disable=SC2086 # words
		drop en05 ipv6 4 $sizes
		run -3 status --json
		assert_equal "$sizes: $(jq -r '.findings[].check' <<< "$output")" "$sizes: probe-loss"
	done
}

@test "probe: a link that is down, and one without carrier, are not asked (mock)" {
	in_world ip link set en05 down
	in_far en06 ip link set p-en06 down
	run -3 status --json
	assert_equal "$(probed en05 result) $(probed en06 result)" 'null null'
}
