/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process: run a program with a time limit. */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#include "cleanup.h"
#include "clock.h"
#include "progress.h"

#define TERM_MS	5000	/* ifup in Python ends in far less, and cannot end while the kernel holds RTNL */

/* In a group of its own, with no signal ignored or blocked: systemd has services
 * ignore SIGPIPE, which shell lines of a stanza do not expect. */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	if (posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) ||
	    posix_spawnattr_setpgroup(attributes, 0) || posix_spawnattr_setsigdefault(attributes, &all) ||
	    posix_spawnattr_setsigmask(attributes, &none))
		return -EINVAL;
	return 0;
}

/* OUT, ERR: descriptors of ours, or -1 for nowhere. OUT is set first. */
static int set_files(posix_spawn_file_actions_t *actions, int out, int err)
{
	if (posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) ||
	    (out < 0 ? posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) :
		       posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO)) ||
	    (err < 0 ? posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) :
		       posix_spawn_file_actions_adddup2(actions, err, STDERR_FILENO)) ||
	    posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1) ||
	    posix_spawn_file_actions_addchdir_np(actions, "/"))
		return -ENOMEM;
	return 0;
}

static int start(const char *const argv[], int out, int err, pid_t *ret)
{
	/* what networking.service has; settings of ours do not reach the administrator's scripts */
	static const char *const environment[] = {
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C", NULL
	};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int r;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return -ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return -ENOMEM;
	}
	r = set_attributes(&attributes);
	if (r == 0)
		r = set_files(&actions, out, err);
	if (r == 0)
		r = -posix_spawn(ret, argv[0], &actions, &attributes, (char *const *)argv, (char *const *)environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return r;
}

/* 1 when FD is readable, -EINTR when STOP is, 0 at the deadline. */
static int poll_both(int fd, int stop, int64_t deadline)
{
	struct pollfd p[] = { { .fd = fd, .events = POLLIN }, { .fd = stop, .events = POLLIN } };

	for (;;) {
		int n = poll(p, 2, progress_left(deadline));

		if (n > 0)
			return p[0].revents ? 1 : -EINTR;
		if (n == 0 && clock_left(deadline) == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return -errno;
	}
}

/* 0 when it has ended by itself, -ETIMEDOUT or -EINTR after it was made to. */
static int wait_for(pid_t pid, int stop, int64_t deadline)
{
	_cleanup_fd_ int fd = pidfd_open(pid, 0);
	int r = fd < 0 ? -errno : poll_both(fd, stop, deadline);

	if (r > 0)
		return 0;
	kill(-pid, SIGTERM);
	if (fd >= 0)
		clock_poll(fd, clock_now() + TERM_MS);
	kill(-pid, SIGKILL);	/* also what it left behind; not reaped yet, the number is still its own */
	return r < 0 ? r : -ETIMEDOUT;
}

/* Its exit code, or R if that is an error. */
static int reap(pid_t pid, int r)
{
	siginfo_t info = { 0 };

	while (waitid(P_PID, (id_t)pid, &info, WEXITED) < 0)
		if (errno != EINTR)
			return -errno;
	if (r < 0)
		return r;
	return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

/* Its name and the words before its first option: "pvesh set /cluster/sdn". */
static void show_wait(const char *const argv[], int64_t deadline)
{
	const char *slash = strrchr(argv[0], '/'), *words[3] = { slash ? slash + 1 : argv[0], "", "" };

	for (size_t i = 1; i < 3 && argv[i] && *argv[i] != '-'; i++)
		words[i] = argv[i];
	progress_begin(deadline, "waiting for %s%s%s%s%s", words[0], *words[1] ? " " : "", words[1], *words[2] ? " " : "", words[2]);
}

int process_write(const char *const argv[], int out, int err, int stop, int64_t deadline)
{
	/* what it prints itself would be on the same line */
	bool shown = err != STDERR_FILENO && !progress_is_on();
	pid_t pid;
	int r = start(argv, out, err, &pid);

	if (r < 0)
		return r;
	if (shown)
		show_wait(argv, deadline);
	r = wait_for(pid, stop, deadline);
	if (shown)
		progress_end();
	return reap(pid, r);
}

int process_run(const char *const argv[], bool quiet, int64_t deadline)
{
	int there = quiet ? -1 : STDERR_FILENO;

	return process_write(argv, there, there, -1, deadline);
}

/* Reads to the end, or SIZE bytes. 0, -ETIMEDOUT, -EMSGSIZE or another errno. */
static int read_all(int fd, char *buf, size_t size, int64_t deadline)
{
	size_t used = 0;

	for (;;) {
		int r = clock_poll(fd, deadline);
		ssize_t n;

		if (r <= 0)
			return r < 0 ? r : -ETIMEDOUT;
		n = read(fd, buf + used, size - used);
		if (n < 0 && errno != EINTR)
			return -errno;
		used += n < 0 ? 0 : (size_t)n;
		if (used == size)
			return -EMSGSIZE;
		buf[used] = '\0';
		if (n == 0)
			return 0;
	}
}

/* As process_read(), into buf, from a pipe of its own; closes the end that is written to. */
static int read_pipe(const char *const argv[], const int ends[2], char *buf, size_t size, int64_t deadline)
{
	_cleanup_fd_ int fd = -1;
	pid_t pid;
	int r = start(argv, ends[1], -1, &pid);

	close(ends[1]);
	if (r < 0)
		return r;
	r = read_all(ends[0], buf, size, deadline);
	if (r == 0) {
		fd = pidfd_open(pid, 0);
		r = fd < 0 ? -errno : clock_poll(fd, deadline);
		r = r > 0 ? 0 : r < 0 ? r : -ETIMEDOUT;
	}
	kill(-pid, SIGKILL);	/* and what it started */
	return reap(pid, r);
}

int process_read(const char *const argv[], size_t size, int64_t deadline, char **ret)
{
	_cleanup_free_ char *buf = malloc(size);
	int ends[2], r;

	if (!buf)
		return -ENOMEM;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	r = read_pipe(argv, ends, buf, size, deadline);
	close(ends[0]);
	if (r >= 0)
		*ret = TAKE(buf);
	return r;
}
