# SPDX-License-Identifier: GPL-2.0-or-later
# What tbnet-status, tbnet-fabric and tbnet-drain make of an FRR that has more than the fabric, whatever its version. Its ospfd and bgpd run,
# too. That n1's interfaces are Thunderbolt's is a mock: a /sys of files.
load ring.bash

setup_file() {
	local node
	ring_of_debian
	for node in n1 n2 n3; do
		on "$node" sed -i 's/^\(ospfd\|bgpd\)=no/\1=yes/' /etc/frr/daemons
		on "$node" tbnet-fabric apply "${options[@]}" > "$ring/$node.apply" 2>&1
	done
	wait_until 60 settled
	put n1 /root/sysfs < "$TBNET_TOP/tests/lib/sysfs"
	on n1 mount -t tmpfs tmpfs /sys
	printf '%s\n' 'controller 0000:00:0d.2' 'controller 0000:00:0d.3' \
		"cable 0000:00:0d.2 1 en05 $(index en05)" "cable 0000:00:0d.3 1 en06 $(index en06)" | on n1 bash /root/sysfs /sys
}

teardown_file() {
	ring_stop
}

index() {
	on n1 ip -j link show "$1" | on n1 jq '.[0].ifindex'
}

# found - what tbnet-status finds of FRR, routes and the fabric
found() {
	on n1 env SYSTEMD_DEVICE_VERIFY_SYSFS=0 tbnet-status --json > "$ring/status" || [ $? -eq 3 ]
	on n1 jq -r '.findings[] | select(.id == ("F17", "F18", "F33", "F34")) | .check + ": " + .what' < "$ring/status"
}

# configured NODE LINE... - FRR of the node takes the lines
configured() {
	local -a lines=("${@:2}")
	on "$1" vtysh -c 'configure terminal' "${lines[@]/#/-c}"
}

# by PROTOCOL - n1 reaches both others by it
by() {
	[ "$(on n1 ip route show proto "$1" | grep -cE '^10\.100\.0\.1[23] ')" = 2 ]
}

@test "status: neighbors and routes, beside an ospfd and a bgpd that have nothing to do" {
	run -0 found
	assert_output ''
	run -0 on n1 jq -r '.links[].openfabric | [.neighbor, .adjacent] | join(" ")' < "$ring/status"
	assert_output $'n2 true\nn3 true'
}

# ospf NODE - on its ports, as a mesh may have had it before
ospf() {
	local port=('ip ospf area 0' 'ip ospf network point-to-point' 'ip ospf hello-interval 1' 'ip ospf dead-interval 4')
	configured "$1" 'router ospf' exit 'interface dummy_tb4' 'ip ospf area 0' exit 'interface en05' "${port[@]}" exit 'interface en06' "${port[@]}"
}

# next_of NODE - what check on n1 prints as the next step for the way to this node
next_of() {
	on n1 tbnet-fabric check | sed -n "s/^$1: .*; next: //p"
}

@test "OSPF beside the fabric wins: check and status say so of each node, and what check prints ends it" {
	local node wins="is OSPF's, which FRR prefers to OpenFabric's: a cable that dies silently is noticed as late as OSPF does"
	for node in n1 n2 n3; do ospf "$node"; done
	wait_until 60 by ospf
	run -3 on n1 tbnet-fabric check
	assert_line --partial "n2: the route to 10.100.0.12 over en05 $wins; next: "
	assert_line --partial "n3: the route to 10.100.0.13 over en06 $wins; next: "
	run -0 found
	assert_output "fabric-no-route: n2: the route to 10.100.0.12 over en05 $wins
fabric-no-route: n3: the route to 10.100.0.13 over en06 $wins"
	for node in n2 n3; do
		run -0 next_of "$node"
		on n1 bash -c "${output%%, and *}"
	done
	wait_until 60 by openfabric
	run -0 on n1 tbnet-fabric check
	run -0 found
	assert_output ''
}

# fabricd NODE yes|no - FRR starts again with it or without it
fabricd() {
	frr "$1" stop
	on "$1" sed -i "s/^fabricd=.*/fabricd=$2/" /etc/frr/daemons
	frr "$1" start
}

@test "drain: a mesh of OSPF alone is none that it can leave" {
	fabricd n1 no
	ospf n1
	wait_until 60 by ospf
	run -1 on n1 env SYSTEMD_DEVICE_VERIFY_SYSFS=0 tbnet-drain apply
	assert_output --regexp '^tbnet-drain: nothing was changed: OSPF has the neighbor 10.100.0.1[23] at en0[56], and tbnet-drain can leave a mesh of OpenFabric only; next: vtysh '
	on n1 bash -c "${output#*; next: }"
	run -0 vty n1 'show running-config'
	assert_line ' max-metric router-lsa administrative'
	fabricd n1 yes
	local node
	for node in n2 n3; do configured "$node" 'no router ospf'; done
	wait_until 60 settled
}

bgp_wins() {
	on n1 ip route show proto bgp | grep -q '^10.100.0.12 '
}

@test "BGP beside the fabric: the same" {
	local node port
	for node in n1 n2; do
		port=en05
		[ "$node" = n1 ] || port=en06
		configured "$node" "router bgp 6500${node#n}" 'no bgp ebgp-requires-policy' "bgp router-id $(router_id "$node")" "neighbor $port interface remote-as external" \
			'address-family ipv4 unicast' "network $(router_id "$node")/32"
	done
	wait_until 60 bgp_wins
	run -3 on n1 tbnet-fabric check
	assert_line "n2: the route to 10.100.0.12 over en05 is BGP's, which FRR prefers to OpenFabric's: a cable that dies silently is noticed as late as BGP does; next: vtysh -c 'show ip route 10.100.0.12'"
	run -0 found
	assert_output "fabric-no-route: n2: the route to 10.100.0.12 over en05 is BGP's, which FRR prefers to OpenFabric's: a cable that dies silently is noticed as late as BGP does"
	run -0 on n1 jq -r '.links[0].openfabric | [.neighbor, .adjacent] | join(" ")' < "$ring/status"
	assert_output 'n2 true'
	for node in n1 n2; do configured "$node" "no router bgp 6500${node#n}"; done
	wait_until 60 by openfabric
	run -0 on n1 tbnet-fabric check
}

@test "an FRR whose file switches forwarding off, as it writes itself before 10.7: apply takes that out, undo puts it back" {
	on n1 sysctl -q -w net.ipv4.ip_forward=0
	on n1 vtysh -c write
	run on n1 grep -cx 'no ip forwarding' /etc/frr/frr.conf
	assert_output "$([ "${RING_SUITE:-}" = sid ] && echo 0 || echo 1)"
	[ "$output" = 1 ] || on n1 sed -i '1i no ip forwarding' /etc/frr/frr.conf
	run -3 on n1 tbnet-fabric check
	assert_line "en05: does not forward IPv4, which FRR's file switches off: packets that go the long way round through this node are lost; next: tbnet-fabric apply"
	run -0 on n1 tbnet-fabric apply
	assert_output --partial 'tb4: applied'
	run -0 on n1 tbnet-fabric check
	run -1 on n1 grep -x 'no ip forwarding' /etc/frr/frr.conf
	fabricd n1 yes
	wait_until 60 settled
	run -0 on n1 tbnet-fabric check
	run -0 on n1 tbnet-fabric undo
	run -0 on n1 grep -x 'no ip forwarding' /etc/frr/frr.conf
	on n1 sysctl -q -w net.ipv4.ip_forward=1
	run -0 on n1 tbnet-fabric apply
	wait_until 60 settled
}

@test "one file for each daemon is refused, until \"write integrated\" makes one of them, of which nothing is lost" {
	run -0 on n3 tbnet-fabric undo
	on n3 sh -c 'echo "no service integrated-vtysh-config" > /etc/frr/vtysh.conf; rm /etc/frr/frr.conf'
	configured n3 'no service integrated-vtysh-config' 'ip route 192.0.2.0/24 blackhole'
	on n3 vtysh -c write
	run -2 on n3 tbnet-fabric plan "${options[@]}"
	assert_output --regexp '^tbnet-fabric: /etc/frr/[a-z]+.conf has a part of FRR.s configuration, and FRR ignores such a file as soon as there is /etc/frr/frr.conf; first: vtysh -c .write integrated.$'
	on n3 bash -c "${output#*; first: }"
	run -0 on n3 tbnet-fabric apply "${options[@]}"
	on n3 grep -x 'ip route 192.0.2.0/24 blackhole' /etc/frr/frr.conf
	fabricd n3 yes
	wait_until 60 settled
	run -0 vty n3 'show running-config'
	assert_line 'ip route 192.0.2.0/24 blackhole'
}
