/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host: all that tbnet-status knows of this machine. */
#include "host.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "conf.h"
#include "log.h"
#include "meant.h"
#include "sysfs.h"
#include "text.h"

unsigned host_mtu(const struct host *n, const struct host_port *p)
{
	return n->closed.settings ? p->link.mtu : meant_mtu_of(p->stanza.mtu, p->setting_mtu);
}

struct host_port *host_port_named(const struct host *n, const char *ifname)
{
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].netdev && strcmp(n->ports[i].netdev->name, ifname) == 0)
			return &n->ports[i];
	return NULL;
}

bool host_usable(const struct host *n, const struct host_port *p)
{
	return p->there && link_is_right(&p->link, host_mtu(n, p)) && p->link.carrier;
}

const char *host_peer(const struct host_port *p)
{
	const char *name = p->gone ? p->gone->port.peer_name : p->port->peer_name;

	return *name ? name : "the peer";
}

/* TBNET_ONLINE, as tbnet-online has it: a number, or names. */
static int read_expected(struct host *n)
{
	_cleanup_free_ char *copy = strdup(conf_text(CONF_ONLINE));
	char *save = NULL;

	if (!copy)
		return -ENOMEM;
	for (char *w = strtok_r(copy, " \t,", &save); w; w = strtok_r(NULL, " \t,", &save)) {
		if (text_to_uint(w, 1, 1024, &n->wanted) == 0)
			continue;
		if (text_is_ifname(w) && !words_have(&n->expected, w) && words_add(&n->expected, w) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int read_settings(struct host *n)
{
	n->mtu = conf_number(CONF_MTU);
	n->ifup_wait = conf_number(CONF_IFUP_WAIT);
	n->pins = conf_bool(CONF_IRQ);
	if (gethostname(n->host, sizeof(n->host)) < 0)
		n->host[0] = '\0';
	text_defuse(n->host);
	n->closed.settings = !conf_is_set(CONF_MTU) && host_is_closed(CONF_FILE);
	if (n->closed.settings && host_not_permitted(n, CONF_FILE) < 0)
		return -ENOMEM;
	return read_expected(n);
}

static int look_at_controllers(struct host *n)
{
	char why[80];

	snprintf(why, sizeof(why), "this machine has more than %d; tbnet ignores the others", CONTROLLERS_MAX);
	return n->picture.machine.order.more ? host_unseen(n, "controllers", why) : 0;
}

/* A .link file that cannot be read may be the one that gives a name. */
static int look_at_names(struct host *n)
{
	const struct link_files *files = &n->picture.files;
	bool closed = host_is_closed(LINK_DIR);
	int r = 0;

	for (size_t i = 0; i < files->n && r == 0; i++) {
		const struct link_file *f = &files->v[i];

		closed |= f->error == -EACCES;
		if (!sysfs_is_trouble(f->error))
			continue;
		n->closed.names = true;
		r = host_not_read(n, f->path, f->error);
	}
	n->closed.names |= closed;
	return closed && r == 0 ? host_not_permitted(n, ".link files") : r;
}

static int read_leftovers(struct host *n)
{
	int r = leftovers_find(true, &n->left);

	return r == 0 && n->left.unreadable ? host_not_permitted(n, "some files that a guide may have left") : r;
}

static int read_parts(struct host *n)
{
	/* in this order: each may use what those before have found */
	static int (*const parts[])(struct host *n) = {
		read_settings, look_at_controllers, look_at_names, ports_read, kernel_read, irqs_read, stanzas_read, neighbors_read, intents_read, policy_read,
		links_read, uppers_read, routes_read, frr_read, fabric_facts_read, read_leftovers, ceph_read,
	};
	int r = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && r == 0; i++)
		r = parts[i](n);
	return r;
}

int host_read(struct host *ret)
{
	struct host n = { 0 };
	int r = picture_take(&n.picture);

	if (r == 0)
		r = read_parts(&n);
	if (r < 0) {
		host_free(&n);
		return r;
	}
	*ret = n;
	return 0;
}

static void free_port(struct host_port *p)
{
	words_free(&p->addresses);
	words_free(&p->services);
	explanation_free(&p->why);
	interfaces_free(&p->stanza);
	free(p->unread);
	uppers_free(&p->uppers);
}

void host_free(struct host *n)
{
	for (size_t i = 0; i < n->n_ports; i++)
		free_port(&n->ports[i]);
	free(n->ports);
	for (size_t i = 0; n->controllers && i < n->picture.machine.n_controllers; i++)
		words_free(&n->controllers[i].irqs);
	free(n->controllers);
	words_free(&n->expected);
	words_free(&n->stanzas);
	intent_free(&n->intent);
	free(n->peers);
	free(n->fabric);
	free(n->fabric_refused);
	for (size_t i = 0; i < n->n_facts; i++)
		fact_free(&n->facts[i]);
	free(n->facts);
	sections_free(&n->sections);
	for (size_t i = 0; i < n->n_gaps; i++) {
		free(n->gaps[i].ifname);
		free(n->gaps[i].address);
		free(n->gaps[i].place);
	}
	free(n->gaps);
	free(n->routes);
	fabric_frr_free(&n->frr.openfabric);
	leftovers_free(&n->left);
	words_free(&n->foreign);
	words_free(&n->unseen);
	picture_free(&n->picture);
	*n = (struct host){ 0 };
}
