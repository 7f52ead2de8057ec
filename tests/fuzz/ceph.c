/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz ceph: whatever Ceph says of itself, what is printed of it has no control characters, what is planned can be the words of
 * a command. The input is the file of the cluster, and the answer that has the record. */
#include "fuzz.h"

#include "judge.h"
#include "plan.h"
#include "text.h"
int fuzz_call_ceph(unsigned wait, struct json_object **ret, const char *format, ...);
#define call_ceph fuzz_call_ceph
#include "tbnet-ceph/record.c"
#undef call_ceph

static const char *input;

/* The monitors' key, and what is kept there */
int fuzz_call_ceph(unsigned wait, struct json_object **ret, const char *format, ...)
{
	(void)wait;
	(void)format;
	if (ret)
		*ret = json_parse(input);
	return ret && !*ret ? -EIO : 0;
}

static void check_printed(char *text)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		must(text_is_clean(line));
}

static void check_plan(struct json_object *plan)
{
	must(plan);
	for (size_t i = 0; i < json_length(plan); i++)
		must(judge_is_word(json_text(json_at(plan, i), "who")) && judge_is_word(json_text(json_at(plan, i), "name")));
	plan_print(plan);
}

static void look(const struct cluster *c, const struct fabric *f)
{
	_cleanup_(json_put) struct json_object *plan = plan_make(c);
	struct judge j = { .cluster = c, .fabric = f };

	judge_all(&j);
	steps_print(c, f);
	check_plan(plan);
}

static void look_at_record(struct json_object *record)
{
	_cleanup_(json_put) struct json_object *merged = record_merge(record, record);

	must(is_record(merged));
	check_plan(merged);
	must(record_save(&(struct cluster){ 0 }, merged) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), *printed = NULL;
	struct fabric *f = calloc(1, sizeof(*f));
	FILE *console = stdout;
	struct json_object *record = NULL;
	struct cluster c;
	size_t length = 0;
	char path[32];
	int fd = fuzz_file(text, strlen(text));

	must(f);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	input = text;
	must(fabric_set_option(1, "10.100.0.0/24") == 0 && fabric_set_option(3, "n1=10.100.0.11 n2=10.100.0.12") == 0 &&
	     fabric_set_option(7, "n1") == 0);
	must(fabric_read(f) == 0);
	log_set_level(LOG_ERR);
	stdout = open_memstream(&printed, &length);
	must(stdout);
	if (cluster_read(path, 0, &c) == 0) {
		look(&c, f);
		record_load(&c, &record);
	}
	cluster_free(&c);
	if (record)
		look_at_record(record);
	json_object_put(record);
	fclose(stdout);
	stdout = console;
	check_printed(printed);
	close(fd);
	free(printed);
	free(f);
	free(text);
	return 0;
}
