/* SPDX-License-Identifier: GPL-2.0-or-later */
/* look: check the stanza of an interface, for PVE's GUI and for the MTU. */
#include "look.h"

#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "interfaces.h"
#include "layout.h"
#include "text.h"

static void print_missing(const char *ifname, const struct stanza *s)
{
	printf("%s: no stanza in " INTERFACES_FILE, ifname);
	if (s->found && s->file)
		printf(", only in %s, which PVE's GUI does not read", s->file);
	printf("\n%s: next: tbnet-interfaces add %s\n", ifname, ifname);
}

/* Where it is, as FILE:LINE. */
static void print_place(const char *ifname, const struct layout *l, size_t line)
{
	printf("%s: " INTERFACES_FILE ":%zu: ", ifname, l->v[line].number);
}

static int print(const char *ifname, const struct layout *l, const struct stanza *s, unsigned mtu)
{
	size_t line = layout_iface(l, ifname, 0);
	unsigned is = 0;

	if (line == l->n) {
		print_missing(ifname, s);
		return 0;
	}
	if (s->mtu)
		text_defuse(s->mtu);
	print_place(ifname, l, line);
	if (!s->mtu && layout_is_bare(l, ifname, line)) {
		printf("no mtu, an ifreload may set 1500; next: tbnet-interfaces add %s\n", ifname);
		return 0;
	}
	if (!s->mtu) {
		printf("no mtu; next: add \"mtu %u\" to it, or an ifreload may set 1500\n", mtu);
		return 0;
	}
	if (text_to_uint(s->mtu, 0, 65535, &is) < 0 || is != mtu) {
		printf("mtu %s, and TBNET_MTU is %u; next: make them the same\n", s->mtu, mtu);
		return 0;
	}
	printf("right, mtu %u%s\n", mtu, layout_is_auto(l, ifname) ? "" : " (no auto line: ifup -a leaves it out)");
	return 1;
}

int look(const char *text, size_t size, const char *ifname, unsigned mtu)
{
	_cleanup_(layout_free) struct layout l = { 0 };
	_cleanup_(interfaces_free) struct stanza s = { 0 };
	int r = layout_read(text, size, &l);

	if (r == 0)
		r = interfaces_find(INTERFACES_FILE, IFUPDOWN_2, ifname, &s);
	if (r == 0 && s.file)
		text_defuse(s.file);
	return r < 0 ? r : print(ifname, &l, &s, mtu);
}

size_t look_for(const char *text, size_t size, const char *ifname)
{
	_cleanup_(layout_free) struct layout l = { 0 };
	size_t line = layout_read(text, size, &l) < 0 ? 0 : layout_iface(&l, ifname, 0);

	return line < l.n ? l.v[line].number : 0;
}
