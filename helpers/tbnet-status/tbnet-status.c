/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-status: show the whole mesh from this node, what is wrong, and the exact next step. */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "conf.h"
#include "json.h"
#include "live.h"
#include "log.h"
#include "options.h"
#include "output.h"
#include "pages.h"
#include "prometheus.h"
#include "report.h"
#include "svg.h"
#include "text.h"
#include "view.h"
#include "wrap.h"

static const char help[] =
	"Usage: tbnet-status [--probe] [{--json | --prometheus | --svg} [--output=FILE] | --metrics]\n"
	"       tbnet-status --watch\n"
	"       tbnet-status --explain=ID\n"
	"\n"
	"Shows controllers, links, peers, addresses and routes of this node, and what is\n"
	"wrong: worst last, each with its cause and the next command. Exit status: 0 no fault\n"
	"seen, 3 degraded, 1 failed.\n"
	"\n"
	"  --probe          also ask the neighbors, over each link by itself: 3 s at most\n"
	"  --watch          show it again whenever something changes, until Ctrl-C\n"
	"  --json           for programs; tbnet-status(8) describes it\n"
	"  --prometheus     metrics for node_exporter's textfile collector\n"
	"  --svg            a picture of the mesh\n"
	"  --output=FILE    write one of these to a file, which is replaced whole\n"
	"  --metrics        write metrics to the file TBNET_METRICS\n"
	"  --explain=ID     the page on a finding, F1 to F37, or \"all\" of them\n"
	OPTIONS_HELP;

/* With what is found here; a node of which nothing can be told gets examples. */
static int explain_id(const char *id)
{
	_cleanup_(view_free) struct view view = { 0 };
	const struct page *page = page_find(id);
	bool all = strcmp(id, "all") == 0;
	int r = 0;

	if (!page && !all) {
		log_plain(LOG_ERR, "--explain: \"%s\" is not one of F1 to F37, or all", id);
		return EXIT_USAGE;
	}
	wrap_open(stdout);
	view_take(false, &view);
	for (size_t i = 0; i < n_pages && r == 0; i++) {
		if (!all && page != &pages[i])
			continue;
		fputs(all && i ? "\n\n" : "", stdout);
		r = page_print(stdout, &pages[i], &view.findings);
	}
	if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot read the state of this node");
	return r < 0 ? EXIT_FAILED : options_printed(EXIT_DONE);
}

enum form { TEXT, QUIET, JSON, PROMETHEUS, SVG };

DEFINE_CLEANUP(struct json_object *, cleanup_json, json_object_put)

/* Output for programs: one object, in one of two forms. */
static int print_object(FILE *f, const struct view *v, enum form form)
{
	_cleanup_(cleanup_json) struct json_object *o = json_make(&v->host, &v->findings);

	if (!o)
		return -ENOMEM;
	if (form == JSON)
		return json_print(f, o);
	prometheus_print(f, o);
	return 0;
}

static int print(FILE *f, const struct view *v, enum form form)
{
	wrap_open(f);
	if (form == JSON || form == PROMETHEUS)
		return print_object(f, v, form);
	if (form == TEXT)
		return report_print(f, &v->host, &v->findings, false);
	if (form == QUIET) {
		report_print_wrong(f, &v->host, &v->findings);
		return 0;
	}
	svg_print(f, &v->host);
	return 0;
}

static int print_to(const char *path, const struct view *v, enum form form)
{
	char *text = NULL;
	size_t size;
	FILE *f = path ? open_memstream(&text, &size) : stdout;
	int r = f ? print(f, v, form) : -ENOMEM;

	if (!path) {
		errno = EIO;	/* of an earlier line */
		return r == 0 && (fflush(f) != 0 || ferror(f)) ? -errno : r;
	}
	if (f && text_finish(f, &text) < 0)
		r = -ENOMEM;
	if (r == 0)
		r = output_write(path, text, size, 0644);
	free(text);
	return r;
}

static int look(enum form form, const char *path, bool probe)
{
	_cleanup_(view_free) struct view view = { 0 };
	int r = view_take(probe, &view);

	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot read the state of this node");
		return EXIT_FAILED;
	}
	r = print_to(path, &view, form);
	if (r == -ENOTSUP && path) {
		log_plain(LOG_ERR, "cannot write %s: it exists and is not a regular file", path);
		return EXIT_FAILED;
	}
	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot write %s", path ? path : "to stdout");
		return EXIT_FAILED;
	}
	return findings_degraded(&view.findings) ? EXIT_PARTLY : EXIT_DONE;
}

/* The options. */
struct asked {
	const char *id, *path;
	bool json, prometheus, svg, probe, watch;
};

/* Runs it. */
static int run(const struct asked *a)
{
	enum form form = a->json ? JSON : a->prometheus ? PROMETHEUS : a->svg ? SVG : log_shows(LOG_INFO) ? TEXT : QUIET;
	const char *wrong = NULL;

	if ((a->id || a->watch) && (form > QUIET || a->path || a->probe || (a->id && a->watch)))
		wrong = a->id ? "--explain cannot be combined with other options" : "--watch cannot be combined with other options";
	else if (a->json + a->prometheus + a->svg > 1)
		wrong = "--json, --prometheus and --svg cannot be combined";
	else if (a->path && !*a->path)
		wrong = "--output needs the name of a file";
	else if (a->path && form <= QUIET)
		wrong = "--output needs --json, --prometheus or --svg";
	if (wrong) {
		log_plain(LOG_ERR, "%s", wrong);
		return EXIT_USAGE;
	}
	return a->id ? explain_id(a->id) : a->watch ? live_run() : look(form, a->path, a->probe);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "explain", required_argument, NULL, 'e' },
		{ "json", no_argument, NULL, 'j' }, { "prometheus", no_argument, NULL, 'p' },
		{ "output", required_argument, NULL, 'o' }, { "probe", no_argument, NULL, 'P' },
		{ "svg", no_argument, NULL, 's' },
		{ "watch", no_argument, NULL, 'w' }, { "metrics", no_argument, NULL, 'm' }, { 0 }
	};
	struct asked a = { 0 };
	int c, r;

	log_open("tbnet-status");
	conf_read();	/* what is wrong is a finding */
	log_set_level(LOG_INFO);	/* TBNET_LOG_LEVEL is for logs; less than this is -q */
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		if (c == 'e')
			a.id = optarg;
		else if (c == 'o')
			a.path = optarg;
		else
			*(c == 'P' ? &a.probe : c == 'w' ? &a.watch : c == 'j' ? &a.json : c == 's' ? &a.svg : &a.prometheus) = true;
		if (c == 'm')
			a.path = conf_text(CONF_METRICS);
	}
	if (c == 0)
		return r;
	if (!options_end(argc, argv))
		return EXIT_USAGE;
	return run(&a);
}
