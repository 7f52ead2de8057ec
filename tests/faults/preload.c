/* SPDX-License-Identifier: GPL-2.0-or-later */
/* preload: in a program that inject runs, before its main(): from now on the kernel asks inject about each call of
 * calls.h (seccomp_unotify(2)). What the loader and the sanitizers do before main() is not touched. */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "calls.h"

static int listen_to_calls(void)
{
	struct sock_filter filter[N_CALLS + 3];
	struct sock_fprog program = { N_CALLS + 3, filter };

	filter[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < N_CALLS; i++)
		filter[i + 1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i].number,
							     (unsigned char)(N_CALLS - i), 0);
	filter[N_CALLS + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[N_CALLS + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

__attribute__((constructor)) static void start(void)
{
	const char *number = getenv(HANDSHAKE);
	char byte = 0;
	struct iovec one = { &byte, 1 };
	int handshake, fd;

	if (!number)
		return;
	handshake = atoi(number);
	unsetenv(HANDSHAKE);
	unsetenv("LD_PRELOAD");
	fd = listen_to_calls();
	if (fd < 0 || dup2(fd, LISTENER) < 0)
		_exit(126);
	close(fd);
	if (writev(handshake, &one, 1) != 1 || readv(handshake, &one, 1) != 1)
		_exit(126);
	close(LISTENER);
	close(handshake);
}
