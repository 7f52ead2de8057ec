// SPDX-License-Identifier: GPL-2.0
/*
 * tbhw - register-level model of a USB4 host router, for virtual machines
 *
 * The Debian thunderbolt.ko talks to its hardware (the "NHI", native host
 * interface) through seven kernel functions only: ioread32()/iowrite32(),
 * pcim_iomap_table(), and the four that set up its interrupt. A copy of that
 * binary whose references to these are renamed to the tbhw_*() functions
 * exported here (see redirect.py) drives this model instead. All the rest, the
 * connection manager, XDomain discovery, sysfs, uevents and the symbols that
 * thunderbolt_net.ko links to, stays the distribution's own object code.
 *
 * One model instance sits on each QEMU "edu" PCI function other than 0, and
 * has one USB4 port (lane adapters 1 and 2) and one NHI adapter (3). Its cable
 * is an Ethernet device whose MAC address is 02:74:62:xx:xx:<PCI function>.
 *
 * Knobs (main.c), in the PCI device's sysfs folder:
 *   tbhw_cable  1 = plugged in (default), 0 = pulled, 2 = plugged in, but the
 *               control packets of the other host are lost (it seems to hang)
 *   tbhw_state  what the model sees, one "key value" a line
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
			link_step(t);
			send_plug_event(t);
			cond_resched();
		} while (more);
	}
	if (t->link)
		wire_send(t, WIRE_BYE, 0, 0, NULL, 0);
	kfree(buf);
	while (!kthread_should_stop())
		msleep(20);
	return 0;
}

static ssize_t tbhw_cable_show(struct device *dev, struct device_attribute *a, char *buf)
{
	return sysfs_emit(buf, "%d\n", by_device(dev)->cable);
}

static ssize_t tbhw_cable_store(struct device *dev, struct device_attribute *a,
				const char *buf, size_t n)
{
	struct tbhw *t = by_device(dev);
	u8 val;
	int ret = kstrtou8(buf, 0, &val);

	if (ret || val > 2)
		return ret ?: -EINVAL;
	t->cable = val;
	kick(t);
	return n;
}
static DEVICE_ATTR_RW(tbhw_cable);

static ssize_t tbhw_state_show(struct device *dev, struct device_attribute *a, char *buf)
{
	struct tbhw *t = by_device(dev);

	return sysfs_emit(buf, "wire %s\ncable %d\nlink %d\ndriver %d\n"
			  "wire_tx %llu\nwire_rx %llu\nwire_dropped %llu\nno_path %llu\n",
			  t->wire ? netdev_name(t->wire) : "none", t->cable, t->link,
			  t->rx[0].enabled, t->wire_tx, t->wire_rx,
			  t->wire_dropped, t->no_path);
}
static DEVICE_ATTR_RO(tbhw_state);

static const struct attribute *tbhw_attrs[] = {
	&dev_attr_tbhw_cable.attr, &dev_attr_tbhw_state.attr, NULL
};

static void unit_remove(struct tbhw *t)
{
	if (t->thread)
		kthread_stop(t->thread);
	sysfs_remove_files(&t->pdev->dev.kobj, tbhw_attrs);
	t->pdev->class = t->old_class;
	pci_dev_put(t->pdev);
	vfree(t->regs);
	kfree(t);
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
	t->cable = 1;
	spin_lock_init(&t->lock);
	init_waitqueue_head(&t->wait);
	for (int i = 0; i < NHI_HOPS; i++)
		__skb_queue_head_init(&t->rx[i].backlog);
	router_reset(t);
	ret = sysfs_create_files(&pdev->dev.kobj, tbhw_attrs);
	if (ret)
		goto err_put;
	t->thread = kthread_run(tbhw_thread, t, "tbhw/%s", pci_name(pdev));
	if (IS_ERR(t->thread)) {
		ret = PTR_ERR(t->thread);
		sysfs_remove_files(&pdev->dev.kobj, tbhw_attrs);
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
	while (n_units)
		unit_remove(units[--n_units]);
}

module_init(tbhw_init);
module_exit(tbhw_exit);
MODULE_DESCRIPTION("Simulated USB4 host router for test machines");
MODULE_LICENSE("GPL");
