# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Loaded by every bats file of this layer: machines, their states, and what is asked of a link.
#
# A scenario has a slot: a folder for its machines, TBNET_VM_RUN, that no other scenario uses at the
# same time. The states that scenarios begin with are made once, in states/, for all slots.
# VM_IMAGES are the images (tests/vm/image) of machines that ask for none: one, or two, for the odd and the even machines.

load ../lib/common.bash
vm_dir=$TBNET_TOP/tests/vm
vm_build=$TBNET_TOP/build/vm
vm_slots=2
# bats 1.8 leaves its own IFS to setup_suite in a run with tags
IFS=' ' read -ra vm_images <<< "${VM_IMAGES:-trixie}"
# what one kernel's machines have saved, those of another cannot restore
vm_states=$vm_build/states/$(IFS=+ && echo "${vm_images[*]}")

# n1, n2 and n3 are a ring: cable a from n1 to n2, b from n2 to n3, whose controllers are elsewhere,
# c from n3 to n1. n4 has no controllers. o2 is one of Debian 12, in the place of n3 at cable c. p1 and p2 have two controllers with two ports each, and four
# cables, so that each controller of one has a cable to each controller of the other. c1, c2 and c3 are a ring as n1, n2 and n3
# are, with Ceph, which needs more memory.
# -g: bats' load is a function
declare -gA vm_options=(
	[n1]='--cable 2=a.0 --cable 3=c.1'
	[n2]='--cable 2=a.1 --cable 3=b.0'
	[n3]='--behind-bridge --cable 5=b.1 --cable 6=c.0'
	[n4]='--no-thunderbolt'
	[o2]='--suite bookworm --cable 2=c.0'
	[c1]='--suite trixie-ceph --memory 1024 --cable 2=h.0 --cable 3=j.1'
	[c2]='--suite trixie-ceph --memory 1024 --cable 2=h.1 --cable 3=i.0'
	[c3]='--suite trixie-ceph --memory 1024 --cable 2=i.1 --cable 3=j.0'
	[p1]='--two-ports --cable 2=d.0 --cable 2.3=e.0 --cable 3=f.0 --cable 3.3=g.0'
	[p2]='--two-ports --cable 2=d.1 --cable 3=e.1 --cable 2.3=f.1 --cable 3.3=g.1'
)

on() { # [-t SECONDS] NAME COMMAND... | VERB
	"$vm_dir/guest" "$@"
}

note() { # a line for people, between the results
	printf '# %s\n' "$*" >&3
}

# start NAME [OPTION...]
start() {
	local -a cables
	read -ra cables <<< "--suite ${vm_images[(${1//[!0-9]/} - 1) % ${#vm_images[@]}]} ${vm_options[$1]}"
	# not with bats' descriptor, nor with the locks of states, slot and run
	"$vm_dir/machine" "$1" "${cables[@]}" "${@:2}" 3>&- 7>&- 8>&- 9>&-
}

# A power cut: nothing in the machine hears of it.
power_off() {
	local name pid
	for name; do
		pid=$(cat "$TBNET_VM_RUN/$name.pid" 2>&-) || continue
		# a pid file may outlive its machine, and the number may be somebody else's now
		if grep -qsF "$TBNET_VM_RUN/$name.pid" "/proc/$pid/cmdline"; then
			kill "$pid"
			while [ -e "/proc/$pid" ]; do sleep 0.05; done
		fi
		rm -f "$TBNET_VM_RUN/$name".{pid,mon,qga}
	done
}

running() { # the names of the machines that are on
	local pid
	for pid in "$TBNET_VM_RUN"/*.pid; do
		[ ! -e "$pid" ] || basename "$pid" .pid
	done
}

all_off() {
	local -a names
	mapfile -t names < <(running)
	power_off "${names[@]}"
}

# in_parallel FUNCTION NAME... - for all machines at the same time
in_parallel() {
	local function=$1 name job failed=0
	local -a jobs=()
	shift
	for name; do
		"$function" "$name" 3>&- &
		jobs+=("$!")
	done
	for job in "${jobs[@]}"; do wait "$job" || failed=1; done
	return "$failed"
}

# For the rest of this test; there are as many as scenarios may run side by side.
take_slot() {
	local n
	while [ -z "${TBNET_VM_RUN:-}" ]; do
		for ((n = 1; n <= vm_slots; n++)); do
			exec 8> "$vm_build/slot-$n.lock"
			if flock -n 8; then
				export TBNET_VM_RUN=$vm_build/run-$n
				mkdir -p "$TBNET_VM_RUN"
				return
			fi
		done
		sleep 0.5
	done
}

has_state() { # FOLDER NAME STATE
	qemu-img snapshot -l -U "$1/$2.qcow2" 2>&- | grep -q " $3 "
}

# Machines at one cable stop together: a peer that keeps running would see the link die.
save() { # STATE NAME...
	local state=$1 name
	shift
	for name; do "$vm_dir/mon" "$name" stop; done
	for name; do "$vm_dir/mon" "$name" savevm "$state"; done
	power_off "$@"
	for name; do zstd -q -6 -f "$TBNET_VM_RUN/$name.qcow2" -o "$vm_states/$name.new"; done
	for name; do mv "$vm_states/$name.new" "$vm_states/$name.qcow2.zst"; done
}

# have STATE NAME... - this slot has the state of these machines; nobody makes a state that another one has or makes.
have() {
	local state=$1 name
	shift
	[ "$state" = bare ] || have bare "$@"
	for name; do
		! has_state "$TBNET_VM_RUN" "$name" "$state" || continue
		exec 7> "$vm_build/states.lock"
		flock 7
		fetch_states "$@"
		has_state "$TBNET_VM_RUN" "$name" "$state" || "make_$state" "$name"
		exec 7>&-
	done
}

# All that there is of these machines, and of those saved with them.
fetch_states() { # NAME...
	local name
	for name in $(for wanted; do pair_of "$wanted"; done | tr ' ' '\n' | sort -u); do
		[ ! -e "$vm_states/$name.qcow2.zst" ] ||
			zstd -q -d -f --sparse "$vm_states/$name.qcow2.zst" -o "$TBNET_VM_RUN/$name.qcow2"
	done
}

restore() { # STATE NAME...
	local state=$1 name
	shift
	all_off
	for name; do start "$name" --restore "$state" --paused; done
	for name; do "$vm_dir/mon" "$name" cont; done
}

# from STATE NAME... - these machines, and no others, go on where STATE was saved.
#   bare       booted, cables in, thunderbolt_net not loaded, nothing of tbnet
#   installed  (n1 n2, p1 p2) tbnet installed without a reboot, the links between them usable
from() {
	take_slot
	all_off
	have "$@"
	restore "$@"
}

cold_boot() { # NAME...
	local name
	power_off "$@"
	for name; do start "$name"; done
	for name; do on "$name" --wait > /dev/null; done
}

# The machines that are used, and so saved, together with this one.
pair_of() { # NAME
	case $1 in
	c[123]) echo c1 c2 c3 ;;
	n[12]) echo n1 n2 ;;
	p[12]) echo p1 p2 ;;
	*) echo "$1" ;;
	esac
}

# Their links, when both have tbnet.
links_of() { # NAME
	case $1 in
	p*) echo en05 en06 en07 en08 ;;
	*) echo en05 ;;
	esac
}

make_bare() { # NAME
	local -a names
	read -ra names <<< "$(pair_of "$1")"
	cold_boot "${names[@]}"
	save bare "${names[@]}"
}

make_installed() { # NAME
	local name link
	local -a names
	read -ra names <<< "$(pair_of "$1")"
	restore bare "${names[@]}"
	in_parallel install_tbnet "${names[@]}"
	for name in "${names[@]}"; do
		for link in $(links_of "$name"); do
			wait_usable "$name" "$link"
			wait_settled "$name" "$link"
		done
	done
	save installed "${names[@]}"
}

# Set up by hand, as its owner has it before the next boot.
follow_the_guide() { # NAME
	on "$1" --put "$vm_dir/guide" /
	on "$1" 'udevadm control --reload && systemctl daemon-reload &&
		systemctl enable thunderbolt-interfaces.service'
}

install_tbnet() { # NAME
	on "$1" --put "$TBNET_DEB" /root/tbnet.deb
	on -t 600 "$1" dpkg -i /root/tbnet.deb
}

reboot() { # NAME - from inside, until it has booted
	on "$1" --reboot > /dev/null
	on "$1" --wait > /dev/null
}

# knob NAME FN[.PORT] KNOB VALUE - see tbhw/knobs.c; the port is 1 unless given
knob() {
	local fn=${2%.*} port=${2#*.}
	[ "$port" != "$2" ] || port=1
	on "$1" "cd /sys/bus/pci/devices/*.$fn/tbhw_port$port && echo $4 > $3"
}

cable() { # NAME FN[.PORT] 0|1|2|3 - pull it, put it back, let the far host hang, or the link sleep
	knob "$1" "$2" cable "$3"
}

# have_debians_driver - n1 and n2: thunderbolt_net byte for byte, and the Linux of tbnet(7)
have_debians_driver() {
	local name
	for name in n1 n2; do
		run -0 on "$name" 'cd / && grep -hE "/drivers/net/thunderbolt/thunderbolt_net.ko" \
			/var/lib/dpkg/info/linux-*.md5sums | md5sum -c && modinfo -F filename thunderbolt_net'
		assert_line --index 0 --regexp '/kernel/drivers/net/thunderbolt/thunderbolt_net.ko.xz: OK$'
		assert_line --index 1 --regexp '/kernel/drivers/net/thunderbolt/thunderbolt_net.ko.xz$'
	done
	tested Linux "${vm_images[0]}" "$(on n1 uname -r)"
	tested Linux "${vm_images[-1]}" "$(on n2 uname -r)"
}

# mac_can_be_set NAME - its thunderbolt_net lets the MAC address be set, as from Linux 7.0 on
mac_can_be_set() {
	on "$1" '[ "$(uname -r | cut -d. -f1)" -ge 7 ]'
}

# What the README calls usable: the name, IFF_UP, the exact MTU, carrier. $link has the name.
usable='cd "/sys/class/net/$link" && read -r flags < flags && [ $((flags & 1)) = 1 ] &&
	read -r mtu < mtu && [ "$mtu" = 65520 ] && read -r carrier < carrier && [ "$carrier" = 1 ]'

# polls SECONDS CONDITION - a line for a machine that waits for this: all of it in one process, because a poll must cost the
# machine less than what it waits for, and there each new process takes a tenth of a second
polls() {
	printf "bash -c 'exec 5<> <(:); until { %s; } 2> /dev/null; do cd /; read -rt %s -u 5; done; true'" "$2" "$1"
}

# When the newest netdev came, by the log of uevents, in seconds of its machine. Of one that came before a boot's log began: when
# it was seen first.
birth='/^monitor will print/ { born = "" }
	/^KERNEL.* add .*domain.*\/net\/[^\/]* \(net\)/ { born = $2 }
	born == "" && /^(KERNEL.* move|UDEV .* add) .*domain.*\/net\/[^\/]* \(net\)/ { born = $2 }
	END { print born; exit born == "" }'

usable() { # NAME IF
	on "$1" "link=$2; $usable"
}

# These bounds are for a machine that has other work: what is measured is measured by the log of uevents.
wait_usable() { # NAME IF [SECONDS]
	on -t "${3:-600}" "$1" "$(polls 0.5 "link=$2; $usable")"
}

wait_gone() { # NAME IF
	on -t 400 "$1" "$(polls 0.2 "[ ! -e /sys/class/net/$2 ]")"
}

# The link's unit has done all it does: verified, peer, addresses.
wait_settled() { # NAME IF [SECONDS]
	on -t "${3:-600}" "$1" "until systemctl -q is-active tbnet-link@$2.service; do sleep 0.5; done"
}

# An identity of this netdev and the number of its carrier's changes: equal means never dropped.
link_life() { # NAME IF
	on "$1" "cd /sys/class/net/$2 && echo ifindex \$(cat ifindex) carrier_changes \$(cat carrier_changes)"
}

address() { # NAME ADDRESS IF
	on "$1" "ip address add $2 dev $3"
}

# 65492 bytes, 8 of ICMP and 20 of IP make a packet of 65520.
full_size_ping() { # NAME ADDRESS
	on "$1" "ping -q -M do -c 3 -i 0.3 -W 5 -s 65492 $2"
}

ping_starts() { # NAME ADDRESS - in the background, five a second
	on "$1" "systemd-run -q --unit=ping -p StandardOutput=truncate:/run/ping.log ping -i 0.2 $2"
}

# Every sequence number from the first to the last has its answer.
ping_lost_nothing() { # NAME
	on "$1" 'systemctl kill -s INT ping; sleep 1; cat /run/ping.log' |
		awk -F'icmp_seq=| ttl' '
			/bytes from/ { if ($2 != last + 1) bad = bad " " last + 1 "-" $2 - 1; last = $2 }
			END { print "ping: " last " answers" (bad ? ", lost" bad : ""); exit bad || last < 10 }'
}

# Fields of the newest matching journal entry: journal NAME FIELD=VALUE...
journal() {
	on "$1" "journalctl -q -o json -n 1 ${*:2}"
}

# Where each link is plugged in: NAME CONTROLLER PORT, a line each.
plugged() { # NAME
	# shellcheck disable=SC2016 # the machine's variables
	on "$1" 'for i in /sys/class/net/*; do
		set -- $(udevadm info -q property --property=TBNET_CONTROLLER,TBNET_PORT "$i" | sort)
		[ $# -lt 2 ] || echo "${i##*/} ${1#*=} ${2#*=}"; done'
}

# Cables change places: what the ends of the one led to, those of the other do. Pull both before.
swap_cables() { # CABLE CABLE
	local end
	for end in 0 1; do
		(cd "$TBNET_VM_RUN/cable" && mv "$1.$end" swap && mv "$2.$end" "$1.$end" && mv swap "$2.$end")
	done
}

# What a failed test leaves: of each machine its console, journal, uevents and network.
keep_evidence() {
	local name dir=$vm_build/failed/${BATS_TEST_DESCRIPTION//[^a-zA-Z0-9]/-}
	rm -rf "$dir"
	mkdir -p "$dir"
	for name in $(running); do
		cp "$TBNET_VM_RUN/$name.console" "$dir/" || true
		on -t 30 "$name" 'journalctl -o short-monotonic --no-hostname' > "$dir/$name.journal" 2>&1 || true
		on -t 20 "$name" 'cat /var/log/uevents' > "$dir/$name.uevents" 2>&1 || true
		on -t 20 "$name" 'ip -d -s address; ip route; lsmod | grep thunderbolt; systemctl --failed
			[ ! -S /run/frr/fabricd.vty ] || timeout 10 vtysh -c "show openfabric neighbor"
			systemctl status "tbnet*"; head /sys/bus/pci/devices/*/tbhw_port*/*' > "$dir/$name.links" 2>&1 || true
	done
	note "kept: ${dir#"$TBNET_TOP"/}"
}

teardown() {
	[ -n "${TBNET_VM_RUN:-}" ] || return 0
	[ -n "${BATS_TEST_COMPLETED:-}" ] || keep_evidence
	all_off
}
