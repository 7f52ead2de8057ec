# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A world of tests/faults with the plain build in it: where the sanitizers would be what is measured.

load world.bash

# in this order, since what one changes in the world stays; tbnet-modules, which needs more memory, is each test's own
all=(tbnet_{status,status_metrics,port,up,up_wait,check,online,online_named,name,name_table,ifup,interfaces_add,interfaces_check}
	tbnet_{interfaces_undo,fabric_up,fabric_plan,name_record,name_repair,irq,irq_pin,irq_undo,fabric_apply,fabric_undo,fabric_check,ceph_plan,adopt,adopt_apply,adopt_undo})
# what asks a ceph, which here is a script for python3
ceph=(tbnet_ceph_{judge,apply,undo,bench})

setup_file() { build_inject; }
setup() {
	TBNET_BIN=$TBNET_TOP/build/plain/helpers
	faults_start
}
teardown() { end_background; }

# each MODE SITUATION... - once
each() {
	local situation
	for situation in "${@:2}"; do
		in_world ip link set en05 up mtu 65520
		sweep "$situation" "$1"
		assert_output "$situation: 0 wrong"
	done
}
