# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later

setup_suite() {
	load ring.bash
	ring_trees
}
