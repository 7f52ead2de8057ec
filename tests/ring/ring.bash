# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Three machines in a ring: worlds (tests/udevd/world.bash) of a Debian with its own frr and ifupdown2 and the
# package, cabled n1.en05-n2.en06 (cable a), n2.en05-n3.en06 (b), n3.en05-n1.en06 (c) by veths at MTU 65520.
# Their router ids are 10.100.0.11 to 10.100.0.13.

load ../lib/common.bash
# shellcheck source=tests/udevd/world.bash
. "$TBNET_TOP/tests/udevd/world.bash"

ring=${BATS_FILE_TMPDIR:-}/ring

# The package, unpacked over a Debian with frr and ifupdown2: the trees of the three machines. For setup_suite. RING_SUITE is bookworm
# (FRR 8.4, which has no mgmtd), trixie (10.3), where it is not set, or sid (10.7).
ring_trees() {
	local reason suite=${RING_SUITE:-trixie} root
	reason=$(world_missing)
	[ -z "$reason" ] || fail "no worlds on this machine: $reason"
	root=$("$TBNET_TOP/tests/lib/root" "$suite-net")
	world_package "$suite" "$BATS_SUITE_TMPDIR/installed"
	export RING_TREES="$BATS_SUITE_TMPDIR/installed $root"
}

# on NODE COMMAND...
on() {
	world_run "$ring/$1" "${@:2}"
}

# put NODE PATH - stdin to a file of the node
put() {
	world_put "$ring/$1" "$2"
}

# router_id NODE
router_id() {
	echo "10.100.0.1${1#n}"
}

# ends CABLE - "n1 en05 n2 en06"
ends() {
	case $1 in
	a) echo n1 en05 n2 en06 ;;
	b) echo n2 en05 n3 en06 ;;
	c) echo n3 en05 n1 en06 ;;
	esac
}

# Where the kernel has no dummy, `ip` gives a veth with both ends here instead: it is up, has carrier and an address.
stand_in_dummy() {
	unshare --net ip link add d type dummy 2>&- && return
	on "$1" mv /usr/bin/ip /usr/bin/ip.real
	put "$1" /usr/bin/ip <<- 'END'
		#!/bin/sh
		case "$*" in
		"link add "*" type dummy")
			ip.real link add "$3" type veth peer name "far-$3" && exec ip.real link set "far-$3" up ;;
		esac
		exec ip.real "$@"
	END
	on "$1" chmod +x /usr/bin/ip
}

# ring_start [NODE...] - these machines, or all three, without a cable or a configuration
ring_start() {
	local node
	local -a trees
	read -r -a trees <<< "$RING_TREES"
	[ $# -gt 0 ] || set -- n1 n2 n3
	for node; do
		world_make "$ring/$node" "$node" "${trees[@]}"
		stand_in_dummy "$node"
		on "$node" sysctl -q -w net.ipv4.ip_forward=1
	done
}

ring_stop() {
	local node
	for node in "$ring"/n?; do
		world_stop "$node"
	done
}

# What tbnet-link@.service runs for a link that came, as the unit in the package says it.
link_unit() {
	local line
	local -a words
	while read -r line; do
		read -r -a words <<< "${line//%I/$2}"
		on "$1" env TBNET_PORT=1 TBNET_RESET=no TBNET_CARRIER_WAIT=5 "${words[@]}" > /dev/null 2>&1 || true
	done < <(on "$1" sed -n 's/^ExecStart=[-+]*//p' /usr/lib/systemd/system/tbnet-link@.service | grep -v tbnet-name)
}

# cable NAME - what the kernel and tbnet-up make of a cable that is plugged in: new netdevs, up at MTU 65520
cable() {
	local one if1 other if2
	read -r one if1 other if2 <<< "$(ends "$1")"
	ip link add "$if1" mtu 65520 netns "$(< "$ring/$one/pid")" type veth \
		peer name "$if2" mtu 65520 netns "$(< "$ring/$other/pid")"
	on "$one" ip link set "$if1" up
	on "$other" ip link set "$if2" up
}

# plug NAME - a cable, and at both ends what the package's unit does for it
plug() {
	cable "$1"
	link_units "$1"
}
link_units() {
	local one if1 other if2 unit
	read -r one if1 other if2 <<< "$(ends "$1")"
	link_unit "$one" "$if1" 3>&- &
	unit=$!
	link_unit "$other" "$if2"
	wait "$unit"
}

# long_cable NAME - the same through a bridge, which silence and heal can have carry nothing while both ends keep their carrier
long_cable() {
	local one if1 other if2 end
	read -r one if1 other if2 <<< "$(ends "$1")"
	on "$one" ip link add "$if1" mtu 65520 type veth peer name "$1-1" mtu 65520 netns far
	on "$one" ip link add "$1-end" mtu 65520 type veth peer name "$1-2" mtu 65520 netns far
	nsenter --target "$(< "$ring/$one/pid")" --net ip link set "$1-end" name "$if2" netns "$(< "$ring/$other/pid")"
	on "$one" ip -n far link add "bridge-$1" mtu 65520 type bridge
	on "$one" ip -n far link set "bridge-$1" up
	for end in 1 2; do
		on "$one" ip -n far link set "$1-$end" up master "bridge-$1"
	done
	on "$one" ip link set "$if1" up
	on "$other" ip link set "$if2" up
	link_units "$1"
}
silence() {
	bridge_states "$1" 0
}
heal() {
	bridge_states "$1" 3
}
bridge_states() {
	local one rest
	read -r one rest <<< "$(ends "$1")"
	on "$one" ip netns exec far sh -c 'bridge link set dev "$1-1" state "$2" && bridge link set dev "$1-2" state "$2"' sh "$1" "$2"
}

pull() {
	local one if1 rest
	read -r one if1 rest <<< "$(ends "$1")"
	on "$one" ip link delete "$if1"
}

# as_pve NODE HELLO - what Proxmox VE writes for a fabric tb4 (proxmox-ve-rs, its own test's expectations)
as_pve() {
	local id net
	id=$(router_id "$1")
	net=49.0001.0101.0000.00${id##*.}.00
	put "$1" /etc/network/interfaces <<- 'END'
		auto lo
		iface lo inet loopback
		source /etc/network/interfaces.d/*
	END
	{
		printf 'auto dummy_tb4\niface dummy_tb4 inet static\n\taddress %s/32\n\tlink-type dummy\n\tip-forward 1\n' "$id"
		printf '\nauto %s\niface %s inet static\n\taddress %s/32\n\tip-forward 1\n' en05 en05 "$id" en06 en06 "$id"
	} | put "$1" /etc/network/interfaces.d/sdn
	{
		printf '%s\n' 'frr version 10.3.1' 'frr defaults datacenter' "hostname $1" 'log syslog informational' \
			'service integrated-vtysh-config' '!' "${@:3}" '!' 'router openfabric tb4' " net $net" exit '!' \
			'interface dummy_tb4' ' ip router openfabric tb4' ' openfabric passive' exit '!'
		printf '%s\n' 'interface en05' ' ip router openfabric tb4' " openfabric hello-interval $2" \
			' openfabric csnp-interval 10' exit '!' \
			'interface en06' ' ip router openfabric tb4' " openfabric hello-interval $2" \
			' openfabric csnp-interval 10' exit '!' \
			'access-list pve_openfabric_tb4_ips permit 10.100.0.0/24' '!' \
			'route-map pve_openfabric permit 100' ' match ip address pve_openfabric_tb4_ips' " set src $id" exit '!' \
			'ip protocol openfabric route-map pve_openfabric' '!' 'line vty' '!'
	} | put "$1" /etc/frr/frr.conf
	on "$1" sed -i 's/^fabricd=no/fabricd=yes/' /etc/frr/daemons
}

# ours NODE - tbnet-fabric's block of frr.conf.local, in words of its own
ours() {
	local port other
	printf 'interface %s\n openfabric bfd\nexit\n!\n' en05 en06
	printf '%s\n' 'router openfabric tb4' ' lsp-gen-interval 1' bfd
	for other in n1 n2 n3; do
		for port in en05 en06; do
			[ "$other" = "$1" ] || printf '%s\n' " peer $(router_id "$other") local-address $(router_id "$1") interface $port" \
				'  detect-multiplier 4' '  receive-interval 100' '  transmit-interval 100'
		done
	done
	printf '%s\n' exit '!'
}

# The guide's fabric: Proxmox VE's defaults. Ours: a hello every second, which Proxmox VE has a field for, and the
# block in frr.conf.local, which Proxmox VE puts in front of what it generates.
configure_guide() {
	as_pve "$1" 3
}
configure_tbnet() {
	as_pve "$1" 1 "$(ours "$1")"
	on "$1" sed -i 's/^bfdd=no/bfdd=yes/' /etc/frr/daemons
	put "$1" /etc/tbnet.conf <<- 'END'
		TBNET_FABRIC_PREFIX=10.100.0.0/24
		TBNET_FABRIC_NODES="n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13"
	END
}

# networking NODE - what networking.service does at boot
networking() {
	on "$1" /usr/share/ifupdown2/sbin/start-networking start > "$ring/$1.networking" 2>&1
}

frr() { # NODE start|stop
	on "$1" /usr/lib/frr/frrinit.sh "$2" > "$ring/$1.frr" 2>&1 < /dev/null
}

# vty NODE COMMAND
vty() {
	on "$1" vtysh -c "$2"
}

# route NODE ID - the interface by which the kernel reaches the router id
route() {
	on "$1" ip -j route get "$2" 2>&- | on "$1" jq -r '.[0].dev'
}

# routed NODE... - every node of these has a fabric route to both others
routed() {
	local node other
	for node; do
		for other in n1 n2 n3; do
			[ "$node" = "$other" ] || [[ $(route "$node" "$(router_id "$other")") == en0[56] ]] || return 1
		done
	done
}

# neighbors NODE - how many adjacencies are up
neighbors() {
	vty "$1" 'show openfabric neighbor' | grep -cE ' en0[56] .* Up ' || true
}

# direct - every node reaches both others by the cable between them
direct() {
	[ "$(route n1 10.100.0.12) $(route n1 10.100.0.13) $(route n2 10.100.0.11) $(route n2 10.100.0.13) \
$(route n3 10.100.0.11) $(route n3 10.100.0.12)" = "en05 en06 en06 en05 en05 en06" ]
}

# watched NODE - BFD has a session that is up on both its ports
watched() {
	[ "$(vty "$1" 'show bfd peers json' | on "$1" jq -r '[.[] | select(.status == "up") | .interface] | unique | join(" ")')" = 'en05 en06' ]
}

# settled - every node reaches both others by the cable between them, and BFD watches all six ends
settled() {
	direct && watched n1 && watched n2 && watched n3
}

# dear CABLE - the way over it counts more than the way round
dear() {
	local one if1 other if2
	read -r one if1 other if2 <<< "$(ends "$1")"
	on "$one" vtysh -c 'configure terminal' -c "interface $if1" -c 'openfabric metric 100'
	on "$other" vtysh -c 'configure terminal' -c "interface $if2" -c 'openfabric metric 100'
}

cheap() {
	local one if1 other if2
	read -r one if1 other if2 <<< "$(ends "$1")"
	on "$one" vtysh -c 'configure terminal' -c "interface $if1" -c 'no openfabric metric'
	on "$other" vtysh -c 'configure terminal' -c "interface $if2" -c 'no openfabric metric'
}

# n1 and n3 reach each other by the way round, while the cable between them is dear
through_n2() {
	[ "$(route n1 10.100.0.13) $(route n3 10.100.0.11)" = 'en05 en06' ]
}

now_ms() {
	echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

# pinging NODE ID - pings every 10 ms until pinged
pinging() {
	pings=$ring/pings
	pinger_node=$1
	# with -w ping would end as soon as a node on the way says that it has no route
	background on "$1" timeout -s INT 100 ping -D -i 0.01 "$2" > "$pings" 2>&1
	pinger=$!
	wait_until 5 grep -q 'bytes from' "$pings"
}

# pinged - end it; sets $gap, the longest time without an answer in ms, and $lost, the pings without one
pinged() {
	local end
	on "$pinger_node" pkill -INT -x ping || fail "ping has ended: $(tail -n 3 "$pings")"
	wait "$pinger" || true
	end=$(now_ms)
	gap=$(awk -F '[][]' -v end="$end" '
		/bytes from/ { t = $2 * 1000; if (n++ && t - last > worst) worst = t - last; last = t }
		END { if (end - last > worst) worst = end - last; printf "%d", worst }' "$pings")
	lost=$(sed -nE 's/^([0-9]+) packets transmitted, ([0-9]+) received.*/\1 \2/p' "$pings" | awk '{ print $1 - $2 }')
}

# ring_of_debian - the ring, with the file that ifupdown2 reads on each machine, and all cables in
ring_of_debian() {
	local cable node
	ring_start
	for node in n1 n2 n3; do
		put "$node" /etc/network/interfaces <<- 'END'
			auto lo
			iface lo inet loopback
			source /etc/network/interfaces.d/*
		END
		networking "$node"
	done
	for cable in a b c; do
		cable "$cable"
	done
}

# ring_applied - the same, and tbnet-fabric has applied a fabric with these options to all three
options=(--prefix=10.100.0.0/24 '--nodes=n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13')
ring_applied() {
	local node
	ring_of_debian
	for node in n1 n2 n3; do
		on "$node" tbnet-fabric apply "${options[@]}"
	done
	wait_until 60 settled
}

# is_applied NODE - apply and plan find the fabric of its settings in place
is_applied() {
	run -0 on "$1" tbnet-fabric apply
	assert_line --partial 'is already applied'
	run -0 on "$1" tbnet-fabric plan
	assert_line 'nothing to change in files'
}
