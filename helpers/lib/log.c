/* SPDX-License-Identifier: GPL-2.0-or-later */
/* log: messages for people, with fields for machines. */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include "cleanup.h"
#include "conf.h"
#include "progress.h"
#include "text.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define JOURNAL_WAIT_S	2	/* for one that reads; udev and systemd wait for a program for minutes */

static const char *identifier = "tbnet";
static int level = LOG_INFO;
static int journal = -1;

/* systemd.exec(5): JOURNAL_STREAM is "device:inode" of the stream to the journal. */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char here[48];
	struct stat st;

	if (!stream || fstat(STDERR_FILENO, &st) < 0)
		return false;
	snprintf(here, sizeof(here), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return strcmp(stream, here) == 0;
}

static int journal_open(void)
{
	static const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = JOURNAL_SOCKET };
	static const struct timeval wait = { .tv_sec = JOURNAL_WAIT_S };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) < 0 ||
			connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int log_level(const char *name, unsigned *ret)
{
	static const char *const names[] = { [LOG_ERR] = "err", [LOG_WARNING] = "warning", [LOG_INFO] = "info", [LOG_DEBUG] = "debug" };

	for (unsigned i = 0; i <= LOG_DEBUG; i++) {
		if (names[i] && strcmp(name, names[i]) == 0) {
			*ret = i;
			return 0;
		}
	}
	return -EINVAL;
}

void log_set_level(unsigned priority)
{
	level = (int)priority;
}

bool log_shows(int priority)
{
	return priority <= level;
}

bool log_is_journal(void)
{
	return journal >= 0;
}

/* A file that is opened where standard output or error are closed would get their numbers,
 * and what is printed. What can only be read says EBADF to who prints. */
static void hold_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

void log_open(const char *name)
{
	hold_standard();
	identifier = name;
	if (journal < 0 && (conf_from_udev() || stderr_is_journal()))
		journal = journal_open();
}

/* The native protocol takes KEY=VALUE lines for values without a newline. False: no memory. */
static bool text(char **fields, const char *key, const char *value)
{
	const char *before = *fields ? *fields : "";
	char *all;
	int n = value ? asprintf(&all, "%s%s=%s\n", before, key, value) : 0;

	if (n <= 0)
		return n == 0;
	text_defuse(all + strlen(before));
	all[n - 1] = '\n';
	free(*fields);
	*fields = all;
	return true;
}

static bool number(char **fields, const char *key, unsigned value)
{
	char digits[12];

	snprintf(digits, sizeof(digits), "%u", value);
	return text(fields, key, value ? digits : NULL);
}

static bool put_fields(char **f, int priority, const struct log_event *e, const char *message)
{
	return number(f, "PRIORITY", (unsigned)priority) && text(f, "SYSLOG_IDENTIFIER", identifier) && text(f, "MESSAGE", message) &&
	       text(f, "MESSAGE_ID", e->id) && text(f, "TBNET_INTERFACE", e->ifname) && text(f, "TBNET_ACTION", e->action) &&
	       text(f, "TBNET_OUTCOME", e->outcome) && number(f, "TBNET_PORT", e->port) && number(f, "TBNET_ATTEMPT", e->attempt) &&
	       number(f, "TBNET_ATTEMPTS", e->attempts) && number(f, "TBNET_MTU", e->mtu) && number(f, "ERRNO", (unsigned)-e->error);
}

/* False: it did not get there. */
static bool send_journal(int priority, const struct log_event *e, const char *message)
{
	_cleanup_free_ char *fields = NULL;

	if (!put_fields(&fields, priority, e, message) || !fields)
		return false;
	if (send(journal, fields, strlen(fields), MSG_NOSIGNAL) >= 0)
		return true;
	if (errno == EAGAIN) {
		/* nobody reads: waited for once, and no more */
		close(journal);
		journal = -1;
	}
	return false;
}

/* "<ifname>: <what>: <errno text> (attempt n of m)" */
static char *compose(const struct log_event *e, const char *format, va_list args)
{
	_cleanup_free_ char *what = NULL;
	char *message = NULL, attempt[48] = "";

	if (vasprintf(&what, format, args) < 0) {
		what = NULL;	/* undefined by then */
		return NULL;
	}
	if (e->attempts)
		snprintf(attempt, sizeof(attempt), " (attempt %u of %u)", e->attempt, e->attempts);
	if (asprintf(&message, "%s%s%s%s%s%s", e->ifname ? e->ifname : "", e->ifname ? ": " : "", what,
		     e->error ? ": " : "", e->error ? strerror(-e->error) : "", attempt) < 0)
		return NULL;
	text_defuse(message);
	return message;
}

void log_event(int priority, const struct log_event *event, const char *format, ...)
{
	static const struct log_event none;
	const struct log_event *e = event ? event : &none;
	_cleanup_free_ char *message = NULL;
	va_list args;

	if (priority == LOG_RIGHT)
		priority = !log_is_journal() && isatty(STDERR_FILENO) ? LOG_INFO : LOG_DEBUG;
	if (!log_shows(priority))
		return;
	progress_hide();
	va_start(args, format);
	message = compose(e, format, args);
	va_end(args);
	if (!message) {
		/* not without a word; stderr has no buffer, so this takes no memory */
		fprintf(stderr, "%s: out of memory, message cut: %s\n", identifier, format);
		return;
	}
	if (journal < 0 || !send_journal(priority, e, message))
		fprintf(stderr, "%s: %s\n", identifier, message);
}
