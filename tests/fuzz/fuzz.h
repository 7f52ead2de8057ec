/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz: what the fuzzers share. Each includes the product's own files, so that it
 * reaches their static functions, and says with must() what has to hold. */
#ifndef TBNET_FUZZ_H
#define TBNET_FUZZ_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define must(condition)									\
	do {										\
		if (!(condition)) {							\
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			abort();							\
		}									\
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a string, up to its first NUL; for free(). */
static inline char *fuzz_string(const uint8_t *data, size_t size)
{
	char *s = strndup((const char *)data, size);

	must(s);
	return s;
}

/* The input as a file, to be closed; it is /proc/self/fd/N, too. */
static inline int fuzz_file(const void *data, size_t size)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	return fd;
}

/* In the place of log_event(), of which it has all but the priority: composed, and not printed. */
static inline __attribute__((format(printf, 2, 3))) void fuzz_log(const void *event, const char *format, ...)
{
	char *text;
	va_list args;

	(void)event;
	va_start(args, format);
	must(vasprintf(&text, format, args) >= 0);
	va_end(args);
	free(text);
}

#ifdef FUZZ_REPLAY
/* In place of libFuzzer's: each file of the arguments, once; for a build that counts which lines run. */
int main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++) {
		uint8_t *data = malloc(4096);	/* -max_len= */
		FILE *f = fopen(argv[i], "re");
		size_t size;

		must(f && data);
		size = fread(data, 1, 4096, f);
		fclose(f);
		LLVMFuzzerTestOneInput(data, size);
		free(data);
	}
	printf("stat::number_of_executed_units: %d\n", argc - 1);
	return 0;
}
#endif

#endif
