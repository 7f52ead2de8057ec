/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel that takes modules, for tests/unit/modules*.bats: finit_module() of a file NAME.ko makes
 * /sys/module/NAME/initstate, or fails as FINIT_FAIL=NAME:ERRNO says; FINIT_LOST=1 makes nothing. Of the release
 * FINIT_RELEASE. */
#define _GNU_SOURCE
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

long syscall(long number, ...);

static long load(int fd)
{
	const char *fail = getenv("FINIT_FAIL");
	char link[64], file[PATH_MAX] = "", dir[PATH_MAX], *name;
	FILE *f;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (readlink(link, file, sizeof(file) - 1) < 0)
		return -1;
	name = basename(file);
	*strchr(name, '.') = '\0';
	fprintf(stderr, "kernel: %s\n", name);
	if (fail && strncmp(fail, name, strlen(name)) == 0 && fail[strlen(name)] == ':') {
		errno = atoi(strchr(fail, ':') + 1);
		return -1;
	}
	if (getenv("FINIT_LOST"))
		return 0;
	snprintf(dir, sizeof(dir), "/sys/module/%s", name);
	mkdir(dir, 0755);
	strcat(dir, "/initstate");
	f = fopen(dir, "we");
	fputs("live\n", f);
	return fclose(f);
}

long syscall(long number, ...)
{
	va_list args;
	long a, b, c;

	va_start(args, number);
	a = va_arg(args, long);
	b = va_arg(args, long);
	c = va_arg(args, long);
	va_end(args);
	if (number == SYS_finit_module)
		return load((int)a);
	/* all else that comes here has three arguments at most */
	__asm__ volatile("syscall" : "=a"(a) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	if (a < 0) {
		errno = (int)-a;
		return -1;
	}
	return a;
}

int uname(struct utsname *u)
{
	const char *release = getenv("FINIT_RELEASE");
	int r = (int)syscall(SYS_uname, (long)u, 0L, 0L);

	if (release)
		snprintf(u->release, sizeof(u->release), "%s", release);
	return r;
}
