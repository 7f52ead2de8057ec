// SPDX-License-Identifier: GPL-2.0
/* The router's configuration spaces (layout: drivers/thunderbolt/tb_regs.h). */
#include <linux/crc32.h>
#include <linux/dmi.h>

#include "tbhw.h"

#define RETRAIN_MS		300
#define TB_PORT_TYPE_INACTIVE	0
#define TB_PORT_TYPE_LANE	1
#define TB_PORT_TYPE_NHI	2
#define ROUTER_CS_26		26
#define ROUTER_CAP_TMU		32
#define USB4_CAP		16	/* USB4 port capability, in a port */
#define PORT_CS_1		(USB4_CAP + 1)
#define PORT_CS_19		(USB4_CAP + 0x13)

/* An adapter's first six dwords, and its place in the list of capabilities. */
static u32 *adapter_reset(struct tbhw *t, u32 a, u32 type, u32 max_hop)
{
	u32 *c = t->adapter[a];

	c[0] = 0x0ed10000 | 0x8087;
	c[2] = 0x20 << 24 | type;
	c[3] = a << 20;
	if (type == TB_PORT_TYPE_INACTIVE)
		return c;
	c[1] = LANE_CAP;
	c[4] = 64 << 20;				/* total buffers */
	c[5] = max_hop << 11 | max_hop;
	return c;
}

/* The first lane of a port has the port's own capability, too. */
static void lane_reset(struct tbhw *t, u32 a, bool first)
{
	u32 *c = adapter_reset(t, a, TB_PORT_TYPE_LANE, LANE_MAX_HOP);

	c[LANE_CAP] = (first ? USB4_CAP : 0) | 0x01 << 8 | 0xc << 16 | 3 << 20;
	if (first)
		c[USB4_CAP] = 0x06 << 8;
	t->hops[a][0] = 2 << 17;			/* control path credits */
}

void router_reset(struct tbhw *t)
{
	const char *machine = dmi_get_system_info(DMI_PRODUCT_UUID) ?: "";

	memset(t->router, 0, sizeof(t->router));
	memset(t->adapter, 0, sizeof(t->adapter));
	memset(t->hops, 0, sizeof(t->hops));
	t->router[0] = 0x0ed10000 | 0x8087;
	t->router[1] = ROUTER_CAP_TMU | ADAPTER_MAX << 14;
	t->router[4] = 0x20 << 24;			/* USB4 version 1 */
	/* what no other router has, and this one always: of the machine, and of the place in it */
	t->router[ROUTER_CS_7] = crc32(~0, machine, strlen(machine));
	t->router[ROUTER_CS_7 + 1] = 0x80860000 | pci_dev_id(t->pdev);
	t->router[ROUTER_CAP_TMU] = 0x03 << 8;
	for (u32 a = 1; a < ADAPTER_NHI; a++)
		adapter_reset(t, a, TB_PORT_TYPE_INACTIVE, 0);
	adapter_reset(t, ADAPTER_NHI, TB_PORT_TYPE_NHI, NHI_HOPS - 1)[LANE_CAP] = 0x04 << 8;
	for (int i = 0; i < t->n_ports; i++) {
		lane_reset(t, t->port[i].lane0, true);
		lane_reset(t, t->port[i].lane0 + 1, false);
		set_lanes(&t->port[i]);
	}
}

/* Side effects of one written dword; returns what is stored. */
u32 write_router(struct tbhw *t, u32 off, u32 val)
{
	switch (off) {
	case 0:
	case ROUTER_CS_6 ... ROUTER_CS_7 + 1:
		return t->router[off];
	case ROUTER_CS_5:
		t->router[ROUTER_CS_6] &= ~(BIT(0) | BIT(25));
		t->router[ROUTER_CS_6] |= (val & BIT(0)) |	/* sleep ready */
					  (val & BIT(31)) >> 6;	/* config ready */
		return val;
	case ROUTER_CS_26:					/* not supported */
		return val & BIT(31) ? (val & ~BIT(31)) | BIT(30) : val;
	}
	return val;
}

u32 write_adapter(struct tbhw *t, u32 a, u32 off, u32 val)
{
	struct port *p = by_adapter(t, a);
	u32 old = t->adapter[a][off];

	if (a == ADAPTER_NHI)
		return off < 4 || off == LANE_CAP ? old : val;
	switch (off) {
	case 0 ... 3:
	case LANE_CAP:
	case USB4_CAP:
		return old;
	case LANE_CS_1:
		val = (val & ~LANE_CS_1_RO) | (old & LANE_CS_1_RO);
		if (p && ((val ^ old) & LANE_CS_1_LB)) {
			t->adapter[a][off] = val;
			set_lanes(p);
			val = t->adapter[a][off];
			p->hello_at = jiffies - msecs_to_jiffies(HELLO_MS);
		}
		return val;
	case PORT_CS_1:				/* sideband: nobody answers */
		return val & BIT(31) ? (val & ~BIT(31)) | BIT(25) : val;
	case PORT_CS_19:			/* downstream port reset */
		if (p && (val & BIT(0)) && !(old & BIT(0)))
			p->retrain_until = jiffies + msecs_to_jiffies(RETRAIN_MS);
		return val;
	}
	return val;
}

u32 *config_space(struct tbhw *t, u32 space, u32 adapter, u32 off, u32 n)
{
	if (space == SPACE_SWITCH)
		return off + n <= SPACE_DWORDS ? &t->router[off] : NULL;
	if (!adapter || adapter > ADAPTER_MAX)
		return NULL;
	if (space == SPACE_PORT)
		return off + n <= SPACE_DWORDS ? &t->adapter[adapter][off] : NULL;
	if (space == SPACE_HOPS)
		return off + n <= HOP_DWORDS ? &t->hops[adapter][off] : NULL;
	return NULL;
}
