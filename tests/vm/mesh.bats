#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# bats file_tags=long
# The mesh on the real driver: tbnet-fabric applied on machines with ifupdown2 and FRR, cables, a reboot, a lost logout.

load vm.bash
load mesh.bash

# The cable from n1 to n2 goes: whole seconds from the end of n1's interface to the route by n3, by n1's own clock.
# In the shell's words and ip's: a poll must cost the machine less than what it waits for.
pull_and_time() {
	cable n1 2 0
	on -t 300 n1 'while [ -e /sys/class/net/en05 ]; do sleep 0.1; done
		read -r begin rest < /proc/uptime
		until ip -o route get 10.100.0.12 2>&1 | grep -qw "dev en06"; do sleep 0.1; done
		read -r end rest < /proc/uptime
		echo $((${end%.*} - ${begin%.*}))'
}

put_back() {
	cable n1 2 1
	wait_usable n1 en05
	wait_usable n2 en05
	wait_until 600 goes_by n1 n2 en05
}

@test "the fabric of three: every router id at full MTU, by the cable between the two" {
	from meshed n1 n2 n3
	all_right 600 n1 n2 n3
	goes_by n1 n2 en05
	goes_by n1 n3 en06
	goes_by n2 n3 en06
	reaches n1 n2 n3
	reaches n2 n1 n3
	reaches n3 n1 n2
}

@test "a cable is pulled, put back, and pulled again at once: the way round each time, FRR not restarted" {
	local name seconds back daemons='' now=''
	from meshed n1 n2 n3
	all_right 600 n1 n2 n3
	for name in n1 n2 n3; do daemons+="$name: $(frr_daemons "$name") "; done
	assert_regex "$daemons" fabricd

	seconds=$(pull_and_time)
	note "pulled: n1 has the way round $seconds s after its interface is gone"
	wait_gone n2 en05
	wait_until 600 goes_by n2 n1 en06
	reaches n1 n2
	reaches n2 n1
	put_back
	back=$SECONDS

	# fabricd's own lsp-gen-interval would have this wait until 30 s after the last change
	seconds=$(pull_and_time)
	note "pulled again, $((SECONDS - back)) s later it is done: $seconds s after the interface is gone"
	[ "$seconds" -le 10 ] || fail "without a route for $seconds s"
	reaches n1 n2
	wait_gone n2 en05
	put_back
	all_right 600 n1 n2 n3
	reaches n1 n2 n3
	for name in n1 n2 n3; do now+="$name: $(frr_daemons "$name") "; done
	assert_equal "$now" "$daemons"
}

@test "a node of the fabric reboots: the other two reach each other meanwhile, and all is as before" {
	local daemons
	from meshed n1 n2 n3
	all_right 600 n1 n2 n3
	daemons="$(frr_daemons n1) $(frr_daemons n3)"
	reboot n2
	goes_by n1 n3 en06
	all_right 600 n1 n2 n3
	reaches n2 n1 n3
	reaches n1 n2
	run -0 on n2 systemctl --failed --plain --no-legend
	refute_output
	# what made the mesh at that boot is that boot's own: nobody restarted FRR
	run -0 on n2 systemctl show -p NRestarts --value frr
	assert_output 0
	assert_equal "$(frr_daemons n1) $(frr_daemons n3)" "$daemons"
}

@test "a port that comes back has its router ids and forwards, of IPv6, too, without ifupdown2's help" {
	from installed n1 n2
	on n1 "printf '%s\n' TBNET_FABRIC_PREFIX=$prefix TBNET_FABRIC_PREFIX6=fd00:100::/64 \
		TBNET_FABRIC_NODES=n1=10.100.0.11,fd00:100::11,en05 >> /etc/tbnet.conf"
	cable n1 2 0
	wait_gone n1 en05
	wait_gone n2 en05
	cable n1 2 1
	wait_usable n1 en05
	wait_settled n1 en05
	run -0 on n1 'cat /proc/sys/net/ipv4/conf/en05/forwarding /proc/sys/net/ipv6/conf/en05/forwarding
		ip -o address show dev en05 scope global | grep -o "10.100.0.11/32\|fd00:100::11/128"'
	assert_output $'1\n1\n10.100.0.11/32\nfd00:100::11/128'
}

# When the minute's look ended last; nothing while one is at work.
look_ended() { # NAME
	on "$1" "systemctl show -p ExecMainExitTimestampMonotonic --value tbnet-check.service | grep -vx 0"
}
looked_since() { # NAME END
	local end
	end=$(look_ended "$1") && [ "$end" != "$2" ]
}

# n1 does not hear that n2 goes; n2 waits 10 s for the answer.
lose_logout() {
	local before
	# a look of n1's has just ended: the next one, most of a minute later, is to find all of what follows, and not half of it
	before=$(look_ended n1 || true)
	wait_until 150 looked_since n1 "$before"
	cable n1 2 2
	on n2 'ip link set en05 down'
	cable n1 2 1
	on n2 'ip link set en05 up; sleep 4'
	run -0 on n2 cat /sys/class/net/en05/carrier
	assert_output 0
	run -0 on n1 cat /sys/class/net/en05/carrier
	assert_output 1
}

@test "a link works again by itself within 90 s after a lost logout, with nobody touching anything" {
	local daemons begin
	local nodes='n1=10.100.0.11,en05 n2=10.100.0.12,en05'
	from installed n1 n2
	set_up_fabric n1
	set_up_fabric n2
	all_right 600 n1 n2
	# a look knows the peer: only then a silence means something
	wait_until 120 on n1 'grep peer6= /run/tbnet/link-en05'
	daemons="$(frr_daemons n1) $(frr_daemons n2)"
	lose_logout
	begin=$SECONDS
	wait_usable n2 en05 $((begin + 90 - SECONDS))
	note "usable again after $((SECONDS - begin)) s"
	wait_usable n1 en05
	all_right 600 n1 n2
	reaches n1 n2
	assert_equal "$(frr_daemons n1) $(frr_daemons n2)" "$daemons"
	# it was the look of the end with carrier, once
	run -0 on n1 'journalctl -q -b -o cat TBNET_ACTION=reset'
	assert_output --regexp '^en05: half-open: .*; reset$'
	run -0 on n2 'journalctl -q -b -o cat TBNET_ACTION=reset'
	refute_output
}
