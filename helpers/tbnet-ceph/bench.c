/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench: what the cluster writes and reads, on a pool that comes and goes. */
#include "bench.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "capture.h"
#include "clock.h"
#include "log.h"
#include "options.h"
#include "progress.h"
#include "stop.h"

#define RADOS		"/usr/bin/rados"
#define OBJECT_SIZE	4194304		/* bytes, that of an RBD image's objects */
#define COPIES		3
#define SHARE		10		/* a tenth of what is free */
#define OBJECTS_MIN	32		/* fewer say nothing */
#define SMALL		4096		/* bytes, a page of a database in a guest */
#define SMALL_OBJECTS	64		/* for each large one, since a small one may take 64 KiB of a disk */
#define DISKS_MS	4		/* two ways over sleeping controllers are 2.5 ms at most; more is the disks */
#define OUTPUT_MAX	(1 << 20)	/* bytes; a line of 200 for each second */

static bool is_healthy(unsigned wait)
{
	static const char *const words[] = { "health", NULL };
	_cleanup_(json_put) struct json_object *o = NULL;
	struct json_object *checks;

	if (call_json(words, wait, &o) < 0)
		return false;
	if (strcmp(member_text(o, "status"), "HEALTH_OK") == 0)
		return true;
	log_plain(LOG_ERR, "not on a cluster that is not healthy: it is %s", member_text(o, "status"));
	if (json_object_object_get_ex(o, "checks", &checks) && json_object_is_type(checks, json_type_object)) {
		json_object_object_foreach(checks, name, check) {
			struct json_object *summary;

			if (json_object_object_get_ex(check, "summary", &summary))
				log_plain(LOG_ERR, "%.64s: %s", name, member_text(summary, "message"));
		}
	}
	return false;
}

/* How many objects may be written; 0 after saying why none. */
static uint64_t room(unsigned wait)
{
	static const char *const words[] = { "df", NULL };
	_cleanup_(json_put) struct json_object *o = NULL;
	struct json_object *stats = NULL;
	uint64_t bytes = 0, n;

	if (call_json(words, wait, &o) < 0)
		return 0;
	if (!json_object_object_get_ex(o, "stats", &stats) || !member_number(stats, "total_avail_bytes", &bytes))
		bytes = 0;
	n = bytes / SHARE / COPIES / OBJECT_SIZE;
	if (n >= OBJECTS_MIN)
		return n;
	log_plain(LOG_ERR, "%" PRIu64 " MiB are free: a tenth of that is too little to measure with", bytes / 1024 / 1024);
	return 0;
}

static int say(int r, const char *what, const char *err)
{
	if (r == -EINTR)
		log_plain(LOG_ERR, "stopped");
	else if (r == -ETIMEDOUT)
		log_plain(LOG_ERR, "rados %s: not done in time", what);
	else if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "rados %s", what);
	else if (r > 0)
		log_plain(LOG_ERR, "rados %s: %.*s", what, err ? (int)strcspn(err, "\n") : 0, err ? err : "");
	return r > 0 ? -EIO : r;
}

/* 0 for what is no figure of this world. */
static double number(struct json_object *o, const char *key)
{
	double n = strtod(member_text(o, key), NULL);

	return n > 0 && n < 1e9 ? n : 0;
}

struct figures {
	double rate;	/* MiB/s */
	double latency;	/* ms, on average */
};

/* One rados bench. What it prints before its JSON ("hints = 1") is left out. */
static int measure(const char *what, const char *const argv[], int stop, int64_t deadline, struct figures *ret)
{
	_cleanup_free_ char *out = NULL, *err = NULL;
	_cleanup_(json_put) struct json_object *o = NULL;
	const char *json;
	int r;

	progress_begin(deadline, "measures: %s", what);
	r = capture_run(argv, OUTPUT_MAX, stop, deadline, &out, &err);
	progress_end();
	json = out ? strchr(out, '{') : NULL;
	r = say(r, what, err);
	if (r < 0)
		return r;
	o = json ? call_parse(json) : NULL;
	if (!o || number(o, "bandwidth") <= 0) {
		log_plain(LOG_ERR, "rados %s: what it gave has no bandwidth", what);
		return -EBADMSG;
	}
	*ret = (struct figures){ number(o, "bandwidth"), number(o, "average_latency") * 1000 };
	return 0;
}

static double gbits(const struct figures *f)
{
	return f->rate * 8 * 1048576 / 1e9;
}

static void print_large(const char *what, const struct figures *f)
{
	printf("%-6s %.0f MiB/s (%.1f Gbit/s), %.1f ms for an object of 4 MiB on average\n", what, f->rate, gbits(f), f->latency);
}

/* LINK: Gbit/s of the slowest link of this machine, 0 if that is not known. */
static void print_limits(const struct figures *write, const struct figures *small, double link)
{
	if (link > 0 && gbits(write) >= link / 2)
		puts("large writes: the links are the limit, half of their speed is used or more");
	else if (link > 0)
		puts("large writes: disks or processors are the limit, less than half of the links' speed is used");
	if (small->latency > DISKS_MS)
		puts("small writes: the disks are the limit; SSDs without power-loss protection are like that");
	else
		puts("small writes: links and processors count as much as the disks");
}

/* To list the pool waits for all its placement groups: they take their time, which is not the bench's. */
static int run_all(unsigned seconds, uint64_t objects, int stop, unsigned wait, struct figures *ret_write, struct figures *ret_small)
{
	char time[16], most[24], most_small[24];
	const char *const list[] = { RADOS, "-p", BENCH_POOL, "ls", NULL };
	const char *const write[] = { RADOS, "-p", BENCH_POOL, "-f", "json", "-t", "16", "-b", "4194304", "--max-objects", most,
				      "--no-cleanup", "bench", time, "write", NULL };
	const char *const read[] = { RADOS, "-p", BENCH_POOL, "-f", "json", "-t", "16", "bench", time, "seq", NULL };
	const char *const small[] = { RADOS, "-p", BENCH_POOL, "-f", "json", "-t", "1", "-b", "4096", "--max-objects", most_small,
				      "--no-cleanup", "bench", time, "write", NULL };
	_cleanup_free_ char *err = NULL;
	struct figures f;
	int r;

	snprintf(time, sizeof(time), "%u", seconds);
	snprintf(most, sizeof(most), "%" PRIu64, objects);
	snprintf(most_small, sizeof(most_small), "%" PRIu64, objects * SMALL_OBJECTS);
	r = capture_run(list, OUTPUT_MAX, stop, clock_now() + (int64_t)wait * 1000, NULL, &err);
	r = say(r, "ls", err);
	if (r == 0)
		r = measure("write", write, stop, clock_now() + (int64_t)(seconds + wait) * 1000, ret_write);
	if (r < 0)
		return r;
	print_large("write", ret_write);
	r = measure("read", read, stop, clock_now() + (int64_t)(seconds + wait) * 1000, &f);
	if (r < 0)
		return r;
	print_large("read", &f);
	r = measure("small write", small, stop, clock_now() + (int64_t)(seconds + wait) * 1000, ret_small);
	if (r == 0)
		printf("small  %.0f writes/s, %.1f ms for a write of 4 KiB on average, one at a time\n", ret_small->rate * 1048576 / SMALL, ret_small->latency);
	return r;
}

int bench_run(const struct cluster *cluster, unsigned seconds, unsigned wait)
{
	_cleanup_fd_ int stop = -1;
	uint64_t objects = is_healthy(wait) ? room(wait) : 0;
	struct figures write, small;
	int r, removed;

	if (!objects)
		return EXIT_FAILED;
	stop = stop_open(0);
	if (stop < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = stop }, "signals");
		return EXIT_FAILED;
	}
	if (pool_make(cluster, wait) < 0)
		return EXIT_FAILED;
	r = run_all(seconds, objects, stop, wait, &write, &small);
	removed = pool_remove(cluster, wait);
	if (r == 0)
		print_limits(&write, &small, links_print());
	return r < 0 || removed < 0 ? EXIT_FAILED : EXIT_DONE;
}
