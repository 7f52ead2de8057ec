/* SPDX-License-Identifier: GPL-2.0-or-later */
/* instance: the systemd unit of a link, by the name of the link. */
#include "instance.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* unit_name_path_escape() in systemd's basic/unit-name.c, for the last part of a path. */
static bool is_plain(char c)
{
	return (isascii(c) && isalnum((unsigned char)c)) || c == ':' || c == '_' || c == '.';
}

const char *instance_escape(const char *ifname, char buf[INSTANCE_SIZE])
{
	size_t n = 0;

	for (const char *c = ifname; *c && n + 4 < INSTANCE_SIZE; c++) {
		if (is_plain(*c))
			buf[n++] = *c;
		else
			n += (size_t)snprintf(buf + n, INSTANCE_SIZE - n, "\\x%02x", (unsigned char)*c);
	}
	buf[n] = '\0';
	return buf;
}

const char *instance_unit(const char *ifname, char buf[INSTANCE_UNIT_SIZE])
{
	char instance[INSTANCE_SIZE];

	snprintf(buf, INSTANCE_UNIT_SIZE, "tbnet-link@%s.service", instance_escape(ifname, instance));
	return buf;
}

const char *instance_typed(const char *ifname, char buf[INSTANCE_UNIT_SIZE])
{
	char instance[INSTANCE_SIZE];
	const char *quote = strchr(instance_escape(ifname, instance), '\\') ? "'" : "";

	snprintf(buf, INSTANCE_UNIT_SIZE, "%stbnet-link@%s%s", quote, instance, quote);
	return buf;
}
