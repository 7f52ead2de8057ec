/* SPDX-License-Identifier: GPL-2.0-or-later */
/* running: bring the running FRR in line with its files. */
#include "running.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "file.h"
#include "frr.h"
#include "guide.h"
#include "left.h"
#include "native.h"
#include "process.h"
#include "text.h"
#include "texts.h"

#define FRRINIT		"/usr/lib/frr/frrinit.sh"
#define SYSTEMD		"/run/systemd/system"
#define START_MS	120000	/* frr.service's own TimeoutSec */
#define VTYSH_MS	30000
#define ATTEMPTS	3	/* to have FRR take its file */

static int run(const char *const argv[], int ms)
{
	return process_run(argv, true, clock_now() + ms);
}

/* With systemd, so that what is started belongs to its unit. */
static int service(const char *verb)
{
	bool systemd = access(SYSTEMD, F_OK) == 0;

	return run(systemd ? (const char *const[]){ "/usr/bin/systemctl", verb, "frr.service", NULL } :
			     (const char *const[]){ FRRINIT, verb, NULL }, START_MS);
}

static int fabricd_runs(void)
{
	int r = frr_runs("fabricd");

	if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .action = "fabric", .error = r }, "cannot tell whether fabricd runs");
	return r;
}

/* Starts what does not run. A reload starts daemons that are new, and restarts none. */
static int start(void)
{
	int r = fabricd_runs();

	if (r)
		return r < 0 ? r : 0;
	r = service(frr_runs("watchfrr") > 0 ? "reload" : "start");
	if (frr_runs("fabricd") > 0)
		return 0;
	log_plain(LOG_ERR, "fabricd does not run%s; next: apt-get install frr-pythontools, then tbnet-fabric apply; or see: systemctl status frr",
		  r ? ", frr.service could not be reloaded or started" : "");
	return -ESRCH;
}

void running_bfdd(const struct fabric *fabric)
{
	if (!fabric->bfd)
		return;
	if (frr_runs("bfdd") == 0 && frr_runs("watchfrr") > 0)
		service("reload");
	if (frr_runs("bfdd") == 0)
		log_plain(LOG_WARNING, "bfdd does not run: the fabric works, but notices a cable that dies silently only after %d hellos; next: apt-get install frr-pythontools, then tbnet-fabric apply",
			  FABRIC_HELLOS);
}

/* An administrator's own password is none of ours to miss. */
static bool has_secret(const char *password, const struct fabric *fabric)
{
	return !*fabric->secret || strcmp(password, fabric->secret) == 0;
}

int running_parts(const struct fabric *fabric)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	int r = frr_running(&config), n;
	const struct frr_router *router = r < 0 ? NULL : frr_router(&config, fabric->name);

	if (!router)
		return r < 0 ? r : -ENOENT;
	n = router->lsp_gen == FABRIC_LSP_GEN && has_secret(router->password, fabric);
	for (size_t i = 0; i < fabric->here->n_interfaces; i++) {
		const struct frr_interface *port = frr_interface(&config, fabric->here->interfaces[i]);

		n += port && (port->bfd || !fabric->bfd) && has_secret(port->password, fabric);
	}
	return n;
}

int running_all(const struct fabric *fabric)
{
	return 1 + (int)fabric->here->n_interfaces;
}

int running_configure(const struct fabric *fabric, void (*text_of)(FILE *f, const struct fabric *fabric))
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	int r;

	if (!f)
		return -ENOMEM;
	text_of(f, fabric);
	r = text_finish(f, &text);
	if (r == 0)
		r = *fabric->secret ? frr_configure_unseen(text) : frr_configure(text);
	return r > 0 ? -EIO : r;
}

int running_no_bfd(const struct fabric *old)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	struct log_event e = { .action = "fabric", .error = running_configure(old, texts_frr_no_bfd) };

	if (e.error == 0)
		e.error = frr_running(&config);
	for (size_t i = 0; i < config.n_interfaces && e.error == 0; i++)
		if (config.interfaces[i].bfd && strcmp(config.interfaces[i].router, old->name) == 0)
			e.error = -EIO;
	if (e.error)
		log_event(LOG_ERR, &e, "FRR of this node still watches its neighbors by BFD; see: vtysh -c 'show running-config'");
	return e.error;
}

static void forget_one(const char *first, const char *second)
{
	/* a line that does not exist any more is no failure: the result counts */
	int r = run((const char *const[]){ FRR_VTYSH, "-c", "configure terminal", "-c", first, second ? "-c" : NULL, second, NULL }, VTYSH_MS);

	if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .action = "fabric", .error = r }, "vtysh -c '%s'", first);
}

static void forget_interface(const char *router, const char *ifname)
{
	char context[16 + IFNAMSIZ], line[96];

	snprintf(context, sizeof(context), "interface %s", ifname);
	snprintf(line, sizeof(line), "no ip router openfabric %s", router);
	forget_one(context, line);
	snprintf(line, sizeof(line), "no ipv6 router openfabric %s", router);
	forget_one(context, line);
}

int running_forget_router(const char *name)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 }, now = { 0 };
	struct log_event e = { .action = "fabric", .id = LOG_ID_CHANGED, .error = frr_running(&config) };
	char line[96];

	if (e.error == -ENOTCONN || (e.error == 0 && !frr_router(&config, name)))
		return 0;
	for (size_t i = 0; i < config.n_interfaces; i++)
		if (strcmp(config.interfaces[i].router, name) == 0)
			forget_interface(name, config.interfaces[i].name);
	snprintf(line, sizeof(line), "no router openfabric %s", name);
	forget_one(line, NULL);
	e.error = frr_running(&now);
	if (e.error == 0 && frr_router(&now, name))
		e.error = -EIO;	/* it took the line, and still has it */
	if (e.error == 0)
		log_event(LOG_INFO, &e, "router openfabric %s: removed from the running FRR", name);
	else
		log_event(LOG_ERR, &e, "FRR of this node still has router openfabric %s; see: vtysh -c 'show running-config'", name);
	return e.error;
}

/* FRR refuses to put a port into a second router. */
static int forget_others(const struct fabric *fabric)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	int r = frr_running(&config);

	if (r < 0)
		return r == -ENOMEM ? r : 0;	/* vtysh -b will say so */
	for (size_t i = 0; i < config.n_routers && r == 0; i++)
		if (strcmp(config.routers[i].name, fabric->name) != 0 && guide_has_port(&config, fabric, config.routers[i].name))
			r = running_forget_router(config.routers[i].name);
	return r;
}

/* True if FRR runs a router of its file with another NET, or none: FRR 8.4 keeps the system ID of its first router, also when that
 * router is gone, and refuses another one. */
static bool has_other_net(void)
{
	_cleanup_(frr_config_free) struct frr_config file = { 0 }, now = { 0 };
	_cleanup_free_ char *text = NULL;
	size_t size;

	if (file_read(LEFT_FRR, &text, &size) < 0 || frr_config_parse(text, &file) < 0 || frr_running(&now) < 0)
		return false;
	for (size_t i = 0; i < file.n_routers; i++) {
		const struct frr_router *router = *file.routers[i].net ? frr_router(&now, file.routers[i].name) : NULL;

		if (router && strcmp(router->net, file.routers[i].net) != 0)
			return true;
	}
	return false;
}

/* -ESTALE: the rest is taken once FRR starts. */
static int take_file(void)
{
	int r = run((const char *const[]){ FRR_VTYSH, "-b", NULL }, VTYSH_MS);

	if (r > 0 && has_other_net()) {
		log_plain(LOG_ERR, "this FRR cannot change its NET while it runs, and its file has another one; next: systemctl restart frr.service");
		return -ESTALE;
	}
	if (r)
		log_event(LOG_ERR, &(struct log_event){ .action = "fabric", .error = r < 0 ? r : 0 },
			  "FRR did not load its file; see: vtysh -b");
	return r > 0 ? -EIO : r;
}

/* Under load vtysh -b (FRR 10.3) was seen to exit with 0 right after another vtysh, while fabricd had not taken the router. */
static int take_all(const struct fabric *fabric)
{
	struct log_event e = { .action = "fabric", .attempts = ATTEMPTS };

	for (e.attempt = 1; ; e.attempt++) {
		int r = take_file();

		if (r < 0)
			return r;
		r = running_parts(fabric);
		if (r == running_all(fabric))
			return 0;
		e.error = r < 0 ? r : 0;
		if (e.attempt == ATTEMPTS)
			break;
		log_event(LOG_WARNING, &e, "FRR did not accept all of its file; loading it again");
	}
	log_event(LOG_ERR, &e, "FRR does not have the fabric in its running configuration; see: vtysh -b");
	return e.error ? e.error : -EIO;
}

int running_frr(const struct fabric *fabric)
{
	int r = start();

	if (r == 0)
		r = forget_others(fabric);
	if (r)
		return r;
	running_bfdd(fabric);
	return take_all(fabric);
}

/* Another fabric, which is somebody else's, is no part of it. */
static bool has_part(const char *text, const struct fabric *fabric)
{
	static const char *const before[] = { "", "ip ", "ipv6 " };
	char line[64];

	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		snprintf(line, sizeof(line), "%srouter openfabric %s", before[i], fabric->name);
		if (frr_has_line(text, line))
			return true;
	}
	return strstr(text, "pve_openfabric");
}

static int forget_frr(const struct fabric *fabric)
{
	_cleanup_free_ char *text = NULL;
	char line[64];
	int r = fabricd_runs();

	if (r <= 0)
		return r;
	running_configure(fabric, texts_frr_forget);
	forget_interface(fabric->name, fabric->dummy);
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		forget_interface(fabric->name, fabric->here->interfaces[i]);
	snprintf(line, sizeof(line), "no router openfabric %s", fabric->name);
	forget_one(line, NULL);
	forget_one("no ip protocol openfabric", NULL);
	forget_one("no ipv6 protocol openfabric", NULL);
	forget_one("no route-map pve_openfabric", NULL);
	forget_one("no route-map pve_openfabric6", NULL);
	snprintf(line, sizeof(line), "no access-list pve_openfabric_%s_ips", fabric->name);
	forget_one(line, NULL);
	snprintf(line, sizeof(line), "no ipv6 access-list pve_openfabric_%s_ip6s", fabric->name);
	forget_one(line, NULL);
	r = frr_ask("show running-config", &text);
	if (r == 0 && !has_part(text, fabric))
		return 0;
	log_event(LOG_ERR, &(struct log_event){ .action = "fabric", .error = r < 0 ? r : 0 }, "%s; see: vtysh -c 'show running-config'",
		  r ? "cannot tell whether FRR still has the fabric" : "FRR still has parts of the fabric in its running configuration");
	return r < 0 ? r : -EIO;
}

/* The file as it was may have another router over the ports, which apply took out. */
static int restore_others(const struct fabric *fabric)
{
	char names[GUIDE_NAMES_SIZE];
	int r = guide_names(LEFT_FRR, fabric, names);

	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .action = "fabric", .error = r }, LEFT_FRR ": cannot be read");
		return r;
	}
	r = *names && fabricd_runs() > 0 ? take_file() : 0;
	return r == -ESTALE ? 0 : r;	/* the files are as they were: an undo that ended here would make them again */
}

int running_forget(const struct fabric *fabric, struct nl_sock *sock)
{
	int r = forget_frr(fabric), r2 = native_forget(sock, fabric);

	if (r == 0)
		r = restore_others(fabric);
	return r < 0 ? r : r2;
}
