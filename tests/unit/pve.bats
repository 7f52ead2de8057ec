# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-fabric where Proxmox VE has the fabric, on stand-ins (mock) that check each call against its schema.
load pve.bash

setup() {
	make_pve
}

teardown() {
	end_background
}

# applied - the fabric of the ring is there, and noted calls are gone; done once for each machine, as its files have it
applied() {
	local kept
	kept=$BATS_FILE_TMPDIR/$(cd "$root" && find . -type f -not -name bfdd.pid -exec cksum {} + | sort | cksum | cut -d' ' -f1)
	if [ -d "$kept" ]; then
		cp -a "$kept/." "$root"
		return
	fi
	fab apply 2> /dev/null
	calls > /dev/null
	cp -a "$root" "$kept"
	rm "$kept/run/frr/bfdd.pid"
}

# refused WHY [OPTION...] - before anything is written
refused() {
	run -2 fab apply "${@:2}"
	assert_output "tbnet-fabric: $1"
	run -0 calls
	refute_output
	[ ! -e "$root/etc/frr/frr.conf.local" ] || fail 'frr.conf.local was written'
}

# failed LINE... - without --partial of others
failed() {
	run -1 fab apply
	local line
	for line; do
		assert_line "tbnet-fabric: $line"
	done
}

create_fabric='create /cluster/sdn/fabrics/fabric --id tb4 --protocol openfabric --ip_prefix 10.100.0.0/24 --hello_interval 1 --csnp_interval 10'
create_node='create /cluster/sdn/fabrics/node/tb4 --node_id n%d --protocol openfabric --ip 10.100.0.1%d --interfaces name=en05 --interfaces name=en06\n'
settled='tbnet-fabric: tb4: is already applied, nothing was changed; see: tbnet-fabric check'

@test "plan shows the calls and the block of frr.conf.local, and writes nothing (mock)" {
	run -3 fab plan
	assert_line "  pvesh $create_fabric"
	# shellcheck disable=SC2059
	assert_line "  pvesh $(printf "$create_node" 3 3)"
	assert_line '  pvesh set /cluster/sdn'
	assert_line '+++ /etc/frr/frr.conf.local'
	assert_line '+ lsp-gen-interval 1'
	refute_line --partial /etc/network
	run -0 calls
	refute_output
	run -0 ls "$root/etc" "$root/etc/frr"
	refute_output --partial conf
}

@test "apply, from nothing: the fabric, its nodes, then SDN is applied once (mock)" {
	run -0 fab apply
	assert_line 'tbnet-fabric: tb4: applied by Proxmox VE; see: tbnet-fabric check'
	run -0 calls
	# shellcheck disable=SC2059
	assert_output "$(printf '%s\n' "$create_fabric"; printf "$create_node" 1 1 2 2 3 3; echo 'set /cluster/sdn')"
	run -0 cat "$root/etc/frr/frr.conf.local"
	assert_line 'router openfabric tb4'
	assert_line ' lsp-gen-interval 1'
	run -0 cat "$state/frr"
	assert_line ' lsp-gen-interval 1'
	[ ! -e "$state/vtysh" ] || fail 'vtysh was used though the reload brought the line'
	run -0 find "$root/etc/network" -type f
	assert_output "$root/etc/network/interfaces.d/sdn"
	run -0 cmp "$root/etc/frr/frr.conf" "$state/frr"
}

@test "both families (mock)" {
	run -0 pve "$fabric" apply --prefix=10.100.0.0/24 --prefix6=fd00::/64 --nodes='n1=10.100.0.11,fd00::11' --node=n1
	run -0 calls
	assert_line --index 0 --partial '--ip_prefix 10.100.0.0/24 --ip6_prefix fd00::/64 --hello_interval'
	assert_line --index 1 --partial '--ip 10.100.0.11 --ip6 fd00::11 --interfaces'
}

@test "twice is once: nothing is written, and SDN is not applied (mock)" {
	applied
	run -0 fab apply
	assert_output "$settled"
	run -0 calls
	refute_output
	run -0 fab plan
	assert_line 'Proxmox VE already has the fabric, and has applied it; tbnet-fabric apply asks every node whether it has it'
	assert_line 'nothing to change in files'
}

@test "one difference is one call, and SDN applied (mock)" {
	local change want
	applied
	while IFS='|' read -r change want; do
		has "$change"
		run -0 fab apply
		run -0 calls
		assert_output "$(printf '%s\n' "$want" 'set /cluster/sdn')"
	done <<- 'END'
		c["fabrics"]["tb4"]["hello_interval"] = 3|set /cluster/sdn/fabrics/fabric/tb4 --protocol openfabric --hello_interval 1
		del c["fabrics"]["tb4"]["csnp_interval"]|set /cluster/sdn/fabrics/fabric/tb4 --protocol openfabric --csnp_interval 10
		c["nodes"]["tb4"]["n2"]["ip"] = "10.100.0.9"|set /cluster/sdn/fabrics/node/tb4/n2 --protocol openfabric --ip 10.100.0.12 --interfaces name=en05 --interfaces name=en06
		c["nodes"]["tb4"]["n2"]["interfaces"] = ["name=en05"]|set /cluster/sdn/fabrics/node/tb4/n2 --protocol openfabric --interfaces name=en05 --interfaces name=en06
		c["nodes"]["tb4"]["n2"]["interfaces"].append("name=en07")|set /cluster/sdn/fabrics/node/tb4/n2 --protocol openfabric --interfaces name=en05 --interfaces name=en06
		c["nodes"]["tb4"]["n3"]["interfaces"] = ["name=en05,ip=10.100.0.5/30", "hello_multiplier=4,name=en06"]|set /cluster/sdn/fabrics/node/tb4/n3 --protocol openfabric --interfaces name=en05 --interfaces name=en06,hello_multiplier=4
		del c["nodes"]["tb4"]["n3"]|create /cluster/sdn/fabrics/node/tb4 --node_id n3 --protocol openfabric --ip 10.100.0.13 --interfaces name=en05 --interfaces name=en06
		c["fabrics"]["tb4"]["ip_prefix"] = "10.100.0.0/16"|set /cluster/sdn/fabrics/fabric/tb4 --protocol openfabric --ip_prefix 10.100.0.0/24
	END
	run -0 fab apply
	assert_output "$settled"
}

@test "numbers as strings, another order of ports and a multiplier of the administrator's are no difference (mock)" {
	applied
	has 'c["fabrics"]["tb4"]["hello_interval"] = "1"; c["nodes"]["tb4"]["n1"]["interfaces"] = ["name=en06,hello_multiplier=3", "name=en05"]'
	run -0 fab apply
	assert_output "$settled"
}

@test "what a run that was cut short left configured is applied, with no other call (mock)" {
	applied
	rm "$state/running.json"
	run -0 fab apply
	run -0 calls
	assert_output 'set /cluster/sdn'
}

@test "plan shows what else is pending in SDN and is applied along with it, where Proxmox VE can say so (mock)" {
	local title="Already pending in Proxmox VE's SDN on this node, and applied along with it:"
	applied
	has config 'c["fabrics"]["x"] = {"protocol": "openfabric", "ip_prefix": "10.9.0.0/24"}; c["nodes"]["x"] = {"n1": {"ip": "10.9.0.11", "interfaces": ["name=nic5"]}}'
	run -0 fab plan
	refute_output --partial Pending
	has 'del c["nodes"]["tb4"]["n3"]'
	run -3 fab plan
	assert_line "$title"
	assert_line '  +auto nic5'
	assert_line '  +router openfabric x'
	assert_equal "$(grep -c "^$title" <<< "$output")" 1
	echo 1.2.5 > "$state/version"
	run -3 fab plan
	refute_output --partial ending
	rm "$state/version"
	# shellcheck disable=SC2016
	before_calls '[ "$2" != /cluster/sdn/dry-run ] || { echo "no \033[31mquorum" >&2; exit 5; }'
	run -3 fab plan
	assert_line "tbnet-fabric: cannot show what else is pending in Proxmox VE's SDN: no ?[31mquorum"
	# shellcheck disable=SC2016
	before_calls '[ "$2" != /cluster/sdn/dry-run ] || { echo "{\"frr-diff\": \"+\\u001b[2J\", \"interfaces-diff\": []}"; exit 99; }'
	run -3 fab plan
	assert_line '  +?[2J'
}

@test "the other nodes only get their own frr.conf.local, and FRR the line at once (mock)" {
	local warning='lsp-gen-interval 1 is in the running FRR and in frr.conf.local, not yet in /etc/frr/frr.conf, so FRR would start without it; '
	warning+='next, once all nodes are done: pvesh set /cluster/sdn'
	applied
	rm "$root/etc/frr/frr.conf.local"
	sed -i '/lsp-gen/d; /openfabric bfd/d' "$state/frr" "$root/etc/frr/frr.conf"
	run -0 fab apply
	assert_line "tbnet-fabric: $warning"
	assert_line 'tbnet-fabric: tb4: applied; see: tbnet-fabric check'
	run -0 calls
	refute_output
	run -0 cat "$state/vtysh"
	assert_output --partial ' -c interface en06 -c  openfabric bfd -c exit -c router openfabric tb4 -c  lsp-gen-interval 1 -c bfd -c  peer 10.100.0.12 local-address 10.100.0.11 interface en05 '
	run -0 grep -c lsp-gen "$state/frr"
	assert_output 1
	pve pvesh set /cluster/sdn
	run -0 fab apply
	assert_output "$settled"
}

@test "what --node says is kept, for the unit and for who looks (mock)" {
	applied
	run -0 grep '^TBNET_FABRIC_NODE=' "$root/etc/tbnet.conf"
	assert_output 'TBNET_FABRIC_NODE="n1"'
	run -3 pve "$fabric" check
	assert_line --partial dummy_tb4
}

@test "what the administrator has in frr.conf.local stays (mock)" {
	printf 'router bgp 65000\nexit\n' > "$root/etc/frr/frr.conf.local"
	applied
	run -0 head -2 "$root/etc/frr/frr.conf.local"
	assert_output $'router bgp 65000\nexit'
	run -0 cat "$root/var/tbnet/backup"/*/before/etc/frr/frr.conf.local
	assert_output $'router bgp 65000\nexit'
}

@test "a secret is in frr.conf.local, which nobody else can read, and on no command line (mock)" {
	local word=c2VjcmV0LW9mLXRoZS1yaW5n
	applied
	chmod 644 "$root/etc/frr/frr.conf.local"
	(umask 077; echo "$word" > "$root/etc/secret")
	run -3 fab plan --secret=/etc/secret
	assert_line '+ openfabric password md5 ***'
	refute_output --partial "$word"
	run -0 fab apply --secret=/etc/secret
	assert_line 'tbnet-fabric: the secret is in the running FRR and in frr.conf.local, not yet in /etc/frr/frr.conf; next, once all nodes are done: pvesh set /cluster/sdn'
	refute_output --partial "$word"
	run -0 stat -c %a "$root/etc/frr/frr.conf.local"
	assert_output 640
	run -0 grep -c " password md5 $word" "$state/frr"
	assert_output 2
	run -0 grep -c " domain-password md5 $word authenticate snp validate" "$state/frr"
	assert_output 1
	run -0 cat "$state/vtysh"
	refute_output --partial "$word"
	pve pvesh set /cluster/sdn
	run -0 fab apply
	assert_output "$settled"
}

@test "what an FRR that was started without the secret lacks, up restores from frr.conf.local (mock)" {
	local word=c2VjcmV0LW9mLXRoZS1yaW5n
	(umask 077; echo "$word" > "$root/etc/secret")
	fab apply --secret=/etc/secret 2> /dev/null
	sed -i '/ password md5 /d' "$state/frr"
	# one that is only in the settings yet is for apply
	echo bm90LXlldA== > "$root/etc/secret"
	fab up > "$BATS_TEST_TMPDIR/up" 2>&1 || true
	run -0 grep -c " openfabric password md5 $word" "$state/frr"
	assert_output 2
}

@test "an FRR that does not have the fabric, or does not take the line, is reported (mock)" {
	applied
	sed -i /lsp-gen/d "$state/frr"
	touch "$state/deaf"
	failed "FRR of this node did not accept lsp-gen-interval and BFD; see: vtysh -c 'show running-config': Input/output error"
	: > "$state/frr"
	failed 'FRR of this node does not have the fabric that Proxmox VE applied; see: journalctl -b -u frr, then: pvesh set /cluster/sdn'
}

@test "a fabric of the same name with another protocol is refused (mock)" {
	echo '{"fabrics": {"tb4": {"protocol": "ospf", "ip_prefix": "10.9.0.0/24", "area": "0"}}, "nodes": {}}' > "$state/config.json"
	refused 'Proxmox VE has a fabric tb4 of the protocol "ospf", which tbnet does not change: use another --name'
}

@test "a prefix that overlaps with another fabric's is refused (mock)" {
	echo '{"fabrics": {"old": {"protocol": "openfabric", "ip_prefix": "10.100.0.128/25"}}, "nodes": {}}' > "$state/config.json"
	refused '10.100.0.0/24 overlaps with 10.100.0.128/25 of the fabric old, which Proxmox VE has'
	echo '{"fabrics": {"old": {"protocol": "ospf", "ip_prefix": "10.0.0.0/8"}}, "nodes": {}}' > "$state/config.json"
	refused '10.100.0.0/24 overlaps with 10.0.0.0/8 of the fabric old, which Proxmox VE has'
	run -2 fab plan
	echo '{"fabrics": {"old": {"protocol": "ospf", "ip_prefix": "10.101.0.0/24"}}, "nodes": {}}' > "$state/config.json"
	run -0 fab apply
}

@test "a node that is missing from the cluster is refused (mock)" {
	printf '%s\n' n1 n2 > "$state/cluster"
	refused 'n3 is not a node of this cluster, which has n1 n2; see TBNET_FABRIC_NODES'
}

@test "prefixes that Proxmox VE cannot change are refused, with its way (mock)" {
	applied
	rm "$root/etc/frr/frr.conf.local"
	has 'c["fabrics"]["tb4"]["ip_prefix"] = "10.9.0.0/24"; [n.update(ip=n["ip"].replace("100", "9")) for n in c["nodes"]["tb4"].values()]'
	refused 'Proxmox VE has n1 in the fabric tb4 with no address in 10.100.0.0/24, and does not change both at once; first: pvesh delete /cluster/sdn/fabrics/node/tb4/n1'
	has 'c["fabrics"]["tb4"] = {"protocol": "openfabric", "ip_prefix": "10.100.0.0/24", "ip6_prefix": "fd00::/64"}; c["nodes"] = {}'
	refused 'Proxmox VE has fd00::/64 for the fabric tb4, and no call to remove a prefix: set TBNET_FABRIC_PREFIX6, or, first: pvesh delete /cluster/sdn/fabrics/fabric/tb4'
}

@test "a node id that is no host name is not offered as a word of a command (mock)" {
	applied
	rm "$root/etc/frr/frr.conf.local"
	has 'c["fabrics"]["tb4"]["ip_prefix"] = "10.9.0.0/24"; ns = c["nodes"]["tb4"]; n = ns.pop("n1"); n["ip"] = "10.9.0.11"; c["nodes"]["tb4"] = {"n1;rm -rf": n, **ns}'
	run -2 fab apply
	assert_output --partial 'pvesh delete /cluster/sdn/fabrics/node/tb4/NODE'
	refute_output --partial 'tb4/n1;'
}

@test "a node that only Proxmox VE has stays and is reported; not with an address of ours (mock)" {
	applied
	has 'c["nodes"]["tb4"]["n9"] = dict(c["nodes"]["tb4"]["n1"], ip="10.100.0.19")'
	run -0 fab apply
	assert_line 'tbnet-fabric: tb4: Proxmox VE has the node n9, too, which is not in TBNET_FABRIC_NODES: not touched'
	rm "$root/etc/frr/frr.conf.local"
	has 'c["nodes"]["tb4"]["n9"]["ip"] = "10.100.0.12"'
	refused 'Proxmox VE has the address of n2 for n9, which is not in TBNET_FABRIC_NODES'
}

@test "a pvesh that fails is reported with its own first line, and the next apply goes on (mock)" {
	# shellcheck disable=SC2016
	before_calls '[ "$1 $2" != "create /cluster/sdn/fabrics/node/tb4" ] || { echo "cluster not ready - no quorum?" >&2; echo more >&2; exit 5; }'
	failed 'pvesh create /cluster/sdn/fabrics/node/tb4: cluster not ready - no quorum?' \
		'tb4: configured in part in Proxmox VE, nothing was applied; tbnet-fabric apply goes on from here'
	[ ! -e "$state/running.json" ] || fail 'applied'
	rm "$state/do" "$state/calls"
	run -0 fab apply
	run -0 calls
	assert_line --index 0 --partial 'create /cluster/sdn/fabrics/node/tb4 --node_id n1'
	assert_equal "${#lines[@]}" 4
	# shellcheck disable=SC2016
	before_calls '[ "$1" != get ] || exit 5'
	failed 'pvesh get /nodes: exit code 5'
	before_calls 'printf "400 Parameter verification failed.\nid: too \033[31mlong\n" >&2; exit 255'
	failed 'pvesh get /nodes: 400 Parameter verification failed. id: too ?[31mlong'
	run -1 fab plan
}

@test "a call that ends well and did nothing is found by reading back (mock)" {
	# shellcheck disable=SC2016
	before_calls '[ "$2" != /cluster/sdn ] || exit 99'
	failed 'tb4: Proxmox VE did not keep the settings it was given; see: tbnet-fabric plan'
}

@test "a pvesh that hangs is ended at its bound, with what it said (mock)" {
	before_calls 'echo "got timeout waiting for the lock" >&2; exec sleep 60'
	echo TBNET_FABRIC_WAIT=1 > "$root/etc/tbnet.conf"
	failed 'pvesh get /nodes: not done within 1 s: got timeout waiting for the lock'
	[ ! -e "$root/etc/frr/frr.conf.local" ] || fail 'frr.conf.local was written'
	run -0 calls
	refute_output
}

@test "what is no JSON, or other JSON, is refused before anything is written (mock)" {
	local text
	for text in '' garbage '[' '[{"node": "n1"}' '[{}] x' '[{"a": "\ud800' "$(printf '[%.0s' {1..5000})"; do
		printf '%s' "$text" > "$state/text"
		before_calls 'cat /run/pve/text; exit 99'
		failed 'pvesh get /nodes: the answer is not JSON'
	done
	for text in '{}' '"x"' 42 '[1]' '[null]' '[[]]'; do
		printf '%s' "$text" > "$state/text"
		before_calls 'cat /run/pve/text; exit 99'
		failed 'pvesh get /nodes: the answer is not a list'
		# shellcheck disable=SC2016
		before_calls '[ "$2" != /cluster/sdn/fabrics/all ] || { cat /run/pve/text; exit 99; }'
		failed 'pvesh get /cluster/sdn/fabrics/all: the answer has no lists of fabrics and nodes'
	done
	before_calls 'yes "[" 2> /dev/null | head -c 5000000 2> /dev/null && touch /run/pve/all; exit 99'
	failed 'pvesh get /nodes: Message too long'
	[ ! -e "$state/all" ] || fail 'output without a bound was taken'
	run -0 calls
	refute_output
	[ ! -e "$root/etc/frr/frr.conf.local" ] || fail 'frr.conf.local was written'
}

# answers_all FABRICS NODES - for each look at the configuration
answers_all() {
	printf '{"fabrics": %s, "nodes": %s}' "$1" "$2" > "$state/text"
	# shellcheck disable=SC2016
	before_calls '[ "$1 $2" != "get /cluster/sdn/fabrics/all" ] || { cat /run/pve/text; exit 99; }'
}

@test "hostile values in JSON are compared, not trusted, and never printed raw (mock)" {
	local value
	applied
	for value in null '{"a": 1}' '[]' true '"1; reboot"' 1e9 -1; do
		answers_all "[{\"id\": \"tb4\", \"protocol\": \"openfabric\", \"ip_prefix\": \"10.100.0.0/24\", \"hello_interval\": $value}]" '[]'
		run -3 fab plan
		assert_line '  pvesh set /cluster/sdn/fabrics/fabric/tb4 --protocol openfabric --hello_interval 1 --csnp_interval 10'
	done
	# json-c 0.16 takes a number that no integer can hold for the largest; 0.18 for a mistake
	sed -i 's/-1}/99999999999999999999}/' "$state/text"
	run fab plan
	assert_line --regexp '^  pvesh set .*/tb4 .*--hello_interval 1 |the answer is not JSON$'
	for value in null '"name=en05"' '[null, 1]' '["en05", "name=", "name"]' '["name=en05,hello_multiplier=3;reboot", "name=en06"]' '["name=en05\u0000", "name=en06"]'; do
		answers_all '[{"id": "tb4", "protocol": "openfabric", "ip_prefix": "10.100.0.0/24"}]' \
			"[{\"node_id\": \"n1\", \"fabric_id\": \"tb4\", \"ip\": {}, \"interfaces\": $value}]"
		run -3 fab plan
		assert_line '  pvesh set /cluster/sdn/fabrics/node/tb4/n1 --protocol openfabric --ip 10.100.0.11 --interfaces name=en05 --interfaces name=en06'
	done
	answers_all "[{\"id\": \"x\\u001b[2J\\n\\u009b$(printf 'y%.0s' {1..300})\", \"protocol\": \"ospf\", \"ip_prefix\": \"10.100.0.0/16\"}]" '[]'
	run -2 fab plan
	assert_output --regexp '^tbnet-fabric: 10.100.0.0/24 overlaps with 10.100.0.0/16 of the fabric x\?\[2J\?+y{50,80}, which Proxmox VE has$'
}

@test "what Proxmox VE would refuse half way is refused before anything is written (mock)" {
	refused 'n1: Proxmox VE refuses the port name tb-n2: it allows letters, digits and underscores, with a letter first' --nodes='n1=10.100.0.11,tb-n2'
	refused 'n2: Proxmox VE refuses the port name 2tb: it allows letters, digits and underscores, with a letter first' \
		--nodes='n1=10.100.0.11 n2=10.100.0.12,2tb'
	refused 'n1: Proxmox VE refuses the port name en05.x: it allows letters, digits and underscores, with a letter first' --nodes='n1=10.100.0.11,en05.x'
	refused '10.0.0.0/7: Proxmox VE refuses a prefix shorter than /8' --prefix=10.0.0.0/7 --nodes=n1=10.100.0.11
	refused 'fc00::/7: Proxmox VE refuses a prefix shorter than /8' --prefix6=fc00::/7 --nodes=n1=10.100.0.11,fd00::11
	run -3 fab plan --nodes='n1=10.100.0.11,en05.100'
}

@test "a port that another fabric has is refused, and one of WireGuard is none (mock)" {
	printf '%s' '{"fabrics": {"lan": {"protocol": "bgp", "ip_prefix": "10.99.0.0/24"}},
		"nodes": {"lan": {"n2": {"protocol": "bgp", "ip": "10.99.0.2", "interfaces": ["name=en06"]}}}}' > "$state/config.json"
	refused 'n2: en06 is in the fabric lan, and Proxmox VE allows a port in one fabric only: remove it there first, or name other ports in TBNET_FABRIC_NODES'
	# the stand-in knows the rule, too
	pve pvesh create /cluster/sdn/fabrics/fabric --id tb4 --protocol openfabric --ip_prefix 10.100.0.0/24
	run ! pve pvesh create /cluster/sdn/fabrics/node/tb4 --node_id n2 --protocol openfabric --ip 10.100.0.12 --interfaces name=en06
	assert_output 'adding node failed: interface is already in use by another fabric'
	sed -i 's/"bgp"/"wireguard"/g' "$state/config.json"
	run -0 fab apply
}

@test "while somebody holds the lock of SDN nothing is written, and nothing is refused that needs no call (mock)" {
	local held="nothing was changed: somebody holds the lock of Proxmox VE's SDN configuration (/etc/pve/sdn/.lock), so Proxmox VE refuses other calls; "
	mkdir -p "$root/etc/pve/sdn"
	echo 019a-token > "$root/etc/pve/sdn/.lock"
	run -1 fab plan
	assert_output --partial "$held"
	run -1 fab apply
	assert_output --partial "$held"
	run -0 calls
	refute_output
	[ ! -e "$root/etc/frr/frr.conf.local" ] || fail 'frr.conf.local was written'
	run ! pve pvesh set /cluster/sdn
	assert_output --partial 'invalid lock token provided!'
	rm "$root/etc/pve/sdn/.lock"
	applied
	echo 019a-token > "$root/etc/pve/sdn/.lock"
	run -0 fab apply
	assert_output "$settled"
}

# fails NODE HOW - see the stand-in's reload()
fails() {
	echo "$1 $2" >> "$state/fails"
}

not_everywhere='tb4: Proxmox VE has applied the fabric, but not every node has it'

@test "a node whose reload failed is reported with its words, though pvesh ends well; and again by the next apply (mock)" {
	local why='n2: the fabric is not in force there, the reload of its network failed: command '"'ifreload -a'"' failed: exit code 1; next: pvesh get /nodes/n2/tasks/UPID:n2:'
	fails n2 ifreload
	failed "$not_everywhere" "pvesh set /cluster/sdn: n2: command 'ifreload -a' failed: exit code 1"
	assert_line --partial "$why"
	refute_line --partial 'applied by Proxmox VE'
	run -1 fab apply
	assert_line --partial "$why"
	assert_line "tbnet-fabric: $not_everywhere"
	refute_output --partial 'already applied'
	rm "$state/fails"
	pve pvesh set /cluster/sdn
	run -0 fab apply
	assert_output "$settled"
}

@test "a node that was not reached is reported, now and later (mock)" {
	applied
	touch -d '1 hour ago' "$root/etc/pve/sdn/.running-config"
	sed -i -E 's/"starttime": [0-9]+/"starttime": 1000/' "$state/tasks/n3"
	fails n3 ssh
	has 'c["fabrics"]["tb4"]["hello_interval"] = 3'
	failed 'pvesh set /cluster/sdn: n3: ssh: connect to host n3 port 22: No route to host' \
		"pvesh set /cluster/sdn: n3: command 'pvesh set /nodes/n3/network --regenerate-frr 1' failed: exit code 255" \
		'n3: cannot ask it whether the fabric is in force there: ssh: connect to host port 22: No route to host; next: tbnet-fabric apply, again'
	rm "$state/fails"
	failed 'n3: it has not reloaded its network since Proxmox VE applied the SDN configuration; next: pvesh set /cluster/sdn' "$not_everywhere"
	rm "$state/tasks/n3"
	failed 'n3: it has not reloaded its network since Proxmox VE applied the SDN configuration; next: pvesh set /cluster/sdn'
}

@test "a node that is off, busy, or whose FRR does not run the fabric, is reported; warnings of a reload are shown (mock)" {
	fails n3 offline
	run -3 fab plan
	assert_line 'tbnet-fabric: n3 is offline: Proxmox VE applies nothing there until pvesh set /cluster/sdn is run once more'
	failed 'n3: it is offline, and needs another call once it is up; next: pvesh set /cluster/sdn' "$not_everywhere"
	echo 'n3 frr' > "$state/fails"
	failed 'n3: its FRR does not run the fabric; next: tbnet-fabric check, on n3' "$not_everywhere"
	printf 'n2 busy\nn3 warnings\n' > "$state/fails"
	pve pvesh set /cluster/sdn
	failed 'n2: it is still reloading its network; next: tbnet-fabric apply, again'
	assert_line --regexp '^tbnet-fabric: n3: the reload of its network ended with WARNINGS: 1; see: pvesh get /nodes/n3/tasks/UPID:n3:.*/log$'
	# the list may still have a task as running that has ended
	echo > "$state/fails"
	run -0 fab apply
	assert_line "$settled"
}

@test "before pve-network 1.2.0 no node says what its FRR runs: its reload has to do (mock)" {
	echo 1.1.8 > "$state/version"
	run -0 fab apply
	run -0 fab apply
	assert_output "$settled"
	run -0 cat "$root/etc/network/interfaces.d/sdn"
	assert_line 'iface en05'
	fails n2 ifreload
	pve pvesh set /cluster/sdn
	failed "$not_everywhere"
}

@test "what pvesh says on stderr is shown, whatever it exits with; a locale it does not know is not (mock)" {
	# shellcheck disable=SC2016
	before_calls '[ "$1 $2" != "set /cluster/sdn" ] || { echo "perl: warning: Setting locale failed." >&2; printf "WARN: missing source \033[31m\n" >&2; }'
	run -0 fab apply
	assert_line 'tbnet-fabric: pvesh set /cluster/sdn: WARN: missing source ?[31m'
	refute_output --partial locale
}

@test "answers of nodes that are no answers are no success, and never printed raw (mock)" {
	local text
	applied
	for text in garbage '{}' '[1]'; do
		echo "$text" > "$state/text"
		# shellcheck disable=SC2016
		before_calls 'case $2 in */tasks) cat /run/pve/text; exit 99; esac'
		failed "$not_everywhere"
	done
	for text in null '"x; reboot"' '"UPID:\u001b[2J"' '{}'; do
		printf '[{"upid": %s, "starttime": 4000000000, "status": "\\u001b[2J bad"}]' "$text" > "$state/text"
		failed "$not_everywhere"
		assert_line --partial 'failed: ?[2J bad; next: pvesh get /nodes/n1/tasks/UPID/log'
	done
	# shellcheck disable=SC2016
	before_calls 'case $2 in */interfaces) echo "{}"; exit 99; esac'
	run -0 fab apply
	assert_line 'tbnet-fabric: n2: cannot ask it what its FRR runs; see, on n2: tbnet-fabric check'
}

@test "up: an FRR that was started without BFD, which it takes behind its own lines only, gets it (mock)" {
	applied
	sed -i '/openfabric bfd/d' "$state/frr"
	# 1 where the kernel has no dummy
	fab up > "$BATS_TEST_TMPDIR/up" 2>&1 || true
	run -0 grep FRR "$BATS_TEST_TMPDIR/up"
	assert_output 'tbnet-fabric: FRR was started without what /etc/frr/frr.conf.local has for each port: set'
	run -0 grep -c 'openfabric bfd' "$state/frr"
	assert_output 2
	fab up > "$BATS_TEST_TMPDIR/up" 2>&1 || true
	run -1 grep FRR "$BATS_TEST_TMPDIR/up"
}

@test "undo: frr.conf.local as it was, FRR without the line, and the calls that take the fabric away, not made (mock)" {
	echo '! mine' > "$root/etc/frr/frr.conf.local"
	applied
	run -0 fab undo
	assert_line 'tbnet-fabric: /etc/frr/frr.conf.local: restored'
	assert_line 'Proxmox VE still has the fabric tb4, for the whole cluster; to delete it:'
	run -0 cat "$root/etc/frr/frr.conf.local"
	assert_output '! mine'
	run -1 grep -E 'lsp-gen|openfabric bfd' "$state/frr"
	run -0 grep 'router openfabric tb4' "$state/frr"
	run -0 calls
	refute_output
}

@test "of a fabric that was deleted in the GUI check names what is left, and undo takes it away (mock)" {
	applied
	has 'c.update(fabrics={}, nodes={})'
	pve pvesh set /cluster/sdn
	run -3 fab check
	assert_line --regexp '^FRR: /etc/frr/frr.conf.local has router openfabric tb4, but no interface is in it: .* next: tbnet-fabric undo, then: pvesh set /cluster/sdn, or, to have it again: tbnet-fabric apply$'
	run -0 fab undo
	assert_line 'tbnet-fabric: /etc/frr/frr.conf.local: removed'
	assert_line 'tbnet-fabric: removed router openfabric tb4 from /etc/frr/frr.conf.local and from the running FRR; to remove it from /etc/frr/frr.conf: pvesh set /cluster/sdn'
	run -1 grep openfabric "$state/frr"
	pve pvesh set /cluster/sdn
	run -1 grep openfabric "$root/etc/frr/frr.conf"
	run -2 pve "$fabric" check
	assert_output --partial 'TBNET_FABRIC_NODES: not set'
}

@test "undo after the GUI has deleted the fabric says what of /etc/tbnet.conf gives its router ids again (mock)" {
	printf 'TBNET_FABRIC_NODES="n1=10.100.0.11"\n' > "$root/etc/tbnet.conf"
	applied
	has 'c.update(fabrics={}, nodes={})'
	run -0 fab undo
	assert_line 'tbnet-fabric: TBNET_FABRIC_NODES is still in /etc/tbnet.conf, so every new link gets the router id again: remove it'
}

@test "the calls that undo prints do take the fabric away; nodes that are not ours stay (mock)" {
	local call
	applied
	fab undo 2>&- | sed -n 's/^  //p' > "$BATS_TEST_TMPDIR/deletions"
	assert_equal "$(wc -l < "$BATS_TEST_TMPDIR/deletions")" 5
	while read -r call; do
		# shellcheck disable=SC2086
		pve $call < /dev/null
	done < "$BATS_TEST_TMPDIR/deletions"
	run -0 cat "$state/running.json"
	assert_output '{"fabrics": {}, "nodes": {}}'
	run -0 fab undo
	refute_output --partial 'still has'
	applied
	has 'c["nodes"]["tb4"]["n9"] = dict(c["nodes"]["tb4"]["n1"], ip="10.100.0.19")'
	run -0 fab undo
	refute_line '  pvesh delete /cluster/sdn/fabrics/fabric/tb4'
	assert_line '  pvesh delete /cluster/sdn/fabrics/node/tb4/n3'
}

@test "the stand-in refuses what the schema does not have (mock)" {
	local call
	applied
	while read -r call; do
		# shellcheck disable=SC2086
		run pve pvesh $call
		assert_failure
		assert_output --regexp '(Parameter verification failed|No .* handler|adding|updating|does not exist)'
	done <<- 'END'
		get /cluster/sdn/fabrics
		get /cluster/sdn/fabrics/fabric --runing 1
		create /cluster/sdn/fabrics/fabric --id toolongid --protocol openfabric --ip_prefix 10.1.0.0/24
		create /cluster/sdn/fabrics/fabric --id t2 --ip_prefix 10.1.0.0/24
		create /cluster/sdn/fabrics/fabric --id t2 --protocol rip --ip_prefix 10.1.0.0/24
		create /cluster/sdn/fabrics/fabric --id t2 --protocol openfabric
		create /cluster/sdn/fabrics/fabric --id t2 --protocol openfabric --ip_prefix 10.100.0.0/25
		create /cluster/sdn/fabrics/fabric --id tb4 --protocol openfabric --ip_prefix 10.1.0.0/24
		set /cluster/sdn/fabrics/fabric/tb4 --protocol openfabric --hello_interval 601
		set /cluster/sdn/fabrics/fabric/tb4 --hello_interval 6
		set /cluster/sdn/fabrics/fabric/tb4 --protocol openfabric --delete ip_prefix
		create /cluster/sdn/fabrics/node/tb4 --node_id n4 --protocol openfabric --ip 10.100.0.14/32
		create /cluster/sdn/fabrics/node/tb4 --node_id n4 --protocol openfabric --ip 10.100.0.11
		create /cluster/sdn/fabrics/node/tb4 --node_id n4 --protocol openfabric --ip 10.100.1.11
		create /cluster/sdn/fabrics/node/tb4 --node_id n4 --protocol openfabric --ip 10.100.0.14 --interfaces en05
		set /cluster/sdn/fabrics/node/tb4/n4 --protocol openfabric --ip 10.100.0.14
	END
}

# both VERB - of a fabric with both families
both() {
	pve "$fabric" "$1" --prefix=10.100.0.0/24 --prefix6=fd00:100::/64 --node=n1 \
		--nodes='n1=10.100.0.11,fd00:100::11 n2=10.100.0.12,fd00:100::12'
}

@test "both families: an overlap, a stranger and a prefix are looked at in each (mock)" {
	echo '{"fabrics": {"old": {"protocol": "openfabric", "ip6_prefix": "fd00:100::/60"}}, "nodes": {}}' > "$state/config.json"
	run -2 both apply
	assert_output 'tbnet-fabric: fd00:100::/64 overlaps with fd00:100::/60 of the fabric old, which Proxmox VE has'
	rm "$state/config.json"
	both apply 2> /dev/null
	has 'c["nodes"]["tb4"]["n9"] = dict(c["nodes"]["tb4"]["n1"], ip="10.100.0.19", ip6="fd00:100::12")'
	run -2 both plan
	assert_output 'tbnet-fabric: Proxmox VE has the address of n2 for n9, which is not in TBNET_FABRIC_NODES'
	has 'c["nodes"]["tb4"]["n9"] = {"interfaces": []}'
	run -0 both plan
	assert_line --partial 'has the node n9, too'
	has 'del c["nodes"]["tb4"]["n9"]; del c["nodes"]["tb4"]["n2"]["ip6"]; c["fabrics"]["tb4"]["ip6_prefix"] = "fd00:200::/64"; c["nodes"]["tb4"]["n1"]["ip6"] = "fd00:100::11"'
	run -2 both plan
	assert_output --partial 'Proxmox VE has n2 in the fabric tb4 with no address in fd00:100::/64'
	has 'c["fabrics"]["tb4"] = {"protocol": "openfabric", "ip6_prefix": "fd00:100::/64"}; c["nodes"] = {}'
	run -3 both plan
	assert_line --partial 'pvesh set /cluster/sdn/fabrics/fabric/tb4 --protocol openfabric --ip_prefix 10.100.0.0/24'
}

@test "an IPv4 prefix that is no longer wanted is refused with its way, too; an address alone is taken away (mock)" {
	both apply 2> /dev/null
	rm "$root/etc/tbnet.conf"
	run -2 pve "$fabric" plan --prefix6=fd00:100::/64 --node=n1 --nodes='n1=fd00:100::11 n2=fd00:100::12'
	assert_output --partial 'Proxmox VE has 10.100.0.0/24 for the fabric tb4, and no call to remove a prefix: set TBNET_FABRIC_PREFIX, or, first:'
	has 'del c["fabrics"]["tb4"]["ip_prefix"]'
	run -3 pve "$fabric" plan --prefix6=fd00:100::/64 --node=n1 --nodes='n1=fd00:100::11 n2=fd00:100::12'
	assert_line --partial 'pvesh set /cluster/sdn/fabrics/node/tb4/n1 --protocol openfabric --interfaces name=en05 --interfaces name=en06 --delete ip'
	has 'c["fabrics"]["tb4"]["ip_prefix"] = "10.100.0.0/24"'
	has 'c["nodes"]["tb4"]["n1"]["ip6"] = "fd00:100::11"; c["fabrics"]["tb4"].pop("ip6_prefix", None)'
	run -3 fab plan
	assert_line --partial '--delete ip6'
}

@test "ports by another name, with addresses, or that are none, are ports to be set (mock)" {
	local ports
	applied
	for ports in '["name=en05", "name=en066"]' '["name=en05", "name=en06,ip6=fd00::1/64"]' '["name=en05", 6]' \
		'["name=en05", "hello_multiplier=1,name=en06,ip=1.1.1.1/32"]' '"name=en05"'; do
		has "c['nodes']['tb4']['n1']['interfaces'] = $ports"
		run -3 fab plan
		assert_line --partial 'pvesh set /cluster/sdn/fabrics/node/tb4/n1 --protocol openfabric --interfaces name=en05 --interfaces name=en06'
	done
	has 'c["nodes"]["tb4"]["n1"]["interfaces"] = ["name=en05,hello_multiplier=999", "name=en06,hello_multiplier=5,ip=1.1.1.1/32"]'
	run -3 fab plan
	assert_line --partial '--interfaces name=en05 --interfaces name=en06,hello_multiplier=5'
	has 'del c["nodes"]["tb4"]["n1"]["interfaces"]'
	run -3 fab plan
	assert_line --partial 'node/tb4/n1'
}

@test "where a run of pvesh stopped is reported: nothing was changed, a part, or all but the last call (mock)" {
	# shellcheck disable=SC2016
	before_calls '[ "$1 $2" != "create /cluster/sdn/fabrics/fabric" ] || exit 7'
	failed 'pvesh create /cluster/sdn/fabrics/fabric: exit code 7' 'tb4: nothing was changed in Proxmox VE; tbnet-fabric apply goes on from here'
	# shellcheck disable=SC2016
	before_calls '[ "$1 $2" != "set /cluster/sdn" ] || { printf "\n\n%01000d\n" 0 >&2; exit 1; }'
	failed 'tb4: configured in Proxmox VE, but not applied; tbnet-fabric apply goes on from here'
	assert_line --regexp '^tbnet-fabric: pvesh set /cluster/sdn: 0{50,400}$'
	[ -f "$root/etc/frr/frr.conf.local" ]
}

@test "an FRR that gives no answer is reported by apply, and by undo only where it has to forget the line (mock)" {
	applied
	mv "$state/frr" "$state/frr-before"
	failed "FRR of this node did not accept lsp-gen-interval and BFD; see: vtysh -c 'show running-config': Transport endpoint is not connected"
	run -0 fab undo
	mv "$state/frr-before" "$state/frr"
	applied
	cp "$state/frr" "$root/run/config"
	printf '#!/bin/sh\n[ "$2" = "show running-config" ] && exec cat /run/config\nexit 1\n' > "$root/run/vtysh"
	chmod +x "$root/run/vtysh"
	run -1 pve sh -c 'mount --bind /run/vtysh /usr/bin/vtysh && exec "$@"' sh "$fabric" undo --prefix=10.100.0.0/24 \
		--nodes='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13' --node=n1
	assert_line "tbnet-fabric: FRR of this node still has lsp-gen-interval or BFD; see: vtysh -c 'show running-config': Input/output error"
}

@test "apply without FRR, or where the file cannot be written: nothing is told to Proxmox VE (mock)" {
	rm -r "$root/etc/frr"
	run -1 fab apply
	assert_output 'tbnet-fabric: nothing was changed: FRR is not installed; next: apt-get install frr frr-pythontools'
	run -3 fab plan
	assert_line 'tbnet-fabric: FRR is not installed; before apply: apt-get install frr frr-pythontools'
	mkdir "$root/etc/frr"
	run -1 pve sh -c 'mount -t tmpfs -o ro none /etc/frr && exec "$@"' sh "$fabric" apply --prefix=10.100.0.0/24 \
		--nodes='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13' --node=n1
	assert_line --partial 'cannot change /etc/frr/daemons'
	run -0 calls
	refute_output
}

@test "undo on a machine that is none of the nodes, or without a fabric, is of the files alone (mock)" {
	applied
	run -0 pve "$fabric" undo --prefix=10.100.0.0/24 --nodes='n1=10.100.0.11' --node=n9
	refute_output --partial 'to delete it'
	[ ! -e "$root/etc/frr/frr.conf.local" ]
	applied
	run -0 pve "$fabric" undo
	[ ! -e "$root/etc/frr/frr.conf.local" ]
}

# init [OPTION...] - on n1, whose ports had n2 and n3 as peers
init() {
	mkdir -p "$root/var/tbnet"
	[ -f "$root/var/tbnet/peers" ] || printf '%s\n' 'boot 2 x' '2 2026-11-28T23:50:00Z en05 0000:00:0d.2 1 d6030000-0080-7f18-23d0-3d0a4c81e401 20.0 2 n2' \
		'2 2026-11-28T23:50:00Z en06 0000:00:0d.3 1 d6030000-0080-7f18-23d0-3d0a4c81e402 20.0 2 n3' > "$root/var/tbnet/peers"
	pve "$fabric" init --node=n1 "$@"
}

nothing_made() {
	[ ! -e "$root/etc/frr/frr.conf.local" ] || fail 'frr.conf.local was written'
	[ ! -e "$root/etc/tbnet.conf" ] || fail 'tbnet.conf was written'
	! grep -qs tb4 "$state/config.json" || fail "in Proxmox VE"
}

@test "init: from the cluster and its links to a fabric in one command (mock)" {
	echo 'nic0 vmbr0 en05' > "$BATS_TEST_TMPDIR/n3"
	mkdir "$state/ports" && cp "$BATS_TEST_TMPDIR/n3" "$state/ports/n3"
	run -0 init 10.100.0.0/24 --yes
	assert_line --regexp '^n1 +10.100.0.1 +--en06-- n3 --en05-- n2$'
	assert_line --regexp '^n3 +10.100.0.3 +--en05--$'
	assert_line '  pvesh set /cluster/sdn'
	assert_line 'tbnet-fabric: tb4: applied by Proxmox VE; see: tbnet-fabric check'
	assert_line "  tbnet-fabric apply --prefix=10.100.0.0/24 --name=tb4 --nodes='n1=10.100.0.1,en06,en05 n2=10.100.0.2,en05,en06 n3=10.100.0.3,en05'"
	run -0 calls
	assert_line 'create /cluster/sdn/fabrics/node/tb4 --node_id n3 --protocol openfabric --ip 10.100.0.3 --interfaces name=en05'
	run -2 init 10.100.0.0/24 --yes
	assert_output 'tbnet-fabric: TBNET_FABRIC_NODES already describes a fabric; next: tbnet-fabric plan'
	rm "$root/etc/tbnet.conf"
	run -2 init 10.100.0.0/24 --yes
	assert_output --partial 'Proxmox VE already has a fabric tb4: use another --name'
}

@test "init asks, and any answer but yes changes nothing; of both families each has a router id (mock)" {
	local answer
	for answer in '' n no yess 'y es'; do
		run -3 init 10.100.0.0/24 fd00:100::/64 <<< "$answer"
		assert_line --partial 'Make this fabric, on all 3 nodes? [y/N]'
		assert_line --partial 'nothing was changed'
		nothing_made
	done
	run -3 init 10.100.0.0/24 < /dev/null
	nothing_made
	run -0 init 10.100.0.0/24 fd00:100::/64 <<< Yes
	run -0 calls
	assert_line --partial '--node_id n2 --protocol openfabric --ip 10.100.0.2 --ip6 fd00:100::2 --interfaces name=en05 --interfaces name=en06'
}

# mesh_runs NODE=ADDRESS,ADDRESS6... - an OpenFabric runs, in which they have these router ids
mesh_runs() {
	local node
	[ -f "$root/run/frr/fabricd.pid" ] || daemon_runs fabricd
	: > "$state/frr"
	for node; do
		printf '%s\n' "${node%%=*}.00-00   *   121   0x00000004  0x0387    1177    0/0/0" "  Hostname: ${node%%=*}" '  TE Router ID: 10.0.0.1' \
			'  Extended IP Reachability: 10.9.0.0/16 (Metric: 10)' "  Extended IP Reachability: $(sed 's/.*=//; s/,.*//' <<< "$node")/32 (Metric: 10)" \
			"  IPv6 Reachability: ${node##*,}/128 (Metric: 10)"
	done > "$state/database"
}

@test "init: nodes keep the router ids of an OpenFabric that runs, and the others get the next free ones (mock)" {
	mesh_runs n2=10.0.0.1,fc00::82 n3.example.com=10.0.0.83,fc00::83 n7=10.0.0.87,fc00::87
	run -3 init 10.0.0.0/24 fc00::/64 <<< n
	assert_line 'router ids of the OpenFabric that runs stay'
	assert_line 'tbnet-fabric: n1 is not in the OpenFabric that runs, and gets a new router id'
	assert_line --partial '--node_id n1 --protocol openfabric --ip 10.0.0.2 --ip6 fc00::1 '
	assert_line --partial '--node_id n2 --protocol openfabric --ip 10.0.0.1 --ip6 fc00::82 '
	assert_line --partial '--node_id n3 --protocol openfabric --ip 10.0.0.83 --ip6 fc00::83 '
	run -3 init 10.100.0.0/24 <<< n
	refute_line --partial stay
	assert_line 'tbnet-fabric: n2 has the router id 10.0.0.1 in the OpenFabric that runs, which is not in 10.100.0.0/24: what uses that address (Ceph?) would lose it; to keep router ids, give the prefix that has them'
	assert_equal "$(grep -c 'has the router id' <<< "$output")" 1
	nothing_made
}

@test "init: an OpenFabric that runs and does not tell its router ids is not written over, nor are ids taken that are none (mock)" {
	local text
	mesh_runs n2=10.0.0.82,fc00::82
	echo 'router openfabric 1' > "$state/frr"
	for text in '' '% Unknown command' 'n2.00-00   *   121'; do
		echo "$text" > "$state/database"
		run -1 init 10.0.0.0/24 --yes
		assert_line --partial 'nothing was changed: fabricd runs and does not tell which router ids the nodes have'
		nothing_made
	done
	: > "$state/frr"
	run -3 init 10.0.0.0/24 <<< n
	refute_line --partial stay
	mesh_runs n1=10.0.0.255,x n2=10.0.0.83,: n3=10.0.0.83,fc00::83
	run -3 init 10.0.0.0/24 <<< n
	assert_line --partial '--node_id n1 --protocol openfabric --ip 10.0.0.1 '
	assert_line --partial '--node_id n2 --protocol openfabric --ip 10.0.0.83 '
	assert_line --partial '--node_id n3 --protocol openfabric --ip 10.0.0.3 '
}

# init_refuses WHY [WORD...]
init_refuses() {
	run -2 init "${@:2}" --yes
	assert_line "tbnet-fabric: $1"
	nothing_made
}

@test "a second init beside one that asks is refused in one line (mock)" {
	local first
	mkfifo "$BATS_TEST_TMPDIR/answer"
	exec {first}<> "$BATS_TEST_TMPDIR/answer"
	# background would give it /dev/null to read
	init 10.100.0.0/24 < "$BATS_TEST_TMPDIR/answer" > "$BATS_TEST_TMPDIR/first" 2>&1 3>&- &
	background_pids+=("$!")
	wait_until 60 grep -q 'Make this fabric' "$BATS_TEST_TMPDIR/first"
	run -1 init 10.100.0.0/24 --yes
	assert_line 'tbnet-fabric: nothing was changed: another tbnet-fabric init runs on this node; answer it, or end it'
	nothing_made
	echo no >&"$first"
	exec {first}>&-
	wait_until 60 grep -q 'nothing was changed' "$BATS_TEST_TMPDIR/first"
	run -0 init 10.100.0.0/24 --yes
}

@test "apply and undo beside a run that changes files wait 10 s, then say so in one line, and change nothing (mock)" {
	local verb
	mkdir -p "$root/run/tbnet"
	: > "$root/run/tbnet/changes.lock"
	background flock "$root/run/tbnet/changes.lock" sleep 120
	wait_until 10 eval '! flock --nonblock "$root/run/tbnet/changes.lock" true'
	for verb in apply undo; do
		run -1 fab "$verb"
		assert_output 'tbnet-fabric: nothing was changed: no lock on /run/tbnet/changes.lock: Connection timed out'
		nothing_made
	done
	run -0 calls
	refute_output
}

@test "init: an address of this node in the prefix is refused, and nothing is changed (mock)" {
	init 10.100.0.0/24 < /dev/null > /dev/null 2>&1 || true
	# shellcheck disable=SC2016
	run -2 pve sh -c 'ip address add 10.100.0.77/24 dev lo && exec "$@"' sh "$fabric" init --node=n1 10.100.0.0/24 --yes
	assert_line --partial 'lo has 10.100.0.77/24, which is in 10.100.0.0/24 but no router id'
	nothing_made
}

@test "init: what cannot be a mesh is refused in one line, and nothing is changed (mock)" {
	init_refuses 'init: one prefix or two, as in: tbnet-fabric init 10.100.0.0/24 fd00:100::/64'
	init_refuses 'init: two IPv4 prefixes' 10.100.0.0/24 10.101.0.0/24
	init_refuses 'TBNET_FABRIC_PREFIX: "mesh" is not an IPv4 prefix such as 10.100.0.0/24' mesh
	init_refuses 'TBNET_FABRIC_PREFIX: 10.100.0.1/24 is an address in a network; the prefix is 10.100.0.0/24' 10.100.0.1/24
	init_refuses 'n3: 10.100.0.3 is the last address of 10.100.0.0/30, not a host'"'"'s' 10.100.0.0/30
	echo '{"fabrics": {"old": {"protocol": "ospf", "ip_prefix": "10.0.0.0/8"}}, "nodes": {}}' > "$state/config.json"
	init_refuses '10.100.0.0/24 overlaps with 10.0.0.0/8 of the fabric old, which Proxmox VE has' 10.100.0.0/24
	rm "$state/config.json"
	echo 'n2 offline' > "$state/fails"
	init_refuses 'n2 is not online, and a fabric is made on all nodes at once: start it first' 10.100.0.0/24
	echo 'n2 ssh' > "$state/fails"
	run -1 init 10.100.0.0/24 --yes
	assert_output 'tbnet-fabric: pvesh get /nodes/n2/network: ssh: connect to host port 22: No route to host'
	rm "$state/fails"
	printf '%s\n' n1 n2.example.com > "$state/cluster"
	init_refuses 'the node "n2.example.com" cannot be in a fabric: its name may have letters, digits and hyphens only' 10.100.0.0/24
	echo n1 > "$state/cluster"
	init_refuses 'this node is in no cluster, and init takes the nodes from the cluster; first: pvecm create here, and pvecm add on the others' 10.100.0.0/24
	printf '%s\n' n1 n2 > "$state/cluster"
	mkdir "$state/ports"
	echo nic0 > "$state/ports/n2"
	init_refuses 'a mesh needs two nodes with links: plug in the cables, then: tbnet-status' 10.100.0.0/24
	assert_line 'tbnet-fabric: n2: skipped, it has no link called en05 to en99'
}

@test "init: what fails half way is undone, all of it (mock)" {
	# shellcheck disable=SC2016
	before_calls '[ "$1 $2" != "set /cluster/sdn" ] || { echo "no quorum" >&2; exit 5; }'
	run -1 init 10.100.0.0/24 --yes
	assert_line 'tbnet-fabric: pvesh set /cluster/sdn: no quorum'
	assert_line 'tbnet-fabric: tb4: all changes are undone'
	nothing_made
	# shellcheck disable=SC2016
	before_calls '[ "$1 $2" != "create /cluster/sdn/fabrics/node/tb4" ] || [ ! -s /run/pve/config.json ] || ! grep -q n2 /run/pve/config.json || exit 5'
	run -1 init 10.100.0.0/24 --yes
	assert_line 'tbnet-fabric: tb4: all changes are undone'
	nothing_made
}

@test "init: a link that goes while it asks ends it, and nothing is changed (mock)" {
	init 10.100.0.0/24 < /dev/null > /dev/null 2>&1 || true
	# shellcheck disable=SC2016
	run -1 pve sh -c 'ip link add en05 type veth peer name far && { sleep 5; ip link del en05; echo yes; } | "$@"' sh "$fabric" init --node=n1 10.100.0.0/24
	assert_line --partial 'nothing was changed: a link of this node disappeared meanwhile; run it again once the link is back'
	nothing_made
}
