/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz pvesh: whatever Proxmox VE's API gives, the calls that are made of it have only letters that no shell takes for
 * more. The input is four answers, one after the other, with a NUL between. */
#include "fuzz.h"

#include <arpa/inet.h>

#include "tbnet-fabric/pvesh.c"
#include "pve.h"

static struct json_object *answer(const uint8_t **data, size_t *size)
{
	size_t n = strnlen((const char *)*data, *size);
	char *text = strndup((const char *)*data, n);
	struct json_object *o;

	must(text);
	n += n < *size;
	*data += n;
	*size -= n;
	o = json_parse_whole(text);
	free(text);
	if (pvesh_is_list(o))
		return o;
	json_object_put(o);
	return json_object_new_array();
}

static void check_calls(struct pvesh_calls *calls)
{
	for (size_t i = 0; i < calls->n; i++)
		for (size_t k = 0; k < calls->v[i].n; k++) {
			const char *word = calls->v[i].v[k];

			must(strspn(word, FABRIC_LETTERS "/.,:=_-") == strlen(word));
		}
	pvesh_free(calls);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fabric *f = calloc(1, sizeof(*f));
	struct pvesh_calls *calls = calloc(1, sizeof(*calls));
	struct pve pve = { 0 };

	must(f && calls);
	must(fabric_set_option(1, "10.100.0.0/24") == 0 && fabric_set_option(3, "n1=10.100.0.11 n2=10.100.0.12") == 0 &&
	     fabric_set_option(7, "n1") == 0);
	must(fabric_read(f) == 0);
	log_set_level(LOG_ERR);
	pve.cluster = answer(&data, &size);
	pve.fabrics = answer(&data, &size);
	pve.nodes = answer(&data, &size);
	pve.others = answer(&data, &size);
	pve.running = json_object_get(pve.fabrics);
	pve.running_nodes = json_object_get(pve.nodes);
	if (pve_check(f, &pve) == 0 && pve_calls(f, &pve, calls) == 0)
		check_calls(calls);
	if (pve_deletions(f, &pve, calls) == 0)
		check_calls(calls);
	pve_free(&pve);
	free(calls);
	free(f);
	return 0;
}
