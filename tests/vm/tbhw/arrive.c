// SPDX-License-Identifier: GPL-2.0
/* What arrives from the far host: signs of life, control packets, data. */
#include "tbhw.h"

void hello(struct port *p, u8 flags)
{
	if (!p->heard)
		p->heard_since = jiffies;
	p->heard = true;
	p->heard_at = jiffies;
	p->peer_trained = flags & HELLO_TRAINED;
	if (p->peer_bonded != !!(flags & HELLO_BONDED)) {
		p->peer_bonded = flags & HELLO_BONDED;
		update_lanes(p);
	}
	if (!p->link)
		kick(p->router);
}

/* What is known of a control packet that is held back */
struct late {
	unsigned long due;
	u8 type;
};

static void hand_over(struct port *p, const void *data, int len, u8 type)
{
	u32 w[64];

	be32_to_cpu_array(w, data, len / 4);
	/* the route at the receiver: out of its port, CM bit set */
	w[0] = BIT(31);
	w[1] = p->lane0;
	ctl_to_driver(p->router, w, len / 4 - 1, type);
}

/* The far host's control packets whose time has come; all are lost with the link. */
void late_packets(struct port *p)
{
	struct sk_buff *skb;

	while ((skb = skb_peek(&p->late))) {
		struct late *late = (void *)skb->cb;

		if (p->link && time_before(jiffies, late->due))
			return;
		if (p->link)
			hand_over(p, skb->data, skb->len, late->type);
		skb_unlink(skb, &p->late);
		kfree_skb(skb);
	}
}

/* Takes the skb, whose header is h. */
void control_packet(struct port *p, struct sk_buff *skb, const struct wire_hdr *h)
{
	struct late late = { .due = jiffies + msecs_to_jiffies(p->delay), .type = h->pdf & 0xf };
	u16 len = be16_to_cpu(h->len);

	if (!p->link || p->cable != CABLE_IN || len < 16 || len > 256 || len % 4) {
		kfree_skb(skb);
		return;
	}
	skb_pull(skb, sizeof(*h));
	skb_trim(skb, len);
	if (p->delay || !skb_queue_empty(&p->late)) {
		memcpy(skb->cb, &late, sizeof(late));
		skb_queue_tail(&p->late, skb);
		return;
	}
	hand_over(p, skb->data, len, late.type);
	kfree_skb(skb);
}

/* The receive ring that the path of this hop leads to, or -1. */
static int path_to_ring(struct port *p, u16 hop)
{
	u32 e;

	if (!p->link || p->cable == CABLE_SLEEPS || hop > LANE_MAX_HOP)
		return -1;
	e = p->router->hops[p->lane0][2 * hop];	/* next_hop:11 out_port:6 ... enable:1 */
	if (!(e >> 31) || ((e >> 11) & 0x3f) != ADAPTER_NHI || (e & 0x7ff) >= NHI_HOPS)
		return -1;
	return e & 0x7ff;
}

/* Takes the skb, whose header is h. */
void data_frame(struct port *p, struct sk_buff *skb, const struct wire_hdr *h)
{
	int ring = path_to_ring(p, be16_to_cpu(h->hop));
	u16 len = be16_to_cpu(h->len);
	u8 pdf = h->pdf;

	if (ring < 0) {
		p->router->no_path++;
		kfree_skb(skb);
		return;
	}
	skb_pull(skb, sizeof(*h));
	skb_trim(skb, len);
	rx_frame(p->router, ring, skb, pdf);
}
