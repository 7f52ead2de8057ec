/* SPDX-License-Identifier: GPL-2.0-or-later */
/* interfaces: what interfaces(5) of ifupdown2 says about one interface.
 *
 * Read as ifupdown2 3.0.0 reads it (networkinterfaces.py): a stanza goes on to the
 * next keyword, whatever the white space; several stanzas of one interface add up. */
#include "interfaces.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "lines.h"
#include "sysfs.h"

/* A file that sources itself ends here; nobody nests as deep, nor has as many files or "source" lines. */
#define DEPTH_MAX	16
#define FILES_MAX	512
#define SOURCES_MAX	4096

struct search {
	const char *ifname;
	struct stanza *stanza;
	unsigned files, sources;
	bool template;		/* Mako: stanzas that only ifupdown2 can see */
};

static int read_file(struct search *s, const char *path, unsigned depth, bool sure);

static bool is_keyword(const char *word)
{
	static const char *const keywords[] = { "source", "source-directory", "auto", "iface", "vlan", "allow" };

	for (size_t i = 0; i < 6; i++)
		if (strcmp(word, keywords[i]) == 0)
			return true;
	return strncmp(word, "allow-", 6) == 0;
}

/* Reads all that matches the pattern; what is relative starts beside FROM. */
static int source(struct search *s, const char *from, const char *pattern, const char *below,
		  unsigned depth, bool sure)
{
	_cleanup_free_ char *full = NULL;
	const char *slash = strrchr(from, '/');
	int n = *pattern == '/' || !slash ? 0 : (int)(slash - from) + 1, r = 0;
	glob_t found = { 0 };

	if (s->sources++ >= SOURCES_MAX)
		return 0;
	if (asprintf(&full, "%.*s%s%s", n, from, pattern, below) < 0) {
		full = NULL;
		return -ENOMEM;
	}
	/* 3.0.0 takes a relative path from where it was started, newer ones from here */
	if (glob(full, GLOB_NOESCAPE, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc && r == 0; i++)
			r = read_file(s, found.gl_pathv[i], depth + 1, sure && *pattern == '/');
	globfree(&found);
	return r;
}

/* "iface NAME [FAMILY [METHOD]]". Returns 1 if addresses of this stanza are sure to
 * be there after ifup, 0 if not, -1 if it is not of our interface. */
static int begin(struct search *s, char *line, const char *path, bool sure)
{
	const char *name = lines_next(&line), *family = lines_next(&line), *method = lines_next(&line);

	(void)family;
	if (!name || !lines_name_is(name, s->ifname))
		return -1;
	if (!s->stanza->found || (s->stanza->unsure && sure)) {
		free(s->stanza->file);
		s->stanza->file = strdup(path);
		s->stanza->unsure = !sure;
	}
	s->stanza->found = true;
	return sure && (!method || strcmp(method, "static") == 0 || strcmp(method, "manual") == 0);
}

static int add_address(struct stanza *stanza, char *value)
{
	char *word = lines_next(&value), text[INET6_ADDRSTRLEN];
	unsigned char binary[16];
	int family;

	if (!word || stanza->n_addresses == INTERFACES_ADDRESSES)
		return 0;
	word[strcspn(word, "/")] = '\0';
	family = strchr(word, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(family, word, binary) != 1 || !inet_ntop(family, binary, text, sizeof(text)))
		return 0;	/* ifupdown2 complains */
	stanza->addresses[stanza->n_addresses] = strdup(text);
	return stanza->addresses[stanza->n_addresses++] ? 0 : -ENOMEM;
}

static int attribute(struct stanza *stanza, const char *name, char *value, bool addresses)
{
	if (strcmp(name, "address") == 0 && addresses)
		return add_address(stanza, value);
	if (strcmp(name, "mtu") == 0 && !stanza->mtu) {
		char *word = lines_next(&value);

		stanza->mtu = word ? strdup(word) : NULL;
		if (word && !stanza->mtu)
			return -ENOMEM;
	}
	return 0;
}

static int parse(struct search *s, char *text, const char *path, unsigned depth, bool sure)
{
	int in = -1, r = 0;	/* as begin() */

	for (char *line = lines_line(&text); line && r == 0; line = lines_line(&text)) {
		char *word;

		if (*line == '#')
			continue;
		word = lines_next(&line);
		if (!word)
			continue;
		if (!is_keyword(word)) {
			if (in >= 0)
				r = attribute(s->stanza, word, line, in == 1);
			continue;
		}
		in = -1;
		if (strcmp(word, "iface") == 0) {
			in = begin(s, line, path, sure);
		} else if (strncmp(word, "source", 6) == 0) {
			const char *pattern = lines_next(&line);
			bool directory = word[6];	/* 3.0.0 does not know it */

			if (pattern)
				r = source(s, path, pattern, directory ? "/*" : "", depth, sure && !directory);
		}
	}
	return r;
}

static int read_file(struct search *s, const char *path, unsigned depth, bool sure)
{
	_cleanup_free_ char *text = NULL;

	if (depth > DEPTH_MAX || s->files++ >= FILES_MAX)
		return 0;
	text = lines_read(path);
	if (!text)
		return sysfs_is_trouble(-errno) ? -errno : 0;	/* ifupdown2 goes on without it, too */
	s->template |= strchr(text, '%') != NULL;
	return parse(s, text, path, depth, sure);
}

int interfaces_find(const char *file, const char *ifname, struct stanza *ret)
{
	struct search s = { .ifname = ifname, .stanza = ret };
	int r;

	*ret = (struct stanza){ 0 };
	r = read_file(&s, file, 0, true);
	if (r == 0 && !ret->found && s.template) {
		ret->unsure = true;
		ret->file = strdup(file);
	}
	if (r == 0 && (ret->found || ret->unsure) && !ret->file)
		r = -ENOMEM;
	return r;
}

void interfaces_free(struct stanza *stanza)
{
	for (size_t i = 0; i < stanza->n_addresses; i++)
		free(stanza->addresses[i]);
	free(stanza->file);
	free(stanza->mtu);
}
