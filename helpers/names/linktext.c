/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linktext: the .link file for one entry of the plan. */
#include "linktext.h"

#include <stdio.h>

#include "cleanup.h"
#include "port.h"
#include "text.h"

char *link_path(const char *directory, const struct plan_entry *e)
{
	char *path;

	if (asprintf(&path, "%s/%s%s.link", directory, e->port ? LINK_PORT : LINK_WHOLE, e->name) < 0)
		return NULL;
	return path;
}

char *link_text(const struct plan_entry *e, unsigned mtu)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	fprintf(f, "# Written by tbnet-name(8) for this machine: ");
	if (e->port)
		fprintf(f, "port %u of Thunderbolt controller %s.\n", e->port, e->controller->address);
	else
		fprintf(f, "Thunderbolt controller %s.\n", e->controller->address);
	fprintf(f, "# It is not written again: edit it, and it is yours, and stays when tbnet is purged.\n"
		   "# Where no such files are wanted: TBNET_WRITE_LINKS=no in /etc/tbnet.conf.\n\n"
		   "[Match]\nPath=pci-%s\nDriver=" PORT_DRIVER "\n", e->controller->address);
	if (e->port)
		fprintf(f, "Property=TBNET_PORT=%u\n", e->port);
	fprintf(f, "\n[Link]\nMACAddressPolicy=none\nMTUBytes=%u\n"
		   "# Else forwarded traffic is dropped, see tbnet(7).\n"
		   "TCPSegmentationOffload=no\nTCP6SegmentationOffload=no\nName=%s\n", mtu, e->name);
	text_finish(f, &text);
	return text;
}
