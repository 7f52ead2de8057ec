/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: check the kernel's side and files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "chips.h"
#include "conf.h"
#include "looks.h"
#include "text.h"

#define CONTROLLER(i) (&n->picture.machine.controllers[i])
#define N_CONTROLLERS (n->picture.machine.n_controllers)

LOOK(no_controller)
{
	if (!N_CONTROLLERS && !n->foreign.n)
		hit(hits, NULL, NULL, NULL, NULL);
}

LOOK(foreign_controller)
{
	for (size_t i = 0; i < n->foreign.n; i++)
		hit(hits, NULL, n->foreign.v[i], NULL, NULL);
}

LOOK(no_core)
{
	for (size_t i = 0; i < N_CONTROLLERS; i++)
		if (!CONTROLLER(i)->bound && !CONTROLLER(i)->given_away && n->controllers[i].vendor)
			hit(hits, NULL, CONTROLLER(i)->address,
			    n->core ? "the module thunderbolt is loaded, but did not take it" : "the module thunderbolt is not loaded",
			    n->core ? "journalctl -k -g thunderbolt" : "modprobe thunderbolt && tbnet-modules");
}

LOOK(given_away)
{
	for (size_t i = 0; i < N_CONTROLLERS; i++)
		if (CONTROLLER(i)->given_away)
			hit(hits, NULL, CONTROLLER(i)->address, NULL, NULL);
}

LOOK(xdomain_off)
{
	if (N_CONTROLLERS && n->xdomain_off)
		hit(hits, NULL, NULL, NULL, NULL);
}

LOOK(no_driver)
{
	if (N_CONTROLLERS && !n->driver)
		hit(hits, NULL, NULL, NULL, NULL);
}

LOOK(not_at_boot)
{
	if (N_CONTROLLERS && n->at_boot == NO)
		hit(hits, NULL, NULL, NULL, NULL);
}

LOOK(e2e_chip)
{
	struct utsname u;

	for (size_t i = 0; i < N_CONTROLLERS && n->e2e == YES && uname(&u) == 0; i++) {
		const struct chip *chip = chips_find(n->controllers[i].vendor, n->controllers[i].device, u.release);

		if (chip)
			hit(hits, NULL, CONTROLLER(i)->address, chip->name, chip->failure);
	}
}

/* Off for the host and on for the links is what tbnet-fabric makes where somebody wants it so. */
LOOK(no_forwarding)
{
	bool off = false;

	EACH_PORT(p)
		off |= p->there && p->forwards == NO;
	if (n->ip_forward == NO && off)
		hit(hits, NULL, NULL, NULL, NULL);
}

LOOK(link_no_forwarding)
{
	EACH_PORT(p)
		if (n->ip_forward == YES && p->there && p->forwards == NO)
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(link_no_forwarding6)
{
	EACH_PORT(p)
		if (p->there && p->forwards6 == NO)
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(slow_cores)
{
	for (size_t i = 0; i < N_CONTROLLERS; i++)
		if (n->controllers[i].slow_cores)
			hit(hits, NULL, CONTROLLER(i)->address, n->fast_cpus, n->pins ? "systemctl restart tbnet-irq" :
			    "echo TBNET_IRQ=yes >> " CONF_FILE " && systemctl restart tbnet-irq");
}

LOOK(iommu_strict)
{
	EACH_PORT(p)
		if (p->there && strcmp(n->controllers[p->controller - CONTROLLER(0)].iommu, "DMA") == 0) {
			hit(hits, NULL, p->controller->address, NULL, NULL);
			return;		/* it is one setting for all */
		}
}

#define EACH_LEFT(l) for (const struct leftover *l = n->left.v; l < n->left.v + n->left.n; l++)

static bool is_kind(const struct leftover *l, const char *id)
{
	return strcmp(l->kind->id, id) == 0;
}

/* What is not loaded now has a finding. */
LOOK(module_denied)
{
	EACH_LEFT(l)
		if (is_kind(l, "denied") && n->driver)
			hit(hits, NULL, l->path, NULL, NULL);
}

LOOK(core_reload)
{
	EACH_LEFT(l)
		if (is_kind(l, "core-reload"))
			hit(hits, NULL, l->path, NULL, NULL);
}

LOOK(boot_wait)
{
	EACH_LEFT(l)
		if (is_kind(l, "boot-wait"))
			hit(hits, NULL, strrchr(l->path, '/') + 1, NULL, NULL);
}

/* The device of a link of ours in a line that makes the unit wait for it. */
static bool waits_for(const struct host *n, const char *text, char ret_ifname[IFNAMSIZ])
{
	static const char *const keys[] = { "Wants", "Requires", "Requisite", "BindsTo" };

	for (; *text; text += text[strcspn(text, "\n")] ? strcspn(text, "\n") + 1 : strlen(text)) {
		size_t length = strcspn(text, "\n"), key = 0;

		while (key < 4 && strncmp(text + strspn(text, " \t"), keys[key], strlen(keys[key])) != 0)
			key++;
		for (const char *at = text; key < 4 && (at = strstr(at, "sys-")) && at < text + length; at++)
			if (leftover_device(at, ret_ifname) && (host_is_ours(n, ret_ifname) || host_port_named(n, ret_ifname)))
				return true;
	}
	return false;
}

LOOK(device_wait)
{
	char ifname[IFNAMSIZ];

	EACH_LEFT(l) {
		if (is_kind(l, "start-wait"))
			hit(hits, NULL, l->path, "links", "a command in it names a link, and sleeps before the unit starts");
		else if (is_kind(l, "device-wait") && waits_for(n, l->node.text, ifname))
			hit(hits, NULL, l->path, ifname, host_port_named(n, ifname) ?
			    "systemd waits for the device of that name for 90 s, if its peer is off or the cable out" :
			    "systemd waits for the device of that name for 90 s, and no link has that name now");
	}
}

LOOK(broken_script)
{
	EACH_LEFT(l)
		if (is_kind(l, "broken-script"))
			hit(hits, NULL, l->path, NULL, NULL);
}

/* Settings of the mesh in the file that Debian 13 does not read: the first. */
LOOK(sysctl_conf)
{
	char line[128];

	EACH_LEFT(l) {
		const char *text = l->node.text;

		if (!is_kind(l, "sysctl-conf") || n->sysctl_conf_read)
			continue;
		for (size_t i = 1; i < l->lines[0]; i++)
			text += strcspn(text, "\n") + 1;
		text += strspn(text, " \t");
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(text, "\n"), text);
		hit(hits, NULL, line, NULL, NULL);
	}
}

/* "en05 up successful", whatever came of it. */
LOOK(log_lies)
{
	EACH_LEFT(l)
		EACH_PORT(p) {
			char said[IFNAMSIZ + 16];

			if (!is_kind(l, "log") || !p->netdev || host_usable(n, p))
				continue;
			snprintf(said, sizeof(said), "%s up successful", p->netdev->name);
			if (!strstr(l->node.text, said))
				continue;
			hit(hits, NULL, l->path, p->netdev->name, NULL);
			return;
		}
}

LOOK(log_in_tmp)
{
	EACH_LEFT(l)
		if (is_kind(l, "log") && strncmp(l->path, "/tmp/", 5) == 0)
			hit(hits, NULL, l->path, NULL, NULL);
}

/* Of one file several kinds may be left. */
static bool is_first(const struct host *n, const struct leftover *l)
{
	for (const struct leftover *k = n->left.v; k < l; k++)
		if (!k->stays && strcmp(k->path, l->path) == 0)
			return false;
	return true;
}

/* Files that tbnet-adopt would take over. */
LOOK(guide)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = leftovers_to_take(&n->left) ? open_memstream(&text, &size) : NULL;

	EACH_LEFT(l)
		if (f && !l->stays && is_first(n, l))
			fprintf(f, "%s%s", ftell(f) ? ", " : "", l->path);
	if (f && text_finish(f, &text) == 0)
		hit(hits, NULL, text, NULL, NULL);
	free(text);
}

LOOK(journal_lost)
{
	if (!n->journal_kept)
		hit(hits, NULL, NULL, NULL, NULL);
}

/* Another finding reports a file that this user may not read. */
LOOK(setting)
{
	for (unsigned i = 0; conf_problem(i) && !n->closed.settings; i++)
		hit(hits, NULL, conf_problem(i), NULL, NULL);
}
