/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sections: every "iface" section of interfaces(5), as ifupdown2 or classic ifupdown reads it.
 *
 * Read as ifupdown2 3.0.0 (networkinterfaces.py) and ifupdown 0.8.44 (config.c) read it: a
 * section goes on to the next keyword, whatever the white space. */
#include "sections.h"

#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "lines.h"
#include "sysfs.h"

/* A file that sources itself ends here; nobody nests as deep, nor has as many of these. */
#define DEPTH_MAX	16
#define FILES_MAX	512
#define SOURCES_MAX	4096
#define SECTIONS_MAX	4096
#define OPTIONS_MAX	256	/* of one section */
#define INHERITS_MAX	8

struct reader {
	struct sections *all;
	unsigned files, sources;
};

struct place {
	const char *path;
	unsigned depth;
	bool sure;
};

static int read_file(struct reader *r, const struct place *at);

static bool is_one_of(const char *word, const char *const words[])
{
	while (*words && strcmp(*words, word) != 0)
		words++;
	return *words;
}

static bool is_keyword(const struct reader *r, const char *word)
{
	static const char *const both[] = { "source", "source-directory", "auto", "iface", NULL };
	static const char *const only2[] = { "vlan", "allow", NULL };
	static const char *const classic[] = { "mapping", "rename", "no-auto-down", "no-scripts", "template", NULL };

	return is_one_of(word, both) || is_one_of(word, r->all->classic ? classic : only2) || strncmp(word, "allow-", 6) == 0;
}

/* The option's name if tbnet uses it; '-' and '_' are the same to both tools. */
static const char *known_option(char *word)
{
	static const char *const known[] = {
		"address", "mtu", "bridge-ports", "bridge-stp", "bridge-vlan-aware", "bridge-vids", "bond-slaves", "bond-ports", "slaves",
		"bond-master", "bond-mode", "vlan-raw-device", "vrf", "link-type", "ovs-type", "ovs-bridge",
		"ovs-ports", "ovs-bonds", "ovs-mtu", NULL
	};

	for (char *s = word; *s; s++)
		if (*s == '_')
			*s = '-';
	for (size_t i = 0; known[i]; i++)
		if (strcmp(known[i], word) == 0)
			return known[i];
	return NULL;
}

/* Names of files that classic ifupdown takes from a folder: ^[a-zA-Z0-9_-]+$ */
static bool is_taken(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return *name && !name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")];
}

/* Reads all that matches the pattern; what is relative starts beside the file. */
static int source(struct reader *r, const struct place *at, const char *pattern, bool directory)
{
	_cleanup_free_ char *full = NULL;
	const char *slash = strrchr(at->path, '/');
	int n = *pattern == '/' || !slash ? 0 : (int)(slash - at->path) + 1, e = 0;
	/* ifupdown2 3.0.0 knows no source-directory, and takes a relative path from where it was started, newer ones from here */
	bool sure = at->sure && (r->all->classic || (*pattern == '/' && !directory));
	glob_t found = { 0 };

	if (r->sources++ >= SOURCES_MAX)
		return 0;
	if (asprintf(&full, "%.*s%s%s", n, at->path, pattern, directory ? "/*" : "") < 0) {
		full = NULL;
		return -ENOMEM;
	}
	if (sure && !directory && words_add(&r->all->sources, full) < 0)
		return -ENOMEM;
	if (glob(full, GLOB_NOESCAPE, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc && e == 0; i++) {
			struct place next = { found.gl_pathv[i], at->depth + 1, sure };

			if (!directory || !r->all->classic || is_taken(next.path))
				e = read_file(r, &next);
		}
	globfree(&found);
	return e;
}

static char *copy(const char *s, int *error)
{
	char *new = strdup(s ? s : "");

	if (!new)
		*error = -ENOMEM;
	return new;
}

/* "iface NAME [FAMILY [METHOD]] [inherits NAME]". *RET: the new section, or NULL if there is no name. */
static int begin(struct reader *r, char *line, const struct place *at, unsigned number, struct section **ret)
{
	const char *name = lines_next(&line), *words[4] = { 0 };
	struct section *s;
	int error = 0;

	*ret = NULL;
	if (!name || r->all->n == SECTIONS_MAX)
		return 0;
	if (GROW(&r->all->v, r->all->n) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < 4; i++)
		words[i] = lines_next(&line);
	s = &r->all->v[r->all->n++];
	*s = (struct section){ .line = number, .sure = at->sure };
	s->name = copy(name, &error);
	s->file = copy(at->path, &error);
	s->method = copy(words[1], &error);
	if (r->all->classic && words[2] && words[3] && strcmp(words[2], "inherits") == 0)
		s->inherits = copy(words[3], &error);
	*ret = s;
	return error;
}

static int add_option(struct section *s, char *word, char *value)
{
	struct section_option o = { .name = known_option(word) };

	if (!o.name || s->n_options == OPTIONS_MAX)
		return 0;
	o.value = strdup(value + strspn(value, " \t"));
	if (!o.value || GROW(&s->options, s->n_options) < 0) {
		free(o.value);
		return -ENOMEM;
	}
	s->options[s->n_options++] = o;
	return 0;
}

static int add_words(struct words *to, char *line)
{
	for (char *word = lines_next(&line); word; word = lines_next(&line))
		if (to->n < SECTIONS_MAX && words_add(to, word) < 0)
			return -ENOMEM;
	return 0;
}

static int keyword(struct reader *r, const char *word, char *line, const struct place *at)
{
	if (strcmp(word, "auto") == 0 || strcmp(word, "allow-auto") == 0)
		return add_words(&r->all->automatic, line);
	if (strcmp(word, "allow-hotplug") == 0)
		return add_words(&r->all->hotplug, line);
	if (strncmp(word, "source", 6) == 0) {
		const char *pattern = lines_next(&line);

		return pattern ? source(r, at, pattern, word[6]) : 0;
	}
	return 0;
}

static int parse(struct reader *r, char *text, const struct place *at)
{
	struct section *in = NULL;
	unsigned number = 0;
	int e = 0;

	for (char *line = lines_line(&text); line && e == 0; line = lines_line(&text)) {
		char *word = *line == '#' ? NULL : lines_next(&line);

		number++;
		if (!word)
			continue;
		if (!is_keyword(r, word)) {
			e = in ? add_option(in, word, line) : 0;
		} else if (strcmp(word, "iface") == 0) {
			e = begin(r, line, at, number, &in);
		} else {
			in = NULL;
			e = keyword(r, word, line, at);
		}
	}
	return e;
}

static int read_file(struct reader *r, const struct place *at)
{
	_cleanup_free_ char *text = NULL;

	if (at->depth > DEPTH_MAX || r->files++ >= FILES_MAX)
		return 0;
	text = lines_read(at->path);
	if (!text)
		return sysfs_is_trouble(-errno) ? -errno : 0;
	r->all->template |= !r->all->classic && strchr(text, '%');
	return parse(r, text, at);
}

int sections_read(const char *file, enum ifupdown tool, struct sections *ret)
{
	struct reader r = { .all = ret };
	int e;

	*ret = (struct sections){ .classic = tool == IFUPDOWN_CLASSIC };
	e = read_file(&r, &(struct place){ file, 0, true });
	if (e < 0)
		sections_free(ret);
	return e;
}

void sections_free(struct sections *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct section *s = &all->v[i];

		for (size_t k = 0; k < s->n_options; k++)
			free(s->options[k].value);
		free(s->options);
		free(s->name);
		free(s->file);
		free(s->method);
		free(s->inherits);
	}
	free(all->v);
	words_free(&all->automatic);
	words_free(&all->hotplug);
	words_free(&all->sources);
	*all = (struct sections){ 0 };
}

bool section_is_of(const struct sections *all, const struct section *s, const char *ifname)
{
	return all->classic ? strcmp(s->name, ifname) == 0 : lines_name_is(s->name, ifname);
}

static const char *own_option(const struct section *s, const char *name)
{
	for (size_t i = 0; i < s->n_options; i++)
		if (strcmp(s->options[i].name, name) == 0)
			return s->options[i].value;
	return NULL;
}

const char *section_option(const struct sections *all, const struct section *s, const char *name)
{
	for (unsigned depth = 0; s && depth < INHERITS_MAX; depth++) {
		const char *value = own_option(s, name), *parent = s->inherits;

		if (value || !parent)
			return value;
		s = NULL;
		for (size_t i = 0; i < all->n && !s; i++)
			if (strcmp(all->v[i].name, parent) == 0)
				s = &all->v[i];
	}
	return NULL;
}

/* "auto en05", a range of ifupdown2, a pattern of classic ifupdown ("/en*"). */
static bool names(const struct sections *all, const struct words *words, const char *ifname)
{
	for (size_t i = 0; i < words->n; i++) {
		const char *w = words->v[i];

		if (all->classic ? strcmp(w, ifname) == 0 || (*w == '/' && fnmatch(w + 1, ifname, 0) == 0) :
				   lines_name_is(w, ifname) || strcmp(w, "all") == 0)
			return true;
	}
	return false;
}

bool sections_automatic(const struct sections *all, const char *ifname)
{
	return names(all, &all->automatic, ifname);
}

bool sections_hotplug(const struct sections *all, const char *ifname)
{
	return names(all, &all->hotplug, ifname);
}

bool sections_source(const struct sections *all, const char *path)
{
	for (size_t i = 0; i < all->sources.n; i++)
		if (fnmatch(all->sources.v[i], path, FNM_PATHNAME | FNM_PERIOD | FNM_NOESCAPE) == 0)
			return true;
	return false;
}

bool section_has_word(const char *value, const char *word)
{
	size_t len = strlen(word);

	while (value && *(value += strspn(value, " \t"))) {
		size_t n = strcspn(value, " \t");

		if (n == len && strncmp(value, word, n) == 0)
			return true;
		value += n;
	}
	return false;
}
