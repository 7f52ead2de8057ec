/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-ceph: Ceph on the mesh: what of its configuration is sound. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "apply.h"
#include "bench.h"
#include "cephnet.h"
#include "conf.h"
#include "datacenter.h"
#include "judge.h"
#include "log.h"
#include "options.h"
#include "text.h"

static const char help[] =
	"Usage: tbnet-ceph judge|plan|apply|undo|bench [OPTION...]\n"
	"  judge  look at addresses, pools, and the settings of Ceph that guides have:\n"
	"         which are sound, which are not, and why; change nothing\n"
	"  plan   show which sound settings are missing, and which commands of Proxmox VE\n"
	"  apply  make these settings, and read them back from the OSDs\n"
	"  undo   restore the former values\n"
	"  bench  write and read on a pool of its own, remove it, and print what the limit is\n"
	"\n"
	"Ceph on the mesh.\n"
	"\n"
	"  --dry-run        only show what apply or undo would do\n"
	"  --dump=FILE      judge, plan: read the output of ceph config dump --format json,\n"
	"                   not the running cluster\n"
	"  --network=NET/N  the mesh (TBNET_FABRIC_PREFIX)\n"
	"  --seconds=S      bench: how long each measurement takes (10)\n"
	"  --wait=S         how long to wait for one answer of ceph (30)\n"
	OPTIONS_HELP;

/* The options. */
struct arguments {
	const char *file;	/* NULL: ask the running cluster */
	const char *network;
	unsigned wait, seconds;	/* of an answer, and of a bench */
	bool dry_run;
};

static int judge(const struct arguments *a, struct cluster *c, const struct fabric *fabric)
{
	struct judge j = { .cluster = c, .fabric = fabric };

	if (c->osd)
		printf("Ceph %s; monitors: %u, OSDs: %u, pools: %zu\n", release_name(c->release), c->mons, c->osds, json_length(json_member(c->osd, "pools")));
	else
		printf("Ceph %s: settings only; pools and addresses are not in %s\n", release_name(c->release), a->file ? a->file : "the answer");
	judge_all(&j);
	printf("%u wrong; %u settings that guides have, %u others, not judged\n", j.findings, j.known, j.others);
	return j.findings ? EXIT_PARTLY : EXIT_DONE;
}

/* Proxmox VE installs the program before there is a cluster. */
static bool is_there(void)
{
	return access(CEPH, X_OK) == 0 && access(CEPH_CONF, F_OK) == 0 && !cephnet_is_initialized();
}

static int plan(const struct arguments *a, struct cluster *c, const struct fabric *fabric)
{
	_cleanup_(json_put) struct json_object *p = plan_make(c);
	size_t n = json_length(p);

	if (!p)
		return EXIT_FAILED;
	plan_print(p);
	if (c->osd)
		n += steps_print(c, fabric);
	if (!a->file)
		datacenter_show(fabric);
	return n ? EXIT_PARTLY : EXIT_DONE;
}

static int apply(const struct arguments *a, struct cluster *c, const struct fabric *fabric)
{
	_cleanup_(json_put) struct json_object *p = a->dry_run ? NULL : plan_make(c);

	if (!p)
		return a->dry_run ? plan(a, c, fabric) : EXIT_FAILED;
	plan_print(p);
	return apply_plan(c, p);
}

static int undo(const struct arguments *a, struct cluster *c, const struct fabric *fabric)
{
	(void)fabric;
	return apply_undo(c, a->dry_run);
}

static int bench(const struct arguments *a, struct cluster *c, const struct fabric *fabric)
{
	(void)fabric;
	return bench_run(c, a->seconds);
}

static const struct verb {
	const char *name;
	int (*run)(const struct arguments *a, struct cluster *c, const struct fabric *fabric);
	bool reads_file;
} verbs[] = {
	{ "judge", judge, true }, { "plan", plan, true }, { "apply", apply }, { "undo", undo }, { "bench", bench },
};

/* NULL after saying what is wrong. */
static const struct verb *find_verb(int argc, char *argv[], const struct arguments *a)
{
	int i = OPTIONS_VERB(argc, argv, help, verbs);
	const struct verb *verb = i < 0 ? NULL : &verbs[i];

	if (!verb || !options_end(argc, argv))
		return NULL;
	if (a->file && !verb->reads_file) {
		log_plain(LOG_ERR, "--dump: %s needs the running cluster", verb->name);
		return NULL;
	}
	if (a->dry_run && verb->run != apply && verb->run != undo) {
		log_plain(LOG_ERR, "--dry-run is for apply and undo");
		return NULL;
	}
	return verb;
}

static int run(const struct verb *verb, const struct arguments *a, const struct fabric *fabric)
{
	_cleanup_(cluster_free) struct cluster cluster = { 0 };

	if ((verb->run == plan || (verb->run == apply && a->dry_run)) && !a->file && !is_there()) {
		steps_print(NULL, fabric);
		datacenter_show(fabric);
		return options_printed(EXIT_PARTLY);
	}
	return cluster_read(a->file, a->wait, &cluster) < 0 ? EXIT_FAILED : options_printed(verb->run(a, &cluster, fabric));
}

/* The settings of the fabric, where there are any; else the prefix alone. */
static int read_fabric(const char *network, struct fabric *ret)
{
	struct prefix p;

	if (fabric_is_wanted())
		if (fabric_read(ret) < 0)
			return -EINVAL;
	if (!network && !fabric_is_wanted() && conf_is_set(CONF_FABRIC_PREFIX))
		network = conf_text(CONF_FABRIC_PREFIX);
	if (!network)
		return 0;
	if (!strchr(network, '/') || prefix_parse(network, &p) < 0)
		return refuse("--network: \"%s\" is not a network such as 10.100.0.0/24", network);
	p = prefix_network(&p);
	*(p.family == AF_INET ? &ret->prefix : &ret->prefix6) = p;
	return 0;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "dump", required_argument, NULL, 'f' }, { "network", required_argument, NULL, 'n' },
		{ "wait", required_argument, NULL, 'w' }, { "seconds", required_argument, NULL, 's' }, { "dry-run", no_argument, NULL, 'd' }, { 0 }
	};
	struct arguments a = { .wait = 30, .seconds = 10 };
	struct fabric fabric = { 0 };
	const struct verb *verb;
	int c, r;

	log_open("tbnet-ceph");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		if ((c == 'w' && !options_seconds("--wait", optarg, 1, 600, &a.wait)) ||
		    (c == 's' && !options_seconds("--seconds", optarg, 1, 60, &a.seconds)))
			return EXIT_USAGE;
		a.dry_run |= c == 'd';
		a.file = c == 'f' ? optarg : a.file;
		a.network = c == 'n' ? optarg : a.network;
	}
	if (c == 0)
		return r;
	verb = find_verb(argc, argv, &a);
	return !verb || read_fabric(a.network, &fabric) < 0 ? EXIT_USAGE : run(verb, &a, &fabric);
}
