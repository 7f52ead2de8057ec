/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz peers: whatever the file has, what is taken from it is fit to be shown, and is read again as it was written. */
#include "fuzz.h"

#include "peers/note.c"
#include "peers/peers.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char id[] = "00000000-0000-4000-8000-000000000001";
	char *text = fuzz_string(data, size), *again;
	static struct peers a, b;

	peers_parse(text, id, &a);
	must(a.n <= PEERS_MAX);
	for (size_t i = 0; i < a.n; i++) {
		const struct port *p = &a.v[i].port;

		must(text_is_ifname(a.v[i].ifname) && port_is_pci_address(p->controller) && p->number);
		must(!*p->peer || port_is_uuid(p->peer));
		must(!*p->peer_name || text_is_clean(p->peer_name));
		must(a.v[i].boot <= a.boot);
	}
	again = peers_text(&a, id);
	must(again);
	if (a.boot <= UINT32_MAX / 2) {
		peers_parse(again, id, &b);
		must(b.n == a.n && b.boot == a.boot && b.counted);
	}
	free(again);
	free(text);
	return 0;
}
