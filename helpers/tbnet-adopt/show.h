/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show: the plan, for people. */
#ifndef TBNET_SHOW_H
#define TBNET_SHOW_H

#include "changes.h"
#include "leftovers.h"

/* Prints what apply would move, carry over (MTU, 0: none; by the first N of changes) and not touch. */
void show_plan(const struct leftovers *found, int mtu, const struct changes *changes, size_t n);

/* Prints the commands to run after the change. */
void show_next(const struct leftovers *found);

#endif
