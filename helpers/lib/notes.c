/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes: remember facts about a link until the next boot, in /run/tbnet/link-IF. */
#include "notes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "file.h"
#include "state.h"
#include "text.h"

#define PREFIX		"link-"

static const char *const keys[NOTES] = {
	[NOTE_IFINDEX] = "ifindex", [NOTE_UNIT] = "unit", [NOTE_IDLE] = "idle", [NOTE_DOWN] = "down",
	[NOTE_UNFINISHED] = "unfinished", [NOTE_NO_CARRIER] = "no-carrier", [NOTE_ASKED] = "asked", [NOTE_PEER4] = "peer4",
	[NOTE_PEER6] = "peer6", [NOTE_GIVEN_UP] = "given-up", [NOTE_RESETS] = "resets", [NOTE_STOPPED] = "stopped",
	[NOTE_KEEPS] = "keeps", [NOTE_SEEN] = "seen", [NOTE_ERRORS] = "errors", [NOTE_ERRORS_AT] = "errors-at", [NOTE_RESET] = "reset", [NOTE_BUSY] = "busy",
};

/* One line at *TEXT. */
static int parse_line(const char **text, uint64_t v[NOTES])
{
	const char *p = *text;

	for (size_t i = 0; i < NOTES; i++) {
		size_t length = strlen(keys[i]), digits;

		if (strncmp(p, keys[i], length) != 0 || p[length] != '=')
			continue;
		p += length + 1;
		digits = strspn(p, "0123456789abcdef");
		if (!digits || digits > 16 || p[digits] != '\n')
			return -EINVAL;
		v[i] = strtoull(p, NULL, 16);
		*text = p + digits + 1;
		return 0;
	}
	return -EINVAL;
}

/* All or nothing: a cut file looks the same as a wrong one. */
static int load(const char *ifname, uint64_t v[NOTES])
{
	char path[sizeof(STATE_DIR "/" PREFIX) + IFNAMSIZ];
	_cleanup_free_ char *text = NULL;
	uint64_t all[NOTES] = { 0 };
	const char *p;
	size_t size;
	int r;

	snprintf(path, sizeof(path), STATE_DIR "/" PREFIX "%s", ifname);
	r = file_read(path, &text, &size);
	for (p = text; r == 0 && *p;)
		r = parse_line(&p, all);
	if (r == 0 && p != text + size)
		r = -EINVAL;
	memset(v, 0, sizeof(all));
	if (r == 0)
		memcpy(v, all, sizeof(all));
	return r;
}

static void forget_netdev(uint64_t v[NOTES], int ifindex)
{
	if (v[NOTE_IFINDEX] == (uint64_t)ifindex)
		return;
	memset(v, 0, NOTES_OF_NETDEV * sizeof(*v));
	v[NOTE_IFINDEX] = (uint64_t)ifindex;
}

void notes_read(const char *ifname, int ifindex, struct notes *ret)
{
	*ret = (struct notes){ 0 };
	snprintf(ret->ifname, sizeof(ret->ifname), "%s", ifname);
	load(ifname, ret->v);
	forget_netdev(ret->v, ifindex);
	memcpy(ret->was, ret->v, sizeof(ret->was));
}

uint64_t notes_age(struct notes *n, enum note since)
{
	uint64_t now = (uint64_t)clock_now();

	if (!n->v[since] || n->v[since] > now)
		n->v[since] = now;
	return now - n->v[since];
}

int notes_write(struct notes *n)
{
	_cleanup_free_ char *text = NULL;
	char file[sizeof(PREFIX) + IFNAMSIZ];
	uint64_t v[NOTES];
	size_t size;
	FILE *f;
	int r;

	if (memcmp(n->v, n->was, sizeof(n->v)) == 0)
		return 0;
	load(n->ifname, v);
	forget_netdev(v, (int)n->v[NOTE_IFINDEX]);
	f = open_memstream(&text, &size);
	if (!f)
		return -ENOMEM;
	for (size_t i = 0; i < NOTES; i++) {
		if (n->v[i] != n->was[i])
			v[i] = n->v[i];
		if (v[i])
			fprintf(f, "%s=%" PRIx64 "\n", keys[i], v[i]);
	}
	if (text_finish(f, &text) < 0)
		return -ENOMEM;
	text[size - 1] = '\0';	/* state_write_text() ends the last line */
	snprintf(file, sizeof(file), PREFIX "%s", n->ifname);
	r = state_write_text(file, text);
	if (r == 0)
		memcpy(n->was, n->v, sizeof(n->was));
	return r;
}
