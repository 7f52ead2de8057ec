/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz link: any text of a .link file is read to its end, a name that it gives can be one, and it is for no netdev that has a
 * property which it asks not to be there. */
#include "fuzz.h"

#include "linkfile.h"
#include "text.h"

static const struct link_target first = { .controller = "0000:00:0d.2", .port = 1, .peer_name = "n2" };
static const struct link_target second = { .controller = "0000:00:0d.2", .port = 2, .mac = "02:00:00:00:00:01" };

static void check_match(const struct link_file *f)
{
	if (words_have(&f->match, "Property=TBNET_PORT=1") || words_have(&f->match, "Property=TBNET_PEER_NAME=n2"))
		must(!link_file_matches(f, &second));
	if (words_have(&f->match, "!Property=TBNET_PORT=1") || words_have(&f->match, "!Property=ID_PATH=pci-0000:00:0d.2"))
		must(!link_file_matches(f, &first));
	if (link_file_near_path(f, "0000:00:0d.2"))
		must(!f->error && f->match.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct link_file f = { 0 };
	unsigned bad = 0, lines = 1;

	for (const char *s = text; (s = strchr(s, '\n')); s++)
		lines++;
	if (link_file_parse(&f, text, &bad) == 0) {
		must(!*f.name || text_is_ifname(f.name));
		check_match(&f);
	} else {
		must(bad > 0);
	}
	must(bad <= lines);
	link_file_free(&f);
	free(text);
	return 0;
}
