# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Loaded by every bats file of this layer: a world for each test, and the words that the tests
# are written in. They all speak of $world.

load ../lib/common.bash
load world.bash

setup() {
	world=$BATS_TEST_TMPDIR/world
	new_world
	world_udevd "$world"
}

# A marked world without udevd, for a test that puts something in place before.
new_world() {
	# shellcheck disable=SC2086 # a list of trees
	world_make "$world" n1 $WORLD_TREES
	world_mark "$world"
	world_journald "$world"
}

teardown() {
	[ -n "$BATS_TEST_COMPLETED" ] || world_log "$world" --output=short-monotonic -p info || true
	world_stop "$world"
}

plug() { world_plug "$world" "$@" && world_settle "$world"; }
pull() { world_pull "$world" "$@" && world_settle "$world"; }
inside() { world_run "$world" "$@"; }
link() { world_link "$world" "$@"; }
property() { world_property "$world" "$@"; }

# put PATH: standard input becomes that file, and udevd knows of it (by itself it looks every 3 s)
put() {
	world_put "$world" "$1"
	inside udevadm control --reload
}

# trigger ACTION NAME: the event once more, as udevadm trigger at boot does it
trigger() {
	inside udevadm trigger --action="$1" "/sys/class/net/$2"
	world_settle "$world"
}

# An interface of no concern to the package that has the name already.
take_name() {
	inside ip link add "$1" type veth peer name "$1" netns far
	world_settle "$world"
}

# What rules of the package ran, in order.
ran() {
	world_ran "$world" | sed -n '/: tbnet-/p'
}

# run_of IF: what the rules run for it, for ran()
run_of() {
	echo "$1: tbnet-up --ifindex=$(inside cat "/sys/class/net/$1/ifindex") $1"
}

# said PROGRAM [ARGUMENT...]: its messages in the journal
said() {
	local program=$1
	shift
	world_log "$world" --output=cat SYSLOG_IDENTIFIER="$program" "$@"
}
