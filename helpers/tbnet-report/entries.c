/* SPDX-License-Identifier: GPL-2.0-or-later */
/* entries: the files of a report, in memory, and as a tar archive. */
#include "entries.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cleanup.h"
#include "text.h"

#define BLOCK	512

int entries_leave_out(struct entries *e, const char *path, const char *why)
{
	_cleanup_free_ char *text = NULL;

	if (asprintf(&text, "%s: %s", path, why) < 0) {
		text = NULL;	/* undefined by then */
		return -ENOMEM;
	}
	text_defuse(text);
	return words_have(&e->left_out, text) ? 0 : words_add(&e->left_out, text);
}

bool entries_have(const struct entries *e, const char *path)
{
	for (size_t i = 0; i < e->n; i++)
		if (strcmp(e->v[i].path, path) == 0)
			return true;
	return false;
}

int entries_add(struct entries *e, const char *path, mode_t mode, char *text)
{
	_cleanup_free_ char *own = text, *copy = NULL;
	const char *why = !own ? NULL : strlen(own) > ENTRIES_FILE ? "larger than 256 KiB" :
			  e->n == ENTRIES_MAX || e->bytes + strlen(own) > ENTRIES_ALL ? "the report is full" :
			  strlen(path) > ENTRIES_PATH || !text_is_clean(path) ? "its name does not fit" : NULL;

	if (!own)
		return -ENOMEM;
	if (why)
		return entries_leave_out(e, path, why);
	if (entries_have(e, path))
		return 0;
	copy = strdup(path);
	if (!copy || GROW(&e->v, e->n) < 0)
		return -ENOMEM;
	e->bytes += strlen(own);
	e->v[e->n++] = (struct entry){ .path = TAKE(copy), .text = TAKE(own), .mode = mode };
	return 0;
}

static int replace(struct scrub *s, char **text)
{
	char *new = scrub_text(s, *text);

	if (!new)
		return -ENOMEM;
	free(*text);
	*text = new;
	return 0;
}

/* As a path is written elsewhere, from its first slash on. */
static int replace_path(struct scrub *s, char **path)
{
	const char *slash = strchr(*path, '/');
	_cleanup_free_ char *new = slash ? scrub_text(s, slash) : NULL;
	char *whole;

	/* n7 is the interface of that number there, and may be a host's name, too */
	if (!slash || strncmp(*path, "root/run/udev/", 14) == 0)
		return 0;
	if (!new || asprintf(&whole, "%.*s%s", (int)(slash - *path), *path, new) < 0)
		return -ENOMEM;
	free(*path);
	*path = whole;
	return 0;
}

int entries_scrub(struct entries *e, struct scrub *s)
{
	int r = 0;

	for (size_t i = 0; i < e->n && r == 0; i++)
		r = scrub_find_hosts(s, e->v[i].text);
	for (size_t i = 0; i < e->n && r == 0; i++) {
		r = replace(s, &e->v[i].text);
		if (r == 0)
			r = replace_path(s, &e->v[i].path);
	}
	for (size_t i = 0; i < e->left_out.n && r == 0; i++)
		r = replace(s, &e->left_out.v[i]);
	return r;
}

/* The name in two parts, if it needs them: the second of at most 100 bytes, the first of 155 (pax(1), "ustar Interchange Format"). */
static int put_name(char header[BLOCK], const char *name)
{
	size_t n = strlen(name);
	const char *slash = n > 100 ? strchr(name + n - 101, '/') : NULL;

	if (n <= 100) {
		memcpy(header, name, n);
		return 0;
	}
	if (!slash || slash - name > 155)
		return -ENAMETOOLONG;
	memcpy(header + 345, name, (size_t)(slash - name));
	memcpy(header, slash + 1, strlen(slash + 1));
	return 0;
}

static int put_header(FILE *f, const struct entry *entry, const char *folder, size_t size)
{
	bool link = S_ISLNK(entry->mode);
	char header[BLOCK] = { 0 }, name[ENTRIES_PATH + 64];
	unsigned sum = 0;
	int r;

	if (snprintf(name, sizeof(name), "%s/%s", folder, entry->path) >= (int)sizeof(name))
		return -ENAMETOOLONG;
	r = put_name(header, name);
	if (r < 0)
		return r;
	snprintf(header + 100, 8, "%07o", (unsigned)(entry->mode & 0777));
	snprintf(header + 108, 8, "%07o", 0U);
	snprintf(header + 116, 8, "%07o", 0U);
	snprintf(header + 124, 12, "%011o", (unsigned)size);
	snprintf(header + 136, 12, "%011llo", (unsigned long long)time(NULL));
	header[156] = link ? '2' : '0';
	if (link)
		snprintf(header + 157, 100, "%s", entry->text);
	memcpy(header + 257, "ustar\0" "00", 8);
	memset(header + 148, ' ', 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 7, "%06o", sum);
	return fwrite(header, BLOCK, 1, f) == 1 ? 0 : -EIO;
}

int entries_write(FILE *f, const struct entries *e, const char *folder)
{
	static const char none[2 * BLOCK];

	for (size_t i = 0; i < e->n; i++) {
		const struct entry *entry = &e->v[i];
		size_t size = S_ISLNK(entry->mode) ? 0 : strlen(entry->text), rest = -size % BLOCK;
		int r = put_header(f, entry, folder, size);

		if (r < 0)
			return r;
		if (fwrite(entry->text, 1, size, f) != size || fwrite(none, 1, rest, f) != rest)
			return -EIO;
	}
	return fwrite(none, sizeof(none), 1, f) == 1 ? 0 : -EIO;
}

void entries_free(struct entries *e)
{
	for (size_t i = 0; i < e->n; i++) {
		free(e->v[i].path);
		free(e->v[i].text);
	}
	free(e->v);
	words_free(&e->left_out);
	*e = (struct entries){ 0 };
}
