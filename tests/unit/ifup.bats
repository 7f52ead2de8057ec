#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-ifup: whether it runs ifup, how, and what it makes of the result. The real ifupdown2: tests/netns/ifup.bats.

load ../lib/common.bash
load ifup.bash

setup() {
	make_machine
	program=$TBNET_BIN/tbnet-ifup
}

# ended PID - it is gone, or nobody has taken notice yet
ended() {
	[ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"
}

# Ends in state 0 with ifup run once for en05, or not at all.
assert_runs() {
	rm -f "$root/run/calls"
	run on_machine "$program" en05
	assert_equal "$status $(calls)" "0 ifup en05"
}
assert_runs_not() {
	rm -f "$root/run/calls"
	run on_machine "$program" --verbose en05
	assert_equal "$status $(calls)" "0 "
}

@test "a stanza in a sourced file is applied, and what came of it is reported" {
	stanzas interfaces.d/mesh 'auto en05' 'iface en05 inet static' '	address 10.0.0.5/30'
	run -0 on_machine "$program" en05
	assert_output "tbnet-ifup: en05: ifup done: MTU 65520, addresses 127.0.0.1/8 10.0.0.5/30 ::1/128"
	assert_equal "$(calls)" "ifup en05"
}

@test "without a stanza there is nothing to do" {
	stanzas interfaces.d/mesh 'iface en06 inet static' '	address 10.0.0.5/30'
	assert_runs_not
	assert_output "tbnet-ifup: en05: no stanza in /etc/network/interfaces, nothing to do"
}

@test "without ifupdown2 and ifupdown there is nothing to do" {
	stanzas interfaces 'iface en05'
	rm "$root"/ifupdown2/if*
	assert_runs_not
	assert_output "tbnet-ifup: en05: neither ifupdown2 nor ifupdown is installed, nothing to do"
}

# /sbin/ifup is a binary of classic ifupdown, with its own notes in /run/network
make_classic() {
	mv "$root/ifupdown2" "$root/ifupdown"
	rm "$root/run/network/ifstatelock"
	touch "$root/run/network/ifstate"
	# shellcheck disable=SC2016 # expanded in there
	become_machine=$(declare -f become_machine)
	eval "${become_machine//ifupdown2/ifupdown}"
}

@test "classic ifupdown applies its stanza, and is made to where it counts another netdev as configured" {
	stanzas interfaces 'iface en05 inet static' ' address 10.0.0.5/30'
	make_classic
	run -0 on_machine "$program" en05
	assert_output "tbnet-ifup: en05: ifup done: MTU 65520, addresses 127.0.0.1/8 10.0.0.5/30 ::1/128"
	assert_equal "$(calls)" "ifup en05"
	echo en05 > "$root/run/network/ifstate.en05"
	echo '[ "$1" != --force ] || ip address add 10.0.0.5/30 dev en05' > "$root/run/ifup.sh"
	rm "$root/run/calls"
	run -0 on_machine "$program" en05
	assert_equal "$(calls)" "ifup en05
ifup --force en05"
}

@test "classic ifupdown: a stanza without addresses is applied once for each netdev" {
	stanzas interfaces 'iface en05 inet manual'
	make_classic
	echo true > "$root/run/ifup.sh"
	echo en05 > "$root/run/network/ifstate.en05"
	assert_runs
	assert_runs
	echo 7777 > "$root/run/tbnet/ifup.en05"
	rm "$root/run/calls"
	run -0 on_machine "$program" en05
	assert_equal "$(calls)" "ifup en05
ifup --force en05"
	# ifup@en05.service does it for that one
	stanzas interfaces 'allow-hotplug en05' 'iface en05 inet manual'
	echo 7777 > "$root/run/tbnet/ifup.en05"
	assert_runs
}

@test "classic ifupdown reads source-directory and inherits, and knows no ranges" {
	stanzas interfaces 'source-directory interfaces.d' 'iface base inet static' ' address 10.0.0.9/30'
	stanzas interfaces.d/mesh 'iface en05 inet static inherits base'
	make_classic
	run -1 on_machine "$program" en05
	assert_output "tbnet-ifup: en05: address 10.0.0.9 of /etc/network/interfaces.d/mesh is missing after ifup; see: ifup -v --force en05"
	mv "$root/network/interfaces.d/mesh" "$root/network/interfaces.d/mesh.old"
	assert_runs_not
	stanzas interfaces.d/range 'iface en0[5-8] inet manual'
	assert_runs_not
}

@test "before networking.service has run classic ifupdown is not run, and it is reported" {
	stanzas interfaces 'iface en05 inet manual'
	make_classic
	rm "$root/run/network/ifstate"
	assert_runs_not
	assert_output "tbnet-ifup: en05: stanza not applied: ifupdown has done nothing since boot (no /run/network/ifstate); see: systemctl status networking.service"
}

@test "a link that systemd-networkd or NetworkManager configures is left to it; a stanza beside that is reported" {
	local ifindex
	ifindex=1	# of lo, which is en05
	mkdir -p "$root/run/systemd/netif/links" "$root/run/NetworkManager/devices"
	printf '%s\n' '# This is private data. Do not parse.' ADMIN_STATE=configured NETWORK_FILE=/etc/systemd/network/50-mesh.network \
		> "$root/run/systemd/netif/links/$ifindex"
	assert_runs_not
	assert_output "tbnet-ifup: en05: configured by systemd-networkd (/etc/systemd/network/50-mesh.network), nothing to do"
	stanzas interfaces.d/mesh 'iface en05 inet static' ' address 10.0.0.5/30'
	assert_runs_not
	assert_output "tbnet-ifup: en05: stanza not applied: systemd-networkd configures this link, too (/etc/systemd/network/50-mesh.network), and /etc/network/interfaces.d/mesh:1; remove it from one of the two"
	echo ADMIN_STATE=unmanaged > "$root/run/systemd/netif/links/$ifindex"
	assert_runs
	printf '%s\n' '[device]' managed=true connection-uuid=d1cc5e4e-6c3a-4a43-8c3e-000000000000 > "$root/run/NetworkManager/devices/$ifindex"
	assert_runs_not
	assert_output --partial "NetworkManager configures this link, too (d1cc5e4e-6c3a-4a43-8c3e-000000000000)"
	printf '%s\n' '[device]' managed=false > "$root/run/NetworkManager/devices/$ifindex"
	assert_runs
}

@test "without the interface there is nothing to do" {
	stanzas interfaces 'iface en09'
	run -0 on_machine "$program" --verbose en09
	assert_output "tbnet-ifup: en09: no such interface, nothing to do"
	assert_equal "$(calls)" ""
}

@test "before networking.service has run ifup is not run, and it is reported" {
	stanzas interfaces 'iface en05'
	rm "$root/run/network/ifstatelock"
	assert_runs_not
	assert_output "tbnet-ifup: en05: stanza not applied: ifupdown2 has done nothing since boot (no /run/network/ifstatelock); see: systemctl status networking.service"
}

@test "stanzas are found wherever ifupdown2 finds them" {
	local -a found=(
		'iface en05'
		'iface en05 inet manual'
		$'  \t iface \t en05\tinet6 auto  '
		'iface en05:1 inet static'
		'iface en0[5-8] inet static'
		'iface en0[1-12]'
		$'iface \\\n en05'
		$'iface lo inet loopback\n\\\nx\niface en05'
		$'# a comment\n\niface en05'
		$'garbage\niface en05\n more garbage'
		$'auto en05\nallow-hotplug en05\niface en05'
		$'\r\niface en05\r'
	)
	for text in "${found[@]}"; do
		stanzas interfaces "$text"
		echo "# $text"
		assert_runs
	done
}

@test "what only looks like a stanza is not one" {
	local -a not_found=(
		''
		'auto en05'
		'allow-hotplug en05'
		'#iface en05'
		'iface'
		'iface en051'
		'iface en0'
		'iface en[05-08]'
		'iface en0[6-8]'
		'iface en0[5-8'
		'iface en0[5-8].10'
		'iface en0[99999999999999999999-1]'
		'iface en0[5-8]x'
		'vlan en05'
		$'# a comment that goes on \\\niface en05'
		$'iface lo\n up iface en05'
		'interface en05'
	)
	for text in "${not_found[@]}"; do
		stanzas interfaces "$text"
		echo "# $text"
		assert_runs_not
	done
}

@test "sourced files are followed: patterns, several levels, a file that is not there" {
	stanzas interfaces 'source /etc/network/none' 'source /etc/network/[a-i]*.d/*' 'source'
	stanzas interfaces.d/a 'source /etc/network/more/x?' 'auto lo'
	stanzas more/x1 'source /etc/network/deep/file'
	stanzas more/y1 'iface en06'
	stanzas deep/file 'iface en05'
	assert_runs
	mv "$root/network/more/x1" "$root/network/more/.x1"
	assert_runs_not
}

@test "a stanza ends with its file" {
	stanzas interfaces 'iface en05' 'source /etc/network/interfaces.d/*' 'address 10.9.9.9/30'
	stanzas interfaces.d/a 'address 10.8.8.8/30' 'iface lo'
	assert_runs
}

@test "a megabyte of source lines comes to an end" {
	yes 'source /etc/network/interfaces.d/*' | head -c 1000000 > "$root/network/interfaces.d/a"
	# each of hundreds of readings would look for files 27,000 times
	run -0 on_machine timeout 30 "$program" en05
}

@test "files that source each other come to an end" {
	stanzas interfaces 'source /etc/network/interfaces' 'source /etc/network/interfaces.d/*'
	stanzas interfaces.d/a 'source /etc/network/interfaces.d/*'
	stanzas interfaces.d/b 'source /etc/network/interfaces.d/*'
	assert_runs_not
	stanzas interfaces.d/c 'iface en05'
	assert_runs
}

@test "hostile files are survived" {
	mkfifo "$root/network/interfaces.d/fifo"
	mkdir "$root/network/interfaces.d/folder"
	ln -s loop "$root/network/interfaces.d/loop"
	head -c 200000 /dev/urandom > "$root/network/interfaces.d/noise"
	head -c 200000 /dev/zero > "$root/network/interfaces.d/zero"
	head -c 500000 /dev/zero | tr '\0' '\\' > "$root/network/interfaces.d/slashes"
	head -c 500000 /dev/zero | tr '\0' 'x' > "$root/network/interfaces.d/long"
	truncate -s 2G "$root/network/interfaces.d/huge"
	printf 'source %s\n' $'\e[2J*' '/' '/dev/zero' '/proc/self/mem' '~root/*' '[' '/etc/network/interfaces.d/[' \
		> "$root/network/interfaces.d/sources"
	stanzas interfaces.d/zz 'iface en05'
	assert_runs
}

@test "ifupdown2.conf may name another interfaces file" {
	stanzas ifupdown2/ifupdown2.conf '# default_interfaces_configfile=/x' 'default_interfaces_configfile=/etc/network/other'
	stanzas other 'iface en05'
	assert_runs
	stanzas ifupdown2/ifupdown2.conf 'default_interfaces_configfile=relative'
	assert_runs_not
}

@test "where versions of ifupdown2 differ, ifquery decides" {
	local line
	for line in 'source-directory /etc/network/other.d' 'source other.d/*' 'source-directory other.d'; do
		stanzas interfaces 'auto lo' "$line"
		stanzas other.d/mesh 'iface en05'
		echo 'exit 1' > "$root/run/ifquery.sh"
		rm -f "$root/run/calls"
		run -0 on_machine "$program" en05
		assert_equal "$(calls)" "ifquery en05"
		assert_output "tbnet-ifup: en05: there is a stanza, but this ifupdown2 does not see it: name the file with its full path in a source line"
		echo 'echo shown nowhere; echo nor this >&2' > "$root/run/ifquery.sh"
		rm -f "$root/run/calls"
		run -0 on_machine "$program" en05
		assert_equal "$(calls)" $'ifquery en05\nifup en05'
		refute_output --partial nor
	done
}

@test "a template is left to ifquery" {
	stanzas interfaces '% for i in [5,6]:' 'iface en0${i}' '% endfor'
	assert_runs_not || true
	assert_equal "$(calls)" "ifquery en05"
	echo : > "$root/run/ifquery.sh"
	run -0 on_machine "$program" en05
	assert_line --partial "ifup done"
}

@test "ifup has a clean environment, no input, and only our stderr" {
	stanzas interfaces 'iface en05'
	echo 'cat; echo "to stdout in $PWD with $(ls /proc/self/fd | tr "\n" " ")"; grep -o "SigIgn:.*[02468ace]...$" /proc/self/status >&2' > "$root/run/ifup.sh"
	TBNET_MTU=65520 HOSTILE=1 run -0 --separate-stderr on_machine sh -c 'trap "" PIPE; exec "$@" 3< /dev/null' sh "$program" en05 < /dev/zero
	assert_output ""
	assert_equal "$(grep -v '^\(PWD\|_\|OLDPWD\|SHLVL\)=' "$root/run/environment")" "HOME=/root
LANG=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	assert_equal "${stderr_lines[0]}" "to stdout in / with 0 1 2 3 "
	# bit 12 is SIGPIPE
	assert_regex "${stderr_lines[1]}" '^SigIgn:'
}

@test "exit 89 is waited out with growing pauses, each attempt logged" {
	stanzas interfaces 'iface en05'
	echo '[ "$(wc -l < /run/calls)" -eq 4 ] || exit 89' > "$root/run/ifup.sh"
	touch "$root/run/network/.lock"
	run -0 on_machine "$program" en05
	assert_line --index 0 "tbnet-ifup: en05: another ifup or ifreload is running, attempt 2 in 100 ms"
	assert_line --index 1 "tbnet-ifup: en05: another ifup or ifreload is running, attempt 3 in 200 ms"
	assert_line --index 2 "tbnet-ifup: en05: another ifup or ifreload is running, attempt 4 in 400 ms"
	assert_line --index 3 --partial "ifup done"
}

@test "exit 89 to the end of the bound fails" {
	stanzas interfaces 'iface en05'
	echo 'exit 89' > "$root/run/ifup.sh"
	touch "$root/run/network/.lock"
	# the last attempt is 0.9 s before the bound
	TBNET_IFUP_WAIT=4 run -1 on_machine "$program" en05
	assert_line --partial "tbnet-ifup: en05: another ifup or ifreload was running, no time for ifup within 4 s (TBNET_IFUP_WAIT)"
}

@test "an ifup that another one leaves too little time is tried again by tbnet-check, 30 times" {
	stanzas interfaces 'iface en05'
	# the second attempt has the lock, and is at work when the time is over
	echo '[ "$(wc -l < /run/calls)" -ne 1 ] || exit 89; sleep 100' > "$root/run/ifup.sh"
	touch "$root/run/network/.lock"
	TBNET_IFUP_WAIT=1 run -1 on_machine "$program" en05
	assert_line "tbnet-ifup: en05: $no_time; tbnet-check will have it tried again"
	run -0 cat "$root/run/tbnet/link-en05"
	assert_line "busy=1"
	assert_line --regexp "^idle="
	refute_line --regexp "^unit="
	sed -i s/busy=1/busy=1e/ "$root/run/tbnet/link-en05"
	rm "$root/run/calls"
	TBNET_IFUP_WAIT=1 run -1 on_machine "$program" en05
	assert_line "tbnet-ifup: en05: $no_time; later: ifup en05"
	run -0 grep busy "$root/run/tbnet/link-en05"
	assert_output busy=1e
}
no_time='another ifup or ifreload was running, no time for ifup within 1 s (TBNET_IFUP_WAIT)'

@test "another failure has its code and the next step" {
	stanzas interfaces 'iface en05'
	echo 'echo "error: reason" >&2; exit 3' > "$root/run/ifup.sh"
	run -1 on_machine "$program" en05
	assert_output "error: reason
tbnet-ifup: en05: ifup failed with exit code 3; see: ifup -v en05, ifquery --check en05"
	assert_equal "$(calls)" "ifup en05"
}

@test "an ifup that hangs is ended with all it started" {
	stanzas interfaces 'iface en05'
	echo 'sleep 1000 & echo $! > /run/child; wait' > "$root/run/ifup.sh"
	SECONDS=0
	TBNET_IFUP_WAIT=1 run -1 on_machine "$program" en05
	assert_output "tbnet-ifup: en05: ifup did not finish within 1 s (TBNET_IFUP_WAIT), so tbnet stopped it; see: ifup -v en05"
	[ "$SECONDS" -le 30 ]
	wait_until 5 ended "$(cat "$root/run/child")"
}

@test "an ifup that ignores SIGTERM is killed 5 s later" {
	stanzas interfaces 'iface en05'
	echo 'trap "" TERM; while :; do sleep 1; done' > "$root/run/ifup.sh"
	SECONDS=0
	TBNET_IFUP_WAIT=1 run -1 on_machine "$program" en05
	assert_output --partial "so tbnet stopped it"
	[ "$SECONDS" -ge 5 ] && [ "$SECONDS" -le 40 ]
}

@test "an MTU that ifup reset is set back, with the cause" {
	stanzas interfaces.d/mesh 'iface en05'
	echo 'ip link set en05 mtu 1500' > "$root/run/ifup.sh"
	run -0 on_machine "$program" en05
	assert_line --index 0 "tbnet-ifup: en05: ifup set MTU 1500: the stanza in /etc/network/interfaces.d/mesh has no mtu, and no policy gives one (/etc/network/ifupdown2/policy.d/tbnet.json); set back to 65520, until the next ifreload; add to the stanza: mtu 65520"
	assert_line --index 1 --partial "ifup done: MTU 65520"
}

@test "the mtu of a stanza counts for its link; where TBNET_MTU says another one, both are reported" {
	stanzas interfaces.d/mesh 'iface en05' ' mtu 9000'
	echo 'ip link set en05 mtu 9000' > "$root/run/ifup.sh"
	run -0 on_machine "$program" en05
	assert_line --index 0 --partial "ifup done: MTU 9000"
	TBNET_MTU=4000 run -0 on_machine "$program" en05
	assert_line --index 0 "tbnet-ifup: en05: /etc/network/interfaces.d/mesh sets mtu 9000, which overrides TBNET_MTU=4000 for this link"
	assert_line --index 1 --partial "ifup done: MTU 9000"
}

@test "the MTU is set back after a failed ifup, too" {
	stanzas interfaces 'iface en05'
	echo 'ip link set en05 mtu 1500; exit 1' > "$root/run/ifup.sh"
	run -1 on_machine sh -c '"$@"; echo "$? $(cat /sys/class/net/en05/mtu)"; exit 1' sh "$program" en05
	assert_line --partial "set back to 65520"
	assert_line --partial "ifup failed with exit code 1"
}

@test "a link that ifup left down stays down, and it is reported" {
	stanzas interfaces 'iface en05'
	echo 'ip link set en05 down mtu 1500' > "$root/run/ifup.sh"
	run -0 on_machine "$program" en05
	assert_line --index 0 "tbnet-ifup: en05: down after ifup (link-down in the stanza?), not touched"
}

@test "an address of the stanza that is missing afterwards is a failure" {
	stanzas interfaces.d/mesh 'iface en05 inet static' ' address 10.0.0.5/30' ' netmask 255.255.255.252' \
		'iface en05 inet6 static' ' address fc00::0081/128'
	run -1 on_machine "$program" en05
	assert_output "tbnet-ifup: en05: address fc00::81 of /etc/network/interfaces.d/mesh is missing after ifup; see: ifquery --check en05"
	echo 'ip address add 10.0.0.5/30 dev en05; ip address add fc00::81 dev en05' > "$root/run/ifup.sh"
	run -0 on_machine "$program" en05
}

@test "addresses of dhcp stanzas and broken ones are not waited for" {
	stanzas interfaces 'iface en05 inet dhcp' ' address 10.9.9.9/30' 'iface en05 inet static' ' address none' ' address' \
		' address 10.0.0.999/24' ' address ${x}' ' address 10.0.0.5/30'
	assert_runs
}

@test "an interface that goes while ifup works is no failure" {
	local -a veth=(sh -euc 'ip link set en05 down; ip link set en05 name lo
		ip link add en05 type veth peer name peer; ip link set en05 up; "$@"' veth)
	stanzas interfaces 'iface en05'
	echo 'ip link del en05; exit 1' > "$root/run/ifup.sh"
	on_machine "${veth[@]}" true || cannot_run "this kernel has no veth"
	run -0 on_machine "${veth[@]}" "$program" en05
	assert_output "tbnet-ifup: en05: gone while ifup was running"
}

# bats test_tags=exec-fails
@test "an ifup that cannot be started is reported" {
	stanzas interfaces 'iface en05'
	echo '#!/none' > "$root/ifupdown2/ifup"
	run -1 on_machine "$program" en05
	assert_output "tbnet-ifup: en05: ifup cannot be run: No such file or directory"
}

@test "usage errors are one line, exit 2, and nothing is run" {
	stanzas interfaces 'iface en05'
	assert_equal "$(calls)" ""
	run -2 "$program"
	assert_output "tbnet-ifup: needs an interface; try --help"
	run -2 "$program" en05 en06
	assert_output "tbnet-ifup: takes one interface; try --help"
	run -2 "$program" ../en05
	assert_output 'tbnet-ifup: "../en05" cannot be the name of an interface'
	run -2 "$program" sixteen_bytes_xx
	assert_output 'tbnet-ifup: "sixteen_bytes_xx" cannot be the name of an interface'
	run -2 "$program" --unknown
	assert_output "tbnet-ifup: unrecognized option '--unknown'; try --help"
	run -0 "$program" --help
	assert_line --index 0 "Usage: tbnet-ifup IF"
}
