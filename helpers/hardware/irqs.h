/* SPDX-License-Identifier: GPL-2.0-or-later */
/* irqs: the interrupts of a PCI device that are in use. */
#ifndef TBNET_IRQS_H
#define TBNET_IRQS_H

#define IRQ_DIR	"/proc/irq"

/* Calls f with the number of each, as text; a negative return of f ends it and is
 * returned. 0 also where the device has none; a negative errno where they cannot be listed. */
typedef int (*irq_func)(const char *number, void *data);
int irqs_each(const char *pci_address, irq_func f, void *data);

#endif
