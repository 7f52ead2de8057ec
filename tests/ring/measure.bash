# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a mesh does when cables go and come back, with the configuration that tbnet-fabric gives, and beside it with that
# of the guide, in the same run and at the same time. Times in ms. tests/ring asserts of it what a busy machine does not
# blur, tests/bench prints it.

# measure_all - fills figures_of guide and tbnet. Each mesh has a ring of its own and its own time to wait in.
measure_all() {
	local mesh bad=0
	local -A jobs
	for mesh in guide tbnet guide-one tbnet-one; do
		run_mesh "$mesh" > "$BATS_FILE_TMPDIR/$mesh.log" 2>&1 3>&- &
		jobs[$mesh]=$!
	done
	for mesh in "${!jobs[@]}"; do
		wait "${jobs[$mesh]}" || {
			bad=1
			tail -n 20 "$BATS_FILE_TMPDIR/$mesh.log"
		}
	done
	return "$bad"
}

run_mesh() {
	ring=$BATS_FILE_TMPDIR/$1
	mkdir -p "$ring"
	trap 'end_background; ring_stop' EXIT
	# 31 s without a change: the next one is a first one for lsp-gen-interval 30
	case $1 in
	guide) measure configure_guide 31 1 ;;
	guide-one) measure_one configure_guide 31 ;;
	tbnet-one) measure_one configure_tbnet 5 ;;
	tbnet)
		measure configure_tbnet 5 3
		fifty_times
		;;
	esac
}

# value guide|tbnet KEY
value() {
	cat "$BATS_FILE_TMPDIR/$1/figures" "$BATS_FILE_TMPDIR/$1-one/figures" | sed -n "s/^$2 //p"
}

# bars_table - both, side by side; with what ours is to be on a machine that has nothing else to do, and whether it is
bars_table() {
	local key bar what ours met
	printf '%-56s%9s%9s%7s%6s\n' "FRR $(value tbnet frr)" guide tbnet bar met
	while read -r key bar what; do
		ours=$(value tbnet "$key")
		met=yes
		[ "$ours" -le "$bar" ] || met=NO
		printf '%-56s%9s%9s%7s%6s\n' "$what" "$(value guide "$key")" "$ours" "$bar" "$met"
	done <<- 'END'
		quiet-cut 350 cable pulled, network quiet: without a route, ms
		second-cut 350 cable pulled within 30 s of a change, ms
		start-one 4000 FRR starts on one node: to all routes, ms
		start-all 4000 FRR starts on all three at once: to all routes, ms
		replug 3000 cable back: to the direct path (best of 1, 3), ms
		replug-lost 0 cable back: packets lost
		silent-cut 500 cable dies and keeps its carrier: without a route, ms
		reboot-lost 0 node on the way reboots, after tbnet-drain: lost
		fifty-restarted 0 back 50 times: restarts of FRR
		fifty-grown 2048 back 50 times: growth of FRR, KiB
		fifty-missing 0 back 50 times: adjacencies that are not there
	END
}

# first_ms MS COMMAND... - how long it took until the command succeeded; the bound where it did not
first_ms() {
	local begin bound=$1
	begin=$(now_ms)
	shift
	until "$@"; do
		[ $(($(now_ms) - begin)) -lt "$bound" ] || break
		sleep 0.02
	done
	echo $(($(now_ms) - begin))
}

# each COMMAND... - for all three nodes at a time: COMMAND n1, ...
each() {
	local node pid
	local -a pids=()
	for node in n1 n2 n3; do
		"$@" "$node" 3>&- &
		pids+=("$!")
	done
	for pid in "${pids[@]}"; do
		wait "$pid"
	done
}

figure() {
	echo "$1 $2" >> "$ring/figures"
}

# cut_while_pinging MS [silence] - n2 pinged from n1 while the cable between them is pulled, or carries nothing any more, until
# it answers by the other way, or to the bound; sets $gap and $lost
cut_while_pinging() {
	pinging n1 10.100.0.12
	sleep 0.2
	"${2:-pull}" a
	first_ms "$1" sound 10.100.0.12 > "$ring/waited"
	sleep 0.5
	pinged
}

# sound ID - the last pings have answers
sound() {
	[ "$(on n1 ping -c 3 -i 0.02 -W 1 "$1" 2>&- | grep -c 'bytes from')" -eq 3 ]
}

# ring_up CONFIGURE - three machines, booted and cabled, FRR not yet started
ring_up() {
	local cable
	rm -f "$ring/figures"
	ring_start
	each "$1"
	for cable in a b c; do
		cable "$cable"
	done
	each networking
}

# The two that run know each other's way.
two_routed() {
	[ "$(route n2 10.100.0.13) $(route n3 10.100.0.12)" = "en05 en06" ]
}

# measure_one CONFIGURE SECONDS - a node boots while the other two run
measure_one() {
	local begin pid
	ring_up "$1"
	frr_start n2 3>&- &
	pid=$!
	frr_start n3
	wait "$pid"
	wait_until 60 two_routed
	sleep "$2"
	begin=$(now_ms)
	frr_start n1
	first_ms 60000 routed n1 n2 n3 > "$ring/waited"
	figure start-one $(($(now_ms) - begin))
	wait_until 60 direct
	measure_reboot "$1"
	wait_until 60 direct
	[ "$1" != configure_tbnet ] || each has_bfd
	[ "$1" != configure_tbnet ] || wait_until 60 settled
	cut_while_pinging 60000 silence
	figure silent-cut "$gap"
}

# has_bfd NODE - what tbnet-fabric-up.service does after a start of FRR where Proxmox VE is: at its start fabricd takes no "openfabric bfd" of a
# port before the port is in the fabric
has_bfd() {
	ours "$1" | put "$1" /root/ours
	on "$1" vtysh -f /root/ours
}

# measure_reboot CONFIGURE - n1 and n3 reach each other through n2, which goes, and comes back; the cable a is one that can
# be silenced then
measure_reboot() {
	dear c
	wait_until 60 through_n2
	pinging n1 10.100.0.13
	[ "$1" != configure_tbnet ] || on n2 tbnet-drain apply
	pull a
	pull b
	sleep 1
	pinged
	figure reboot-lost "$lost"
	on n2 tbnet-drain undo
	cheap c
	plug b
	long_cable a
}

# measure CONFIGURE SECONDS TIMES - after so many SECONDS without a change one counts as the first (lsp-gen-interval);
# so many TIMES a cable comes back, of which the quickest counts: other programs share this machine
measure() {
	local quiet=$2 times=$3 begin
	ring_up "$1"
	begin=$(now_ms)
	each frr_start
	first_ms 60000 routed n1 n2 n3 > "$ring/waited"
	figure start-all $(($(now_ms) - begin))
	figure frr "$(vty n1 'show version' | sed -n 's/^FRRouting \([^ ]*\) .*/\1/p')"
	wait_until 60 direct
	sleep "$quiet"
	cut_while_pinging 40000
	figure quiet-cut "$gap"
	replug
	for ((; times > 1; times--)); do
		sleep 2
		pull a
		sleep 2
		replug
	done
	figure replug "$(sort -n "$ring/replugs" | sed 's/ .*//; q')"
	figure replug-lost "$(awk '{ s += $2 } END { print s }' "$ring/replugs")"
	sleep 4
	cut_while_pinging 40000
	figure second-cut "$gap"
	plug a
}

frr_start() {
	frr "$1" start
}

# replug - the cable of n1 and n2 comes back, n2 pinged meanwhile: ms to the direct path and packets lost, a line more
replug() {
	local begin ms
	pinging n1 10.100.0.12
	begin=$(now_ms)
	plug a
	first_ms 60000 direct > "$ring/waited"
	ms=$(($(now_ms) - begin))
	sleep 0.5
	pinged
	echo "$ms $lost" >> "$ring/replugs"
}

# frr_kib - resident KiB of FRR's daemons on n1
frr_kib() {
	on n1 ps -o rss= -C zebra,mgmtd,fabricd,staticd,watchfrr | awk '{ s += $1 } END { print s }'
}
frr_pids() {
	on n1 pgrep -x 'zebra|mgmtd|fabricd|staticd|watchfrr' | paste -sd ' '
}

# fifty_times - cable a comes and goes; of FRR on n1: restarts, growth in KiB
fifty_times() {
	local i pids kib
	wait_until 30 direct
	pids=$(frr_pids)
	for ((i = 1; i <= 50; i++)); do
		pull a
		plug a
		[ $((i % 10)) -ne 0 ] || wait_until 30 direct
		# what FRR needs once for a link that comes back is no growth
		[ "$i" -ne 10 ] || kib=$(frr_kib)
	done
	figure fifty-grown $(($(frr_kib) - kib))
	figure fifty-restarted "$([ "$pids" = "$(frr_pids)" ] && echo 0 || echo 1)"
	figure fifty-missing $((2 - $(neighbors n1)))
}
