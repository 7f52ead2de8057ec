/* SPDX-License-Identifier: GPL-2.0-or-later */
/* interfaces: what interfaces(5) says about one interface: its own stanzas, and what stands on it.
 *
 * Several sections of one interface add up, for both tools. */
#include "interfaces.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "lines.h"

/* Addresses of this section are sure to be there after ifup. */
static bool has_addresses(const struct sections *all, const struct section *s)
{
	return s->sure && (strcmp(s->method, "static") == 0 ||
			   (!all->classic && (!*s->method || strcmp(s->method, "manual") == 0)));
}

static int add_address(struct stanza *stanza, const char *value)
{
	size_t n = strcspn(value, "/ \t");
	char word[INET6_ADDRSTRLEN], text[INET6_ADDRSTRLEN];
	unsigned char binary[16];
	int family;

	if (n >= sizeof(word) || stanza->n_addresses == INTERFACES_ADDRESSES)
		return 0;
	memcpy(word, value, n);
	word[n] = '\0';
	family = strchr(word, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(family, word, binary) != 1 || !inet_ntop(family, binary, text, sizeof(text)))
		return 0;	/* the tool complains */
	stanza->addresses[stanza->n_addresses] = strdup(text);
	return stanza->addresses[stanza->n_addresses++] ? 0 : -ENOMEM;
}

static int add_addresses(const struct sections *all, const struct section *s, struct stanza *stanza)
{
	const char *inherited = section_option(all, s, "address");
	int r = 0;
	bool own = false;

	for (size_t i = 0; i < s->n_options && r == 0; i++)
		if (strcmp(s->options[i].name, "address") == 0) {
			r = add_address(stanza, s->options[i].value);
			own = true;
		}
	return own || !inherited ? r : add_address(stanza, inherited);
}

/* Keeps the first word of the first value. */
static int keep_first(char **to, const char *value)
{
	if (*to || !value || !*value)
		return 0;
	*to = strndup(value, strcspn(value, " \t"));
	return *to ? 0 : -ENOMEM;
}

static int add(const struct sections *all, const struct section *s, struct stanza *stanza)
{
	const char *type = section_option(all, s, "link-type"), *ovs = section_option(all, s, "ovs-type");
	const char *mtu = section_option(all, s, ovs ? "ovs-mtu" : "mtu");
	int r = 0;

	if (!stanza->found || (stanza->unsure && s->sure)) {
		free(stanza->file);
		stanza->file = strdup(s->file);
		stanza->line = s->line;
		stanza->unsure = !s->sure;
		r = stanza->file ? 0 : -ENOMEM;
	}
	stanza->found = true;
	stanza->dummy |= type && section_has_word(type, "dummy");
	stanza->dhcp |= strcmp(s->method, "dhcp") == 0;
	stanza->ovs |= ovs != NULL;
	if (r == 0 && has_addresses(all, s))
		r = add_addresses(all, s, stanza);
	/* classic ifupdown goes through the sections one after the other, ifupdown2 takes the first mtu of all */
	if (all->classic && mtu)
		free(TAKE(stanza->mtu));
	if (r == 0)
		r = keep_first(&stanza->mtu, mtu);
	return r < 0 ? r : keep_first(&stanza->vrf, section_option(all, s, "vrf"));
}

const struct section *interfaces_section_with(const struct sections *all, const char *ifname, const char *address)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct section *s = &all->v[i];
		_cleanup_(interfaces_free) struct stanza one = { 0 };

		if (!section_is_of(all, s, ifname) || add_addresses(all, s, &one) < 0)
			continue;
		for (size_t k = 0; k < one.n_addresses; k++)
			if (strcmp(one.addresses[k], address) == 0)
				return s;
	}
	return NULL;
}

/* The kernel gives the slaves of a bond its MTU: that of a bond's section is theirs, too. */
static int add_bond_mtu(const struct sections *all, const char *ifname, struct stanza *stanza)
{
	_cleanup_(uppers_free) struct uppers uppers = { 0 };
	int r = stanza->mtu ? 0 : uppers_find(all, ifname, &uppers);

	for (size_t i = 0; i < uppers.n && r == 0; i++) {
		const struct section *s = uppers.v[i].section;

		if (uppers.v[i].kind != UPPER_BOND || stanza->mtu)
			continue;
		r = keep_first(&stanza->mtu, section_option(all, s, "mtu"));
		if (r == 0 && stanza->mtu && !stanza->file) {
			stanza->file = strdup(s->file);
			stanza->line = s->line;
			r = stanza->file ? 0 : -ENOMEM;
		}
	}
	return r;
}

int interfaces_stanza(const struct sections *all, const char *ifname, struct stanza *ret)
{
	struct stanza stanza = { 0 };
	int r = 0;

	for (size_t i = 0; i < all->n && r == 0; i++)
		if (section_is_of(all, &all->v[i], ifname))
			r = add(all, &all->v[i], &stanza);
	if (r == 0)
		r = add_bond_mtu(all, ifname, &stanza);
	if (r < 0)
		interfaces_free(&stanza);
	else
		*ret = stanza;
	return r;
}

int interfaces_find(const char *file, enum ifupdown tool, const char *ifname, struct stanza *ret)
{
	struct sections all;
	int r = sections_read(file, tool, &all);

	*ret = (struct stanza){ 0 };
	if (r < 0)
		return r;
	r = interfaces_stanza(&all, ifname, ret);
	if (r == 0 && !ret->found && all.template) {
		ret->unsure = true;
		free(ret->file);
		ret->file = strdup(file);
		r = ret->file ? 0 : -ENOMEM;
	}
	sections_free(&all);
	return r;
}

void interfaces_free(struct stanza *stanza)
{
	for (size_t i = 0; i < stanza->n_addresses; i++)
		free(stanza->addresses[i]);
	free(stanza->file);
	free(stanza->mtu);
	free(stanza->vrf);
	*stanza = (struct stanza){ 0 };
}

/* Each name once: several sections of one interface add up. */
static bool is_first(const struct sections *all, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(all->v[k].name, all->v[i].name) == 0)
			return false;
	return true;
}

int interfaces_each_router_id(const struct sections *all, router_id_func f, void *data)
{
	int r = 0;

	for (size_t i = 0; i < all->n; i++) {
		_cleanup_(interfaces_free) struct stanza stanza = { 0 };
		const char *name = all->v[i].name;
		int r2 = is_first(all, i) && sections_automatic(all, name) ? interfaces_stanza(all, name, &stanza) : 0;

		if (r2 == 0 && stanza.n_addresses && (stanza.dummy || strcmp(name, "lo") == 0))
			r2 = f(name, &stanza, data);
		r = r ? r : r2;
	}
	return r;
}

/* "en05.10", or any name with vlan-raw-device. */
static bool is_vlan_of(const struct sections *all, const struct section *s, const char *ifname)
{
	const char *raw = section_option(all, s, "vlan-raw-device"), *dot = strchr(s->name, '.');
	size_t n = strlen(ifname);

	if (raw)
		return section_has_word(raw, ifname);
	return dot && (size_t)(dot - s->name) == n && strncmp(s->name, ifname, n) == 0 && strspn(dot + 1, "0123456789") == strlen(dot + 1);
}

/* True if it stands on the interface, and how. */
static bool stands_on(const struct sections *all, const struct section *s, const char *ifname, enum upper_kind *ret)
{
	static const struct { const char *option; enum upper_kind kind; } lists[] = {
		{ "bridge-ports", UPPER_BRIDGE }, { "bond-slaves", UPPER_BOND }, { "bond-ports", UPPER_BOND }, { "slaves", UPPER_BOND },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (section_has_word(section_option(all, s, lists[i].option), ifname)) {
			*ret = lists[i].kind;
			return true;
		}
	*ret = UPPER_VLAN;
	return is_vlan_of(all, s, ifname);
}

static bool is_known(const struct uppers *u, const char *name)
{
	for (size_t i = 0; i < u->n; i++)
		if (strcmp(u->v[i].name, name) == 0)
			return true;
	return false;
}

int uppers_find(const struct sections *all, const char *ifname, struct uppers *ret)
{
	struct uppers u = { 0 };

	for (size_t i = 0; i < all->n; i++) {
		const struct section *s = &all->v[i];
		struct upper upper = { .section = s };
		/* of ifenslave, in the stanza of the link itself */
		const char *bond = all->classic && strcmp(s->name, ifname) == 0 ? section_option(all, s, "bond-master") : NULL, *name = bond ? bond : s->name;

		if (bond)
			upper.kind = UPPER_BOND;
		else if (!stands_on(all, s, ifname, &upper.kind))
			continue;
		upper.name = strndup(name, strcspn(name, ": \t"));
		if (upper.name && is_known(&u, upper.name)) {
			free(upper.name);
			continue;
		}
		if (!upper.name || GROW(&u.v, u.n) < 0) {
			free(upper.name);
			uppers_free(&u);
			return -ENOMEM;
		}
		u.v[u.n++] = upper;
	}
	*ret = u;
	return 0;
}

void uppers_free(struct uppers *u)
{
	for (size_t i = 0; i < u->n; i++)
		free(u->v[i].name);
	free(u->v);
	*u = (struct uppers){ 0 };
}

const struct upper *uppers_master(const struct uppers *u, unsigned n)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->v[i].kind != UPPER_VLAN && n-- == 0)
			return &u->v[i];
	return NULL;
}
