/* SPDX-License-Identifier: GPL-2.0-or-later */
/* block: insert and remove our lines in a file of others, between two marks. */
#ifndef TBNET_BLOCK_H
#define TBNET_BLOCK_H

/* OLD with BODY between marks at its end, in place of what was between them before;
 * without BODY (NULL) the marks go, too. COMMENT is "#" or "!". *ret is to be freed.
 * Returns 0, -EBADMSG for a mark without the other one, or -ENOMEM. */
int block_put(const char *old, const char *comment, const char *body, char **ret);

/* The text outside of the marks; the caller frees it. The same errors. */
int block_rest(const char *old, const char *comment, char **ret);

/* The text between the marks, "" without marks. The same errors. */
int block_body(const char *old, const char *comment, char **ret);

#endif
