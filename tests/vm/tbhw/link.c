// SPDX-License-Identifier: GPL-2.0
/* The link between two host routers: who hears whom, lanes, up and down. */
#include <linux/pm_runtime.h>

#include "tbhw.h"

/* Timing of the simulated link, in milliseconds */
#define LINK_LOSS_MS		1500

#define LANE_GEN3		0x4	/* 20 Gb/s a lane */
#define LANE_UP			2
#define LANE_CL2		6
#define LANE_UNPLUGGED		7

static bool bonded_here(const struct port *p)
{
	return p->router->adapter[p->lane0][LANE_CS_1] & LANE_CS_1_LB;
}

/* State, width and speed of both lanes. They are bonded if either host asks. */
void set_lanes(struct port *p)
{
	u32 state = !p->link ? LANE_UNPLUGGED : p->cable == CABLE_SLEEPS ? LANE_CL2 : LANE_UP;
	bool bonded = p->link && (p->peer_bonded || bonded_here(p));

	for (u32 a = p->lane0; a <= p->lane0 + 1; a++) {
		u32 *cs1 = &p->router->adapter[a][LANE_CS_1];

		*cs1 &= ~LANE_CS_1_RO;
		*cs1 |= state << 26 | (bonded ? 2 : 1) << 20 | LANE_GEN3 << 16;
	}
}

void update_lanes(struct port *p)
{
	unsigned long flags;

	spin_lock_irqsave(&p->router->lock, flags);
	set_lanes(p);
	spin_unlock_irqrestore(&p->router->lock, flags);
}

static void link_set(struct port *p, bool up)
{
	struct tbhw *t = p->router;
	unsigned long flags;

	if (p->link == up)
		return;
	spin_lock_irqsave(&t->lock, flags);
	p->link = up;
	if (!up) {
		t->adapter[p->lane0][LANE_CS_1] &= ~LANE_CS_1_LB;
		p->peer_bonded = false;
		p->flapped = p->told_up || p->ev_in_flight;
	}
	set_lanes(p);
	spin_unlock_irqrestore(&t->lock, flags);
	pci_info(t->pdev, "tbhw: port %u: link %s\n", p->lane0, up ? "up" : "down");
	pm_request_resume(&t->pdev->dev);	/* as a PME would */
}

void link_step(struct port *p)
{
	bool able = p->cable && p->wire && !time_before(jiffies, p->retrain_until);
	bool bye = xchg(&p->bye, false);
	bool trained;

	if (p->heard && time_after(jiffies, p->heard_at + msecs_to_jiffies(LINK_LOSS_MS)))
		p->heard = p->peer_trained = false;
	if (p->link && (!able || !p->heard || bye)) {
		link_set(p, false);
		wire_send(p, WIRE_BYE, 0, 0, NULL, 0);	/* a link is lost for both ends */
	}
	if (!p->cable)
		p->heard = p->peer_trained = false;
	/* neither end is up before both are trained */
	trained = p->heard &&
		  time_after_eq(jiffies, p->heard_since + msecs_to_jiffies(p->train));
	if (able && time_after_eq(jiffies, p->hello_at + msecs_to_jiffies(HELLO_MS))) {
		p->hello_at = jiffies;
		wire_send(p, WIRE_HELLO, 0, (trained ? HELLO_TRAINED : 0) |
			  (bonded_here(p) ? HELLO_BONDED : 0), NULL, 0);
	}
	if (able && trained && p->peer_trained)
		link_set(p, true);
}
