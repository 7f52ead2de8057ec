// SPDX-License-Identifier: GPL-2.0
/*
 * tbhw - register-level model of a USB4 host router, for virtual machines
 *
 * The Debian thunderbolt.ko talks to its hardware (the "NHI", native host
 * interface) through seven kernel functions only: ioread32()/iowrite32(), the one that
 * maps its registers, and the four that set up its interrupt. A copy of that
 * binary whose references to these are renamed to the tbhw_*() functions
 * exported here (see redirect.py) drives this model instead. All the rest, the
 * connection manager, XDomain discovery, sysfs, uevents and the symbols that
 * thunderbolt_net.ko links to, stays the distribution's own object code.
 *
 * One model instance sits on each QEMU "edu" PCI function other than 0. Its router
 * has one or two USB4 ports (module parameter "ports"). Port 1 has the lane adapters
 * 1 and 2, port 3 the lane adapters 3 and 4; the driver calls a port by the number of
 * its first adapter. A cable is an Ethernet device whose MAC address is
 * 02:74:62:xx:xx:PF, for port P of PCI function F.
 *
 * What a test can turn is in knobs.c and clock.c.
 */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "tbhw.h"

#define EDU_VENDOR		0x1234
#define EDU_DEVICE		0x11e8
#define USB4_CLASS		0x0c0340

struct tbhw *units[8];
int n_units;

static int ports = 1;
module_param(ports, int, 0444);
MODULE_PARM_DESC(ports, "USB4 ports of each controller: 1 or 2");

struct tbhw *by_device(const struct device *dev)
{
	for (int i = 0; i < n_units; i++)
		if (&units[i]->pdev->dev == dev)
			return units[i];
	return NULL;
}

static int tbhw_thread(void *arg)
{
	void *buf = kmalloc(4096, GFP_KERNEL);
	struct tbhw *t = arg;

	while (buf && !kthread_should_stop()) {
		bool more;

		wait_event_interruptible_timeout(t->wait,
			t->kick || kthread_should_stop(), msecs_to_jiffies(40));
		t->kick = false;
		do {
			more = false;
			for (int hop = 0; hop < NHI_HOPS; hop++)
				more |= tx_one(t, hop, buf);
			for (struct port *p = t->port; p < t->port + t->n_ports; p++) {
				link_step(p);
				send_plug_event(p);
				late_packets(p);
			}
			cond_resched();
		} while (more);
	}
	for (struct port *p = t->port; p < t->port + t->n_ports; p++)
		if (p->link)
			wire_send(p, WIRE_BYE, 0, 0, NULL, 0);
	kfree(buf);
	while (!kthread_should_stop())
		msleep(20);
	return 0;
}

static void unit_remove(struct tbhw *t)
{
	if (t->thread)
		kthread_stop(t->thread);
	for (int i = 0; i < t->n_ports; i++)
		skb_queue_purge(&t->port[i].late);
	knobs_remove(t);
	t->pdev->class = t->old_class;
	pci_dev_put(t->pdev);
	vfree(t->regs);
	kfree(t);
}

static void port_init(struct tbhw *t, int i)
{
	struct port *p = &t->port[i];

	p->router = t;
	p->lane0 = 1 + 2 * i;
	skb_queue_head_init(&p->late);
	knobs_reset(p);
}

static int unit_add(struct pci_dev *pdev)
{
	struct tbhw *t = kzalloc(sizeof(*t), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!t)
		return ret;
	t->regs = vzalloc(REGS_SIZE);
	if (!t->regs)
		goto err_free;
	t->pdev = pci_dev_get(pdev);
	t->old_class = pdev->class;
	t->iomap[0] = (void __iomem __force *)t->regs;
	spin_lock_init(&t->lock);
	init_waitqueue_head(&t->wait);
	for (int i = 0; i < NHI_HOPS; i++)
		__skb_queue_head_init(&t->rx[i].backlog);
	t->n_ports = clamp(ports, 1, PORTS);
	for (int i = 0; i < t->n_ports; i++)
		port_init(t, i);
	router_reset(t);
	ret = knobs_add(t);
	if (ret)
		goto err_put;
	t->thread = kthread_run(tbhw_thread, t, "tbhw/%s", pci_name(pdev));
	if (IS_ERR(t->thread)) {
		ret = PTR_ERR(t->thread);
		knobs_remove(t);
		goto err_put;
	}
	pdev->class = USB4_CLASS;	/* what thunderbolt.ko binds to */
	units[n_units++] = t;
	return 0;
err_put:
	pci_dev_put(pdev);
	vfree(t->regs);
err_free:
	kfree(t);
	return ret;
}

static int __init tbhw_init(void)
{
	struct pci_dev *pdev = NULL;
	int ret;

	while ((pdev = pci_get_device(EDU_VENDOR, EDU_DEVICE, pdev))) {
		if (!PCI_FUNC(pdev->devfn) || n_units == ARRAY_SIZE(units))
			continue;
		ret = unit_add(pdev);
		if (ret)
			pci_err(pdev, "tbhw: cannot model it: %d\n", ret);
	}
	/* None at all is fine: thunderbolt.ko loads on such a machine, too. */
	ret = wire_start();
	if (ret)
		clock_stop();
	while (ret && n_units)
		unit_remove(units[--n_units]);
	return ret;
}

static void __exit tbhw_exit(void)
{
	for (int i = 0; i < n_units; i++) {
		kthread_stop(units[i]->thread);
		units[i]->thread = NULL;
	}
	wire_stop();
	clock_stop();
	while (n_units)
		unit_remove(units[--n_units]);
}

module_init(tbhw_init);
module_exit(tbhw_exit);
MODULE_DESCRIPTION("Simulated USB4 host router for test machines");
MODULE_LICENSE("GPL");
