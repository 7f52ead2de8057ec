/* SPDX-License-Identifier: GPL-2.0-or-later */
/* svg: draw the mesh as this node sees it, as a picture: this host at the left, its neighbors at the right, a cable a row.
 *
 * Faults are red, dashed or dotted, and labeled, so that people see them without colors, too. */
#include "svg.h"

#include <string.h>

#define ROW	72	/* height of a cable */
#define MARGIN	16
#define BOX	180	/* width of a host */
#define CABLE	400	/* between two hosts */
#define WIDTH	(2 * MARGIN + 2 * BOX + CABLE)
#define NAME	15	/* characters of a name that fit a box */

static const char good[] = "stroke=\"#1a7f37\" stroke-width=\"5\"";
static const char dead[] = "stroke=\"#cf222e\" stroke-width=\"3\" stroke-dasharray=\"14 7\"";
static const char gone[] = "stroke=\"#cf222e\" stroke-width=\"2\" stroke-dasharray=\"2 7\"";
static const char black[] = "#1f2328", red[] = "#cf222e";

/* Escapes XML's own characters, drops U+FFFE and U+FFFF, and cuts the text to so many characters. */
static void put_name(FILE *f, const char *s, unsigned max)
{
	for (unsigned n = 0; *s; s++) {
		const unsigned char *u = (const unsigned char *)s;

		if ((*u & 0xc0) != 0x80 && ++n > max) {
			fputs("…", f);
			return;
		}
		if (*u < ' ' || *u == 0x7f) {
			fputc('?', f);
		} else if (strchr("&<>\"'", *s)) {
			fprintf(f, "&#%d;", *s);
		} else if (u[0] == 0xef && u[1] == 0xbf && u[2] >= 0xbe) {
			fputc('?', f);
			s += 2;
		} else {
			fputc(*s, f);
		}
	}
}

/* The box clips what is in it: a wide script may be wider than was counted. */
static void put_box(FILE *f, int x, int y, int rows, const char *name, const char *border, const char *color)
{
	int height = rows * ROW - MARGIN;

	fprintf(f, "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\">"
		"<rect x=\"3\" y=\"3\" width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#f6f8fa\" %s/>"
		"<text x=\"50%%\" y=\"50%%\" dominant-baseline=\"central\" text-anchor=\"middle\" font-weight=\"bold\" fill=\"%s\">",
		x, y, BOX, height, BOX - 6, height - 6, border, color);
	put_name(f, name, NAME);
	fputs("</text></svg>\n", f);
}

static void put_line(FILE *f, int y, const char *stroke)
{
	fprintf(f, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" %s/>\n", MARGIN + BOX, y, MARGIN + BOX + CABLE, y, stroke);
}

static void begin_text(FILE *f, int y, const char *color)
{
	fprintf(f, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">", WIDTH / 2, y, color);
}

/* Why the link is not usable, in words. */
static void put_fault(FILE *f, const struct host *n, const struct host_port *p)
{
	char seen[HOST_SEEN_SIZE];

	if (p->gone)
		fprintf(f, "not seen since %s", host_seen(p, seen));
	else if (!p->netdev)
		fputs("no interface", f);
	else if (!p->there)
		fputs("gone just now", f);
	else if (!(p->link.flags & IFF_UP))
		fputs("DOWN", f);
	else if (p->link.mtu != host_mtu(n, p))
		fprintf(f, "MTU %u, not %u", p->link.mtu, host_mtu(n, p));
	else
		fputs("no carrier", f);
}

static void put_cable(FILE *f, const struct host *n, const struct host_port *p, int y)
{
	bool usable = host_usable(n, p);

	put_line(f, y, usable ? good : p->gone ? gone : dead);
	begin_text(f, y - 10, usable ? black : red);
	put_name(f, p->netdev ? p->netdev->name : p->gone ? p->gone->ifname : "??", NAME);
	if (*p->speed && p->lanes)
		fprintf(f, " · %u × %s Gb/s", p->lanes, p->speed);
	if (p->there)
		fprintf(f, " · MTU %u", p->link.mtu);
	fputs("</text>\n", f);
	if (usable)
		return;
	begin_text(f, y + 20, red);
	put_fault(f, n, p);
	fputs("</text>\n", f);
}

static bool is_drawn(const struct host_port *p)
{
	return host_is_drawn(p) || p->netdev;
}

static bool is_same_peer(const struct host_port *p, const struct host_port *q)
{
	return p == q || (*p->port->peer && strcmp(p->port->peer, q->port->peer) == 0);
}

/* All cables to one neighbor, and its box. Returns how many: none if they are drawn already. */
static int put_neighbor(FILE *f, const struct host *n, const struct host_port *p, int row)
{
	bool usable = false;
	int rows = 0;

	for (const struct host_port *q = n->ports; q < n->ports + n->n_ports; q++) {
		if (!is_drawn(q) || !is_same_peer(p, q))
			continue;
		if (q < p)
			return 0;
		put_cable(f, n, q, MARGIN + (row + rows++) * ROW + (ROW - MARGIN) / 2);
		usable |= host_usable(n, q);
	}
	put_box(f, MARGIN + BOX + CABLE, MARGIN + row * ROW, rows, host_peer(p),
		usable ? "stroke=\"#1f2328\" stroke-width=\"2\"" : dead, usable ? black : red);
	return rows;
}

/* A link that somebody expects, of which there is nothing. */
static void put_missing(FILE *f, const char *name, int row)
{
	int y = MARGIN + row * ROW + (ROW - MARGIN) / 2;

	put_line(f, y, gone);
	begin_text(f, y - 10, red);
	put_name(f, name, NAME);
	fputs("</text>\n", f);
	begin_text(f, y + 20, red);
	fputs("no cable, or the neighbor is off</text>\n", f);
	put_box(f, MARGIN + BOX + CABLE, MARGIN + row * ROW, 1, "missing", gone, red);
}

/* Neither a link nor a host at the port of that name. */
static bool is_missing(const struct host *n, const char *name)
{
	for (const struct host_port *p = n->ports; p < n->ports + n->n_ports; p++)
		if (is_drawn(p) && ((p->netdev && strcmp(p->netdev->name, name) == 0) || (p->entry && strcmp(p->entry->name, name) == 0)))
			return false;
	return true;
}

static void put_all_missing(FILE *f, const struct host *n, int row)
{
	for (size_t i = 0; i < n->expected.n; i++)
		if (is_missing(n, n->expected.v[i]))
			put_missing(f, n->expected.v[i], row++);
	for (size_t i = 0; i < n->stanzas.n; i++)
		if (is_missing(n, n->stanzas.v[i]) && !words_have(&n->expected, n->stanzas.v[i]))
			put_missing(f, n->stanzas.v[i], row++);
}

static int count_rows(const struct host *n)
{
	int rows = 0;

	for (size_t i = 0; i < n->n_ports; i++)
		rows += is_drawn(&n->ports[i]);
	for (size_t i = 0; i < n->expected.n; i++)
		rows += is_missing(n, n->expected.v[i]);
	for (size_t i = 0; i < n->stanzas.n; i++)
		rows += is_missing(n, n->stanzas.v[i]) && !words_have(&n->expected, n->stanzas.v[i]);
	return rows;
}

void svg_print(FILE *f, const struct host *n)
{
	const char *name = *n->host ? n->host : "this host";
	int all = count_rows(n), rows = all ? all : 1, height = 2 * MARGIN + rows * ROW + 12, row = 0;

	fprintf(f, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
		"font-family=\"sans-serif\" font-size=\"15\">\n<title>Thunderbolt and USB4 links of ", WIDTH, height, WIDTH, height);
	put_name(f, name, 64);
	fprintf(f, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, height);
	put_box(f, MARGIN, MARGIN, rows, name, "stroke=\"#1f2328\" stroke-width=\"4\"", black);
	for (size_t i = 0; i < n->n_ports; i++)
		if (is_drawn(&n->ports[i]))
			row += put_neighbor(f, n, &n->ports[i], row);
	put_all_missing(f, n, row);
	if (!all) {
		begin_text(f, MARGIN + ROW / 2, black);
		fputs("no cable to another host</text>\n", f);
	}
	fprintf(f, "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"%s\">solid: usable · dashed: not usable · dotted: nothing there</text>\n</svg>\n",
		MARGIN, height - MARGIN, black);
}
