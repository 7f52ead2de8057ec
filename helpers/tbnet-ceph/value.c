/* SPDX-License-Identifier: GPL-2.0-or-later */
/* value: look settings up in the table. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "table.h"

const char *verdict_text(enum verdict verdict)
{
	static const char *const texts[] = { "keep", "no effect", "other", "optional", "wrong", "DANGEROUS" };

	return texts[verdict];
}

const struct setting *setting_find(const char *section, const char *name, int release)
{
	const struct setting *found = NULL;

	if (release && (release < RELEASE_REEF || release > RELEASE_TENTACLE))
		return NULL;
	for (size_t i = 0; i < n_settings; i++) {
		if (strcmp(settings[i].name, name) != 0)
			continue;
		if (strcmp(settings[i].who, section) == 0)
			return &settings[i];
		if (!found)
			found = &settings[i];
	}
	return found;
}

const char *setting_usual(const struct setting *s, int release)
{
	return s->tentacle && (!release || release >= RELEASE_TENTACLE) ? s->tentacle : s->usual;
}

const char *release_name(int release)
{
	static const char *const names[] = { "Reef", "Squid", "Tentacle" };

	return release >= RELEASE_REEF && release <= RELEASE_TENTACLE ? names[release - RELEASE_REEF] : "of unknown version";
}

static int truth(const char *s)
{
	return strcasecmp(s, "true") == 0 || strcasecmp(s, "yes") == 0 ? 1 :
	       strcasecmp(s, "false") == 0 || strcasecmp(s, "no") == 0 ? 0 : -1;
}

static bool is_number(const char *s, double *ret)
{
	char *end;

	*ret = strtod(s, &end);
	return end != s && *end == '\0' && isfinite(*ret);
}

bool value_is_same(const char *a, const char *b)
{
	double x, y;

	if (is_number(a, &x) && is_number(b, &y))
		return fabs(x - y) <= 1e-6 * fabs(y);	/* Ceph writes 0.05 as 0.050000 */
	if (truth(a) >= 0)
		return truth(a) == truth(b);
	return strcmp(a, b) == 0;
}

bool meaning_is_of(const struct meaning *m, const char *name, const char *value)
{
	double x, y;

	if (strcmp(m->name, name) != 0)
		return false;
	if (m->compare == ANY)
		return true;
	if (m->compare == IS)
		return value_is_same(value, m->value);
	return is_number(value, &x) && is_number(m->value, &y) && (m->compare == LEAST ? x >= y : x <= y);
}
