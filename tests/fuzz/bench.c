/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz bench: whatever Ceph and rados answer, what is printed of it are figures and clean text, what Ceph is asked can be words
 * of a command, and a monitor that was let remove pools is not any more. The input has the cluster and then each answer, a
 * line each; after the last one there is no answer. */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>

#define call_json	fuzz_call_json
#define call_ceph	fuzz_call_ceph
#define capture_run	fuzz_capture_run
#define stop_open	fuzz_stop_open
#define links_print	fuzz_links_print
#define clock_left	fuzz_clock_left
#define clock_poll	fuzz_clock_poll
#include "log.h"
#define log_event(priority, ...)	fuzz_log(__VA_ARGS__)
#include "call.h"
/* of memory for a file, each time */
#undef CALL_MAX
#define CALL_MAX	8192
#include "tbnet-ceph/cluster.c"
#include "tbnet-ceph/bench.c"
#include "tbnet-ceph/pool.c"
#include "tbnet-ceph/readback.c"
#include "record.h"
#include "text.h"

/* There is none. */
bool record_made(struct json_object *record, const struct cluster *cluster, const char *who, const char *name, const char *now)
{
	must(!record && cluster && who && name && now);
	return false;
}

static char *answers;
static int allowed;

/* Also where the program is to say that it failed */
static const char *next_answer(void)
{
	const char *line = strsep(&answers, "\n");

	return line && strcmp(line, "error") != 0 ? line : NULL;
}

static void check_words(const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		must(i < CALL_WORDS && text_is_clean(words[i]));
	if (strcmp(words[0], "tell") == 0)
		allowed += strcmp(words[3], "set") == 0 ? 1 : strcmp(words[3], "unset") == 0 ? -1 : 0;
}

int fuzz_call_ceph(const char *const words[], unsigned wait, char **ret_out)
{
	(void)wait;
	check_words(words);
	must(!ret_out);
	return next_answer() ? 0 : -EIO;
}

int fuzz_call_json(const char *const words[], unsigned wait, struct json_object **ret)
{
	const char *line;
	struct json_object *o;

	(void)wait;
	check_words(words);
	line = next_answer();
	o = line ? call_parse(line) : NULL;
	if (!o)
		return -EIO;
	*ret = o;
	return 0;
}

int fuzz_capture_run(const char *const argv[], size_t size, int stop, int64_t deadline, char **ret_out, char **ret_err)
{
	const char *line = next_answer();

	(void)argv;
	(void)size;
	(void)stop;
	(void)deadline;
	if (ret_out)
		*ret_out = line ? strdup(line) : NULL;
	*ret_err = strdup("");
	return line ? 0 : 1;
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
	struct plan plan = { 0 };

	bench_run(c, 1, 1);
	must(allowed == 0);
	must(plan_make(c, NULL, &plan) == 0);
	readback(c, &plan, 1);
	plan_free(&plan);
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
