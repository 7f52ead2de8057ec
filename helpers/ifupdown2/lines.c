/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lines: the text of interfaces(5), as ifupdown2 cuts it into lines and words. */
#include "lines.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "file.h"
#include "text.h"

static void join(char *text)
{
	char *out = text, *segment = text;

	for (const char *in = text; *in;) {
		if (*in != '\\') {
			*out++ = *in++;
			continue;
		}
		while (out > segment && isspace((unsigned char)out[-1]))
			out--;
		*out++ = ' ';
		segment = out;
		for (in++; isspace((unsigned char)*in); in++)
			;
	}
	*out = '\0';
}

char *lines_read(const char *path)
{
	/* a FIFO must not hold us up */
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	_cleanup_free_ char *text = NULL;
	struct stat st;
	size_t n;
	int r;

	if (fd < 0 || fstat(fd, &st) < 0)
		return NULL;
	errno = EINVAL;
	if (!S_ISREG(st.st_mode) || st.st_size > FILE_SIZE_MAX)
		return NULL;
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		return NULL;
	r = file_fill(fd, text, (size_t)st.st_size, &n);
	if (r < 0) {
		errno = -r;
		return NULL;
	}
	text[n] = '\0';
	for (char *p = memchr(text, '\0', n); p; p = memchr(p, '\0', n - (size_t)(p - text)))
		*p = '?';
	join(text);
	return TAKE(text);
}

char *lines_line(char **text)
{
	char *line = *text, *end;

	if (!line || !*line)
		return NULL;
	end = strchr(line, '\n');
	*text = end ? end + 1 : NULL;
	if (!end)
		end = line + strlen(line);
	*end = '\0';
	while (end > line && isspace((unsigned char)end[-1]))
		*--end = '\0';
	while (isspace((unsigned char)*line))
		line++;
	return line;
}

char *lines_next(char **line)
{
	char *word = *line, *end;

	while (isspace((unsigned char)*word))
		word++;
	if (!*word)
		return NULL;
	for (end = word; *end && !isspace((unsigned char)*end); end++)
		;
	*line = *end ? end + 1 : end;
	*end = '\0';
	return word;
}

/* Reads a number as Python's int() does, leading zeros and all. */
static const char *number(const char *s, unsigned *ret)
{
	char digits[16];
	size_t n = strspn(s, "0123456789");

	if (n == 0 || n >= sizeof(digits))
		return NULL;
	memcpy(digits, s, n);
	digits[n] = '\0';
	return text_to_uint(digits, 0, INT_MAX, ret) == 0 ? s + n : NULL;
}

/* PREFIX[a-b]SUFFIX; numbers are written without leading zeros. */
static bool in_range(const char *pattern, const char *ifname)
{
	const char *open = strchr(pattern, '['), *p;
	unsigned first, last, value;
	size_t prefix;

	if (!open)
		return false;
	prefix = (size_t)(open - pattern);
	p = number(open + 1, &first);
	if (!p || *p != '-')
		return false;
	p = number(p + 1, &last);
	if (!p || *p != ']' || strncmp(pattern, ifname, prefix) != 0)
		return false;
	ifname = ifname + prefix;
	if (ifname[0] == '0' && isdigit((unsigned char)ifname[1]))
		return false;
	ifname = number(ifname, &value);
	return ifname && value >= first && value <= last && strcmp(ifname, p + 1) == 0;
}

bool lines_name_is(const char *name, const char *ifname)
{
	size_t n = strcspn(name, ":");

	return (strlen(ifname) == n && strncmp(name, ifname, n) == 0) || in_range(name, ifname);
}
