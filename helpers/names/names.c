/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names: find the name that a port should have.
 *
 * Of n controllers the first one's names are en05, en(05 + n), en(05 + 2n), …, the second one's
 * en06, en(06 + n), …: no two controllers ask for one name. The first of them is the
 * controller's, for whichever port has a cable; while that is in use, another cable gets
 * the next. A netdev keeps such a name for its life. Of two that have none yet, the
 * one that the kernel registered first (ifindex) comes first: the later one always sees
 * the earlier, so that two workers of udev never want one name. */
#include "names.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"
#include "text.h"

#define FIRST	5	/* en05: what the guide begins with */
#define LAST	99
#define STEPS	(LAST - FIRST + 1)
#define OWN_FILE "00-tbnet-port.link"	/* the package's, for a port with a name of its own */

/* The name number k of the controller; false: there are no more. */
static bool candidate(const struct names *names, unsigned k, char ret[IFNAMSIZ])
{
	size_t n = names->controllers->n, at = controllers_find(names->controllers, names->controller);
	unsigned number = FIRST + (unsigned)(at % (n ? n : 1)) + k * (unsigned)(n ? n : 1);

	if (number > LAST)
		return false;
	/* snprintf() would cost udev a thousand instructions for each */
	memcpy(ret, "en00", sizeof("en00"));
	ret[2] += (char)(number / 10);
	ret[3] += (char)(number % 10);
	return true;
}

/* The controller's name, which may be taken by something else. */
static void controller_name(const struct names *names, char ret[IFNAMSIZ])
{
	const char *name = record_name(names->record, names->controller, 0);

	if (name) {
		memcpy(ret, name, strlen(name) + 1);
		return;
	}
	for (unsigned k = 0; candidate(names, k, ret); k++)
		if (!record_is_elsewhere(names->record, names->controllers, ret, names->controller, 0))
			return;
	*ret = '\0';
}

/* True if a netdev at this port that is called so may stay so. */
static bool is_named(const struct names *names, const char *base, const char *name, unsigned port)
{
	size_t n = names->controllers->n, at = controllers_find(names->controllers, names->controller) + FIRST;
	unsigned number = 0;

	if (strncmp(name, "en", 2) == 0 && strlen(name) == sizeof("en00") - 1)
		text_to_uint(name + 2, 0, LAST, &number);
	/* not the first, which is the controller's only if that is its base */
	if (strcmp(name, base) != 0 && (!n || number < at + n || (number - at) % n))
		return false;
	return !record_is_elsewhere(names->record, names->controllers, name, names->controller, port);
}

/* 1 if a netdev has the name, other than these cables and this one (own): another program may have given it the name since
 * the cables were read. 0, or a negative errno. */
static int has_netdev(const struct names *names, const char *name, unsigned own)
{
	static const char folder[] = "/sys/class/net/";
	char path[sizeof(folder) + IFNAMSIZ] = "/sys/class/net/";
	char other[IF_NAMESIZE];
	size_t n = strlen(name);
	unsigned ifindex;

	if (n >= IFNAMSIZ)
		return 0;	/* no interface can have it */

	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->cables[i].name, name) == 0)
			return 0;
	memcpy(path + sizeof(folder) - 1, name, n + 1);
	if (access(path, F_OK) == 0)
		return !own || if_nametoindex(name) != own;
	ifindex = if_nametoindex(name);	/* knows alternative names, too, which sysfs has not */
	if (!ifindex)
		return sysfs_is_trouble(-errno) ? -errno : 0;
	for (size_t i = 0; i < names->n; i++)
		if (names->cables[i].ifindex == ifindex)
			return 0;
	return if_indextoname(ifindex, other) && strcmp(other, name) != 0;
}

/* The facts of a netdev at the port that .link files match. */
static struct link_target target_of(const struct names *names, unsigned port)
{
	struct link_target target = { .controller = names->controller, .port = port };

	for (size_t i = 0; i < names->n; i++)
		if (names->cables[i].port == port)
			target.mac = names->cables[i].mac;
	return target;
}

/* 1 if something else than these cables has the name, also as an alternative name, or a .link file gives it to
 * something else; 0, or a negative errno. */
static int is_taken(const struct names *names, const char *name, unsigned port, unsigned ifindex)
{
	const struct link_target target = target_of(names, port);
	int r = has_netdev(names, name, ifindex);

	return r ? r : link_files_give_away(names->files, names->controllers, &target, name);
}

struct used {
	char v[STEPS][IFNAMSIZ];
	size_t n;
};

/* 1, 0, or a negative errno. */
static int is_free(const struct names *names, const struct used *used, const char *name, unsigned port, unsigned ifindex)
{
	int r;

	if (!*name)
		return false;
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->cables[i].name, name) == 0 && names->cables[i].ifindex != ifindex)
			return false;
	for (size_t i = 0; used && i < used->n; i++)
		if (strcmp(used->v[i], name) == 0)
			return false;
	r = is_taken(names, name, port, ifindex);
	return r < 0 ? r : !r;
}

/* The first name that is free for a port without one; "": there is none. */
static int pick(const struct names *names, const char *base, const struct used *used, unsigned port,
		unsigned ifindex, char ret[IFNAMSIZ])
{
	bool more = true;

	memcpy(ret, base, strlen(base) + 1);
	for (unsigned k = 1; more; k++) {
		bool elsewhere = record_is_elsewhere(names->record, names->controllers, ret, names->controller, port);
		int r = elsewhere ? 0 : is_free(names, used, ret, port, ifindex);

		if (r)
			return r < 0 ? r : 0;
		more = candidate(names, k, ret);
	}
	*ret = '\0';
	return 0;
}

/* The next netdev after this ifindex that was registered before the one asked for, and is to get a name, too. */
static const struct machine_netdev *next_nameless(const struct names *names, const char *base, unsigned after, unsigned before)
{
	const struct machine_netdev *next = NULL;

	for (size_t i = 0; i < names->n; i++) {
		const struct machine_netdev *c = &names->cables[i];

		if (c->ifindex > after && (!before || c->ifindex < before) && (!next || c->ifindex < next->ifindex) &&
		    !record_name(names->record, names->controller, c->port) && !is_named(names, base, c->name, c->port))
			next = c;
	}
	return next;
}

/* For a port without a name in the record. */
static int choose(const struct names *names, const char *base, unsigned port, unsigned ifindex, struct names_answer *m)
{
	const struct machine_netdev *c = NULL;
	struct used used = { .n = 0 };

	for (size_t i = 0; ifindex && i < names->n; i++)
		if (names->cables[i].ifindex == ifindex && is_named(names, base, names->cables[i].name, port)) {
			memcpy(m->name, names->cables[i].name, sizeof(m->name));
			return 0;
		}
	while (used.n < STEPS && (c = next_nameless(names, base, c ? c->ifindex : 0, ifindex))) {
		int r = pick(names, base, &used, c->port, c->ifindex, m->name);

		if (r < 0)
			return r;
		memcpy(used.v[used.n++], m->name, sizeof(m->name));
	}
	return pick(names, base, &used, port, ifindex, m->name);
}

/* True if an administrator's file matches this port alone of those that have a cable: it wins
 * over the name of its own that the port would have. */
static bool has_own_file(const struct names *names, unsigned port)
{
	struct link_target target = target_of(names, port);
	const struct link_file *f = link_files_find(names->files, &target, NULL);
	const char *ours = record_file(names->controller);

	/* Behind the package's file for this controller it would not be asked. Before OWN_FILE udev asks it anyway, and its condition may
	 * not hold. */
	if (!f || link_file_is_packaged(f) || (ours && strcmp(f->base, ours) > 0) || (f->conditional && strcmp(f->base, OWN_FILE) < 0))
		return false;
	for (size_t i = 0; i < names->n; i++) {
		target = target_of(names, names->cables[i].port);
		if (target.port != port && link_file_matches(f, &target))
			return false;
	}
	return true;
}

int names_meant(const struct names *names, unsigned port, unsigned ifindex, struct names_answer *ret)
{
	const char *recorded = port ? record_name(names->record, names->controller, port) : NULL;
	struct names_answer m = { .own = false };
	int r;

	controller_name(names, m.base);
	memcpy(m.wanted, m.base, sizeof(m.wanted));
	if (recorded)
		memcpy(m.wanted, recorded, strlen(recorded) + 1);
	r = recorded ? is_free(names, NULL, recorded, port, ifindex) : choose(names, m.base, port, ifindex, &m);
	if (r < 0)
		return r;
	if (recorded && r > 0)
		memcpy(m.name, recorded, strlen(recorded) + 1);
	m.own = strcmp(m.name, m.base) != 0 && !has_own_file(names, port);
	*ret = m;
	return 0;
}
