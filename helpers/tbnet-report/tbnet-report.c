/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-report: write what tbnet sees of this machine to one file, for a bug report that can be replayed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "conf.h"
#include "log.h"
#include "options.h"
#include "output.h"
#include "parts.h"
#include "text.h"
#include "wrap.h"

#define FILE_NAME	"tbnet-report.tar"
#define FOLDER		"tbnet-report"

static const char help[] =
	"Usage: tbnet-report [--test] [--output=FILE] [--list]\n"
	"\n"
	"Writes what tbnet sees of this machine to an archive, for a bug report. It replaces\n"
	"names, addresses, MACs and UUIDs, the same one always by the same word, and leaves\n"
	"secrets out. It first shows what is in it. It changes nothing on this machine.\n"
	"\n"
	"  --output=FILE    the archive; default " FILE_NAME " in this folder\n"
	"  --test           ask you to replug each cable, and add the measurements\n"
	"  --list           only show what would be in it\n"
	OPTIONS_HELP;

static int take_names(struct scrub *s, const struct host *n)
{
	int r = scrub_add_host(s, n->host);

	EACH_PORT(p) {
		if (r == 0 && *p->port->peer_name)
			r = scrub_add_host(s, p->port->peer_name);
		if (r == 0 && *p->neighbor)
			r = scrub_add_host(s, p->neighbor);
	}
	for (size_t i = 0; n->fabric && i < n->fabric->n_nodes && r == 0; i++)
		r = scrub_add_host(s, n->fabric->nodes[i].name);
	for (size_t i = 0; n->peers && i < n->peers->n && r == 0; i++)
		if (*n->peers->v[i].port.peer_name)
			r = scrub_add_host(s, n->peers->v[i].port.peer_name);
	return r;
}

static int collect(struct entries *e, struct scrub *s, bool test)
{
	static int (*const parts[])(struct entries *e, const struct view *v) = { part_node, part_sys, part_files, part_answers, part_case };
	_cleanup_(view_free) struct view v = { 0 };
	int r = view_take(false, &v);

	if (r == 0 && test)
		r = part_test(e, &v);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && r == 0; i++)
		r = parts[i](e, &v);
	if (r == 0)
		r = take_names(s, &v.host);
	return r == 0 ? entries_scrub(e, s) : r;
}

static void show_words(const char *label, const struct words *words)
{
	char *text = NULL;
	size_t room;
	FILE *f = words->n ? open_memstream(&text, &room) : NULL;

	for (size_t i = 0; f && i < words->n; i++)
		fprintf(f, "%s%s", i ? ", " : "", words->v[i]);
	if (f && fclose(f) == 0)
		wrap_print(stdout, label, 2, text);
	free(text);
}

/* Prints what is in the report, and what it replaced. */
static void show(const struct entries *e, const struct scrub *s)
{
	char text[256];

	for (size_t i = 0; i < e->n; i++)
		printf("%7zu  %s\n", strlen(e->v[i].text), e->v[i].path);
	snprintf(text, sizeof(text), "%zu host names, %zu domains, %zu users, %zu addresses, %zu MAC addresses, %zu ids, %zu secrets",
		 s->was[SCRUB_HOST].n, s->was[SCRUB_DOMAIN].n, s->was[SCRUB_USER].n, s->addresses, s->was[SCRUB_MAC].n, s->was[SCRUB_ID].n, s->secrets);
	wrap_print(stdout, "Replaced:", 2, text);
	wrap_print(stdout, "Not replaced:", 2, "names of interfaces, PCI addresses, the last part of private addresses, comments");
	show_words("Host names that are common words, not replaced:", &s->kept);
	show_words("Left out:", &e->left_out);
}

static int write_archive(const struct entries *e, const char *path)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	int r = f ? entries_write(f, e, FOLDER) : -ENOMEM;

	if (f && text_finish(f, &text) < 0)
		r = -ENOMEM;
	if (r == 0)
		r = output_write(path, text, size, 0600);
	free(text);
	if (r == -ENOTSUP)
		log_plain(LOG_ERR, "cannot write %s: it exists and is not a regular file", path);
	else if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot write %s", path);
	return r;
}

static int run(const char *path, bool list, bool test)
{
	_cleanup_(entries_free) struct entries e = { 0 };
	_cleanup_(scrub_free) struct scrub s = { 0 };
	int r = collect(&e, &s, test);

	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot read the state of this node");
		return EXIT_FAILED;
	}
	wrap_open(stdout);
	show(&e, &s);
	if (list)
		return options_printed(EXIT_DONE);
	if (write_archive(&e, path) < 0)
		return EXIT_FAILED;
	printf("\nWrote %s, which only you can read. Look into it before you send it:\n  tar -xf %s && less %s/report\n", path, path, FOLDER);
	return options_printed(EXIT_DONE);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "output", required_argument, NULL, 'o' }, { "list", no_argument, NULL, 'l' },
		{ "test", no_argument, NULL, 't' }, { 0 }
	};
	const char *path = FILE_NAME;
	bool list = false, test = false;
	int c, r;

	log_open("tbnet-report");
	conf_read();	/* what is wrong with it is in the report */
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		if (c == 'o')
			path = optarg;
		else
			*(c == 'l' ? &list : &test) = true;
	}
	if (c == 0)
		return r;
	if (!options_end(argc, argv))
		return EXIT_USAGE;
	if (!*path) {
		log_plain(LOG_ERR, "--output needs the name of a file");
		return EXIT_USAGE;
	}
	if (test && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))) {
		log_plain(LOG_ERR, "--test asks you to pull cables, so it needs a terminal");
		return EXIT_USAGE;
	}
	return run(path, list, test);
}
