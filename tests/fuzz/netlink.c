/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz netlink: whatever messages come, each is read to its own end, and what is kept of them is within its bounds. The
 * input is a dump; every parser has all of it. */
#include "fuzz.h"

#include "lib/link.c"
#include "lib/address.c"
#define add keep_add
#define add_route keep_route
#define restore keep_restore_one
#include "reset/keep.c"
#undef add
#undef add_route
#undef restore
#define add add_path
#define add_all add_paths
#define parse_route parse_route_to
#define ask ask_route
#include "fabric/route.c"
#undef add
#undef add_all
#undef parse_route
#undef ask
#include "host/routes.c"
#define look look_for_neighbors
#include "probe/targets.c"
#undef look

/* For routes_read(), which nobody calls here. */
bool host_usable(const struct host *n, const struct host_port *p)
{
	return n && p;
}

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

static int on_address(const char *text, unsigned flags, void *data)
{
	struct targets *t = data;
	struct echo_address other;

	(void)flags;
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
	int ifindex = size > 20 ? data[20] : 1;
	struct each_link links = { on_link, NULL };
	_cleanup_keep_ struct keep kept = { 0 };
	struct reading keeping = { .netdevs = { ifindex }, .n = 1, .k = &kept };
	struct route_paths paths = { .n = 0 };
	struct targets t = { 0 };
	struct each_address addresses = { ifindex, on_address, &t };
	struct look_for_neighbors neighbors = { ifindex, &t };
	struct host_port port = { .link.ifindex = ifindex };
	struct host n = { .ports = &port, .n_ports = 1 };
	struct look routes = { &n, &port };

	each_message(data, size, parse_each, &links);
	each_message(data, size, parse_address, &addresses);
	each_message(data, size, parse, &keeping);
	must(kept.n <= size / sizeof(struct nlmsghdr) && kept.bytes <= BYTES_MAX + size);
	each_message(data, size, parse_route_to, &paths);
	must(paths.n <= ROUTE_PATHS);
	each_message(data, size, parse_neighbor, &neighbors);
	must(t.n <= TARGETS_MAX && t.n_own <= TARGETS_MAX);
	each_message(data, size, parse_route, &routes);
	check_routes(&n);
	return 0;
}
