/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel: modules, sysctls and what the controllers are. */
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "host.h"
#include "sysfs.h"
#include "text.h"

#define PARAMETERS	"/sys/module/thunderbolt_net/parameters"

static enum seen read_e2e(void)
{
	char value[8];

	if (sysfs_read(PARAMETERS, "e2e", value, sizeof(value)) < 0)
		return UNSEEN;
	return strcmp(value, "Y") == 0 ? YES : NO;
}

/* Parameter "xdomain" of thunderbolt, which is Y unless somebody sets it (drivers/thunderbolt/domain.c, tb.c). */
static bool is_xdomain_off(void)
{
	char value[8];

	return sysfs_read("/sys/module/thunderbolt/parameters", "xdomain", value, sizeof(value)) == 0 && strcmp(value, "N") == 0;
}

/* "0x1668" */
static unsigned read_id(const char *dir, const char *name)
{
	char text[16], *end;
	unsigned long value;

	if (sysfs_read(dir, name, text, sizeof(text)) < 0 || strncmp(text, "0x", 2) != 0)
		return 0;
	value = strtoul(text + 2, &end, 16);
	return *end || value > 0xffff ? 0 : (unsigned)value;
}

/* Runtime power management (Documentation/ABI/testing/sysfs-devices-power); TBNET_AWAKE is for that. */
static const char *read_power(const char *dir)
{
	char control[16], status[16];

	if (sysfs_read(dir, "power/control", control, sizeof(control)) < 0 ||
	    sysfs_read(dir, "power/runtime_status", status, sizeof(status)) < 0)
		return NULL;
	return strcmp(control, "on") == 0 ? "kept awake" : strcmp(status, "suspended") == 0 ? "asleep" : "may sleep";
}

static void read_controller(const char *address, struct host_controller *c)
{
	char dir[PATH_MAX];

	snprintf(dir, sizeof(dir), "/sys/bus/pci/devices/%s", address);
	c->vendor = read_id(dir, "vendor");
	c->device = read_id(dir, "device");
	c->power = read_power(dir);
	if (sysfs_read(dir, "iommu_group/type", c->iommu, sizeof(c->iommu)) < 0 || !text_is_clean(c->iommu))
		c->iommu[0] = '\0';
}

static int error;	/* -ENOMEM: nobody knows what is loaded at boot */

/* The first word of a line in FILE, in any of the ways of writing a module's name. */
static enum seen names_driver(const char *file)
{
	_cleanup_free_ char *text = NULL;
	char *lines = NULL;
	size_t size;
	int r = file_read(file, &text, &size);

	if (r == -ENOMEM)
		error = r;
	if (r < 0)
		return host_is_closed(file) ? UNSEEN : NO;
	for (char *line = strtok_r(text, "\n", &lines); line; line = strtok_r(NULL, "\n", &lines)) {
		char *save = NULL, *word = strtok_r(line, " \t\r", &save);

		if (word && (strcmp(word, "thunderbolt_net") == 0 || strcmp(word, "thunderbolt-net") == 0))
			return YES;
	}
	return NO;
}

/* Of two files with one name the one in the more important folder counts. */
static const char *const load_folders[] = {
	"/etc/modules-load.d", "/run/modules-load.d", "/usr/local/lib/modules-load.d", "/usr/lib/modules-load.d",
};

static bool is_hidden(const char *name, size_t folder)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < folder; i++)
		if (snprintf(path, sizeof(path), "%s%s", load_folders[i], name) < (int)sizeof(path) && access(path, F_OK) == 0)
			return true;
	return false;
}

/* Of two places: one that names it is enough, and one that cannot be seen may. */
static enum seen either(enum seen a, enum seen b)
{
	return a == YES || b == YES ? YES : a == UNSEEN || b == UNSEEN ? UNSEEN : NO;
}

/* glob() itself goes on. */
static int on_folder(const char *path, int code)
{
	(void)path;
	if (code == ENOMEM)
		error = -ENOMEM;
	return 0;
}

static enum seen folder_names_driver(size_t folder)
{
	char pattern[64];
	glob_t found = { 0 };
	enum seen all = host_is_closed(load_folders[folder]) ? UNSEEN : NO;
	int r;

	snprintf(pattern, sizeof(pattern), "%s/*.conf", load_folders[folder]);
	r = glob(pattern, 0, on_folder, &found);
	if (r == GLOB_NOSPACE)
		error = -ENOMEM;
	if (r != 0)
		found.gl_pathc = 0;
	for (size_t i = 0; i < found.gl_pathc && all != YES; i++)
		if (!is_hidden(strrchr(found.gl_pathv[i], '/'), folder))
			all = either(all, names_driver(found.gl_pathv[i]));
	globfree(&found);
	return all;
}

/* systemd-modules-load(8), which takes /etc/modules by a link in the first folder. */
static enum seen is_at_boot(void)
{
	enum seen all = names_driver("/etc/modules");

	for (size_t i = 0; i < sizeof(load_folders) / sizeof(*load_folders) && all != YES; i++)
		all = either(all, folder_names_driver(i));
	return all;
}

/* Debian up to 12 has /etc/sysctl.d/99-sysctl.conf, a link to it. */
static bool is_sysctl_conf_read(void)
{
	struct stat conf, link;

	if (host_is_closed("/etc/sysctl.d"))
		return true;	/* for all that is known */
	return stat("/etc/sysctl.conf", &conf) == 0 && stat("/etc/sysctl.d/99-sysctl.conf", &link) == 0 &&
	       conf.st_dev == link.st_dev && conf.st_ino == link.st_ino;
}

/* 0: by address alone (Documentation/networking/ip-sysctl.rst). */
static enum seen read_spread(const char *family)
{
	char dir[64];
	unsigned policy;

	snprintf(dir, sizeof(dir), "/proc/sys/net/%s", family);
	return sysfs_read_uint(dir, "fib_multipath_hash_policy", 0, UINT_MAX, &policy) < 0 ? UNSEEN : policy ? YES : NO;
}

int kernel_read(struct host *n)
{
	const struct machine *m = &n->picture.machine;
	unsigned forward;

	n->core = access("/sys/module/thunderbolt", F_OK) == 0;
	n->driver = access("/sys/module/thunderbolt_net", F_OK) == 0;
	n->xdomain_off = is_xdomain_off();
	n->e2e = read_e2e();
	error = 0;
	n->at_boot = is_at_boot();
	if (error)
		return error;
	n->sysctl_conf_read = is_sysctl_conf_read();
	if (sysfs_read_uint("/proc/sys/net/ipv4", "ip_forward", 0, 1, &forward) == 0)
		n->ip_forward = forward ? YES : NO;
	n->spreads = read_spread("ipv4");
	n->spreads6 = read_spread("ipv6");
	n->pve = access("/usr/bin/pveversion", X_OK) == 0;
	n->journal_kept = access("/var/log/journal", F_OK) == 0 || errno == EACCES;
	if (sysfs_read("/sys/devices/cpu_core", "cpus", n->fast_cpus, sizeof(n->fast_cpus)) < 0 ||
	    !text_is_clean(n->fast_cpus))
		n->fast_cpus[0] = '\0';
	n->controllers = calloc(m->n_controllers + 1, sizeof(*n->controllers));
	if (!n->controllers)
		return -ENOMEM;
	for (size_t i = 0; i < m->n_controllers; i++)
		read_controller(m->controllers[i].address, &n->controllers[i]);
	return n->at_boot == UNSEEN ? host_not_permitted(n, "what is loaded at boot") : 0;
}
