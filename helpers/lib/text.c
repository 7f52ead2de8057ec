/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text: checks of strings that come from devices, peers, files and people. */
#include "text.h"

#include <errno.h>
#include <net/if.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS	"0123456789"

/* Marks that turn the direction of what follows them (UAX #9), or end a line: with them a
 * name shows as another, and takes what stands around it along. */
static bool turns(uint32_t c)
{
	return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Length in bytes (1 to 4) of the harmless character at s, 0 if there is none:
 * broken, overlong or surrogate UTF-8 (RFC 3629), a control character, or such a mark. */
static size_t clean_char(const unsigned char *s)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 : s[0] >> 3 == 30 ? 4 : 0;
	uint32_t c;

	if (n <= 1)
		return n && s[0] >= 0x20 && s[0] != 0x7f;
	c = s[0] & (0xffU >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)	/* also stops at the NUL */
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < smallest[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) || c < 0xa0 || turns(c))
		return 0;
	return n;
}

bool text_is_clean(const char *s)
{
	size_t n;

	if (!*s)
		return false;
	for (; *s; s += n) {
		n = clean_char((const unsigned char *)s);
		if (!n)
			return false;
	}
	return true;
}

bool text_is_ifname(const char *s)
{
	return text_is_clean(s) && strlen(s) < IFNAMSIZ && !s[strcspn(s, "/: ")] &&
	       strcmp(s, ".") != 0 && strcmp(s, "..") != 0;
}

static int in_range(uint64_t value, unsigned min, unsigned max, unsigned *ret)
{
	if (value < min || value > max)
		return -ERANGE;
	*ret = (unsigned)value;
	return 0;
}

/* The number at *s, which is skipped; what is too large stays so. strtoull() would cost udev 2,500 instructions. */
static uint64_t number(const char **s)
{
	uint64_t value = 0;

	for (; **s >= '0' && **s <= '9'; ++*s)
		if (value < UINT64_MAX / 20)
			value = value * 10 + (uint64_t)(**s - '0');
	return value;
}

int text_to_uint(const char *s, unsigned min, unsigned max, unsigned *ret)
{
	if (!*s || s[strspn(s, DIGITS)])
		return -EINVAL;
	return in_range(number(&s), min, max, ret);
}

/* Milliseconds in the unit at *s, which is skipped; 0 if it is none. */
static uint64_t unit_ms(const char **s)
{
	static const struct {
		const char *names;
		uint64_t ms;
	} units[] = {
		{ " ms msec ", 1 }, { " s sec second seconds ", 1000 }, { " m min minute minutes ", 60000 },
		{ " h hr hour hours ", 3600000 }, { " d day days ", 86400000 },
	};
	size_t n = strspn(*s, "abcdefghijklmnopqrstuvwxyz");
	char word[12];

	if (!n)
		return 1000;
	if (n > sizeof(word) - 3)
		return 0;
	snprintf(word, sizeof(word), " %.*s ", (int)n, *s);
	*s += n;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strstr(units[i].names, word))
			return units[i].ms;
	return 0;
}

int text_to_seconds(const char *s, unsigned min, unsigned max, unsigned *ret)
{
	const uint64_t most = (UINT32_MAX + UINT64_C(1)) * 1000;	/* stays too large */
	uint64_t total = 0;

	s += strspn(s, " ");
	do {
		uint64_t value, ms;

		if (!strspn(s, DIGITS))
			return -EINVAL;
		value = number(&s);
		s += strspn(s, " ");
		ms = unit_ms(&s);
		if (!ms)
			return -EINVAL;
		total = value > (most - total) / ms ? most : total + value * ms;
		s += strspn(s, " ");
	} while (*s);
	if (total % 1000)
		return -EINVAL;
	return in_range(total / 1000, min, max, ret);
}

bool text_word(const char **list, const char *blanks, char *buf, size_t size)
{
	const char *word = *list + strspn(*list, blanks);
	size_t n = strcspn(word, blanks);

	*list = word + n;
	snprintf(buf, size, "%.*s", (int)n, word);
	return n > 0;
}

void text_defuse(char *s)
{
	while (*s) {
		size_t n = clean_char((const unsigned char *)s);

		if (!n)
			*s = '?';
		s += n ? n : 1;
	}
}

/* glibc's fclose() returns 0 where there was no memory for the text, or for its end. */
int text_finish(FILE *f, char **text)
{
	bool whole = !ferror(f);

	if (fclose(f) == 0 && whole && *text)
		return 0;
	free(*text);
	*text = NULL;
	return -ENOMEM;
}
