/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inject: runs a program of which one system call, the N-th of those in calls.h, goes wrong.
 *
 *	inject [--calls FILE] [--bound SECONDS] [--loader COMMAND] [--at N ACTION] PROGRAM [ARGUMENT...]
 *
 * ACTION is an errno (its name); nl:ERRNO, a request to netlink that the kernel refuses with it; short, one byte is
 * read or written; end, nothing is read; term, SIGTERM comes; do:COMMAND, which is run before the call goes on; or
 * twice:COMMAND, the same, and once more before the call after it.
 * Calls of other processes that the program starts are not touched.
 *
 * Exit status: that of the program, 128 and the signal that ended it; and
 *	120 it did not end within the bound     121 it left descriptors or children behind, or they outlived it
 *	122 there was no N-th call              126 inject itself failed
 * What happened goes to FILE: each call, or with --at the one. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"

enum { HANG = 120, LEFT = 121, NO_SUCH_CALL = 122, BROKEN = 126 };

static FILE *report;
static long at = -1, count;
static const char *action = "";
static const char *loader;	/* --loader: see on_module() */
static int bound = 20;
static pid_t program;
static int pidfd, listener = -1, memory = -1;
static bool left;
static unsigned fds_before;

/* A request that was swallowed: the answer to it is made up. */
static struct { int fd, error; struct nlmsghdr request; } refused = { .fd = -1 };

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(errno));
	if (program > 0)
		kill(program, SIGKILL);
	exit(BROKEN);
}

static void get(unsigned long long address, void *buf, size_t size)
{
	if (pread(memory, buf, size, (off_t)address) != (ssize_t)size)
		die("inject: reading %zu bytes of the program", size);
}

static void put(unsigned long long address, const void *buf, size_t size)
{
	if (size && pwrite(memory, buf, size, (off_t)address) != (ssize_t)size)
		die("inject: writing %zu bytes of the program", size);
}

/* Of an errno by its name. */
static int number_of(const char *name)
{
	for (int i = 1; i < 134; i++)
		if (strerrorname_np(i) && strcmp(strerrorname_np(i), name) == 0)
			return i;
	errno = EINVAL;
	die("inject: %s", name);
}

static const struct call *call_of(int number)
{
	for (size_t i = 0; i < N_CALLS; i++)
		if (calls[i].number == number)
			return &calls[i];
	die("inject: call %d", number);
}

/* Where a descriptor of the program leads to. */
static const char *fd_path(int fd)
{
	static char path[PATH_MAX];
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", program, fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n < 0 ? 0 : n] = '\0';
	return path;
}

/* What the call is about: a file, or something else behind a descriptor; or "". */
static const char *path_of(const struct seccomp_notif *n)
{
	static char path[2 * PATH_MAX];
	const struct call *c = call_of(n->data.nr);
	unsigned long long address = n->data.args[c->what == AT];
	char below[PATH_MAX] = "";

	if ((c->what == PATH || c->what == AT) && address)
		for (size_t i = 0; i < sizeof(below) - 1 && pread(memory, below + i, 1, (off_t)(address + i)) == 1 && below[i]; i++)
			;
	strcpy(path, below);
	if ((c->what == FD || (c->what == AT && *below != '/')) && (int)n->data.args[0] >= 0)
		snprintf(path, sizeof(path), "%s%s%s", fd_path((int)n->data.args[0]), *below ? "/" : "", below);
	return path;
}

static void say_call(const struct seccomp_notif *n)
{
	const char *path = path_of(n);

	fprintf(report, "%ld %s%s%s\n", count, call_of(n->data.nr)->name, *path ? " " : "", path);
}

/* A build that counts which lines ran writes that down when it ends, which is not the program's own doing. */
static bool is_of_coverage(const struct seccomp_notif *n)
{
	const char *end = strrchr(path_of(n), '.');

	return end && strcmp(end, ".gcda") == 0;
}

/* How many descriptors the program has; with SAY it prints those above the standard ones. */
static unsigned count_fds(bool say)
{
	char folder[64];
	struct dirent *e;
	unsigned n = 0;
	DIR *d;

	snprintf(folder, sizeof(folder), "/proc/%d/fd", program);
	d = opendir(folder);
	while (d && (e = readdir(d))) {
		if (*e->d_name == '.')
			continue;
		n++;
		if (say && atoi(e->d_name) > 2)
			fprintf(report, "open: %s\n", fd_path(atoi(e->d_name)));
	}
	if (d)
		closedir(d);
	return n;
}

/* When the program is about to end: nothing may be open, nobody unwaited for. */
static void look_at_end(void)
{
	char path[64], children[256] = "";
	FILE *f;

	if (count_fds(false) > fds_before) {
		left = true;
		count_fds(true);
	}
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", program, program);
	f = fopen(path, "re");
	if (f && fgets(children, sizeof(children), f)) {
		left = true;
		fprintf(report, "children: %s\n", children);
	}
	if (f)
		fclose(f);
}

static int copy_fd(int fd)
{
	int copy = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);

	if (copy < 0)
		die("inject: descriptor %d", fd);
	return copy;
}

/* One byte instead of all. */
static void make_short(const struct seccomp_notif *n, struct seccomp_notif_resp *r)
{
	int fd = copy_fd((int)n->data.args[0]);
	ssize_t done = -1;
	char byte;

	if (n->data.nr == SYS_write || n->data.nr == SYS_pwrite64) {
		get(n->data.args[1], &byte, 1);
		done = n->data.nr == SYS_write ? write(fd, &byte, 1) : pwrite(fd, &byte, 1, (off_t)n->data.args[3]);
	} else {
		done = n->data.nr == SYS_read ? read(fd, &byte, 1) : pread(fd, &byte, 1, (off_t)n->data.args[3]);
		if (done == 1)
			put(n->data.args[1], &byte, 1);
	}
	r->val = done;
	r->error = done < 0 ? -errno : 0;
	close(fd);
}

/* sendmsg(): the kernel never sees it. */
static void refuse(const struct seccomp_notif *n, struct seccomp_notif_resp *r, int error)
{
	struct msghdr m;
	struct iovec iov;

	get(n->data.args[1], &m, sizeof(m));
	get((unsigned long long)m.msg_iov, &iov, sizeof(iov));
	if (iov.iov_len < sizeof(refused.request)) {	/* no netlink */
		r->error = -error;
		return;
	}
	get((unsigned long long)iov.iov_base, &refused.request, sizeof(refused.request));
	refused.fd = (int)n->data.args[0];
	refused.error = error;
	r->val = (long)iov.iov_len;
}

/* recvmsg() on the same socket: the answer. */
static void answer(const struct seccomp_notif *n, struct seccomp_notif_resp *r)
{
	struct {
		struct nlmsghdr h;
		struct nlmsgerr e;
	} text = { { sizeof(text), NLMSG_ERROR, 0, refused.request.nlmsg_seq, refused.request.nlmsg_pid },
		   { -refused.error, refused.request } };
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct msghdr m;
	struct iovec iov;
	size_t size;

	get(n->data.args[1], &m, sizeof(m));
	get((unsigned long long)m.msg_iov, &iov, sizeof(iov));
	size = iov.iov_len < sizeof(text) ? iov.iov_len : sizeof(text);
	put((unsigned long long)iov.iov_base, &text, size);
	if (m.msg_name && m.msg_namelen >= sizeof(kernel)) {
		put((unsigned long long)m.msg_name, &kernel, sizeof(kernel));
		m.msg_namelen = sizeof(kernel);
	}
	m.msg_controllen = 0;
	m.msg_flags = size < sizeof(text) ? MSG_TRUNC : 0;
	put(n->data.args[1], &m, sizeof(m));
	r->val = (n->data.args[2] & MSG_TRUNC) ? (long)sizeof(text) : (long)size;
	if (!(n->data.args[2] & MSG_PEEK))
		refused.fd = -1;
}

static void run(const char *command)
{
	if (system(command) != 0)
		fprintf(report, "failed: %s\n", command);
}

static void act(const struct seccomp_notif *n, struct seccomp_notif_resp *r)
{
	r->flags = 0;
	if (strcmp(action, "short") == 0) {
		make_short(n, r);
	} else if (strncmp(action, "nl:", 3) == 0) {
		refuse(n, r, number_of(action + 3));
	} else if (strcmp(action, "term") == 0) {
		kill(program, SIGTERM);
		r->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	} else if (strncmp(action, "do:", 3) == 0 || strncmp(action, "twice:", 6) == 0) {
		run(strchr(action, ':') + 1);
		r->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	} else if (strcmp(action, "end") != 0) {
		r->error = -number_of(action);
	}
}

/* No kernel takes the modules of a test: a command does, with the path of the file. */
static void on_module(const struct seccomp_notif *n, struct seccomp_notif_resp *r)
{
	setenv("MODULE", fd_path((int)n->data.args[0]), 1);
	r->flags = 0;
	r->error = system(loader) == 0 ? 0 : -ENOEXEC;
}

static void on_call(void)
{
	struct seccomp_notif n = { 0 };
	struct seccomp_notif_resp r = { .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &n) < 0) {
		if (errno == ENOENT || errno == EINTR)
			return;
		die("inject: no call");
	}
	r.id = n.id;
	if ((pid_t)n.pid == program && n.data.nr == SYS_exit_group) {
		look_at_end();
	} else if ((pid_t)n.pid == program && !is_of_coverage(&n)) {
		count++;
		if (at < 0 || count == at)
			say_call(&n);
		if (count == at) {
			act(&n, &r);
		} else if (count == at + 1 && strncmp(action, "twice:", 6) == 0) {
			run(action + 6);
		} else if (n.data.nr == SYS_recvmsg && (int)n.data.args[0] == refused.fd) {
			r.flags = 0;
			answer(&n, &r);
		} else if (n.data.nr == SYS_finit_module && loader) {
			on_module(&n, &r);
		}
	}
	/* gone meanwhile: no answer is needed */
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r) < 0 && errno != ENOENT)
		die("inject: no answer");
}

static void start(char *argv[])
{
	char self[PATH_MAX] = "", preload[2 * PATH_MAX], number[16], byte = 0;
	const char *others = getenv("LD_PRELOAD");
	int ends[2];

	if (readlink("/proc/self/exe", self, sizeof(self) - 16) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		die("inject: start");
	strcpy(strrchr(self, '/'), "/preload.so");
	snprintf(preload, sizeof(preload), "%s%s%s", self, others ? ":" : "", others ? others : "");
	snprintf(number, sizeof(number), "%d", ends[1]);
	program = fork();
	if (program == 0) {
		fcntl(ends[1], F_SETFD, 0);
		setenv("LD_PRELOAD", preload, 1);
		setenv(HANDSHAKE, number, 1);
		execvp(argv[0], argv);
		die("inject: %s", argv[0]);
	}
	close(ends[1]);
	pidfd = (int)syscall(SYS_pidfd_open, program, 0);
	if (read(ends[0], &byte, 1) != 1)
		die("inject: %s did not start", argv[0]);
	listener = copy_fd(LISTENER);
	snprintf(self, sizeof(self), "/proc/%d/mem", program);
	memory = open(self, O_RDWR | O_CLOEXEC);
	/* without the listener and the handshake */
	fds_before = count_fds(false) - 2;
	if (memory < 0 || write(ends[0], &byte, 1) != 1)
		die("inject: start");
	close(ends[0]);
}

/* Milliseconds of CLOCK_MONOTONIC that are left of the bound. */
static int left_of(long long end)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	end -= (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	return end < 0 ? 0 : (int)end;
}

/* Answers calls until MS have passed, or the program has ended: then true. */
static bool serve(int ms)
{
	struct pollfd p[] = { { listener, POLLIN, 0 }, { pidfd, POLLIN, 0 } };
	int r = poll(p, 2, ms);

	if (r < 0 && errno != EINTR)
		die("inject: poll");
	if (r > 0 && (p[0].revents & POLLIN))
		on_call();
	return r > 0 && !(p[0].revents & POLLIN) && p[1].revents;
}

/* What the program started and did not end is ours now, and is ended; it has had five seconds for that: a
 * program in Python ends in one, on a machine with nothing else to do. */
static bool is_anybody_left(void)
{
	struct timespec now;
	char path[64], *rest;
	char pids[1024] = "";
	FILE *f;

	clock_gettime(CLOCK_MONOTONIC, &now);
	for (long long end = (long long)(now.tv_sec + 5) * 1000 + now.tv_nsec / 1000000; left_of(end);) {
		struct pollfd p = { listener, POLLIN, 0 };

		if (waitpid(-1, NULL, WNOHANG) < 0)
			return false;
		if (poll(&p, 1, 10) > 0 && (p.revents & POLLIN))
			on_call();
	}
	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	f = fopen(path, "re");
	if (f && fgets(pids, sizeof(pids), f))
		fprintf(report, "outlived it: %s\n", pids);
	if (f)
		fclose(f);
	for (char *word = strtok_r(pids, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		kill(atoi(word), SIGKILL);
	return true;
}

/* To the end of the program: its status as a shell has it, or ours. */
static int watch(void)
{
	struct timespec now;
	long long end;
	int status;

	clock_gettime(CLOCK_MONOTONIC, &now);
	end = (long long)(now.tv_sec + bound) * 1000 + now.tv_nsec / 1000000;
	while (!serve(left_of(end))) {
		if (left_of(end))
			continue;
		fputs("does not end\n", report);
		kill(program, SIGKILL);
		waitpid(program, &status, 0);
		is_anybody_left();
		return HANG;
	}
	waitpid(program, &status, 0);
	left |= is_anybody_left();
	if (left)
		return LEFT;
	if (at >= 0 && count < at)
		return NO_SUCH_CALL;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char *argv[])
{
	int i = 1;

	report = stderr;
	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--calls") == 0) {
			report = fopen(argv[i + 1], "we");
		} else if (strcmp(argv[i], "--bound") == 0) {
			bound = atoi(argv[i + 1]);
		} else if (strcmp(argv[i], "--loader") == 0) {
			loader = argv[i + 1];
		} else if (strcmp(argv[i], "--at") == 0 && i + 2 < argc) {
			at = atol(argv[i + 1]);
			action = argv[i++ + 2];
		}
	}
	if (i == argc || !report)
		die("inject: usage");
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	start(argv + i);
	return watch();
}
