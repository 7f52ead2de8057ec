/* SPDX-License-Identifier: GPL-2.0-or-later */
/* texts: write the fabric in the syntax of ifupdown2 and FRR, as Proxmox VE does. */
#ifndef TBNET_TEXTS_H
#define TBNET_TEXTS_H

#include <stdio.h>

#include "fabric.h"

#define TEXTS_NET_SIZE	sizeof("49.0001.0101.0000.0012.00")

/* The ISO address of this machine: its router id, zeros kept and the dots moved. */
const char *texts_net(const struct fabric *fabric, char buf[TEXTS_NET_SIZE]);

/* Stanzas of interfaces(5): the dummy with the router id, and it on each port. */
void texts_stanzas(FILE *f, const struct fabric *fabric, unsigned mtu);

/* FRR's configuration. */
void texts_frr(FILE *f, const struct fabric *fabric);

/* The part of it that Proxmox VE does not write by itself, for frr.conf.local. */
void texts_frr_local(FILE *f, const struct fabric *fabric);

/* Takes that part out of a running FRR. What it does not have is no failure. */
void texts_frr_forget(FILE *f, const struct fabric *fabric);

/* Takes BFD out of it; FABRIC has it. */
void texts_frr_no_bfd(FILE *f, const struct fabric *fabric);

/* Takes the secret out of it. */
void texts_frr_no_secret(FILE *f, const struct fabric *fabric);

#endif
