#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# bats file_tags=long,compare
# The same two machines, cabled and with the same stanza for the link: once as one of the guides has it (guide/), once with
# the package, and, for how long a boot takes, once with neither. tests/vm/compare prints what these scenarios leave in
# build/vm/compare/, and the last judges ours.

load vm.bash

figures=$vm_build/compare

setup_file() {
	# one after the other: a machine beside these would be in the figures
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true
	rm -rf "$figures"
	mkdir -p "$figures"
}

# row WHAT VALUE
row() {
	printf '%s\t%s\n' "$1" "$2" >> "$figures/$side"
	note "$side: $1: $2"
}

# From the newest netdev to usable, in seconds by the machine's own clock; or "never", after 90 s.
seconds_to_usable() { # NAME
	on -t 200 "$1" "read -r up rest < /proc/uptime
		end=\$((\${up%.*} + 90))
		link=en05
		until ($usable) 2> /dev/null; do
			read -r up rest < /proc/uptime
			[ \${up%.*} -lt \$end ] || exec echo never
			sleep 0.2
		done
		read -r up rest < /proc/uptime
		until born=\$(awk -F'[][]' '$birth' /var/log/uevents); do sleep 0.5; done
		awk -v up=\$up -v born=\$born 'BEGIN { printf \"%.1f\n\", up - born }'"
}

# Before something happens, with all that was written on the disk: the log goes on over
# boots, and the births of before must not count.
forget_uevents() {
	on n1 ': > /var/log/uevents; sync'
	on n2 ': > /var/log/uevents; sync'
}

# The slower of the two ends counts, and one that never is usable makes the link useless.
both_usable() { # WHAT
	local name job seconds
	local -a jobs=()
	for name in n1 n2; do
		seconds_to_usable "$name" > "$BATS_TEST_TMPDIR/$name" 3>&- &
		jobs+=("$!")
	done
	for job in "${jobs[@]}"; do wait "$job" || fail "no answer from a machine"; done
	seconds=$(cat "$BATS_TEST_TMPDIR"/n[12])
	assert_regex "$seconds" '^(never|[0-9.]+).(never|[0-9.]+)$'
	[[ $seconds == *never* ]] && seconds=never || seconds=$(sort -n <<< "$seconds" | tail -n 1)
	row "$1" "$seconds"
}

# within NAME SECONDS CONDITION - "yes" as soon as the machine's shell says so, "no" at the bound
within() {
	local status=0
	on -t "$2" "$1" "until { $3; } > /dev/null 2>&1; do sleep 0.5; done" 2> "$BATS_TEST_TMPDIR/within" || status=$?
	case $status in
	0) echo yes ;;
	124) echo no ;;
	*) fail "$1: $(cat "$BATS_TEST_TMPDIR/within")" ;;
	esac
}

has_address='ip -o -4 address show dev en05 | grep -q "10\\.0\\.0\\."'

# Its owner's: an address for the link, in ifupdown2's hands at every boot.
stanza() { # NAME
	on "$1" "printf '%s\n' 'auto en05' 'iface en05 inet static' '	address 10.0.0.${1#n}/24' '	mtu 65520' \
		> /etc/network/interfaces.d/link && systemctl --quiet enable networking"
}

userspace_seconds() { # NAME
	on "$1" systemd-analyze time | sed -n 's/.* + \([^+]*\) (userspace).*/\1/p' |
		awk '{ for (i = 1; i <= NF; i++) s += $i * ($i ~ /min$/ ? 60 : $i ~ /ms$/ ? 0.001 : 1); printf "%.2f\n", s }'
}

# On a machine whose clock counts instructions: little of what else the host does is in it. The first boot makes things that the
# others find.
boots_alone() {
	local seconds n
	forget_uevents
	power_off n1 n2
	for n in 1 2 3; do
		power_off n1
		start n1 --keep --counted
		on n1 --wait > /dev/null
		run -0 userspace_seconds n1
		assert_output --regexp '^[0-9.]+$'
		seconds+=$output$'\n'
	done
	power_off n1
	note "$side: boots: ${seconds//$'\n'/ }"
	row "$boot" "$(sort -n <<< "${seconds%$'\n'}" | head -n 1)"
}
boot='boot, the neighbor off: s at 1 ns an instruction, least of 3'

cold_start() {
	boots_alone
	start n1 --keep
	on n1 --wait > /dev/null
	start n2 --keep
	on n2 --wait > /dev/null
	both_usable 'the neighbor is switched on: its netdev to usable, s'
	row 'the neighbor is switched on: the link has its address' "$(within n1 60 "$has_address")"
}

replugs() {
	local round
	for round in first second third; do
		cable n1 2 0
		wait_gone n1 en05
		wait_gone n2 en05
		forget_uevents
		cable n1 2 1
		both_usable "the cable is put back, $round time: netdev to usable, s"
	done
	row 'the cable is put back: the link has its address' "$(within n1 60 "$has_address")"
}

peer_reboots() {
	forget_uevents
	reboot n2
	both_usable 'the peer reboots: netdev to usable, s'
}

left_broken() {
	# where nothing happens by itself, the next look at it is its owner's
	on n1 'ip link set en05 up mtu 1500'
	row 'an MTU that was set back is right within 100 s' "$(within n1 100 "(link=en05; $usable)")"
	row 'the node forwards' "$(within n1 5 'grep -q 1 /proc/sys/net/ipv4/ip_forward')"
	row 'units that failed' "$(on n1 systemctl --failed --plain --no-legend | wc -l)"
}

set_up() { # FUNCTION
	local name
	from bare n1 n2
	for name in n1 n2; do
		"$1" "$name"
		stanza "$name"
	done
}

measure() { # SIDE SET_UP_FUNCTION
	local side=$1
	set_up "$2"
	cold_start
	replugs
	peer_reboots
	left_broken
}

@test "measured: the boot of a machine without either" {
	local side=neither
	set_up true
	boots_alone
}

@test "measured: a guide's files" {
	measure guide follow_the_guide
}

@test "measured: the package" {
	measure tbnet install_tbnet
}

@test "with the package every link is usable, addressed and right again, and nothing failed" {
	run -0 cat "$figures/tbnet"
	refute_line --regexp $'\t(never|no)$'
	assert_line $'units that failed\t0'
	assert_line --regexp $'^the neighbor is switched on: its netdev to usable, s\t[0-9.]+$'
}

@test "the package is less than a second in that boot" {
	# it is half a second: systemd's sandbox, around three processes
	run -0 awk -F'\t' -v boot="$boot" '
		$1 == boot && $2 > 0 { s[FILENAME] = $2; n++ }
		END { print s[ARGV[2]] - s[ARGV[1]]; exit n != 2 || s[ARGV[2]] - s[ARGV[1]] >= 1 }' "$figures/neither" "$figures/tbnet"
}
