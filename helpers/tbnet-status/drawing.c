/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drawing: draw the ring as this node sees it.
 *
 *     n3 ==en06== n1 ==en05== n2       = usable   - no login   x no interface, or down   . who was there is not
 */
#include "drawing.h"

#include <string.h>

#include "wrap.h"

#define NAME_WIDTH	16	/* of a host; less where the names of interfaces are long */

static const char *link_name(const struct host_port *p)
{
	return p->netdev ? p->netdev->name : p->gone ? p->gone->ifname : "??";
}

/* Columns for each of three hosts, or two, beside their arrows. */
static unsigned name_width(const struct host_port *const ends[2])
{
	unsigned room = wrap_columns() - 2, hosts = 1, width;

	for (size_t i = 0; i < 2 && ends[i]; i++, hosts++)
		room -= 6 + wrap_width(link_name(ends[i]));
	width = room / hosts;
	return width < NAME_WIDTH ? width : NAME_WIDTH;
}

/* At most so many characters of it. */
static void put_name(FILE *f, const char *name, unsigned width)
{
	unsigned w = 0;

	for (; *name; name++) {
		if (((unsigned char)*name & 0xc0) != 0x80 && ++w > width)
			break;
		fputc(*name, f);
	}
}

static char line_of(const struct host *n, const struct host_port *p)
{
	if (p->gone)
		return '.';
	if (host_usable(n, p))
		return '=';
	return p->there && link_is_right(&p->link, host_mtu(n, p)) ? '-' : 'x';
}

static void put_line(FILE *f, const struct host *n, const struct host_port *p)
{
	char c = line_of(n, p);

	fprintf(f, " %s%c%c%s%c%c%s ", color(c == '=' ? GREEN : c == '-' ? YELLOW : RED), c, c,
		link_name(p), c, c, color(PLAIN));
}

static void put_host(FILE *f, const struct host *n, unsigned width)
{
	fputs(color(BOLD), f);
	put_name(f, *n->host ? n->host : "this host", width);
	fputs(color(PLAIN), f);
}

/* The first two left and right of this host, the others below it. */
void drawing_print(FILE *f, const struct host *n)
{
	const struct host_port *ends[2] = { 0 };
	unsigned width;
	size_t found = 0;

	for (size_t i = 0; i < n->n_ports && found < 2; i++)
		if (host_is_drawn(&n->ports[i]))
			ends[found++] = &n->ports[i];
	if (!found)
		return;
	width = name_width(ends);
	fputs("  ", f);
	if (ends[1]) {
		put_name(f, host_peer(ends[1]), width);
		put_line(f, n, ends[1]);
	}
	put_host(f, n, width);
	put_line(f, n, ends[0]);
	put_name(f, host_peer(ends[0]), width);
	fputc('\n', f);
	for (const struct host_port *p = ends[1] ? ends[1] + 1 : NULL; p && p < n->ports + n->n_ports; p++) {
		if (!host_is_drawn(p))
			continue;
		fputs("  ", f);
		put_host(f, n, width);
		put_line(f, n, p);
		put_name(f, host_peer(p), width);
		fputc('\n', f);
	}
	fputc('\n', f);
}
