/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-status: the whole picture of the mesh from this node, and the exact next step. */
#include <errno.h>
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
#include "view.h"
#include "wrap.h"

static const char help[] =
	"Usage: tbnet-status [--probe] [--json | --prometheus [--output=FILE]]\n"
	"       tbnet-status --watch\n"
	"       tbnet-status --explain=ID\n"
	"Shows controllers, links, peers, addresses and routes of this node, and what is\n"
	"wrong: worst first, each with its cause and the next command.\n"
	"\n"
	"  --probe       also asks the neighbours, over each link by itself: 3 s at most\n"
	"  --watch       shows it anew when something has changed, until Ctrl-C\n"
	"  --json        for programs; the form is in tbnet-status(8)\n"
	"  --prometheus  metrics for node_exporter's textfile collector\n"
	"  --output=FILE writes that, or JSON, to a file that is replaced whole\n"
	"  --explain=ID  the page on a finding, F1 to F27; \"all\" for all of them\n"
	"  --debug       say more\n"
	"  --help, --version\n"
	"Exit status: 0 all well, 3 degraded, 1 could not tell.\n";

static int explain_id(const char *id)
{
	const struct page *page = page_find(id);

	if (strcmp(id, "all") == 0) {
		for (unsigned i = 0; (page = page_at(i)); i++) {
			fputs(i ? "\n" : "", stdout);
			page_print(page);
		}
	} else if (page) {
		page_print(page);
	} else {
		log_plain(LOG_ERR, "--explain: \"%s\" is none of F1 to F27, or all", id);
		return EXIT_USAGE;
	}
	return options_printed(EXIT_DONE);
}

enum form { TEXT, JSON, PROMETHEUS };

static int print(const struct view *v, enum form form, const char *path)
{
	struct output o;
	int r = output_open(path, &o), written = 0;

	if (r < 0)
		return r;
	colour_open(o.f);
	if (form == JSON)
		written = json_print(o.f, &v->host, &v->findings);
	else if (form == PROMETHEUS)
		prometheus_print(o.f, &v->host, &v->findings);
	else
		report_print(o.f, &v->host, &v->findings);
	r = output_close(&o, written == 0);
	return written < 0 ? written : r;
}

static int look(enum form form, const char *path, bool probe)
{
	_cleanup_(view_free) struct view view = { 0 };
	int r = view_take(probe, &view);

	if (r == -EINVAL)
		return EXIT_USAGE;
	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot tell");
		return EXIT_FAILED;
	}
	r = print(&view, form, path);
	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot write %s", path ? path : "to stdout");
		return EXIT_FAILED;
	}
	return findings_degraded(&view.findings) ? EXIT_PARTLY : EXIT_DONE;
}

/* Runs what the options ask for. */
static int run(enum form form, const char *path, const char *id, bool probe, bool watch)
{
	if ((id || watch) && (form != TEXT || path || probe || (id && watch))) {
		log_plain(LOG_ERR, "%s stands alone", id ? "--explain" : "--watch");
		return EXIT_USAGE;
	}
	if (path && !*path) {
		log_plain(LOG_ERR, "--output needs the name of a file");
		return EXIT_USAGE;
	}
	if (path && form == TEXT) {
		log_plain(LOG_ERR, "--output needs --json or --prometheus");
		return EXIT_USAGE;
	}
	return id ? explain_id(id) : watch ? live_run() : look(form, path, probe);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "explain", required_argument, NULL, 'e' },
		{ "json", no_argument, NULL, 'j' }, { "prometheus", no_argument, NULL, 'p' },
		{ "output", required_argument, NULL, 'o' }, { "probe", no_argument, NULL, 'P' },
		{ "watch", no_argument, NULL, 'w' }, { 0 }
	};
	const char *id = NULL, *path = NULL;
	enum form form = TEXT;
	bool probe = false, watch = false;
	int c, r;

	log_open("tbnet-status");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		if (c == 'e')
			id = optarg;
		else if (c == 'o')
			path = optarg;
		else if (c == 'P')
			probe = true;
		else if (c == 'w')
			watch = true;
		else
			form = c == 'j' ? JSON : PROMETHEUS;
	}
	if (c == 0)
		return r;
	if (argc != optind) {
		log_plain(LOG_ERR, "takes no arguments");
		return EXIT_USAGE;
	}
	return run(form, path, id, probe, watch);
}
