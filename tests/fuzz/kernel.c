/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz kernel: whatever the kernel's command line, its lockdown, modules-load.d and PCI ids say, it is read to its end, and
 * a reason is one for people. The input is each of them. */
#include "fuzz.h"
#include "permitted.h"

static const uint8_t *input;
static size_t input_size;

static FILE *fuzz_fopen(void)
{
	/* of an empty one glibc makes an error */
	return input_size ? fmemopen((void *)input, input_size, "r") : NULL;
}

/* As sysfs_read(): the first line, if it fits. */
static int fuzz_sysfs_read(char *buf, size_t size)
{
	size_t n = input_size;

	while (n && input[n - 1] == '\n')
		n--;
	if (n >= size || memchr(input, '\0', n))
		return -1;
	memcpy(buf, input, n);
	buf[n] = '\0';
	return 0;
}

#include "sysfs.h"
#define fopen(path, mode)			fuzz_fopen()
#define sysfs_read(dir, name, buf, size)	fuzz_sysfs_read(buf, size)
#include "tbnet-modules/reason.c"
#include "host/kernel.c"
#undef fopen
#undef sysfs_read

static void check_modules_load(void)
{
	char path[32];
	int fd = fuzz_file(input, input_size);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	names_driver(path);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct host_controller c = { 0 };
	char *why;

	input = data;
	input_size = size;
	check_modules_load();
	must(read_id("", "") <= 0xffff);
	read_controller("0000:00:0d.2", &c);
	must(!*c.iommu || text_is_clean(c.iommu));
	why = not_permitted();
	must(why && *why);
	free(why);
	return 0;
}
