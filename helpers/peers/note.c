/* SPDX-License-Identifier: GPL-2.0-or-later */
/* peers: which hosts were at this machine's ports, remembered across boots: writing. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cleanup.h"
#include "lock.h"
#include "log.h"
#include "peersfile.h"
#include "state.h"
#include "text.h"

#define NEW_FILE	".peers.new"
#define FRESH_S		3600	/* a line is that exact: a write an hour spares the disk */

static void put(FILE *f, const struct peer *p)
{
	time_t seen = (time_t)p->seen;
	char text[32] = "";
	struct tm tm;

	if (gmtime_r(&seen, &tm))
		strftime(text, sizeof(text), PEERS_TIME, &tm);
	fprintf(f, "%u %s %s %s %u %s %s %u %s\n", p->boot, text, p->ifname, p->port.controller, p->port.number,
		*p->port.peer ? p->port.peer : "-", *p->port.speed ? p->port.speed : "-", p->port.lanes,
		*p->port.peer_name ? p->port.peer_name : "-");
}

char *peers_text(const struct peers *peers, const char *boot_id)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	fprintf(f, "# Peers of this machine's Thunderbolt ports, noted by tbnet. tbnet-online(8) expects a link if its peer was there in\n"
		   "# this boot or one of the %d before. To forget a peer delete its line, or the file.\n"
		   "# boot, last seen (UTC), interface, controller, port, UUID, Gb/s of a lane, lanes, name\n"
		   "boot %u %s\n", PEERS_BOOTS, peers->boot, boot_id);
	for (size_t i = 0; i < peers->n; i++)
		put(f, &peers->v[i]);
	text_finish(f, &text);
	return text;
}

static int open_dir(void)
{
	int fd;

	if (mkdir(PEERS_DIR, 0755) < 0 && errno != EEXIST)
		return -errno;
	fd = open(PEERS_DIR, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int fill(int dir, const char *text)
{
	_cleanup_fd_ int fd = openat(dir, NEW_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	errno = EIO;	/* a short write sets none */
	/* whatever the umask of a unit: tbnet-status is for every user */
	if (dprintf(fd, "%s", text) != (int)strlen(text) || fchmod(fd, 0644) < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

static int save(int dir, const struct peers *peers)
{
	_cleanup_free_ char *text = NULL;
	char boot_id[PEERS_BOOT_ID];
	int r = peers_boot_id(boot_id, sizeof(boot_id));

	if (r < 0)
		return r;
	text = peers_text(peers, boot_id);
	if (!text)
		return -ENOMEM;
	r = fill(dir, text);
	if (r == 0 && renameat(dir, NEW_FILE, dir, strrchr(PEERS_FILE, '/') + 1) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(dir, NEW_FILE, 0);
	return r;
}

static bool is_same_place(const struct port *a, const struct port *b)
{
	return a->number == b->number && strcmp(a->controller, b->controller) == 0 && strcmp(a->peer, b->peer) == 0;
}

/* True if the line would stay the same. */
static bool is_fresh(const struct peer *a, const struct peer *b)
{
	return a->boot == b->boot && b->seen - a->seen < FRESH_S && b->seen >= a->seen && strcmp(a->ifname, b->ifname) == 0 &&
	       strcmp(a->port.peer_name, b->port.peer_name) == 0 && strcmp(a->port.speed, b->port.speed) == 0 &&
	       a->port.lanes == b->port.lanes;
}

/* Keeps the best speed, to recognize a cable that got worse. */
static void keep_best(struct port *port, const struct port *before)
{
	if (peers_speed(before) <= peers_speed(port))
		return;
	memcpy(port->speed, before->speed, sizeof(port->speed));
	port->lanes = before->lanes;
}

/* Puts it behind the others, in the place of its former line or of the oldest. False: there is nothing to change. */
static bool put_last(struct peers *peers, struct peer *peer)
{
	size_t old = 0;

	while (old < peers->n && !is_same_place(&peers->v[old].port, &peer->port))
		old++;
	if (old < peers->n) {
		keep_best(&peer->port, &peers->v[old].port);
		if (is_fresh(&peers->v[old], peer) && peers->counted)
			return false;
	} else if (old == PEERS_MAX) {
		old = 0;
	}
	if (old < peers->n) {
		memmove(&peers->v[old], &peers->v[old + 1], (peers->n - old - 1) * sizeof(*peers->v));
		peers->n--;
	}
	peers->v[peers->n++] = *peer;
	return true;
}

void peers_seen(const char *ifname)
{
	char name[sizeof(PEERS_SEEN) + IFNAMSIZ];

	snprintf(name, sizeof(name), PEERS_SEEN "%s", ifname);
	state_write(name, (unsigned)time(NULL));
}

static int note(const char *ifname, const struct port *port)
{
	_cleanup_fd_ int dir = open_dir();
	struct peer peer = { .seen = time(NULL), .port = *port };
	struct peers peers;
	int r = dir < 0 ? dir : lock_wait(dir);

	peers_seen(ifname);
	if (r == 0)
		r = peers_load(&peers);
	if (r != 0)
		return r;
	snprintf(peer.ifname, sizeof(peer.ifname), "%s", ifname);
	peer.boot = peers.boot;
	return put_last(&peers, &peer) ? save(dir, &peers) : 0;
}

void peers_note(const char *ifname, const struct port *port, const char *action)
{
	struct log_event e = { .ifname = ifname, .action = action, .error = note(ifname, port) };

	if (e.error)
		log_event(LOG_WARNING, &e, "cannot record its peer in " PEERS_FILE ", going on");
}

int peers_count_boot(void)
{
	_cleanup_fd_ int dir = -1;
	struct peers peers;
	int r = peers_load(&peers);

	if (r < 0 || peers.counted || !peers.n)
		return r;
	dir = open_dir();
	r = dir < 0 ? dir : lock_wait(dir);
	if (r == 0)
		r = peers_load(&peers);
	return r == 0 && !peers.counted ? save(dir, &peers) : r;
}
