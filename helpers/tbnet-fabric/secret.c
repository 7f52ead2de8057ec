/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret: the password of the fabric: its file, and FRR's lines. */
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "block.h"
#include "cleanup.h"
#include "conf.h"
#include "file.h"
#include "files.h"
#include "frrconfig.h"
#include "text.h"

#define KEY	"TBNET_FABRIC_SECRET"
#define RELOAD_LOG	"/var/log/frr/frr-reload.log"

/* Of a path nothing needs quoting, and of a secret FRR takes nothing for a comment, a question or an end. */
#define PATH_LETTERS	FABRIC_LETTERS "/._-"
#define SECRET_LETTERS	FABRIC_LETTERS "+/=._-"
#define SECRET_MIN	8

/* Only root may read it: FRR's own files have it, too, in a folder that only FRR can enter. */
static int check_file(int fd, const char *path)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return refuse(KEY ": %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return refuse(KEY ": %s is not a regular file", path);
	if (st.st_uid != 0)
		return refuse(KEY ": %s does not belong to root, so its owner can read it; next: chown root:root %s", path, path);
	if (st.st_mode & 077)
		return refuse(KEY ": others than root can read %s; next: chmod 600 %s, and a new secret if somebody may have read it", path, path);
	return 0;
}

static int check_secret(const char *secret, size_t size, const char *path)
{
	if (!size)
		return refuse(KEY ": %s is empty", path);
	if (size >= FABRIC_SECRET_SIZE)
		return refuse(KEY ": the line in %s has more than the %d bytes that FRR accepts", path, FABRIC_SECRET_SIZE - 1);
	if (size < SECRET_MIN)
		return refuse(KEY ": the line in %s has fewer than %d bytes, so an attacker can guess it; next: openssl rand -base64 30 > %s", path, SECRET_MIN, path);
	if (strspn(secret, SECRET_LETTERS) != size)
		return refuse(KEY ": %s is not one line of letters, digits and + / = . _ -; next: openssl rand -base64 30 > %s", path, path);
	return 0;
}

int secret_read(struct fabric *fabric)
{
	const char *path = conf_text(CONF_FABRIC_SECRET);
	char text[FABRIC_SECRET_SIZE + 2] = "";
	_cleanup_fd_ int fd = -1;
	size_t size = 0;
	int r;

	if (!*path)
		return 0;
	if (*path != '/' || strspn(path, PATH_LETTERS) != strlen(path))
		return refuse(KEY ": \"%s\" is not the path of a file, such as /etc/tbnet.secret", path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ENOENT)
		return refuse(KEY ": %s is not on this node; next: copy it from another node, readable by root only", path);
	if (fd < 0)
		return refuse(KEY ": %s cannot be read: %s", path, strerror(errno));
	r = check_file(fd, path);
	if (r == 0)
		r = file_fill(fd, text, sizeof(text) - 1, &size);
	if (r < 0)
		return r == -EINVAL ? r : refuse(KEY ": %s cannot be read: %s", path, strerror(-r));
	if (size && text[size - 1] == '\n')
		text[--size] = '\0';
	r = check_secret(text, size, path);
	if (r == 0)
		memcpy(fabric->secret, text, size + 1);
	return r;
}

/* FNV-1a of 64 bits, folded: http://www.isthe.com/chongo/tech/comp/fnv/ */
const char *secret_mark(const char *secret, char buf[SECRET_MARK_SIZE])
{
	uint64_t hash = 0xcbf29ce484222325;

	for (; *secret; secret++)
		hash = (hash ^ (unsigned char)*secret) * 0x100000001b3;
	hash ^= hash >> 32;
	snprintf(buf, SECRET_MARK_SIZE, "%04x", (unsigned)((hash ^ hash >> 16) & 0xffff));
	return buf;
}

/* frr-reload.py (FRR 8.4 to 10.7) makes it readable for all. A link of either kind is not FRR's. */
void secret_hide_log(void)
{
	_cleanup_fd_ int fd = open(RELOAD_LOG, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0640);
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return;
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 && (!(st.st_mode & 07) || fchmod(fd, st.st_mode & 0770) == 0))
		return;
	log_event(LOG_WARNING, &(struct log_event){ .action = "fabric", .error = fd < 0 ? -errno : 0 },
		  "cannot make " RELOAD_LOG " unreadable for other users, and a reload of FRR writes the secret there");
}

/* Of our block, or, where a "write" of FRR took its marks away, of the whole file. */
static int read_applied(const char *path, struct fabric *fabric)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	_cleanup_free_ char *text = NULL, *body = NULL;
	const struct frr_router *router;
	size_t size;
	int r = file_read(path, &text, &size);

	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = block_body(text, "!", &body);
	if (r == 0)
		r = frr_config_parse(*body ? body : text, &config);
	if (r < 0)
		return r;
	router = frr_router(&config, fabric->name);
	if (router)
		memcpy(fabric->secret, router->password, sizeof(router->password));
	for (size_t i = 0; i < config.n_interfaces; i++)
		fabric->bfd |= config.interfaces[i].bfd;
	return 0;
}

int secret_applied(const struct fabric *fabric, struct fabric *ret)
{
	const char *path = files_on_pve() ? FILES_FRR_LOCAL : FILES_FRR;
	int r;

	fabric_copy(fabric, ret);
	ret->bfd = false;
	ret->secret[0] = '\0';
	r = read_applied(path, ret);
	return r < 0 ? files_say(path, r) : 0;
}
