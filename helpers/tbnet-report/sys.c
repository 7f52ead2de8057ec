/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sys: write the part of /sys and /proc/irq that tbnet reads as the text of "sys". */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "parts.h"
#include "text.h"

#define VALUE_MAX	4096	/* what sysfs gives at most */

/* The attributes of a kind of device, as patterns below it. */
static const char *const controller[] = {
	"class", "vendor", "device", "subsystem", "driver", "iommu_group/type", "power/control", "power/runtime_status", "msi_irqs/*",
	"current_link_speed", "current_link_width", NULL
};
static const char *const thunderbolt[] = {
	"subsystem", "driver", "uevent", "device_name", "vendor_name", "unique_id", "rx_speed", "rx_lanes", "tx_speed", "tx_lanes", "key", "authorized",
	"net", "usb4_port*/link", NULL
};
static const char *const netdev[] = {
	"subsystem", "device", "uevent", "ifindex", "address", "name_assign_type", "carrier_changes", "bridge/stp_state", "statistics/rx_*", "statistics/tx_*", NULL
};
static const char *const module[] = { "parameters/e2e", "parameters/xdomain", NULL };
static const char *const irq[] = { "thunderbolt", "effective_affinity_list", "smp_affinity_list", NULL };
static const char *const cpu[] = { "cpus", "lockdown", NULL };

static const struct {
	const char *devices;
	const char *const *attributes;
} looked_at[] = {
	{ "/sys/module/thunderbolt", module }, { "/sys/module/thunderbolt_net", module },
	{ "/sys/devices/cpu_core", cpu }, { "/sys/kernel/security", cpu },
	{ "/sys/bus/thunderbolt/devices/*", thunderbolt }, { "/sys/class/net/*", netdev },
};

/* Without its newline, to be freed; "" where it cannot be read. NULL without memory. */
static char *read_value(const char *path)
{
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char *text = calloc(1, VALUE_MAX + 1);
	ssize_t n = text && fd >= 0 ? read(fd, text, VALUE_MAX) : 0;

	if (n > 0 && text[n - 1] == '\n')
		text[n - 1] = '\0';
	return text;
}

/* A line of text is a value of its own. */
static int put_values(FILE *f, const char *path, const char *name)
{
	_cleanup_free_ char *text = read_value(path);
	char *rest = text, *line;

	if (!text)
		return -ENOMEM;
	while ((line = strsep(&rest, "\n"))) {
		text_defuse(line);
		fprintf(f, "\t%s = %s\n", name, line);
	}
	return 0;
}

static int put_attribute(FILE *f, const char *device, const char *path)
{
	const char *name = path + strlen(device) + 1;
	_cleanup_free_ char *target = NULL;
	struct stat st;

	if (lstat(path, &st) < 0)
		return 0;
	if (S_ISREG(st.st_mode))
		return put_values(f, path, name);
	target = S_ISLNK(st.st_mode) ? realpath(path, NULL) : NULL;
	if (target && strncmp(target, "/sys/", 5) == 0)
		fprintf(f, "\t%s -> %s\n", name, target);
	else if (S_ISDIR(st.st_mode))
		fprintf(f, "\t%s\n", name);
	return 0;
}

/* A name with a blank in it has no place in "sys"; no device has one. */
static int put_device(FILE *f, const char *path, const char *const *attributes)
{
	_cleanup_free_ char *device = realpath(path, NULL);
	int r = 0;

	if (!device)
		return errno == ENOMEM ? -ENOMEM : 0;
	if (!text_is_clean(device) || strpbrk(device, " *?["))
		return 0;
	fprintf(f, "%s\n", device);
	for (size_t i = 0; attributes[i] && r == 0; i++) {
		char pattern[PATH_MAX];
		glob_t found = { 0 };

		if (snprintf(pattern, sizeof(pattern), "%s/%s", device, attributes[i]) >= (int)sizeof(pattern))
			continue;
		r = glob(pattern, 0, NULL, &found) == GLOB_NOSPACE ? -ENOMEM : 0;
		for (size_t k = 0; r == 0 && k < found.gl_pathc; k++)
			r = put_attribute(f, device, found.gl_pathv[k]);
		globfree(&found);
	}
	return r;
}

static int put_devices(FILE *f, const char *pattern, const char *const *attributes)
{
	glob_t found = { 0 };
	int r = glob(pattern, 0, NULL, &found) == GLOB_NOSPACE ? -ENOMEM : 0;

	for (size_t i = 0; r == 0 && i < found.gl_pathc; i++)
		r = put_device(f, found.gl_pathv[i], attributes);
	globfree(&found);
	return r;
}

/* With its interrupts. */
static int put_controller(FILE *f, const char *address)
{
	char path[PATH_MAX];
	glob_t found = { 0 };
	int r;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", address);
	r = put_device(f, path, controller);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/msi_irqs/*", address);
	if (r == 0 && glob(path, 0, NULL, &found) == GLOB_NOSPACE)
		r = -ENOMEM;
	for (size_t i = 0; r == 0 && i < found.gl_pathc; i++) {
		snprintf(path, sizeof(path), "/proc/irq%s", strrchr(found.gl_pathv[i], '/'));
		r = put_device(f, path, irq);
	}
	globfree(&found);
	return r;
}

static int put_sys(FILE *f, const struct entries *e, const struct view *v)
{
	const struct machine *m = &v->host.picture.machine;
	int r = 0;

	(void)e;
	for (size_t i = 0; i < m->n_controllers && r == 0; i++)
		r = put_controller(f, m->controllers[i].address);
	for (size_t i = 0; i < sizeof(looked_at) / sizeof(*looked_at) && r == 0; i++)
		r = put_devices(f, looked_at[i].devices, looked_at[i].attributes);
	return r;
}

int part_sys(struct entries *e, const struct view *v)
{
	return part_put(e, "sys", put_sys, v);
}
