/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cleanup: release a resource when its variable goes out of scope. */
#ifndef TBNET_CLEANUP_H
#define TBNET_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Defines cleanup function NAME for variables of TYPE, a pointer type. */
#define DEFINE_CLEANUP(type, name, release)		\
	static inline void name(type *p)		\
	{						\
		if (*p)					\
			release(*p);			\
	}

#define _cleanup_(f)	__attribute__((cleanup(f)))
#define _cleanup_free_	_cleanup_(cleanup_free)
#define _cleanup_fd_	_cleanup_(cleanup_fd)
#define _cleanup_file_	_cleanup_(cleanup_file)

static inline void cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

DEFINE_CLEANUP(FILE *, cleanup_file, fclose)

/* Hands the pointer on: the variable no longer owns it. */
#define TAKE(p) ({ __typeof__(p) taken_ = (p); (p) = NULL; taken_; })

#endif
