/* SPDX-License-Identifier: GPL-2.0-or-later */
/* waits: recognize lines that make a unit wait for a link, and keep a unit that another one requires. */
#include <errno.h>
#include <glob.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "find.h"
#include "port.h"
#include "text.h"

/* 16: it is no hexadecimal digit. */
static unsigned digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (unsigned)(found - digits) : 16;
}

bool leftover_device(const char *word, char ret_ifname[IFNAMSIZ])
{
	static const char prefix[] = "sys-subsystem-net-devices-";
	char name[IFNAMSIZ + 1] = "";
	size_t n = 0;

	if (strncmp(word, prefix, sizeof(prefix) - 1) != 0)
		return false;
	for (word += sizeof(prefix) - 1; *word && *word != '.' && n < IFNAMSIZ; n++) {
		unsigned high, low;

		/* systemd-escape(1): "tb\x2dn2" */
		if (word[0] == '\\' && word[1] == 'x' && (high = digit(word[2])) < 16 && (low = digit(word[3])) < 16) {
			name[n] = (char)(high * 16 + low);
			word += 4;
		} else {
			name[n] = *word++;
		}
	}
	if (strncmp(word, ".device", 7) != 0 || !text_is_ifname(name))
		return false;
	memcpy(ret_ifname, name, IFNAMSIZ);
	return true;
}

static int on_port(const char *ifname, void *data)
{
	return strcmp(ifname, data) == 0 ? -EEXIST : 0;
}

/* The kernel's name, a guide's, or that of a link which is here. */
static bool is_link(struct find *f, char *ifname)
{
	int r;

	if (find_has(f, ifname, "^(thunderbolt[0-9]+|en0[5-9])$", NULL))
		return true;
	r = port_each(on_port, ifname);
	if (r == -ENOMEM)
		f->error = r;
	return r == -EEXIST;
}

bool find_wait_is_known(struct find *f, const char *line)
{
	_cleanup_free_ char *copy = strdup(strchr(line, '=') + 1);
	char *save = NULL, ifname[IFNAMSIZ];
	bool any = false;

	if (!copy)
		f->error = -ENOMEM;
	for (char *word = copy ? strtok_r(copy, " \t\r", &save) : NULL; word; word = strtok_r(NULL, " \t\r", &save)) {
		if (!(leftover_device(word, ifname) && is_link(f, ifname)) && !find_left_unit(f->found, word))
			return false;
		any = true;
	}
	return any;
}

/* "Requires=UNIT" in a line that stays; L is what goes of this file, NULL: nothing. */
static bool requires(const char *text, const struct leftover *l, const char *unit)
{
	static const char *const keys[] = { "Requires", "Requisite", "BindsTo" };
	size_t length = strlen(unit);

	for (size_t number = 1, k = 0; *text; number++) {
		size_t n = strcspn(text, "\n"), key = 0;
		const char *line = text + strspn(text, " \t"), *found = strstr(line, unit);
		bool goes = l && k < l->n_lines && l->lines[k] == number;

		k += goes;
		while (key < 3 && strncmp(line, keys[key], strlen(keys[key])) != 0)
			key++;
		if (!goes && key < 3 && found && found < text + n && strchr(" \t=", found[-1]) && strchr(" \t\r\n", found[length]))
			return true;
		text += n + (text[n] == '\n');
	}
	return false;
}

/* What goes of this file. */
static const struct leftover *left_of(const struct leftovers *found, const char *path)
{
	for (size_t i = 0; i < found->n; i++)
		if (!found->v[i].stays && strcmp(found->v[i].path, path) == 0)
			return &found->v[i];
	return NULL;
}

int find_requirer(const struct leftovers *found, const char *unit, char **ret_path)
{
	glob_t paths = { 0 };
	int g = glob("/etc/systemd/system/*.service", 0, NULL, &paths), r = 0;

	if (g == 0 || g == GLOB_NOMATCH)
		g = glob("/etc/systemd/system/*.d/*.conf", g == 0 ? GLOB_APPEND : 0, NULL, &paths);
	if (g == GLOB_NOSPACE)
		r = -ENOMEM;
	for (size_t i = 0; i < paths.gl_pathc && r == 0 && !*ret_path; i++) {
		const struct leftover *l = left_of(found, paths.gl_pathv[i]);
		_cleanup_(node_free) struct node node = { 0 };

		if ((l && !l->n_lines) || !text_is_clean(paths.gl_pathv[i]))
			continue;
		r = node_look(paths.gl_pathv[i], &node);
		if (r == 0 && node.type == NODE_FILE && requires(node.text, l, unit)) {
			*ret_path = strdup(paths.gl_pathv[i]);
			r = *ret_path ? 0 : -ENOMEM;
		} else if (r != -ENOMEM) {
			r = 0;
		}
	}
	globfree(&paths);
	return r;
}
