// SPDX-License-Identifier: GPL-2.0
/* The NHI's rings: frames from and to the driver, and its interrupt. */
#include <linux/crc32.h>
#include <linux/io.h>
#if __has_include(<linux/crc32c.h>)
#include <linux/crc32c.h>	/* where older kernels have crc32c() */
#endif

#include "tbhw.h"

struct nhi_desc {
	u64 phys;
	u32 attr;	/* length:12 eof:4 sof:4 flags:12 */
	u32 time;
} __packed;

void raise_irq(struct tbhw *t)
{
	if ((t->notify & t->int_enable) && t->handler)
		t->handler(0, t->handler_data);
}

static void ring_done(struct tbhw *t, struct ring *r, unsigned int bit)
{
	r->hw = (r->hw + 1) % r->size;
	t->notify |= BIT(bit);
	raise_irq(t);
}

static struct nhi_desc *ring_next(struct ring *r)
{
	if (!r->enabled || !r->size || !r->base || r->hw == r->sw)
		return NULL;
	return (struct nhi_desc *)phys_to_virt(r->base) + r->hw;
}

/* Move waiting frames into posted descriptors; t->lock is held. */
void rx_drain(struct tbhw *t, unsigned int hop)
{
	struct ring *r = &t->rx[hop];
	struct nhi_desc *d;
	struct sk_buff *skb;

	while (!skb_queue_empty(&r->backlog) && (d = ring_next(r))) {
		skb = __skb_dequeue(&r->backlog);
		skb_copy_bits(skb, 0, phys_to_virt(d->phys), skb->len);
		d->attr = (skb->len & 0xfff) | (u32)(skb->cb[0] & 0xf) << 12 |
			  (u32)(skb->cb[0] & 0xf0) << 12 |
			  RING_DESC_COMPLETED << 20;
		wmb();	/* the driver reads it as soon as it sees it completed */
		kfree_skb(skb);
		ring_done(t, r, NHI_HOPS + hop);
	}
}

/* Takes the skb. pdf is sof << 4 | eof. */
void rx_frame(struct tbhw *t, unsigned int hop, struct sk_buff *skb, u8 pdf)
{
	struct ring *r = &t->rx[hop];
	unsigned long flags;

	skb->cb[0] = pdf;
	spin_lock_irqsave(&t->lock, flags);
	if (r->enabled && skb_queue_len(&r->backlog) < 4096) {
		__skb_queue_tail(&r->backlog, skb);
		skb = NULL;
		rx_drain(t, hop);
	} else {
		t->overrun++;
	}
	spin_unlock_irqrestore(&t->lock, flags);
	kfree_skb(skb);
}

/* Hand a control packet of n host-order dwords to the driver. */
void ctl_to_driver(struct tbhw *t, const u32 *w, int n, u8 type)
{
	struct sk_buff *skb = alloc_skb(4 * n + 4, GFP_ATOMIC);
	__be32 *p;

	if (!skb)
		return;
	p = skb_put(skb, 4 * n + 4);
	cpu_to_be32_array(p, w, n);
	p[n] = cpu_to_be32(~crc32c(~0, p, 4 * n));
	rx_frame(t, 0, skb, type);
}

/* The port to which the path of a transmit ring leads. */
static struct port *path_to_port(struct tbhw *t, u32 e)
{
	return e >> 31 ? by_adapter(t, (e >> 11) & 0x3f) : NULL;
}

bool tx_one(struct tbhw *t, unsigned int hop, void *buf)
{
	struct nhi_desc *d;
	struct port *p;
	u32 attr = 0, e = 0;
	int len = 0;

	spin_lock_irq(&t->lock);
	d = ring_next(&t->tx[hop]);
	if (d) {
		attr = d->attr;
		len = (attr & 0xfff) ?: 4096;
		memcpy(buf, phys_to_virt(d->phys), len);
		if (hop)
			e = t->hops[ADAPTER_NHI][2 * hop];
		d->attr = (attr & 0xfffff) | RING_DESC_COMPLETED << 20;
		wmb();	/* the driver may free the buffer now */
		ring_done(t, &t->tx[hop], hop);
	}
	spin_unlock_irq(&t->lock);
	if (!d)
		return false;
	if (!hop) {
		ctl_from_driver(t, buf, len, (attr >> 12) & 0xf);
		return true;
	}
	p = path_to_port(t, e);
	if (p && p->link && p->cable != CABLE_SLEEPS)
		wire_send(p, WIRE_DATA, e & 0x7ff,
			  ((attr >> 16) & 0xf) << 4 | ((attr >> 12) & 0xf), buf, len);
	else
		t->no_path++;
	return true;
}
