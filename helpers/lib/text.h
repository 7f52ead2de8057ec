/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text: checks of strings that come from devices, peers, files and people. */
#ifndef TBNET_TEXT_H
#define TBNET_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* True for a non-empty string of valid UTF-8 (RFC 3629) without control
 * characters (C0, DEL and C1) and marks that turn the direction of writing. */
bool text_is_clean(const char *s);

/* True for a name that the kernel accepts for a netdev (dev_valid_name() in
 * net/core/dev.c): 1 to 15 bytes, no '/', ':' or white space, not "." or "..";
 * here also clean UTF-8. */
bool text_is_ifname(const char *s);

/* Parses a whole decimal number from min to max: digits only.
 * Returns 0, -EINVAL (not a number) or -ERANGE. */
int text_to_uint(const char *s, unsigned min, unsigned max, unsigned *ret);

/* Parses a time as systemd.time(7) has it, "90", "90s", "5min", "1h 30min", to whole seconds from
 * min to max: digits, then ms, s, m, min, h, d or their long forms; a number alone is seconds.
 * Returns 0, -EINVAL (no time, or not whole seconds) or -ERANGE. */
int text_to_seconds(const char *s, unsigned min, unsigned max, unsigned *ret);

/* Cuts the next word off *LIST, where words stand between any of BLANKS, into BUF, as much of it as fits. False at the end. */
bool text_word(const char **list, const char *blanks, char *buf, size_t size);

/* Replaces every byte of what is not clean by '?', in place. */
void text_defuse(char *s);

/* Closes what open_memstream() gave with *text. Returns 0, or -ENOMEM if it is not whole:
 * then *text is freed and NULL. */
int text_finish(FILE *f, char **text);

#endif
