// SPDX-License-Identifier: GPL-2.0
/* The link between two host routers: who hears whom, lanes, up and down. */
#include <linux/pm_runtime.h>

#include "tbhw.h"

/* Timing of the simulated link, in milliseconds */
#define LINK_LOSS_MS		1500

#define LANE_GEN3		0x4	/* 20 Gb/s a lane */
#define LANE_UP			2
#define LANE_UNPLUGGED		7

/* State, width and speed of both lanes. They are bonded if either host asks. */
void set_lanes(struct tbhw *t)
{
	u32 state = t->link ? LANE_UP : LANE_UNPLUGGED;
	bool bonded = t->link && (t->peer_bonded ||
				  (t->port[PORT_LANE0][LANE_CS_1] & LANE_CS_1_LB));

	for (int p = PORT_LANE0; p <= PORT_LANE1; p++) {
		u32 *cs1 = &t->port[p][LANE_CS_1];

		*cs1 &= ~LANE_CS_1_RO;
		*cs1 |= state << 26 | (bonded ? 2 : 1) << 20 | LANE_GEN3 << 16;
	}
}

void update_lanes(struct tbhw *t)
{
	unsigned long flags;

	spin_lock_irqsave(&t->lock, flags);
	set_lanes(t);
	spin_unlock_irqrestore(&t->lock, flags);
}

static void link_set(struct tbhw *t, bool up)
{
	unsigned long flags;

	if (t->link == up)
		return;
	spin_lock_irqsave(&t->lock, flags);
	t->link = up;
	if (!up) {
		t->port[PORT_LANE0][LANE_CS_1] &= ~LANE_CS_1_LB;
		t->peer_bonded = false;
		t->flapped = true;
	}
	set_lanes(t);
	spin_unlock_irqrestore(&t->lock, flags);
	pci_info(t->pdev, "tbhw: link %s\n", up ? "up" : "down");
	pm_request_resume(&t->pdev->dev);	/* as a PME would */
}


void link_step(struct tbhw *t)
{
	bool training = time_before(jiffies, t->retrain_until);
	bool able = t->cable && t->wire && !training;

	if (t->heard && time_after(jiffies, t->heard_at + msecs_to_jiffies(LINK_LOSS_MS)))
		t->heard = t->peer_hears = false;
	if (t->link && (!able || !t->heard)) {
		link_set(t, false);
		if (!able)
			wire_send(t, WIRE_BYE, 0, 0, NULL, 0);
		if (!t->cable)
			t->heard = t->peer_hears = false;
	}
	if (able && time_after_eq(jiffies, t->hello_at + msecs_to_jiffies(HELLO_MS))) {
		t->hello_at = jiffies;
		wire_send(t, WIRE_HELLO, 0, (t->heard ? HELLO_HEARD : 0) |
			  (t->port[PORT_LANE0][LANE_CS_1] & LANE_CS_1_LB ? HELLO_BONDED : 0),
			  NULL, 0);
	}
	if (able && t->heard && t->peer_hears)
		link_set(t, true);
}
