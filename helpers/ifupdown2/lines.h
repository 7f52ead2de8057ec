/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lines: the text of interfaces(5), as ifupdown2 cuts it into lines and words. */
#ifndef TBNET_LINES_H
#define TBNET_LINES_H

#include <stdbool.h>

/* Reads a regular file of 1 MiB at most, and joins its lines: every backslash
 * becomes a space and takes all white space around it along, also line ends
 * (networkinterfaces.py, process_interfaces()). NULL, and errno, if it cannot be read. */
char *lines_read(const char *path);

/* Cuts the next line off *text, without white space around it. NULL at the end. */
char *lines_line(char **text);

/* Cuts the next word off *line. NULL at the end. */
char *lines_next(char **line);

/* True if NAME of an iface line means IFNAME: "en05", an alias "en05:1", or a
 * range "en0[5-8]". */
bool lines_name_is(const char *name, const char *ifname);

#endif
