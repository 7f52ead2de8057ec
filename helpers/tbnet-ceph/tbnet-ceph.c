/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-ceph: Ceph on the mesh: what of its configuration is sound. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "judge.h"
#include "log.h"
#include "options.h"
#include "text.h"

static const char help[] =
	"Usage: tbnet-ceph judge [--dump=FILE] [--network=NET/N]\n"
	"Says of each setting of Ceph that guides have, and of pools and addresses, whether\n"
	"it is sound, and why. Changes nothing.\n"
	"\n"
	"  --dump=FILE      of ceph config dump --format json, in place of the running cluster\n"
	"  --network=NET/N  the mesh (TBNET_FABRIC_PREFIX)\n"
	"  --wait=SECONDS   for one answer of ceph (30)\n"
	"  --debug          say more\n"
	"  --help, --version\n"
	"Exit status: 0 all well, 3 something is wrong, 1 could not tell.\n";

static unsigned length(struct json_object *o, const char *key)
{
	struct json_object *a = member_array(o, key);

	return a ? (unsigned)json_object_array_length(a) : 0;
}

static int judge(const char *file, unsigned wait, const struct fabric *fabric)
{
	_cleanup_(cluster_free) struct cluster cluster = { 0 };
	struct judge j = { .cluster = &cluster, .fabric = fabric };

	if (cluster_read(file, wait, &cluster) < 0)
		return EXIT_FAILED;
	if (cluster.osd)
		printf("Ceph %s: %u monitors, %u OSDs, %u pools\n", release_name(cluster.release), length(cluster.mon, "mons"),
		       length(cluster.osd, "osds"), length(cluster.osd, "pools"));
	else
		printf("Ceph %s: settings only; pools and addresses are not in %s\n", release_name(cluster.release), file ? file : "the answer");
	judge_pools(&j);
	judge_addresses(&j);
	judge_settings(&j);
	printf("%u wrong; %u settings that guides have, %u others, not judged\n", j.findings, j.known, j.others);
	return fflush(stdout) != 0 ? EXIT_FAILED : j.findings ? EXIT_PARTLY : EXIT_DONE;
}

/* The settings of the fabric, where there are any; else the prefix alone. */
static int read_fabric(const char *network, struct fabric *ret)
{
	struct prefix p;

	if (fabric_is_wanted())
		if (fabric_read(NULL, ret) < 0)
			return -EINVAL;
	if (!network && !fabric_is_wanted() && *fabric_setting("TBNET_FABRIC_PREFIX"))
		network = fabric_setting("TBNET_FABRIC_PREFIX");
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
		{ "wait", required_argument, NULL, 'w' }, { 0 }
	};
	const char *file = NULL, *network = NULL;
	struct fabric fabric = { 0 };
	unsigned wait = 30;
	int c, r;

	log_open("tbnet-ceph");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		if (c == 'w' && text_to_uint(optarg, 1, 600, &wait) < 0) {
			log_plain(LOG_ERR, "--wait: \"%s\" is not a whole number from 1 to 600", optarg);
			return EXIT_USAGE;
		}
		file = c == 'f' ? optarg : file;
		network = c == 'n' ? optarg : network;
	}
	if (c == 0)
		return r;
	if (argc - optind != 1 || strcmp(argv[optind], "judge") != 0) {
		log_plain(LOG_ERR, "needs one verb: judge");
		return EXIT_USAGE;
	}
	return read_fabric(network, &fabric) < 0 ? EXIT_USAGE : judge(file, wait, &fabric);
}
