#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the sanitizers do not see: valgrind finds no value that is used before it was set, nothing lost, in any program at its
# work. A plain build. `tests/run --valgrind` has the whole of two layers under it.
load plain.bash

# In this order, since what one changes in the world stays. The valgrind of Debian 12 does not know pidfd_open(2), by which the
# end of another program is awaited: so there is no tbnet-ifup, no tbnet-fabric apply, undo and check, and of tbnet-ceph only plan.
all=(tbnet_{status,status_metrics,port,up,up_wait,check,online,online_named,name,name_table,interfaces_add,interfaces_check}
	tbnet_{interfaces_undo,fabric_up,fabric_plan,ceph_plan,name_record,name_repair,irq,irq_pin,irq_undo,adopt,adopt_apply,adopt_undo})

@test "under valgrind every program does its work, and nothing is found" {
	local valgrind='valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect'
	each "works-under:$valgrind" "${all[@]}"
	# as far as to the kernel, which takes no such module; inject, which would, sees valgrind's own calls
	each "under:$valgrind" tbnet_modules
}
