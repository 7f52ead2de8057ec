#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The power goes while dpkg installs the package. What dpkg had not yet on the disk is lost, as on a real one.
# bats file_tags=long

load vm.bash

# cut_at NAME PROGRAM PATTERN [WHAT] - dpkg -i until it, or a script of the package, calls this program with such
# arguments, and no further. WHAT is done at that point in place of the call.
cut_at() {
	on "$1" "mkdir /root/late && cat > /root/late/$2 << 'EOF' && chmod +x /root/late/$2
#!/bin/sh
PATH=\${PATH#/root/late:}
case \"\$*\" in $3) ${4:-:}; touch /run/here; sleep 600 ;; esac
exec $2 \"\$@\"
EOF"
	on "$1" --put "$TBNET_DEB" /root/tbnet.deb
	on "$1" 'sync && systemd-run -q --unit=cut -E "PATH=/root/late:$PATH" dpkg -i /root/tbnet.deb'
	on -t 120 "$1" 'until [ -e /run/here ]; do sleep 0.2; done'
	power_off "$1"
}

boot_again() { # NAME
	start "$1" --keep
	on "$1" --wait
}

state_is() { # NAME STATE
	run -0 on "$1" dpkg-query -W -f '\${Status}' tbnet
	assert_output "install $2"
}

# dpkg says by itself what is to be done; afterwards nothing is missing, and the link never went.
assert_finished() { # NAME COMMAND
	local life
	run -0 on "$1" dpkg --audit
	assert_output --partial tbnet
	life=$(link_life "$1" en05)
	run -0 on -t 240 "$1" "$2"
	state_is "$1" 'ok installed'
	run -0 on "$1" dpkg --audit
	refute_output
	run -0 link_life "$1" en05
	assert_output "$life"
	run -0 on "$1" systemctl is-enabled tbnet.service
	assert_output enabled
	run -0 on "$1" systemctl --failed --plain --no-legend
	refute_output
}

# As the scenario has it for this machine.
cut_each() { # NAME
	"cut_$1"
}

@test "cut while files are unpacked, or before the first step of the configuration: dpkg says what to run, and then the link is there" {
	from bare n1 n2
	# shellcheck disable=SC2317 # by cut_each
	cut_n1() { cut_at n1 dpkg-deb '*--fsys-tarfile*' 'dpkg-deb \"\$@\" | head -c 300000'; }
	# shellcheck disable=SC2317
	cut_n2() { cut_at n2 udevadm '*--reload*'; }
	in_parallel cut_each n1 n2
	in_parallel boot_again n1 n2
	state_is n1 'reinstreq half-installed'
	state_is n2 'ok half-configured'
	# nothing of it is there that could do anything by halves
	run -0 on n1 'ls /usr/lib/udev/rules.d /usr/lib/systemd/system /usr/lib/systemd/network'
	refute_output --regexp 'tbnet[^ ]*(rules|service|link)$'
	run -0 on n1 dpkg --audit
	assert_output --partial reinstalled
	on -t 240 n1 'dpkg -i /root/tbnet.deb'
	state_is n1 'ok installed'
	# the other one has needed nobody
	wait_usable n1 en05
	wait_usable n2 en05
	wait_settled n2 en05
	assert_finished n2 'dpkg --configure -a'
}

@test "cut between two steps of the configuration: the link is there after the boot, and dpkg says what to run" {
	from bare n1 n2
	# shellcheck disable=SC2317 # by cut_each
	cut_n1() { cut_at n1 deb-systemd-helper '*'; }
	# shellcheck disable=SC2317
	cut_n2() { cut_at n2 tbnet-modules '*'; }
	in_parallel cut_each n1 n2
	in_parallel boot_again n1 n2
	for name in n1 n2; do state_is "$name" 'ok half-configured'; done
	for name in n1 n2; do
		wait_usable "$name" en05
		wait_settled "$name" en05
	done
	for name in n1 n2; do
		assert_finished "$name" 'dpkg --configure -a'
		address "$name" "10.0.0.${name#n}/24" en05
	done
	full_size_ping n1 10.0.0.2
}
