# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# An FRR, an ifupdown2 and a ping that are mocks, for tbnet-fabric: what it makes of what they say, and of an error of theirs.

usr=$BATS_TEST_TMPDIR/usr

# mock FILE - a program of /usr: stdin, as a script of the shell
mock() {
	mkdir -p "$usr/${1%/*}"
	{
		echo '#!/bin/sh'
		cat
	} > "$usr/$1"
	chmod +x "$usr/$1"
}

# What is told to them is in /run/told; /run/frr/config is what FRR runs, neighbors what it knows.
mocks() {
	mock bin/vtysh <<- 'END'
		echo "vtysh $*" >> /run/told
		[ ! -e /run/vtysh-fails ] || exit 1
		case "$*" in
		*'show bfd peers json') cat /run/frr/sessions ;;
		*neighbor*)
			# in one write: tests/faults counts the reader's calls
			cat /run/frr/neighbors /run/frr/config > /run/answer
			cat /run/answer
			;;
		*'show running-config'*) cat /run/frr/config ;;
		-b) [ -e /run/frr-keeps ] || rm /run/frr-keeps-once 2>/dev/null || cp /etc/frr/frr.conf /run/frr/config ;;
		*'no openfabric bfd'*) [ -e /run/frr-keeps ] || sed -i '/openfabric bfd/d' /run/frr/config ;;
		*'no router openfabric tb4'*) [ -e /run/frr-keeps ] || : > /run/frr/config ;;
		esac
	END
	mock bin/ping <<- 'END'
		echo "ping $*" >> /run/told
		case " $* " in
		*' -s 65492 '*) [ ! -e /run/small ] || exit 1 ;;
		esac
		for last; do
			! grep -qx "$last" /run/silent-by 2> /dev/null || exit 1
		done
		! grep -qx "$last" /run/silent 2> /dev/null
	END
	mock lib/frr/frrinit.sh <<- 'END'
		echo "frrinit $*" >> /run/told
		cp /run/fabricd /run/frr/fabricd.pid
	END
	mock bin/systemctl <<- 'END'
		echo "systemctl $*" >> /run/told
		exit 1
	END
	mock share/ifupdown2/ifup <<- 'END'
		echo "ifup $*" >> /run/told
		[ "$*" != "$(cat /run/ifup-fails 2> /dev/null)" ]
	END
}
