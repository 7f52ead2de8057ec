/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz files: small texts of files that are not ours, each read to its end; what they give is within its bounds.
 * The input is every one of these files at once. */
#include "fuzz.h"
#include "permitted.h"

#include <errno.h>
#include <fcntl.h>

#include "cpus.h"
#include "file.h"
#include "state.h"
#include "sysfs.h"

static const uint8_t *input;
static size_t input_size;
static char written[2048];

/* As sysfs_read(): the first line, if it fits, and there is no more. */
static int fuzz_sysfs_read(char *buf, size_t size)
{
	size_t n = input_size - (input_size && input[input_size - 1] == '\n');

	if (n >= size)
		return -EMSGSIZE;
	if (n)
		memcpy(buf, input, n);
	buf[n] = '\0';
	return strlen(buf) != n || strchr(buf, '\n') ? -EINVAL : 0;
}

static int fuzz_file_read(char **ret, size_t *ret_size)
{
	*ret = malloc(input_size + 1);
	must(*ret);
	if (input_size)
		memcpy(*ret, input, input_size);
	(*ret)[input_size] = '\0';
	*ret_size = input_size;
	return 0;
}

static int fuzz_write_text(const char *text)
{
	snprintf(written, sizeof(written), "%s", text);
	return 0;
}

static int fuzz_open(void)
{
	int fd = fuzz_file(input, input_size);

	must(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

#define sysfs_read(dir, name, buf, size)	fuzz_sysfs_read(buf, size)
#define state_write_text(name, text)		fuzz_write_text(text)
#define file_read(path, ret, ret_size)		fuzz_file_read(ret, ret_size)
#include "ifupdown2/ifupdown2.c"
#include "host/stanzas.c"
#include "tbnet-irq/notes.c"
#undef sysfs_read
#undef file_read
#define open(path, flags)			fuzz_open()
#define cleanup_dir				cleanup_folder
#include "hardware/routers.c"
#undef open
#include "host/policy.c"
#undef FILE_MAX

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

static void check_age(void)
{
	struct timespec now;
	unsigned age = age_of(1);

	must(clock_gettime(CLOCK_BOOTTIME, &now) == 0 && age <= now.tv_sec);
}

/* What is read of a note, written and read again, is the same. */
static void check_note(void)
{
	struct note first, second;

	if (note_read("140", &first) < 0)
		return;
	must(port_is_pci_address(first.controller) && note_write("140", &first) == 0);
	input = (const uint8_t *)written;
	input_size = strlen(written);
	must(note_read("140", &second) == 0 && strcmp(first.controller, second.controller) == 0);
	must(strcmp(first.before.list, second.before.list) == 0 && strcmp(first.ours.list, second.ours.list) == 0);
}

/* A path, whatever ifupdown2.conf has */
static void check_interfaces(void)
{
	char *path = ifupdown2_interfaces();

	must(path && *path == '/' && !strpbrk(path, " \t\r\n"));
	free(path);
}

static void check_uevent(void)
{
	static const char line[] = "DEVTYPE=thunderbolt_xdomain\n";
	size_t n = strnlen((const char *)input, input_size);
	const char *at = n ? memmem(input, n, line, strlen(line)) : NULL;

	must(is_host("/sys/bus/thunderbolt/devices/0-1") ==
	     (at && (size_t)(at - (const char *)input) + strlen(line) <= 4095));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), path[32];
	int fd = fuzz_file(data, size);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check_policy(path);
	check_cpus(text);
	input = data;
	input_size = size;
	check_age();
	check_interfaces();
	check_uevent();
	check_note();
	check_locks(text);
	close(fd);
	free(text);
	return 0;
}
