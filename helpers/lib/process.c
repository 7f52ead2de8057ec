/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process: run a program with a time limit, and capture its output, size-limited. */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#include "cleanup.h"
#include "clock.h"
#include "file.h"
#include "progress.h"

#define TERM_MS	5000	/* ifup in Python ends in far less, and cannot end while the kernel holds RTNL */

/* In a group of its own, with no signal ignored or blocked: systemd has services
 * ignore SIGPIPE, which shell lines of a stanza do not expect. None of these calls can fail in glibc. */
static void set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	posix_spawnattr_init(attributes);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setpgroup(attributes, 0);
	posix_spawnattr_setsigdefault(attributes, &all);
	posix_spawnattr_setsigmask(attributes, &none);
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

	set_attributes(&attributes);
	posix_spawn_file_actions_init(&actions);
	r = set_files(&actions, out, err);
	if (r == 0)
		r = -posix_spawn(ret, argv[0], &actions, &attributes, (char *const *)argv, (char *const *)environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
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

/* With its stdout and stderr in files of ours, or nowhere (-1). */
static int run(const char *const argv[], int out, int err, int stop, int64_t deadline)
{
	/* what it prints itself would be on the same line */
	bool shown = err != STDERR_FILENO && !progress_is_on();
	pid_t pid = 0;
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

	return run(argv, there, there, -1, deadline);
}

/* A file in memory that does not grow: this machine keeps its memory. */
static int open_output(size_t size)
{
	int fd = memfd_create("tbnet", MFD_CLOEXEC | MFD_ALLOW_SEALING), r;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)size) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) == 0)
		return fd;
	r = -errno;
	close(fd);
	return r;
}

/* Reads the output; our descriptor has the offset of the program's. */
static int read_output(int fd, size_t limit, char **ret)
{
	off_t size = lseek(fd, 0, SEEK_CUR);
	_cleanup_free_ char *text = NULL;
	size_t used;
	int r;

	if (size < 0)
		return -errno;
	if ((size_t)size >= limit)
		return -EMSGSIZE;
	text = malloc((size_t)size + 1);
	if (!text)
		return -ENOMEM;
	r = file_fill(fd, text, (size_t)size, &used);
	if (r < 0)
		return r;
	if (used < (size_t)size)
		return -EIO;
	text[used] = '\0';
	*ret = TAKE(text);
	return 0;
}

int process_capture(const char *const argv[], size_t size, int stop, int64_t deadline, char **ret_out, char **ret_err)
{
	_cleanup_fd_ int out = open_output(size), err = open_output(size);
	int r = out < 0 ? out : err < 0 ? err : run(argv, out, err, stop, deadline);
	int out_r = 0;

	if (ret_out) {
		*ret_out = NULL;
		out_r = out < 0 ? out : read_output(out, size, ret_out);
	}
	if (ret_err) {
		*ret_err = NULL;
		if (err >= 0)
			(void)read_output(err, size + 1, ret_err);	/* its first words explain an error, so a part will do */
	}
	return r == 0 ? out_r : r;
}
