# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-fabric check, apply and undo on a real kernel, with an FRR, an ifupdown2 and a ping that are mocks: what those say
# when something is wrong. The real ones are in tests/ring.
load netns.bash
load fabric.bash

fabric=$TBNET_BIN/tbnet-fabric

# runs DAEMON - a process with its name, and its number in /run/frr
runs() {
	start_as "$BATS_TEST_TMPDIR/$1"
	in_world sh -c 'echo "$1" > "/run/frr/$2.pid"' sh "$started" "$1"
}

frr_says() { # FILE, from stdin
	in_world tee "/run/frr/$1" > "$BATS_TEST_TMPDIR/tee"
}

# neighbors [PORT NAME STATE]...
neighbors() {
	local circuits='' comma=''
	while [ $# -gt 0 ]; do
		circuits+="$comma{\"adj\":\"$2\",\"interface\":\"$1\",\"state\":\"$3\"}"
		comma=,
		shift 3
	done
	frr_says neighbors <<< "{\"areas\":[{\"area\":\"tb4\",\"circuits\":[$circuits]}]}"
}

# n1: both cables, all that apply makes, and routes to n2 and n3
setup() {
	mocks
	mkdir -p "$usr/sbin"
	ln -s ../share/ifupdown2/ifup "$usr/sbin/ifup"
	world_start
	in_world mount -t overlay overlay -o "lowerdir=$usr:/usr" /usr || cannot_run 'no overlayfs'
	in_world mount -t tmpfs tmpfs /var/lib
	in_world mkdir -p /run/frr /run/network /etc/frr /etc/network
	in_world touch /run/network/ifstatelock /run/told
	in_world sh -c 'echo "source /etc/network/interfaces.d/*" > /etc/network/interfaces'
	cable en05 far5
	cable en06 far6
	cable dummy_tb4 far-dummy
	runs fabricd
	runs bfdd
	in_world cp /run/frr/fabricd.pid /run/fabricd
	settings=(TBNET_FABRIC_PREFIX=10.100.0.0/24
		'TBNET_FABRIC_NODES=n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13')
}

teardown() {
	end_background
}

# as_n1 VERB...
as_n1() {
	in_world env "${settings[@]}" "$fabric" --node=n1 "$@"
}

runs_right() {
	local port
	for port in en05 en06 far5 far6 lo; do
		in_world ip link set "$port" up
	done
	as_n1 up > "$BATS_TEST_TMPDIR/up" 2>&1
	in_world ip route add 10.100.0.12/32 proto 197 dev en05
	in_world ip route add 10.100.0.13/32 proto 197 dev en06
	neighbors en05 n2 Up en06 n3 Up
	frr_says config <<- 'END'
		router openfabric tb4
		 lsp-gen-interval 1
		exit
		interface en05
		 openfabric bfd
		exit
		interface en06
		 openfabric bfd
		exit
	END
	sessions en05 up en06 up
}

# sessions [PORT STATUS]... - BFD's
sessions() {
	local list='' comma=''
	while [ $# -gt 0 ]; do
		list+="$comma{\"peer\":\"10.100.0.12\",\"interface\":\"$1\",\"status\":\"$2\"}"
		comma=,
		shift 2
	done
	frr_says sessions <<< "[$list]"
}

# check_says LINE - it is degraded, of which this is the line
check_says() {
	run -3 as_n1 check
	assert_line "$1"
}

all_right='FRR: router openfabric tb4, lsp-gen-interval 1
dummy_tb4: router id is right
en05: neighbor n2 is up, forwarding is right
en06: neighbor n3 is up, forwarding is right
n2: 10.100.0.12 over en05 answers at MTU 65520
n3: 10.100.0.13 over en06 answers at MTU 65520'

@test "check: a fabric that is right, and packets of the full MTU" {
	runs_right
	run -0 as_n1 check
	assert_output "$all_right"
	run -0 in_world grep ping /run/told
	assert_line --index 0 'ping -n -q -c 2 -i 0.2 -W 1 -M do -s 65492 10.100.0.12'
}

@test "check: of both families each has its router id, its forwarding and its route" {
	settings=(TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_PREFIX6=fd00::/64
		'TBNET_FABRIC_NODES=n1=10.100.0.11,fd00::11 n2=10.100.0.12,fd00::12')
	runs_right
	in_world ip route add fd00::12/128 proto 197 dev en05
	run -0 as_n1 check
	assert_line 'n2: fd00::12 over en05 answers at MTU 65520'
	run -0 in_world grep fd00::12 /run/told
	assert_output 'ping -n -q -c 2 -i 0.2 -W 1 -M do -s 65472 fd00::12'
	in_world sh -ec 'cd /proc/sys/net/ipv6/conf; echo 0 > all/forwarding; for file in en05/force_forwarding; do [ ! -e $file ] || echo 0 > $file; done'
	check_says 'en05: does not forward IPv6: packets that go the long way round through this node are lost; next: tbnet-fabric up en05'
	in_world ip route del fd00::12/128 dev en05
	check_says 'n2: no route to fd00::12; next: tbnet-fabric check, on n2'
}

@test "check: an FRR that does not run, or whose number another program has now" {
	runs_right
	in_world rm /run/frr/fabricd.pid
	check_says 'FRR: fabricd does not run; next: systemctl status frr'
	runs watchfrr
	in_world cp /run/frr/{watchfrr,fabricd}.pid
	check_says 'FRR: fabricd does not run; next: systemctl status frr'
	in_world rm -r /etc/frr /run/frr/fabricd.pid
	check_says 'FRR: not installed; next: apt-get install frr frr-pythontools'
}

@test "check: an FRR whose answer is none" {
	runs_right
	in_world touch /run/vtysh-fails
	check_says "FRR: vtysh does not answer; next: vtysh -c 'show openfabric neighbor'"
	# the rest is looked at all the same
	refute_line --partial ': neighbor'
	assert_line 'n2: 10.100.0.12 over en05 answers at MTU 65520'
	in_world rm /run/vtysh-fails
	for text in '%% Unknown command' '[]'; do
		frr_says neighbors <<< "$text"
		check_says "FRR: vtysh does not answer: Bad message; next: vtysh -c 'show openfabric neighbor'"
	done
}

@test "check: a configuration of FRR that has not the fabric, or waits 30 s" {
	runs_right
	frr_says config <<< 'router openfabric tb45'
	check_says 'FRR: "router openfabric tb4" is not in the running configuration; next: tbnet-fabric apply'
	frr_says config <<< $'router openfabric tb4\n lsp-gen-interval 10'
	check_says 'FRR: router openfabric tb4 has lsp-gen-interval 10, not 1: a second change within it costs up to 30 s without a route; next: tbnet-fabric apply'
	# that of another router is its own
	frr_says config <<< $'router openfabric oob\n lsp-gen-interval 1\nexit\nrouter openfabric tb4\nexit\nrouter openfabric storage\n lsp-gen-interval 1'
	check_says 'FRR: router openfabric tb4 has lsp-gen-interval 30, not 1: a second change within it costs up to 30 s without a route; next: tbnet-fabric apply'
}

@test "check: a dummy without the router id of a family, one that is down, and none" {
	settings=(TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_PREFIX6=fd00::/64
		'TBNET_FABRIC_NODES=n1=10.100.0.11,fd00::11 n2=10.100.0.12,fd00::12')
	runs_right
	run -3 as_n1 check
	assert_line 'dummy_tb4: router id is right'
	in_world ip address del fd00::11/128 dev dummy_tb4
	check_says "dummy_tb4: address fd00::11, this node's router id, is missing; next: tbnet-fabric up"
	run -0 as_n1 up
	in_world ip address del 10.100.0.11/32 dev dummy_tb4
	check_says "dummy_tb4: address 10.100.0.11, this node's router id, is missing; next: tbnet-fabric up"
	in_world ip link set dummy_tb4 down
	check_says 'dummy_tb4: down; next: tbnet-fabric up'
	run -0 as_n1 up
	run -3 as_n1 check
	assert_line 'dummy_tb4: router id is right'
	in_world ip link del dummy_tb4
	check_says 'dummy_tb4: missing, so this node has no router id; next: tbnet-fabric apply'
	# guides have it on lo
	in_world ip address add 10.100.0.11/32 dev lo
	in_world ip address add fd00::11/128 dev lo
	run -3 as_n1 check
	assert_line 'lo: router id is right'
}

@test "check: a port that is gone, that is down, and whose peer has not logged in" {
	runs_right
	in_world ip link set far5 down
	in_world ip link set en06 down
	run -3 as_n1 check
	assert_line 'en05: no carrier: the peer has not logged in; next: tbnet-up --wait en05'
	assert_line 'en06: down; next: tbnet-up --wait en06'
	in_world ip link del en05
	check_says 'en05: missing: no cable, or no peer; next: tbnet-name show'
}

@test "check: no neighbor at a port, and one that is not up" {
	runs_right
	neighbors en06 n3 Initializing
	run -3 as_n1 check
	assert_line 'en05: FRR has no neighbor; the MTU is 1500, and FRR needs the same at both ends; next: tbnet-fabric check, on the node at the other end; then: journalctl -u frr -b'
	assert_line 'en06: neighbor n3 is not up: Initializing; the MTU is 1500, and FRR needs the same at both ends; next: tbnet-fabric check, on n3; if it has TBNET_FABRIC_SECRET, this node needs it, too'
	assert_line 'n3: 10.100.0.13 over en06 answers at MTU 65520'
	# a host name with a domain, as FRR has it
	neighbors en05 n2.example.com Up en06 n3.example.com Up
	run -0 as_n1 check
	assert_line 'n3: 10.100.0.13 over en06 answers at MTU 65520'
	neighbors en05 n2 Up en06 n33 Up
	run as_n1 check
	assert_line 'n3: 10.100.0.13 over en06, the long way round, answers at MTU 65520'
	# of two at one port the one that is up counts
	neighbors en05 n3 Down en05 n2 Up en05 n3 Down en06 n3 Up
	run -0 as_n1 check
	assert_output "$all_right"
}

@test "check: forwarding that FRR's own file switches off comes back with apply, not with up alone" {
	runs_right
	in_world sysctl -q -w net.ipv4.conf.en05.forwarding=0
	check_says 'en05: does not forward IPv4: packets that go the long way round through this node are lost; next: tbnet-fabric up en05'
	in_world sh -c 'echo "no ip forwarding" > /etc/frr/frr.conf'
	check_says "en05: does not forward IPv4, which FRR's file switches off: packets that go the long way round through this node are lost; next: tbnet-fabric apply"
	run -0 as_n1 apply
	run -1 in_world grep 'no ip forwarding' /etc/frr/frr.conf
	run -0 as_n1 undo
	run -0 in_world cat /etc/frr/frr.conf
	assert_output 'no ip forwarding'
}

@test "check: a strict rp_filter, which drops what comes by another way, is found where there are two ways" {
	local key
	runs_right
	for key in all en05; do
		in_world sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.en05.rp_filter=0 net.ipv4.conf.en06.rp_filter=2
		in_world sysctl -q -w "net.ipv4.conf.$key.rp_filter=1"
		check_says 'en05: rp_filter is 1 (strict): while two nodes reach each other by different ways, such as after a change of the mesh, this one drops packets; next: sysctl -w net.ipv4.conf.en05.rp_filter=2, and in a file of /etc/sysctl.d'
		refute_line --partial 'en06: rp_filter'
	done
	in_world sysctl -q -w net.ipv4.conf.en05.rp_filter=2
	run -0 as_n1 check
	assert_output "$all_right"
}

# nftables COMMAND... - each is a command of nft; there are no others
nftables() {
	printf '%s\n' 'flush ruleset' "$@" > "$BATS_TEST_TMPDIR/rules"
	in_world nft -f "$BATS_TEST_TMPDIR/rules"
}

@test "check: a firewall that drops what is forwarded, as Docker's and ufw's, is found until a rule accepts the mesh" {
	local rule drops='drops what no rule accepts, and none names the mesh: packets that go the long way round through this node may be lost; next:'
	local -a docker=('add table ip filter' 'add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }' 'add chain ip filter DOCKER-USER'
		'add rule ip filter FORWARD jump DOCKER-USER' 'add rule ip filter DOCKER-USER return' 'add rule ip filter FORWARD iifname docker0 counter packets 1 bytes 1 accept'
		'add chain ip filter ufw-user-limit-accept' 'add rule ip filter ufw-user-limit-accept accept')
	runs_right
	nftables "${docker[@]}"
	check_says "firewall: chain FORWARD of ip filter $drops iptables-nft -I FORWARD -s 10.100.0.0/24 -d 10.100.0.0/24 -j ACCEPT, and the same in the firewall's own configuration"
	for rule in 'FORWARD ip saddr 10.100.0.0/24 accept' 'FORWARD ip daddr 10.0.0.0/8 accept' 'FORWARD iifname en06 accept' 'DOCKER-USER iifname "en*" accept' \
		'DOCKER-USER counter accept' 'FORWARD accept' 'FORWARD oifname { en05, en06 } accept'; do
		nftables "${docker[@]}" "insert rule ip filter $rule"
		run -0 as_n1 check
		assert_output "$all_right"
	done
	nftables 'add table inet mine' 'add chain inet mine pass { type filter hook forward priority 0; policy drop; }' 'add rule inet mine pass ct state established accept'
	run -3 as_n1 check
	assert_line "firewall: chain pass of inet mine $drops nft insert rule inet mine pass ip saddr 10.100.0.0/24 ip daddr 10.100.0.0/24 accept, and the same in the firewall's own configuration"
	# one port forwards nothing for others; nor does this firewall drop IPv4, or what is forwarded
	run as_n1 check --nodes='n1=10.100.0.11,en05 n2=10.100.0.12 n3=10.100.0.13'
	refute_line --partial firewall
	nftables 'add table ip6 filter' 'add chain ip6 filter FORWARD { type filter hook forward priority 0; policy drop; }' \
		'add table ip filter' 'add chain ip filter INPUT { type filter hook input priority 0; policy drop; }'
	run -0 as_n1 check
	assert_output "$all_right"
}

# iptables RULE... - the filter table of iptables-legacy: these chains and rules, as iptables-legacy-save writes them
iptables() {
	in_world "${ip_version:-ip}tables-legacy-save" > /dev/null || cannot_run 'no iptables-legacy'
	printf '%s\n' '*filter' "$@" COMMIT | in_world "${ip_version:-ip}tables-legacy-restore"
}

# What pve-firewall 6.0.4 writes (PVE/Firewall.pm, compile_iptables_filter() and enable_host_firewall()), as far as the mesh meets it:
# with a guest that has the firewall, a management network and corosync.
pve_iptables=(':INPUT ACCEPT' ':FORWARD ACCEPT' ':PVEFW-Drop -' ':PVEFW-FORWARD -' ':PVEFW-FWBR-IN -' ':PVEFW-HOST-IN -' ':PVEFW-INPUT -' ':tap100i0-IN -'
	'-A INPUT -j PVEFW-INPUT' '-A FORWARD -j PVEFW-FORWARD'
	'-A PVEFW-Drop -p icmp -m icmp --icmp-type 3/4 -j ACCEPT'
	'-A PVEFW-FORWARD -m conntrack --ctstate INVALID -j DROP'
	'-A PVEFW-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'
	'-A PVEFW-FORWARD -m physdev --physdev-in fwln+ --physdev-is-bridged -j PVEFW-FWBR-IN'
	'-A PVEFW-FWBR-IN -m physdev --physdev-out tap100i0 --physdev-is-bridged -j tap100i0-IN'
	'-A PVEFW-HOST-IN -i lo -j ACCEPT'
	'-A PVEFW-HOST-IN -m conntrack --ctstate INVALID -j DROP'
	'-A PVEFW-HOST-IN -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'
	'-A PVEFW-HOST-IN -s 192.168.2.0/24 -p tcp -m tcp --dport 8006 -j RETURN'
	'-A PVEFW-HOST-IN -s 192.168.2.12/32 -d 192.168.2.11/32 -p udp -m udp --dport 5404:5405 -j RETURN'
	'-A PVEFW-HOST-IN -j PVEFW-Drop' '-A PVEFW-HOST-IN -j DROP' '-A PVEFW-INPUT -j PVEFW-HOST-IN'
	'-A tap100i0-IN -s 10.100.0.0/24 -p tcp -m tcp --dport 22 -m comment --comment "the mesh, to a guest -j ACCEPT" -j ACCEPT' '-A tap100i0-IN -j DROP')

# What proxmox-firewall 1.2.3 has (resources/proxmox-firewall.nft, firewall.rs), likewise
pve_nftables=('add table inet proxmox-firewall' 'add chain inet proxmox-firewall input { type filter hook input priority filter; policy accept; }'
	'add chain inet proxmox-firewall forward { type filter hook forward priority filter; policy accept; }'
	'add chain inet proxmox-firewall invalid-conntrack' 'add chain inet proxmox-firewall host-forward' 'add chain inet proxmox-firewall cluster-forward'
	'add rule inet proxmox-firewall forward ct state vmap { established : accept, related : accept, invalid : jump invalid-conntrack }'
	'add rule inet proxmox-firewall forward jump host-forward' 'add rule inet proxmox-firewall forward jump cluster-forward')

@test "check: the rules of iptables-legacy are read, too, which Docker has on Proxmox VE" {
	local rule drops='drops what no rule accepts, and none names the mesh: packets that go the long way round through this node may be lost; next:'
	local -a docker=(':FORWARD DROP' ':DOCKER -' ':DOCKER-USER -' '-A FORWARD -j DOCKER-USER' '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'
		'-A FORWARD -o docker0 -j DOCKER' '-A FORWARD -i docker0 ! -o docker0 -p tcp -m tcp --tcp-flags FIN,SYN SYN -j ACCEPT' '-A DOCKER-USER -j RETURN')
	runs_right
	iptables "${docker[@]}"
	check_says "firewall: chain FORWARD of iptables-legacy filter $drops iptables-legacy -I FORWARD -s 10.100.0.0/24 -d 10.100.0.0/24 -j ACCEPT, and the same in the firewall's own configuration"
	for rule in 'FORWARD -s 10.100.0.0/24 -j ACCEPT' 'FORWARD -d 10.0.0.0/8 -j ACCEPT' 'FORWARD -i en06 -j ACCEPT' 'DOCKER-USER -o en+ -j ACCEPT' 'DOCKER-USER -j ACCEPT' \
		'FORWARD -m comment --comment "all of it" -j ACCEPT'; do
		iptables "${docker[@]}" "-I $rule"
		run -0 as_n1 check
		assert_output "$all_right"
	done
	# no rule for a new connection of the mesh
	for rule in 'FORWARD -s 10.200.0.0/16 -j ACCEPT' 'FORWARD -i en0 -j ACCEPT' 'FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT' 'DOCKER -j ACCEPT'; do
		iptables "${docker[@]}" "-I $rule"
		check_says "firewall: chain FORWARD of iptables-legacy filter $drops iptables-legacy -I FORWARD -s 10.100.0.0/24 -d 10.100.0.0/24 -j ACCEPT, and the same in the firewall's own configuration"
	done
	# IPv6's are others
	iptables ':FORWARD ACCEPT'
	ip_version=ip6 iptables ':FORWARD DROP'
	run -0 as_n1 check
	assert_output "$all_right"
}

hangs='drops INVALID packets: a connection through this node hangs if its answers go another way, or if it went another way in between; next:'
allow='pvesh set /nodes/n1/firewall/options --nf_conntrack_allow_invalid 1'

@test "check: Proxmox VE's firewall drops INVALID packets of connections that this node forwards, until it is told not to" {
	runs_right
	iptables "${pve_iptables[@]}"
	check_says "firewall: chain PVEFW-FORWARD of iptables-legacy filter $hangs $allow"
	assert_equal "${#lines[@]}" 7
	# nf_conntrack_allow_invalid
	iptables "${pve_iptables[@]/#-A PVEFW-FORWARD -m conntrack --ctstate INVALID -j DROP/-A PVEFW-FORWARD -m mark --mark 0x1 -j DROP}"
	run -0 as_n1 check
	assert_output "$all_right"
	# an administrator's own rule stands before it
	iptables "${pve_iptables[@]}" '-I FORWARD -s 10.100.0.0/24 -d 10.100.0.0/24 -j ACCEPT'
	run -0 as_n1 check
	assert_output "$all_right"
	# without a ring both directions have the same way; with one port, or two nodes, nothing is forwarded
	iptables "${pve_iptables[@]}"
	for nodes in 'n1=10.100.0.11 n2=10.100.0.12,en05 n3=10.100.0.13,en05' 'n1=10.100.0.11,en05 n2=10.100.0.12 n3=10.100.0.13' 'n1=10.100.0.11 n2=10.100.0.12'; do
		run as_n1 check --nodes="$nodes"
		refute_line --partial firewall
		assert_line 'en05: neighbor n2 is up, forwarding is right'
	done
}

@test "check: so does the firewall of Proxmox VE that uses nftables, and others" {
	runs_right
	nftables "${pve_nftables[@]}" 'add rule inet proxmox-firewall invalid-conntrack drop' 'add rule inet proxmox-firewall cluster-forward accept'
	check_says "firewall: chain invalid-conntrack of inet proxmox-firewall $hangs $allow"
	# before 1.2.0 it looked at no state of what is forwarded
	nftables "${pve_nftables[@]/*vmap*/add rule inet proxmox-firewall input jump invalid-conntrack}" 'add rule inet proxmox-firewall invalid-conntrack drop'
	run -0 as_n1 check
	assert_output "$all_right"
	# nf_conntrack_allow_invalid, and the default of policy_forward
	nftables "${pve_nftables[@]}" 'add rule inet proxmox-firewall cluster-forward accept'
	run -0 as_n1 check
	assert_output "$all_right"
	for rule in 'ct state invalid counter drop' 'ct state invalid,untracked reject' 'ct state { invalid, untracked } drop' 'ct state vmap { invalid : drop }' \
		'ct state & invalid == invalid drop'; do
		nftables 'add table inet mine' 'add chain inet mine pass { type filter hook forward priority 0; }' "add rule inet mine pass $rule"
		check_says "firewall: chain pass of inet mine $hangs nft insert rule inet mine pass ip saddr 10.100.0.0/24 ip daddr 10.100.0.0/24 accept, and the same in the firewall's own configuration"
	done
	for rule in 'ct state established drop' 'ct state invalid tcp dport 22 drop' 'ct state invalid limit rate 1/second drop' 'ct state invalid log' 'ct state vmap { invalid : accept }' 'ct mark 1 drop'; do
		nftables 'add table inet mine' 'add chain inet mine pass { type filter hook forward priority 0; }' "add rule inet mine pass $rule"
		run -0 as_n1 check
		assert_output "$all_right"
	done
	nftables 'flush ruleset'
	in_world iptables-nft -A FORWARD -m conntrack --ctstate INVALID -j DROP
	check_says "firewall: chain FORWARD of ip filter $hangs iptables-nft -I FORWARD -s 10.100.0.0/24 -d 10.100.0.0/24 -j ACCEPT, and the same in the firewall's own configuration"
	in_world iptables-nft -I FORWARD -m comment --comment mine -j ACCEPT
	run -0 as_n1 check
	assert_output "$all_right"
}

@test "check: a forward policy of Proxmox VE's firewall, which is a rule at the end" {
	runs_right
	for rule in drop 'reject with icmpx admin-prohibited'; do
		nftables "${pve_nftables[@]}" "add rule inet proxmox-firewall cluster-forward $rule"
		check_says 'firewall: chain cluster-forward of inet proxmox-firewall drops what no rule accepts, and none names the mesh: packets that go the long way round through this node may be lost; next: pvesh create /cluster/firewall/rules --type forward --action ACCEPT --source 10.100.0.0/24 --dest 10.100.0.0/24 --enable 1'
	done
	nftables "${pve_nftables[@]}" 'add rule inet proxmox-firewall host-forward ip saddr 10.100.0.0/24 ip daddr 10.100.0.0/24 accept' 'add rule inet proxmox-firewall cluster-forward drop'
	run -0 as_n1 check
	assert_output "$all_right"
}

@test "check: what Proxmox VE's firewall may keep from coming in is to be let in by Proxmox VE's firewall" {
	local let="in Proxmox VE's firewall: pvesh create /cluster/firewall/rules --type in --action ACCEPT --source 10.100.0.0/24 --enable 1"
	runs_right
	sessions en05 down
	in_world sh -c 'echo 10.100.0.13 > /run/silent'
	iptables "${pve_iptables[@]}"
	check_says "en06: BFD has no session that is up, so FRR notices a cable that dies silently only after 10 s; next: $let; if it has that, tbnet-fabric check, on n3"
	assert_line "n3: 10.100.0.13 over en06 does not answer; next: tbnet-fabric check, on n3 and each node on the way; if all is right there, $let"
	iptables ':FORWARD ACCEPT'
	nftables "${pve_nftables[@]}"
	check_says "en06: BFD has no session that is up, so FRR notices a cable that dies silently only after 10 s; next: $let; if it has that, tbnet-fabric check, on n3"
}

@test "check: rules of iptables-legacy that cannot be read" {
	runs_right
	iptables "${pve_iptables[@]}"
	mock sbin/iptables-legacy-save <<< 'exit 1'
	in_world mount -t overlay overlay -o "lowerdir=$usr:/usr" /usr
	run -0 as_n1 check
	assert_line 'firewall: cannot read its rules: Operation not permitted'
	in_world rm /run/told
	mock sbin/iptables-legacy-save <<< 'echo "$0 $*" >> /run/told; echo ":FORWARD DROP [0:0"; echo "-A"; echo "-A FORWARD -j"; echo "-A FORWARD -m comment --comment \"x"; echo "-A FORWARD !"'
	run -3 as_n1 check
	assert_line --partial 'firewall: chain FORWARD of iptables-legacy filter drops what no rule accepts'
	run -0 in_world cat /run/told
	assert_line '/usr/sbin/iptables-legacy-save -t filter'
}

@test "check: a port whose neighbor BFD does not watch, and sessions that are down beside one that is up" {
	local late=', so FRR notices a cable that dies silently only after 10 s; next: '
	runs_right
	sessions en05 down en05 up en06 down en07 up
	run -3 as_n1 check
	# a firewall, which both ends would look for at the other one
	assert_line "en06: BFD has no session that is up${late}let UDP port 3784 pass in the firewalls of both nodes, if there are any; else: tbnet-fabric check, on n3"
	refute_line --partial 'en05: BFD'
	in_world sed -i '/openfabric bfd/d' /run/frr/config
	check_says "en06: BFD does not watch the neighbor${late}tbnet-fabric apply"
	# what is no list is no session
	for text in '{}' 'bfdd is not running' '[1]' '[{"interface":1}]'; do
		frr_says sessions <<< "$text"
		run -3 as_n1 check --hello=3
		assert_line --regexp "^en05: .*only after 30 s; next: tbnet-fabric apply"
	done
	assert_line --partial 'en05: BFD does not watch'
	frr_says sessions <<< ''
	check_says "en05: bfdd does not run${late}tbnet-fabric apply"
	# no answer that can be read does not mean that it does not run
	head -c 262144 /dev/zero | tr '\0' ' ' | frr_says sessions
	check_says "en05: cannot tell whether BFD watches the neighbor: Message too long; next: vtysh -c 'show bfd peers'"
}

@test "apply: a bfdd that does not run is started by a reload, and the fabric works without it" {
	in_world rm /run/frr/bfdd.pid
	run -0 as_n1 apply
	assert_line 'tbnet-fabric: bfdd does not run: the fabric works, but notices a cable that dies silently only after 10 hellos; next: apt-get install frr-pythontools, then tbnet-fabric apply'
	runs watchfrr
	run -0 as_n1 apply
	run -0 told
	assert_line 'frrinit reload'
}

@test "check: neighbors of other shapes than FRR's are none, and no control character gets out" {
	local text
	runs_right
	for text in '{}' '{"areas":1}' '{"areas":[1]}' '{"areas":[{"circuits":1}]}' '{"areas":[{"circuits":[1]}]}' \
		'{"areas":[{"circuits":[{"adj":1,"interface":"en05"}]}]}' '{"areas":[{"circuits":[{"interface":"en05"}]}]}'; do
		frr_says neighbors <<< "$text"
		check_says 'en05: FRR has no neighbor; the MTU is 1500, and FRR needs the same at both ends; next: tbnet-fabric check, on the node at the other end; then: journalctl -u frr -b'
	done
	frr_says neighbors <<< '{"areas":[{"circuits":[{"adj":"n2\u001b[2J","interface":"en05","state":"\u0007"}]}]}'
	run -3 as_n1 check
	assert_line --partial 'en05: neighbor n2'
	refute_output --regexp $'[\001-\010\013-\037\177]'
}

@test "check: nodes that are reached by no port, by another one than their cable's, and not at full MTU" {
	runs_right
	in_world ip route replace 10.100.0.12/32 proto 197 dev lo
	check_says 'n2: no route to 10.100.0.12 through a port, only through lo; next: tbnet-fabric check, on n2'
	in_world ip route replace 10.100.0.12/32 proto 197 dev en06
	check_says "n2: 10.100.0.12 is reached through en06, although it is the neighbor on en05; next: vtysh -c 'show ip route 10.100.0.12'"
	in_world ip route del 10.100.0.12/32 dev en06
	check_says 'n2: no route to 10.100.0.12; next: tbnet-fabric check, on n2'
	in_world ip route add 10.100.0.12/32 proto 188 dev en05
	check_says "n2: the route to 10.100.0.12 over en05 is OSPF's, which FRR prefers to OpenFabric's: a cable that dies silently is noticed as late as OSPF does; next: vtysh -c 'configure terminal' -c 'interface en05' -c 'no ip ospf area', and take the same line out of /etc/frr/frr.conf"
	in_world ip route replace 10.100.0.12/32 proto 186 dev en05
	check_says "n2: the route to 10.100.0.12 over en05 is BGP's, which FRR prefers to OpenFabric's: a cable that dies silently is noticed as late as BGP does; next: vtysh -c 'show ip route 10.100.0.12'"
	in_world ip route del 10.100.0.12/32 dev en05
	in_world sh -c 'echo 10.100.0.13 > /run/silent'
	check_says 'n3: 10.100.0.13 over en06 does not answer; next: tbnet-fabric check, on n3 and each node on the way; if all is right there, look for a firewall that drops echoes: nft list ruleset; iptables-save'
	in_world mv /run/silent /run/small
	check_says 'n3: 10.100.0.13 over en06 answers small packets, but none of MTU 65520; next: tbnet-status, on n3 and each node on the way: which link has a smaller MTU?'
}

@test "check: an address in the prefix that is no router id is found, too" {
	runs_right
	in_world ip address add 10.100.0.77/32 dev lo
	check_says 'tbnet-fabric: lo has 10.100.0.77, which is in 10.100.0.0/24 but no router id; a node has one address there: remove it from its stanza, then: ip address del 10.100.0.77 dev lo'
}


# applied - as it is on a node after apply
applied() {
	in_world sh -c 'echo fabricd=no > /etc/frr/daemons'
	run -0 as_n1 apply
	in_world sh -c ': > /run/told'
}

# told - what the mocks were told
told() {
	in_world cat /run/told
}

@test "apply: the files, the interfaces and the running FRR, which is not started again" {
	in_world sh -c 'echo fabricd=no > /etc/frr/daemons'
	run -0 as_n1 apply
	assert_line 'tbnet-fabric: tb4: applied; see: tbnet-fabric check'
	run -0 told
	assert_output 'ifup en05
ifup en06
vtysh -c show running-config
vtysh -b
vtysh -c show running-config'
	run -0 as_n1 apply
	assert_output 'tbnet-fabric: tb4: is already applied, no file was changed; see: tbnet-fabric check'
}

@test "apply: the dummy is ifupdown2's to make, and a port that is not there comes later" {
	in_world ip link del dummy_tb4
	in_world ip link del en06
	run -0 as_n1 apply
	run -0 told
	assert_line --index 0 'ifup dummy_tb4'
	assert_line --index 1 'ifup en05'
	refute_line 'ifup en06'
}

@test "apply: a dummy that ifupdown2 has left without its address gets it" {
	run -0 as_n1 apply
	assert_line 'tbnet-fabric: dummy_tb4: in tb4: 10.100.0.11 and forwarding set'
	run -0 in_world ip -br -4 address show dev dummy_tb4
	assert_output --partial 10.100.0.11/32
}

@test "apply: without ifupdown2, or before it is ready at boot, addresses are set and no ifup is run" {
	in_world rm /run/network/ifstatelock
	run -0 as_n1 apply
	run -0 told
	refute_line --partial ifup
	run -0 in_world ip -br -4 address show dev en05
	assert_output --partial 10.100.0.11/32
}

@test "apply: an ifup that fails is reported, and FRR is not asked for anything" {
	in_world sh -c 'echo en06 > /run/ifup-fails'
	run -1 as_n1 apply
	assert_line 'tbnet-fabric: en06: ifup failed; see: ifup -v en06'
	run -0 told
	refute_line --partial vtysh
}

@test "apply: a port that goes while ifup is at work on it is no failure: it comes later" {
	mock share/ifupdown2/ifup <<- 'END'
		echo "ifup $*" >> /run/told
		[ "$*" != en06 ] || { ip link delete en06; echo 'error: en06: failed to set mtu' >&2; exit 1; }
	END
	run -0 as_n1 apply
	refute_output --partial 'ifup failed'
	assert_line --partial 'tb4: applied; see: tbnet-fabric check'
}

# bats test_tags=exec-fails
@test "apply: an ifup that cannot be run says why" {
	in_world sh -c 'echo ELF > /run/broken; chmod +x /run/broken; mount --bind /run/broken /usr/share/ifupdown2/ifup'
	run -1 as_n1 apply
	assert_line 'tbnet-fabric: en05: ifup failed; see: ifup -v en05: Exec format error'
}

@test "apply: stanzas that no file would source are not written, and the line that sources them is shown" {
	local text
	for text in '' 'source-directory /etc/network/interfaces.d' 'source interfaces.d/*' 'source /etc/network/interfaces.d/*.conf' \
		'source /etc/network/interfaces.d/sdn'; do
		in_world sh -c 'echo "$1" > /etc/network/interfaces' sh "$text"
		run -2 as_n1 apply
		assert_output 'tbnet-fabric: /etc/network/interfaces does not source /etc/network/interfaces.d/tbnet-fabric, which has the router id; add this line to it: source /etc/network/interfaces.d/*'
		run -0 in_world find /etc/network /etc/frr /var/lib -type f
		assert_output '/etc/network/interfaces'
	done
	for text in 'source /etc/network/*.d/tbnet*' 'source /run/more'; do
		in_world sh -c 'echo "$1" > /etc/network/interfaces; echo "source /etc/network/interfaces.d/*" > /run/more' sh "$text"
		run -3 as_n1 plan
		assert_line '+++ /etc/network/interfaces.d/tbnet-fabric'
	done
}

@test "apply: a fabricd that does not run is started, by FRR's script where there is no systemd" {
	in_world rm /run/frr/fabricd.pid
	run -0 as_n1 apply
	run -0 told
	assert_line 'frrinit start'
}

@test "apply: an FRR that runs without fabricd is told to reload" {
	runs watchfrr
	in_world rm /run/frr/fabricd.pid
	run -0 as_n1 apply
	run -0 told
	assert_line 'frrinit reload'
}

@test "apply: with systemd frr.service is started by it, and one that does not start is reported" {
	in_world rm /run/frr/fabricd.pid
	in_world mkdir -p /run/systemd/system
	run -1 as_n1 apply
	assert_line 'tbnet-fabric: fabricd does not run, frr.service could not be reloaded or started; next: apt-get install frr-pythontools, then tbnet-fabric apply; or see: systemctl status frr'
	run -0 told
	assert_line 'systemctl start frr.service'
	refute_line --partial vtysh
}

@test "apply: a start after which fabricd does not run is no success" {
	in_world rm /run/frr/fabricd.pid
	in_world sh -c 'echo 0 > /run/fabricd'
	run -1 as_n1 apply
	assert_line 'tbnet-fabric: fabricd does not run; next: apt-get install frr-pythontools, then tbnet-fabric apply; or see: systemctl status frr'
}

# bats test_tags=exec-fails
@test "apply: an FRR that does not take its file" {
	in_world touch /run/vtysh-fails
	run -1 as_n1 apply
	assert_line 'tbnet-fabric: FRR did not load its file; see: vtysh -b'
	in_world sh -c 'echo ELF > /run/broken; chmod +x /run/broken; mount --bind /run/broken /usr/bin/vtysh'
	run -1 as_n1 apply
	assert_line 'tbnet-fabric: FRR did not load its file; see: vtysh -b: Exec format error'
}

# as seen under load with FRR 10.3
@test "apply: an FRR that takes its file the second time" {
	in_world touch /run/frr-keeps-once
	run -0 as_n1 apply
	assert_line --regexp '^tbnet-fabric: FRR did not accept all of its file; loading it again.*\(attempt 1 of 3\)$'
	run -0 told
	assert_equal "$(grep -c '^vtysh -b$' <<< "$output")" 2
}

@test "apply: an FRR that says it took the file, and did not" {
	in_world touch /run/frr-keeps
	frr_says config <<< 'router openfabric tb4'
	run -1 as_n1 apply
	assert_equal "$(grep -c 'FRR did not accept all of its file; loading it again' <<< "$output")" 2
	assert_line 'tbnet-fabric: FRR does not have the fabric in its running configuration; see: vtysh -b (attempt 3 of 3)'
	frr_says config <<< 'lsp-gen-interval 1'
	run -1 as_n1 apply
	refute_line --partial applied
}

@test "undo: FRR forgets it all, the dummy goes, and the addresses" {
	settings=(TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_PREFIX6=fd00::/64
		'TBNET_FABRIC_NODES=n1=10.100.0.11,fd00::11 n2=10.100.0.12,fd00::12')
	applied
	run -3 as_n1 undo --dry-run
	assert_line '  remove  /etc/network/interfaces.d/tbnet-fabric'
	assert_line 'then the running FRR and the interfaces lose what apply added for the fabric tb4'
	run -0 as_n1 undo
	assert_line 'tbnet-fabric: dummy_tb4: removed'
	assert_line 'tbnet-fabric: en05: router id removed'
	run -0 in_world ip -o address show scope global
	refute_output --regexp '10\.100\.0\.11|fd00::11'
	run -1 in_world ip link show dummy_tb4
	run -0 told
	assert_line 'vtysh -c configure terminal -c interface en06 -c no ipv6 router openfabric tb4'
	assert_line 'vtysh -c configure terminal -c no router openfabric tb4'
	assert_line --index 0 'vtysh -c configure terminal -c interface en05 -c  no openfabric bfd -c exit -c interface en06 -c  no openfabric bfd -c exit -c router openfabric tb4 -c  no lsp-gen-interval -c exit'
	run -0 as_n1 undo
	refute_line --partial taken
	run -0 as_n1 undo --dry-run
	assert_output 'tbnet-fabric: nothing to undo in /var/lib/tbnet/backup'
}

@test "undo: an FRR that does not run has nothing to forget" {
	applied
	in_world rm /run/frr/fabricd.pid
	in_world ip link del en06
	run -0 as_n1 undo
	run -0 told
	refute_output
}

@test "undo: an FRR that still has a part of it is reported, and so is one that gives no answer" {
	applied
	in_world touch /run/frr-keeps
	run -1 as_n1 undo
	assert_line "tbnet-fabric: FRR still has parts of the fabric in its running configuration; see: vtysh -c 'show running-config'"
	in_world rm /run/frr-keeps
	applied
	in_world touch /run/vtysh-fails
	run -1 as_n1 undo
	assert_line "tbnet-fabric: cannot tell whether FRR still has the fabric; see: vtysh -c 'show running-config'"
}

@test "undo: a fabric of somebody else's in FRR is no part of ours" {
	applied
	mock bin/vtysh <<- 'END'
		[ "$*" != '-c show running-config' ] || printf '%s\n' 'interface en07' ' ip router openfabric tb42' exit 'router openfabric tb42' exit
	END
	run -0 as_n1 undo
}

@test "undo: while FRR keeps a part of it the files stay as applied, and the next undo does all" {
	in_world sh -c 'echo fabricd=no > /etc/frr/daemons'
	run -0 as_n1 apply
	in_world touch /run/frr-keeps
	run -1 as_n1 undo
	assert_line 'tbnet-fabric: /etc/frr/frr.conf: applied again'
	run -0 in_world cat /etc/frr/daemons
	assert_output $'fabricd=yes\nbfdd=yes'
	in_world rm /run/frr-keeps
	run -0 as_n1 undo
	assert_line 'tbnet-fabric: /etc/frr/daemons: restored'
	run -0 in_world cat /run/frr/config /etc/frr/daemons
	assert_output 'fabricd=no'
}

@test "undo: an interface that cannot be removed is reported" {
	applied
	run -1 in_world setpriv --bounding-set=-net_admin env "${settings[@]}" "$fabric" --node=n1 undo
	assert_line 'tbnet-fabric: dummy_tb4: cannot be removed: Operation not permitted'
	assert_line 'tbnet-fabric: en05: router id cannot be removed: Operation not permitted'
}

@test "apply and undo of IPv6 alone: no stanza, no address and no forwarding of IPv4" {
	settings=(TBNET_FABRIC_PREFIX6=fd00::/64 'TBNET_FABRIC_NODES=n1=fd00::11 n2=fd00::12')
	run -0 as_n1 apply
	run -0 in_world cat /etc/network/interfaces.d/tbnet-fabric
	refute_output --partial 'inet static'
	assert_output --partial 'ip6-forward 1'
	run -0 in_world ip -o -6 address show dev en05 scope global
	assert_output --partial fd00::11/128
	run -0 as_n1 undo
	run -0 in_world ip -o -6 address show dev en05 scope global
	refute_output --partial fd00::11
}

@test "what is killed by a signal has not answered" {
	runs_right
	printf '#!/bin/sh\nkill -9 $$\n' > "$usr/bin/vtysh.new"
	chmod +x "$usr/bin/vtysh.new"
	in_world mount --bind "$usr/bin/vtysh.new" /usr/bin/vtysh
	check_says "FRR: vtysh does not answer; next: vtysh -c 'show openfabric neighbor'"
}

@test "check: FRR is asked first: a port without an address is no fault while its neighbor is up" {
	runs_right
	in_world ip address del 10.100.0.11/32 dev en05
	in_world ip route replace 10.100.0.12/32 proto 197 dev en05
	run -0 as_n1 check
	assert_output "$all_right"
	neighbors en06 n3 Up
	check_says 'en05: FRR has no neighbor that is up; address 10.100.0.11 is missing, and FRR before 10.3.1 needs it; next: tbnet-fabric up en05'
	# the router id with the length of a network is not it
	in_world ip address add 10.100.0.11/30 dev en05
	check_says 'en05: FRR has no neighbor that is up; address 10.100.0.11 is missing, and FRR before 10.3.1 needs it; next: tbnet-fabric up en05'
}

@test "check: each path of a route is asked by itself" {
	runs_right
	in_world ip route replace 10.100.0.12/32 proto 197 nexthop dev en05 nexthop dev en06
	neighbors en05 n2 Up en06 n2 Up
	run -0 as_n1 check
	assert_line 'n2: 10.100.0.12 over en05 answers at MTU 65520'
	assert_line 'n2: 10.100.0.12 over en06 answers at MTU 65520'
	run -0 in_world grep '^ping.*10.100.0.12' /run/told
	assert_output --partial -- '-I en06 10.100.0.12'
	in_world sh -c 'echo en06 > /run/silent-by'
	check_says 'n2: 10.100.0.12 over en06 does not answer; next: tbnet-fabric check, on n2 and each node on the way; if all is right there, look for a firewall that drops echoes: nft list ruleset; iptables-save'
	assert_line 'n2: 10.100.0.12 over en05 answers at MTU 65520'
}

@test "plan after apply shows what other settings change, take out and add, line by line" {
	applied
	run -0 as_n1 plan
	assert_line 'nothing to change in files'
	run -3 as_n1 plan --hello=3 --interfaces=en05
	assert_line --partial 'ports en05'
	assert_line '- openfabric hello-interval 1'
	assert_line '+ openfabric hello-interval 3'
	assert_line '-interface en06'
	run -3 as_n1 plan --interfaces='en05 en06 en07'
	assert_line '+interface en07'
	refute_line '-interface en06'
	run -3 as_n1 plan --prefix6=fd00::/64 --nodes='n1=10.100.0.11,fd00::11 n2=10.100.0.12,fd00::12'
	assert_line '+ ipv6 router openfabric tb4'
	# lines of the administrator's around the block, which goes to the end
	in_world sh -c 'cd /etc/frr && { echo hostname n1; cat frr.conf; echo "log syslog"; } > new && mv new frr.conf'
	run -3 as_n1 plan --hello=3
	assert_line '+log syslog'
	refute_line '-hostname n1'
}

@test "apply and undo are for root" {
	for verb in apply undo; do
		run -1 in_world unshare --user env "${settings[@]}" "$(for_anybody tbnet-fabric)" --node=n1 "$verb"
		assert_output "tbnet-fabric: only root can change the system's files"
	done
}

@test "apply: files that cannot be written leave FRR and the interfaces alone" {
	in_world mount -t tmpfs -o ro none /etc/frr
	run -1 as_n1 apply
	assert_line --partial 'nothing was changed: cannot change'
	run -0 told
	refute_output
}

@test "undo: one line of the fabric that FRR keeps is not forgotten" {
	applied
	in_world touch /run/frr-keeps
	frr_says config <<< ' ip router openfabric tb4'
	run -1 as_n1 undo
	assert_line --partial 'FRR still has parts of the fabric'
}

@test "up: the router id comes beside the same address in a network, and another node's is refused by plan in each family" {
	settings=(TBNET_FABRIC_PREFIX=10.100.0.0/24 TBNET_FABRIC_PREFIX6=fd00::/64
		'TBNET_FABRIC_NODES=n1=10.100.0.11,fd00::11 n2=10.100.0.12,fd00::12')
	in_world ip address add 10.100.0.11/30 dev en05
	in_world ip address add 192.0.2.1/24 dev en05
	run -0 as_n1 up en05
	run -0 in_world ip -o -4 address show dev en05
	assert_output --partial 10.100.0.11/32
	in_world ip address del 10.100.0.11/30 dev en05
	in_world ip address add fd00::12/128 dev en06
	run -2 as_n1 plan
	assert_output --partial 'en06 has fd00::12, the router id of n2'
}

@test "plan: lines that the administrator added at the end of our file of stanzas would go" {
	applied
	in_world sh -c 'printf "# mine\\n\\n# more\\n" >> /etc/network/interfaces.d/tbnet-fabric'
	run -3 as_n1 plan
	assert_line '-# mine'
	assert_line '-# more'
	refute_line --partial '+auto'
}

@test "apply: it waits for another ifup, unless its lock shows that none can ever be taken" {
	mock share/ifupdown2/ifup <<- 'END'
		echo "ifup $*" >> /run/told
		[ $(grep -c "ifup $*" /run/told) -ge 2 ] || exit 89
	END
	run -0 as_n1 apply
	assert_line --partial 'another ifup or ifreload is running, attempt 2 in'
	in_world sh -c ': > /run/told; : > /run/network/.lock'
	run -0 as_n1 apply
	assert_line --partial 'another ifup or ifreload is running'
	in_world sh -c ': > /run/told; mount --bind /run/network /run/network && mount -o remount,ro,bind /run/network'
	run -1 as_n1 apply
	assert_line 'tbnet-fabric: en05: ifup failed; see: ifup -v en05: Read-only file system'
}

# speed_of IF SPEED - what sysfs has of its cable: Gb/s for each of two lanes
speed_of() {
	in_world sh -c 'echo "$2 Gb/s" > "/sys/devices/pci0000:00/0000:00:0d.${1#en0}/domain$((${1#en0} - 5))/$((${1#en0} - 5))-0/$((${1#en0} - 5))-1/rx_speed"' sh "$1" "$2"
}

# metrics - of both ports, as FRR runs them
metrics() {
	in_world cat /run/frr/config |
		awk '/^interface/ { port = $2; m[port] = "-" } /openfabric metric/ { m[port] = $3 } END { print m["en05"], m["en06"] }'
}

with_speeds() {
	runs_right
	in_world mount -t tmpfs tmpfs /sys
	printf '%s\n' 'controller 0000:00:0d.5' 'controller 0000:00:0d.6' 'cable 0000:00:0d.5 1 en05 5' 'cable 0000:00:0d.6 1 en06 6' |
		in_world bash "$TBNET_TOP/tests/lib/sysfs" /sys
	in_world sed -i 's/^interface.*/&\n ip router openfabric tb4/' /run/frr/config
	mock bin/vtysh <<- 'END'
		echo "vtysh $*" >> /run/told
		case "$*" in
		*'show running-config'*) cat /run/frr/config ;;
		*' -c no openfabric metric') sed -i "/^interface $(echo "$*" | sed 's/.*interface \(en0.\).*/\1/')/,/^exit/{/metric/d}" /run/frr/config ;;
		*' -c openfabric metric '*) sed -i "/^interface $(echo "$*" | sed 's/.*interface \(en0.\).*/\1/')/,/^exit/{/metric/d; s/^interface.*/&\n openfabric metric $(echo "$*" | sed 's/.* //')/}" /run/frr/config ;;
		esac
	END
	in_world sh -c ': > /run/told'
}

# a minute is over for each port
undamped() {
	in_world sh -c 'rm -f /run/tbnet/metric-*-since'
}

@test "up: good cables need no metric, and FRR is not asked" {
	with_speeds
	run -0 as_n1 up
	run -0 told
	refute_output
	assert_equal "$(metrics)" '- -'
}

@test "up: a cable that fell back to 10 Gb/s counts as four good ones, and as a good one again when it is" {
	with_speeds
	speed_of en05 5.0
	run -0 as_n1 up
	assert_output 'tbnet-fabric: en05: metric 40, for a cable of 10 Gb/s'
	assert_equal "$(metrics)" '40 -'
	run -0 as_n1 up en05
	refute_output
	speed_of en05 20.0
	# a change a minute ago or less has to do
	run -0 as_n1 up en05
	refute_output
	undamped
	run -0 as_n1 up en05
	assert_output 'tbnet-fabric: en05: metric 10, for a cable of 40 Gb/s'
	assert_equal "$(metrics)" '- -'
	speed_of en06 40.0
	run -0 as_n1 up
	assert_equal "$(metrics)" '- 5'
	# an FRR that starts again has none
	in_world sed -i /metric/d /run/frr/config
	undamped
	run -0 as_n1 up
	assert_equal "$(metrics)" '- 5'
}

@test "up: a metric of the administrator's stays, also in place of ours" {
	with_speeds
	speed_of en05 5.0
	in_world sed -i 's/^interface en05/&\n openfabric metric 7/' /run/frr/config
	run -0 as_n1 up
	assert_equal "$(metrics)" '7 -'
	speed_of en06 10.0
	run -0 as_n1 up
	assert_equal "$(metrics)" '7 20'
	in_world sed -i 's/openfabric metric 20/openfabric metric 99/' /run/frr/config
	undamped
	run -0 as_n1 up
	speed_of en06 20.0
	run -0 as_n1 up
	assert_equal "$(metrics)" '7 99'
}

@test "up: a metric that FRR does not take is reported, and the link is up all the same" {
	with_speeds
	speed_of en05 5.0
	in_world sh -c 'printf "#!/bin/sh\ncase \"\$*\" in *show*) cat /run/frr/config ;; esac\n" > /run/vtysh; chmod +x /run/vtysh; mount --bind /run/vtysh /usr/bin/vtysh'
	run -0 as_n1 up en05
	assert_output "tbnet-fabric: en05: cannot set metric 40; see: vtysh -c 'show running-config': Input/output error"
	# a port without OpenFabric, an FRR that is off, and a speed that is none are no reason to say anything
	undamped
	in_world sed -i '/ip router/d' /run/frr/config
	run -0 as_n1 up
	refute_output
	speed_of en05 x
	run -0 as_n1 up
	refute_output
	speed_of en05 5.0
	in_world rm /run/frr/fabricd.pid
	run -0 as_n1 up
	refute_output
}
