# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Loaded after vm.bash: the mesh of three machines, n1 to n3 or c1 to c3, as tbnet-fabric makes it, and what is asked of it.

prefix=10.100.0.0/24
nodes='n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13'

router_id() { # NAME
	echo "10.100.0.1${1#[cn]}"
}

# As a person would: the settings, then apply, which starts FRR. Under emulation each ifup takes 10 s of Python.
set_up_fabric() { # NAME
	on "$1" "printf '%s\n' TBNET_FABRIC_PREFIX=$prefix 'TBNET_FABRIC_NODES=\"$nodes\"' >> /etc/tbnet.conf"
	on "$1" systemctl --quiet enable networking frr
	on -t 600 "$1" systemctl start networking
	run -0 on -t 900 "$1" tbnet-fabric apply
	assert_output --partial 'tb4: applied'
}

# The ring, with its fabric: made by the first scenario that wants it.
make_meshed() { # NAME
	local name link
	local -a ring=("${1%?}"{1,2,3})
	restore bare "${ring[@]}"
	in_parallel install_tbnet "${ring[@]}"
	for name in "${ring[@]}"; do
		for link in en05 en06; do
			wait_usable "$name" "$link"
			wait_settled "$name" "$link"
		done
	done
	in_parallel set_up_fabric "${ring[@]}"
	all_right 600 "${ring[@]}"
	save meshed "${ring[@]}"
}

# All that check looks at: FRR, each port and its neighbor, each router id at full MTU, and that by its own cable.
is_right() { # NAME
	on "$1" tbnet-fabric check > "$BATS_TEST_TMPDIR/$1.check" 2>&1 && ! grep 'way round' "$BATS_TEST_TMPDIR/$1.check"
}

all_right() { # SECONDS NAME...
	local name bound=$((SECONDS + $1))
	for name in "${@:2}"; do
		until is_right "$name"; do
			[ "$SECONDS" -lt "$bound" ] || fail "$name, not within its bound: $(cat "$BATS_TEST_TMPDIR/$name.check")"
			sleep 1
		done
	done
}

goes_by() { # NAME TO IF - the kernel's route to that machine's router id
	on "$1" "ip -o route get $(router_id "$2") | grep -qw 'dev $3'"
}

reaches() { # NAME NAME... - the largest packet, from the first to each of the others
	local to
	for to in "${@:2}"; do full_size_ping "$1" "$(router_id "$to")"; done
}

frr_daemons() { # NAME
	on "$1" 'pgrep -x "watchfrr|mgmtd|zebra|staticd|fabricd" -a | sort -n'
}
