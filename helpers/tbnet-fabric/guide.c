/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guide: find an OpenFabric that somebody else set up over our ports.
 *
 * A section is a line that begins at its first column, the indented lines below it, and "exit". FRR writes its file so, and
 * guides show it so; lines of another form stay, and files.c refuses what is left of OpenFabric then. */
#include "guide.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "statics.h"
#include "text.h"

bool guide_has_port(const struct frr_config *config, const struct fabric *fabric, const char *router)
{
	for (size_t i = 0; i < fabric->here->n_interfaces && *router; i++) {
		const struct frr_interface *port = frr_interface(config, fabric->here->interfaces[i]);

		if (port && strcmp(port->router, router) == 0)
			return true;
	}
	return false;
}

static int parse(const char *text, struct frr_config *ret)
{
	_cleanup_free_ char *copy = strdup(text);

	return copy ? frr_config_parse(copy, ret) : -ENOMEM;
}

struct line {
	const char *text;
	size_t n;	/* without its end */
};

static const char *take_line(const char *text, struct line *ret)
{
	*ret = (struct line){ text, strcspn(text, "\n") };
	return text + ret->n + (text[ret->n] == '\n');
}

static bool is_indented(const struct line *l)
{
	return l->n && (*l->text == ' ' || *l->text == '\t');
}

static bool is_word(const struct line *l, const char *word)
{
	return l->n == strlen(word) && strncmp(l->text, word, l->n) == 0;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* " ip router openfabric 1", " openfabric passive" */
static bool is_openfabric(const struct line *l)
{
	const char *text = l->text + strspn(l->text, " \t");

	return begins(text, "openfabric ") || begins(text, "ip router openfabric ") || begins(text, "ipv6 router openfabric ");
}

/* The name that ends "interface en05" or "router openfabric 1"; false for another line. */
static bool name_of(const struct line *l, const char *kind, char ret[64])
{
	size_t n = strlen(kind);

	if (l->n <= n || l->n - n >= 64 || !begins(l->text, kind))
		return false;
	snprintf(ret, 64, "%.*s", (int)(l->n - n), l->text + n);
	ret[strcspn(ret, " \t\r")] = '\0';
	return true;
}

/* One section from its second line on, of which OpenFabric's lines are left out, or, with ALL, everything. Returns what follows. */
static const char *skip(FILE *f, const char *text, const struct line *head, bool all)
{
	bool headed = false;
	struct line l;

	for (const char *next = take_line(text, &l); *text && is_indented(&l); next = take_line(text, &l)) {
		if (!all && !is_openfabric(&l)) {
			if (!headed)
				fprintf(f, "%.*s\n", (int)head->n, head->text);
			headed = true;
			fprintf(f, "%.*s\n", (int)l.n, l.text);
		}
		text = next;
	}
	if (headed)
		return text;
	for (size_t i = 0; i < 2; i++) {	/* its end, and a mark between sections */
		const char *next = take_line(text, &l);

		if (is_word(&l, i ? "!" : "exit"))
			text = next;
	}
	return text;
}

static bool is_no_forwarding(const struct line *l, const struct fabric *fabric)
{
	return (fabric->here->ip.family && is_word(l, "no ip forwarding")) || (fabric->here->ip6.family && is_word(l, "no ipv6 forwarding"));
}

bool guide_stops_forwarding(const char *text, const struct fabric *fabric)
{
	struct line l;

	while (*text) {
		text = take_line(text, &l);
		if (is_no_forwarding(&l, fabric))
			return true;
	}
	return false;
}

int guide_without(const char *text, const struct fabric *fabric, char **ret)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	_cleanup_free_ char *out = NULL;
	size_t size = 0;
	int r = parse(text, &config);
	FILE *f = r == 0 ? open_memstream(&out, &size) : NULL;

	if (!f)
		return -ENOMEM;
	while (*text) {
		const struct frr_interface *i = NULL;
		char name[64] = "";
		struct line l;
		const char *next = take_line(text, &l);

		if (name_of(&l, "interface ", name))
			i = frr_interface(&config, name);
		if (i && guide_has_port(&config, fabric, i->router))
			text = skip(f, next, &l, false);
		else if (!i && name_of(&l, "router openfabric ", name) && guide_has_port(&config, fabric, name))
			text = skip(f, next, &l, true);
		else if (is_no_forwarding(&l, fabric) || statics_in_frr(text, fabric))
			text = next;
		else
			text += fwrite(text, 1, (size_t)(next - text), f);
	}
	if (text_finish(f, &out) < 0)
		return -ENOMEM;
	*ret = TAKE(out);
	return 0;
}

bool guide_is_over_ports(const char *text, const struct fabric *fabric, const char *line)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	const struct line l = { line, strcspn(line, "\n") };
	char name[64];

	return name_of(&l, "router openfabric ", name) && parse(text, &config) == 0 && guide_has_port(&config, fabric, name);
}

int guide_names(const char *path, const struct fabric *fabric, char ret[GUIDE_NAMES_SIZE])
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	_cleanup_free_ char *text = NULL;
	size_t size, used = 0;
	int r = file_read(path, &text, &size);

	*ret = '\0';
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = frr_config_parse(text, &config);
	for (size_t i = 0; i < config.n_routers && r == 0; i++) {
		const char *name = config.routers[i].name;

		if (strcmp(name, fabric->name) != 0 && guide_has_port(&config, fabric, name) && used < GUIDE_NAMES_SIZE)
			used += (size_t)snprintf(ret + used, GUIDE_NAMES_SIZE - used, "%s%s", used ? " " : "", name);
	}
	return r;
}
