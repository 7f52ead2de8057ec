/* SPDX-License-Identifier: GPL-2.0-or-later */
/* peers: which hosts were at this machine's ports, remembered across boots: reading. */
#include "peers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "file.h"
#include "peersfile.h"
#include "state.h"
#include "sysfs.h"
#include "text.h"

/* "2026-11-28T23:50:00Z" */
static int parse_time(const char *s, int64_t *ret)
{
	struct tm tm = { 0 };
	const char *end = strptime(s, PEERS_TIME, &tm);

	if (!end || *end)
		return -EINVAL;
	*ret = timegm(&tm);
	return 0;
}

/* A word that may be missing, for which "-" stands. False if it does not fit. */
static bool take(char *buf, size_t size, const char *word, const char *chars)
{
	if (strcmp(word, "-") == 0) {
		*buf = '\0';
		return true;
	}
	if (strlen(word) >= size || strspn(word, chars) != strlen(word))
		return false;
	memcpy(buf, word, strlen(word) + 1);
	return true;
}

/* BOOT TIME IF CONTROLLER PORT UUID SPEED LANES NAME; the name is the rest of the line. */
static int parse_peer(char *line, struct peer *ret)
{
	struct peer p = { 0 };
	char *words[8], *name = NULL;

	for (size_t i = 0; i < 8; i++) {
		words[i] = strtok_r(i ? NULL : line, " \t", &name);
		if (!words[i])
			return -EINVAL;
	}
	name += strspn(name, " \t");
	if (text_to_uint(words[0], 1, UINT32_MAX / 2, &p.boot) < 0 || parse_time(words[1], &p.seen) < 0 ||
	    !text_is_ifname(words[2]) || !port_is_pci_address(words[3]) ||
	    text_to_uint(words[4], 1, 255, &p.port.number) < 0 ||
	    !take(p.port.peer, sizeof(p.port.peer), words[5], "0123456789abcdef-") ||
	    (*p.port.peer && !port_is_uuid(p.port.peer)) ||
	    !take(p.port.speed, sizeof(p.port.speed), words[6], "0123456789.") ||
	    text_to_uint(words[7], 0, 16, &p.port.lanes) < 0 ||
	    !text_is_clean(name) || strlen(name) >= sizeof(p.port.peer_name))
		return -EINVAL;
	memcpy(p.ifname, words[2], strlen(words[2]) + 1);
	memcpy(p.port.controller, words[3], strlen(words[3]) + 1);
	if (strcmp(name, "-") != 0)
		memcpy(p.port.peer_name, name, strlen(name) + 1);
	*ret = p;
	return 0;
}

/* "boot 12 5f0c8a6e-...": the number of that boot, and its id. */
static void parse_boot(char *line, const char *boot_id, struct peers *peers)
{
	char *save = NULL, *number, *id;

	strtok_r(line, " \t", &save);
	number = strtok_r(NULL, " \t", &save);
	id = strtok_r(NULL, " \t", &save);
	if (number && id && text_to_uint(number, 1, UINT32_MAX / 2, &peers->boot) == 0)
		peers->counted = strcmp(id, boot_id) == 0;
}

void peers_parse(char *text, const char *boot_id, struct peers *ret)
{
	struct peers p = { 0 };
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		line += strspn(line, " \t");
		if (strncmp(line, "boot ", 5) == 0)
			parse_boot(line, boot_id, &p);
		else if (*line != '#' && p.n < PEERS_MAX && parse_peer(line, &p.v[p.n]) == 0)
			p.n++;
		else
			p.skipped += *line && *line != '#';
	}
	for (size_t i = 0; i < p.n; i++)
		p.boot = p.v[i].boot > p.boot ? p.v[i].boot : p.boot;
	p.boot += !p.counted;
	*ret = p;
}

/* As systemd's %b: the same without hyphens. */
static int boot_id_of_unit(char *buf, size_t size)
{
	const char *id = getenv("BOOT_ID");

	if (!id || strlen(id) != 32 || strspn(id, "0123456789abcdef") != 32 ||
	    snprintf(buf, size, "%.8s-%.4s-%.4s-%.4s-%.12s", id, id + 8, id + 12, id + 16, id + 20) >= (int)size)
		return -EINVAL;
	return 0;
}

int peers_boot_id(char *buf, size_t size)
{
	int r = sysfs_read("/proc/sys/kernel/random", "boot_id", buf, size);

	if (r == -ENOENT)	/* ProcSubset=pid */
		return boot_id_of_unit(buf, size);
	return r == 0 && !text_is_clean(buf) ? -EINVAL : r;
}

/* Of several that had one name in this boot the last one. */
static void read_seen(struct peers *peers)
{
	for (size_t i = 0; i < peers->n; i++) {
		struct peer *p = &peers->v[i];
		char name[sizeof(PEERS_SEEN) + IFNAMSIZ];
		bool last = peers->counted && p->boot == peers->boot;
		unsigned seen;

		for (size_t k = i + 1; k < peers->n; k++)
			last = last && strcmp(peers->v[k].ifname, p->ifname) != 0;
		snprintf(name, sizeof(name), PEERS_SEEN "%s", p->ifname);
		if (last && state_read(name, &seen) == 0 && seen > p->seen)
			p->seen = seen;
	}
}

int peers_load(struct peers *ret)
{
	_cleanup_free_ char *text = NULL;
	char boot_id[PEERS_BOOT_ID];
	size_t size;
	int r = peers_boot_id(boot_id, sizeof(boot_id));

	if (r == 0)
		r = file_read(PEERS_FILE, &text, &size);
	if (r == -ENOENT) {
		*ret = (struct peers){ .boot = 1 };
		return 0;
	}
	if (r < 0)
		return r;
	peers_parse(text, boot_id, ret);
	return 0;
}

int peers_read(struct peers *ret)
{
	int r = peers_load(ret);

	if (r == 0)
		read_seen(ret);
	return r;
}

bool peers_is_recent(const struct peers *peers, const struct peer *peer)
{
	return peers->boot - peer->boot <= PEERS_BOOTS;
}

double peers_speed(const struct port *port)
{
	return *port->speed ? strtod(port->speed, NULL) * port->lanes : 0;
}
