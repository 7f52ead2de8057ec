/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lookparts: tell a fact, look for a neighbor. */
#include "lookparts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

void fabric_fact(const struct fabric_eye *e, enum fabric_part part, const char *subject, const char *next, const char *format, ...)
{
	struct fabric_fact fact = { .part = part, .wrong = next, .subject = subject, .next = next && *next ? next : NULL };
	char what[256];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	text_defuse(what);
	fact.what = what;
	e->f(&fact, e->data);
}

/* FRR has the whole host name, which may have a domain. */
static bool is_called(const char *name, const char *node)
{
	size_t n = strlen(node);

	return strncmp(name, node, n) == 0 && (!name[n] || name[n] == '.');
}

void fabric_match_neighbor(const char *where, const char *name, const char *state, bool up, void *data)
{
	struct fabric_neighbor *n = data;

	if (n->up || (n->ifname && strcmp(n->ifname, where) != 0) || (n->node && !is_called(name, n->node)))
		return;
	snprintf(n->port, sizeof(n->port), "%.15s", where);
	snprintf(n->name, sizeof(n->name), "%.63s", name);
	snprintf(n->state, sizeof(n->state), "%.15s", state);
	n->found = true;
	n->up = up;
}

const char *fabric_pve_rule(const struct fabric_eye *e, char buf[FABRIC_PVE_SIZE])
{
	char net[PREFIX_TEXT_SIZE];

	snprintf(buf, FABRIC_PVE_SIZE, "pvesh create /cluster/firewall/rules --type in --action ACCEPT --source %s --enable 1%s",
		 prefix_text(fabric_prefix(e->fabric), net), e->fabric->prefix6.family ? ", and for IPv6 as in tbnet-faq(7)" : "");
	return buf;
}
