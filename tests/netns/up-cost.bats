# SPDX-License-Identifier: GPL-2.0-or-later
# What udev's RUN costs: instructions of the whole process, loader included, which callgrind counts exactly; tests/bench/run
# shows more.
load netns.bash
load ../lib/packaged.bash

setup_file() { packaged_build; }

setup() {
	world_start
	# as on a machine: without it the loader tries many folders
	in_world tee /etc/ld.so.cache < /etc/ld.so.cache > /dev/null
	cable en05
}

teardown() {
	end_background
}

# cost COMMAND... - its instructions, with an environment as bare as udev's
cost() {
	local out=$BATS_TEST_TMPDIR/cost
	in_world env -i TBNET_PORT=1 SEQNUM=1 DEVPATH=/devices/virtual/net/en05 "TMPDIR=$BATS_TEST_TMPDIR" PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		valgrind -q --tool=callgrind "--callgrind-out-file=$out" "$@" > "$out.log" 2>&1
	sed -n 's/^totals: //p' "$out"
}

up=$packaged/tbnet-up

# empty [OPTION...] - makes a program that does nothing, $empty: what every dynamic program has to pay
empty() {
	empty=$BATS_TEST_TMPDIR/empty
	echo 'int main(void) { return 0; }' > "$empty.c"
	cc -O2 -o "$empty" "$empty.c" "$@"
}

# calls COMMAND... - the number of its system calls, which are in $calls: from its own execve on, which is the second, after
# that of env. Its exit status.
calls() {
	local status=0
	in_world strace -f -qq -o "$calls.all" env -i TBNET_PORT=1 SEQNUM=1 DEVPATH=/devices/virtual/net/en05 "$@" || status=$?
	sed 1d "$calls.all" | sed -n '/execve(/,$p' > "$calls"
	wc -l < "$calls"
	return "$status"
}
calls=$BATS_TEST_TMPDIR/calls

# Measured without a settings file; tbnet-port as below, of a second cable:
#               tbnet-up  share of ip  tbnet-port  true     a program that does nothing, with libnl-3
# Debian 12     290,226   32.9 %       183,555     109,995
# Debian 13     395,810   36.3 %       196,999     147,311  279,272: its libnl-3 is bound at start, too
@test "tbnet-up costs no more than 180,000 instructions beside those of an empty program with libnl-3, and 320,000 in all where that costs little, with a settings file that is all comments" {
	local change right nothing
	empty -Wl,--no-as-needed -lnl-3
	nothing=$(cost "$empty")
	in_world sh -c 'cat > /etc/tbnet.conf' < "$TBNET_TOP/conf/tbnet.conf"
	change=$(cost "$up" en05)
	assert_link en05 up 65520
	right=$(cost "$up" en05)
	[ $((change - nothing)) -le 180000 ] || fail "$change to bring it up, and an empty program $nothing"
	[ "$nothing" -gt 200000 ] || [ "$change" -le 320000 ] || fail "$change to bring it up"
	[ "$right" -lt "$change" ] || fail "$right where nothing is to be done, $change to bring it up"
}

# Measured: 63, of which 30 are those of a program that does nothing.
@test "tbnet-up makes no more than 75 system calls, and 40 of its own beside those of a program that does nothing" {
	local n nothing
	empty
	nothing=$(calls "$empty")
	n=$(calls "$up" en05)
	assert_link en05 up 65520
	[ "$nothing" -gt 0 ] && [ $((n - nothing)) -le 40 ] || fail "$n, and a program that does nothing $nothing"
	[ "$n" -le 75 ] || fail "$n"
}

@test "of a link that is not there tbnet-up says so at once: no sleep, no wait for events, no more than 65 system calls" {
	run -1 --separate-stderr calls "$up" en99
	assert_equal "$stderr" "tbnet-up: en99: no such interface; next: tbnet-status"
	[ "$output" -gt 0 ] && [ "$output" -le 65 ] || fail "$output"
	# a poll that asks only, with a timeout of 0, is none
	run -0 awk '/ (clock_)?nanosleep\(| pause\(| p?select6?\(| epoll_p?wait2?\(| ppoll\(|futex\(.*WAIT/ ||
		(/ poll\(/ && !/, 0\) += /) || /TIMER_ABSTIME|alarm\(|setitimer\(/' "$calls"
	refute_output
}

# Measured: 1,648 KiB, and 984 for a program that does nothing. time is no larger than that before it becomes the program.
@test "tbnet-up has no more than 2,200 KiB in memory" {
	in_world env -i TBNET_PORT=1 SEQNUM=1 DEVPATH=/devices/virtual/net/en05 time -o "$BATS_TEST_TMPDIR/peak" -f %M "$up" en05
	assert_link en05 up 65520
	run -0 cat "$BATS_TEST_TMPDIR/peak"
	[ "$output" -gt 0 ] && [ "$output" -le 2200 ] || fail "$output KiB"
}

# Measured: 0.97 to 1.04, on two processors with other work.
@test "of 64 links at once each costs no more than 1.2 of what it costs by itself, in time of processors" {
	run -0 "$TBNET_TOP/tests/bench/run" "$packaged" crowd
	[[ $output =~ ^"64 links at once: ".*" each, "([0-9]+)\.([0-9][0-9])" x one after the other"$ ]] || fail "$output"
	[ $((10#${BASH_REMATCH[1]}${BASH_REMATCH[2]})) -le 120 ] || fail "$output"
}

@test "tbnet-up costs less than 40 % of ip link set" {
	local change ip
	change=$(cost "$up" en05)
	in_world ip link set en05 down mtu 1500
	ip=$(cost ip link set en05 up mtu 65520)
	assert_link en05 up 65520
	[ $((change * 100)) -lt $((ip * 40)) ] || fail "$change, and ip $ip"
}

@test "tbnet-port on another netdev costs less than half as much again as starting a program" {
	local port nothing
	port=$(cost "$packaged/tbnet-port" /sys/devices/virtual/net/lo)
	nothing=$(cost true)
	[ $((port * 100)) -lt $((nothing * 150)) ] || fail "$port, and true $nothing"
}

# An empty program: 104,921 on Debian 12, 114,354 on Debian 13. Of 49 names of libc, which full RELRO has the loader bind at start,
# 550 to 640 each; of each PCI device, whose class is read, 220 to 270.
@test "tbnet-port costs no more than 200,000 instructions for a first and a second cable, beside 80 PCI devices and a pin (mock)" {
	local n port
	in_world ip link del en05
	in_world mount -t tmpfs tmpfs /sys
	{
		printf 'controller 0000:00:0d.%s\n' 2 3
		for n in {1..80}; do printf 'device 0000:%02x:1f.0\n' "$n"; done
		printf '%s\n' 'cable 0000:00:0d.2 1 thunderbolt0 7' 'cable 0000:00:0d.2 3 thunderbolt1 8' 'netdev nic0 2'
	} | in_world bash "$TBNET_TOP/tests/lib/sysfs" /sys
	in_world mkdir -p /etc/systemd/network
	in_world tee /etc/systemd/network/50-pmx-nic0.link <<< $'[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=nic0' > /dev/null
	for n in 1 3; do
		port=$(in_world sh -c "echo /sys/devices/pci0000:00/0000:00:0d.2/domain0/0-0/0-$n/0-$n.0/net/*")
		run -0 in_world "$packaged/tbnet-port" "$port"
		assert_line "ID_NET_NAME_FROM_DATABASE=en0$((n == 1 ? 5 : 7))"
		n=$(cost "$packaged/tbnet-port" "$port")
		[ "$n" -le 200000 ] || fail "$port: $n"
	done
}
