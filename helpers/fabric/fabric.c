/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fabric: the described mesh, from the settings TBNET_FABRIC*.
 *
 * The rules for names and addresses are those of Proxmox VE (pve-network's Fabrics.pm and
 * proxmox-ve-rs), on plain Debian, too, so that one description fits both. */
#include "fabric.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "conf.h"
#include "log.h"
#include "nodes.h"

static void (*refusal)(const char *text, void *data);
static void *refusal_data;

void fabric_refuse_to(void (*f)(const char *text, void *data), void *data)
{
	refusal = f;
	refusal_data = data;
}

int fabric_refuse(const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (refusal)
		refusal(text, refusal_data);
	else
		log_plain(LOG_ERR, "%s", text);
	return -EINVAL;
}

bool fabric_is_id(const char *s, size_t min, size_t max)
{
	size_t n = strlen(s);

	return n >= min && n <= max && strspn(s, FABRIC_LETTERS "-") == n && s[0] != '-' && s[n - 1] != '-';
}

bool fabric_has_timers(const struct fabric *fabric)
{
	return fabric->bfd && fabric->here->ip.family && !fabric->here->ip6.family && fabric->n_nodes > 1;
}

static int read_name(struct fabric *f)
{
	const char *name = conf_text(CONF_FABRIC);

	if (!fabric_is_id(name, 2, 8))
		return refuse("TBNET_FABRIC: \"%s\" is not 2 to 8 letters, digits and hyphens with no hyphen at an end", name);
	snprintf(f->name, sizeof(f->name), "%s", name);
	snprintf(f->dummy, sizeof(f->dummy), "dummy_%s", name);
	return 0;
}

static int read_prefix(enum conf setting, const char *key, int family, struct prefix *ret)
{
	char buf[PREFIX_TEXT_SIZE];
	const char *text = conf_text(setting);
	struct prefix network;

	if (!*text)
		return 0;
	if (!strchr(text, '/') || prefix_parse(text, ret) < 0 || ret->family != family)
		return refuse("%s: \"%s\" is not an %s prefix such as %s", key, text, family == AF_INET ? "IPv4" : "IPv6",
			      family == AF_INET ? "10.100.0.0/24" : "fd00:100::/64");
	network = prefix_network(ret);
	if (!prefix_same_address(&network, ret))
		return refuse("%s: %s is an address in a network; the prefix is %s", key, text, prefix_text(&network, buf));
	return 0;
}

void fabric_own_name(char ret[64])
{
	const char *name = conf_text(CONF_FABRIC_NODE);
	struct utsname host = { 0 };

	if (!*name && uname(&host) == 0) {
		host.nodename[strcspn(host.nodename, ".")] = '\0';
		name = host.nodename;
	}
	snprintf(ret, 64, "%.63s", name);
}

static void find_here(struct fabric *f)
{
	char name[64];

	fabric_own_name(name);
	for (size_t i = 0; i < f->n_nodes; i++)
		if (strcmp(f->nodes[i].name, name) == 0)
			f->here = &f->nodes[i];
}

int fabric_read(struct fabric *ret)
{
	int r;

	*ret = (struct fabric){ .hello = conf_number(CONF_FABRIC_HELLO), .csnp = conf_number(CONF_FABRIC_CSNP),
				 .bfd = conf_bool(CONF_FABRIC_BFD) };
	r = read_name(ret);
	if (r == 0)
		r = read_prefix(CONF_FABRIC_PREFIX, "TBNET_FABRIC_PREFIX", AF_INET, &ret->prefix);
	if (r == 0)
		r = read_prefix(CONF_FABRIC_PREFIX6, "TBNET_FABRIC_PREFIX6", AF_INET6, &ret->prefix6);
	if (r == 0)
		r = nodes_read(ret);
	if (r == 0)
		r = nodes_check(ret);
	if (r == 0)
		find_here(ret);
	if (r == -ENOMEM)	/* all other errors have been logged */
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "the settings of the fabric");
	return r;
}

void fabric_copy(const struct fabric *from, struct fabric *ret)
{
	*ret = *from;
	if (from->here)
		ret->here = ret->nodes + (from->here - from->nodes);
}

bool fabric_has(const struct fabric *fabric, const struct prefix *p)
{
	const struct prefix *mesh = p->family == AF_INET ? &fabric->prefix : &fabric->prefix6;

	return mesh->family && prefix_contains(mesh, p);
}

const struct prefix *fabric_prefix(const struct fabric *fabric)
{
	return fabric->prefix.family ? &fabric->prefix : &fabric->prefix6;
}
