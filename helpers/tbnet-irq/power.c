/* SPDX-License-Identifier: GPL-2.0-or-later */
/* power: set whether the kernel may let the controllers sleep. */
#include "power.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "log.h"
#include "machine.h"
#include "state.h"
#include "sysfs.h"

#define CONTROL	"power/control"	/* "auto" or "on" (Documentation/ABI/testing/sysfs-devices-power) */

static void name_note(const struct machine_controller *c, char note[64])
{
	snprintf(note, 64, "power-%s", c->address);
}

/* Prints the change to standard output. */
static int show(const struct machine_controller *c, const char *from, const char *to)
{
	printf("controller %s: power/control %s -> %s\n", c->address, from, to);
	return 1;
}

static int set(const struct machine_controller *c, const char *from, const char *to)
{
	struct log_event e = { .action = "power" };
	char dir[PATH_MAX], now[16];
	int r;

	snprintf(dir, sizeof(dir), "/sys/bus/pci/devices/%s", c->address);
	r = sysfs_write(dir, CONTROL, to);
	if (r == 0)
		r = sysfs_read(dir, CONTROL, now, sizeof(now));
	if (r == 0 && strcmp(now, to) != 0)
		r = -EBUSY;
	e.error = r;
	if (r < 0)
		log_event(LOG_ERR, &e, "controller %s: power/control cannot be set to %s", c->address, to);
	else
		log_event(LOG_INFO, &e, "controller %s: power/control %s, before %s", c->address, to, from);
	return r;
}

static bool is(const struct machine_controller *c, const char *value)
{
	char dir[PATH_MAX], now[16];

	snprintf(dir, sizeof(dir), "/sys/bus/pci/devices/%s", c->address);
	return sysfs_read(dir, CONTROL, now, sizeof(now)) == 0 && strcmp(now, value) == 0;
}

static int keep_awake(const struct machine_controller *c, bool look)
{
	struct log_event e = { .action = "power" };
	bool peer = false;
	char note[64];

	for (unsigned i = 1; i <= MACHINE_PORT_MAX; i++)
		peer |= c->ports[i].cabled;
	if (!c->bound || !peer || !is(c, "auto"))
		return 0;
	if (look)
		return show(c, "auto", "on");
	name_note(c, note);
	e.error = state_write(note, 1);	/* nothing must be changed that cannot be given back */
	if (e.error) {
		log_event(LOG_ERR, &e, "controller %s: not kept awake: cannot record its setting in " STATE_DIR, c->address);
		return e.error;
	}
	return set(c, "auto", "on");
}

static int give_back(const struct machine_controller *c, bool look)
{
	char note[64];
	int r;

	name_note(c, note);
	if (!state_is(note, 1))
		return 0;
	if (look)
		return is(c, "on") ? show(c, "on", "auto") : 0;
	r = is(c, "on") ? set(c, "on", "auto") : 0;
	return r < 0 ? r : state_remove(note);
}

static int each(int (*f)(const struct machine_controller *c, bool look), bool look)
{
	_cleanup_(machine_free) struct machine machine = { 0 };
	struct log_event e = { .action = "power", .error = machine_read(&machine) };
	int ret = e.error;

	if (e.error)
		log_event(LOG_ERR, &e, "cannot read the controllers");
	for (size_t i = 0; i < machine.n_controllers; i++) {
		int r = f(&machine.controllers[i], look);

		ret = ret < 0 || r == 0 ? ret : r;
	}
	return ret;
}

int power_keep_awake(bool look)
{
	return each(keep_awake, look);
}

int power_give_back(bool look)
{
	return each(give_back, look);
}
