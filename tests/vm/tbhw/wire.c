// SPDX-License-Identifier: GPL-2.0
/* The cable: frames over the Ethernet device whose MAC address marks it. */
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>

#include "tbhw.h"

#define ETH_P_TBHW		0x88b5	/* IEEE 802 local experimental */

struct wire_hdr {
	u8 type;
	u8 pdf;		/* sof << 4 | eof; in HELLO: HELLO_* */
	__be16 hop;
	__be16 len;
} __packed;

void wire_send(struct tbhw *t, u8 type, u16 hop, u8 pdf,
		      const void *data, u16 len)
{
	struct net_device *dev;
	struct wire_hdr *h;
	struct sk_buff *skb;
	int tries = 2000;

	rcu_read_lock();
	dev = READ_ONCE(t->wire);
	if (dev)
		dev_hold(dev);
	rcu_read_unlock();
	if (!dev)
		return;
	skb = alloc_skb(LL_RESERVED_SPACE(dev) + sizeof(*h) + len, GFP_KERNEL);
	if (!skb)
		goto out;
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	h = skb_put(skb, sizeof(*h));
	h->type = type;
	h->pdf = pdf;
	h->hop = cpu_to_be16(hop);
	h->len = cpu_to_be16(len);
	skb_put_data(skb, data, len);
	skb->dev = dev;
	skb->protocol = htons(ETH_P_TBHW);
	skb_reset_network_header(skb);
	if (dev_hard_header(skb, dev, ETH_P_TBHW, dev->broadcast,
			    dev->dev_addr, skb->len) < 0) {
		kfree_skb(skb);
		goto out;
	}
	/* A cable does not lose frames: wait for room instead of dropping. */
	while (__dev_direct_xmit(skb, 0) == NETDEV_TX_BUSY) {
		if (!--tries) {
			kfree_skb(skb);
			t->wire_dropped++;
			break;
		}
		usleep_range(50, 200);
	}
	t->wire_tx++;
out:
	dev_put(dev);
}

static void hello(struct tbhw *t, u8 flags)
{
	t->heard = true;
	t->heard_at = jiffies;
	t->peer_hears = flags & HELLO_HEARD;
	if (t->peer_bonded != !!(flags & HELLO_BONDED)) {
		t->peer_bonded = flags & HELLO_BONDED;
		update_lanes(t);
	}
	if (!t->link)
		kick(t);
}

static void control_packet(struct tbhw *t, const void *data, u16 len, u8 type)
{
	u32 w[64];

	/* cable 2: the other host seems to hang */
	if (!t->link || t->cable != 1 || len < 16 || len > sizeof(w) || len % 4)
		return;
	be32_to_cpu_array(w, data, len / 4);
	/* the route at the receiver: out of its port, CM bit set */
	w[0] = BIT(31);
	w[1] = PORT_LANE0;
	ctl_to_driver(t, w, len / 4 - 1, type);
}

/* The receive ring that the path of this hop leads to, or -1. */
static int path_to_ring(struct tbhw *t, u16 hop)
{
	u32 e;

	if (!t->link || hop > LANE_MAX_HOP)
		return -1;
	e = t->hops[PORT_LANE0][2 * hop];	/* next_hop:11 out_port:6 ... enable:1 */
	if (!(e >> 31) || ((e >> 11) & 0x3f) != PORT_NHI || (e & 0x7ff) >= NHI_HOPS)
		return -1;
	return e & 0x7ff;
}

/* Takes the skb, whose header is h. */
static void data_frame(struct tbhw *t, struct sk_buff *skb, const struct wire_hdr *h)
{
	int ring = path_to_ring(t, be16_to_cpu(h->hop));
	u16 len = be16_to_cpu(h->len);
	u8 pdf = h->pdf;

	if (ring < 0) {
		t->no_path++;
		kfree_skb(skb);
		return;
	}
	skb_pull(skb, sizeof(*h));
	skb_trim(skb, len);
	rx_frame(t, ring, skb, pdf);
}

static struct tbhw *by_wire(const struct net_device *dev)
{
	for (int i = 0; i < n_units; i++)
		if (units[i]->wire == dev)
			return units[i];
	return NULL;
}

static int wire_receive(struct sk_buff *skb, struct net_device *dev,
			struct packet_type *pt, struct net_device *orig)
{
	struct tbhw *t = by_wire(dev);
	struct wire_hdr *h;

	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NET_RX_DROP;
	if (!t || !t->cable || skb->pkt_type == PACKET_OUTGOING ||
	    skb_linearize(skb) || skb->len < sizeof(*h))
		goto drop;
	h = (void *)skb->data;
	if (skb->len < sizeof(*h) + be16_to_cpu(h->len))
		goto drop;
	t->wire_rx++;

	switch (h->type) {
	case WIRE_HELLO:
		hello(t, h->pdf);
		break;
	case WIRE_BYE:
		t->heard = t->peer_hears = false;
		kick(t);
		break;
	case WIRE_CTRL:
		control_packet(t, h + 1, be16_to_cpu(h->len), h->pdf & 0xf);
		break;
	case WIRE_DATA:
		data_frame(t, skb, h);
		return NET_RX_SUCCESS;
	}
drop:
	kfree_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type wire_packets = {
	.type = cpu_to_be16(ETH_P_TBHW),
	.func = wire_receive,
};

static int wire_netdev_event(struct notifier_block *nb, unsigned long event,
			     void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	const u8 *mac = dev->dev_addr;

	for (int i = 0; i < n_units; i++) {
		struct tbhw *t = units[i];

		if (event == NETDEV_UNREGISTER && t->wire == dev) {
			WRITE_ONCE(t->wire, NULL);
			synchronize_net();
		} else if (event == NETDEV_REGISTER && !t->wire &&
			   dev->type == ARPHRD_ETHER && mac[0] == 0x02 &&
			   mac[1] == 0x74 && mac[2] == 0x62 &&
			   mac[5] == PCI_FUNC(t->pdev->devfn)) {
			t->router[ROUTER_CS_7] = get_unaligned_be32(mac + 2);
			t->router[ROUTER_CS_7 + 1] = 0x80860000 | mac[1];
			WRITE_ONCE(t->wire, dev);
		}
	}
	return NOTIFY_DONE;
}

static struct notifier_block wire_notifier = { .notifier_call = wire_netdev_event };

int wire_start(void)
{
	int ret = register_netdevice_notifier(&wire_notifier);

	if (!ret)
		dev_add_pack(&wire_packets);
	return ret;
}

void wire_stop(void)
{
	dev_remove_pack(&wire_packets);
	unregister_netdevice_notifier(&wire_notifier);
}
