/* SPDX-License-Identifier: GPL-2.0-or-later */
/* files: change the files of a fabric, on plain Debian and on Proxmox VE. */
#include "files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "block.h"
#include "cleanup.h"
#include "conf.h"
#include "file.h"
#include "guide.h"
#include "ifupdown2.h"
#include "pvesh.h"
#include "sections.h"
#include "split.h"
#include "statics.h"
#include "sysfs.h"
#include "text.h"
#include "texts.h"

#define STANZAS_FOLDER	"/etc/network/interfaces.d"
#define DAEMONS		"/etc/frr/daemons"

bool files_on_pve(void)
{
	static int on_pve = -1;

	/* looked at once: half a change of each kind would be none */
	if (on_pve >= 0)
		return on_pve;
	on_pve = access(PVESH, X_OK) == 0;
	if (!on_pve && sysfs_is_trouble(-errno)) {
		/* pvesh will fail before anything is written behind Proxmox VE's back */
		log_event(LOG_ERR, &(struct log_event){ .action = "fabric", .error = -errno },
			  "cannot tell whether this is Proxmox VE, from " PVESH);
		on_pve = true;
	}
	return on_pve;
}

int files_say(const char *path, int r)
{
	struct log_event e = { .error = r };
	const char *why = r == -ENOTSUP ? "it is a symbolic link, or not a regular file" : r == -EMLINK ? "it has hard links" :
			  r == -EFBIG ? "it is too large" : r == -EILSEQ ? "it has a NUL byte" :
			  r == -EBADMSG ? "one of the two marker lines of tbnet-fabric is missing: remove the lines that it wrote there" : NULL;

	if (why)
		e.error = 0;
	log_event(LOG_ERR, &e, "nothing was changed in %s%s%s", path, why ? ": " : "", why ? why : "");
	return r;
}

int files_clear(void)
{
	static const char *const paths[] = { CONF_FILE, FILES_STANZAS, DAEMONS, FILES_FRR, FILES_FRR_LOCAL };

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		int r = node_clear(paths[i]);

		if (r < 0)
			return files_say(paths[i], r);
	}
	return 0;
}

/* A file as it is, or as a new one would be. */
static int read_node(const char *path, struct node *ret)
{
	int r = node_read(path, ret);

	if (r < 0)
		return r;
	if (ret->type == NODE_LINK)
		return -ENOTSUP;
	return ret->type == NODE_FILE && strlen(ret->text) != ret->size ? -EILSEQ : 0;
}

/* Others may not read a file with the secret. */
static mode_t mode_of(mode_t mode, const char *text)
{
	return strstr(text, " openfabric password ") ? mode & ~(mode_t)07 : mode;
}

/* Adds the change of what is there to TEXT, which it takes over. */
static int add(struct changes *changes, const char *path, struct node *before, char *text)
{
	_cleanup_free_ char *owned = text;
	struct node after = { .type = NODE_FILE, .mode = mode_of(0644, text), .mtime = { .tv_nsec = UTIME_NOW } };
	int r;

	if (before->type == NODE_FILE && strcmp(before->text, text) == 0 && before->mode == mode_of(before->mode, text))
		return 0;
	if (before->type == NODE_FILE) {
		r = node_edit(before, text, strlen(text), &after);
		if (r < 0)
			return r;
		after.mode = mode_of(after.mode, text);
	} else {
		after.size = strlen(text);
		after.text = TAKE(owned);
	}
	r = changes_add(changes, path, before, &after);
	*before = (struct node){ 0 };
	return r;
}

/* Our block, and in a file of FRR without what our ports are in besides. What is outside the block tells that alone: an interface
 * there may have lines of OpenFabric that an administrator adds to ours. */
static int put_block(const char *path, const char *comment, const char *old, const char *body, const struct fabric *fabric, char **ret)
{
	_cleanup_free_ char *rest = NULL, *kept = NULL;
	int r;

	if (strcmp(path, CONF_FILE) == 0)
		return block_put(old, comment, body, ret);
	r = block_rest(old, comment, &rest);
	if (r == 0)
		r = guide_without(rest, fabric, &kept);
	return r < 0 ? r : block_put(kept, comment, body, ret);
}

/* Collects a change: TEXT_OF writes the whole file, or, with a COMMENT, our block of it. */
static int collect(struct changes *changes, const char *path, const char *comment,
		   void (*text_of)(FILE *f, const struct fabric *fabric), const struct fabric *fabric)
{
	_cleanup_(node_free) struct node before = { 0 };
	_cleanup_free_ char *body = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&body, &size);
	int r = read_node(path, &before);

	if (!f)
		return files_say(path, -ENOMEM);
	text_of(f, fabric);
	if (text_finish(f, &body) < 0)
		return files_say(path, -ENOMEM);
	if (r == 0 && comment)
		r = put_block(path, comment, before.text ? before.text : "", body, fabric, &text);
	else if (r == 0)
		text = TAKE(body);
	if (r == 0)
		r = add(changes, path, &before, text);
	return r < 0 ? files_say(path, r) : 0;
}

static unsigned stanza_mtu;	/* for write_stanzas() */

static void write_stanzas(FILE *f, const struct fabric *fabric)
{
	texts_stanzas(f, fabric, stanza_mtu);
}

/* True if a line more needs a newline before it. */
static bool ends_open(const char *text)
{
	return *text && text[strlen(text) - 1] != '\n';
}

/* TEXT with "fabricd=yes" in place of "fabricd=no", or as a line more. Returns 0 or -ENOMEM. */
static int enable(const char *old, const char *daemon, char **ret)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0, name = strlen(daemon);
	FILE *f = open_memstream(&text, &size);
	bool done = false;

	if (!f)
		return -ENOMEM;
	for (const char *line = old; *line;) {
		size_t n = strcspn(line, "\n"), whole = n + (line[n] == '\n');

		if (strncmp(line, daemon, name) == 0 && line[name] == '=') {
			fprintf(f, "%s=yes\n", daemon);
			done = true;
		} else {
			fwrite(line, 1, whole, f);
		}
		line += whole;
	}
	if (!done)
		fprintf(f, "%s%s=yes\n", ends_open(old) ? "\n" : "", daemon);
	if (text_finish(f, &text) < 0)
		return -ENOMEM;
	*ret = TAKE(text);
	return 0;
}

/* bfdd beside fabricd, which on Proxmox VE is its own to enable. */
static int collect_daemons(const struct fabric *fabric, struct changes *changes)
{
	_cleanup_(node_free) struct node before = { 0 };
	_cleanup_free_ char *text = NULL, *both = NULL;
	int r = read_node(DAEMONS, &before);
	const char *old = before.text ? before.text : "";

	if (r == 0 && fabric->bfd)
		r = enable(old, "bfdd", &text);
	if (r == 0 && !files_on_pve())
		r = enable(text ? text : old, "fabricd", &both);
	if (r == 0 && (text || both))
		r = add(changes, DAEMONS, &before, both ? TAKE(both) : TAKE(text));
	return r < 0 ? files_say(DAEMONS, r) : 0;
}

/* "router openfabric 1", or " ip router openfabric 1"; NULL: there is none. */
static const char *find_openfabric(const char *text)
{
	for (const char *found = text; found && (found = strstr(found, "router openfabric ")); found++)
		if (found == text || found[-1] == '\n' || found[-1] == ' ')
			return found;
	return NULL;
}

/* An OpenFabric that somebody else configured is not to be mixed with ours. One that our ports are in is taken out. */
static int check_frr(const struct fabric *fabric)
{
	_cleanup_(node_free) struct node now = { 0 };
	_cleanup_free_ char *rest = NULL, *kept = NULL;
	const char *found;
	int r;

	r = read_node(FILES_FRR, &now);
	if (r == 0)
		r = block_rest(now.text ? now.text : "", "!", &rest);
	if (r == 0)
		r = guide_without(rest, fabric, &kept);
	if (r < 0)
		return files_say(FILES_FRR, r);
	found = find_openfabric(kept);
	if (!found)
		return 0;
	if (guide_is_over_ports(rest, fabric, found))
		return refuse(FILES_FRR " has OpenFabric over ports of TBNET_FABRIC_NODES, but not as FRR writes it; first have FRR write the file, which drops comments: vtysh -c 'write memory'");
	return refuse(FILES_FRR " has a \"%.*s\" with none of the ports of TBNET_FABRIC_NODES: remove it first",
		      (int)strcspn(found, "\n"), found);
}

/* The stanzas would be a file that nobody reads. */
static int check_source(void)
{
	_cleanup_free_ char *file = ifupdown2_interfaces();
	_cleanup_(sections_free) struct sections all = { 0 };
	int r = file ? sections_read(file, IFUPDOWN_2, &all) : -ENOMEM;

	if (r < 0)
		return files_say(file ? file : "/etc/network/interfaces", r);
	if (sections_source(&all, FILES_STANZAS))
		return 0;
	return refuse("%s does not source " FILES_STANZAS ", which has the router id; add this line to it: source " STANZAS_FOLDER "/*", file);
}

/* Their routes win over FRR's. */
static int collect_statics_of(const char *path, const struct fabric *fabric, struct changes *changes)
{
	_cleanup_(node_free) struct node before = { 0 };
	_cleanup_free_ char *now = NULL;
	char *text = NULL;
	size_t size;
	int r = file_read(path, &now, &size);

	if (r < 0)
		return r == -ENOMEM ? r : 0;	/* nor could ifupdown2 read it */
	r = statics_without(now, fabric, &text);
	if (r < 0 || !text)
		return r;
	r = read_node(path, &before);
	if (r == 0 && before.text && strcmp(before.text, now) == 0)
		r = add(changes, path, &before, TAKE(text));
	else if (r == 0)
		r = -EAGAIN;
	free(text);
	return r < 0 ? files_say(path, r) : 0;
}

static int collect_statics(const struct fabric *fabric, struct changes *changes)
{
	_cleanup_free_ char *file = ifupdown2_interfaces();
	_cleanup_(sections_free) struct sections all = { 0 };
	_cleanup_(words_free) struct words done = { 0 };
	int tool = ifupdown_tool(), r = file ? tool : -ENOMEM;

	if (r == IFUPDOWN_NONE)
		return 0;
	if (r > 0)
		r = sections_read(file, tool == IFUPDOWN_CLASSIC ? IFUPDOWN_CLASSIC : IFUPDOWN_2, &all);
	if (r < 0)
		return files_say(file ? file : "/etc/network/interfaces", r);
	for (size_t i = 0; i < all.n && !all.template && r == 0; i++) {
		const char *path = all.v[i].file;

		if (words_have(&done, path) || strcmp(path, FILES_STANZAS) == 0)
			continue;
		r = collect_statics_of(path, fabric, changes);
		if (r == 0 && words_add(&done, path) < 0)
			r = -ENOMEM;
	}
	return r;
}

static int collect_debian(const struct fabric *fabric, struct changes *changes)
{
	int installed = ifupdown2_is_installed();
	int r = installed < 0 ? files_say("/sbin/ifup", installed) : check_frr(fabric);

	if (r == 0)
		r = split_check();
	if (r == 0 && installed)
		r = check_source();
	if (r == 0 && installed)
		r = collect(changes, FILES_STANZAS, NULL, write_stanzas, fabric);
	if (r == 0)
		r = collect(changes, FILES_FRR, "!", texts_frr, fabric);
	return r;
}

int files_collect(const struct fabric *fabric, unsigned mtu, struct changes *ret)
{
	int r = 0;

	stanza_mtu = mtu;
	if (fabric_has_options())
		r = collect(ret, CONF_FILE, "#", fabric_write_options, fabric);
	if (r == 0)
		r = collect_daemons(fabric, ret);
	if (r == 0)
		r = collect_statics(fabric, ret);
	if (r == 0)
		r = files_on_pve() ? collect(ret, FILES_FRR_LOCAL, "!", texts_frr_local, fabric) : collect_debian(fabric, ret);
	return r;
}
