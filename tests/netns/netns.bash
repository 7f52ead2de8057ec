# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A network and mount namespace of each test's own on the real kernel: veth pairs as cables (they take MTU 65520 and
# know carrier), with an /etc, a /run, a /var/lib and a sysfs of its own. Needs root.

load ../lib/common.bash

# for setup()
world_start() {
	local ready=$BATS_TEST_TMPDIR/ready
	[ -p "$ready" ] || mkfifo "$ready"
	background unshare --net --mount --propagation private sh -ec '
		mount -t sysfs sysfs /sys
		mount -t tmpfs tmpfs /etc
		mount -t tmpfs tmpfs /run
		mount -t tmpfs tmpfs /var/lib
		echo > "$1"
		exec sleep infinity' sh "$ready"
	enter=(nsenter "--target=$!" --net --mount --)
	# before that its namespaces are those of this machine
	read -r -t 10 <> "$ready" || fail 'no world within 10 s'
}

in_world() {
	"${enter[@]}" "$@"
}

# cable NAME [FAR] - a new link, down, MTU 1500; its peer (far) is another interface of the same world
cable() {
	in_world ip link add "$1" type veth peer name "${2:-far}"
}

# far up|down - the peer logs in: the cable has carrier when both ends are up
far() {
	in_world ip link set "${2:-far}" "$1"
}

# ifindex NAME - of a netdev of the world, whatever its /sys is
ifindex() {
	in_world ip -o link show "$1" | cut -d: -f1
}

# known NAME [AGE] - udev finished with it AGE (60) s ago, and it is a link of the mesh
known() {
	in_world sh -ec '
		mkdir -p /run/udev/data /run/udev/tags/tbnet
		usec=$(($(cut -d. -f1 /proc/uptime) * 1000000 - $2 * 1000000))
		printf "I:%s\nE:TBNET_PORT=1\nG:systemd\nG:tbnet\nQ:tbnet\nV:1\n" "$usec" > "/run/udev/data/n$1"
		: > "/run/udev/tags/tbnet/n$1"
		' sh "$(ifindex "$1")" "${2:-60}"
}

# mock_port NAME... - a /sys that says this alone: each is the netdev of a peer "n2" at port 1 of 0000:00:0d.2, the next at 0d.3, ...
mock_port() {
	in_world mountpoint -q /sys/bus > "$BATS_TEST_TMPDIR/mount" 2>&1 || in_world mount -t tmpfs tmpfs /sys
	local n=0 name
	for name; do
		in_world sh -ec '
			xdomain=/sys/devices/pci0000:00/0000:00:0d.$((2 + $1))/domain$1/$1-0/$1-1
			net=$xdomain/$1-1.0/net/$2
			mkdir -p "$net" /sys/class/net /sys/bus/thunderbolt/drivers/thunderbolt-net /sys/bus/thunderbolt/devices
			ln -sfn ../../../../../../../bus/thunderbolt/drivers/thunderbolt-net "$xdomain/$1-1.0/driver"
			ln -sfn "../../..${xdomain#/sys}/$1-1.0" "/sys/bus/thunderbolt/devices/$1-1.0"
			ln -sfn ../../../../../../../../../class/net "$net/subsystem"
			echo "$3" > "$net/ifindex"
			printf "INTERFACE=%s\nIFINDEX=%s\n" "$2" "$3" > "$net/uevent"
			ln -sfn "../..${net#/sys}" "/sys/class/net/$2"
			echo n2 > "$xdomain/device_name"' sh "$n" "$name" "$(ifindex "$name")"
		n=$((n + 1))
	done
	# or libudev believes no mock
	export SYSTEMD_DEVICE_VERIFY_SYSFS=0
}

# carrier_changes NAME - by the kernel, whatever the world's /sys is
carrier_changes() {
	in_world unshare --mount sh -ec 'mount -t sysfs sysfs /sys; cat "/sys/class/net/$1/carrier_changes"' sh "$1"
}

# note NAME KEY [VALUE] - what is noted of a link; or becomes it, a decimal number
note() {
	if [ $# -eq 2 ]; then
		local value
		value=$(in_world sed -n "s/^$2=//p" "/run/tbnet/link-$1")
		echo "$((16#${value:-0}))"
		return
	fi
	in_world sh -c 'sed -i "/^$2=/d" "/run/tbnet/link-$1" && printf "%s=%x\n" "$2" "$3" >> "/run/tbnet/link-$1"' sh "$1" "$2" "$3"
}

# ago SECONDS - ms of CLOCK_MONOTONIC
ago() {
	echo $(($(cut -d. -f1 /proc/uptime) * 1000 - $1 * 1000))
}

# assert_link NAME up|down MTU - as the kernel has it
assert_link() {
	local up=down
	run -0 in_world ip -j link show "$1"
	[[ $output != *'"UP"'* ]] || up=up
	[[ $output =~ \"mtu\":([0-9]+), ]]
	assert_equal "$1 $up ${BASH_REMATCH[1]}" "$1 $2 $3"
}

is_up() {
	in_world ip -j link show "$1" 2>&- | grep -q '"UP"'
}

# start COMMAND... - in the world, in the background; what it says goes to $said
start() {
	said=$BATS_TEST_TMPDIR/said
	background "${enter[@]}" "$@" > "$said" 2>&1
	started=$!
}

# start_as FILE - in the world, in the background: a process that does nothing, with this name
start_as() {
	cp "$(command -v sleep)" "$1"
	start "$1" infinity
	wait_until 10 grep -qxF "${1##*/}" "/proc/$started/comm"
}

# finish STATUS - it ends by itself, with this exit status; sets output and lines as run does
finish() {
	local got=0
	wait "$started" || got=$?
	run -0 cat "$said"
	assert_equal "$got" "$1"
}

# traced [OPTION...] -- COMMAND... - in the world, under strace; requests to the kernel are in $trace
# (LeakSanitizer cannot work beside another tracer)
traced() {
	local -a options=()
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	in_world env "ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0" \
		strace -f -qq -o "$trace" -e trace=sendmsg,recvmsg,poll "${options[@]}" "$@"
}
trace=$BATS_TEST_TMPDIR/trace

# start_traced [OPTION...] COMMAND... - the same in the background, as start does; -I 2: else strace lets no SIGTERM end it
# where it has a file, and teardown would wait for as long as COMMAND runs
start_traced() {
	start env "ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0" strace -I 2 -f -qq -o "$trace" "$@"
}

# requests - one line for each RTM_NEWLINK that was sent: "up", "down" and what else it asked for
requests() {
	sed -n '/sendmsg(.*nlmsg_type=RTM_NEWLINK/{
		s/.*ifi_flags=IFF_UP, ifi_change=0x1[^0-9a-f].*nla_type=IFLA_MTU}, \([0-9]*\)\].*/up mtu \1/
		s/.*ifi_flags=IFF_UP, ifi_change=0x1[^0-9a-f].*/up/
		s/.*ifi_flags=0, ifi_change=0x1[^0-9a-f].*/down/
		p
	}' "$trace"
}

# nth SYSCALL PATTERN - the number (for strace's when=) among the calls of SYSCALL of the first that matches
nth() {
	grep -oE "[0-9]+ +$1\(.*" "$trace" | grep -nE "$2" | sed -n '1s/:.*//p'
}

# answer_to PATTERN - the number (for when=) of the recvmsg() that awaits the answer to the first request that matches
answer_to() {
	awk -v pattern="$1" '/ recvmsg\(/ { n++; if (seen) { print n; exit } } / sendmsg\(/ && $0 ~ pattern { seen = 1 }' "$trace"
}

# sent N - at least so many requests were sent up to now
sent() {
	[ -e "$trace" ] && [ "$(grep -c 'sendmsg(.* = [0-9]*$' "$trace")" -ge "$1" ]
}

# in_use NAME - a netdev that takes MTU 65520 and refuses to come up: a macvlan with the address of its lower device
in_use() {
	local address
	in_world ip link add lower type veth peer name lower-far
	in_world ip link set lower mtu 65520 up
	address=$(in_world cat /sys/class/net/lower/address)
	in_world ip link add "$1" link lower address "$address" type macvlan || cannot_run "this kernel has no macvlan"
	in_world ip link set "$1" mtu 1500
}
