/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: the fabric as it runs, against what it should be, for people. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "fabriclook.h"
#include "options.h"
#include "survey.h"
#include "verbs.h"

static void print_fact(const struct fabric_fact *fact, void *data)
{
	bool *degraded = data;

	*degraded |= fact->wrong;
	printf("%s: %s%s%s\n", fact->subject, fact->what, fact->next ? "; next: " : "", fact->next ? fact->next : "");
}

int verb_check(const struct fabric *fabric, struct nl_sock *sock)
{
	struct fabric_frr frr;
	bool degraded = false;
	int r;

	fabric_ask_frr(&frr);
	fabric_look(fabric, sock, &frr, conf_number(CONF_MTU), print_fact, &degraded);
	fabric_frr_free(&frr);
	fflush(stdout);
	r = survey_check(sock, fabric);
	degraded |= r < 0;
	if (r < 0 && r != -EINVAL)	/* that is said */
		printf("the addresses of this machine cannot be looked at: %s\n", strerror(-r));
	return options_printed(degraded ? EXIT_PARTLY : EXIT_DONE);
}
