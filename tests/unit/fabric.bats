# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-fabric plan: what it refuses, and the texts that it makes. The texts are compared with those that Proxmox VE's own
# tests expect for the same fabric (proxmox-ve-rs, fabric tests "dualstack" and "ipv6_only"; pve-network's openfabric_fabric).
load private.bash

fabric=$TBNET_BIN/tbnet-fabric

setup() {
	need_private
}

# plan OPTION... - in a namespace without any address, with FRR installed as far as can be seen, and no ifupdown2
plan() {
	private 'mkdir /etc/frr; exec "$@"' "$fabric" plan "$@"
}

# ring NODES [OPTION...] - of 10.100.0.0/24, as seen on n1
ring() {
	plan --prefix=10.100.0.0/24 --nodes="$1" --node=n1 "${@:2}"
}

# refused WHY NODES [OPTION...]
refused() {
	run -2 ring "${@:2}"
	assert_output "tbnet-fabric: $1"
}

# part FILE - what the plan has for a file that was not there, but for our marks
part() {
	awk -v file="$1" '/^\+\+\+ / { on = $2 == file; next } on && /^\+/' <<< "$output" | sed 's/^+//; /tbnet-fabric \(begin\|end\)/d'
}

three='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'

@test "the plan names the node, its router id, its ISO address and its ports" {
	run -3 ring "$three"
	assert_line --index 0 'n1: fabric tb4, router id 10.100.0.11, NET 49.0001.0101.0000.0011.00, ports en05 en06'
}

@test "the ISO address is Proxmox VE's, whatever the number of digits" {
	local address net
	while read -r address net; do
		run -3 plan --prefix="${address%.*}.0/24" --nodes="n1=$address" --node=n1
		assert_line --index 0 --partial " NET $net, "
	done <<- 'END'
		192.168.1.100 49.0001.1921.6800.1100.00
		10.10.2.245 49.0001.0100.1000.2245.00
		1.1.1.1 49.0001.0010.0100.1001.00
		172.20.3.1 49.0001.1720.2000.3001.00
	END
	run -3 plan --prefix6=a:b::/75 --nodes='n1=a:b::a' --node=n1
	assert_line --index 0 'n1: fabric tb4, router id a:b::a, NET 49.0001.0000.0000.000a.00, ports en05 en06'
}

@test "FRR's configuration for both families is what Proxmox VE writes, and lsp-gen-interval" {
	run -3 plan --name=uwu --prefix=192.168.2.0/24 --prefix6=2001:db8::/64 --hello=4 --csnp=10 --node=pve \
		--nodes='pve=192.168.2.8,2001:db8::1,ens19,ens20 pve1=192.168.2.9,2001:db8::2'
	run -0 part /etc/frr/frr.conf
	assert_output "$(cat <<- 'END'
		!
		router openfabric uwu
		 net 49.0001.1921.6800.2008.00
		 lsp-gen-interval 1
		exit
		!
		interface dummy_uwu
		 ip router openfabric uwu
		 ipv6 router openfabric uwu
		 openfabric passive
		exit
		!
		interface ens19
		 ip router openfabric uwu
		 ipv6 router openfabric uwu
		 openfabric hello-interval 4
		 openfabric csnp-interval 10
		 openfabric bfd
		exit
		!
		interface ens20
		 ip router openfabric uwu
		 ipv6 router openfabric uwu
		 openfabric hello-interval 4
		 openfabric csnp-interval 10
		 openfabric bfd
		exit
		!
		ipv6 access-list pve_openfabric_uwu_ip6s permit 2001:db8::/64
		!
		access-list pve_openfabric_uwu_ips permit 192.168.2.0/24
		!
		route-map pve_openfabric permit 100
		 match ip address pve_openfabric_uwu_ips
		 set src 192.168.2.8
		exit
		!
		route-map pve_openfabric6 permit 110
		 match ipv6 address pve_openfabric_uwu_ip6s
		 set src 2001:db8::1
		exit
		!
		ip protocol openfabric route-map pve_openfabric
		!
		ipv6 protocol openfabric route-map pve_openfabric6
	END
	)"
}

@test "BFD watches every port, with timers for each session of IPv4: 100 ms, four times" {
	run -3 ring 'n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13,en07'
	run -0 part /etc/frr/frr.conf
	assert_line ' openfabric bfd'
	run -0 sed -n '/^bfd$/,$p' <<< "$output"
	assert_output "$(echo bfd
		for session in 12,en05 12,en06 13,en05 13,en06; do
			printf ' peer 10.100.0.%s local-address 10.100.0.11 interface %s\n' "${session%,*}" "${session#*,}"
			printf '  %s\n' 'detect-multiplier 4' 'receive-interval 100' 'transmit-interval 100'
		done
		echo exit)"
	# link-local addresses of IPv6 are not known before
	run -3 ring 'n1=10.100.0.11,fd00::1 n2=10.100.0.12,fd00::2' --prefix6=fd00::/64
	assert_line '+ openfabric bfd'
	refute_line --partial 'peer '
	run -3 ring 'n1=10.100.0.11'
	refute_line --partial 'peer '
}

@test "of IPv6 alone nothing speaks of IPv4" {
	run -3 plan --name=uwu --prefix6=a:b::/75 --nodes='n1=a:b::a n2=a:b::b' --node=n1
	refute_line --regexp '^[+] *(ip |access-list|route-map pve_openfabric )'
	assert_line '+route-map pve_openfabric6 permit 100'
}

@test "the settings of /etc/tbnet.conf are used, and options are stronger" {
	run -3 with_conf "$fabric" plan --node=n2 --name=mesh <<- 'END'
		TBNET_FABRIC=other
		TBNET_FABRIC_PREFIX=10.100.0.0/24
		TBNET_FABRIC_NODES="n1=10.100.0.11 n2=10.100.0.12"
		TBNET_FABRIC_INTERFACES=en07
		TBNET_FABRIC_HELLO=3
	END
	assert_line 'tbnet-fabric: FRR is not installed; before apply: apt-get install frr frr-pythontools'
	assert_line 'n2: fabric mesh, router id 10.100.0.12, NET 49.0001.0101.0000.0012.00, ports en07'
	assert_line '+ openfabric hello-interval 3'
}

@test "a router id outside of the prefix, or one that is no host's, is refused" {
	refused 'n2: 10.100.1.1 is outside of 10.100.0.0/24 (TBNET_FABRIC_PREFIX)' 'n1=10.100.0.11 n2=10.100.1.1'
	refused 'n1: 10.100.0.0 is the first address of 10.100.0.0/24, not a host'"'"'s' 'n1=10.100.0.0'
	refused 'n1: 10.100.0.255 is the last address of 10.100.0.0/24, not a host'"'"'s' 'n1=10.100.0.255'
	run -3 ring 'n1=10.100.0.254'
	run -3 plan --prefix=10.100.0.12/31 --nodes='n1=10.100.0.12 n2=10.100.0.13' --node=n1
}

@test "what no node can be reached by is refused as a router id, and what leads nowhere as a port" {
	local prefix address what
	while read -r prefix address what; do
		run -2 plan --prefix="$prefix" --nodes="n1=$address" --node=n1
		assert_output "tbnet-fabric: n1: $address is $what, not a host's"
	done <<- 'END'
		224.0.0.0/24 224.0.0.5 a multicast address
		127.0.0.0/8 127.0.1.1 a loopback address
		169.254.0.0/16 169.254.1.1 a link-local address
		0.0.0.0/8 0.1.2.3 an address of "this network"
		240.0.0.0/8 240.1.2.3 a reserved address
	END
	run -2 plan --prefix6=ff05::/64 --nodes=n1=ff05::5 --node=n1
	assert_output "tbnet-fabric: n1: ff05::5 is a multicast address, not a host's"
	run -2 plan --prefix6=fe80::/64 --nodes=n1=fe80::5 --node=n1
	assert_output "tbnet-fabric: n1: fe80::5 is a link-local address, not a host's"
	refused 'n1: lo leads to no other node: name the ports of the cables, such as en05' 'n1=10.100.0.11,lo'
	refused 'n1: dummy_tb4 leads to no other node: name the ports of the cables, such as en05' 'n1=10.100.0.11,en05,dummy_tb4'
}

@test "two router ids of IPv6 that make one ISO address are refused; beside IPv4 they do not matter" {
	run -2 plan --prefix6=fd00::/16 --nodes='n1=fd00:1::5 n2=fd00:2::5' --node=n1
	assert_output 'tbnet-fabric: n1 and n2 have the same last 48 bits in fd00:1::5 and fd00:2::5; OpenFabric makes the node'"'"'s NET of these bits, so they must differ'
	run -3 plan --prefix6=fd00::/16 --prefix=10.100.0.0/24 --nodes='n1=fd00:1::5,10.100.0.11 n2=fd00:2::5,10.100.0.12' --node=n1
}

@test "duplicates are refused, of names, addresses and ports" {
	refused 'TBNET_FABRIC_NODES: n2 appears twice' "$three n2=10.100.0.14"
	refused 'n1 and n3 have the same address, 10.100.0.11' 'n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.11'
	refused 'n1 and n2 have the same address, fd00::1' 'n1=10.100.0.1,fd00::1 n2=10.100.0.2,fd00::1' --prefix6=fd00::/64
	refused 'n1: en05 appears twice' 'n1=10.100.0.11,en05,en06,en05'
}

@test "an address in a family without a prefix, and a prefix without an address, are refused" {
	refused 'TBNET_FABRIC_PREFIX6: n1 has an address, but TBNET_FABRIC_PREFIX6 is not set' 'n1=10.100.0.11,fd00::1'
	refused 'n2: no address of IPv6 in fd00::/64' 'n1=10.100.0.11,fd00::1 n2=10.100.0.12' --prefix6=fd00::/64
	run -2 plan --nodes="$three" --node=n1
	assert_output 'tbnet-fabric: TBNET_FABRIC_PREFIX: not set; the prefix with all router ids, for instance 10.100.0.0/24'
}

@test "the guide's /30 addresses of ports are refused" {
	local line='remove it, since a port uses the router id, and a /30 of the prefix may belong to another node'
	refused "n1: en05 has an address of its own, 10.100.0.5/30: $line" 'n1=10.100.0.11,en05:10.100.0.5/30'
	refused "n1: en06 has an address of its own, 10.100.0.13/30: $line" 'n1=10.100.0.11,en05,en06@10.100.0.13/30'
	refused 'n1: 10.100.0.11/24: a router id is one address, without /24' 'n1=10.100.0.11/24'
	refused 'n1: a second IPv4 address, 10.100.0.5: a node has one, its router id, which its ports share' \
		'n1=10.100.0.11,10.100.0.5'
}

@test "names that Proxmox VE does not take are refused" {
	local name
	for name in t tb4-mesh1 -tb tb- 'tb 4' tb_4 'tb4;x'; do
		refused "TBNET_FABRIC: \"$name\" is not 2 to 8 letters, digits and hyphens with no hyphen at an end" "$three" --name="$name"
	done
	for name in tb tb4-mesh 4a; do
		run -3 ring "$three" --name="$name"
	done
	refused 'TBNET_FABRIC_NODES: "n2.example.com" cannot be the name of a node' 'n1=10.100.0.11 n2.example.com=10.100.0.12'
	refused 'TBNET_FABRIC_NODES: "n_2" cannot be the name of a node' 'n1=10.100.0.11 n_2=10.100.0.12'
	refused 'TBNET_FABRIC_NODES: "n2" is not NAME=ADDRESS, as in n1=10.100.0.11' 'n1=10.100.0.11 n2'
}

@test "a port whose name would be more than a name in FRR's or ifupdown2's files is refused" {
	local name
	for name in 'en05$(id)' 'en 05' 'en05;' '!' 0123456789abcdef; do
		run -2 ring 'n1=10.100.0.11' --interfaces="x ${name// /;}"
		assert_output --partial 'is neither an IP address nor the name of an interface'
	done
	run -2 ring 'n1=10.100.0.11' --interfaces=$'x en05\nexit'
	assert_output 'tbnet-fabric: TBNET_FABRIC_INTERFACES: "x en05?exit" is not plain text'
}

@test "a prefix that is none, or that has bits of a host, is refused" {
	run -2 plan --prefix=10.100.0.1/24 --nodes="$three"
	assert_output 'tbnet-fabric: TBNET_FABRIC_PREFIX: 10.100.0.1/24 is an address in a network; the prefix is 10.100.0.0/24'
	for prefix in 10.100.0.0 10.100.0.0/33 fd00::/64 x /24 10.100.0/24; do
		run -2 plan --prefix="$prefix" --nodes="$three"
		assert_output "tbnet-fabric: TBNET_FABRIC_PREFIX: \"$prefix\" is not an IPv4 prefix such as 10.100.0.0/24"
	done
}

@test "hello and csnp have Proxmox VE's bounds" {
	refused 'TBNET_FABRIC_HELLO: "0" is not a time from 1 to 600 s, such as 90, 90s or 5min' "$three" --hello=0
	refused 'TBNET_FABRIC_CSNP: "601" is not a time from 1 to 600 s, such as 90, 90s or 5min' "$three" --csnp=601
}

@test "a machine that is none of the nodes is reported" {
	run -2 plan --prefix=10.100.0.0/24 --nodes="$three" --node=n4
	assert_output 'tbnet-fabric: this machine is not in TBNET_FABRIC_NODES; if it has another name there: --node'
}

@test "a usage error is one line" {
	run -2 "$fabric"
	assert_line --index 0 'Usage: tbnet-fabric init|plan|apply|undo|check|up [WORD...] [OPTION...]'
	run -2 "$fabric" paln
	assert_output "tbnet-fabric: unrecognized verb 'paln'; try --help"
	run -2 "$fabric" up en05 en06
	assert_output "tbnet-fabric: unexpected argument 'en06'; try --help"
	run -2 ring "$three" en05
	assert_output "tbnet-fabric: unexpected argument 'en05'; try --help"
}

@test "without a fabric, up has nothing to do and says nothing" {
	run -0 private 'exec "$@"' "$fabric" up en05
	refute_output
}

@test "more nodes or ports than there are, and a second address of either family, are refused" {
	local many
	many=$(for n in {1..16}; do echo "n$n=10.100.0.$n"; done | paste -sd ' ')
	run -3 ring "$many"
	refused 'TBNET_FABRIC_NODES: more than 16 nodes' "$many n17=10.100.0.17"
	many=$(seq -s, -f 'en%g' 1 8)
	run -3 ring "n1=10.100.0.11,$many"
	refused 'n1: more than 8 interfaces' "n1=10.100.0.11,$many,en9"
	refused 'n1: a second IPv6 address, fd00::2: a node has one, its router id, which its ports share' 'n1=10.100.0.11,fd00::1,fd00::2' --prefix6=fd00::/64
	refused 'n1: "en05:x" is neither an IP address nor the name of an interface' 'n1=10.100.0.11,en05:x'
	refused 'n1: no address of IPv4 in 10.100.0.0/24' 'n1=fd00::1' --prefix6=fd00::/64
	refused 'TBNET_FABRIC_NODES: not set; for instance "n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13" in /etc/tbnet.conf, or --nodes' ' '
	refused 'n1: "x!" is neither an IP address nor the name of an interface' 'n1=10.100.0.11' --interfaces='x!'
}

@test "a prefix of any length counts to the bit, and one of IPv6 is no IPv4" {
	run -3 plan --prefix=10.100.0.0/23 --nodes='n1=10.100.1.5' --node=n1
	run -2 plan --prefix=10.100.0.0/25 --nodes='n1=10.100.0.200' --node=n1
	assert_output 'tbnet-fabric: n1: 10.100.0.200 is outside of 10.100.0.0/25 (TBNET_FABRIC_PREFIX)'
	for prefix in 10.100.0.0/24 fd00:: x "fd00::/129" "$(printf '%060d' 0)/64"; do
		run -2 plan --prefix6="$prefix" --nodes='n1=fd00::1'
		assert_output "tbnet-fabric: TBNET_FABRIC_PREFIX6: \"$prefix\" is not an IPv6 prefix such as fd00:100::/64"
	done
	run -2 plan --prefix6=fd00::1/64 --nodes='n1=fd00::1'
	assert_output 'tbnet-fabric: TBNET_FABRIC_PREFIX6: fd00::1/64 is an address in a network; the prefix is fd00::/64'
}

@test "without --node this machine is the one of its host name, up to the first dot" {
	for name in n1 n1.lan.example; do
		run -3 unshare "${user_namespace[@]}" --mount --net --uts sh -c 'mount -t tmpfs tmpfs /etc; mkdir /etc/frr; hostname "$1"; shift; exec "$@"' sh "$name" \
			"$fabric" plan --prefix=10.100.0.0/24 --nodes="$three"
		assert_line --index 0 --partial 'n1: fabric tb4'
	done
}

@test "up of what cannot be an interface is a usage error, and of a port that is not this node's nothing" {
	run -2 private 'exec "$@"' "$fabric" up en/05 --prefix=10.100.0.0/24 --nodes="$three" --node=n1
	assert_output 'tbnet-fabric: "en/05" cannot be the name of an interface'
	run -0 private 'exec "$@"' "$fabric" up en07 --prefix=10.100.0.0/24 --nodes="$three" --node=n1
	run -0 private 'exec "$@"' "$fabric" up en07 --prefix=10.100.0.0/24 --nodes="$three" --node=n9
	run -2 private 'exec "$@"' "$fabric" undo --prefix=10.100.0.0/24 --nodes=x
}

# plan_with SCRIPT - with FRR, and what the script makes of /etc
plan_with() {
	private "mkdir /etc/frr; cd /etc/frr; $1"'; exec "$@"' "$fabric" plan --prefix=10.100.0.0/24 --nodes="$three" --node=n1
}

# not_touched FILE WHY SCRIPT
not_touched() {
	run -1 plan_with "$3"
	assert_output "tbnet-fabric: nothing was changed in $1: $2"
}

@test "a file of FRR's that is a link, has hard links, is too large or no text is not touched, and why is reported" {
	local file
	for file in daemons frr.conf; do
		not_touched "/etc/frr/$file" 'it is a symbolic link, or not a regular file' "ln -s other $file"
		not_touched "/etc/frr/$file" 'it is a symbolic link, or not a regular file' "mkdir $file"
		not_touched "/etc/frr/$file" 'it has hard links' "touch other; ln other $file"
		not_touched "/etc/frr/$file" 'it is too large' "truncate -s 32M $file"
		not_touched "/etc/frr/$file" 'it has a NUL byte' "printf 'a\\0b' > $file"
	done
}

@test "half of our marks in frr.conf: nothing is changed, and what to do is reported" {
	local why='one of the two marker lines of tbnet-fabric is missing: remove the lines that it wrote there'
	local begin='! tbnet-fabric begin: written by tbnet-fabric(8), do not edit' end='! tbnet-fabric end'
	not_touched /etc/frr/frr.conf "$why" "echo '$begin' > frr.conf"
	not_touched /etc/frr/frr.conf "$why" "echo '$end' > frr.conf"
	not_touched /etc/frr/frr.conf "$why" "printf '%s\\n' '$begin' '$begin' '$end' > frr.conf"
}

@test "an OpenFabric that is not ours is refused wherever it stands, and what only looks like one is not" {
	local text
	for text in 'router openfabric x' 'hostname n1\nrouter openfabric x' 'vrf a\n router openfabric x' '!router openfabric y\nrouter openfabric x'; do
		run -2 plan_with "printf '%b\\n' '$text' > frr.conf"
		assert_output --partial '/etc/frr/frr.conf has a "router openfabric x" with none of the ports of TBNET_FABRIC_NODES'
	done
	run -3 plan_with "echo '!router openfabric x' > frr.conf"
}

@test "a guide's OpenFabric over our ports is taken out of FRR's file, and nothing else of it" {
	run -3 plan_with "printf '%s\n' 'hostname n1' 'router openfabric 1' ' net 49.0000.0000.0001.00' exit '!' 'interface lo' ' ip router openfabric 1' \
		' openfabric passive' exit '!' 'interface en05' ' description mine' ' ip router openfabric 1' ' ipv6 router openfabric 1' exit '!' \
		'interface nic0' ' ip ospf area 0' exit '!' 'router bgp 1' exit > frr.conf"
	assert_line --partial 'tb4 replaces the OpenFabric 1 in /etc/frr/frr.conf'
	# what of it stays: the lines that came, without ours
	run -0 sed -n '/^+++ .etc.frr.frr.conf/,$s/^[+ ]//p' <<< "$output"
	run -0 sed '/^++/d; /tbnet-fabric begin/,$d' <<< "$output"
	assert_output "$(printf '%s\n' 'hostname n1' 'interface en05' ' description mine' exit '!' 'interface nic0' ' ip ospf area 0' exit '!' 'router bgp 1' exit)"
	# what is not written as FRR writes it is left, and refused
	run -2 plan_with "printf '%s\n' 'router openfabric 1' 'net 49.0000.0000.0001.00' 'interface en05' 'ip router openfabric 1' > frr.conf"
	assert_output --partial "frr.conf has OpenFabric over ports of TBNET_FABRIC_NODES, but not as FRR writes it; first have FRR write the file, which drops comments: vtysh -c 'write memory'"
	# a port is in one of two
	run -2 plan_with "printf '%s\n' 'router openfabric 1' exit 'router openfabric 2' exit 'interface en05' ' ip router openfabric 1' exit > frr.conf"
	assert_output --partial 'has a "router openfabric 2" with none of the ports'
}

@test "a line that has FRR switch forwarding off is taken out of FRR's file, of the families of the fabric" {
	run -3 plan_with "printf '%s\n' 'hostname n1' 'no ip forwarding' 'no ipv6 forwarding' '!no ip forwarding' > frr.conf"
	assert_line '"no ip forwarding" or "no ipv6 forwarding" goes from FRR'"'"'s file: with it FRR switches forwarding of the whole host off at each start;'
	run -0 sed -n '/^+++ .etc.frr.frr.conf/,$s/^[+ ]//p' <<< "$output"
	run -0 sed '/^++/d; /tbnet-fabric begin/,$d' <<< "$output"
	assert_output "$(printf '%s\n' 'hostname n1' 'no ipv6 forwarding' '!no ip forwarding')"
	run -3 plan_with "printf '%s\n' 'ip forwarding' 'no ipv6 forwarding' > frr.conf"
	refute_line --partial "goes from FRR's file"
}

@test "an FRR with one file for each daemon is refused, since our frr.conf would take those files away; empty ones count for nothing" {
	run -2 plan_with "printf '%s\n' '! mine' 'router bgp 65000' > bgpd.conf; : > zebra.conf"
	assert_output "tbnet-fabric: /etc/frr/bgpd.conf has a part of FRR's configuration, and FRR ignores such a file as soon as there is /etc/frr/frr.conf; first: vtysh -c 'write integrated'"
	run -2 plan_with "echo 'ip route 10.9.0.0/16 blackhole' > zebra.conf"
	run -3 plan_with "printf '%s\n' '! nothing' '' > bgpd.conf; : > zebra.conf; echo 'service integrated-vtysh-config' > vtysh.conf"
	# with frr.conf FRR does not read them anyway
	run -3 plan_with "echo 'router bgp 65000' > bgpd.conf; echo 'hostname n1' > frr.conf"
}

@test "static routes to router ids of other nodes are taken out of FRR's file, and no other route" {
	run -3 plan_with "printf '%s\n' 'ip route 10.100.0.12/32 en05' 'ip route 10.100.0.13/32 10.9.9.9 200' 'ip route 10.100.0.11/32 Null0' \
		'ip route 10.100.0.0/24 en05' 'ip route 10.100.0.99/32 en05' '!ip route 10.100.0.12/32 en06' 'ip route' 'ip router 10.100.0.12/32' > frr.conf"
	assert_line 'static routes to router ids go from the files, since they win over FRR'"'"'s; the kernel has its own until their cable is pulled,'
	run -0 sed -n '/^+++ .etc.frr.frr.conf/,$s/^[+ ]//p' <<< "$output"
	run -0 sed '/^++/d; /tbnet-fabric begin/,$d' <<< "$output"
	assert_output "$(printf '%s\n' 'ip route 10.100.0.11/32 Null0' 'ip route 10.100.0.0/24 en05' 'ip route 10.100.0.99/32 en05' '!ip route 10.100.0.12/32 en06' 'ip route' \
		'ip router 10.100.0.12/32')"
	run -3 plan_with "echo 'ip route 10.9.0.0/24 en05' > frr.conf"
	refute_line --partial 'static routes'
}

@test "lines of OpenFabric that an administrator gives a port outside our block stay, once the block is there, too" {
	local begin='! tbnet-fabric begin: written by tbnet-fabric(8), do not edit' end='! tbnet-fabric end'
	run -3 plan_with "printf '%s\n' 'interface en05' ' openfabric hello-interval 3' exit '$begin' 'interface en05' ' ip router openfabric tb4' exit \
		'$end' > frr.conf"
	assert_line '  openfabric hello-interval 3'
}

@test "a file that does not end with a newline gets one before our block, and other daemons keep their lines" {
	run -3 plan_with "printf 'hostname n1' > frr.conf; printf 'zebra=yes\nfabricd=no' > daemons"
	assert_line ' zebra=yes'
	assert_line '-fabricd=no'
	assert_line '+fabricd=yes'
	assert_line '+bfdd=yes'
	assert_line '+! tbnet-fabric end'
	run -3 plan_with "printf 'zebra=yes' > daemons"
	assert_line '+zebra=yes'
	assert_line '+fabricd=yes'
}

# init_with PEERS WORD... - with this /var/lib/tbnet/peers, on a machine without Proxmox VE
init_with() {
	# shellcheck disable=SC2016
	private 'mount -t tmpfs tmpfs /var/lib; mkdir /var/lib/tbnet; printf "%b" "$1" > /var/lib/tbnet/peers; shift; exec "$@"' \
		"$1" "$fabric" init --node=n1 "${@:2}"
}

@test "init on plain Debian prints the settings for every node, and changes nothing" {
	local peers='boot 2 x\n2 2026-11-28T23:50:00Z en05 0000:00:0d.2 1 d6030000-0080-7f18-23d0-3d0a4c81e401 20.0 2 n2\n'
	run -0 init_with "${peers}2 2026-11-28T23:50:00Z en06 0000:00:0d.3 1 d6030000-0080-7f18-23d0-3d0a4c81e402 20.0 2 n3\n" 10.100.0.0/24 fd00:100::/64
	assert_line --regexp '^n1 +10.100.0.1 +--en06-- n3 --en05-- n2$'
	assert_line '# for /etc/tbnet.conf of every node, then on each: tbnet-fabric apply'
	assert_line 'TBNET_FABRIC_PREFIX6="fd00:100::/64"'
	assert_line 'TBNET_FABRIC_NODES="n1=10.100.0.1,fd00:100::1,en06,en05 n2=10.100.0.2,fd00:100::2 n3=10.100.0.3,fd00:100::3"'
	refute_line --partial TBNET_FABRIC_NODE=
	run -2 init_with '' 10.100.0.0/24
	assert_output 'tbnet-fabric: no other host is at the ports of this one: plug in the cables, then: tbnet-status'
	run -2 init_with "$peers" 10.100.0.0/24 --dry-run
	assert_output 'tbnet-fabric: --dry-run is for apply and undo'
	run -2 private 'exec "$@"' "$fabric" plan --yes
	assert_output 'tbnet-fabric: --yes is for init'
}

# secret CONTENT MODE - a file for --secret, in printf's words
secret() {
	printf '%b' "$1" > "$BATS_TEST_TMPDIR/secret"
	chmod "$2" "$BATS_TEST_TMPDIR/secret"
}

@test "a secret that is no file, or that others can read, is refused" {
	local file=$BATS_TEST_TMPDIR/secret mode
	refused 'TBNET_FABRIC_SECRET: "secret" is not the path of a file, such as /etc/tbnet.secret' "$three" --secret=secret
	refused "TBNET_FABRIC_SECRET: \"/etc/a b\" is not the path of a file, such as /etc/tbnet.secret" "$three" '--secret=/etc/a b'
	refused "TBNET_FABRIC_SECRET: $file is not on this node; next: copy it from another node, readable by root only" "$three" --secret="$file"
	refused "TBNET_FABRIC_SECRET: $BATS_TEST_TMPDIR is not a regular file" "$three" --secret="$BATS_TEST_TMPDIR"
	mkfifo "$file"
	refused "TBNET_FABRIC_SECRET: $file is not a regular file" "$three" --secret="$file"
	rm "$file"
	for mode in 640 604 660 444; do
		secret 'abc\n' "$mode"
		refused "TBNET_FABRIC_SECRET: others than root can read $file; next: chmod 600 $file, and a new secret if somebody may have read it" "$three" --secret="$file"
	done
}

@test "a secret that is empty, too long or nothing that FRR takes is refused, and never shown" {
	local file=$BATS_TEST_TMPDIR/secret bad
	for bad in '' '\n'; do
		secret "$bad" 600
		refused "TBNET_FABRIC_SECRET: $file is empty" "$three" --secret="$file"
	done
	secret "$(printf '%0255d' 0)\n" 600
	refused "TBNET_FABRIC_SECRET: the line in $file has more than the 254 bytes that FRR accepts" "$three" --secret="$file"
	secret '1234567\n' 600
	refused "TBNET_FABRIC_SECRET: the line in $file has fewer than 8 bytes, so an attacker can guess it; next: openssl rand -base64 30 > $file" "$three" --secret="$file"
	for bad in '1234 5678' '12345678\na' '\n12345678' '!12345678' '12345678?' '1234\0005678' '12345678\r\n' '1234567\303\244' '"12345678"'; do
		secret "$bad" 600
		refused "TBNET_FABRIC_SECRET: $file is not one line of letters, digits and + / = . _ -; next: openssl rand -base64 30 > $file" "$three" --secret="$file"
	done
}

@test "a secret is in FRR's part of every port and of the router, and the plan shows none of it" {
	local good
	for good in '12345678' "$(printf '%0254d' 0)" 'Ab+/=._-9\n'; do
		secret "$good" 600
		run -3 ring "$three" --secret="$BATS_TEST_TMPDIR/secret"
		assert_line 'neighbors need the secret from now on: those without it are lost'
		run -0 part /etc/frr/frr.conf
		assert_line ' domain-password md5 *** authenticate snp validate'
		assert_equal "$(grep -c ' openfabric password md5 \*\*\*$' <<< "$output")" 2
	done
}

@test "plan shows 16 bits of the secret's hash, so that people can compare nodes" {
	local mark marks=()
	for mark in 12345678 '12345678\n' 12345679; do
		secret "$mark" 600
		run -3 ring "$three" --secret="$BATS_TEST_TMPDIR/secret"
		assert_line --regexp '^the secret of this node: [0-9a-f]{4} \(16 bits of a hash\); compare: plan shows the same on all nodes that have the same secret$'
		marks+=("$(grep -o 'node: ....' <<< "$output")")
	done
	assert_equal "${marks[0]}" "${marks[1]}"
	[ "${marks[0]}" != "${marks[2]}" ] || fail 'two secrets have one mark'
	run -3 ring "$three"
	refute_output --partial 'secret'
}
