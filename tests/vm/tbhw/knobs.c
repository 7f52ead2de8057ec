// SPDX-License-Identifier: GPL-2.0
/*
 * What a test can turn, and what it can see: in the PCI device's sysfs folder, for
 * each port a folder tbhw_port1 or tbhw_port3 with
 *
 *   cable  1 plugged in, 0 pulled,
 *          2 plugged in, but the far host's control packets are lost: it seems to hang,
 *          3 plugged in, but the link sleeps (CL2) and nothing passes, either way
 *   train  milliseconds that the link needs to come up, once both hosts are there
 *   delay  milliseconds that the far host's control packets are late
 *   state  what the model sees, one "key value" a line
 *
 * The module parameters "train" and "delay" are what they begin with.
 */
#include <linux/module.h>

#include "tbhw.h"

static unsigned int train, delay;
module_param(train, uint, 0444);
MODULE_PARM_DESC(train, "milliseconds that links need to come up");
module_param(delay, uint, 0444);
MODULE_PARM_DESC(delay, "milliseconds that control packets are late");

void knobs_reset(struct port *p)
{
	p->cable = CABLE_IN;
	p->train = train;
	p->delay = delay;
}

struct knob {
	struct device_attribute attr;
	int port;
	size_t offset;	/* in struct port */
	u32 max;
};

static struct port *port_of(struct device *dev, const struct knob *k, u32 **value)
{
	struct port *p = &by_device(dev)->port[k->port];

	*value = (void *)p + k->offset;
	return p;
}

static ssize_t knob_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	u32 *value;

	port_of(dev, container_of(attr, struct knob, attr), &value);
	return sysfs_emit(buf, "%u\n", *value);
}

static ssize_t knob_store(struct device *dev, struct device_attribute *attr,
			  const char *buf, size_t n)
{
	struct knob *k = container_of(attr, struct knob, attr);
	struct port *p;
	u32 val, *value;
	int ret = kstrtou32(buf, 0, &val);

	if (ret || val > k->max)
		return ret ?: -EINVAL;
	p = port_of(dev, k, &value);
	*value = val;
	update_lanes(p);
	kick(p->router);
	return n;
}

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct port *p;
	u32 *unused;

	p = port_of(dev, container_of(attr, struct knob, attr), &unused);
	return sysfs_emit(buf, "wire %s\ncable %u\nlink %d\ndriver %d\n"
			  "wire_tx %llu\nwire_rx %llu\nwire_dropped %llu\n"
			  "overrun %llu\nno_path %llu\n",
			  p->wire ? netdev_name(p->wire) : "none", p->cable, p->link,
			  p->router->rx[0].enabled, p->wire_tx, p->wire_rx,
			  p->wire_dropped, p->router->overrun, p->router->no_path);
}

#define KNOB(_port, _name, _max) { \
	.attr = __ATTR(_name, 0644, knob_show, knob_store), \
	.port = _port, .offset = offsetof(struct port, _name), .max = _max }
#define KNOBS(_port) { \
	KNOB(_port, cable, CABLE_MAX), KNOB(_port, train, 600000), KNOB(_port, delay, 60000), \
	{ .attr = __ATTR(state, 0444, state_show, NULL), .port = _port } }

static struct knob knobs[PORTS][4] = { KNOBS(0), KNOBS(1) };

#define FILES(_port) { \
	&knobs[_port][0].attr.attr, &knobs[_port][1].attr.attr, \
	&knobs[_port][2].attr.attr, &knobs[_port][3].attr.attr, NULL }

static struct attribute *files[PORTS][5] = { FILES(0), FILES(1) };

static const struct attribute_group folders[PORTS] = {
	{ .name = "tbhw_port1", .attrs = files[0] },
	{ .name = "tbhw_port3", .attrs = files[1] },
};

int knobs_add(struct tbhw *t)
{
	int ret = 0;

	for (int i = 0; i < t->n_ports && !ret; i++)
		ret = sysfs_create_group(&t->pdev->dev.kobj, &folders[i]);
	return ret;
}

void knobs_remove(struct tbhw *t)
{
	for (int i = 0; i < t->n_ports; i++)
		sysfs_remove_group(&t->pdev->dev.kobj, &folders[i]);
}
