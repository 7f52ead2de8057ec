/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show: the plan, for people. */
#include "show.h"

#include <stdio.h>
#include <string.h>

static void print_lines(const struct leftover *l)
{
	printf(l->n_lines > 1 ? ", lines" : ", line");
	for (size_t i = 0; i < l->n_lines; i++)
		printf("%s %zu", i ? "," : "", l->lines[i]);
}

static void print_leftover(const struct leftover *l)
{
	printf("  %s", l->path);
	if (l->n_lines)
		print_lines(l);
	printf("\n      %s%s\n", l->stays && l->kind->how == HOW_LINK_FILE ? l->why : l->kind->what,
	       l->broken ? "; broken, it begins with #\\! and never ran" : "");
	if (!l->stays)
		printf("      now: %s\n", l->kind->instead);
	else if (l->why && l->kind->how != HOW_LINK_FILE)
		printf("      why: %s\n", l->why);
	else if (!l->why)
		printf("      look: %s\n", l->kind->instead);
}

static void print_all(const struct leftovers *found, bool stays, const char *title)
{
	for (size_t i = 0; i < found->n; i++) {
		if (found->v[i].stays != stays)
			continue;
		if (title)
			printf("%s\n", title);
		title = NULL;
		print_leftover(&found->v[i]);
	}
}

static void print_carried(int mtu, const struct changes *changes, size_t n)
{
	bool names = false;

	for (size_t i = 0; i < n; i++)
		names |= changes->v[i].after.type == NODE_NONE;
	if (n && mtu)
		printf("Carried over: MTU %d%s\n", mtu, names ? ", names" : "");
	else if (n)
		printf("Carried over: names\n");
	for (size_t i = 0; i < n; i++) {
		const struct change *c = &changes->v[i];

		printf("  %s: %s\n", c->after.type == NODE_NONE ? "moved" :
		       c->before.type == NODE_NONE ? "written" : "changed", c->path);
	}
}

void show_plan(const struct leftovers *found, int mtu, const struct changes *changes, size_t n)
{
	print_all(found, false, "To take over, since tbnet does the same:");
	print_carried(mtu, changes, n);
	print_all(found, true, "Not touched:");
	if (!found->n && !changes->n)
		printf("No files of a guide are here.\n");
	else if (!changes->n)
		printf("Nothing to take over.\n");
	else
		printf("Nothing was changed. To apply: tbnet-adopt apply; to go back: tbnet-adopt undo\n");
}

void show_next(const struct leftovers *found)
{
	bool unit = false, in_initramfs = false;

	for (size_t i = 0; i < found->n; i++) {
		const struct leftover *l = &found->v[i];

		unit |= !l->stays && l->kind->unit;
		in_initramfs |= !l->stays && l->kind->in_initramfs;
		if (!l->stays && l->kind->how == HOW_TIMER)
			printf("next: systemctl stop %s\n", strrchr(l->path, '/') + 1);
	}
	if (unit)
		printf("next: systemctl daemon-reload\n");
	if (in_initramfs)
		printf("next: update-initramfs -u    # it has copies of these files\n");
	printf("The links keep running; the change takes effect at the next replug or boot.\n");
}
