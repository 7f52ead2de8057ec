/* SPDX-License-Identifier: GPL-2.0-or-later */
/* left: find remains of a fabric that Proxmox VE no longer has. */
#include "left.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "frrconfig.h"

static int read_config(const char *path, struct frr_config *ret, bool *ret_marked)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r = file_read(path, &text, &size);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	*ret_marked = strstr(text, "tbnet-fabric begin");
	return frr_config_parse(text, ret);
}

static bool has_interface(const struct frr_config *config, const char *router)
{
	for (size_t i = 0; i < config->n_interfaces; i++)
		if (strcmp(config->interfaces[i].router, router) == 0)
			return true;
	return false;
}

int fabric_left(struct fabric_left *ret)
{
	_cleanup_(frr_config_free) struct frr_config local = { 0 }, whole = { 0 };
	bool marked = false, other;
	int r = read_config(LEFT_FRR_LOCAL, &local, &marked);

	if (r == 0 && local.n_routers)
		r = read_config(LEFT_FRR, &whole, &other);
	for (size_t i = 0; i < local.n_routers && r == 0; i++) {
		const char *name = local.routers[i].name;

		if (!*name || has_interface(&local, name) || has_interface(&whole, name))
			continue;
		*ret = (struct fabric_left){ .marked = marked };
		snprintf(ret->name, sizeof(ret->name), "%s", name);
		return 1;
	}
	return r;
}
