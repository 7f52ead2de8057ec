/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz netlink: whatever messages come, each is read to its own end, and what is kept of them is within its bounds. The
 * input is a dump; every parser has all of it. */
#include "fuzz.h"

#include "lib/link.c"
#include "lib/address.c"
#define parse_route parse_route_to
#include "tbnet-fabric/route.c"
#undef parse_route
#include "tbnet-status/routes.c"
#define look look_for_neighbours
#include "tbnet-status/targets.c"
#undef look

/* As libnl gives them: whole, each in memory of just its size. */
static void each_message(const uint8_t *data, size_t size, int (*parser)(struct nlmsghdr *h, void *data), void *p)
{
	struct nlmsghdr *all = malloc(size + 1), *h = all;
	int left = (int)size;

	must(all);
	memcpy(all, data, size);
	for (; nlmsg_ok(h, left); h = nlmsg_next(h, &left)) {
		struct nlmsghdr *one = malloc(h->nlmsg_len);

		must(one);
		memcpy(one, h, h->nlmsg_len);
		parser(one, p);
		free(one);
	}
	free(all);
}

static int on_link(const struct link *l, void *data)
{
	(void)data;
	must(memchr(l->name, '\0', sizeof(l->name)));
	return 0;
}

static int on_address(const char *text, void *data)
{
	struct targets *t = data;
	struct echo_address other;

	must(text_is_clean(text) && strchr(text, '/'));
	take_own(text, t, &other);
	return 0;
}

static void check_routes(struct host *n)
{
	must(n->n_routes <= ROUTES_MAX);
	for (size_t i = 0; i < n->n_routes; i++)
		must(text_is_clean(n->routes[i].to) && (!*n->routes[i].via || text_is_clean(n->routes[i].via)));
	free(n->routes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* of the first message: so every input has something for its own netdev */
	int ifindex = size > 20 ? data[20] : 1, index = 0;
	struct each_link links = { on_link, NULL };
	struct address_kept kept = { .n = 0 };
	struct keeping keeping = { ifindex, &kept };
	struct targets t = { 0 };
	struct each_address addresses = { ifindex, on_address, &t };
	struct look_for_neighbours neighbours = { ifindex, &t };
	struct host_port port = { .link.ifindex = ifindex };
	struct host n = { .ports = &port, .n_ports = 1 };
	struct look routes = { &n, &port };

	each_message(data, size, parse_each, &links);
	each_message(data, size, parse_address, &addresses);
	each_message(data, size, parse_kept, &keeping);
	must(kept.n <= sizeof(kept.all) / sizeof(*kept.all));
	each_message(data, size, parse_route_to, &index);
	each_message(data, size, parse_neighbor, &neighbours);
	must(t.n <= TARGETS_MAX && t.n_own <= TARGETS_MAX);
	each_message(data, size, parse_route, &routes);
	check_routes(&n);
	return 0;
}
