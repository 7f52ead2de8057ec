# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a mesh does with one configuration, as "key value" lines in $ring/figures. Times in ms.

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

# cut_while_pinging MS - n2 pinged from n1 while the cable between them is pulled, until it answers by the other way,
# or to the bound; sets $gap and $lost
cut_while_pinging() {
	pinging n1 10.100.0.12
	sleep 0.2
	pull a
	first_ms "$1" sound 10.100.0.12 > "$ring/waited"
	sleep 0.5
	pinged
}

# sound ID - the last pings have answers
sound() {
	[ "$(on n1 ping -c 3 -i 0.02 -W 1 "$1" 2>&- | grep -c 'bytes from')" -eq 3 ]
}

# measure CONFIGURE SECONDS TIMES - after so many SECONDS without a change one counts as the first (lsp-gen-interval);
# so many TIMES a cable comes back, of which the quickest counts: other programs share this machine
measure() {
	local configure=$1 quiet=$2 times=$3 cable begin
	rm -f "$ring/figures"
	ring_start
	each "$configure"
	for cable in a b c; do
		cable "$cable"
	done
	each networking
	begin=$(now_ms)
	each frr_start
	first_ms 60000 routed n1 n2 n3 > "$ring/waited"
	figure start-all $(($(now_ms) - begin))
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
	figure fifty-neighbours "$(neighbours n1)"
}

value() { # FILE KEY
	sed -n "s/^$2 //p" "$1"
}
