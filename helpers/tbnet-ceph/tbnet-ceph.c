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
#include "perform.h"
#include "record.h"
#include "text.h"

static const char help[] =
	"Usage: tbnet-ceph judge|plan|apply|undo|bench [OPTIONS]\n"
	"judge  say of each setting of Ceph that guides have, and of pools and addresses,\n"
	"       whether it is sound, and why; changes nothing\n"
	"plan   show the sound settings that are missing, and the commands of Proxmox VE that are\n"
	"apply  make these settings, and read them back from the OSDs\n"
	"undo   give the former values back\n"
	"bench  write and read on a pool of its own, which it removes again, and say what limits\n"
	"\n"
	"  --dump=FILE      judge, plan: of ceph config dump --format json, in place of the running cluster\n"
	"  --network=NET/N  the mesh (TBNET_FABRIC_PREFIX)\n"
	"  --seconds=N      bench: for each measurement (10)\n"
	"  --wait=SECONDS   for one answer of ceph (30)\n"
	"  --debug          say more\n"
	"  --help, --version\n"
	"Exit status: 0 all well, 3 something is wrong or only partly done, 1 could not, 2 usage.\n";

/* What the command line says. */
struct arguments {
	const char *file;	/* NULL: ask the running cluster */
	const char *network;
	unsigned wait, seconds;	/* of an answer, and of a bench */
};

static unsigned length(struct json_object *o, const char *key)
{
	struct json_object *a = member_array(o, key);

	return a ? (unsigned)json_object_array_length(a) : 0;
}

static int judge(const struct arguments *a, const struct fabric *fabric)
{
	_cleanup_(cluster_free) struct cluster cluster = { 0 };
	struct judge j = { .cluster = &cluster, .fabric = fabric };

	if (cluster_read(a->file, a->wait, &cluster) < 0)
		return EXIT_FAILED;
	if (cluster.osd)
		printf("Ceph %s: %u monitors, %u OSDs, %u pools\n", release_name(cluster.release), length(cluster.mon, "mons"),
		       length(cluster.osd, "osds"), length(cluster.osd, "pools"));
	else
		printf("Ceph %s: settings only; pools and addresses are not in %s\n", release_name(cluster.release), a->file ? a->file : "the answer");
	judge_all(&j);
	printf("%u wrong; %u settings that guides have, %u others, not judged\n", j.findings, j.known, j.others);
	return options_printed(j.findings ? EXIT_PARTLY : EXIT_DONE);
}

/* Proxmox VE installs the program before there is a cluster. */
static bool is_there(void)
{
	return access(CEPH, X_OK) == 0 && access(CEPH_CONF, F_OK) == 0 && !steps_is_initialized();
}

/* It is root's: others see what a first apply would do. */
static int load_if_permitted(struct json_object **ret)
{
	return access(RECORD, F_OK) < 0 && errno == EACCES ? 0 : record_load(ret);
}

static int plan(const struct arguments *a, const struct fabric *fabric)
{
	_cleanup_(cluster_free) struct cluster cluster = { 0 };
	_cleanup_(json_put) struct json_object *record = NULL;
	_cleanup_(plan_free) struct plan p = { 0 };

	if (!a->file && !is_there()) {
		steps_print(NULL, fabric);
		datacenter_show(fabric);
		return options_printed(EXIT_DONE);
	}
	if (cluster_read(a->file, a->wait, &cluster) < 0 || (!a->file && load_if_permitted(&record) < 0) ||
	    plan_make(&cluster, record, &p) < 0)
		return EXIT_FAILED;
	plan_print(&p);
	if (cluster.osd)
		steps_print(&cluster, fabric);
	if (!a->file)
		datacenter_show(fabric);
	return options_printed(EXIT_DONE);
}

static int apply(const struct arguments *a, const struct fabric *fabric)
{
	_cleanup_(cluster_free) struct cluster cluster = { 0 };
	_cleanup_(json_put) struct json_object *record = NULL;
	_cleanup_(plan_free) struct plan p = { 0 };
	_cleanup_fd_ int lock = perform_lock();

	(void)fabric;
	if (lock < 0 || cluster_read(NULL, a->wait, &cluster) < 0 || record_load(&record) < 0 || plan_make(&cluster, record, &p) < 0)
		return EXIT_FAILED;
	plan_print(&p);
	return options_printed(apply_plan(&cluster, &p, record, a->wait));
}

static int undo(const struct arguments *a, const struct fabric *fabric)
{
	_cleanup_(cluster_free) struct cluster cluster = { 0 };
	_cleanup_fd_ int lock = perform_lock();

	(void)fabric;
	if (lock < 0 || cluster_read(NULL, a->wait, &cluster) < 0)
		return EXIT_FAILED;
	return options_printed(apply_undo(&cluster, a->wait));
}

static int bench(const struct arguments *a, const struct fabric *fabric)
{
	_cleanup_(cluster_free) struct cluster cluster = { 0 };

	(void)fabric;
	if (cluster_read(NULL, a->wait, &cluster) < 0)
		return EXIT_FAILED;
	return options_printed(bench_run(&cluster, a->seconds, a->wait));
}

static const struct verb {
	const char *name;
	int (*run)(const struct arguments *a, const struct fabric *fabric);
	bool reads_file;
} verbs[] = {
	{ "judge", judge, true }, { "plan", plan, true }, { "apply", apply }, { "undo", undo }, { "bench", bench },
};

/* NULL after saying what is wrong. */
static const struct verb *find_verb(int argc, char *argv[], const char *file)
{
	for (size_t i = 0; argc - optind == 1 && i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (strcmp(argv[optind], verbs[i].name) != 0)
			continue;
		if (!file || verbs[i].reads_file)
			return &verbs[i];
		log_plain(LOG_ERR, "--dump: %s needs the running cluster", verbs[i].name);
		return NULL;
	}
	log_plain(LOG_ERR, "needs one verb: judge, plan, apply, undo or bench");
	return NULL;
}

/* The settings of the fabric, where there are any; else the prefix alone. */
static int read_fabric(const char *network, struct fabric *ret)
{
	struct prefix p;

	if (fabric_is_wanted())
		if (fabric_read(NULL, ret) < 0)
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
		{ "wait", required_argument, NULL, 'w' }, { "seconds", required_argument, NULL, 's' }, { 0 }
	};
	struct arguments a = { .wait = 30, .seconds = 10 };
	struct fabric fabric = { 0 };
	const struct verb *verb;
	int c, r;

	log_open("tbnet-ceph");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		if (c == 'w' && text_to_uint(optarg, 1, 600, &a.wait) < 0) {
			log_plain(LOG_ERR, "--wait: \"%s\" is not a whole number from 1 to 600", optarg);
			return EXIT_USAGE;
		}
		if (c == 's' && text_to_uint(optarg, 1, 60, &a.seconds) < 0) {
			log_plain(LOG_ERR, "--seconds: \"%s\" is not a whole number from 1 to 60", optarg);
			return EXIT_USAGE;
		}
		a.file = c == 'f' ? optarg : a.file;
		a.network = c == 'n' ? optarg : a.network;
	}
	if (c == 0)
		return r;
	verb = find_verb(argc, argv, a.file);
	return !verb || read_fabric(a.network, &fabric) < 0 ? EXIT_USAGE : verb->run(&a, &fabric);
}
