/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rollout: set, change or remove the password on all nodes without losing a neighbor.
 *
 * FRR (8.4 to 10.7) takes any hello as long as it has no password itself, and refuses one without the password as soon as it has.
 * There is no state between. But an adjacency only ends when its hold time does, which is the sender's: ten hellos. So a first apply
 * has each node send a hold time of a hundred hellos, and a second one sets the secret, which then has that long to reach all nodes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "frr.h"
#include "log.h"
#include "running.h"
#include "secret.h"
#include "state.h"
#include "text.h"
#include "texts.h"

#define HELLOS		100	/* isis_constants.h: MAX_HELLO_MULTIPLIER */
#define SECRET_S	600	/* that a node stays prepared */
#define LOOK_MS		250	/* FRR tells nobody that a neighbor's hold time has changed */
#define NOTE		"fabric-prepared"

static unsigned now_s(void)
{
	return (unsigned)(clock_now() / 1000);
}

static bool is_recent(void)
{
	unsigned then;

	return state_read(NOTE, &then) == 0 && now_s() - then < SECRET_S;
}

/* A start of FRR ends it. */
static bool is_prepared(const struct fabric *fabric, const struct frr_config *config)
{
	for (size_t i = 0; i < fabric->here->n_interfaces; i++) {
		const struct frr_interface *port = frr_interface(config, fabric->here->interfaces[i]);

		if (!port || port->hellos != HELLOS)
			return false;
	}
	return is_recent();
}

/* A port whose neighbor would be lost: one whose hellos hold it no longer than they usually do. NULL: there is none. */
static const char *unprepared(const struct fabric *fabric, const struct frr_look *look, int *ret_left)
{
	for (size_t i = 0; i < fabric->here->n_interfaces; i++) {
		*ret_left = frr_expires(look, fabric->here->interfaces[i]);
		if (*ret_left != -ENOENT && *ret_left <= (int)fabric->hello * FABRIC_HELLOS)
			return fabric->here->interfaces[i];
	}
	return NULL;
}

static bool has_neighbor(const struct fabric *fabric, const struct frr_look *look)
{
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		if (frr_expires(look, fabric->here->interfaces[i]) >= 0)
			return true;
	return false;
}

static int ask(struct frr_look *ret)
{
	struct log_event e = { .action = "fabric" };
	int r = frr_runs("fabricd");

	if (r > 0)
		r = frr_look(FRR_OPENFABRIC, clock_now() + FRR_DEADLINE_MS, ret);
	if (r == 0)
		return 0;
	e.error = r < 0 ? r : 0;
	log_event(LOG_ERR, &e, "the secret was not changed: FRR does not tell its neighbors; see: vtysh -c 'show openfabric neighbor'");
	return r < 0 ? r : -EIO;
}

int secret_step(const struct fabric *fabric, const char *old, enum secret_step *ret)
{
	_cleanup_(frr_look_free) struct frr_look look = { 0 };
	int r;

	*ret = SECRET_SAME;
	if (strcmp(old, fabric->secret) == 0)
		return 0;
	r = ask(&look);
	if (r < 0)
		return r;
	*ret = has_neighbor(fabric, &look) && !is_prepared(fabric, &look.config) ? SECRET_PREPARE : SECRET_SET;
	return 0;
}

bool secret_is_lost(enum secret_step step)
{
	return step == SECRET_PREPARE && is_recent();
}

/* A neighbor that was prepared a moment ago tells it with its next hello. */
int secret_wait(const struct fabric *fabric)
{
	int64_t deadline = clock_now() + ((int64_t)fabric->hello + 2) * 1000;

	for (;;) {
		_cleanup_(frr_look_free) struct frr_look look = { 0 };
		int left = 0, r = ask(&look);
		const char *port = r < 0 ? NULL : unprepared(fabric, &look, &left);

		if (!port)
			return r;
		if (clock_left(deadline) == 0) {
			log_plain(LOG_ERR, "the secret was not changed: the node at the other end of %s is not prepared, and would be lost in %d s; next: tbnet-fabric apply there, then here",
				  port, left);
			return -EBUSY;
		}
		clock_poll(-1, clock_now() + LOOK_MS);
	}
}

/* Names the note that keeps the multiplier which an administrator gave a port, until it is restored. */
static void port_note(const char *port, char buf[64])
{
	snprintf(buf, 64, "fabric-hellos-%s", port);
}

static void prepare_port(FILE *f, const char *port, const struct frr_config *config)
{
	const struct frr_interface *now = frr_interface(config, port);
	char note[64];

	fprintf(f, "interface %s\n openfabric hello-multiplier %d\nexit\n", port, HELLOS);
	port_note(port, note);
	if (now && now->hellos && now->hellos != HELLOS)
		state_write(note, now->hellos);
}

static void settle_port(FILE *f, const char *port, const struct frr_config *config)
{
	const struct frr_interface *now = frr_interface(config, port);
	unsigned before = 0;
	char note[64];

	port_note(port, note);
	state_read(note, &before);
	state_remove(note);
	if (!now || now->hellos != HELLOS)	/* somebody else has set it since, or FRR was started */
		return;
	fprintf(f, "interface %s\n ", port);
	if (before)
		fprintf(f, "openfabric hello-multiplier %u\nexit\n", before);
	else
		fputs("no openfabric hello-multiplier\nexit\n", f);
}

/* Returns 0, the exit code of vtysh or a negative errno. */
static int each_port(const struct fabric *fabric, void (*write_port)(FILE *f, const char *port, const struct frr_config *config))
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	FILE *f;
	int r = frr_running(&config);

	f = r < 0 ? NULL : open_memstream(&text, &size);
	if (!f)
		return r < 0 ? r : -ENOMEM;
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		write_port(f, fabric->here->interfaces[i], &config);
	if (text_finish(f, &text) < 0)
		return -ENOMEM;
	return *text ? frr_configure(text) : 0;
}

int secret_prepare(const struct fabric *fabric)
{
	struct log_event e = { .action = "fabric", .id = LOG_ID_CHANGED };
	int r = each_port(fabric, prepare_port);

	if (r == 0)
		r = state_write(NOTE, now_s());
	if (r) {
		e.id = NULL;
		e.error = r < 0 ? r : 0;
		log_event(LOG_ERR, &e, "the secret was not changed: FRR refuses hello-multiplier %d", HELLOS);
		return r < 0 ? r : -EIO;
	}
	log_event(LOG_INFO, &e, "%s: prepared for another secret, for %d minutes; next: tbnet-fabric apply on all other nodes, then again on all of them within %u s",
		  fabric->name, SECRET_S / 60, fabric->hello * (HELLOS - FABRIC_HELLOS));
	return 0;
}

void secret_settle(const struct fabric *fabric)
{
	struct log_event e = { .action = "fabric", .id = LOG_ID_CHANGED };
	unsigned then;
	int r;

	if (state_read(NOTE, &then) < 0 || is_recent())
		return;
	r = each_port(fabric, settle_port);
	if (r == -ENOTCONN)	/* nothing of it is left in an FRR that does not run */
		r = 0;
	if (r == 0)
		state_remove(NOTE);
	e.error = r < 0 ? r : 0;
	e.id = r ? NULL : LOG_ID_CHANGED;
	log_event(r ? LOG_ERR : LOG_INFO, &e, r ? "FRR refuses its former hello-multiplier" : "%s: no longer prepared for another secret", fabric->name);
}

static bool has_password(const struct fabric *fabric, const struct frr_config *config)
{
	const struct frr_router *router = frr_router(config, fabric->name);

	return router && *router->password;
}

int secret_forget(const struct fabric *fabric)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 }, now = { 0 };
	struct log_event e = { .action = "fabric" };
	int r = frr_running(&config);

	if (r < 0 || !has_password(fabric, &config))
		return r == -ENOTCONN ? 0 : r;
	r = running_configure(fabric, texts_frr_no_secret);
	if (r == 0)
		r = frr_running(&now);
	if (r == 0 && has_password(fabric, &now))
		r = -EIO;	/* it took the lines, and still has them */
	e.error = r;
	if (r < 0)
		log_event(LOG_ERR, &e, "FRR of this node still wants a secret; see: vtysh -c 'show running-config'");
	return r;
}
