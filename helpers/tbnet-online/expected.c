/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expected: find the links to wait for. */
#include "expected.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "admit.h"
#include "cleanup.h"
#include "conf.h"
#include "log.h"
#include "machine.h"
#include "peers.h"
#include "port.h"
#include "text.h"
#include "words.h"

#define LINKS_MAX	1024	/* of a command line or TBNET_ONLINE; a number may be as large */

void expected_free(struct online *online)
{
	free(online->links);
}

int expected_add(struct online *o, const char *name)
{
	for (unsigned i = 0; i < o->n; i++)
		if (strcmp(o->links[i].name, name) == 0)
			return 0;
	if (GROW(&o->links, o->n) < 0)
		return -ENOMEM;
	o->links[o->n] = (struct expected){ 0 };
	memcpy(o->links[o->n++].name, name, strlen(name) + 1);
	return 0;
}

/* Skips controllers of virtual machines, whatever was there before. */
static bool is_given_away(const struct machine *machine, const char *address)
{
	const struct machine_controller *c = machine_controller(machine, address);

	return c && c->given_away;
}

/* Every link that has a peer, or had one in the last boots, and one that TBNET_PEERS admits. */
static int add_peers(struct online *o)
{
	_cleanup_(machine_free) struct machine machine = { 0 };
	struct peers peers = { 0 };
	struct port peer;
	int r = machine_read(&machine);

	for (size_t i = 0; r == 0 && i < machine.n_netdevs; i++)
		if (machine.netdevs[i].port && admit_link(machine.netdevs[i].name, &peer))
			r = expected_add(o, machine.netdevs[i].name);
	if (r == 0)
		r = peers_read(&peers);
	for (size_t i = 0; r == 0 && i < peers.n; i++)
		if (peers_is_recent(&peers, &peers.v[i]) && admit_peer(peers.v[i].port.peer) && !is_given_away(&machine, peers.v[i].port.controller))
			r = expected_add(o, peers.v[i].ifname);
	return r;
}

/* One word: a number, or a name. */
static int add_word(struct online *o, const char *word, unsigned *number)
{
	bool second = *number || o->n, is_number = text_to_uint(word, 1, LINKS_MAX, number) == 0;

	if (second && *number) {
		log_plain(LOG_ERR, "give either one number of links or interfaces, not both");
		return -EINVAL;
	}
	if (is_number)
		return 0;
	if (!text_is_ifname(word) || strspn(word, "0123456789") == strlen(word)) {
		log_plain(LOG_ERR, "\"%s\" is neither an interface nor a number of links from 1 to %d", word, LINKS_MAX);
		return -EINVAL;
	}
	return expected_add(o, word);
}

/* The words of TBNET_ONLINE. */
static int add_setting(struct online *o, unsigned *number)
{
	const char *list = conf_text(CONF_ONLINE);
	char word[64];
	int r = 0;

	while (r == 0 && o->n < LINKS_MAX && text_word(&list, " \t,", word, sizeof(word)))
		r = add_word(o, word, number);
	return r;
}

/* A missing interface may be a link when it appears. */
static int check_ours(const struct online *o)
{
	for (unsigned i = 0; i < o->n; i++) {
		const char *name = o->links[i].name;
		int ifindex = (int)if_nametoindex(name);

		if (!ifindex || port_is_ours(name, ifindex))
			continue;
		log_event(LOG_ERR, &(struct log_event){ .ifname = name, .action = "online" }, "not a Thunderbolt link, ignored");
		return -EINVAL;
	}
	return 0;
}

int expected_read(char *const *words, unsigned n, struct online *online)
{
	unsigned number = 0;
	int r = n ? 0 : add_setting(online, &number);

	for (unsigned i = 0; r == 0 && i < n; i++)
		r = add_word(online, words[i], &number);
	if (r == 0)
		r = check_ours(online);
	if (r == -EINVAL && !n) {
		log_plain(LOG_WARNING, "TBNET_ONLINE=%.60s is invalid; using the default, every link that has a peer or lately had one", conf_text(CONF_ONLINE));
		number = online->n = 0;
		r = 0;
	}
	if (r == 0 && online->n == 0)
		r = add_peers(online);
	online->any = number > 0;
	online->wanted = number ? number : online->n;
	return r;
}
