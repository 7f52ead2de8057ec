/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-status: the whole picture of the mesh from this node, and the exact next step. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "cleanup.h"
#include "conf.h"
#include "findings.h"
#include "json.h"
#include "log.h"
#include "options.h"
#include "pages.h"
#include "report.h"

static const char help[] =
	"Usage: tbnet-status [--json]\n"
	"       tbnet-status --explain=ID\n"
	"Shows controllers, links, peers, addresses and routes of this node, and what is\n"
	"wrong: worst first, each with its cause and the next command.\n"
	"\n"
	"  --json        for programs; the form is in tbnet-status(8)\n"
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
	return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int print(const struct host *node, const struct findings *findings, bool json)
{
	if (!json)
		report_print(stdout, node, findings);
	else if (json_print(stdout, node, findings) < 0)
		return -EIO;
	return fflush(stdout) == 0 ? 0 : -EIO;
}

static int look(bool json)
{
	_cleanup_(findings_free) struct findings findings = { 0 };
	_cleanup_(host_free) struct host node = { 0 };
	int r = host_read(&node);

	if (r == -EINVAL)
		return EXIT_USAGE;
	if (r == 0)
		r = findings_make(&node, &findings);
	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot tell");
		return EXIT_FAILED;
	}
	if (print(&node, &findings, json) < 0)
		return EXIT_FAILED;
	return findings_degraded(&findings) ? EXIT_PARTLY : EXIT_DONE;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "explain", required_argument, NULL, 'e' },
		{ "json", no_argument, NULL, 'j' }, { 0 }
	};
	const char *id = NULL;
	bool json = false;
	int c, r;

	log_open("tbnet-status");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		if (c == 'e')
			id = optarg;
		else
			json = true;
	}
	if (c == 0)
		return r;
	if (argc != optind) {
		log_plain(LOG_ERR, "takes no arguments");
		return EXIT_USAGE;
	}
	return id ? explain_id(id) : look(json);
}
