/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nearest: suggest the name closest to a mistyped one. */
#ifndef TBNET_NEAREST_H
#define TBNET_NEAREST_H

/* The number of the name among these N that is closest to WORD, whatever the case of its letters: by
 * letters that are left out, added, changed or swapped with the next, at most one and one more for
 * every four of the word. -1 if none is. */
int nearest(const char *word, const char *const names[], int n);

#endif
