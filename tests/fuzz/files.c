/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz files: small texts of files that are not ours, each read to its end; what they give is within its bounds.
 * The input is every one of these files at once. */
#include "fuzz.h"

#include "cpus.h"
#include "tbnet-status/policy.c"
#undef FILE_MAX
#include "tbnet-status/stanzas.c"
#include "tbnet-modules/where.c"

int host_not_permitted(struct host *n, const char *what)
{
	(void)n;
	(void)what;
	return 0;
}

bool host_is_closed(const char *path)
{
	(void)path;
	return false;
}

static void check_policy(const char *path)
{
	bool closed = false;
	unsigned mtu = read_folder(path, "en05", &closed);

	must(mtu == 0 || (mtu >= MTU_MIN && mtu <= MTU_MAX));
}

static void check_cpus(const char *text)
{
	struct cpus c;

	if (cpus_parse(text, &c) == 0)
		must(cpus_within(&c, &c));
}

static void check_locks(char *text)
{
	struct stat lock = { .st_dev = makedev(0, 0x19), .st_ino = 1234 };
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		holder_in(line, &lock);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), path[32];
	int fd = fuzz_file(data, size);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check_policy(path);
	find_line(path, "blacklist", "thunderbolt_net");
	check_cpus(text);
	check_locks(text);
	close(fd);
	free(text);
	return 0;
}
