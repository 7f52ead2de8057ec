// SPDX-License-Identifier: GPL-2.0
/* The functions that a redirected thunderbolt.ko is linked against: the NHI's registers. */
#include <linux/io.h>
#include <linux/module.h>

#include "tbhw.h"

/* drivers/thunderbolt/nhi_regs.h */
#define REG_TX_RING		0x00000
#define REG_RX_RING		0x08000
#define REG_TX_OPTIONS		0x19800
#define REG_RX_OPTIONS		0x29800
#define REG_NOTIFY		0x37800
#define REG_INT_CLEAR		0x37808
#define REG_INT_ENABLE		0x38200
#define REG_INT_MASK_CLEAR	0x38208
#define REG_CAPS		0x39640
#define OPT_ENABLE		BIT(31)

static struct tbhw *by_address(const void __iomem *addr)
{
	for (int i = 0; i < n_units; i++) {
		void *p = (void __force *)addr, *base = units[i]->regs;

		if (p >= base && p < base + REGS_SIZE)
			return units[i];
	}
	return NULL;
}

unsigned int tbhw_ioread32(const void __iomem *addr);
void tbhw_iowrite32(u32 val, void __iomem *addr);
void __iomem * const *tbhw_pcim_iomap_table(struct pci_dev *pdev);
void __iomem *tbhw_pcim_iomap_region(struct pci_dev *pdev, int bar, const char *name);
int tbhw_pci_alloc_irq_vectors(struct pci_dev *pdev, unsigned int min,
			       unsigned int max, unsigned int flags);
int tbhw_pci_alloc_irq_vectors_affinity(struct pci_dev *pdev, unsigned int min,
					unsigned int max, unsigned int flags,
					struct irq_affinity *affinity);
int tbhw_pci_irq_vector(struct pci_dev *pdev, unsigned int nr);
int tbhw_devm_request_threaded_irq(struct device *dev, unsigned int irq,
				   irq_handler_t handler, irq_handler_t fn,
				   unsigned long irqflags, const char *name, void *data);
void tbhw_devm_free_irq(struct device *dev, unsigned int irq, void *data);

unsigned int tbhw_ioread32(const void __iomem *addr)
{
	struct tbhw *t = by_address(addr);
	unsigned long flags;
	u32 off, val;

	if (WARN_ON_ONCE(!t))
		return ~0;
	off = (void __force *)addr - (void *)t->regs;
	spin_lock_irqsave(&t->lock, flags);
	switch (off) {
	case REG_CAPS:
		val = NHI_HOPS;
		break;
	case REG_NOTIFY:		/* cleared by the read */
		val = t->notify;
		t->notify = 0;
		break;
	case REG_INT_ENABLE:
		val = t->int_enable;
		break;
	default:
		val = t->regs[off / 4];
	}
	spin_unlock_irqrestore(&t->lock, flags);
	return val;
}
EXPORT_SYMBOL_GPL(tbhw_ioread32);

static void ring_write(struct ring *r, u32 reg, u32 val, bool tx)
{
	switch (reg) {
	case 0:
		r->base = (r->base & ~0xffffffffULL) | val;
		break;
	case 4:
		r->base = (r->base & 0xffffffffULL) | (u64)val << 32;
		break;
	case 8:
		r->sw = tx ? val >> 16 : val & 0xffff;
		break;
	case 12:
		r->size = val & 0xffff;
		r->hw = r->sw = 0;
		break;
	}
}

static void ring_options(struct tbhw *t, struct ring *r, u32 val, bool control_rx)
{
	r->enabled = val & OPT_ENABLE;
	if (!r->enabled)
		__skb_queue_purge(&r->backlog);
	/* a driver came, went or slept: tell it anew */
	for (struct port *p = t->port; control_rx && p < t->port + t->n_ports; p++)
		p->told_up = p->ev_in_flight = p->flapped = false;
}

void tbhw_iowrite32(u32 val, void __iomem *addr)
{
	struct tbhw *t = by_address(addr);
	unsigned long flags;
	u32 off;

	if (WARN_ON_ONCE(!t))
		return;
	off = (void __force *)addr - (void *)t->regs;
	spin_lock_irqsave(&t->lock, flags);
	t->regs[off / 4] = val;
	if (off < REG_TX_RING + 16 * NHI_HOPS) {
		ring_write(&t->tx[off / 16], off % 16, val, true);
	} else if (off >= REG_RX_RING && off < REG_RX_RING + 16 * NHI_HOPS) {
		off -= REG_RX_RING;
		ring_write(&t->rx[off / 16], off % 16, val, false);
		rx_drain(t, off / 16);
	} else if (off >= REG_TX_OPTIONS && off < REG_TX_OPTIONS + 32 * NHI_HOPS) {
		off -= REG_TX_OPTIONS;
		if (!(off % 32))
			ring_options(t, &t->tx[off / 32], val, false);
	} else if (off >= REG_RX_OPTIONS && off < REG_RX_OPTIONS + 32 * NHI_HOPS) {
		off -= REG_RX_OPTIONS;
		if (!(off % 32))
			ring_options(t, &t->rx[off / 32], val, !off);
	} else if (off == REG_INT_ENABLE) {
		t->int_enable = val;
		raise_irq(t);
	} else if (off == REG_INT_MASK_CLEAR) {
		t->int_enable &= ~val;
	} else if (off == REG_INT_CLEAR) {
		t->notify &= ~val;
	}
	spin_unlock_irqrestore(&t->lock, flags);
	kick(t);
}
EXPORT_SYMBOL_GPL(tbhw_iowrite32);

void __iomem * const *tbhw_pcim_iomap_table(struct pci_dev *pdev)
{
	struct tbhw *t = by_device(&pdev->dev);

	return t ? t->iomap : pcim_iomap_table(pdev);
}
EXPORT_SYMBOL_GPL(tbhw_pcim_iomap_table);

/* How the driver gets at its registers from Linux 6.17 on */
void __iomem *tbhw_pcim_iomap_region(struct pci_dev *pdev, int bar, const char *name)
{
	struct tbhw *t = by_device(&pdev->dev);

	return t ? t->iomap[bar] : IOMEM_ERR_PTR(-ENODEV);
}
EXPORT_SYMBOL_GPL(tbhw_pcim_iomap_region);

/* No MSI-X, so that the driver takes its single-interrupt path. */
int tbhw_pci_alloc_irq_vectors(struct pci_dev *pdev, unsigned int min,
			       unsigned int max, unsigned int flags)
{
	return flags & PCI_IRQ_MSI ? 1 : -ENOSPC;
}
EXPORT_SYMBOL_GPL(tbhw_pci_alloc_irq_vectors);

/* What the former is an inline function around, up to Linux 6.1 */
int tbhw_pci_alloc_irq_vectors_affinity(struct pci_dev *pdev, unsigned int min,
					unsigned int max, unsigned int flags,
					struct irq_affinity *affinity)
{
	return tbhw_pci_alloc_irq_vectors(pdev, min, max, flags);
}
EXPORT_SYMBOL_GPL(tbhw_pci_alloc_irq_vectors_affinity);

int tbhw_pci_irq_vector(struct pci_dev *pdev, unsigned int nr)
{
	return 1;
}
EXPORT_SYMBOL_GPL(tbhw_pci_irq_vector);

static void set_handler(struct tbhw *t, irq_handler_t handler, void *data)
{
	unsigned long flags;

	spin_lock_irqsave(&t->lock, flags);
	t->handler = handler;
	t->handler_data = data;
	spin_unlock_irqrestore(&t->lock, flags);
}

int tbhw_devm_request_threaded_irq(struct device *dev, unsigned int irq,
				   irq_handler_t handler, irq_handler_t fn,
				   unsigned long irqflags, const char *name, void *data)
{
	struct tbhw *t = by_device(dev);

	if (!t)
		return -ENODEV;
	set_handler(t, handler, data);
	return 0;
}
EXPORT_SYMBOL_GPL(tbhw_devm_request_threaded_irq);

void tbhw_devm_free_irq(struct device *dev, unsigned int irq, void *data)
{
	struct tbhw *t = by_device(dev);

	if (t)
		set_handler(t, NULL, NULL);
}
EXPORT_SYMBOL_GPL(tbhw_devm_free_irq);
