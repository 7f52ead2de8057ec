/* SPDX-License-Identifier: GPL-2.0-or-later */
/* up: set addresses and forwarding of all present ports at once. */
#include <errno.h>
#include <string.h>

#include "admit.h"
#include "cleanup.h"
#include "clock.h"
#include "file.h"
#include "files.h"
#include "ifupdown2.h"
#include "link.h"
#include "log.h"
#include "metric.h"
#include "native.h"
#include "options.h"
#include "running.h"
#include "secret.h"
#include "survey.h"
#include "texts.h"
#include "verbs.h"

#define IFUP_MS	60000

/* FRR hears of the cable's speed last: an adjacency waits for the address. */
static int port_up(const struct fabric *fabric, struct nl_sock *sock, const char *ifname)
{
	struct port peer;
	int r = admit_link(ifname, &peer) ? native_port(sock, fabric, ifname) : 0;

	metric_set(ifname);
	return r;
}

/* Proxmox VE puts frr.conf.local in front of its own lines, and fabricd takes no "openfabric bfd" or "openfabric password" of a
 * port before it is in the fabric: after a start of FRR these lines are lost. */
static void restore_local(const struct fabric *wanted)
{
	_cleanup_free_ char *text = NULL;
	struct fabric fabric;
	size_t size;
	int r;

	if (!files_on_pve() || file_read(FILES_FRR_LOCAL, &text, &size) < 0 || !strstr(text, "lsp-gen-interval") || secret_applied(wanted, &fabric) < 0)
		return;
	r = running_parts(&fabric);
	if (r < 0 || r == running_all(&fabric))
		return;
	r = running_configure(&fabric, texts_frr_local);
	log_event(r < 0 ? LOG_ERR : LOG_INFO, &(struct log_event){ .action = "fabric", .error = r }, "FRR was started without what " FILES_FRR_LOCAL " has for each port: %s",
		  r < 0 ? "it refuses them" : "set");
}

int verb_up(const struct fabric *fabric, struct nl_sock *sock, const char *ifname)
{
	struct log_event e = { .ifname = fabric->dummy, .action = "fabric" };
	int installed, r = 0;

	if (ifname && !survey_is_ours(fabric, ifname))
		return EXIT_DONE;
	if (ifname)
		return port_up(fabric, sock, ifname) < 0 ? EXIT_FAILED : EXIT_DONE;
	/* with ifupdown2, its stanza makes the dummy at boot, and would stumble over one that is there; one that it has
	 * made and left without the address (its list of links lags behind what it makes) is completed */
	installed = ifupdown2_is_installed();
	if (installed < 0) {
		r = e.error = installed;
		log_event(LOG_ERR, &e, "cannot tell whether ifupdown2 creates it");
	} else {
		r = native_dummy(sock, fabric, installed == 0);
	}
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		if (port_up(fabric, sock, fabric->here->interfaces[i]) < 0)
			r = -EIO;
	restore_local(fabric);
	secret_settle(fabric);
	return r < 0 ? EXIT_FAILED : EXIT_DONE;
}

static bool is_missing(struct nl_sock *sock, const char *ifname)
{
	struct link link;

	return link_get(sock, 0, ifname, &link) == -ENODEV;
}

static int ifup(struct nl_sock *sock, const char *ifname, bool must)
{
	struct log_event e = { .ifname = ifname, .action = "fabric" };
	struct port peer;
	int r;

	/* tbnet-link@ does it when it comes, and is to leave it down */
	if (!must && (is_missing(sock, ifname) || !admit_link(ifname, &peer)))
		return 0;
	r = ifupdown2_ifup(ifname, clock_now() + IFUP_MS);
	if (r == 0 || (!must && is_missing(sock, ifname)))
		return 0;
	e.error = r < 0 ? r : 0;
	log_event(LOG_ERR, &e, "ifup failed; see: ifup -v %s", ifname);
	return r < 0 ? r : -EIO;
}

int up_interfaces(const struct fabric *fabric, struct nl_sock *sock)
{
	int r = 0;

	if (ifupdown2_is_installed() > 0 && ifupdown2_is_ready()) {
		/* a second "link add" of the dummy would be an error */
		if (is_missing(sock, fabric->dummy))
			r = ifup(sock, fabric->dummy, true);
		for (size_t i = 0; i < fabric->here->n_interfaces && r == 0; i++)
			r = ifup(sock, fabric->here->interfaces[i], false);
	}
	if (r == 0 && verb_up(fabric, sock, NULL) != EXIT_DONE)
		r = -EIO;
	return r;
}
