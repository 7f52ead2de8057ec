/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system calls that may be made to fail, for inject.c and preload.c. */
#ifndef CALLS_H
#define CALLS_H

#include <sys/syscall.h>

/* What the first arguments are, for the report. */
enum what { NOTHING, FD, PATH, AT };	/* a descriptor; a path; a descriptor and a path below it */

static const struct call {
	int number;
	const char *name;
	enum what what;
} calls[] = {
#define CALL(name, what) { SYS_##name, #name, what }
	/* netlink and other sockets */
	CALL(socket, NOTHING), CALL(bind, FD), CALL(connect, FD), CALL(getsockname, FD), CALL(setsockopt, FD),
	CALL(getsockopt, FD), CALL(sendto, FD), CALL(sendmsg, FD), CALL(recvfrom, FD), CALL(recvmsg, FD),
	CALL(ppoll, NOTHING),
	/* files, and so sysfs and procfs */
	CALL(openat, AT), CALL(read, FD), CALL(pread64, FD), CALL(write, FD), CALL(pwrite64, FD), CALL(lseek, FD),
	CALL(fcntl, FD), CALL(fstat, FD), CALL(newfstatat, AT), CALL(statx, AT), CALL(statfs, PATH), CALL(fstatfs, FD),
	CALL(faccessat, AT), CALL(readlinkat, AT), CALL(getdents64, FD),
	CALL(mkdirat, AT), CALL(renameat, AT), CALL(renameat2, AT), CALL(linkat, AT), CALL(symlinkat, PATH),
	CALL(unlinkat, AT), CALL(fchown, FD), CALL(fchownat, AT), CALL(fchmod, FD), CALL(fchmodat, AT),
	CALL(utimensat, AT), CALL(fsync, FD), CALL(fdatasync, FD), CALL(ftruncate, FD), CALL(flock, FD),
	CALL(fgetxattr, FD), CALL(fsetxattr, FD), CALL(flistxattr, FD), CALL(ioctl, FD),
	/* other programs */
	CALL(pipe2, NOTHING), CALL(clone, NOTHING), CALL(clone3, NOTHING), CALL(waitid, NOTHING), CALL(wait4, NOTHING),
	CALL(pidfd_open, NOTHING), CALL(kill, NOTHING),
	/* kmod */
	CALL(finit_module, FD), CALL(init_module, NOTHING), CALL(uname, NOTHING), CALL(capget, NOTHING),
#ifdef __x86_64__
	CALL(poll, NOTHING), CALL(open, PATH), CALL(stat, PATH), CALL(lstat, PATH), CALL(access, PATH), CALL(readlink, PATH),
	CALL(mkdir, PATH), CALL(rmdir, PATH), CALL(rename, PATH), CALL(link, PATH), CALL(symlink, PATH), CALL(unlink, PATH),
	CALL(chown, PATH), CALL(chmod, PATH), CALL(vfork, NOTHING),
#endif
	/* never made to fail: here the descriptors and children that are left are counted */
	CALL(exit_group, NOTHING),
#undef CALL
};

#define N_CALLS	(sizeof(calls) / sizeof(calls[0]))

/* Until inject has taken the listener, preload waits; neither is among the calls above. */
#define HANDSHAKE	"INJECT_HANDSHAKE"	/* environment: a descriptor of a socket */
#define LISTENER	700			/* the number of the listener in the program, before it is taken */

#endif
