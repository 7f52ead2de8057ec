/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frrconfig: what FRR's configuration says of routers and interfaces. */
#ifndef TBNET_FRRCONFIG_H
#define TBNET_FRRCONFIG_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#define FRR_LSP_GEN_DEFAULT	30	/* fabricd.c: DEFAULT_MIN_LSP_GEN_INTERVAL, s */

#define FRR_METRIC_DEFAULT	10	/* isis_circuit.h, isisd.h: DEFAULT_CIRCUIT_METRIC */
#define FRR_METRIC_MAX		16777215U
#define FRR_PASSWORD_SIZE	255	/* isis_circuit.c: 254 bytes */

struct frr_router {
	char name[64];		/* "tb4" of "router openfabric tb4"; "" where it has none: OSPF, BGP */
	char net[64];		/* of OpenFabric: "49.0001.0101.0000.0012.00"; "": none */
	unsigned lsp_gen;	/* s, of OpenFabric */
	char password[FRR_PASSWORD_SIZE];	/* of its LSPs; "": none */
	bool overloaded;	/* others are to send nothing through this node */
};

struct frr_interface {
	char name[IFNAMSIZ];
	char router[64];	/* of OpenFabric: "tb4" of "ip router openfabric tb4" */
	unsigned line;		/* of "interface NAME", from 1 */
	bool runs;		/* a routing protocol is to have neighbors on it */
	bool passive;
	unsigned metric;	/* of OpenFabric; 0: not set, which is FRR_METRIC_DEFAULT */
	bool bfd;	/* its neighbors are watched by BFD */
	unsigned hellos;	/* of OpenFabric, that a neighbor may miss; 0: not set, which is FRR's 10 */
	char password[FRR_PASSWORD_SIZE];	/* of its hellos; "": none */
};

struct frr_config {
	struct frr_router *routers;
	size_t n_routers;
	struct frr_interface *interfaces;
	size_t n_interfaces;
};

/* Takes the text of frr.conf, or of "show running-config" of one daemon, apart; TEXT is changed on the way. Returns 0 or -ENOMEM. */
int frr_config_parse(char *text, struct frr_config *ret);
void frr_config_free(struct frr_config *config);

/* Puts "***" in the place of each password in a text of FRR. */
void frr_mask(char *text);

/* The router of this name, the interface of this name; NULL: none. */
const struct frr_router *frr_router(const struct frr_config *config, const char *name);
const struct frr_interface *frr_interface(const struct frr_config *config, const char *name);

#endif
