/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture: this machine, its .link files, the names in the record, and what follows from all. */
#include "picture.h"

#include <string.h>

#include "cleanup.h"

/* As systemd reads it: the last one counts. */
static bool policies_are_off(void)
{
	_cleanup_file_ FILE *f = fopen("/proc/cmdline", "re");
	char text[4096], *save = NULL;
	bool off = false;

	if (!f || !fgets(text, sizeof(text), f))
		return false;
	for (char *w = strtok_r(text, " \t\n", &save); w; w = strtok_r(NULL, " \t\n", &save))
		if (strncmp(w, "net.ifnames=", 12) == 0 || strncmp(w, "net_ifnames=", 12) == 0)
			off = strchr("0nNfF", w[12]) && w[12];
	return off;
}

int picture_take(struct picture *ret)
{
	struct picture p = { .no_policies = policies_are_off() };
	int r = machine_read(&p.machine);

	if (r == 0)
		r = link_files_read(&p.files);
	if (r == 0)
		r = record_read(&p.machine.order, &p.record);
	if (r == 0)
		r = plan_make(&p.machine, &p.files, &p.record, p.no_policies, &p.plan);
	if (r < 0)
		picture_free(&p);
	else
		*ret = p;
	return r;
}

void picture_free(struct picture *p)
{
	plan_free(&p->plan);
	link_files_free(&p->files);
	machine_free(&p->machine);
}
