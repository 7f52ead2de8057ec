/* SPDX-License-Identifier: GPL-2.0-or-later */
/* files: collect the files that tbnet reads; of files that hold more, only the lines that tbnet reads. */
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "parts.h"

#define N(array)	(sizeof(array) / sizeof(*(array)))

/* Lines that begin with one of these; NULL: the whole file. */
static const char *const udev[] = { "I:", "E:TBNET_", "E:ID_NET_DRIVER=", "E:ID_NET_LINK_FILE=", NULL };
static const char *const networkd[] = { "ADMIN_STATE=", "OPER_STATE=", "NETWORK_FILE=", NULL };
static const char *const manager[] = { "[", "managed=", "connection-uuid=", NULL };
static const char *const connection[] = { "[", "id=", "uuid=", "type=", "interface-name=", "autoconnect=", "master=", "controller=", "method=", "address", "mtu=", NULL };

static const struct {
	const char *pattern;
	const char *const *lines;
} looked_at[] = {
	{ "/etc/tbnet.conf" }, { "/etc/tbnet/*" }, { "/var/lib/tbnet/peers" },
	{ "/etc/network/interfaces" }, { "/etc/network/interfaces.d/*" }, { "/etc/network/ifupdown2/ifupdown2.conf" },
	{ "/etc/network/ifupdown2/policy.d/*.json" }, { "/var/lib/ifupdown2/policy.d/*.json" },
	{ "/run/network/ifstate*" },
	{ "/etc/systemd/network/*.link" }, { "/run/systemd/network/*.link" }, { "/usr/local/lib/systemd/network/*.link" }, { "/usr/lib/systemd/network/50-p*.link" },
	{ "/etc/systemd/network/*.net*" }, { "/run/systemd/network/*.net*" }, { "/usr/local/lib/systemd/network/*.net*" },
	{ "/run/udev/data/n[0-9]*", udev }, { "/run/systemd/netif/links/*", networkd },
	{ "/etc/netplan/*.yaml" }, { "/etc/NetworkManager/system-connections/*.nmconnection", connection }, { "/run/NetworkManager/devices/*", manager },
	{ "/etc/frr/daemons" }, { "/etc/frr/frr.conf" }, { "/etc/frr/frr.conf.local" },
	{ "/etc/pve/sdn/fabrics.cfg" }, { "/etc/pve/datacenter.cfg" }, { "/etc/pve/corosync.conf" }, { "/etc/ceph/ceph.conf" },
	{ "/etc/modules" }, { "/etc/modules-load.d/*.conf" }, { "/run/modules-load.d/*.conf" }, { "/usr/local/lib/modules-load.d/*.conf" },
	{ "/etc/modprobe.d/*tb*.conf" }, { "/etc/modprobe.d/*thunderbolt*.conf" },
	{ "/etc/sysctl.conf" }, { "/etc/sysctl.d/*.conf" },
	{ "/etc/systemd/system/ceph*.d/*.conf" }, { "/run/systemd/system/ceph*.d/*.conf" }, { "/etc/systemd/system/ceph-*.target.wants/*.service" },
	{ "/etc/debian_version" },
};

/* The lines that begin with one of LINES, to be freed; NULL without memory. */
static char *only(const char *text, const char *const *lines)
{
	char *kept = NULL;
	size_t room;
	FILE *f = open_memstream(&kept, &room);

	for (const char *line = text; f && *line;) {
		size_t n = strcspn(line, "\n");

		for (size_t i = 0; lines[i]; i++)
			if (strncmp(line, lines[i], strlen(lines[i])) == 0)
				fprintf(f, "%.*s\n", (int)n, line);
		line += n + (line[n] != '\0');
	}
	return f && fclose(f) == 0 ? kept : NULL;
}

static int add_link(struct entries *e, const char *name, const char *path)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	if (n < 0)
		return entries_leave_out(e, path, strerror(errno));
	target[n] = '\0';
	if (n >= 100)	/* what a tar archive can hold */
		return entries_leave_out(e, path, "leads too far");
	return entries_add(e, name, S_IFLNK | 0777, strdup(target));
}

/* Folders that a case may have. */
static bool is_place(const char *path)
{
	static const char *const folders[] = { "/etc/", "/run/", "/usr/", "/var/" };

	for (size_t i = 0; i < N(folders); i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return true;
	return false;
}

static int add_file(struct entries *e, const char *path, const char *const *lines)
{
	_cleanup_free_ char *text = NULL;
	char name[PATH_MAX + 8];
	struct stat st;
	size_t size;
	int r;

	/* below /tmp anybody may put a link in the place of a file */
	if (!is_place(path))
		return entries_leave_out(e, path, "not below /etc, /run, /usr or /var");
	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : entries_leave_out(e, path, strerror(errno));
	snprintf(name, sizeof(name), "root%s", path);
	if (S_ISLNK(st.st_mode))
		return add_link(e, name, path);
	if (S_ISDIR(st.st_mode))
		return 0;
	r = file_read(path, &text, &size);
	if (r < 0)
		return r == -ENOMEM ? r : entries_leave_out(e, path, strerror(-r));
	if (strlen(text) != size)
		return entries_leave_out(e, path, "is no text");
	return entries_add(e, name, S_IFREG | (st.st_mode & 0777), lines ? only(text, lines) : TAKE(text));
}

static int add_all(struct entries *e, const char *pattern, const char *const *lines)
{
	glob_t found = { 0 };
	int r = glob(pattern, 0, NULL, &found) == GLOB_NOSPACE ? -ENOMEM : 0;

	for (size_t i = 0; r == 0 && i < found.gl_pathc; i++)
		r = add_file(e, found.gl_pathv[i], lines);
	globfree(&found);
	return r;
}

int part_files(struct entries *e, const struct view *v)
{
	int r = 0;

	for (size_t i = 0; i < N(looked_at) && r == 0; i++)
		r = add_all(e, looked_at[i].pattern, looked_at[i].lines);
	/* "source" may name any file */
	for (size_t i = 0; i < v->host.sections.n && r == 0; i++)
		r = add_file(e, v->host.sections.v[i].file, NULL);
	for (size_t i = 0; i < v->host.left.n && r == 0; i++)
		r = add_file(e, v->host.left.v[i].path, NULL);
	return r;
}
