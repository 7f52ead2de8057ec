/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: what can be wrong with the kernel's side and with files. */
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
	if (!N_CONTROLLERS)
		hit(hits, NULL, NULL, NULL, NULL);
}

LOOK(no_core)
{
	for (size_t i = 0; i < N_CONTROLLERS; i++)
		if (!CONTROLLER(i)->bound && !CONTROLLER(i)->given_away && n->controllers[i].vendor)
			hit(hits, NULL, CONTROLLER(i)->address,
			    n->core ? "thunderbolt is loaded, and has not taken it" : "the module thunderbolt is not loaded",
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

LOOK(sysctl_conf)
{
	if (n->left[LEFT_SYSCTL].n)
		hit(hits, NULL, n->left[LEFT_SYSCTL].v[0], NULL, NULL);
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

static void each_left(const struct host *n, struct hits *hits, enum remains kind)
{
	for (size_t i = 0; i < n->left[kind].n; i++)
		hit(hits, NULL, n->left[kind].v[i], NULL, NULL);
}

LOOK(core_reload)
{
	each_left(n, hits, LEFT_CORE_RELOAD);
}

LOOK(boot_wait)
{
	for (size_t i = 0; i < n->left[LEFT_BOOT_WAIT].n; i++) {
		const char *path = n->left[LEFT_BOOT_WAIT].v[i];

		hit(hits, NULL, strrchr(path, '/') + 1, NULL, NULL);
	}
}

LOOK(broken_script)
{
	each_left(n, hits, LEFT_BROKEN_SCRIPT);
}

LOOK(log_lies)
{
	if (n->said_up)
		hit(hits, NULL, n->left[LEFT_LOG].v[0], n->said_up, NULL);
}

LOOK(log_in_tmp)
{
	for (size_t i = 0; i < n->left[LEFT_LOG].n; i++)
		if (strncmp(n->left[LEFT_LOG].v[i], "/tmp/", 5) == 0)
			hit(hits, NULL, n->left[LEFT_LOG].v[i], NULL, NULL);
}

LOOK(journal_lost)
{
	if (!n->journal_kept)
		hit(hits, NULL, NULL, NULL, NULL);
}

LOOK(guide)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = n->left[LEFT_GUIDE].n ? open_memstream(&text, &size) : NULL;

	for (size_t i = 0; f && i < n->left[LEFT_GUIDE].n; i++)
		fprintf(f, "%s%s", i ? ", " : "", n->left[LEFT_GUIDE].v[i]);
	if (f && text_finish(f, &text) == 0)
		hit(hits, NULL, text, NULL, NULL);
	free(text);
}

/* A file that this user may not read is said elsewhere. */
LOOK(setting)
{
	for (unsigned i = 0; conf_problem(i) && !n->closed.settings; i++)
		hit(hits, NULL, conf_problem(i), NULL, NULL);
}
