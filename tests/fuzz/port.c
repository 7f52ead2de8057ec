/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz port: whatever sysfs and the peer say, tbnet-port prints its own properties and no others, each once. */
#include "fuzz.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* sysfs hands out the input, piece by piece: a byte of length, then so many bytes. */
static const uint8_t *rest;
static size_t left;

static size_t piece(const uint8_t **ret)
{
	size_t n = left ? *rest : 0;

	if (!left)
		return 0;
	*ret = ++rest;
	n = n < --left ? n : left;
	rest += n;
	left -= n;
	return n;
}

static int fuzz_open(void)
{
	const uint8_t *p = NULL;
	size_t n = piece(&p);
	int fd = memfd_create("sysfs", MFD_CLOEXEC);

	must(fd >= 0 && (!n || write(fd, p, n) == (ssize_t)n) && lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

static ssize_t fuzz_readlink(char *buf, size_t size)
{
	const uint8_t *p = NULL;
	size_t n = piece(&p);

	n = n < size ? n : size;
	if (n)
		memcpy(buf, p, n);
	return (ssize_t)n;
}

#define open(path, flags)		fuzz_open()
#define readlink(path, buf, size)	fuzz_readlink(buf, size)
#include "lib/sysfs.c"
#undef open
#undef readlink
#undef join
#include "lib/port.c"
#define main tbnet_port_main
#include "tbnet-port/tbnet-port.c"
#undef main

static void check_line(const char *line, unsigned *seen)
{
	static const char *const keys[] = {
		"TBNET_PORT=", "TBNET_CONTROLLER=", "TBNET_SERVICE=", "TBNET_PEER=", "TBNET_PEER_NAME=",
		"TBNET_SPEED=", "TBNET_LANES=", "TBNET_OWN_NAME=", "ID_NET_NAME_FROM_DATABASE=",
	};

	must(text_is_clean(line));
	for (unsigned i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		size_t n = strlen(keys[i]);

		if (strncmp(line, keys[i], n) != 0)
			continue;
		must(!(*seen & 1U << i) && line[n]);
		*seen |= 1U << i;
		/* udev takes the quotes off at both ends, and blanks where there are none */
		must(!strchr(" '\"", line[n]) || (line[n] == '"' && line[n + 1] && line[strlen(line) - 1] == '"'));
		return;
	}
	must(!"a known key");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *path, *save = NULL;
	struct port p;
	unsigned seen = 0;

	rest = data;
	left = size;
	size = piece(&data);
	path = fuzz_string(data, size);
	if (port_from_path(path, &p) == 0) {
		used = 0;
		print_port(&p);
		must(used < sizeof(out));
		out[used] = '\0';
		must(strlen(out) == used);
		for (char *line = strtok_r(out, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
			check_line(line, &seen);
		must((seen & 7) == 7);
	}
	free(path);
	return 0;
}
