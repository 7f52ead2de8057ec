/* SPDX-License-Identifier: GPL-2.0-or-later */
/* swap: runs a program beside a hostile process, which goes on until the program has ended.
 *
 *	swap FILE exchange PATH OTHER PROGRAM [ARGUMENT...]	exchanges the two, again and again; in the end each that is left is
 *								what it was
 *	swap FILE plant PATH TARGET PROGRAM [ARGUMENT...]	puts a symbolic link to TARGET at PATH, again and again; in the
 *								end there is none
 *
 * How often is written to FILE. Exit status: that of the program, or 128 and the signal that ended it. */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

/* The other one is there for as short as it can be, the real one now shorter, now longer: so the program meets them in
 * every order. */
static unsigned long exchange(const char *path, const char *other)
{
	unsigned long n = 0;

	while (!ended) {
		n += renameat2(AT_FDCWD, path, AT_FDCWD, other, RENAME_EXCHANGE) == 0;
		for (unsigned long i = n % 2 ? 0 : n % 64; i; i--)
			getppid();
	}
	if (n % 2)
		renameat2(AT_FDCWD, path, AT_FDCWD, other, RENAME_EXCHANGE);
	return n;
}

static unsigned long plant(const char *path, const char *target)
{
	char beside[PATH_MAX];
	unsigned long n = 0;

	snprintf(beside, sizeof(beside), "%s.planted", path);
	while (!ended)
		n += symlink(target, beside) == 0 && rename(beside, path) == 0;
	unlink(path);
	return n;
}

int main(int argc, char *argv[])
{
	FILE *f = argc < 6 ? NULL : fopen(argv[1], "we");
	pid_t program;
	int status;

	if (!f)
		return 126;
	signal(SIGCHLD, end);
	program = fork();
	if (program == 0) {
		execv(argv[5], argv + 5);
		_exit(126);
	}
	fprintf(f, "%lu\n", strcmp(argv[2], "plant") == 0 ? plant(argv[3], argv[4]) : exchange(argv[3], argv[4]));
	if (fclose(f) != 0 || waitpid(program, &status, 0) < 0)
		return 126;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
