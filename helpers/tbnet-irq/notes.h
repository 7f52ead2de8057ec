/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes: remember the CPUs of an interrupt before tbnet-irq moved it, in /run/tbnet/irq-N: "ADDRESS BEFORE OURS". */
#ifndef TBNET_NOTES_H
#define TBNET_NOTES_H

#include "affinity.h"
#include "port.h"

struct note {
	char controller[PCI_ADDRESS_SIZE];
	struct affinity before, ours;
};

/* Returns 0, -ENOENT, -EINVAL for what is no note, or another negative errno. */
int note_read(const char *irq, struct note *ret);
int note_write(const char *irq, const struct note *note);
int note_remove(const char *irq);

/* Calls f with the number of every interrupt that has a note. All are gone through; the
 * first negative return of f is returned; or why they cannot be listed, after saying so. */
int notes_each(int (*f)(const char *irq, void *data), void *data);

#endif
