/* SPDX-License-Identifier: GPL-2.0-or-later */
/* open: one module as libkmod sees it, for the running kernel. */
#include "open.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "log.h"

/* libkmod goes on when the file of a needed module is gone, and says only here
 * which one; several times. */
__attribute__((format(printf, 6, 0)))
static void from_libkmod(void *data, int priority, const char *file, int line, const char *function,
			 const char *format, va_list args)
{
	static char last[512];
	char text[512];

	(void)data;
	(void)file;
	(void)line;
	vsnprintf(text, sizeof(text), format, args);
	text[strcspn(text, "\n")] = '\0';
	if (strcmp(text, last) == 0)
		return;
	memcpy(last, text, sizeof(last));
	log_plain(priority <= LOG_ERR ? LOG_WARNING : LOG_DEBUG, "libkmod: %s: %s", function, text);
}

int module_open(struct module *m, const char *name, const char *root)
{
	int r;

	*m = (struct module){ .name = name, .root = root };
	if (uname(&m->kernel) < 0)
		return -errno;
	if (asprintf(&m->dir, "%s/lib/modules/%s", root, m->kernel.release) < 0) {
		m->dir = NULL;
		return -ENOMEM;
	}
	r = where_dirs(root, m->dirs);
	if (r < 0)
		return r;
	m->ctx = kmod_new(m->dir, (const char *const *)m->dirs);
	if (!m->ctx)
		return -ENOMEM;
	kmod_set_log_fn(m->ctx, from_libkmod, NULL);
	return kmod_module_new_from_name(m->ctx, name, &m->module);
}

void module_close(struct module *m)
{
	kmod_module_unref(m->module);
	kmod_unref(m->ctx);
	where_dirs_free(m->dirs);
	free(m->dir);
}
