// SPDX-License-Identifier: GPL-2.0
/* Control packets: what the driver reads and writes, what it hears of a plug. */
#include "tbhw.h"

#define EVENT_RESEND_MS		500

enum { ERR_NOT_CONNECTED = 0, ERR_BAD_SPACE = 2, ERR_NO_PORT = 4, ERR_ACK_PLUG = 7 };

/* A control packet (len includes the CRC) that the driver sent. */
void ctl_from_driver(struct tbhw *t, const void *buf, int len, u8 type)
{
	u32 w[65], off, n, port, space, *mem;
	int words = len / 4 - 1;
	bool away;

	if (words < 2 || words > 64)
		return;
	be32_to_cpu_array(w, buf, words);
	away = (w[0] & 0x3fffff) || w[1];
	w[0] |= BIT(31);			/* from here on it is the reply */

	switch (type) {
	case TB_CFG_PKG_READ:
	case TB_CFG_PKG_WRITE:
		off = w[2] & 0x1fff;
		n = (w[2] >> 13) & 0x3f;
		port = (w[2] >> 19) & 0x3f;
		space = (w[2] >> 25) & 3;
		mem = config_space(t, space, port, off, n);
		if (away || !mem) {
			/* the other host's router does not let us in */
			w[2] = away && !t->link ? ERR_NOT_CONNECTED : ERR_BAD_SPACE;
			w[2] |= (away ? PORT_LANE0 : port) << 8;
			ctl_to_driver(t, w, 3, TB_CFG_PKG_ERROR);
			return;
		}
		w[2] = (w[2] & ~(0x3f << 19)) | PORT_NHI << 19;
		spin_lock_irq(&t->lock);
		for (u32 i = 0; i < n; i++) {
			if (type == TB_CFG_PKG_READ)
				w[3 + i] = mem[i];
			else if (space == SPACE_SWITCH)
				mem[i] = write_router(t, off + i, w[3 + i]);
			else if (space == SPACE_PORT)
				mem[i] = write_port(t, port, off + i, w[3 + i]);
			else
				mem[i] = w[3 + i];
		}
		spin_unlock_irq(&t->lock);
		ctl_to_driver(t, w, type == TB_CFG_PKG_READ ? 3 + n : 3, type);
		break;
	case TB_CFG_PKG_ERROR:
		if (words >= 3 && (w[2] & 0xff) == ERR_ACK_PLUG && t->ev_in_flight) {
			t->ev_in_flight = t->flapped = false;
			t->told_up = !t->ev_unplug;
		}
		break;
	case TB_CFG_PKG_XDOMAIN_REQ:
	case TB_CFG_PKG_XDOMAIN_RESP:
		if (t->link) {
			wire_send(t, WIRE_CTRL, 0, type, buf, len);
		} else {	/* a router's ERR_CONN: nobody waits in vain */
			w[2] = ERR_NOT_CONNECTED | PORT_LANE0 << 8;
			ctl_to_driver(t, w, 3, TB_CFG_PKG_ERROR);
		}
		break;
	case TB_CFG_PKG_RESET:
		ctl_to_driver(t, w, 2, type);
		break;
	}
}

/* A hot plug event is repeated until the driver acknowledges it. */
void send_plug_event(struct tbhw *t)
{
	u32 w[3] = { BIT(31), 0, PORT_LANE0 };

	if (!t->rx[0].enabled)
		return;
	if (t->ev_in_flight) {
		if (time_before(jiffies, t->ev_sent + msecs_to_jiffies(EVENT_RESEND_MS)))
			return;
	} else if (t->told_up && (!t->link || t->flapped)) {
		t->ev_unplug = true;
	} else if (!t->told_up && t->link) {
		t->ev_unplug = false;
	} else {
		return;
	}
	if (t->ev_unplug)
		w[2] |= BIT(31);
	t->ev_in_flight = true;
	t->ev_sent = jiffies;
	ctl_to_driver(t, w, 3, TB_CFG_PKG_EVENT);
}
