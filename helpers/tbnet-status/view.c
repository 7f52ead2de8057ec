/* SPDX-License-Identifier: GPL-2.0-or-later */
/* view: look at the node once, and run the checks. */
#include "view.h"

#include "cleanup.h"

int view_take(bool probe, struct view *ret)
{
	_cleanup_(host_free) struct host host = { 0 };
	struct findings findings = { 0 };
	int r = host_read(&host);

	if (r == 0 && probe) {
		doctor_begin(&host);
		r = probe_links(&host);
		doctor_end(&host);
	}
	if (r == 0)
		r = findings_make(&host, &findings);
	if (r < 0)
		return r;
	*ret = (struct view){ .host = host, .findings = findings };
	host = (struct host){ 0 };
	return 0;
}

void view_free(struct view *v)
{
	findings_free(&v->findings);
	host_free(&v->host);
}
