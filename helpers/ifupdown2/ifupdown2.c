/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ifupdown2: find which tool owns /sbin/ifup and whether it is ready, and run its ifup. */
#include "ifupdown2.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "file.h"
#include "log.h"
#include "process.h"
#include "sysfs.h"

#define IFUP		"/sbin/ifup"
#define IFQUERY		"/sbin/ifquery"
#define CONF		"/etc/network/ifupdown2/ifupdown2.conf"
#define INTERFACES	"/etc/network/interfaces"
#define LOCK		"/run/network/.lock"	/* main.py */

int ifupdown_tool(void)
{
	/* ifupdown2: a link into a folder of this name, wherever that is; ifupdown: a binary; ifupdown-ng: a link to "ifupdown" */
	_cleanup_free_ char *path = realpath(IFUP, NULL);

	if (!path || access(path, X_OK) < 0)
		return sysfs_is_trouble(-errno) ? -errno : IFUPDOWN_NONE;
	if (strstr(path, "/ifupdown2/"))
		return IFUPDOWN_2;
	return strcmp(strrchr(path, '/'), "/ifup") == 0 ? IFUPDOWN_CLASSIC : IFUPDOWN_NONE;
}

int ifupdown2_is_installed(void)
{
	int tool = ifupdown_tool();

	return tool < 0 ? tool : tool == IFUPDOWN_2;
}

bool ifupdown2_is_ready(void)
{
	/* ifup finds out by itself where this fails */
	return access(IFUPDOWN2_READY, F_OK) == 0 || sysfs_is_trouble(-errno);
}

char *ifupdown2_interfaces(void)
{
	static const char key[] = "default_interfaces_configfile";
	_cleanup_free_ char *text = NULL;
	char *lines = NULL;
	size_t size;

	if (file_read(CONF, &text, &size) < 0)
		return strdup(INTERFACES);
	for (char *line = strtok_r(text, "\n", &lines); line; line = strtok_r(NULL, "\n", &lines)) {
		char *save = NULL, *value;

		if (strncmp(line, key, sizeof(key) - 1) != 0)
			continue;
		value = strtok_r(line + sizeof(key) - 1, "=: \t\r", &save);
		if (value && *value == '/')
			return strdup(value);
	}
	return strdup(INTERFACES);
}

bool ifupdown2_knows(const char *ifname, int64_t deadline)
{
	return process_run((const char *const[]){ IFQUERY, ifname, NULL }, true, deadline) == 0;
}

/* ifup also says 89 when it cannot write its lock: a unit that is too closed. */
static bool lock_is_writable(void)
{
	_cleanup_fd_ int fd = open(LOCK, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);

	return fd >= 0 || (errno != EROFS && errno != EACCES && errno != EPERM);
}

int ifupdown2_ifup(const char *ifname, int64_t deadline)
{
	struct log_event e = { .ifname = ifname, .action = "ifup" };

	for (e.attempt = 1;; e.attempt++) {
		int r = process_run((const char *const[]){ IFUP, ifname, NULL }, false, deadline);
		int pause = clock_pause(e.attempt);

		/* what the other one left of the time was too little */
		if (r == -ETIMEDOUT && e.attempt > 1)
			return IFUPDOWN2_BUSY;
		if (r != IFUPDOWN2_BUSY)
			return r;
		if (!lock_is_writable())
			return -EROFS;
		if (clock_left(deadline) <= pause)
			return r;
		log_event(LOG_WARNING, &e, "another ifup or ifreload is running, attempt %u in %d ms", e.attempt + 1, pause);
		clock_poll(-1, clock_now() + pause);
	}
}
