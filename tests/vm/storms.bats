#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Cables that come and go all the time: nothing is missed, nothing is left over.
# bats file_tags=long

load vm.bash

# What a storm must leave as it was: the names, and that nothing failed.
what_is_there() { # NAME
	on "$1" 'cd /etc/systemd/network && sha256sum $(ls); systemctl --failed --plain --no-legend'
}

all_cables() { # NAME 0|1
	on "$1" "for knob in /sys/bus/pci/devices/0000:00:0d.[23]/tbhw_port[13]/cable; do echo $2 > \$knob; done"
}

all_gone() { # NAME
	on "$1" "$(polls 0.2 'set -- /sys/class/net/en0[5-8]; [ ! -e "$1" ]')"
}

# What hellos do on a real mesh: something is sent on each link, whenever it is there. One process, not
# eight new ones each half second.
speaks() { # NAME
	on "$1" "systemd-run -q --unit=hellos python3 -c '$hellos'"
}
hellos='
import socket, time
hello = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
while True:
    for name in ("en05", "en06", "en07", "en08"):
        try:
            hello.sendto(b"hello", ("ff02::1", 9, 0, socket.if_nametoindex(name)))
        except OSError:
            pass
    time.sleep(0.5)
'

# All four as they must be (a link that is born half-open is reset by the next look, within two minutes), and the numbers that the kernel gave them this time.
all_usable() { # NAME
	on -t 240 "$1" "$(polls 0.3 "missing=; for link in en05 en06 en07 en08; do $usable || { missing=\$link; break; }; done
		[ -z \"\$missing\" ]"); cat /sys/class/net/en0[5-8]/ifindex"
}

@test "after each of 200 replugs both ends have the link again, under its name" {
	local round name number before_p1 before_p2 ports began=$SECONDS
	local -A last=([p1]=0 [p2]=0)
	from installed p1 p2
	in_parallel speaks p1 p2
	before_p1=$(what_is_there p1)
	before_p2=$(what_is_there p2)
	# of a controller's two ports the one that came first at the installation has the first name
	ports=$(plugged p1)
	for ((round = 1; round <= 50; round++)); do
		all_cables p1 0
		in_parallel all_gone p1 p2
		all_cables p1 1
		for name in p1 p2; do
			run -0 all_usable "$name"
			assert_equal "${#lines[@]}" 4
			# each is new: no replug went unseen
			for number in "${lines[@]}"; do
				[ "$number" -gt "${last[$name]}" ] || fail "round $round: $name still has number $number, of ${last[$name]}"
			done
			last[$name]=$(printf '%s\n' "${lines[@]}" | sort -n | tail -n 1)
		done
	done
	note "50 times four cables in $((SECONDS - began)) s"
	for name in p1 p2; do
		for link in en05 en06 en07 en08; do wait_settled "$name" "$link" 180; done
	done
	run -0 what_is_there p1
	assert_output "$before_p1"
	run -0 what_is_there p2
	assert_output "$before_p2"
	run -0 plugged p1
	assert_output "$ports"
	assert_equal "${#lines[@]}" 4
}

# For so many seconds, each tenth of one (or as soon as the last one has returned) the next "FILE TEXT" is written.
paced='
import sys, time
begin = time.monotonic()
count = 0
while (now := time.monotonic()) < begin + int(sys.argv[1]):
    path, text = sys.argv[2 + count % (len(sys.argv) - 2)].split()
    try:
        with open(path, "w") as file:
            file.write(text)
    except OSError as error:
        print(error, file=sys.stderr)
    count += 1
    time.sleep(max(0, begin + count * 0.1 - time.monotonic()))
print(count)
'

# And then udev catches up: emulated, it needs a second for what takes a tenth.
storm() { # NAME SECONDS "FILE TEXT"...
	local name=$1
	shift
	on -t 150 "$name" "python3 -c '$paced' $(printf "'%s' " "$@")"
	on -t 400 "$name" udevadm settle --timeout=380
}

# udev has caught up, and tbnet-check has corrected what it can.
one_link_is_right() { # WHAT_N1 WHAT_N2
	for name in n1 n2; do
		on -t 200 "$name" udevadm settle --timeout=180
		wait_usable "$name" en05
		wait_settled "$name" en05
		address "$name" "10.0.0.${name#n}/24" en05
	done
	wait_until 200 full_size_ping n1 10.0.0.2
	full_size_ping n2 10.0.0.1
	run -0 what_is_there n1
	assert_output "$1"
	run -0 what_is_there n2
	assert_output "$2"
}

@test "a cable that comes or goes ten times a second for a minute is a link when it stays" {
	local n1 n2 knob=/sys/bus/pci/devices/0000:00:0d.2/tbhw_port1/cable
	from installed n1 n2
	n1=$(what_is_there n1)
	n2=$(what_is_there n2)
	run -0 storm n1 60 "$knob 0" "$knob 1"
	note "$output changes of the cable"
	[ "$output" -ge 550 ] || fail "only $output changes in a minute"
	cable n1 2 1
	one_link_is_right "$n1" "$n2"
}

@test "a driver that leaves and takes its device as fast as it can has the link when it stays" {
	local n1 n2 born service drivers=/sys/bus/thunderbolt/drivers/thunderbolt-net
	from installed n1 n2
	n1=$(what_is_there n1)
	n2=$(what_is_there n2)
	service=$(on n1 "ls $drivers | grep -e -")
	born=$(on n1 cat /sys/class/net/en05/ifindex)
	run -0 storm n1 20 "$drivers/unbind $service" "$drivers/bind $service"
	note "$output changes: unbound or bound"
	on n1 "[ -e $drivers/$service ] || echo $service > $drivers/bind"
	wait_usable n1 en05
	run -0 on n1 cat /sys/class/net/en05/ifindex
	note "$((output - born)) interfaces later"
	# two changes make one
	[ "$output" -ge $((born + 30)) ] || fail "no storm: from $born to $output"
	one_link_is_right "$n1" "$n2"
}

@test "a cable that is put back while the link's unit is still being stopped: the unit runs all the same" {
	from installed n1 n2
	on n1 "mkdir /etc/systemd/system/tbnet-link@.service.d
		printf '%s\n' '[Service]' ExecStopPost='/bin/sleep 40' > /etc/systemd/system/tbnet-link@.service.d/slow.conf
		systemctl daemon-reload"
	cable n1 2 0
	wait_gone n1 en05
	cable n1 2 1
	wait_usable n1 en05
	on n1 "journalctl -q -b -o cat _PID=1 | grep 'Requested transaction contradicts existing jobs'"
	wait_settled n1 en05
	run -0 on n1 'journalctl -q -b -o cat -t tbnet-check'
	assert_output 'en05: systemd has not run tbnet-link@en05.service for it (it drops a start while a stop is pending); started it now'
}

@test "a unit that waits for its turn in systemd is not taken for one that was dropped" {
	from installed n1 n2
	on n1 "mkdir /etc/systemd/system/tbnet-link@.service.d
		printf '%s\n' '[Unit]' After=before.service > /etc/systemd/system/tbnet-link@.service.d/late.conf
		printf '%s\n' '[Service]' Type=oneshot ExecStart='/bin/sleep infinity' TimeoutStartSec=infinity > /etc/systemd/system/before.service
		systemctl daemon-reload && systemctl --no-block start before.service"
	cable n1 2 0
	wait_gone n1 en05
	cable n1 2 1
	wait_until 180 on n1 'systemctl show --property=Job --value tbnet-link@en05.service | grep -qx "[1-9][0-9]*"'
	wait_until 180 on n1 'tbnet-check --verbose 2>&1 | grep "systemd has a job for"'
	on n1 systemctl stop before.service
	wait_settled n1 en05
	run -0 on n1 'journalctl -q -b -o cat -t tbnet-check'
	refute_output
}
