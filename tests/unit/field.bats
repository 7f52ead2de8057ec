# SPDX-License-Identifier: GPL-2.0-or-later
# The runner of tests/field: what it makes of cases that are none, and of those that are known to be wrong.
load private.bash

setup_file() {
	[ "$(id -u)" -ne 0 ] || "$TBNET_TOP/tests/field/run" --package "$BATS_FILE_TMPDIR/package"
	export FIELD_PACKAGE=$BATS_FILE_TMPDIR/package
}

setup() {
	[ "$(id -u)" -eq 0 ] || cannot_run "needs root"
	need_private
	cases=$BATS_TEST_TMPDIR/cases
	mkdir -p "$cases/a"
	printf '%s\n' 'hostname n1' > "$cases/a/node"
}

# a_case [LINE...] - of the file "case"
a_case() {
	printf '%s\n' 'about a machine without hardware' "$@" > "$cases/a/case"
}

# cases_give STATUS - the runner's exit code
cases_give() {
	run "-$1" --separate-stderr "$TBNET_TOP/tests/field/run" "$cases"/*/
}

# is_broken WHAT - the one case fails for this, in one line
is_broken() {
	cases_give 1
	assert_line --index 1 --regexp '^not ok 1 a: .* in [0-9]+ms$'
	assert_line --index 2 --partial "$1"
	assert_line --index 3 '# 0 as they should be, 0 known to be wrong, 1 failed'
}

@test "a case that is as it should be passes, and one that is not says what came instead" {
	a_case 'run true' 'run hostname' 'has n1' 'matches ^n[0-9]' 'hasnt n2'
	cases_give 0
	assert_line --index 1 --regexp '^ok 1 a: a machine without hardware in [0-9]+ms$'
	a_case 'run hostname' 'has n2'
	cases_give 1
	assert_line --index 2 '# not so: has n2'
	assert_line '# of: hostname (exit 0)'
	assert_line '# n1'
	# a command that fails is not what anybody wants who does not say so
	a_case 'run false' 'hasnt n1'
	cases_give 1
	assert_line --index 2 '# not so: exit 0'
}

@test "a case without its file, or with what nobody reads, fails with one line" {
	is_broken 'a: has no file "case"'
	a_case 'run true' 'exit 0' 'hass x'
	is_broken 'a/case:4: unknown key "hass"'
	a_case 'exit 0'
	is_broken 'a/case:2: "exit" comes before the first "run"'
	a_case
	is_broken 'a/case: runs nothing'
	a_case 'run true' exit
	is_broken 'a/case:3: "exit" has no value'
	a_case 'like b' 'run true' 'exit 0'
	is_broken 'a/case: is like "b", which is not beside it'
	a_case 'like a' 'run true' 'exit 0'
	is_broken 'too deep'
	a_case 'run true' 'exit 0'
	touch "$cases/a/sysfs"
	is_broken 'a/sysfs: nothing reads this'
	rm "$cases/a/sysfs"
	mkdir -p "$cases/a/root/home/user"
	is_broken 'a/root/home: root/ has what is below /etc, /run, /tmp, /usr and /var'
	rm -r "$cases/a/root" "$cases/a/node"
	is_broken 'a: has no file "node", and is like no other case'
}

@test "a node or a sysfs that cannot be made fails with one line" {
	a_case 'run true' 'exit 0'
	echo 'lnik en05' > "$cases/a/node"
	is_broken 'a/node:1: means nothing: lnik en05'
	echo 'address 10.0.0.1/30 dev en05' > "$cases/a/node"
	is_broken 'a/node: Cannot find device "en05": address replace 10.0.0.1/30 dev en05'
	echo > "$cases/a/node"
	printf '/sys/devices/x\n\tclass: 0x0c0340\n' > "$cases/a/sys"
	is_broken 'a/sys:2: is not "PATH = VALUE" or "PATH -> TARGET"'
	echo '/sys/../etc/passwd = x' > "$cases/a/sys"
	is_broken 'is not below /sys or /proc/irq'
	rm "$cases/a/sys"
	a_case 'without /etc/nothing' 'run true' 'exit 0'
	is_broken 'a/case: without /etc/nothing: is not there'
}

@test "a world that cannot be made is no outcome, and no case changes this machine" {
	a_case 'known S1 status: says nothing of it' 'run true' 'exit 0'
	mkdir -p "$cases/a/root/etc"
	touch "$cases/a/root/etc/network"
	cases_give 1
	assert_output --partial "# cp: cannot overwrite directory '/etc/network' with non-directory"
	assert_output --partial '# its world cannot be made: cp'
	assert_line '# 0 as they should be, 0 known to be wrong, 1 failed'
	a_case 'without /home/user' 'run true'
	is_broken 'a/case:2: /home/user: is nothing that a case may change'
	a_case 'without /etc/../home/user' 'run true'
	is_broken 'a/case:2: /etc/../home/user: is nothing that a case may change'
	a_case 'mode 0777 /boot' 'run true'
	is_broken 'a/case:2: 0777 /boot: is nothing that a case may change'
}

@test "what is known to be wrong is counted, and is a failure as soon as it is right" {
	a_case 'known S1 status: says nothing of it' 'run hostname' 'has n2'
	cases_give 0
	assert_line --index 1 --regexp '^not ok 1 a: .* in [0-9]+ms # TODO S1 status: says nothing of it$'
	assert_line '# 0 as they should be, 1 known to be wrong, 0 failed'
	assert_line '# known: S1 status: says nothing of it (a)'
	a_case 'known S1 status: says nothing of it' 'run hostname' 'has n1'
	is_broken 'it is right now: take the line "known S1 status: says nothing of it" out of'
	# and neither hides a case that is broken
	a_case 'known S1 status: says nothing of it' 'hass n2'
	is_broken 'unknown key "hass"'
	a_case 'known soon' 'run hostname' 'has n2'
	is_broken 'known: is not "CASE AREA: REASON"'
}

@test "programs are answered by files, and what has none is reported" {
	a_case 'run vtysh -c show -c more' 'has one two' 'run ceph --format json status' 'exit 5' 'has three' 'run pvesh get /nodes' 'has n1'
	mkdir "$cases/a/answers"
	echo one > "$cases/a/answers/vtysh -c show"
	echo two > "$cases/a/answers/vtysh -c more"
	echo three > "$cases/a/answers/ceph status"
	echo 5 > "$cases/a/answers/ceph status.exit"
	echo n1 > "$cases/a/answers/pvesh get :nodes"
	cases_give 0
	rm "$cases/a/answers/pvesh get :nodes"
	echo n1 > "$cases/a/answers/pvesh get :pools"
	cases_give 1
	assert_line '# no file in answers/ for: pvesh get /nodes'
}

@test "links, addresses and routes are taken as a machine shows them" {
	cat > "$cases/a/node" <<- 'END'
		link lo index 1 mtu 65536 up
		link en05 index 77 mtu 65520 address 02:aa:00:00:00:05 up no-carrier
		link en06 mtu 9000 up tso
		link tap100i0 mtu 1500
		address 10.0.0.1/30 dev en05
		address fe80::aa:ff:fe00:5/64 dev en05
		address 10.0.0.5/30 dev en06
		route 10.0.0.0/30 dev en05 proto kernel scope link src 10.0.0.1 linkdown
		route 10.100.0.13/32 nhid 26 via 10.0.0.6 dev en06 proto 197 metric 20 onlink
		neighbor 10.0.0.6 lladdr 02:bb:00:00:00:05 dev en06 nud permanent
		sysctl net.ipv4.ip_forward 1
		far address 10.0.0.6/30 dev en06
		far link en06 mtu 1500
	END
	a_case 'run ip -o link show en05' 'matches ^77: en05.*NO-CARRIER.* mtu 65520 .*02:aa:00:00:00:05' \
		'run ip -o link show en06' 'has LOWER_UP' 'run ethtool -k en06' 'has tcp-segmentation-offload: on' \
		'run ethtool -k en05' 'has tcp-segmentation-offload: off' \
		'run ip -N route' 'matches 10.100.0.13 via 10.0.0.6 dev en06 proto 197 .*onlink' 'run ip -o link show tap100i0' 'has DOWN' \
		'run ip neighbor' 'has 02:bb:00:00:00:05 PERMANENT' 'run cat /proc/sys/net/ipv4/ip_forward' 'has 1'
	cases_give 0
}
