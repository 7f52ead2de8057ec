/* SPDX-License-Identifier: GPL-2.0-or-later */
/* instance: the systemd unit of a link, by the name of the link. */
#include "instance.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* unit_name_path_escape() in systemd's basic/unit-name.c, for the last part of a path. */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '_' || c == '.';
}

const char *instance_escape(const char *ifname, char buf[INSTANCE_SIZE])
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	for (const char *c = ifname; *c && n + 4 < INSTANCE_SIZE; c++) {
		const char escaped[] = { '\\', 'x', hex[(unsigned char)*c >> 4], hex[*c & 0xf] };
		size_t length = is_plain(*c) ? 1 : sizeof(escaped);

		memcpy(buf + n, length == 1 ? c : escaped, length);
		n += length;
	}
	buf[n] = '\0';
	return buf;
}

const char *instance_typed(const char *ifname, char buf[INSTANCE_UNIT_SIZE])
{
	char instance[INSTANCE_SIZE];
	const char *quote = strchr(instance_escape(ifname, instance), '\\') ? "'" : "";

	snprintf(buf, INSTANCE_UNIT_SIZE, "%stbnet-link@%s%s", quote, instance, quote);
	return buf;
}
