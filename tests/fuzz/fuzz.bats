# SPDX-License-Identifier: GPL-2.0-or-later
# Each fuzzer with its corpus, and then for FUZZ_SECONDS: none unless tests/run says so.
load ../lib/common.bash

# finds_nothing TARGET
finds_nothing() {
	command -v clang > /dev/null || cannot_run "no clang"
	run "$TBNET_TOP/tests/fuzz/run" "${FUZZ_SECONDS:-0}" "$1"
	assert_success
	assert_output --regexp 'inputs tried: [1-9]'
	[[ $output != *'tried before'* ]] || echo "# ${lines[0]}" >&3
}

@test "text: what counts as clean has no control characters, and defused text is clean" {
	finds_nothing text
}

@test "port: whatever sysfs and the peer say, tbnet-port prints its own properties, each once" {
	finds_nothing port
}

@test "conf: a line of the file sets a clean TBNET_ variable that was not set, or nothing" {
	finds_nothing conf
}

@test "interfaces: what is added to any text is that stanza and nothing else, and removing it gives the text again" {
	finds_nothing interfaces
}

@test "stanza: any text of interfaces(5) is read to its end, and its addresses are such" {
	finds_nothing stanza
}

@test "link: any text of a .link file is read to its end, and is for no netdev with a property that it excludes" {
	finds_nothing link
}

@test "echo: a packet without our cookie is no answer, and none is read behind its end" {
	finds_nothing echo
}

@test "udevdb: whatever udev's database has, a port is a number and a controller a PCI address" {
	finds_nothing udevdb
}

@test "frr: whatever vtysh prints, a neighbor's name and state are fit to be printed" {
	finds_nothing frr
}

@test "pvesh: whatever Proxmox VE's API gives, no call has a letter that a shell takes for more" {
	finds_nothing pvesh
}

@test "fabric: of any description, what is accepted can be held by the files made of it" {
	finds_nothing fabric
}

@test "manifest: what is read of a backup's manifest is the same when written and read again" {
	finds_nothing manifest
}

@test "files: ifupdown2's policies and settings, modprobe's files, locks, lists of CPUs, notes and uevents are read to their ends" {
	finds_nothing files
}

@test "adopt: an MTU is put into any tbnet.conf as a line of its own, and the rest stays as it was" {
	finds_nothing adopt
}

@test "netlink: each message is read to its own end, and what is kept of them is within its bounds" {
	finds_nothing netlink
}

@test "ceph: whatever Ceph says, what is printed has no control characters, and what is planned can be words of a command" {
	finds_nothing ceph
}

@test "bench: whatever Ceph and rados answer, what is printed are figures, and what is asked can be words of a command" {
	finds_nothing bench
}

@test "block: whatever FRR's files have, their other lines stay, and what is written twice is as once" {
	finds_nothing block
}

@test "mesh: any ceph.conf is read to its end, and a network holds what has its first bits" {
	finds_nothing mesh
}

@test "leftovers: the lines that are found in any text are in it, and rise" {
	finds_nothing leftovers
}

@test "kernel: any command line, lockdown, modules-load.d and PCI id is read to its end" {
	finds_nothing kernel
}

@test "intent: any file of networkd, NetworkManager, netplan and Proxmox VE is read to its end, and what it names is a name" {
	finds_nothing intent
}

@test "peers: any record of peers is read to its end, and what is kept of it can be written" {
	finds_nothing peers
}

@test "scrub: whatever stands around a name, an address or an id, a report does not have it" {
	finds_nothing scrub
}

@test "every fuzzer has a corpus in the tree and a test here" {
	local target
	for target in "$TBNET_TOP"/tests/fuzz/*.c; do
		target=$(basename "$target" .c)
		run -0 grep -c "^	finds_nothing $target\$" "$BATS_TEST_FILENAME"
		case $target in
		interfaces) compgen -G "$TBNET_TOP/tests/unit/interfaces/*" ;;
		*) compgen -G "$TBNET_TOP/tests/fuzz/corpus/$target/*" ;;
		esac > /dev/null || fail "$target has no corpus"
	done
}
