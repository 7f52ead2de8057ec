/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scrubsecret: find a secret in a line, and rather replace too much than too little. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "scrub.h"

/* In front of a secret: options of interfaces(5), wpa_supplicant, NetworkManager, netplan, FRR and Ceph, and what scripts have. */
static const char *const keys[] = {
	"password", "passwd", "passphrase", "secret", "psk", "wep-key", "wireless-key", "private-key", "privatekey", "private_key", "preshared-key",
	"presharedkey", "authentication-key", "message-digest-key", "auth-key", "authkey", "api-key", "apikey", "api_key", "token", "credential",
	"key-string", "area-password", "domain-password", "community", "authorization:", "ssl/key", "ssl_key",
};

/* Behind the word that the key is part of, and what separates them: what is in quotes, or the rest of the line. */
static size_t behind_key(const char *line, size_t size, const char *key, const char **ret)
{
	size_t n = strlen(key);

	for (size_t i = 0; i + n < size; i++) {
		size_t at = i + n;

		if (strncasecmp(line + i, key, n) != 0)
			continue;
		at += strspn(line + at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
		at += strspn(line + at, " \t=:\"'");
		if (at >= size)
			continue;
		*ret = line + at;
		if (strchr("\"'", line[at - 1]))
			for (size_t end = size; end > at; end--)
				if (line[end - 1] == line[at - 1])
					return end - 1 - at;
		return size - at;
	}
	return 0;
}

/* "https://user:secret@host/": from behind the slashes to the @. */
static size_t in_address(const char *line, size_t size, const char **ret)
{
	const char *end = line + size;

	for (const char *s = line; s + 3 < end; s++) {
		const char *stop;

		if (strncmp(s, "://", 3) != 0)
			continue;
		for (stop = s + 3; stop < end && !strchr("@/ \t\"'", *stop); stop++)
			;
		if (stop == end || *stop != '@' || stop == s + 3)
			continue;
		*ret = s + 3;
		return (size_t)(stop - s - 3);
	}
	return 0;
}

static bool is_base64(char c)
{
	return isalnum((unsigned char)c) || c == '+' || c == '/';
}

/* A long word that nobody would make up: at least two each of capitals, small letters and digits. Paths begin with a slash. */
static size_t like_key(const char *line, size_t size, const char **ret)
{
	for (size_t i = 0; i < size;) {
		size_t n = 0, upper = 0, lower = 0, digits = 0;

		for (; i + n < size && is_base64(line[i + n]); n++) {
			upper += isupper((unsigned char)line[i + n]) != 0;
			lower += islower((unsigned char)line[i + n]) != 0;
			digits += isdigit((unsigned char)line[i + n]) != 0;
		}
		if (n >= 20 && upper > 1 && lower > 1 && digits > 1 && line[i] != '/') {
			*ret = line + i;
			return n;
		}
		i += n + 1;
	}
	return 0;
}

size_t scrub_secret(const char *line, size_t size, const char **ret)
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys) && !n; i++)
		n = behind_key(line, size, keys[i], ret);
	if (!n)
		n = in_address(line, size, ret);
	return n ? n : like_key(line, size, ret);
}
