/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz bench: whatever Ceph and rados answer, what is printed of it are figures and clean text, and what Ceph is asked can be
 * words of a command. The input has the cluster and then each answer, a line each; after the last one there is no answer. */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>

#define call_ceph	fuzz_call_ceph
#define call_run	fuzz_call_run
#define stop_open	fuzz_stop_open
#define links_print	fuzz_links_print
#define clock_left	fuzz_clock_left
#define clock_poll	fuzz_clock_poll
#include "log.h"
#define log_event(priority, ...)	fuzz_log(__VA_ARGS__)
#include "tbnet-ceph/bench.c"
#include "tbnet-ceph/pool.c"
#include "tbnet-ceph/readback.c"
#include "text.h"

static char *answers;

/* Also where the program is to say that it failed */
static const char *next_answer(void)
{
	const char *line = strsep(&answers, "\n");

	return line && strcmp(line, "error") != 0 ? line : NULL;
}

int fuzz_call_ceph(unsigned wait, struct json_object **ret, const char *format, ...)
{
	_cleanup_free_ char *command = NULL;
	const char *line = next_answer();
	va_list args;

	(void)wait;
	va_start(args, format);
	must(vasprintf(&command, format, args) > 0 && text_is_clean(command));
	va_end(args);
	if (ret && line)
		*ret = json_parse(line);
	return !line || (ret && !*ret) ? -EIO : 0;
}

int fuzz_call_run(const char *const argv[], const char *command, int stop, unsigned wait, char **ret)
{
	const char *line = next_answer();

	(void)argv;
	(void)stop;
	(void)wait;
	must(text_is_clean(command));
	if (!line)
		return -EIO;
	if (ret)
		*ret = strdup(line);
	return 0;
}

int fuzz_stop_open(int more)
{
	(void)more;
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

double fuzz_links_print(void)
{
	return 40;
}

/* Until the answers are at their end */
int fuzz_clock_left(int64_t deadline)
{
	(void)deadline;
	return answers ? 1 : 0;
}

int fuzz_clock_poll(int fd, int64_t deadline)
{
	(void)fd;
	(void)deadline;
	return 0;
}

/* A figure is a number of this world. */
static void check_printed(char *text)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		must(text_is_clean(line) && !strstr(line, "nan") && !strstr(line, "inf"));
}

static void look(const struct cluster *c)
{
	_cleanup_(json_put) struct json_object *plan = plan_make(c);

	must(plan);
	bench_run(c, 1);
	readback(c, plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), *printed = NULL, *line, path[32];
	FILE *console = stdout;
	struct cluster c;
	size_t length = 0;
	int fd;

	answers = text;
	line = strsep(&answers, "\n");
	fd = fuzz_file(line, strlen(line));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	stdout = open_memstream(&printed, &length);
	must(stdout);
	if (cluster_read(path, 0, &c) == 0)
		look(&c);
	cluster_free(&c);
	fclose(stdout);
	stdout = console;
	check_printed(printed);
	close(fd);
	free(printed);
	free(text);
	return 0;
}
