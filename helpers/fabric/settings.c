/* SPDX-License-Identifier: GPL-2.0-or-later */
/* settings: read the fabric's settings from /etc/tbnet.conf or the command line. */
#include "conf.h"
#include "fabric.h"

/* In the order of FABRIC_OPTIONS. */
static const struct {
	const char *name;
	enum conf key;
} settings[] = {
	{ "TBNET_FABRIC", CONF_FABRIC }, { "TBNET_FABRIC_PREFIX", CONF_FABRIC_PREFIX },
	{ "TBNET_FABRIC_PREFIX6", CONF_FABRIC_PREFIX6 }, { "TBNET_FABRIC_NODES", CONF_FABRIC_NODES },
	{ "TBNET_FABRIC_INTERFACES", CONF_FABRIC_INTERFACES }, { "TBNET_FABRIC_HELLO", CONF_FABRIC_HELLO },
	{ "TBNET_FABRIC_CSNP", CONF_FABRIC_CSNP }, { "TBNET_FABRIC_NODE", CONF_FABRIC_NODE },
	{ "TBNET_FABRIC_BFD", CONF_FABRIC_BFD }, { "TBNET_FABRIC_SECRET", CONF_FABRIC_SECRET },
};

static bool any_option;

bool fabric_is_wanted(void)
{
	return conf_is_set(CONF_FABRIC_NODES);
}

int fabric_set_option(size_t number, const char *value)
{
	any_option = true;
	return conf_set(settings[number].key, value);
}

bool fabric_has_options(void)
{
	return any_option;
}

void fabric_write_options(FILE *f, const struct fabric *fabric)
{
	(void)fabric;	/* was made of them, so that nothing in them needs quoting */
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (conf_is_set(settings[i].key))
			fprintf(f, "%s=\"%s\"\n", settings[i].name, conf_text(settings[i].key));
}
