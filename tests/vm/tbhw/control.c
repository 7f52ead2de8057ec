// SPDX-License-Identifier: GPL-2.0
/* Control packets: what the driver reads and writes, what it hears of a plug. */
#include "tbhw.h"

#define EVENT_RESEND_MS		500

enum { ERR_NOT_CONNECTED = 0, ERR_BAD_SPACE = 2, ERR_ACK_PLUG = 7 };

static void answer_error(struct tbhw *t, u32 *w, u32 error, u32 adapter)
{
	w[2] = error | adapter << 8;
	ctl_to_driver(t, w, 3, TB_CFG_PKG_ERROR);
}

/* A read or write of a configuration space; w[] is the request, and becomes the answer. */
static void config_request(struct tbhw *t, u32 *w, u8 type)
{
	u32 off = w[2] & 0x1fff, n = (w[2] >> 13) & 0x3f;
	u32 adapter = (w[2] >> 19) & 0x3f, space = (w[2] >> 25) & 3;
	u32 *mem = config_space(t, space, adapter, off, n);

	if (!mem)
		return answer_error(t, w, ERR_BAD_SPACE, adapter);
	w[2] = (w[2] & ~(0x3f << 19)) | ADAPTER_NHI << 19;
	spin_lock_irq(&t->lock);
	for (u32 i = 0; i < n; i++) {
		if (type == TB_CFG_PKG_READ)
			w[3 + i] = mem[i];
		else if (space == SPACE_SWITCH)
			mem[i] = write_router(t, off + i, w[3 + i]);
		else if (space == SPACE_PORT)
			mem[i] = write_adapter(t, adapter, off + i, w[3 + i]);
		else
			mem[i] = w[3 + i];
	}
	spin_unlock_irq(&t->lock);
	ctl_to_driver(t, w, type == TB_CFG_PKG_READ ? 3 + n : 3, type);
}

static void plug_acknowledged(struct port *p)
{
	if (!p || !p->ev_in_flight)
		return;
	p->ev_in_flight = false;
	p->told_up = !p->ev_unplug;
	/* a link that was lost since a plug event was sent is still to be told of */
	if (p->ev_unplug)
		p->flapped = false;
}

/* A control packet (len includes the CRC) that the driver sent. */
void ctl_from_driver(struct tbhw *t, const void *buf, int len, u8 type)
{
	int words = len / 4 - 1;
	struct port *p;
	u32 w[65];
	u32 away;	/* the adapter through which the route leaves us */

	if (words < 2 || words > 64)
		return;
	be32_to_cpu_array(w, buf, words);
	away = w[1] & 0x3f;
	p = by_adapter(t, away);
	w[0] |= BIT(31);			/* from here on it is the reply */

	switch (type) {
	case TB_CFG_PKG_READ:
	case TB_CFG_PKG_WRITE:
		if (!away && words >= 3)
			config_request(t, w, type);
		else	/* the other host's router does not let us in */
			answer_error(t, w, p && p->link ? ERR_BAD_SPACE : ERR_NOT_CONNECTED, away);
		break;
	case TB_CFG_PKG_ERROR:
		if (words >= 3 && (w[2] & 0xff) == ERR_ACK_PLUG)
			plug_acknowledged(by_adapter(t, (w[2] >> 8) & 0x3f));
		break;
	case TB_CFG_PKG_XDOMAIN_REQ:
	case TB_CFG_PKG_XDOMAIN_RESP:
		if (!p || !p->link)	/* a router's ERR_CONN: nobody waits in vain */
			answer_error(t, w, ERR_NOT_CONNECTED, away);
		else if (p->cable != CABLE_SLEEPS)
			wire_send(p, WIRE_CTRL, 0, type, buf, len);
		break;
	case TB_CFG_PKG_RESET:
		ctl_to_driver(t, w, 2, type);
		break;
	}
}

/* A hot plug event is repeated until the driver acknowledges it. */
void send_plug_event(struct port *p)
{
	u32 w[3] = { BIT(31), 0, p->lane0 };

	if (!p->router->rx[0].enabled)
		return;
	if (p->ev_in_flight) {
		if (time_before(jiffies, p->ev_sent + msecs_to_jiffies(EVENT_RESEND_MS)))
			return;
	} else if (p->told_up && (!p->link || p->flapped)) {
		p->ev_unplug = true;
	} else if (!p->told_up && p->link) {
		p->ev_unplug = false;
	} else {
		return;
	}
	if (p->ev_unplug)
		w[2] |= BIT(31);
	p->ev_in_flight = true;
	p->ev_sent = jiffies;
	ctl_to_driver(p->router, w, 3, TB_CFG_PKG_EVENT);
}
