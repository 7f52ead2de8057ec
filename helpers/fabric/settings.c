/* SPDX-License-Identifier: GPL-2.0-or-later */
/* settings: those of the fabric, from /etc/tbnet.conf or the command line. */
#include <stdlib.h>

#include "fabric.h"

/* In the order of FABRIC_OPTIONS. */
static const char *const variables[] = {
	"TBNET_FABRIC", "TBNET_FABRIC_PREFIX", "TBNET_FABRIC_PREFIX6", "TBNET_FABRIC_NODES",
	"TBNET_FABRIC_INTERFACES", "TBNET_FABRIC_HELLO", "TBNET_FABRIC_CSNP",
};

static bool any_option;

const char *fabric_setting(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

bool fabric_is_wanted(void)
{
	return *fabric_setting("TBNET_FABRIC_NODES");
}

int fabric_set_option(size_t number, const char *value)
{
	any_option = true;
	return setenv(variables[number], value, 1) < 0 ? -errno : 0;
}

bool fabric_has_options(void)
{
	return any_option;
}

void fabric_write_options(FILE *f, const struct fabric *fabric)
{
	(void)fabric;	/* was made of them, so that nothing in them needs quoting */
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		if (*fabric_setting(variables[i]))
			fprintf(f, "%s=\"%s\"\n", variables[i], fabric_setting(variables[i]));
}
