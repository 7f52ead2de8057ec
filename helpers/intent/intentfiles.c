/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intentfiles: the interfaces that one file of a tool names. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "frrconfig.h"
#include "intentparts.h"
#include "text.h"

#define SEPARATORS	" \t[]{}(),;:=\"'"

/* The next line, without white space around it; NULL at the end. */
static char *next_line(char **text)
{
	char *line = *text, *end;

	if (!line || !*line)
		return NULL;
	end = line + strcspn(line, "\n");
	*text = *end ? end + 1 : end;
	*end = '\0';
	while (end > line && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return line + strspn(line, " \t");
}

/* The value of "KEY = VALUE" if the line is one of this key; NULL: it is not. */
static char *value_of(char *line, const char *key)
{
	size_t n = strlen(key);
	char *value;

	if (strncmp(line, key, n) != 0)
		return NULL;
	value = line + n + strspn(line + n, " \t");
	return *value == '=' ? value + 1 + strspn(value + 1, " \t") : NULL;
}

/* Each word without wild cards; "!" negates one. */
static int add_words(struct intent *intent, char *words, const char *path)
{
	char *save = NULL;
	int r = 0;

	for (char *w = strtok_r(words, " \t", &save); w && r == 0; w = strtok_r(NULL, " \t", &save))
		if (*w != '!' && !strpbrk(w, "*?["))
			r = intent_add(intent, w, path, 0);
	return r;
}

int intent_network(struct intent *intent, const char *path, char *text)
{
	bool match = false;
	int r = 0;

	for (char *line = next_line(&text); line && r == 0; line = next_line(&text)) {
		char *value;

		if (*line == '[')
			match = strcmp(line, "[Match]") == 0;
		else if (match && (value = value_of(line, "Name")))
			r = add_words(intent, value, path);
	}
	return r;
}

/* One that is not to come up by itself is no purpose. */
int intent_connection(struct intent *intent, const char *path, char *text)
{
	char *name = NULL;
	bool connection = false;

	for (char *line = next_line(&text); line; line = next_line(&text)) {
		char *value;

		if (*line == '[')
			connection = strcmp(line, "[connection]") == 0;
		else if (connection && (value = value_of(line, "interface-name")))
			name = value;
		else if (connection && (value = value_of(line, "autoconnect")) && strcmp(value, "false") == 0)
			return 0;
	}
	return name ? intent_add(intent, name, path, 0) : 0;
}

bool intent_is_kernels(const char *word)
{
	const char *digits = strncmp(word, "thunderbolt", 11) == 0 ? word + 11 : "";

	return *digits && strspn(digits, "0123456789") == strlen(digits);
}

/* Each word outside of a comment that IS takes for a name. */
static int add_each(struct intent *intent, const char *path, char *text, bool (*is)(const char *word))
{
	unsigned number = 0;
	int r = 0;

	for (char *line = next_line(&text); line && r == 0; line = next_line(&text)) {
		char *save = NULL;

		number++;
		line[strcspn(line, "#")] = '\0';
		for (char *w = strtok_r(line, SEPARATORS, &save); w && r == 0; w = strtok_r(NULL, SEPARATORS, &save))
			if (is(w))
				r = intent_add(intent, w, path, number);
	}
	return r;
}

int intent_words(struct intent *intent, const char *path, char *text)
{
	return add_each(intent, path, text, intent_is_kernels);
}

/* YAML is not parsed here: any word that can be the name of an interface is taken for one. It counts only if it is the name of a
 * link of ours. */
int intent_netplan(struct intent *intent, const char *path, char *text)
{
	return add_each(intent, path, text, text_is_ifname);
}

int intent_frr(struct intent *intent, const char *path, char *text)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	int r = frr_config_parse(text, &config);

	for (size_t i = 0; i < config.n_interfaces && r == 0; i++)
		if (config.interfaces[i].runs)
			r = intent_add(intent, config.interfaces[i].name, path, config.interfaces[i].line);
	return r;
}

/* "openfabric_node: tb4_n1", then indented lines of it: "interfaces name=en05,ip=10.0.0.1/31" */
int intent_fabrics(struct intent *intent, const char *path, char *text)
{
	char host[256] = "";
	unsigned number = 0;
	bool here = false;
	int r = 0;

	if (gethostname(host, sizeof(host) - 1) < 0)
		return 0;
	host[strcspn(host, ".")] = '\0';
	while (text && *text && r == 0) {
		bool indented = *text == ' ' || *text == '\t';
		char *line = next_line(&text), *node;

		if (!line)
			break;
		number++;
		if (!indented) {
			char *kind = strstr(line, "_node:");

			node = kind ? strchr(kind + 6, '_') : NULL;
			here = node && strcmp(node + 1, host) == 0;
		} else if (here && strncmp(line, "interfaces name=", 16) == 0) {
			line += 16;
			line[strcspn(line, ", \t")] = '\0';
			r = intent_add(intent, line, path, number);
		}
	}
	return r;
}
