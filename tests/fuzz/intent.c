/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz intent: whatever a file that configures interfaces has, it is read to its end, and every name is one of an interface. */
#include "fuzz.h"

#include "intent/intent.c"
#include "intent/intentfiles.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const intent_file_func files[] = { intent_network, intent_netplan, intent_connection, intent_frr, intent_fabrics, intent_words };
	struct intent intent = { 0 };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *text = fuzz_string(data, size);

		must(files[i](&intent, "/etc/file", text) == 0);
		free(text);
	}
	for (size_t i = 0; i < intent.n; i++)
		must(text_is_ifname(intent.v[i].ifname) && text_is_clean(intent.v[i].place) && intent_find(&intent, intent.v[i].ifname));
	intent_free(&intent);
	return 0;
}
