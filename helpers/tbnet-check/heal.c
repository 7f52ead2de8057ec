/* SPDX-License-Identifier: GPL-2.0-or-later */
/* heal: links that are half open: we send, and hear nothing.
 *
 * When the logout of a peer is lost, our side keeps its carrier and does not log in
 * again, whatever the peer does; only a down/up here cures it (drivers/net/thunderbolt:
 * tbnet_tear_down() and tbnet_start_poll() of the other side never meet). And when the peer
 * found no free HopID ("failed to allocate Rx HopID" in its kernel's log), it has given up
 * the login that our side counts as done: nothing ever comes. */
#include "heal.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "ask.h"
#include "clock.h"
#include "conf.h"
#include "cure.h"
#include "log.h"
#include "state.h"
#include "sysfs.h"

#define HELLOS		3	/* this many may be lost before a link counts as silent */
#define HELLO_DEFAULT	3	/* s: Proxmox VE's and FRR's, where no fabric is set here */
#define STEP_MS		250
#define SENT_MIN	2	/* packets: a neighbour solicitation is not yet a hello */

void heal_conf_read(unsigned mtu, struct heal *ret)
{
	bool known = conf_is_set(CONF_FABRIC_HELLO) || conf_is_set(CONF_FABRIC_NODES);
	unsigned hello = known ? conf_number(CONF_FABRIC_HELLO) : HELLO_DEFAULT;

	*ret = (struct heal){ .mtu = mtu, .wanted = conf_bool(CONF_HEAL), .interval = conf_number(CONF_HEAL_INTERVAL) };
	/* a minute later is the next look */
	ret->window = (int)(hello > 15 ? 15 : hello) * HELLOS * 1000 + 500;
}

/* Packets, modulo 2^32. */
static int count(const char *ifname, const char *what, unsigned *ret)
{
	char folder[64], text[24];
	uint64_t value = 0;
	int r;

	snprintf(folder, sizeof(folder), "/sys/class/net/%s/statistics", ifname);
	r = sysfs_read(folder, what, text, sizeof(text));
	if (r < 0)
		return r;
	for (const char *p = text; *p >= '0' && *p <= '9'; p++)
		value = value * 10 + (uint64_t)(*p - '0');
	*ret = (unsigned)value;
	return 0;
}

static int count_both(struct heal_link *l)
{
	int r = count(l->name, "rx_packets", &l->rx);

	return r < 0 ? r : count(l->name, "tx_packets", &l->tx);
}

/* Of what is not there, as where the netdev has gone, there is nothing to say. */
static void say_unread(const char *ifname, int r)
{
	const struct log_event e = { .ifname = ifname, .action = "heal", .error = r };

	if (sysfs_is_trouble(r))
		log_event(LOG_WARNING, &e, "not known whether it is half open: its counters of packets cannot be read");
}

void heal_watch(struct heal *heal, const struct link *link)
{
	struct heal_link *l = &heal->links[heal->n];
	char heard[NAME_MAX], rx[NAME_MAX], of[NAME_MAX];
	unsigned before;
	int r;

	if (!heal->wanted || heal->n == HEAL_LINKS)
		return;
	*l = (struct heal_link){ .ifindex = link->ifindex };
	snprintf(l->name, sizeof(l->name), "%s", link->name);
	r = count_both(l);
	if (r < 0) {
		say_unread(l->name, r);
		return;
	}
	cure_note(heard, sizeof(heard), "heard", link->name);
	cure_note(rx, sizeof(rx), "rx", link->name);
	cure_note(of, sizeof(of), "rx-of", link->name);
	if (!state_is(of, (unsigned)link->ifindex))
		state_write(of, (unsigned)link->ifindex);
	else if (state_read(rx, &before) == 0) {
		if (before != l->rx)	/* something came between two looks */
			state_write(heard, (unsigned)link->ifindex);
		l->never = l->rx == 0;
	}
	state_write(rx, l->rx);
	if (l->never || state_is(heard, (unsigned)link->ifindex))
		heal->n++;
}

/* True once every link has been heard. */
static bool all_heard(struct heal *heal)
{
	bool all = true;

	for (size_t i = 0; i < heal->n; i++) {
		struct heal_link *l = &heal->links[i];
		unsigned rx;

		if (!l->heard && (count(l->name, "rx_packets", &rx) < 0 || rx != l->rx))
			l->heard = true;	/* or gone */
		all &= l->heard;
	}
	return all;
}

static int heal_one(struct heal *heal, struct nl_sock *sock, const struct heal_link *l)
{
	struct log_event e = { .ifname = l->name, .action = "heal", .mtu = heal->mtu };
	unsigned left = cure_due(heal, l->name);
	char heard[NAME_MAX], news[96];
	int r;

	if (left) {
		log_event(LOG_WARNING, &e, "half open again: we send and receive nothing; the last down/up was too short ago (TBNET_HEAL_INTERVAL), the next one in %u s at the earliest",
			  left);
		return 0;
	}
	if (l->never)
		snprintf(news, sizeof(news), "half open: carrier, we send, and nothing ever came though the peer is there");
	else
		snprintf(news, sizeof(news), "half open: carrier, we send, and nothing came for %d s though the peer is there", heal->window / 1000);
	r = cure_link(heal, sock, l->name, l->ifindex, news);
	cure_note(heard, sizeof(heard), "heard", l->name);
	if (cure_due(heal, l->name))	/* it had one: the next one only after something came again */
		state_remove(heard);
	return r;
}

/* True if it sent, received nothing, is still the same netdev, and nobody has taken it down meanwhile. */
static bool is_suspect(struct nl_sock *sock, const struct heal_link *l, struct link *ret)
{
	unsigned tx;

	return !l->heard && count(l->name, "tx_packets", &tx) == 0 && tx - l->tx >= SENT_MIN &&
	       link_get(sock, l->ifindex, NULL, ret) == 0 && ret->carrier && (ret->flags & IFF_UP);
}

/* Those of which the peer did not answer either. */
static int heal_silent(struct heal *heal, struct nl_sock *sock, struct ask *asks, struct heal_link **links, size_t n)
{
	int ret = n ? ask_links(sock, asks, n) : 0;

	if (ret < 0) {
		log_event(LOG_ERR, &(struct log_event){ .action = "heal", .error = ret }, "the peers cannot be asked, half-open check skipped");
		return ret;
	}
	for (size_t i = 0; i < n; i++) {
		const struct log_event e = { .ifname = asks[i].name, .action = "heal" };
		int r = 0;

		if (asks[i].alive)
			log_event(LOG_DEBUG, &e, "received nothing by itself, and its peer answers");
		else if (!asks[i].ways)
			log_event(LOG_DEBUG, &e, "receives nothing, and there is no way to ask its peer: left alone");
		else
			r = heal_one(heal, sock, links[i]);
		ret = r < 0 ? r : ret;
	}
	return ret;
}

int heal_run(struct heal *heal, struct nl_sock *sock)
{
	int64_t deadline = clock_now() + heal->window;
	struct heal_link *suspects[HEAL_LINKS];
	struct ask asks[HEAL_LINKS];
	size_t n = 0;

	while (!all_heard(heal) && clock_left(deadline) > 0)
		clock_poll(-1, clock_now() + STEP_MS);
	for (size_t i = 0; i < heal->n; i++) {
		struct link now;

		if (!is_suspect(sock, &heal->links[i], &now))
			continue;
		suspects[n] = &heal->links[i];
		asks[n] = (struct ask){ .ifindex = now.ifindex, .rx = now.rx };
		snprintf(asks[n++].name, sizeof(asks->name), "%s", now.name);
	}
	return heal_silent(heal, sock, asks, suspects, n);
}
