/* SPDX-License-Identifier: GPL-2.0-or-later */
/* apply: have ifupdown2 or classic ifupdown apply the stanzas of one interface. */
#include "apply.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "classic.h"
#include "cleanup.h"
#include "clock.h"
#include "log.h"
#include "member.h"
#include "notes.h"
#include "readback.h"
#include "state.h"

/* A name is configured for classic ifupdown; is it this netdev that was? */
static bool is_stale(const struct job *job, const char *note)
{
	_cleanup_free_ char *text = NULL;
	const char *missing = NULL;
	unsigned last;

	if (readback_addresses(job->sock, &job->link, &job->stanza, &text, &missing) == 0 && missing)
		return true;
	/* ifup@.service (ifupdown's rule for allow-hotplug) follows the netdev by itself */
	return !sections_hotplug(job->all, job->link.name) && state_read(note, &last) == 0 && last != (unsigned)job->link.ifindex;
}

static int apply_classic(const struct job *job)
{
	const char *name = job->link.name;
	bool had = classic_has(name);
	char note[64];
	int r = classic_ifup(name, false, job->deadline);

	snprintf(note, sizeof(note), "ifup.%s", name);
	if (r == 0 && had && is_stale(job, note))
		r = classic_ifup(name, true, job->deadline);
	if (r == 0)
		state_write(note, (unsigned)job->link.ifindex);
	return r;
}

int apply(const struct job *job)
{
	return job->tool == IFUPDOWN_CLASSIC ? apply_classic(job) : ifupdown2_ifup(job->link.name, job->deadline);
}

/* Asks tbnet-check to start the link's unit again; true if it will. */
static bool ask_again(const struct job *job)
{
	struct notes n;

	notes_read(job->link.name, job->link.ifindex, &n);
	if (n.v[NOTE_BUSY] >= APPLY_AGAIN)
		return false;
	n.v[NOTE_BUSY]++;
	n.v[NOTE_UNIT] = 0;
	n.v[NOTE_IDLE] = (uint64_t)clock_now();
	return notes_write(&n) == 0;
}

void apply_say_failed(const struct job *job, const char *name, int r)
{
	const char *check = job->tool == IFUPDOWN_2 ? ", ifquery --check " : "";
	struct log_event e = { .ifname = name, .action = "ifup", .mtu = job->mtu, .id = LOG_ID_GAVE_UP, .outcome = "failed" };
	bool busy = r == IFUPDOWN2_BUSY && job->tool == IFUPDOWN_2, again = busy && ask_again(job);

	if (busy)
		log_event(LOG_ERR, &e, "another ifup or ifreload was running, no time for ifup within %u s (TBNET_IFUP_WAIT); %s%s",
			  job->wait, again ? "tbnet-check will have it tried again" : "later: ifup ", again ? "" : name);
	else if (r == -ETIMEDOUT)
		log_event(LOG_ERR, &e, "ifup did not finish within %u s (TBNET_IFUP_WAIT), so tbnet stopped it; see: ifup -v %s", job->wait, name);
	else if (r == -EROFS)
		log_event(LOG_ERR, &e, "ifup cannot write its lock in /run/network");
	else if (r < 0)
		log_event(LOG_ERR, &e, "ifup cannot be run: %s", strerror(-r));
	else
		log_event(LOG_ERR, &e, "ifup failed with exit code %d; see: ifup -v %s%s%s", r, name, check, *check ? name : "");
}

static int apply_vlan(const struct job *job, const char *name)
{
	struct log_event e = { .ifname = name, .action = "ifup" };
	struct link vlan;
	int r = link_get(job->sock, 0, name, &vlan);

	if (r != -ENODEV)
		return r;
	r = job->tool == IFUPDOWN_CLASSIC ? classic_ifup(name, classic_has(name), job->deadline) :
					    ifupdown2_ifup(name, job->deadline);
	if (link_get(job->sock, 0, name, &vlan) == 0) {
		e.id = LOG_ID_CHANGED;
		log_event(LOG_INFO, &e, "created again on %s: MTU %u", job->link.name, vlan.mtu);
		return 0;
	}
	if (r) {
		apply_say_failed(job, name, r);
		return r < 0 ? r : -ENODEV;
	}
	e.id = LOG_ID_GAVE_UP;
	log_event(LOG_ERR, &e, "missing after ifup; see: ifup -v %s", name);
	return -ENODEV;
}

/* The bridge or bond that the VLAN is a port of: it is put back into it as the link itself is. */
static int join(const struct job *job, const char *name, const struct uppers *uppers)
{
	struct link vlan, upper = { 0 };
	int r = link_get(job->sock, 0, name, &vlan);

	if (r == 0)
		r = member_upper(job->sock, &vlan, uppers, &upper);
	return r < 0 || !*upper.name ? r : member_join(job->sock, &vlan, &upper, vlan.mtu);
}

/* One without an "auto" line is made at boot where a bridge has it as a port, and so here. */
static int bring_back(const struct job *job, const char *name)
{
	_cleanup_(uppers_free) struct uppers uppers = { 0 };
	bool member;
	int r = uppers_find(job->all, name, &uppers);

	member = uppers_master(&uppers, 0);
	if (r < 0 || !(member || sections_automatic(job->all, name)))
		return r;
	r = apply_vlan(job, name);
	return r < 0 || !member ? r : join(job, name, &uppers);
}

int apply_vlans(const struct job *job)
{
	int r = 0;

	for (size_t i = 0; i < job->uppers.n; i++) {
		const struct upper *u = &job->uppers.v[i];
		int r2 = u->kind == UPPER_VLAN ? bring_back(job, u->name) : 0;

		r = r < 0 ? r : r2;
	}
	return r;
}
