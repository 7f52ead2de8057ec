# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status --probe: what makes a link slow, by counters that grow meanwhile. Those of the kernel where its own means make
# them grow, else a /proc/net of files that a program makes grow; sysfs is a mock.
load status.bash

setup() {
	node_start
	two_neighbors
}

teardown() {
	end_background
}

status() {
	in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" --probe "$@"
}

# growing FILE FORMAT STEP - the file is the format with a number that rises by STEP, hundreds of times a second: a probe may take 40 ms
growing() {
	background "${enter[@]}" /usr/bin/python3 -c 'import os, sys, time
path, text, step = sys.argv[1], sys.argv[2], int(sys.argv[3])
count = 0
while True:
    with open(path + ".new", "w") as f:
        f.write(text.replace("@", str(count)) + "\n")
    os.rename(path + ".new", path)
    count += step
    time.sleep(0.002)' "$@"
	wait_until 10 in_world test -e "$1"
}

# proc_net - the world's /proc/net is a folder of files, the rest of its /proc is as it was
proc_net() {
	in_world sh -ec 'mkdir -p /run/proc /run/mock/net
		mount --rbind /proc /run/proc
		for entry in self sys locks irq cmdline uptime mounts stat meminfo cpuinfo; do
			ln -s "/run/proc/$entry" "/run/mock/$entry"
		done
		mount --bind /run/mock /proc'
	# it looks for /proc/PID
	export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"
}

@test "F22: a ring that overruns while a link is probed (mock)" {
	growing "$(of en05)/statistics/rx_missed_errors" @ 7
	finds warning rx-missed en05
	assert_regex "$what" '^en05 missed [0-9]+ packets while tbnet probed it$'
}

@test "F5: errors that grow while a link is probed need no earlier reading (mock)" {
	growing "$(of en06)/statistics/rx_errors" @ 1
	finds warning errors-grow en06
	run -0 --separate-stderr in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" --explain F5
}

@test "F22: segments that TCP sends again, because packets are lost on the way (mock)" {
	in_far en05 tc qdisc replace dev p-en05 clsact
	in_far en05 ip link add name nowhere type veth peer name nowhere-far
	# one of sixteen, by the number of the IP packet
	in_far en05 tc filter add dev p-en05 ingress protocol ip u32 match u16 0 0xf at 4 match u8 6 0xff at 9 \
		action mirred egress redirect dev nowhere || cannot_run 'this kernel has no u32 or mirred'
	in_world ethtool -K en05 gso off
	in_world ip route change 10.0.0.0/30 dev en05 mtu 1500
	background nsenter "--target=${pid_of[en05]}" --net --mount -- /usr/bin/python3 -c 'import socket
s = socket.create_server(("10.0.0.2", 7))
open("/run/listens", "w").close()
c = s.accept()[0]
while c.recv(1 << 20):
    pass'
	wait_until 10 in_world test -e /run/listens
	background "${enter[@]}" /usr/bin/python3 -c 'import socket
s = socket.create_connection(("10.0.0.2", 7))
while True:
    s.send(bytes(1 << 20))'
	again() { [ "$(in_world nstat -asz --json TcpRetransSegs | jq .kernel.TcpRetransSegs)" -gt 10 ]; }
	wait_until 20 again
	finds note retransmits
	assert_regex "$what" '^TCP sent [0-9]+ of [0-9]+ segments again while tbnet probed the links$'
}

@test "F36: packets that do not fit the next hop, and must not be cut (mock)" {
	in_far en05 ip route add 10.0.0.4/30 via 10.0.0.1
	in_far en06 ip route add 10.0.0.0/30 via 10.0.0.5
	in_world ip route change 10.0.0.4/30 dev en06 mtu 1500
	background nsenter "--target=${pid_of[en05]}" --net -- /usr/bin/python3 -c 'import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, 10, 3)	# IP_MTU_DISCOVER, IP_PMTUDISC_PROBE
while True:
    try:
        s.sendto(bytes(3000), ("10.0.0.6", 9))
    except OSError:
        pass
    time.sleep(0.0005)'
	fails() { [ "$(in_world nstat -asz --json IpFragFails | jq .kernel.IpFragFails)" -gt 0 ]; }
	wait_until 10 fails
	finds warning too-large
	assert_regex "$what" '^[0-9]+ packets were too large to forward while tbnet probed the links$'
}

@test "F22: packets that overtake others, and CPUs that do not take all in their turn (mock)" {
	proc_net
	growing /run/mock/net/netstat $'TcpExt: SyncookiesSent TCPSACKReorder TCPTSReorder\nTcpExt: 0 @ @\nIpExt: InNoRoutes\nIpExt: 5' 9
	finds note reordering
	kill "${background_pids[-1]}"
	# the first column are packets; the third, in hexadecimal, is what counts
	growing /run/mock/net/softnet_stat $'0000ffff 00000000 00000@ 00000000\n0000ffff 00000000 00000@ 00000000' 50
	finds note squeezed
	assert_regex "$what" '^CPUs ran out of their packet budget [0-9]+ times, and dropped 0 packets, while'
}

@test "F22: what is in /proc/net is read to its end, whatever it is, and what shrinks has not grown (mock)" {
	local file text
	proc_net
	for file in snmp netstat snmp6 softnet_stat; do
		for text in '' 'Tcp:' $'Tcp: RetransSegs\nTcp:' $'Tcp: RetransSegs OutSegs\nTcp: 99999999999999999999999 -1' 'Ip6FragFails' 'Ip6FragFails x' 'zz zz zz' "$(seq -s ' ' 20000)"; do
			in_etc "/run/mock/net/$file" "$text"
			run --separate-stderr status
			assert_equal "$file $text: $stderr" "$file $text: "
			assert_line --regexp '^all well: '
		done
	done
	growing /run/mock/net/netstat $'TcpExt: TCPSACKReorder\nTcpExt: 99999@' -9
	all_well
}

@test "F22: a controller that was asleep, and a slow echo (mock)" {
	put "$(nhi 0d.2)/power/control" auto
	put "$(nhi 0d.2)/power/runtime_status" suspended
	in_far en05 sysctl -q -w net.ipv6.icmp.echo_ignore_all=1
	# 65,520 bytes at 200 Mbit/s take 2.6 ms
	in_far en05 tc qdisc replace dev p-en05 root tbf rate 200mbit burst 70kb latency 900ms || cannot_run 'this kernel has no tbf'
	finds note sleeping en05
	assert_regex "$what" '^the controller of en05 was asleep, and an echo took [0-9.]+ ms$'
	put "$(nhi 0d.2)/power/control" on
	all_well
}
