# SPDX-License-Identifier: GPL-2.0-or-later
# Proxmox VE's firewall (the one that uses nftables, which needs no program in the machines) in a ring of real FRR: what it drops of
# the mesh, and that what tbnet-fabric check advises is a remedy.
load ring.bash

setup_file() {
	ring_applied
}

teardown_file() {
	ring_stop
}

# FRR 10.7 may still be about to use the cable that the last test made cheap again
setup() {
	wait_until 60 settled
}

teardown() {
	local node
	end_background
	for node in n1 n2 n3; do
		in_net "$node" nft flush ruleset
	done
	cheap c
}

# in_net NODE COMMAND... - a program of this machine in the node's network
in_net() {
	nsenter --target "$(< "$ring/$1/pid")" --net "${@:2}" 3>&-
}
background_in_net() {
	background nsenter --target "$(< "$ring/$1/pid")" --net "${@:2}"
}

# pve NODE [RULE...] - what proxmox-firewall 1.2.3 has for a host (resources/proxmox-firewall.nft, firewall.rs), with its defaults, and
# these rules of cluster.fw
pve() {
	in_net "$1" nft -f - <<- END
		flush ruleset
		add table inet proxmox-firewall
		add chain inet proxmox-firewall input { type filter hook input priority filter; policy accept; }
		add chain inet proxmox-firewall forward { type filter hook forward priority filter; policy accept; }
		add chain inet proxmox-firewall invalid-conntrack
		add chain inet proxmox-firewall cluster-in
		add chain inet proxmox-firewall cluster-forward
		add rule inet proxmox-firewall input iifname lo accept
		add rule inet proxmox-firewall input icmp type { destination-unreachable, source-quench, time-exceeded } accept
		add rule inet proxmox-firewall input icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept
		add rule inet proxmox-firewall input ct state vmap { invalid : jump invalid-conntrack, established : accept, related : accept }
		add rule inet proxmox-firewall input meta l4proto igmp accept
		add rule inet proxmox-firewall input udp dport 5405-5412 accept
		add rule inet proxmox-firewall input icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-router-advert, nd-neighbor-advert, nd-redirect } accept
		add rule inet proxmox-firewall input jump cluster-in
		add rule inet proxmox-firewall forward ct state vmap { invalid : jump invalid-conntrack, established : accept, related : accept }
		add rule inet proxmox-firewall forward jump cluster-forward
		add rule inet proxmox-firewall invalid-conntrack drop
		$(printf 'add rule inet proxmox-firewall %s\n' "${@:2}" 'cluster-in drop' 'cluster-forward accept')
	END
}

unwatched() {
	! watched n1 && ! watched n2 && ! watched n3
}

# met NODE - it has two neighbors, and routes to both
met() {
	[ "$(neighbors "$1")" = 2 ] && routed "$1"
}

@test "Proxmox VE's firewall as it comes drops BFD and echoes, but not OpenFabric: check says so, and its rule lets them pass" {
	local node rule='cluster-in ip saddr 10.100.0.0/24 accept' remedy
	remedy="in Proxmox VE's firewall: pvesh create /cluster/firewall/rules --type in --action ACCEPT --source 10.100.0.0/24 --enable 1"
	for node in n1 n2 n3; do
		pve "$node"
	done
	wait_until 60 unwatched
	for node in n1 n2 n3; do
		wait_until 60 met "$node"
	done
	run -3 on n1 tbnet-fabric check "${options[@]}"
	assert_line "en05: BFD has no session that is up, so FRR notices a cable that dies silently only after 10 s; next: $remedy; if it has that, tbnet-fabric check, on n2"
	assert_line "n3: 10.100.0.13 over en06 does not answer; next: tbnet-fabric check, on n3 and each node on the way; if all is right there, $remedy"
	for node in n1 n2 n3; do
		pve "$node" "$rule"
	done
	wait_until 60 settled
	run -3 on n1 tbnet-fabric check "${options[@]}"
	refute_line --partial BFD
	refute_line --partial 'does not answer'
	assert_line --partial 'drops INVALID packets'
}

# listen NODE ADDRESS - says what it gets back
listen() {
	background_in_net "$1" python3 -c '
import socket, sys, threading
s = socket.create_server((sys.argv[1], 6800))
def serve(c):
    while d := c.recv(1 << 20):
        c.sendall(d)
while True:
    threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()' "$2"
}

# talk NODE FROM TO - a connection; each number of bytes from $words makes a round trip, of which $rounds has one word
talk() {
	words=$(mktemp -u "$BATS_TEST_TMPDIR/words.XXXXXX")
	rounds=$BATS_TEST_TMPDIR/rounds
	mkfifo "$words"
	exec {talking}<> "$words"
	: > "$rounds"
	background_in_net "$1" python3 -uc '
import socket, sys
s = socket.create_connection((sys.argv[2], 6800), 10, (sys.argv[1], 0))
for line in open(sys.argv[3]):
    left = int(line)
    try:
        while left:
            s.sendall(b"x" * 10000); left -= 10000
            got = 0
            while got < 10000: got += len(s.recv(10000 - got))
        print("there and back")
    except TimeoutError:
        print("nothing for 10 s")
        break' "$2" "$3" "$words" > "$rounds"
}

# round BYTES WORDS - a round trip ends like this
round() {
	local before
	before=$(wc -l < "$rounds")
	echo "$1" >&"$talking"
	wait_until 60 more_than "$before"
	run -0 tail -n 1 "$rounds"
	assert_output "$2"
}
more_than() {
	[ "$(wc -l < "$rounds")" -gt "$1" ]
}

# made_by_n2_and_back - n1 and n3 make a connection while the cable between them is not used, use it, and lose it again
by_n2_and_back() {
	dear c
	wait_until 60 through_n2
	wait_until 60 in_net n1 ping -c 1 -W 1 10.100.0.13
	talk n1 10.100.0.11 10.100.0.13
	round 100000 'there and back'
	cheap c
	wait_until 60 direct
	round 30000000 'there and back'
	dear c
	wait_until 60 through_n2
}

@test "a connection that was made by the way round, and comes back to it, hangs where that drops INVALID packets; check says so before" {
	pve n2 'cluster-in accept'
	run -3 on n2 tbnet-fabric check "${options[@]}"
	assert_line 'firewall: chain invalid-conntrack of inet proxmox-firewall drops INVALID packets: a connection through this node hangs if its answers go another way, or if it went another way in between; next: pvesh set /nodes/n2/firewall/options --nf_conntrack_allow_invalid 1'
	listen n3 10.100.0.13
	by_n2_and_back
	round 100000 'nothing for 10 s'
}

@test "a connection whose answers come by another way hangs there, too" {
	pve n2 'cluster-in accept'
	listen n3 10.100.0.13
	# as in a ring of four, where each end chooses among two ways
	on n1 vtysh -c 'configure terminal' -c 'interface en06' -c 'openfabric metric 100'
	wait_until 60 n1_by_n2
	talk n1 10.100.0.11 10.100.0.13
	round 100000 'nothing for 10 s'
	in_net n2 nft flush chain inet proxmox-firewall invalid-conntrack
	talk n1 10.100.0.11 10.100.0.13
	round 100000 'there and back'
}
n1_by_n2() {
	[ "$(route n1 10.100.0.13) $(route n3 10.100.0.11)" = 'en05 en05' ]
}

@test "it goes on with the option that check names" {
	pve n2 'cluster-in accept'
	in_net n2 nft flush chain inet proxmox-firewall invalid-conntrack
	run -0 on n2 tbnet-fabric check "${options[@]}"
	listen n3 10.100.0.13
	by_n2_and_back
	round 100000 'there and back'
}
