/* SPDX-License-Identifier: GPL-2.0-or-later */
/* subject: collect all facts about the name of a Thunderbolt netdev. */
#include "subject.h"

#include <errno.h>
#include <limits.h>
#include <linux/netdevice.h>
#include <stdio.h>
#include <string.h>

#include "sysfs.h"

int subject_read(const struct picture *picture, const char *ifname, unsigned flags,
		 struct subject *ret)
{
	struct subject s = { .picture = picture, .up = flags & IFF_UP };
	char path[PATH_MAX];
	unsigned type;
	int r;

	s.netdev = machine_netdev(&picture->machine, ifname);
	if (!s.netdev || !*s.netdev->controller)
		return -ENODEV;
	s.entry = plan_of(&picture->plan, s.netdev);
	if (!s.entry)
		return -ENODEV;
	snprintf(path, sizeof(path), "/sys/class/net/%s", ifname);
	s.renamed = sysfs_read_uint(path, "name_assign_type", 0, UINT_MAX, &type) == 0 &&
		    type == NET_NAME_RENAMED;
	r = udevdb_read(ifname, &s.db);
	if (r < 0 && r != -ENODEV)
		return r;
	*ret = s;
	return 0;
}

void subject_free(struct subject *s)
{
	udevdb_free(&s->db);
}

/* The file of an administrator's that udev named it by: udev knows better, it tried what is not looked at here (a MAC address
 * alone, Host=, names of another policy). A pin of an installer's is nobody's wish. NULL: none. */
static const struct link_file *udevs_file(const struct subject *s)
{
	const char *file = s->db.link_file;
	const struct link_file *f = file && !link_file_is_pin(file) ? link_files_by_path(&s->picture->files, file) : NULL;
	bool his = f && !f->database && !link_file_is_packaged(f);

	return his && (f->policy || strcmp(f->name, s->netdev->name) == 0) ? f : NULL;
}

const struct link_file *subject_file(const struct subject *s)
{
	const struct link_file *f = udevs_file(s);

	return f ? f : s->entry->file;
}

const char *subject_name(const struct subject *s)
{
	const struct plan_entry *e = s->entry;
	bool nameless = !e->file || (!*e->file->name && e->file->bad);

	/* where a broken file is in the way of the package's, the name that those would give */
	return nameless ? e->meant.name : e->name;
}

bool subject_is_right(const struct subject *s)
{
	const char *name = subject_name(s);

	if (udevs_file(s) || (*name && strcmp(name, s->netdev->name) == 0))
		return true;
	/* a file of an administrator's, or net.ifnames=0, that gives none */
	return !*name && s->entry->file && (!s->entry->file->database || s->picture->no_policies);
}
