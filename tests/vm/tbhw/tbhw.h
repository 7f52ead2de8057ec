/* SPDX-License-Identifier: GPL-2.0 */
/* The state of one modelled host router, and what the files of the model do to it. */
#ifndef TBHW_H
#define TBHW_H

#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/skbuff.h>
#include <linux/thunderbolt.h>

/* drivers/thunderbolt/nhi_regs.h */
#define NHI_HOPS		12
#define REGS_SIZE		0x40000
#define HELLO_MS		200	/* between two signs of life on a cable */

/*
 * Adapters, numbered as in Intel's host routers: two for the lanes of each port
 * (1 and 2, 3 and 4), two that are inactive, the NHI's.
 */
#define PORTS			2
#define ADAPTER_NHI		7
#define ADAPTER_MAX		7

/* Configuration spaces (drivers/thunderbolt/tb_regs.h) */
#define LANE_MAX_HOP		19
#define SPACE_DWORDS		64
#define HOP_DWORDS		(2 * (LANE_MAX_HOP + 1))
#define ROUTER_CS_5		5
#define ROUTER_CS_6		6
#define ROUTER_CS_7		7
#define LANE_CAP		8	/* lane adapter capability, in an adapter */
#define LANE_CS_1		(LANE_CAP + 1)
#define LANE_CS_1_LB		BIT(15)
#define LANE_CS_1_RO		GENMASK(29, 16)

enum { SPACE_HOPS, SPACE_PORT, SPACE_SWITCH, SPACE_COUNTERS };

/* What travels over the Ethernet device */
enum { HELLO_TRAINED = 1, HELLO_BONDED = 2 };
enum wire_type { WIRE_HELLO = 1, WIRE_BYE, WIRE_CTRL, WIRE_DATA };

struct wire_hdr {
	u8 type;
	u8 pdf;		/* sof << 4 | eof; in HELLO: HELLO_* */
	__be16 hop;
	__be16 len;
} __packed;

enum cable { CABLE_PULLED, CABLE_IN, CABLE_FAR_HANGS, CABLE_SLEEPS, CABLE_MAX = CABLE_SLEEPS };

struct ring {
	u64 base;
	u16 size;
	u16 hw;		/* the next descriptor we handle */
	u16 sw;		/* the first one the driver has not posted */
	bool enabled;
	struct sk_buff_head backlog;	/* receive only: no descriptor yet */
};

struct tbhw;

/* A USB4 port: a socket for one cable, with an adapter for each of its lanes. */
struct port {
	struct tbhw *router;
	u32 lane0;	/* the adapter of its first lane; the second's is the next */

	/* Hot plug: what the driver acknowledged, and the event it has not yet */
	bool told_up, flapped;
	bool ev_in_flight, ev_unplug;
	unsigned long ev_sent;

	struct net_device *wire;
	bool link, heard, peer_trained, peer_bonded;
	bool bye;	/* the far host lost the link; link_step() has not seen it yet */
	unsigned long heard_since, heard_at, hello_at, retrain_until;
	struct sk_buff_head late;	/* control packets, held back by "delay" */
	u64 wire_tx, wire_rx, wire_dropped;

	/* Knobs */
	u32 cable, train, delay;
};

struct tbhw {
	struct pci_dev *pdev;
	u32 old_class;
	spinlock_t lock;	/* everything below */
	u32 *regs;
	void __iomem *iomap[PCI_STD_NUM_BARS];
	struct ring tx[NHI_HOPS], rx[NHI_HOPS];
	u32 int_enable, notify;
	irq_handler_t handler;
	void *handler_data;

	u32 router[SPACE_DWORDS];
	u32 adapter[ADAPTER_MAX + 1][SPACE_DWORDS];
	u32 hops[ADAPTER_MAX + 1][HOP_DWORDS];
	struct port port[PORTS];
	int n_ports;
	u64 overrun, no_path;

	struct task_struct *thread;
	wait_queue_head_t wait;
	bool kick;
};

extern struct tbhw *units[8];
extern int n_units;

static inline void kick(struct tbhw *t)
{
	t->kick = true;
	wake_up(&t->wait);
}

/* The port whose first lane's adapter has this number, or NULL. */
static inline struct port *by_adapter(struct tbhw *t, u32 adapter)
{
	for (int i = 0; i < t->n_ports; i++)
		if (t->port[i].lane0 == adapter)
			return &t->port[i];
	return NULL;
}

/* main.c */
struct tbhw *by_device(const struct device *dev);

/* knobs.c */
void knobs_reset(struct port *p);
int knobs_add(struct tbhw *t);
void knobs_remove(struct tbhw *t);

/* clock.c */
void clock_stop(void);

/* rings.c */
void raise_irq(struct tbhw *t);
void rx_drain(struct tbhw *t, unsigned int hop);
void rx_frame(struct tbhw *t, unsigned int hop, struct sk_buff *skb, u8 pdf);
void ctl_to_driver(struct tbhw *t, const u32 *w, int n, u8 type);
bool tx_one(struct tbhw *t, unsigned int hop, void *buf);

/* wire.c */
void wire_send(struct port *p, u8 type, u16 hop, u8 pdf, const void *data, u16 len);
int wire_start(void);
void wire_stop(void);

/* arrive.c */
void hello(struct port *p, u8 flags);
void control_packet(struct port *p, struct sk_buff *skb, const struct wire_hdr *h);
void late_packets(struct port *p);
void data_frame(struct port *p, struct sk_buff *skb, const struct wire_hdr *h);

/* link.c */
void set_lanes(struct port *p);
void update_lanes(struct port *p);
void link_step(struct port *p);

/* router.c */
void router_reset(struct tbhw *t);
u32 write_router(struct tbhw *t, u32 off, u32 val);
u32 write_adapter(struct tbhw *t, u32 adapter, u32 off, u32 val);
u32 *config_space(struct tbhw *t, u32 space, u32 adapter, u32 off, u32 n);

/* control.c */
void ctl_from_driver(struct tbhw *t, const void *buf, int len, u8 type);
void send_plug_event(struct port *p);

#endif
