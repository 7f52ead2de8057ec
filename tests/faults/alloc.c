/* SPDX-License-Identifier: GPL-2.0-or-later */
/* alloc: in a program that it is preloaded into, the allocation of the number $ALLOC_AT, counted from shortly before main(),
 * finds no memory. Without that number each goes well, and the file $ALLOC_LIST gets a line for each: its number, the
 * library or program that asks, and the way to there (the return addresses), by which those of one place are known.
 * Programs that it starts have memory. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 16 };

/* glibc's own */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static FILE *list;
static long at, count;
static bool busy = true;

/* Of the library, or the program, that the address is in. */
static const char *object(const void *address)
{
	const char *slash;
	Dl_info info;

	if (!dladdr(address, &info))
		return "?";
	slash = strrchr(info.dli_fname, '/');
	return slash ? slash + 1 : info.dli_fname;
}

static void note(void)
{
	void *way[DEPTH];
	int n = backtrace(way, DEPTH), from = 0, by;

	while (from < n - 1 && strcmp(object(way[from]), "alloc.so") == 0)
		from++;
	/* libc asks for others */
	for (by = from; by < n - 1 && strcmp(object(way[by]), "libc.so.6") == 0; by++)
		;
	fprintf(list, "%ld %s ", count, object(way[by]));
	for (int i = from; i < n; i++)
		fprintf(list, "%p,", way[i]);
	fputc('\n', list);
}

static bool fails(void)
{
	if (busy)
		return false;
	count++;
	if (list) {
		busy = true;
		note();
		busy = false;
	}
	if (count == at)
		errno = ENOMEM;
	return count == at;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

__attribute__((constructor)) static void start(void)
{
	const char *number = getenv("ALLOC_AT"), *path = getenv("ALLOC_LIST");
	void *one;

	backtrace(&one, 1);	/* the first time it allocates */
	at = number ? atol(number) : 0;
	list = path ? fopen(path, "we") : NULL;
	if (list)
		setvbuf(list, NULL, _IOLBF, 0);
	unsetenv("LD_PRELOAD");
	unsetenv("ALLOC_LIST");
	busy = false;
}
