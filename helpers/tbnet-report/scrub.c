/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scrub: replace what identifies the machine's owner in a text. */
#include "scrub.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "text.h"

#define SECRETS_MAX	64	/* in a line; what comes behind them is one more */
#define USER_MAX	64
#define DIGITS_MAX	256	/* of an id; a longer number is none */
#define HEX	"0123456789abcdefABCDEF"
#define LETTERS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* As strspn(), but no further than MAX: a file of one long word must not be read anew at each of its letters. */
static size_t span(const char *at, const char *letters, size_t max)
{
	size_t n = 0;

	while (n < max && at[n] && strchr(letters, at[n]))
		n++;
	return n;
}

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* A name does not begin or end in the middle of a word. What systemd has escaped, "tb\x2dn2", is no part of one. */
static bool begins_word(const char *text, const char *at)
{
	if (at == text || !is_letter(at[-1]))
		return true;
	return at - text >= 4 && at[-4] == '\\' && at[-3] == 'x' && isxdigit((unsigned char)at[-2]) && isxdigit((unsigned char)at[-1]);
}

static size_t match_word(const char *text, const char *at, const char *word)
{
	size_t n = strlen(word);

	return strncasecmp(at, word, n) == 0 && !is_letter(at[n]) && begins_word(text, at) ? n : 0;
}

/* Prints what a known name at AT becomes; returns its length, 0: there is none. The longest counts: "n1" may be in "n1-b". */
static size_t put_name(const struct scrub *s, const char *text, const char *at, FILE *f)
{
	static const char *const new[] = { [SCRUB_HOST] = "n%zu", [SCRUB_DOMAIN] = "d%zu.example", [SCRUB_USER] = "user%zu" };
	size_t best = 0, number = 0, kind = 0;

	for (size_t k = 0; k < sizeof(new) / sizeof(*new); k++)
		for (size_t i = 0; i < s->was[k].n; i++) {
			size_t n = match_word(text, at, s->was[k].v[i]);

			if (n <= best)
				continue;
			best = n;
			number = i + 1;
			kind = k;
		}
	if (best)
		fprintf(f, new[kind], number);
	return best;
}

/* "02aa.0000.0005", as routers write a MAC address. */
static size_t put_dotted_mac(struct scrub *s, const char *digits, FILE *f)
{
	char mac[18], new[SCRUB_ADDRESS];

	snprintf(mac, sizeof(mac), "%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", digits, digits + 2, digits + 4, digits + 6, digits + 8, digits + 10);
	if (!scrub_address(s, mac, 17, new))
		return 0;
	fprintf(f, "%.2s%.2s.%.2s%.2s.%.2s%.2s", new, new + 3, new + 6, new + 9, new + 12, new + 15);
	return 14;
}

/* "49.0001.0101.0000.0011.00" has 10.100.0.11 in it (ISO 10589; what Proxmox VE and tbnet-fabric make of a router id). */
static size_t put_net(struct scrub *s, const char *at, FILE *f)
{
	char digits[13], address[SCRUB_ADDRESS], new[SCRUB_ADDRESS];
	unsigned a[4] = { 0 };
	size_t n = 0;

	for (size_t group = 0; group < 3; group++) {
		const char *from = at + 5 * group;

		if (strspn(from, HEX) != 4 || (group < 2 && from[4] != '.'))
			return 0;
		memcpy(digits + 4 * group, from, 4);
	}
	digits[12] = '\0';
	if (at[14] != '.' && at[14] != '-')
		return put_dotted_mac(s, digits, f);
	for (; n < 4; n++) {
		char octet[4] = { digits[3 * n], digits[3 * n + 1], digits[3 * n + 2] };

		if (text_to_uint(octet, 0, 255, &a[n]) < 0)
			break;
	}
	snprintf(address, sizeof(address), "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
	if (n == 4 && scrub_address(s, address, strlen(address), new)) {
		char *rest = new;

		for (n = 0; n < 4; n++, rest++)
			a[n] = (unsigned)strtoul(rest, &rest, 10);
		snprintf(digits, sizeof(digits), "%03u%03u%03u%03u", a[0] % 1000, a[1] % 1000, a[2] % 1000, a[3] % 1000);
	} else {
		snprintf(digits, sizeof(digits), "%012x", (unsigned)scrub_number(s, SCRUB_ID, digits) + 1);
	}
	fprintf(f, "%.4s.%.4s.%.4s", digits, digits + 4, digits + 8);
	return 14;
}

/* 8-4-4-4-12 hexadecimal digits. */
static bool is_uuid(const char *at)
{
	static const unsigned char groups[] = { 8, 4, 4, 4, 12 };

	for (size_t i = 0; i < sizeof(groups); i++) {
		if (strspn(at, HEX) != groups[i] || (i < 4 && at[groups[i]] != '-'))
			return false;
		at += groups[i] + 1;
	}
	return true;
}

/* A UUID that is known, by its first eight digits: as tbnet-status has the peers'. */
static int known_id(const struct scrub *s, const char *at)
{
	for (size_t i = 0; i < s->was[SCRUB_ID].n; i++)
		if (is_uuid(s->was[SCRUB_ID].v[i]) && strncasecmp(s->was[SCRUB_ID].v[i], at, 8) == 0)
			return (int)i;
	return -1;
}

/* A UUID, or a number of 32 digits or more: ids of machines and boots, digests. */
static size_t put_id(struct scrub *s, const char *at, FILE *f)
{
	size_t digits = span(at, HEX, DIGITS_MAX), n = is_uuid(at) ? 36 : digits >= 32 ? digits : 0;
	_cleanup_free_ char *id = n ? strndup(at, n) : NULL;
	int number = id ? scrub_number(s, SCRUB_ID, id) : digits == 8 ? known_id(s, at) : -1;

	if (number < 0)
		return 0;
	if (n == 0)
		fprintf(f, "%08x", (unsigned)number + 1);
	else if (digits == 8)
		fprintf(f, "%08x-0000-4000-8000-000000000000", (unsigned)number + 1);
	else
		fprintf(f, "%0*x", (int)n, (unsigned)number + 1);
	return n ? n : 8;
}

/* An address at AT: of all that can be part of one, or of less where something follows it, as a port or the end of a sentence. */
static size_t put_address(struct scrub *s, const char *at, FILE *f)
{
	size_t all = span(at, HEX ":.", SCRUB_ADDRESS), dashed = span(at, HEX "-", 18);
	char new[SCRUB_ADDRESS];

	if (dashed == 17 && scrub_address(s, at, dashed, new)) {
		fputs(new, f);
		return dashed;
	}
	for (size_t n = all; n >= 2; n--) {
		bool whole = n == all && !is_letter(at[n]);

		/* shorter ones end at a ":" or "." */
		if (!(whole || (at[n] && strchr(":.", at[n]))) || !scrub_address(s, at, n, new))
			continue;
		if (at[n] == '.' && isdigit((unsigned char)at[n + 1]))	/* five numbers are none */
			continue;
		fputs(new, f);
		return n;
	}
	return 0;
}

/* "enx02aa00000005": a name that systemd made of a MAC address. */
static size_t put_enx(struct scrub *s, const char *at, FILE *f)
{
	char mac[18], new[SCRUB_ADDRESS];

	if (strncmp(at, "enx", 3) != 0 || strspn(at + 3, HEX) != 12)
		return 0;
	at += 3;
	snprintf(mac, sizeof(mac), "%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", at, at + 2, at + 4, at + 6, at + 8, at + 10);
	if (!scrub_address(s, mac, 17, new))
		return 0;
	fputs("enx", f);
	for (const char *c = new; *c; c++)
		if (*c != ':')
			fputc(*c, f);
	return 15;
}

/* "alice@example.com", not a unit of systemd; and what is behind "/home/". Who is found is replaced from then on. */
static size_t put_user(struct scrub *s, const char *text, const char *at, FILE *f)
{
	static const char *const units[] = { "service", "timer", "socket", "target", "device", "path", "mount" };
	size_t n = span(at, LETTERS "._%+-", USER_MAX), domain, last;
	bool home = at - text >= 6 && strncmp(at - 6, "/home/", 6) == 0;
	_cleanup_free_ char *name = NULL;
	int user, place;

	if (!n || (!home && at[n] != '@'))
		return 0;
	domain = home ? 0 : span(at + n + 1, LETTERS ".-", DIGITS_MAX);
	while (domain && !is_letter(at[n + domain]))
		domain--;
	name = strndup(at, n);
	user = name ? scrub_number(s, SCRUB_USER, name) : -ENOMEM;
	free(TAKE(name));
	name = strndup(at + n + 1, domain);
	last = name && strrchr(name, '.') ? (size_t)(strrchr(name, '.') - name) + 1 : 0;
	for (size_t i = 0; last && i < sizeof(units) / sizeof(*units); i++)
		if (strcmp(name + last, units[i]) == 0)
			last = 0;
	if (user < 0 || !name || (!home && !last))
		return 0;
	place = home ? 0 : scrub_number(s, SCRUB_DOMAIN, name);
	fprintf(f, "user%d", user + 1);
	if (!home)
		fprintf(f, "@d%d.example", place + 1);
	return home ? n : n + 1 + domain;
}

/* Replaces what begins at AT. Returns its length, 0 if nothing there needs it. */
static size_t put_replaced(struct scrub *s, const char *text, const char *at, FILE *f)
{
	char before = at == text ? ' ' : at[-1];
	bool word = begins_word(text, at), digit = isdigit((unsigned char)*at);
	size_t n = put_name(s, text, at, f);

	if (!n && word)
		n = put_user(s, text, at, f);
	if (!n && word)
		n = put_enx(s, at, f);
	if (!n && !isxdigit((unsigned char)before))
		n = put_id(s, at, f);
	if (!n && word && (before != '.' || (at - text > 4 && strspn(at - 5, HEX) == 4)))
		n = put_net(s, at, f);
	if (!n && before != '.' && !isdigit((unsigned char)before) && (digit || !isxdigit((unsigned char)before)) &&
	    (isxdigit((unsigned char)*at) || *at == ':'))
		n = put_address(s, at, f);
	return n;
}

static void put_line(struct scrub *s, const char *line, FILE *f)
{
	for (const char *at = line; *at;) {
		size_t n = put_replaced(s, line, at, f);

		if (!n)
			fputc(*at, f);
		at += n ? n : 1;
	}
}

/* The line without its secrets, to be freed; NULL without memory. */
static char *without_secrets(struct scrub *s, const char *line, size_t size)
{
	_cleanup_free_ char *copy = strndup(line, size);
	char *text = NULL;
	const char *rest = copy, *at;
	size_t room, n, found = 0;
	FILE *f = copy ? open_memstream(&text, &room) : NULL;

	if (!f)
		return NULL;
	for (; (n = scrub_secret(rest, strlen(rest), &at)); rest = at + n) {
		fwrite(rest, 1, (size_t)(at - rest), f);
		fputs(SCRUB_SECRET, f);
		s->secrets++;
		if (++found == SECRETS_MAX)
			n = strlen(at);
	}
	fputs(rest, f);
	text_finish(f, &text);
	return text;
}

/* A key in PEM is several lines. */
static bool is_pem(const char *line, bool *in)
{
	bool was = *in;

	if (strstr(line, "-----BEGIN "))
		*in = true;
	if (strstr(line, "-----END "))
		*in = false;
	return was || *in;
}

char *scrub_text(struct scrub *s, const char *text)
{
	char *new = NULL;
	size_t room;
	bool pem = false;
	FILE *f = open_memstream(&new, &room);

	if (!f)
		return NULL;
	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n");
		_cleanup_free_ char *clean = without_secrets(s, line, n);

		if (!clean) {
			fclose(f);
			free(new);
			return NULL;
		}
		if (is_pem(clean, &pem))
			fputs(SCRUB_SECRET, f);
		else
			put_line(s, clean, f);
		line += n;
		if (*line) {
			fputc('\n', f);
			line++;
		}
	}
	text_finish(f, &new);
	return new;
}
