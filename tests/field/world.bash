# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the machine of a case around this process, which has namespaces of its own: mounts, network, processes and name.

# places PACKAGE - what programs look at is empty but for the package's files; /usr is this machine's, with these programs hidden
places() {
	local program
	mount -t tmpfs tmpfs /etc
	mount -t tmpfs tmpfs /run
	mount -t tmpfs tmpfs /var
	mount -t tmpfs tmpfs /sys
	mount -t tmpfs tmpfs /proc/irq
	mkdir -p /run/field/{upper,work,answers,programs} /var/lib /var/log/journal /sys/class/net
	# where an ordinary user finds them, too
	mount --bind "$TBNET_BIN" /run/field/programs
	# cases or a clone below /tmp stay in sight
	[[ $TBNET_TOP:${folders[*]} == *"/tmp/"* ]] || mount -t tmpfs -o mode=1777 tmpfs /tmp
	cp -r "$1/etc/." /etc
	mount -t overlay overlay -o "lowerdir=$1/usr:/usr,upperdir=/run/field/upper,workdir=/run/field/work" /usr || missing overlayfs
	mount -t tmpfs tmpfs /usr/local
	for program in /usr/lib/frr /usr/share/ifupdown2 \
		/usr/{s,}bin/{vtysh,ceph,rados,pvesh,pveversion,ifup,ifdown,ifquery,ifreload,NetworkManager,nmcli,netplan,networkctl}; do
		rm -rf "$program"
	done
	# what is left of this machine no case changes; a chroot's root cannot be closed
	mount -o remount,bind,ro / 2>&- || true
}

# a relative link, as sysfs has it: sys_link TARGET PATH
sys_link() {
	local up=${2#/*/}
	up=${up//[^\/]/}
	ln -sfn "${up//\//../}${1#/*/}" "$2"
}

# read_sys FILE - paths with "= VALUE" or "-> TARGET"; those with a tab in front are below the last one without. Two values make
# two lines. A "subsystem" puts the device where its bus or class lists it.
read_sys() {
	local line path how to folder='' number=0
	local -a folders=() values=() links=()
	while IFS= read -r line || [ -n "$line" ]; do
		number=$((number + 1))
		[[ $line =~ [^[:space:]] && $line != '#'* ]] || continue
		[[ $line =~ ^$'\t'?([^[:space:]]+)(\ (=|->)\ ?(.*))?$ ]] || broken "$1:$number: is not \"PATH = VALUE\" or \"PATH -> TARGET\""
		path=${BASH_REMATCH[1]} how=${BASH_REMATCH[3]:-} to=${BASH_REMATCH[4]:-}
		[[ $line != $'\t'* ]] || path=$folder/$path
		[[ $path =~ ^/(sys|proc/irq)/ && /$path/ != */../* ]] || broken "$1:$number: \"$path\" is not below /sys or /proc/irq"
		case $how in
		=) values+=("$path" "$to") folders+=("${path%/*}") ;;
		'->')
			links+=("$to" "$path") folders+=("$to")
			[ "${path##*/}" != subsystem ] || { path=${path%/*} && links+=("$path" "${to/#\/sys\/bus\/*/$to/devices}/${path##*/}"); }
			;;
		*) folders+=("$path") && folder=$path ;;
		esac
	done < "$1"
	make_sys || broken "$1: makes no tree"
}

# make_sys - the folders, values and links (target first) of read_sys
make_sys() {
	local i
	for ((i = 1; i < ${#links[@]}; i += 2)); do
		folders+=("${links[i]%/*}")
	done
	[ "${#folders[@]}" -eq 0 ] || mkdir -p "${folders[@]}" || return
	for ((i = 0; i < ${#values[@]}; i += 2)); do
		printf '%s\n' "${values[i + 1]}" >> "${values[i]}" || return
	done
	for ((i = 0; i < ${#links[@]}; i += 2)); do
		sys_link "${links[i]}" "${links[i + 1]}" || return
	done
}

# no_dad - IPv6 addresses are there at once
no_dad() {
	echo 0 | tee /proc/sys/net/ipv6/conf/{all,default}/accept_dad > /run/field/stdout
	# the far end is one host for all cables, and answers by one of them, whatever this machine's own setting is
	echo 0 | tee /proc/sys/net/ipv4/conf/{all,default}/rp_filter > /run/field/stdout
}

# The other ends of all cables are in one more network namespace, so that they are no links of this node.
far_start() {
	coproc far { exec unshare --net bash -c "$(declare -f no_dad)"'; no_dad; echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore; ip link set lo up; echo; exec cat'; }
	read -r _ <&"${far[0]}"
	# shellcheck disable=SC2154 # of coproc
	far_pid=$far_PID
}

# What "ip -batch" gets, here and at the other ends; and what is written, started and made after it.
links=() settings=('link set lo up') routes=() far_settings=() sysctls=() without_tso=()

# has_kind KIND - this kernel has such links
has_kind() {
	ip link add kind0 type "$1" 2>&- && ip link del kind0
}

# a_link NAME [KIND] WORD... - a cable, or a link of that kind
a_link() {
	local name=$1 kind=cable end=up tso=off
	local -a add=() of_kind=() set=()
	shift
	case ${1:-} in
	bridge | dummy | bond) kind=$1 && shift ;;
	vrf) kind=$1 && of_kind=(table "$2") && shift 2 ;;
	vlan) kind=$1 && add=(link "$2") && of_kind=(id "$3") && shift 3 ;;
	esac
	while [ "$#" -gt 0 ]; do
		case $1 in
		index | mtu | address) add+=("$1" "$2") && shift 2 ;;
		master) set+=("$1" "$2") && shift 2 ;;
		up | down) set+=("$1") && shift ;;
		no-carrier) end=down && shift ;;
		tso) tso=on && shift ;;
		*) return 1 ;;
		esac
	done
	# in a kernel without dummies a cable has to do
	[ "$kind" != dummy ] || has_kind dummy || kind=cable
	[ "$kind" = cable ] || has_kind "$kind" || missing "links of the kind $kind"
	if [ "$kind" = cable ] && [ "$name" != lo ]; then
		kind=veth of_kind=(peer name "$name" mtu 65520 netns "$far_pid")
		far_settings+=("link set $name $end")
		[ "$tso" = on ] || without_tso+=("$name")
	fi
	[ "$name" = lo ] || links+=("link add ${add[*]} name $name type $kind ${of_kind[*]}")
	settings+=("link set $name ${set[*]:-down}")
}

# a_program PATH [-> TARGET] - it is installed, or that link is; it does nothing
a_program() {
	mkdir -p "${1%/*}"
	if [ "${2:-}" = '->' ]; then
		ln -sf "$3" "$1"
		set -- "$3"
		mkdir -p "${1%/*}"
	fi
	printf '#!/bin/sh\n' > "$1" && chmod +x "$1"
}

# a_process NAME [FILE] - it runs, with its number in FILE
a_process() {
	ln -s "$(type -P sleep)" "/run/field/$1"
	"/run/field/$1" infinity &
	[ -z "${2:-}" ] || { mkdir -p "${2%/*}" && echo "$!" > "$2"; }
}

# as_given WORD... - a route as ip shows it, without what it does not take
as_given() {
	local -a words=()
	while [ "$#" -gt 0 ]; do
		case $1 in
		nhid | pref | expires) shift ;;
		linkdown | dead) ;;
		*) words+=("$1") ;;
		esac
		shift
	done
	echo "${words[*]}"
}

# a_line WORD... - of the file "node"
a_line() {
	case $1 in
	link) [ "$#" -gt 1 ] && a_link "${@:2}" ;;
	address) settings+=("$1 replace ${*:2}") ;;
	route) routes+=("$1 replace $(as_given "${@:2}")") ;;
	neighbor) routes+=("$1 replace ${*:2}") ;;
	rule) routes+=("$1 add ${*:2}") ;;
	far)
		case $2 in
		link) far_settings+=("link set ${*:3}") ;;
		*) far_settings+=("$2 replace ${*:3}") ;;
		esac
		;;
	sysctl) [ "$#" -eq 3 ] && sysctls+=("/proc/sys/${2//.//}" "$3") ;;
	hostname) hostname "$2" ;;
	program) a_program "${@:2}" ;;
	process) a_process "${@:2}" ;;
	*) return 1 ;;
	esac
}

# all_ip COMMAND... - of ip, in one go; or which one it refuses
all_ip() {
	local said
	said=$(printf '%s\n' "$@" | ip -batch - 2>&1) && return
	set -- "${@:${said##*-:}:1}"
	echo "${said%%$'\n'*}: $1"
	return 1
}

# all_ip_far COMMAND... - the same at the other ends
all_ip_far() {
	nsenter "--net=/proc/$far_pid/ns/net" bash -c "$(declare -f all_ip)"'; all_ip "$@"' bash "$@"
}

# read_node FILE - makes the node's links as ip has them, its addresses and routes, sysctls, programs, processes and its name
read_node() {
	local line link number=0 said=''
	local -a words
	while IFS= read -r line || [ -n "$line" ]; do
		number=$((number + 1))
		read -r -a words <<< "$line"
		[[ ${words[0]:-#} == '#'* ]] || a_line "${words[@]}" || broken "$1:$number: means nothing: $line"
	done < "$1"
	said=$(all_ip "${links[@]}" "${settings[@]}") || broken "$1: $said"
	# even so they are made in the background
	for ((number = 0; number < 100; number++)); do
		[ -n "$(ip -6 -o address show tentative)" ] || break
		sleep 0.02
	done
	said=$(all_ip "${routes[@]}") || broken "$1: $said"
	said=$(all_ip_far "${far_settings[@]}") || broken "$1: far: $said"
	# as our .link files have it; a veth is made with it
	for link in "${without_tso[@]}"; do
		ethtool -K "$link" tso off || missing 'ethtool for it'
	done
	set -- "$1" "${sysctls[@]}"
	while [ "$#" -gt 1 ]; do
		echo "$3" 2>&- > "$2" || broken "$1: cannot set $2"
		set -- "$1" "${@:4}"
	done
}
