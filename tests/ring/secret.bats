# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-fabric with TBNET_FABRIC_SECRET: real FRR, the one that RING_SUITE names, comes to need it, another one, and none.
load ring.bash

first=c2VjcmV0LW9mLXRoZS1yaW5n
second=YW5vdGhlci1zZWNyZXQ=

setup_file() {
	ring_applied
}

teardown_file() {
	ring_stop
}

teardown() {
	end_background
}

# give SECRET NODE...
give() {
	local node
	for node in "${@:2}"; do
		on "$node" sh -c 'umask 077; echo "$1" > /etc/tbnet.secret' sh "$1"
	done
}

# apply_all STATUS OPTION... - on one node after the other
apply_all() {
	local node
	for node in n1 n2 n3; do
		run "-$1" on "$node" tbnet-fabric apply "${@:2}"
	done
}

# flaps - how often each adjacency came up so far
flaps() {
	local node
	for node in n1 n2 n3; do
		vty "$node" 'show openfabric neighbor detail' | sed -n 's/.*Adjacency flaps: \([0-9]*\),.*/\1/p'
	done | paste -sd ' '
}

# passwords NODE - how many the running FRR has
passwords() {
	vty "$1" 'show running-config' | grep -cE '^ (openfabric password|domain-password) md5 ' || true
}

@test "an apply with a new secret only prepares the node, and leaves it in the mesh" {
	give "$first" n1 n2
	run -3 on n1 tbnet-fabric plan --secret=/etc/tbnet.secret
	assert_line --partial 'apply sets no secret yet: it prepares this node'
	assert_line '+ openfabric password md5 ***'
	assert_line '+ domain-password md5 *** authenticate snp validate'
	refute_output --partial "$first"
	run -3 on n1 tbnet-fabric apply --secret=/etc/tbnet.secret
	assert_line 'tbnet-fabric: tb4: prepared for another secret, for 10 minutes; next: tbnet-fabric apply on all other nodes, then again on all of them within 90 s'
	assert_equal "$(passwords n1)" 0
	run -3 on n1 tbnet-fabric check
	assert_line 'FRR: its router has no password, though TBNET_FABRIC_SECRET is set; next: tbnet-fabric apply'
	run -3 on n2 tbnet-fabric apply --secret=/etc/tbnet.secret
	settled
}

@test "a node without the file is refused, and its neighbors do not go on without it" {
	run -2 on n3 tbnet-fabric apply --secret=/etc/tbnet.secret
	assert_output 'tbnet-fabric: TBNET_FABRIC_SECRET: /etc/tbnet.secret is not on this node; next: copy it from another node, readable by root only'
	run -1 on n1 tbnet-fabric apply
	assert_output --regexp '^tbnet-fabric: the secret was not changed: the node at the other end of en06 is not prepared, and would be lost in [0-9]+ s; next: tbnet-fabric apply there, then here$'
	assert_equal "$(passwords n1)" 0
	settled
}

@test "a second apply on each node sets the secret: no adjacency ends, no packet is lost" {
	local before node
	give "$first" n3
	run -3 on n3 tbnet-fabric apply --secret=/etc/tbnet.secret
	before=$(flaps)
	pinging n1 10.100.0.13
	apply_all 0
	# longer than a neighbor is kept that is not prepared
	sleep 15
	pinged
	assert_equal "$(flaps)" "$before"
	# a quiet machine loses none of 100 a second; a busy one lost 4 once
	echo "lost: $lost, longest without an answer: $gap ms"
	[ "$lost" -le 10 ]
	for node in n1 n2 n3; do
		assert_equal "$(passwords "$node")" 3
		run -0 on "$node" find /etc/frr/frr.conf -perm /007
		assert_output ''
		run -0 on "$node" tbnet-fabric check
		assert_line 'FRR: neighbors need the secret of TBNET_FABRIC_SECRET'
	done
	is_applied n1
}

@test "what prepared the nodes ends by itself" {
	local node
	for node in n1 n2 n3; do
		run -0 vty "$node" 'show running-config'
		assert_line ' openfabric hello-multiplier 100'
		on "$node" tbnet-fabric up
		run -0 vty "$node" 'show running-config'
		assert_line ' openfabric hello-multiplier 100'
		on "$node" sh -c 'read -r up rest < /proc/uptime; echo "$((${up%.*} - 601))" > /run/tbnet/fabric-prepared'
		run -0 on "$node" tbnet-fabric up
		assert_line 'tbnet-fabric: tb4: no longer prepared for another secret'
		run -0 vty "$node" 'show running-config'
		refute_output --partial hello-multiplier
	done
	settled
}

@test "a cable that comes back has its neighbor again" {
	pull a
	wait_until 30 routed n1 n2 n3
	plug a
	wait_until 30 settled
}

@test "a node that forgot the secret is out, and is reported at both ends" {
	on n3 vtysh -c 'configure terminal' -c 'interface en05' -c 'no openfabric password' -c 'interface en06' -c 'no openfabric password'
	wait_until 60 eval '[ "$(neighbors n1) $(neighbors n2)" = "1 1" ]'
	run -3 on n1 tbnet-fabric check
	assert_line 'en06: FRR has no neighbor, and accepts none without the secret; next: compare the file of TBNET_FABRIC_SECRET on the node at the other end, and there: tbnet-fabric check'
	assert_line --partial 'n3: '
	run -3 on n3 tbnet-fabric check
	assert_line 'FRR: en05 has no password, though TBNET_FABRIC_SECRET is set; next: tbnet-fabric apply'
	assert_line 'en05: neighbor n1 is not up: Initializing; the MTU is 65520, and FRR needs the same at both ends; next: tbnet-fabric check, on n1; if it has TBNET_FABRIC_SECRET, this node needs it, too'
	run -0 on n3 tbnet-fabric apply
	wait_until 60 settled
	run -0 on n3 tbnet-fabric check
}

@test "another secret takes the first one's place likewise" {
	local before
	before=$(flaps)
	give "$second" n1 n2 n3
	run -3 on n1 tbnet-fabric plan
	assert_line '/etc/frr/frr.conf: another secret'
	apply_all 3
	apply_all 0
	sleep 15
	assert_equal "$(flaps)" "$before"
	run -0 vty n1 'show running-config'
	assert_line " domain-password md5 $second authenticate snp validate"
	refute_output --partial "$first"
	settled
}

@test "no secret again: no adjacency ends, no password is left" {
	local before node
	before=$(flaps)
	apply_all 0 --secret=
	for node in n1 n2 n3; do
		assert_equal "$(passwords "$node")" 0
		run -1 on "$node" grep password /etc/frr/frr.conf
	done
	sleep 15
	assert_equal "$(flaps)" "$before"
	settled
	run -0 on n1 tbnet-fabric check
	refute_output --partial secret
}

@test "undo of a secret takes it out of the running FRR, too" {
	give "$first" n1
	frr n2 stop
	frr n3 stop
	wait_until 60 eval '[ "$(neighbors n1)" = 0 ]'
	run -0 on n1 tbnet-fabric apply --secret=/etc/tbnet.secret
	assert_equal "$(passwords n1)" 3
	run -0 on n1 tbnet-fabric undo
	run -0 vty n1 'show running-config'
	refute_output --partial password
	run -1 on n1 grep password /etc/frr/frr.conf
}

@test "a reload of FRR ends what prepared a node, and plan and apply say so" {
	frr n2 start
	frr n3 start
	on n1 tbnet-fabric apply --secret=
	wait_until 60 settled
	give "$first" n1 n2 n3
	on n1 rm -f /run/tbnet/fabric-prepared
	frr n1 reload
	apply_all 3 --secret=/etc/tbnet.secret
	frr n1 reload
	run -3 on n1 tbnet-fabric plan --secret=/etc/tbnet.secret
	assert_line --regexp '^the secret of this node: [0-9a-f]{4} \(16 bits of a hash\)'
	assert_line --partial 'this node was prepared for another secret, and FRR has been reloaded or started since'
	run -3 on n1 tbnet-fabric apply --secret=/etc/tbnet.secret
	assert_line --partial 'Proxmox VE reloads it at each apply of SDN): it is prepared again'
	apply_all 0 --secret=/etc/tbnet.secret
	settled
}

@test "what a reload of FRR logs, the secret among it, other users cannot read" {
	on n1 vtysh -c 'configure terminal' -c 'interface en05' -c 'no openfabric password' -c 'interface en06' -c 'no openfabric password'
	frr n1 reload
	run -0 on n1 grep -c "password md5 $first" /var/log/frr/frr-reload.log
	run on n1 find /var/log/frr /run/frr /etc/frr -type f -perm /007 -exec grep -l "$first" {} +
	assert_output ''
}
