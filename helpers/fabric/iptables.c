/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptables: read the filter table of iptables-legacy, which nf_tables does not show. pve-firewall.service makes it the iptables of
 * its machine, also for Docker and ufw. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "clock.h"
#include "firewall.h"
#include "process.h"
#include "text.h"

#define SIZE_MAX_TEXT	(16 * 1024 * 1024)	/* bytes; lists of fail2ban have thousands of rules */
#define SAVE_MS		5000

/* The next word; a comment in quotation marks is one. */
static bool next_word(const char **line, char *buf, size_t size)
{
	const char *start = *line + strspn(*line, " "), *end = start;

	if (*start == '"')
		for (end++; *end && *end != '"'; end++)
			end += *end == '\\' && end[1];
	end += strcspn(end, " ");
	*line = end;
	snprintf(buf, size, "%.*s", (int)(end - start), start);
	return end > start;
}

/* "INVALID,NEW" */
static unsigned parse_states(const char *list)
{
	static const struct {
		const char *name;
		unsigned state;
	} all[] = { { "INVALID", FIREWALL_INVALID }, { "NEW", FIREWALL_NEW }, { "ESTABLISHED", FIREWALL_ESTABLISHED }, { "RELATED", FIREWALL_RELATED } };
	unsigned states = 0;
	char word[32];

	while (text_word(&list, ",", word, sizeof(word)))
		for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
			if (strcmp(word, all[i].name) == 0)
				states |= all[i].state;
	return states;
}

/* -i en05, -o en+, -s 10.0.0.0/8 */
static bool names_mesh(const struct firewall *firewall, const char *option, const char *value)
{
	const struct fabric_node *here = firewall->fabric->here;
	size_t n = strlen(value);
	struct prefix p;

	if (strcmp(option, "-s") == 0 || strcmp(option, "-d") == 0)
		return prefix_parse(value, &p) < 0 || prefix_overlaps(&p, firewall->prefix);
	if (strcmp(option, "-i") != 0 && strcmp(option, "-o") != 0)
		return false;
	for (size_t i = 0; i < here->n_interfaces; i++)
		if (strcmp(value, here->interfaces[i]) == 0 || (n && value[n - 1] == '+' && strncmp(value, here->interfaces[i], n - 1) == 0))
			return true;
	return false;
}

static void read_target(const char *option, const char *target, struct firewall_rule *rule)
{
	if (strcmp(target, "ACCEPT") == 0 || strcmp(target, "NFQUEUE") == 0)
		rule->verdict = FIREWALL_ACCEPT;
	else if (strcmp(target, "DROP") == 0 || strcmp(target, "REJECT") == 0)
		rule->verdict = FIREWALL_DROP;
	else if (strcmp(target, "RETURN") == 0)
		rule->verdict = FIREWALL_RETURN;
	else	/* LOG and others are chains without rules */
		rule->verdict = strcmp(option, "-g") == 0 ? FIREWALL_GOTO : FIREWALL_JUMP;
	snprintf(rule->to, sizeof(rule->to), "%.63s", target);
}

/* One condition, or the target. What it does not know is a condition, as are the values of what it does not know. */
static void read_option(const struct firewall *firewall, const char *option, const char *value, bool inverted, struct firewall_rule *rule)
{
	if (strcmp(option, "-j") == 0 || strcmp(option, "-g") == 0)
		read_target(option, value, rule);
	else if (strcmp(option, "--ctstate") == 0 || strcmp(option, "--state") == 0)
		rule->states &= inverted ? ~parse_states(value) : parse_states(value);
	else if (strcmp(option, "-m") != 0 && strcmp(option, "--comment") != 0)
		rule->other = true;
	rule->mesh |= strcmp(option, "--match-set") == 0 || names_mesh(firewall, option, value);
}

/* What follows "-A CHAIN". */
static void read_rule(const struct firewall *firewall, const char *line, struct firewall_rule *rule)
{
	static const char *const valued[] = { "-j", "-g", "-m", "-s", "-d", "-i", "-o", "--ctstate", "--state", "--comment", "--match-set", NULL };
	char option[64], value[64];
	bool inverted = false;

	while (!*rule->to && next_word(&line, option, sizeof(option))) {
		*value = '\0';
		for (const char *const *v = valued; *v; v++)
			if (strcmp(option, *v) == 0)
				next_word(&line, value, sizeof(value));
		rule->bridged |= strcmp(option, "--physdev-is-bridged") == 0 && !inverted;
		if (strcmp(option, "!") != 0)
			read_option(firewall, option, value, inverted, rule);
		inverted = strcmp(option, "!") == 0;
	}
}

/* ":FORWARD DROP [0:0]", "-A FORWARD -j PVEFW-FORWARD" */
static int read_line(struct firewall *firewall, const char *family, const char *line)
{
	struct firewall_rule rule = { .states = FIREWALL_ANY, .chain.table = "filter" };
	char word[64];

	snprintf(rule.chain.family, sizeof(rule.chain.family), "%s", family);
	if (!next_word(&line, word, sizeof(word)) || !text_is_clean(word))
		return 0;
	if (strcmp(word, ":FORWARD") == 0) {
		snprintf(rule.chain.name, sizeof(rule.chain.name), "%s", word + 1);
		return firewall_add_base(firewall, &rule.chain, strncmp(line, " DROP", strlen(" DROP")) == 0);
	}
	if (strcmp(word, "-A") != 0 || !next_word(&line, rule.chain.name, sizeof(rule.chain.name)) || !text_is_clean(rule.chain.name))
		return 0;
	read_rule(firewall, line, &rule);
	return firewall_add_rule(firewall, &rule);
}

/* 1 if the table is there: iptables-legacy-save would make it. 0 or a negative errno. */
static int has_table(const char *path)
{
	char text[256] = "";
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return errno == ENOENT ? 0 : errno == EACCES ? -EPERM : -errno;
	n = read(fd, text, sizeof(text) - 1);
	return n < 0 ? -errno : strstr(text, "filter\n") == text || strstr(text, "\nfilter\n");
}

int firewall_read_iptables(struct firewall *firewall)
{
	bool ip6 = firewall->prefix->family == AF_INET6;
	const char *const argv[] = { ip6 ? "/usr/sbin/ip6tables-legacy-save" : "/usr/sbin/iptables-legacy-save", "-t", "filter", NULL };
	_cleanup_free_ char *text = NULL;
	int r = has_table(ip6 ? "/proc/net/ip6_tables_names" : "/proc/net/ip_tables_names");

	if (r <= 0)
		return r;
	r = process_capture(argv, SIZE_MAX_TEXT, -1, clock_now() + SAVE_MS, &text, NULL);
	if (r)
		return r < 0 ? r : -EPERM;	/* as without CAP_NET_RAW */
	for (char *line = text, *next; line && r >= 0; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		r = read_line(firewall, ip6 ? "ip6tables-legacy" : "iptables-legacy", line);
	}
	return r;
}
