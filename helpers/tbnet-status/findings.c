/* SPDX-License-Identifier: GPL-2.0-or-later */
/* findings: put what the checks found into words, worst first. */
#include "findings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "conf.h"
#include "text.h"

struct hits {
	const struct host *node;
	const struct check *check;
	struct findings *findings;
	int error;
};

struct words_of {
	const struct host *n;
	const struct host_port *p;
	const char *const *own;
	bool quoted;		/* for a command that people paste into a shell */
};

/* A file may be called "$(reboot)". */
static void put_text(FILE *f, const struct words_of *w, const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%_+=:,./-";

	if (!w->quoted || strspn(s, plain) == strlen(s)) {
		fputs(s, f);
		return;
	}
	fputc('\'', f);
	for (; *s; s++)
		if (*s == '\'')
			fputs("'\\''", f);
		else
			fputc(*s, f);
	fputc('\'', f);
}

/* One placeholder, with its name of LEN bytes. */
static void put_word(FILE *f, const struct words_of *w, const char *name, size_t len)
{
	const struct host_port *p = w->p;

	if (len == 1 && *name >= '1' && *name <= '3')
		put_text(f, w, w->own[*name - '1'] ? w->own[*name - '1'] : "");
	else if (strncmp(name, "wanted", len) == 0)
		fprintf(f, "%u", !w->n ? (unsigned)MTU_DEFAULT : p ? host_mtu(w->n, p) : w->n->mtu);
	else if (p && strncmp(name, "if", len) == 0)
		put_text(f, w, p->netdev ? p->netdev->name : "");
	else if (p && strncmp(name, "place", len) == 0)
		fprintf(f, "port %u of %s", p->number, p->controller->address);
	else if (p && strncmp(name, "peer", len) == 0)
		put_text(f, w, host_peer(p));
	else if (p && strncmp(name, "mtu", len) == 0)
		fprintf(f, "%u", p->link.mtu);
}

static char *expand(const char *text, const struct words_of *w)
{
	char *s = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&s, &size);

	if (!f)
		return NULL;
	for (const char *end; *text; text++) {
		if (*text == '{' && (end = strchr(text, '}'))) {
			put_word(f, w, text + 1, (size_t)(end - text) - 1);
			text = end;
		} else {
			fputc(*text, f);
		}
	}
	if (text_finish(f, &s) < 0)
		return NULL;
	text_defuse(s);
	return s;
}

void finding_free(struct finding *f)
{
	free(f->subject);
	free(f->what);
	free(f->why);
	free(f->next);
	free(f->then);
	*f = (struct finding){ 0 };
}

static int make(const struct check *check, struct words_of *w, struct finding *ret)
{
	struct finding f = { .check = check };

	f.subject = expand(w->p && w->p->netdev ? "{if}" : w->p ? "{place}" : "", w);
	f.what = expand(check->what, w);
	f.why = expand(check->why, w);
	/* "{3}" alone is a command as it stands */
	w->quoted = *check->next != '{';
	f.next = expand(check->next, w);
	f.then = expand(check->then ? check->then : "", w);
	if (f.subject && f.what && f.why && f.next && f.then) {
		*ret = f;
		return 0;
	}
	finding_free(&f);
	return -ENOMEM;
}

void hit(struct hits *hits, const struct host_port *p, const char *a, const char *b, const char *c)
{
	struct words_of w = { .n = hits->node, .p = p, .own = (const char *const[]){ a, b, c } };
	struct finding f;

	if (!hits->error)
		hits->error = make(hits->check, &w, &f);
	if (hits->error)
		return;
	if (GROW(&hits->findings->v, hits->findings->n) < 0) {
		finding_free(&f);
		hits->error = -ENOMEM;
		return;
	}
	hits->findings->v[hits->findings->n++] = f;
}

int finding_example(const struct check *check, struct finding *ret)
{
	static const struct machine_controller controller = { .address = "0000:00:0d.2" };
	static const struct machine_port port = { .peer_name = "n2" };
	static const struct machine_netdev netdev = { .name = "en05" };
	static const struct host_port p = {
		.controller = &controller, .port = &port, .netdev = &netdev, .number = 1, .link = { .mtu = 1500 },
	};
	struct words_of w = { .p = &p, .own = check->example };

	return make(check, &w, ret);
}

/* Worst first; of the same weight in the order of the table, then as they were found. */
static int by_weight(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->check->severity != y->check->severity)
		return x->check->severity < y->check->severity ? -1 : 1;
	if (x->check != y->check)
		return x->check < y->check ? -1 : 1;
	return strcmp(x->subject, y->subject);
}

int findings_make(const struct host *n, struct findings *ret)
{
	struct findings f = { 0 };
	struct hits hits = { .node = n, .findings = &f };

	for (size_t i = 0; i < n_checks; i++) {
		hits.check = &checks[i];
		checks[i].look(n, &hits);
	}
	if (hits.error) {
		findings_free(&f);
		return hits.error;
	}
	if (f.n)
		qsort(f.v, f.n, sizeof(*f.v), by_weight);
	*ret = f;
	return 0;
}

void findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		finding_free(&f->v[i]);
	free(f->v);
	*f = (struct findings){ 0 };
}

bool findings_degraded(const struct findings *f)
{
	/* worst first */
	return f->n && f->v[0].check->severity != NOTE;
}

const char *severity_name(enum severity s)
{
	static const char *const names[N_SEVERITIES] = { "error", "warning", "note" };

	return names[s];
}
