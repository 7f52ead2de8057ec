/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chips: controllers that are known to fail with the driver's end-to-end flow control (e2e). */
#ifndef TBNET_CHIPS_H
#define TBNET_CHIPS_H

struct chip {
	unsigned vendor, device;	/* PCI ids */
	unsigned fixed;			/* CHIPS_KERNEL() of the first kernel that works with e2e on, 0: none */
	const char *name;
	const char *failure;		/* what it does with e2e on */
};

#define CHIPS_KERNEL(major, minor)	((major) << 16 | (minor))

/* The controller with these ids, if it fails on this kernel, given as uname(2) has it ("6.17.8-1-pve"; what cannot be
 * read as that counts as older than all); NULL: not known to. */
const struct chip *chips_find(unsigned vendor, unsigned device, const char *kernel);

#endif
