/* SPDX-License-Identifier: GPL-2.0-or-later */
/* matched: which section makes an interface a port without naming it in a list that tbnet-ifup follows.
 *
 * ifupdown2 3.0.0 (modulebase.py, openvswitch_port.py), and Debian's bridge-utils 1.7 (bridge-utils.sh). */
#include "matched.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "lines.h"

#define WORD_MAX	128	/* nobody needs as much for a few names */
#define PLUS_MAX	8

/* For each of these regcomp() copies all that is before it. */
static bool is_costly(const char *word)
{
	unsigned n = 0;

	for (const char *p = strchr(word, '+'); p; p = strchr(p + 1, '+'))
		n++;
	return n > PLUS_MAX || strpbrk(word, "{}") || strlen(word) > WORD_MAX;
}

/* ifupdown2 looks for EXPR$, bridge-utils for ^EXPR$. No backslash comes here: lines_read(). */
static bool in_regex(const struct sections *all, const char *word, const char *ifname)
{
	char text[WORD_MAX + 3];
	regex_t re;
	bool found;

	if (is_costly(word))
		return false;
	snprintf(text, sizeof(text), "%s%s$", all->classic ? "^" : "", word);
	if (regcomp(&re, text, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	found = regexec(&re, ifname, 0, NULL, 0) == 0;
	regfree(&re);
	return found;
}

/* "tb[1-4]", and "tb1-4" where two signs come before the numbers, the second a letter. */
static bool in_glob(const char *word, const char *ifname)
{
	char range[WORD_MAX + 4];
	const char *hyphen = strrchr(word, '-'), *from = hyphen, *behind;

	while (from && from > word && isdigit((unsigned char)from[-1]))
		from--;
	if (from == hyphen || from < word + 2 || !isalpha((unsigned char)from[-1]))
		return lines_name_is(word, ifname);
	behind = from + strspn(from, "0123456789-");
	snprintf(range, sizeof(range), "%.*s[%.*s]%s", (int)(from - word), word, (int)(behind - from), from, behind);
	return lines_name_is(range, ifname);
}

static bool in_all(const struct sections *all, const char *ifname)
{
	static const char *const names[] = { "eth.*", "em.*", "en.*", "p[0-9].*" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (in_regex(all, names[i], ifname))
			return true;
	return false;
}

/* bridge-utils takes all words behind "regex" for expressions, ifupdown2 takes one. */
static bool by_expression(const struct sections *all, const char *value, const char *ifname)
{
	enum { NAME, REGEX, GLOB } mode = NAME;
	char word[WORD_MAX + 2];	/* a longer one stays too long */

	for (size_t n; *(value += strspn(value, " \t")); value += n) {
		n = strcspn(value, " \t");
		snprintf(word, sizeof(word), "%.*s", (int)n, value);
		if (all->classic && strcmp(word, "all") == 0 && in_all(all, ifname))
			return true;
		if (strcmp(word, "regex") == 0)
			mode = REGEX;
		else if (!all->classic && strcmp(word, "glob") == 0)
			mode = GLOB;
		else if ((mode == REGEX && in_regex(all, word, ifname)) || (mode == GLOB && in_glob(word, ifname)))
			return true;
		else if (!all->classic || strcmp(word, "noregex") == 0)
			mode = NAME;
	}
	return false;
}

bool matched_is_ovs(const struct sections *all, const struct section *s)
{
	return section_option(all, s, "ovs-bridge");
}

static bool is_ovs_port(const struct sections *all, const struct section *s, const char *ifname)
{
	return matched_is_ovs(all, s) && (section_has_word(section_option(all, s, "ovs-bonds"), ifname) ||
		(section_is_of(all, s, ifname) && section_has_word(section_option(all, s, "ovs-type"), "OVSPort")));
}

const struct section *matched_find(const struct sections *all, const char *ifname, const char **ret_upper)
{
	static const char *const lists[] = { "bridge-ports", "bond-slaves", "bond-ports" };

	for (size_t k = 0; k < all->n; k++) {
		const struct section *s = &all->v[k];

		if (is_ovs_port(all, s, ifname)) {
			*ret_upper = section_option(all, s, "ovs-bridge");
			return s;
		}
		for (size_t i = 0; i < (all->classic ? 1 : sizeof(lists) / sizeof(*lists)); i++) {
			const char *value = section_option(all, s, lists[i]);

			if (value && by_expression(all, value, ifname)) {
				*ret_upper = s->name;
				return s;
			}
		}
	}
	return NULL;
}
