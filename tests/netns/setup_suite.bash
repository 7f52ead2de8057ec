# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later

setup_suite() {
	load ../lib/common.bash
	need_namespaces
}
