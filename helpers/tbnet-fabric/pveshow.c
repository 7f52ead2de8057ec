/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pveshow: show the calls to Proxmox VE, and what it applies along with them. */
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "frrconfig.h"
#include "pve.h"
#include "text.h"

#define DRY_RUN	PVESH_SDN "/dry-run"

void pve_print_calls(const struct pvesh_calls *calls)
{
	for (size_t i = 0; i < calls->n; i++) {
		fputs("  ", stdout);
		pvesh_print(stdout, &calls->v[i]);
	}
}

/* A unified diff. Returns true if there is one. */
static bool show_diff(struct json_object *o, const char *key, bool first)
{
	_cleanup_free_ char *copy = strdup(pve_text(o, key));
	char *rest = copy;

	if (!copy || !*copy)
		return false;
	frr_mask(copy);
	if (first)
		puts("\nAlready pending in Proxmox VE's SDN on this node, and applied along with it:");
	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		text_defuse(line);
		if (*line)
			printf("  %s\n", line);
	}
	return true;
}

/* Since pve-network 1.3.0. */
static void show_pending(const struct fabric *fabric)
{
	const char *const options[] = { "--node", fabric->here->name, NULL };
	_cleanup_(json_put) struct json_object *o = NULL;
	char said[PVESH_SAID_SIZE];
	int r = pvesh_try(conf_number(CONF_FABRIC_WAIT), &o, said, DRY_RUN, options);

	if (r < 0 && strncmp(said, "No 'get' handler", 16) != 0)
		log_plain(LOG_WARNING, "cannot show what else is pending in Proxmox VE's SDN%s%s", *said ? ": " : "", said);
	if (r == 0 && json_object_is_type(o, json_type_object)) {
		bool shown = show_diff(o, "interfaces-diff", true);

		show_diff(o, "frr-diff", !shown);
	}
}

void pve_show_calls(const struct fabric *fabric, const struct pvesh_calls *calls)
{
	puts(calls->n ? "\nProxmox VE's own calls, for the whole cluster:" : "\nProxmox VE already has the fabric, and has applied it; tbnet-fabric apply asks every node whether it has it");
	pve_print_calls(calls);
	if (calls->n)
		show_pending(fabric);
}
