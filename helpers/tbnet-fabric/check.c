/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: print how the running fabric differs from its settings. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "fabriclook.h"
#include "left.h"
#include "options.h"
#include "survey.h"
#include "verbs.h"

static void print_fact(const struct fabric_fact *fact, void *data)
{
	bool *degraded = data;

	*degraded |= fact->wrong;
	printf("%s: %s%s%s\n", fact->subject, fact->what, fact->next ? "; next: " : "", fact->next ? fact->next : "");
}

/* True if something is. */
static bool print_left(void)
{
	struct fabric_left left;
	int r = fabric_left(&left);

	if (r < 0)
		printf("FRR: " LEFT_FRR_LOCAL " cannot be compared with " LEFT_FRR ": %s\n", strerror(-r));
	else if (r > 0)
		printf("FRR: " LEFT_FRR_LOCAL " has router openfabric %s, but no interface is in it: its fabric was deleted, or was never applied; "
		       "next: %s, then: pvesh set /cluster/sdn, or, to have it again: tbnet-fabric apply\n", left.name,
		       left.marked ? "tbnet-fabric undo" : "remove it there");
	return r != 0;
}

int verb_check(const struct fabric *fabric, struct nl_sock *sock)
{
	bool degraded = print_left();
	struct fabric none;
	struct fabric_frr frr;
	int r;

	if (!fabric)	/* without settings there is nothing else to look at, which fabric_read() says */
		return options_printed(degraded ? EXIT_PARTLY : fabric_read(&none) == -ENOMEM ? EXIT_FAILED : EXIT_USAGE);
	fabric_ask_frr(&frr);
	fabric_ask_bfd(fabric, &frr);
	fabric_look(fabric, sock, &frr, conf_number(CONF_MTU), print_fact, &degraded);
	fabric_frr_free(&frr);
	fflush(stdout);
	r = survey_check(sock, fabric);
	degraded |= r < 0;
	if (r < 0 && r != -EINVAL)	/* survey_check() has logged that */
		printf("cannot read the addresses of this machine: %s\n", strerror(-r));
	return options_printed(degraded ? EXIT_PARTLY : EXIT_DONE);
}
