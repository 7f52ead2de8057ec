// SPDX-License-Identifier: GPL-2.0
/* The router's configuration spaces (layout: drivers/thunderbolt/tb_regs.h). */
#include "tbhw.h"

#define RETRAIN_MS		300
#define TB_PORT_TYPE_LANE	1
#define TB_PORT_TYPE_NHI	2
#define ROUTER_CS_26		26
#define ROUTER_CAP_TMU		32
#define USB4_CAP		16	/* USB4 port capability, in a port */
#define PORT_CS_1		(USB4_CAP + 1)
#define PORT_CS_19		(USB4_CAP + 0x13)

void router_reset(struct tbhw *t)
{
	u32 uid[2] = { t->router[ROUTER_CS_7], t->router[ROUTER_CS_7 + 1] };

	memset(t->router, 0, sizeof(t->router));
	memset(t->port, 0, sizeof(t->port));
	memset(t->hops, 0, sizeof(t->hops));
	t->router[0] = 0x0ed10000 | 0x8087;
	t->router[1] = ROUTER_CAP_TMU | PORT_MAX << 14;
	t->router[4] = 0x20 << 24;			/* USB4 version 1 */
	memcpy(&t->router[ROUTER_CS_7], uid, sizeof(uid));
	t->router[ROUTER_CAP_TMU] = 0x03 << 8;
	for (int p = 1; p <= PORT_MAX; p++) {
		u32 *c = t->port[p];
		bool nhi = p == PORT_NHI;
		u32 max_hop = nhi ? NHI_HOPS - 1 : LANE_MAX_HOP;

		c[0] = 0x0ed10000 | 0x8087;
		c[1] = LANE_CAP;
		c[2] = 0x20 << 24 | (nhi ? TB_PORT_TYPE_NHI : TB_PORT_TYPE_LANE);
		c[3] = p << 20;
		c[4] = 64 << 20;			/* total buffers */
		c[5] = max_hop << 11 | max_hop;
		if (nhi) {
			c[LANE_CAP] = 0x04 << 8;	/* adapter capability */
		} else {
			c[LANE_CAP] = USB4_CAP | 0x01 << 8 | 0xc << 16 | 3 << 20;
			c[USB4_CAP] = 0x06 << 8;
			t->hops[p][0] = 2 << 17;	/* control path credits */
		}
	}
	set_lanes(t);
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

u32 write_port(struct tbhw *t, u32 p, u32 off, u32 val)
{
	u32 old = t->port[p][off];

	if (p == PORT_NHI)
		return off < 4 || off == LANE_CAP ? old : val;
	switch (off) {
	case 0 ... 3:
	case LANE_CAP:
	case USB4_CAP:
		return old;
	case LANE_CS_1:
		val = (val & ~LANE_CS_1_RO) | (old & LANE_CS_1_RO);
		if (p == PORT_LANE0 && ((val ^ old) & LANE_CS_1_LB)) {
			t->port[p][off] = val;
			set_lanes(t);
			val = t->port[p][off];
			t->hello_at = jiffies - msecs_to_jiffies(HELLO_MS);
		}
		return val;
	case PORT_CS_1:				/* sideband: nobody answers */
		return val & BIT(31) ? (val & ~BIT(31)) | BIT(25) : val;
	case PORT_CS_19:			/* downstream port reset */
		if (p == PORT_LANE0 && (val & BIT(0)) && !(old & BIT(0)))
			t->retrain_until = jiffies + msecs_to_jiffies(RETRAIN_MS);
		return val;
	}
	return val;
}

u32 *config_space(struct tbhw *t, u32 space, u32 port, u32 off, u32 n)
{
	if (space == SPACE_SWITCH)
		return off + n <= SPACE_DWORDS ? &t->router[off] : NULL;
	if (!port || port > PORT_MAX)
		return NULL;
	if (space == SPACE_PORT)
		return off + n <= SPACE_DWORDS ? &t->port[port][off] : NULL;
	if (space == SPACE_HOPS)
		return off + n <= HOP_DWORDS ? &t->hops[port][off] : NULL;
	return NULL;
}
