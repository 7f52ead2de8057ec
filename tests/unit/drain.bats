# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-drain with an FRR and a Ceph that are stand-ins (mock); a ring of real FRRs is in tests/ring/drain.bats.
load private.bash

drain=$TBNET_BIN/tbnet-drain
root=$BATS_TEST_TMPDIR/root

setup() {
	need_private
	mkdir -p "$root"/{run/frr,run/mock,etc/ceph,var,bin}
	cp "$(command -v sleep)" "$BATS_TEST_TMPDIR/fabricd"
	background "$BATS_TEST_TMPDIR/fabricd" infinity
	wait_until 10 grep -qx fabricd "/proc/$!/comm"
	echo $! > "$root/run/frr/fabricd.pid"
	touch "$root/etc/ceph/ceph.conf" "$root/run/mock/told"
	stand_in vtysh <<- 'END'
		cd /run/mock
		bit=0
		grep -qx ' set-overload-bit' config && bit=1
		case "$*" in
		*'no set-overload-bit') sed -i '/set-overload-bit/d' config ;;
		*set-overload-bit)
			[ -e deaf ] || echo ' set-overload-bit' >> config
			[ ! -e then ] || mv then database
			[ ! -e hangs ] || { touch mute; exit 1; } ;;
		*neighbor*)
			[ ! -e mute ] || exit 1
			cat neighbors config ;;
		*'database detail'*hostname) sed "s/OWN/$bit/" database; cat hostnames ;;
		esac
	END
	stand_in ceph <<- 'END'
		cd /run/mock
		shift 2
		echo "$*" >> told
		[ ! -e ceph-fails ] || { echo 'Error ETIMEDOUT: no quorum' >&2; exit 110; }
		case "$*" in
		'osd tree') cat tree ;;
		'osd dump') cat dump ;;
		'osd ok-to-stop '*) [ ! -e busy ] || { echo 'Error EBUSY: unsafe to stop osd(s) at this time (33 PGs are or would become offline)' >&2; exit 16; } ;;
		'mon metadata') cat monitors ;;
		'mon ok-to-stop '*) [ ! -e few ] || { echo 'Error EBUSY: not enough monitors would be available (n1) after stopping mons [n2]' >&2; exit 16; } ;;
		'mds metadata') cat mdss ;;
		'mds ok-to-stop '*) [ ! -e alone ] || { echo 'Error EBUSY: insufficent standby MDS daemons to stop active gids 4123 and/or standby gids ' >&2; exit 16; } ;;
		'osd set-group noout n2') [ -e forgets ] || echo '{"crush_node_flags":{"n2":["noout"]},"flags_set":[]}' > dump ;;
		'osd unset-group noout n2') echo '{"crush_node_flags":{},"flags_set":[]}' > dump ;;
		*) exit 22 ;;
		esac
	END
	printf 'router openfabric tb4\n' > "$root/run/mock/config"
	echo '{"areas":[{"circuits":[{"adj":"n1","interface":"en05","state":"Up"},{"adj":"n3","interface":"en06","state":"Up"}]}]}' > "$root/run/mock/neighbors"
	printf '%s\n' 'vrf     : default' 'Level  System ID      Dynamic Hostname' '2      0101.0000.0011 n1' '     * 0101.0000.0012 n2' '2      0101.0000.0013 n3' > "$root/run/mock/hostnames"
	database n1=12,13 n2=11,13 n3=11,12
	echo '{"nodes":[{"id":-1,"name":"default","type":"root"},{"id":-2,"name":"n2","type":"host","children":[4,5]}]}' > "$root/run/mock/tree"
	echo '{"crush_node_flags":{},"flags_set":[]}' > "$root/run/mock/dump"
	echo '[{"name":"n1","hostname":"n1"},{"name":"n2","hostname":"n2.example.com"},{"name":"n22","hostname":"n22"}]' > "$root/run/mock/monitors"
	echo '[{"name":"n1","hostname":"n1"},{"name":"n2","hostname":"n2"},{"name":"second","hostname":"n2"}]' > "$root/run/mock/mdss"
}

teardown() {
	end_background
}

stand_in() {
	{ echo '#!/bin/sh'; cat; } > "$root/bin/$1"
	chmod +x "$root/bin/$1"
}

# database NODE=NEIGHBOR,...... - who says which neighbors it has; the bit of n2 is as its configuration is
database() {
	local node id
	{
		printf '%s\n' 'Area tb4:' 'IS-IS Level-2 link-state database:' 'LSP ID                  PduLen  SeqNumber   Chksum  Holdtime  ATT/P/OL'
		for node; do
			if [ "${node%=*}" = n2 ]; then
				echo 'n2.00-00             *    121   0x00000005  0x0188    1149    0/0/OWN'
			else
				echo "${node%=*}.00-00                  121   0x00000004  0xdba8    1188    0/0/0"
			fi
			printf '%s\n' '  Protocols Supported: IPv4' "  Hostname: ${node%=*}"
			for id in $(tr , ' ' <<< "${node#*=}"); do
				echo "  Extended Reachability: 0101.0000.00$id.00 (Metric: 10)"
			done
			echo
		done
		echo '    3 LSPs'
	} > "$root/run/mock/database"
}

# as_n2 VERB [OPTION...]
as_n2() {
	unshare "${user_namespace[@]}" --mount --net --uts --propagation private sh -ec '
		hostname n2.example.com
		mount -t overlay overlay -o "lowerdir=$0/bin:/usr/bin" /usr/bin
		mount --bind "$0/etc" /etc
		mount --bind "$0/var" /var/lib
		mount --bind "$0/run" /run
		exec "$@"' "$root" "$drain" "$@"
}

changed_nothing() {
	run -1 grep -q overload "$root/run/mock/config"
	run -1 grep -q set-group "$root/run/mock/told"
	[ ! -e "$root/var/tbnet/drain" ]
}

all_undone() {
	run -1 grep -q overload "$root/run/mock/config"
	run -1 grep -q noout "$root/run/mock/dump"
	[ ! -e "$root/var/tbnet/drain" ]
}

@test "with Ceph: its OSDs may stop, noout is set for this host alone, and all is undone (mock)" {
	run -3 as_n2 apply --dry-run
	assert_output $'set the overload bit of router openfabric tb4\nset noout of Ceph\'s host n2'
	changed_nothing
	run -0 as_n2 apply
	assert_output 'safe to reboot: no traffic of others goes through this node, Ceph keeps the OSDs of n2 (noout); the next boot undoes it, or: tbnet-drain undo'
	run -0 cat "$root/run/mock/told"
	assert_line 'osd ok-to-stop 4 5'
	assert_line 'osd set-group noout n2'
	run -0 grep -vw boot "$root/var/tbnet/drain"
	assert_output $'noout n2\nrouter tb4\nneighbor n1\nneighbor n3\nend'
	run -0 as_n2 apply --dry-run
	assert_output ''
	run -3 as_n2 undo --dry-run
	assert_output $'clear the overload bit of router openfabric tb4\nclear noout of Ceph\'s host n2'
	run -0 as_n2 undo
	assert_output 'tbnet-drain: undone'
	all_undone
}

@test "all OSDs of a large host are asked for (mock)" {
	local ids
	ids=$(seq -s , 100 159)
	sed -i "s/\[4,5\]/[$ids]/" "$root/run/mock/tree"
	run -0 as_n2 apply
	run -0 cat "$root/run/mock/told"
	assert_line "osd ok-to-stop ${ids//,/ }"
}

@test "OSDs that may not stop: Ceph's own words, exit 3, and nothing is changed (mock)" {
	touch "$root/run/mock/busy"
	run -3 as_n2 apply
	assert_line --partial 'unsafe to stop osd(s) at this time (33 PGs are or would become offline)'
	assert_line 'tbnet-drain: not safe to reboot: with the OSDs 4 5 down, data could not be reached; see: ceph -s'
	changed_nothing
}

@test "a monitor without which the others are no majority: not safe to reboot, exit 3, and nothing is changed (mock)" {
	run -0 as_n2 apply
	run -0 grep -x 'mon ok-to-stop n2' "$root/run/mock/told"
	run -0 as_n2 undo
	touch "$root/run/mock/few"
	: > "$root/run/mock/told"
	run -3 as_n2 apply
	assert_line --partial 'not enough monitors would be available (n1) after stopping mons [n2]'
	assert_line 'tbnet-drain: not safe to reboot: without the monitor n2 of this node too few are left, and Ceph stops until it is back; see: ceph mon stat'
	changed_nothing
	# a host of OSDs alone
	echo '[{"name":"n1","hostname":"n1"}]' > "$root/run/mock/monitors"
	run -0 as_n2 apply
}

@test "the MDS that CephFS has no standby for: not safe to reboot, exit 3, and nothing is changed (mock)" {
	run -0 as_n2 apply
	run -0 grep -x 'mds ok-to-stop n2 second' "$root/run/mock/told"
	run -0 as_n2 undo
	touch "$root/run/mock/alone"
	: > "$root/run/mock/told"
	run -3 as_n2 apply
	assert_line --partial 'insufficent standby MDS daemons to stop active gids 4123'
	assert_line 'tbnet-drain: not safe to reboot: without the MDS n2 second of this node CephFS stops until it is back, or it is degraded already; see: ceph fs status'
	changed_nothing
	# a host without one, and a cluster without CephFS, in which a daemon of no file system may be
	for mdss in '[{"name":"n1","hostname":"n1"}]' '[]'; do
		echo "$mdss" > "$root/run/mock/mdss"
		run -0 as_n2 apply
		run -0 as_n2 undo
	done
}

@test "a Ceph that does not answer: exit 1, and nothing is changed (mock)" {
	touch "$root/run/mock/ceph-fails"
	run -1 as_n2 apply
	assert_output 'tbnet-drain: ceph osd tree: Error ETIMEDOUT: no quorum'
	changed_nothing
}

@test "noout that is set already, for the host or for the whole cluster, stays after the undo (mock)" {
	local dump
	for dump in '{"crush_node_flags":{"n2":["noout"]},"flags_set":[]}' '{"crush_node_flags":{},"flags_set":["noout"]}'; do
		echo "$dump" > "$root/run/mock/dump"
		run -0 as_n2 apply
		run -0 as_n2 undo
		run -0 cat "$root/run/mock/dump"
		assert_output "$dump"
	done
}

@test "a host without OSDs, and one without Ceph, is drained all the same (mock)" {
	echo '{"nodes":[{"id":-2,"name":"n9","type":"host","children":[4,5]}]}' > "$root/run/mock/tree"
	run -0 as_n2 apply
	refute_output --partial Ceph
	run -0 as_n2 undo
	rm "$root/etc/ceph/ceph.conf" "$root/run/mock/told"
	run -0 as_n2 apply
	[ ! -e "$root/run/mock/told" ]
}

@test "OSDs that CRUSH has below another host: nothing is changed, exit 1; with noout for all they are asked for by their numbers (mock)" {
	echo '{"nodes":[{"id":-2,"name":"n2-ssd","type":"host","children":[4,15]}]}' > "$root/run/mock/tree"
	mkdir -p "$root"/var/ceph/osd/ceph-{4,15,99}
	touch "$root"/var/ceph/osd/ceph-{4,15}/whoami
	run -1 as_n2 apply
	assert_output --partial 'CRUSH has the OSDs 15 4 of this machine below no host "n2", so noout cannot be set for them alone; next: ceph osd set noout'
	changed_nothing
	echo '{"crush_node_flags":{},"flags_set":["noout"]}' > "$root/run/mock/dump"
	run -0 as_n2 apply
	run -0 cat "$root/run/mock/told"
	assert_line 'osd ok-to-stop 15 4'
	touch "$root/run/mock/busy"
	run -0 as_n2 undo
	run -3 as_n2 apply
}

@test "noout that Ceph takes and does not have: all is undone (mock)" {
	touch "$root/run/mock/forgets"
	run -1 as_n2 apply
	assert_line 'tbnet-drain: Ceph accepted noout for n2, but does not have it; see: ceph osd dump'
	all_undone
}

@test "nodes that another overloaded node does not connect are cut off, too (mock)" {
	# n1-n2-n3 and n1-n4-n3
	database n1=12,14 n2=11,13 n3=12,14 n4=11,13
	printf '%s\n' '2      0101.0000.0014 n4' >> "$root/run/mock/hostnames"
	run -0 as_n2 apply
	run -0 as_n2 undo
	sed -i '/^n4/s/0$/1/' "$root/run/mock/database"
	run -3 as_n2 apply
	assert_output 'tbnet-drain: not safe to reboot, nothing was changed: n1 and n3 reach each other only through this node; next: tbnet-fabric check, on n1'
}

@test "host names that FRR shortens to one and the same are still those of different nodes (mock)" {
	database n1=12 n2=11,13 n3=12
	sed -i 's/^n[123]\.00-00 /pve-with-a-lon.00-00/; s/Hostname: /&pve-with-a-long-name-/' "$root/run/mock/database"
	sed -i 's/ n\([123]\)$/ pve-with-a-long-name-n\1/' "$root/run/mock/hostnames"
	run -3 as_n2 apply
	assert_output --partial 'nothing was changed: pve-with-a-long-name-n1 and pve-with-a-long-name-n3 reach each other only through this node'
	changed_nothing
}

@test "a node whose host name FRR does not know is one all the same, and a database in fragments is whole (mock)" {
	database n1=12 n2=11,13 n3=12
	sed -i 's/^n3\.00-00/0101.0000.0013.00-00/' "$root/run/mock/database"
	run -3 as_n2 apply
	assert_output --partial 'nothing was changed: n1 and n3 reach each other only through this node'
	sed -i /n3/d "$root/run/mock/hostnames"
	run -3 as_n2 apply
	assert_output --partial 'nothing was changed: n1 and 0101.0000.0013 reach each other only through this node'
	printf '%s\n' '2      0101.0000.0013 n3' >> "$root/run/mock/hostnames"
	database n1=12 n3=12 n2=11
	sed -i '/LSPs/d' "$root/run/mock/database"
	printf '%s\n' 'n2.00-01             *    121   0x00000005  0x0188    1149    0/0/0' '  Extended Reachability: 0101.0000.0013.00 (Metric: 10)' >> "$root/run/mock/database"
	run -3 as_n2 apply
	changed_nothing
}

@test "a link that only one end says is none (mock)" {
	database n1=12,13 n2=11,13 n3=12
	run -3 as_n2 apply
	changed_nothing
}

# then_database NODE=NEIGHBOR,...... - the same, from the moment that the bit is set
then_database() {
	cp "$root/run/mock/database" "$BATS_TEST_TMPDIR/now"
	database "$@"
	mv "$root/run/mock/database" "$root/run/mock/then"
	mv "$BATS_TEST_TMPDIR/now" "$root/run/mock/database"
}

@test "a link of the others that goes while it waits: it names them, exit 3, and all is undone (mock)" {
	then_database n1=12 n2=11,13 n3=12
	run -3 as_n2 apply
	assert_output 'tbnet-drain: not safe to reboot, all changes are undone: n1 and n3 reach each other only through this node; next: tbnet-fabric check, on n1'
	all_undone
}

@test "a link of the others that goes after a first run is found by the next one, which leaves it to the administrator (mock)" {
	run -0 as_n2 apply
	database n1=12 n2=11,13 n3=12
	run -3 as_n2 apply
	assert_output 'tbnet-drain: not safe to reboot, nothing was changed: n1 and n3 reach each other only through this node; next: tbnet-drain undo'
	run -0 as_n2 undo
	all_undone
}

@test "a link of this node that goes while it waits changes nothing for the others (mock)" {
	then_database n1=13 n2=13 n3=11,12
	run -0 as_n2 apply
	assert_output --partial 'safe to reboot: '
}

@test "an FRR that neither takes the bit nor answers then: no claim that all is undone (mock)" {
	touch "$root/run/mock/hangs"
	run -1 as_n2 apply
	assert_output "$(printf '%s\n' 'tbnet-drain: FRR does not answer; next: tbnet-drain undo' \
		'tbnet-drain: FRR did not set the overload bit; not all changes are undone: Input/output error')"
	rm "$root/run/mock/"{hangs,mute}
	run -0 as_n2 undo
	assert_output 'tbnet-drain: undone'
	all_undone
}

@test "a database that is none, or too large: nothing is changed (mock)" {
	local text
	for text in '' '[]' '% Unknown command' 'Area tb4:' 'n1.00-00   121' 'n1   *   0/0/0' '  Extended Reachability: 0101.0000.0012.00'; do
		echo "$text" > "$root/run/mock/database"
		run -1 as_n2 apply
		assert_output --partial "nothing was changed: cannot read FRR's answer; see: vtysh -c 'show openfabric database'"
	done
	# shellcheck disable=SC2046
	database $(printf 'x%d= ' {1..65})
	run -1 as_n2 apply
	changed_nothing
}

@test "an FRR that does not run leaves nothing but Ceph's part (mock)" {
	rm "$root/run/frr/fabricd.pid"
	run -0 as_n2 apply
	assert_output 'safe to reboot: OpenFabric has no neighbor here, Ceph keeps the OSDs of n2 (noout); the next boot undoes it, or: tbnet-drain undo'
}

# other_daemon DAEMON WORDS ANSWER - it runs beside fabricd, and answers so to a command with these words
other_daemon() {
	cp "$(command -v sleep)" "$BATS_TEST_TMPDIR/$1"
	background "$BATS_TEST_TMPDIR/$1" infinity
	wait_until 10 grep -qx "$1" "/proc/$!/comm"
	echo $! > "$root/run/frr/$1.pid"
	echo "$3" > "$root/run/mock/$1"
	sed -i "2a case \"\$*\" in *'$2'*) cat /run/mock/$1; exit ;; esac" "$root/bin/vtysh"
}

@test "a mesh of OSPF or BGP is not left, and nothing claims so: exit 1, and nothing is changed (mock)" {
	other_daemon ospfd 'show ip ospf neighbor' '{"neighbors":{"10.100.0.13":[{"nbrState":"Full/-","ifaceName":"en06:10.100.0.12"}]}}'
	# beside OpenFabric it is the LAN's
	run -0 as_n2 apply
	run -0 as_n2 undo
	: > "$root/run/mock/told"
	: > "$root/run/mock/config"
	run -1 as_n2 apply
	assert_output "tbnet-drain: nothing was changed: OSPF has the neighbor 10.100.0.13 at en06, and tbnet-drain can leave a mesh of OpenFabric only; next: vtysh -c 'configure terminal' -c 'router ospf' -c 'max-metric router-lsa administrative'"
	changed_nothing
	rm "$root/run/frr/"{fabricd,ospfd}.pid
	other_daemon bgpd 'show bgp summary' '{"ipv4Unicast":{"peers":{"en05":{"hostname":"n1","state":"Established"}}}}'
	run -1 as_n2 apply
	assert_output --partial 'BGP has the neighbor n1 at en05'
	changed_nothing
}

@test "after the boot noout goes, though FRR has forgotten the overload bit by itself (mock)" {
	run -0 as_n2 apply
	sed -i 's/^boot .*/boot before/' "$root/var/tbnet/drain"
	sed -i /overload/d "$root/run/mock/config"
	run -0 as_n2 undo --boot
	assert_output 'tbnet-drain: undone after the boot: the neighbors are back'
	run -1 grep noout "$root/run/mock/dump"
	run -0 as_n2 undo --boot
	refute_output
}

@test "a note that is not whole, or cannot be written, is reported, and changes nothing (mock)" {
	mkdir "$root/var/tbnet"
	echo 'router tb4' > "$root/var/tbnet/drain"
	for words in apply undo 'undo --boot'; do
		# shellcheck disable=SC2086 # a verb and its option
		run -1 as_n2 $words
		assert_output 'tbnet-drain: /var/lib/tbnet/drain: Bad message'
	done
	rm "$root/var/tbnet/drain"
	mkdir "$root/var/tbnet/drain.new"
	run -1 as_n2 apply
	assert_output --partial 'nothing was changed: /var/lib/tbnet/drain cannot be written'
}

@test "beside a run that changes files it waits 10 s, says so in one line, and changes nothing (mock)" {
	mkdir -p "$root/run/tbnet"
	: > "$root/run/tbnet/changes.lock"
	background flock "$root/run/tbnet/changes.lock" sleep 120
	wait_until 10 eval '! flock --nonblock "$root/run/tbnet/changes.lock" true'
	run -1 as_n2 apply
	assert_output 'tbnet-drain: nothing was changed: no lock on /run/tbnet/changes.lock: Connection timed out'
	[ ! -e "$root/run/mock/told" ] || changed_nothing
}

@test "a command line that is wrong is one line (mock)" {
	run -2 as_n2
	assert_line --index 0 'Usage: tbnet-drain apply|undo [--boot | --dry-run]'
	run -2 as_n2 n3
	assert_output "tbnet-drain: unrecognized verb 'n3'; try --help"
	run -2 as_n2 apply n3
	assert_output "tbnet-drain: unexpected argument 'n3'; try --help"
	run -2 as_n2 apply --boot
	assert_output 'tbnet-drain: --boot is for undo; try --help'
	run -2 as_n2 --frobnicate
	assert_output "tbnet-drain: unrecognized option '--frobnicate'; try --help"
}
