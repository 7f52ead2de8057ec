/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-ifup: apply the stanzas of a new netdev: addresses, bridge, bond, VLANs. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "admit.h"
#include "apply.h"
#include "classic.h"
#include "cleanup.h"
#include "clock.h"
#include "conf.h"
#include "ifupdown2.h"
#include "interfaces.h"
#include "link.h"
#include "log.h"
#include "mtu.h"
#include "manager.h"
#include "meant.h"
#include "member.h"
#include "mesh.h"
#include "options.h"
#include "port.h"
#include "readback.h"
#include "rtnl.h"

static const char help[] =
	"Usage: tbnet-ifup IF\n"
	"       tbnet-ifup --mesh\n"
	"\n"
	"Has ifupdown2 or classic ifupdown apply its stanza for IF, puts IF into the bridge or\n"
	"bond that a stanza names, and reads back MTU, addresses and membership. Both tools do\n"
	"this at boot only, and a netdev is new after each replug.\n"
	"\n"
	"  --mesh           run ifup again for dummies and lo that lack an address of their\n"
	"                   stanza\n"
	OPTIONS_HELP;

static int nothing(struct log_event *e, int priority, const char *why)
{
	e->outcome = "nothing";
	log_event(priority, e, "%s", why);
	return EXIT_DONE;
}

static bool has_stanza(const struct job *job)
{
	return job->stanza.found || job->stanza.unsure;
}

/* Which tool it is, and what its files say of the link. */
static int read_stanzas(struct log_event *e, struct job *job, struct sections *all)
{
	_cleanup_free_ char *file = NULL;
	int tool = ifupdown_tool();

	e->error = tool < 0 ? tool : 0;
	if (e->error) {
		log_event(LOG_ERR, e, "cannot tell whether ifupdown2 or ifupdown is installed");
		return -1;
	}
	job->tool = (enum ifupdown)tool;
	if (tool == IFUPDOWN_NONE)
		return 0;
	file = tool == IFUPDOWN_2 ? ifupdown2_interfaces() : strdup("/etc/network/interfaces");
	e->error = file ? sections_read(file, job->tool, all) : -ENOMEM;
	if (e->error == 0)
		e->error = interfaces_stanza(all, e->ifname, &job->stanza);
	if (e->error == 0)
		e->error = uppers_find(all, e->ifname, &job->uppers);
	if (e->error) {
		log_event(LOG_ERR, e, "/etc/network/interfaces cannot be read");
		return -1;
	}
	job->stanza.unsure |= !job->stanza.found && all->template;
	return 0;
}

/* True if another tool configures the link; logs both if a stanza does, too. */
static bool is_managed(struct log_event *e, const struct job *job)
{
	const struct section *port = job->uppers.n ? job->uppers.v[0].section : NULL;
	struct manager m;

	manager_of(job->link.ifindex, &m);
	if (!m.tool)
		return false;
	e->outcome = "nothing";
	if (job->stanza.found || port)
		log_event(LOG_WARNING, e, "stanza not applied: %s configures this link, too (%s), and %s:%u; remove it from one of the two",
			  m.tool, m.what, job->stanza.found ? job->stanza.file : port->file,
			  job->stanza.found ? job->stanza.line : port->line);
	else
		log_event(LOG_RIGHT, e, "configured by %s (%s), nothing to do", m.tool, m.what);
	return true;
}

/* True if there is something to do; else *ret is the exit code, said. */
static bool is_wanted(struct log_event *e, const struct job *job, int *ret)
{
	*ret = EXIT_DONE;
	if (is_managed(e, job))
		return false;
	if (job->tool == IFUPDOWN_NONE)
		*ret = nothing(e, LOG_RIGHT, "neither ifupdown2 nor ifupdown is installed, nothing to do");
	else if (!has_stanza(job) && !job->uppers.n)
		*ret = nothing(e, LOG_RIGHT, "no stanza in /etc/network/interfaces, nothing to do");
	else if (job->tool == IFUPDOWN_2 && !ifupdown2_is_ready())
		*ret = nothing(e, LOG_WARNING, "stanza not applied: ifupdown2 has done nothing since boot (no " IFUPDOWN2_READY "); see: systemctl status networking.service");
	else if (job->tool == IFUPDOWN_CLASSIC && !classic_is_ready())
		*ret = nothing(e, LOG_WARNING, "stanza not applied: ifupdown has done nothing since boot (no " CLASSIC_READY "); see: systemctl status networking.service");
	else if (job->stanza.unsure && !ifupdown2_knows(e->ifname, job->deadline))
		*ret = nothing(e, job->stanza.found ? LOG_WARNING : LOG_RIGHT, job->stanza.found ?
			       "there is a stanza, but this ifupdown2 does not see it: name the file with its full path in a source line" :
			       "ifquery knows no stanza, nothing to do");
	else
		return true;
	return false;
}

static int gone(struct log_event *e)
{
	e->error = 0;
	e->outcome = "gone";
	log_event(LOG_INFO, e, "gone while ifup was running");
	return EXIT_DONE;
}

/* The link's master, or "": what the stanza names, and what is there. */
static void master_name(const struct job *job, char *buf)
{
	struct link master;

	*buf = '\0';
	if (job->link.master && link_get(job->sock, job->link.master, NULL, &master) == 0)
		snprintf(buf, IFNAMSIZ, "%s", master.name);
}

/* Success is what was read back, not what ifup says. */
static int check(const struct job *job, const struct link *upper, struct log_event *e)
{
	const char *wanted = *upper->name ? upper->name : job->stanza.vrf, *missing;
	const struct section *giver = NULL;
	_cleanup_free_ char *text = NULL;
	char master[IFNAMSIZ];

	e->error = readback_addresses(job->sock, &job->link, &job->stanza, &text, &missing);
	if (!e->error && missing)
		giver = interfaces_section_with(job->all, e->ifname, missing);
	master_name(job, master);
	e->id = LOG_ID_GAVE_UP;
	e->outcome = "failed";
	if (e->error)
		log_event(LOG_ERR, e, "addresses cannot be read back after ifup");
	else if (missing)
		log_event(LOG_ERR, e, "address %s of %s is missing after ifup; see: %s %s", missing, giver ? giver->file : job->stanza.file,
			  job->tool == IFUPDOWN_2 ? "ifquery --check" : "ifup -v --force", e->ifname);
	else if (wanted && !*master)
		log_event(LOG_ERR, e, "is not in %s after ifup; see: ip link show %s", wanted, wanted);
	else
		e->id = NULL;
	if (e->id)
		return EXIT_FAILED;
	e->id = LOG_ID_CHANGED;
	e->outcome = "applied";
	log_event(LOG_INFO, e, "%s: MTU %u%s%s, %s%s", has_stanza(job) ? "ifup done" : "configured", job->link.mtu,
		  *master ? ", in " : "", master, *text ? "addresses" : "no addresses", text);
	return EXIT_DONE;
}

/* What ifup left, made right; *ret is what it returned. A port of a bridge makes ifupdown2 3.0.0 fail where there is
 * no /etc/iproute2/rt_tables.d (vrf.py), with all done: there what was read back counts. */
static int finish(struct job *job, const struct link *upper, struct log_event *e, int r)
{
	int status;

	e->error = readback_mtu(job->sock, &job->link, &job->stanza, job->mtu);
	if (e->error == -ENODEV)
		return gone(e);
	if (e->error) {
		e->id = LOG_ID_GAVE_UP;
		e->outcome = "failed";
		log_event(LOG_ERR, e, "cannot restore MTU %u after ifup", job->mtu);
		return EXIT_FAILED;
	}
	if (r && !(r > 0 && *upper->name && job->tool == IFUPDOWN_2)) {
		apply_say_failed(job, job->link.name, r);
		return EXIT_FAILED;
	}
	status = check(job, upper, e);
	if (r && status == EXIT_DONE)
		log_event(LOG_WARNING, e, "ifup failed with exit code %d, but the link has all that its stanza asks for; see: ifup -v %s", r, e->ifname);
	return status;
}

static int work(struct job *job, struct log_event *e)
{
	struct link upper;
	int joined, status, r;

	e->mtu = job->mtu;
	e->error = member_upper(job->sock, &job->link, &job->uppers, &upper);
	if (e->error) {
		log_event(LOG_ERR, e, "cannot look up its bridge or bond");
		return EXIT_FAILED;
	}
	joined = *upper.name ? member_join(job->sock, &job->link, &upper, meant_mtu_of(job->stanza.mtu, job->mtu)) : 0;
	if (joined == -ENODEV)
		return gone(e);
	r = has_stanza(job) ? apply(job) : 0;
	status = finish(job, &upper, e, r);
	if (status == EXIT_DONE && apply_vlans(job) < 0)
		status = EXIT_FAILED;
	return joined < 0 ? EXIT_FAILED : status;
}

static int run(const char *ifname)
{
	struct log_event e = { .ifname = ifname, .action = "ifup" };
	_cleanup_(sections_free) struct sections all = { 0 };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	struct job job = { .all = &all, .mtu = mtu_setting(ifname), .wait = conf_number(CONF_IFUP_WAIT) };
	struct port peer;
	int status;

	job.deadline = clock_now() + (int64_t)job.wait * 1000;
	e.error = rtnl_open(RTNL_TIMEOUT_MS, &sock);
	if (!e.error)
		e.error = link_get(sock, 0, ifname, &job.link);
	if (e.error == -ENODEV) {
		e.error = 0;
		return nothing(&e, LOG_RIGHT, "no such interface, nothing to do");
	}
	if (e.error) {
		log_event(LOG_ERR, &e, "cannot read its state");
		return EXIT_FAILED;
	}
	if (!port_is_ours(ifname, job.link.ifindex)) {
		log_event(LOG_ERR, &e, "not a Thunderbolt link, not touched; to configure it: ifup %s", ifname);
		return EXIT_USAGE;
	}
	if (!admit_link(ifname, &peer))
		return nothing(&e, LOG_RIGHT, "its peer is not in TBNET_PEERS, nothing to do");
	job.sock = sock;
	if (read_stanzas(&e, &job, &all) < 0)
		status = EXIT_FAILED;
	else if (is_wanted(&e, &job, &status))
		status = work(&job, &e);
	interfaces_free(&job.stanza);
	uppers_free(&job.uppers);
	return status;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { "mesh", no_argument, NULL, 'm' }, { 0 } };
	const char *ifname;
	bool mesh = false;
	int c, r;

	log_open("tbnet-ifup");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0)
		mesh |= c == 'm';
	if (c == 0)
		return r;
	if (mesh && optind == argc)
		return mesh_complete();
	ifname = options_interface(argc, argv);
	return ifname ? run(ifname) : EXIT_USAGE;
}
