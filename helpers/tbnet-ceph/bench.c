/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench: measure writes and reads of the cluster, on a temporary pool. */
#include "bench.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "log.h"
#include "options.h"
#include "stop.h"

#define RADOS		"/usr/bin/rados"
#define OBJECT_SIZE	4194304		/* bytes, that of an RBD image's objects */
#define COPIES		3
#define SHARE		10		/* a tenth of what is free */
#define OBJECTS_MIN	32		/* fewer say nothing */
#define SMALL_OBJECTS	64		/* for each large one, since a small one may take 64 KiB of a disk */
#define DISKS_MS	4		/* two ways over sleeping controllers are 2.5 ms at most; more is the disks */

/* How many objects may be written; 0 after saying why none. */
static uint64_t room(const struct cluster *c)
{
	uint64_t kib = 0, n;

	json_number(json_member(json_member(c->all, "df"), "summary"), "total_kb_avail", &kib);
	n = kib * 1024 / SHARE / COPIES / OBJECT_SIZE;
	if (n >= OBJECTS_MIN)
		return n;
	log_plain(LOG_ERR, "%" PRIu64 " MiB are free: a tenth of that is too little to measure with", kib / 1024);
	return 0;
}

/* 0 for what is no figure of this world. */
static double number(struct json_object *o, const char *key)
{
	double n = strtod(json_text(o, key), NULL);

	return n > 0 && n < 1e9 ? n : 0;
}

struct figures {
	double rate;	/* MiB/s */
	double latency;	/* ms, on average */
};

enum { WRITE, READ, SMALL, RUNS };

static const struct run {
	const char *name, *operation, *at_once, *size;
} runs[RUNS] = {
	[WRITE] = { "write", "write", "16", "4194304" },
	[READ] = { "read", "seq", "16", NULL },
	[SMALL] = { "small write", "write", "1", "4096" },
};

/* One rados bench. What it prints before its JSON ("hints = 1") is left out. */
static int measure(const struct run *run, unsigned seconds, uint64_t objects, int stop, unsigned wait, struct figures *ret)
{
	char time[16], most[24];
	const char *const argv[] = { RADOS, "-p", BENCH_POOL, "-f", "json", "-t", run->at_once, "--no-cleanup", "--max-objects", most,
				     "bench", time, run->operation, run->size ? "-b" : NULL, run->size, NULL };
	_cleanup_free_ char *out = NULL;
	_cleanup_(json_put) struct json_object *o = NULL;
	const char *json;
	int r;

	snprintf(time, sizeof(time), "%u", seconds);
	snprintf(most, sizeof(most), "%" PRIu64, objects);
	r = call_run(argv, run->name, stop, seconds + wait, &out);
	if (r < 0)
		return r;
	json = strchr(out, '{');
	o = json ? json_parse(json) : NULL;
	if (number(o, "bandwidth") <= 0) {
		log_plain(LOG_ERR, "rados %s: the output has no bandwidth", run->name);
		return -EBADMSG;
	}
	*ret = (struct figures){ number(o, "bandwidth"), number(o, "average_latency") * 1000 };
	return 0;
}

static double gbits(const struct figures *f)
{
	return f->rate * 8 * 1048576 / 1e9;
}

static void print(const struct run *run, const struct figures *f)
{
	if (run == &runs[SMALL])
		printf("small  %.0f writes/s, %.1f ms for a write of 4 KiB on average, one at a time\n", f->rate * 256, f->latency);
	else
		printf("%-6s %.0f MiB/s (%.1f Gbit/s), %.1f ms for an object of 4 MiB on average\n", run->name, f->rate, gbits(f), f->latency);
}

/* LINK: Gbit/s of the slowest link of this machine, 0 if that is not known. */
static void print_limits(const struct figures f[RUNS], double link)
{
	if (link > 0 && gbits(&f[WRITE]) >= link / 2)
		puts("large writes: the links are the limit, half of their speed is used or more");
	else if (link > 0)
		puts("large writes: disks or processors are the limit, less than half of the links' speed is used");
	if (f[SMALL].latency > DISKS_MS)
		puts("small writes: the disks are the limit; SSDs without power-loss protection are like that");
	else
		puts("small writes: links and processors count as much as the disks");
}

/* To list the pool waits for all its placement groups: they take their time, which is not the bench's. */
static int run_all(unsigned seconds, uint64_t objects, int stop, unsigned wait, struct figures f[RUNS])
{
	const char *const list[] = { RADOS, "-p", BENCH_POOL, "ls", NULL };
	int r = call_run(list, "ls", stop, wait, NULL);

	for (size_t i = 0; i < RUNS && r == 0; i++) {
		r = measure(&runs[i], seconds, i == SMALL ? objects * SMALL_OBJECTS : objects, stop, wait, &f[i]);
		if (r == 0)
			print(&runs[i], &f[i]);
	}
	return r;
}

int bench_run(const struct cluster *cluster, unsigned seconds)
{
	_cleanup_fd_ int stop = -1;
	const char *health = json_text(cluster->health, "status");
	uint64_t objects;
	struct figures f[RUNS];
	int r, removed;

	if (strcmp(health, "HEALTH_OK") != 0) {
		log_plain(LOG_ERR, "bench needs a healthy cluster: this one is %s; next: tbnet-ceph judge", health);
		return EXIT_FAILED;
	}
	objects = room(cluster);
	if (!objects)
		return EXIT_FAILED;
	stop = stop_open(0);
	if (stop < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = stop }, "signals");
		return EXIT_FAILED;
	}
	if (pool_make(cluster) < 0)
		return EXIT_FAILED;
	r = run_all(seconds, objects, stop, cluster->wait, f);
	removed = pool_remove(cluster);
	if (r == 0)
		print_limits(f, links_print());
	return r < 0 || removed < 0 ? EXIT_FAILED : EXIT_DONE;
}
