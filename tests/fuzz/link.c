/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz link: any text of a .link file is read to its end, and a name that it gives can be one. */
#include "fuzz.h"

#include "linkfile.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct link_file f = { 0 };

	if (link_file_parse(&f, text) == 0)
		must(!*f.name || text_is_ifname(f.name));
	link_file_free(&f);
	free(text);
	return 0;
}
