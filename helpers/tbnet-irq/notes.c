/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes: remember the CPUs of an interrupt before tbnet-irq moved it. */
#include "notes.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "log.h"
#include "state.h"
#include "sysfs.h"

#define PREFIX	"irq-"

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

static int name_of(const char *irq, char name[NAME_MAX])
{
	return snprintf(name, NAME_MAX, PREFIX "%s", irq) < NAME_MAX ? 0 : -ENAMETOOLONG;
}

int note_read(const char *irq, struct note *ret)
{
	char name[NAME_MAX], text[PCI_ADDRESS_SIZE + 2 * CPU_LIST_SIZE], *save = NULL;
	const char *controller, *before, *ours;
	struct note note = { 0 };
	int r = name_of(irq, name);

	if (r == 0)
		r = sysfs_read(STATE_DIR, name, text, sizeof(text));
	if (r < 0)
		return r;
	controller = strtok_r(text, " ", &save);
	before = strtok_r(NULL, " ", &save);
	ours = strtok_r(NULL, " ", &save);
	if (!controller || !before || !ours || strtok_r(NULL, " ", &save) || !port_is_pci_address(controller) ||
	    affinity_parse(before, &note.before) < 0 || affinity_parse(ours, &note.ours) < 0)
		return -EINVAL;
	snprintf(note.controller, sizeof(note.controller), "%s", controller);
	*ret = note;
	return 0;
}

int note_write(const char *irq, const struct note *note)
{
	char name[NAME_MAX], text[PCI_ADDRESS_SIZE + 2 * CPU_LIST_SIZE];
	int r = name_of(irq, name);

	snprintf(text, sizeof(text), "%s %s %s", note->controller, note->before.list, note->ours.list);
	return r < 0 ? r : state_write_text(name, text);
}

int note_remove(const char *irq)
{
	char name[NAME_MAX];
	int r = name_of(irq, name);

	return r < 0 ? r : state_remove(name);
}

static bool is_note(const char *name)
{
	const char *irq = name + strlen(PREFIX);

	return strncmp(name, PREFIX, strlen(PREFIX)) == 0 && *irq && strspn(irq, "0123456789") == strlen(irq);
}

static int cannot_list(int error)
{
	log_event(LOG_ERR, &(struct log_event){ .action = "irq", .error = error }, STATE_DIR " cannot be listed");
	return error;
}

int notes_each(int (*f)(const char *irq, void *data), void *data)
{
	_cleanup_(cleanup_dir) DIR *d = opendir(STATE_DIR);
	struct dirent *entry;
	int ret = 0;

	if (!d)
		return errno == ENOENT ? 0 : cannot_list(-errno);
	for (errno = 0; (entry = readdir(d)); errno = 0) {
		int r = is_note(entry->d_name) ? f(entry->d_name + strlen(PREFIX), data) : 0;

		ret = ret < 0 ? ret : r;
	}
	return errno ? cannot_list(-errno) : ret;
}
