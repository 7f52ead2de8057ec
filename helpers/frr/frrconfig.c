/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frrconfig: what FRR's configuration says of routers and interfaces.
 *
 * interface en05			router openfabric tb4
 *  ip router openfabric tb4		 lsp-gen-interval 1
 *  openfabric passive			exit
 * exit
 *
 * The indentation is FRR's own; this parser does not need it. */
#include "frrconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "words.h"

#define MAX	1024	/* interfaces, and routers; 64 links are many */

struct reader {
	struct frr_config *config;
	struct frr_interface *interface;	/* whose lines these are; NULL: none */
	struct frr_router *router;
	unsigned line;
};

static bool copy(char *to, size_t size, const char *word)
{
	if (!word || strlen(word) >= size || !text_is_clean(word))
		return false;
	memcpy(to, word, strlen(word) + 1);
	return true;
}

static int begin_interface(struct reader *r, const char *name)
{
	struct frr_config *c = r->config;
	struct frr_interface new = { .line = r->line };

	r->router = NULL;
	r->interface = NULL;
	if (!name || !text_is_ifname(name) || !copy(new.name, sizeof(new.name), name))
		return 0;
	for (size_t i = 0; i < c->n_interfaces && !r->interface; i++)
		if (strcmp(c->interfaces[i].name, name) == 0)
			r->interface = &c->interfaces[i];
	if (r->interface || c->n_interfaces == MAX)
		return 0;
	if (GROW(&c->interfaces, c->n_interfaces) < 0)
		return -ENOMEM;
	c->interfaces[c->n_interfaces] = new;
	r->interface = &c->interfaces[c->n_interfaces++];
	return 0;
}

static int begin_router(struct reader *r, const char *protocol, const char *name)
{
	struct frr_config *c = r->config;
	struct frr_router new = { .lsp_gen = FRR_LSP_GEN_DEFAULT };

	r->interface = NULL;
	r->router = NULL;
	if (!protocol || c->n_routers == MAX ||
	    (strcmp(protocol, "openfabric") == 0 && !copy(new.name, sizeof(new.name), name)))
		return 0;
	if (GROW(&c->routers, c->n_routers) < 0)
		return -ENOMEM;
	c->routers[c->n_routers] = new;
	r->router = &c->routers[c->n_routers++];
	return 0;
}

/* "ip router openfabric tb4", "ipv6 router openfabric tb4", "ip ospf area 0", "ipv6 ospf6 area 0", "openfabric passive" */
static void set_interface(struct frr_interface *i, char *const w[4])
{
	bool ip = strcmp(w[0], "ip") == 0 || strcmp(w[0], "ipv6") == 0;
	bool ospf = ip && (strcmp(w[1], "ospf") == 0 || strcmp(w[1], "ospf6") == 0);

	if (ip && strcmp(w[1], "router") == 0 && strcmp(w[2], "openfabric") == 0)
		i->runs = copy(i->router, sizeof(i->router), w[3]);
	i->runs |= ospf && strcmp(w[2], "area") == 0;
	i->bfd |= strcmp(w[0], "openfabric") == 0 && strcmp(w[1], "bfd") == 0;
	if (strcmp(w[0], "openfabric") == 0 && strcmp(w[1], "metric") == 0)
		text_to_uint(w[2], 0, FRR_METRIC_MAX, &i->metric);
	if (strcmp(w[0], "openfabric") == 0 && strcmp(w[1], "hello-multiplier") == 0)
		text_to_uint(w[2], 2, 100, &i->hellos);
	if (strcmp(w[0], "openfabric") == 0 && strcmp(w[1], "password") == 0)
		copy(i->password, sizeof(i->password), w[3]);
	i->passive |= (ospf && strcmp(w[2], "passive") == 0) || (strcmp(w[0], "openfabric") == 0 && strcmp(w[1], "passive") == 0);
}

static int parse_line(struct reader *r, char *line)
{
	static char none[] = "";
	char *w[4] = { none, none, none, none }, *save = NULL;

	for (size_t i = 0; i < 4; i++) {
		char *word = strtok_r(i ? NULL : line, " \t\r", &save);

		if (!word)
			break;
		w[i] = word;
	}
	if (strcmp(w[0], "interface") == 0)
		return begin_interface(r, w[1]);
	if (strcmp(w[0], "router") == 0)
		return begin_router(r, w[1], w[2]);
	if (strcmp(w[0], "exit") == 0 || strcmp(w[0], "end") == 0) {
		r->interface = NULL;
		r->router = NULL;
	} else if (r->interface) {
		set_interface(r->interface, w);
	} else if (r->router && strcmp(w[0], "lsp-gen-interval") == 0) {
		text_to_uint(w[1], 1, 120, &r->router->lsp_gen);
	} else if (r->router && strcmp(w[0], "net") == 0) {
		copy(r->router->net, sizeof(r->router->net), w[1]);
	} else if (r->router && strcmp(w[0], "domain-password") == 0) {
		copy(r->router->password, sizeof(r->router->password), w[2]);
	} else if (r->router && strcmp(w[0], "set-overload-bit") == 0) {
		r->router->overloaded = true;
	}
	return 0;
}

int frr_config_parse(char *text, struct frr_config *ret)
{
	struct frr_config c = { 0 };
	struct reader r = { .config = &c };
	int e = 0;

	for (char *next; *text && e == 0; text = next) {
		size_t n = strcspn(text, "\n");

		next = text + n + (text[n] == '\n');
		text[n] = '\0';
		r.line++;
		e = parse_line(&r, text);
	}
	if (e < 0)
		frr_config_free(&c);
	else
		*ret = c;
	return e;
}

void frr_config_free(struct frr_config *config)
{
	free(config->routers);
	free(config->interfaces);
	*config = (struct frr_config){ 0 };
}

const struct frr_router *frr_router(const struct frr_config *config, const char *name)
{
	for (size_t i = 0; i < config->n_routers; i++)
		if (strcmp(config->routers[i].name, name) == 0)
			return &config->routers[i];
	return NULL;
}

const struct frr_interface *frr_interface(const struct frr_config *config, const char *name)
{
	for (size_t i = 0; i < config->n_interfaces; i++)
		if (strcmp(config->interfaces[i].name, name) == 0)
			return &config->interfaces[i];
	return NULL;
}

/* "password md5 WORD", and "domain-password" with it: the word becomes "***". */
void frr_mask(char *text)
{
	static const char key[] = "password ";

	for (char *p = strstr(text, key); p; p = strstr(p, key)) {
		char *word = p + sizeof(key) - 1;
		size_t n;

		word += strcspn(word, " \n");	/* md5 */
		word += *word == ' ';
		n = strcspn(word, " \n");
		p = word + (n < 3 ? n : 3);
		memset(word, '*', (size_t)(p - word));
		memmove(p, word + n, strlen(word + n) + 1);
	}
}
