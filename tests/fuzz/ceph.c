/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz ceph: whatever Ceph says of itself, what is printed of it has no control characters, what is planned can be the words of
 * a command. The input is the file of the cluster, and that of the record. */
#include "fuzz.h"

#include "judge.h"
#include "plan.h"
#include "text.h"
/* of memory for a file, each time */
#undef CALL_MAX
#define CALL_MAX	8192
#include "tbnet-ceph/cluster.c"
#define node_read fuzz_read
#include "tbnet-ceph/record.c"
#undef node_read

static const char *input;

/* In the place of the record's file */
int fuzz_read(const char *path, struct node *ret)
{
	(void)path;
	*ret = (struct node){ .type = NODE_FILE, .text = strdup(input), .size = strlen(input) };
	must(ret->text);
	return 0;
}

static void check_printed(char *text)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		must(text_is_clean(line));
}

static void check_plan(struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		must(judge_is_word(plan->v[i].who) && judge_is_word(plan->v[i].name));
	plan_print(plan);
	plan_free(plan);
}

static void look(const struct cluster *c, const struct fabric *f, struct json_object *record)
{
	struct judge j = { .cluster = c, .fabric = f };
	struct plan plan = { 0 };

	judge_all(&j);
	steps_print(c, f);
	must(plan_make(c, record, &plan) == 0);
	check_plan(&plan);
}

static void look_at_record(struct json_object *record)
{
	struct json_object *merged = NULL;
	struct plan plan = { 0 };

	must(record_plan(record, &plan) == 0);
	must(record_merge(record, &plan, "", &merged) == 0 && is_record(merged));
	check_plan(&plan);
	json_object_put(merged);
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
	log_set_level("err");
	stdout = open_memstream(&printed, &length);
	must(stdout);
	record_load(&record);
	if (cluster_read(path, 0, &c) == 0)
		look(&c, f, record);
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
