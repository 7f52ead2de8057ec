// SPDX-License-Identifier: GPL-2.0
/* The cable: frames over the Ethernet device whose MAC address marks it. */
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>

#include "tbhw.h"

#define ETH_P_TBHW		0x88b5	/* IEEE 802 local experimental */

void wire_send(struct port *p, u8 type, u16 hop, u8 pdf, const void *data, u16 len)
{
	struct net_device *dev;
	struct wire_hdr *h;
	struct sk_buff *skb;
	int tries = 2000;

	rcu_read_lock();
	dev = READ_ONCE(p->wire);
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
			p->wire_dropped++;
			break;
		}
		usleep_range(50, 200);
	}
	p->wire_tx++;
out:
	dev_put(dev);
}

static struct port *by_wire(const struct net_device *dev)
{
	for (int i = 0; i < n_units; i++)
		for (int j = 0; j < units[i]->n_ports; j++)
			if (units[i]->port[j].wire == dev)
				return &units[i]->port[j];
	return NULL;
}

static int wire_receive(struct sk_buff *skb, struct net_device *dev,
			struct packet_type *pt, struct net_device *orig)
{
	struct port *p = by_wire(dev);
	struct wire_hdr *h;

	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NET_RX_DROP;
	if (!p || !p->cable || skb->pkt_type == PACKET_OUTGOING ||
	    skb_linearize(skb) || skb->len < sizeof(*h))
		goto drop;
	h = (void *)skb->data;
	if (skb->len < sizeof(*h) + be16_to_cpu(h->len))
		goto drop;
	p->wire_rx++;

	switch (h->type) {
	case WIRE_HELLO:
		hello(p, h->pdf);
		break;
	case WIRE_BYE:
		p->heard = p->peer_trained = false;
		/* a HELLO may follow before link_step() runs */
		WRITE_ONCE(p->bye, true);
		kick(p->router);
		break;
	case WIRE_CTRL:
		control_packet(p, skb, h);
		return NET_RX_SUCCESS;
	case WIRE_DATA:
		data_frame(p, skb, h);
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

/* MAC address 02:74:62:xx:xx:PF: port P, PCI function F */
static bool is_cable_of(const struct net_device *dev, const struct port *p)
{
	static const u8 mark[] = { 0x02, 0x74, 0x62 };
	const u8 *mac = dev->dev_addr;

	return dev->type == ARPHRD_ETHER && !memcmp(mac, mark, sizeof(mark)) &&
	       mac[5] == (p->lane0 << 4 | PCI_FUNC(p->router->pdev->devfn));
}

static void wire_event(struct port *p, struct net_device *dev, unsigned long event)
{
	if (event == NETDEV_UNREGISTER && p->wire == dev) {
		WRITE_ONCE(p->wire, NULL);
		synchronize_net();
	} else if (event == NETDEV_REGISTER && !p->wire && is_cable_of(dev, p)) {
		WRITE_ONCE(p->wire, dev);
	}
}

static int wire_netdev_event(struct notifier_block *nb, unsigned long event,
			     void *ptr)
{
	for (int i = 0; i < n_units; i++)
		for (int j = 0; j < units[i]->n_ports; j++)
			wire_event(&units[i]->port[j], netdev_notifier_info_to_dev(ptr), event);
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
