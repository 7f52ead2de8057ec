/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands: recognize what the commands of a script, a unit or a udev rule do.
 *
 * It is no shell. A command that it does not recognize is unknown, and then the file stays. */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "node.h"
#include "text.h"

#define DEPTH_MAX	3	/* scripts that call scripts */
#define FRAMES_MAX	8	/* $( in $( */
#define WORD_SIZE	256

/* The kind of the next word of a command. */
enum state { START, ANY, TALK, IP, IP_OTHER, IP_LINK, IP_SET, IP_MTU, IP_MASTER, SYSTEMCTL, FRR, UNKNOWN };

struct frame {
	enum state state;
	bool dev;	/* of "ip link set": the interface was there */
	char quote;	/* that is open in what is only said; or '\0' */
};

struct parser {
	struct commands *c;
	struct frame frames[FRAMES_MAX];
	size_t n;
	unsigned depth;
	int error;
	const char *at;
};

static int read_at(const char *text, unsigned depth, struct commands *c);

static bool is_in(const char *word, const char *const list[])
{
	while (*list && strcmp(*list, word) != 0)
		list++;
	return *list;
}

/* "LOG=/tmp/x" */
static bool is_assignment(const char *word)
{
	size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return n && word[n] == '=';
}

static enum state call_script(struct parser *p, const char *path)
{
	_cleanup_(node_free) struct node node = { 0 };
	int r;

	if (p->depth >= DEPTH_MAX || node_look(path, &node) < 0 || node.type != NODE_FILE || strlen(node.text) != node.size)
		return UNKNOWN;
	r = read_at(node.text, p->depth + 1, p->c);
	if (r < 0)
		p->error = r;
	return r > 0 ? ANY : UNKNOWN;
}

static enum state begin(struct parser *p, const char *word)
{
	static const char *const again[] = { "if", "elif", "while", "until", "then", "else", "do", "!", "time", "exec", "sh", "bash", "dash", NULL };
	static const char *const talk[] = { "echo", "logger", "printf", "date", "[", "[[", "test", "grep", NULL };
	static const char *const any[] = { "sleep", "exit", "return", "true", "false", ":", "set", "local", "break", "continue",
					   "cat", "seq", "for", "fi", "done", NULL };
	const char *base = strrchr(word, '/') ? strrchr(word, '/') + 1 : word;

	if (strncmp(word, "/usr/local/", 11) == 0)
		return call_script(p, word);
	if (is_in(base, again) || is_assignment(word) || *word == '-')
		return START;
	p->c->up |= strcmp(base, "ifup") == 0;
	return is_in(base, talk) ? TALK : is_in(base, any) || strcmp(base, "ifup") == 0 ? ANY :
	       strcmp(base, "ip") == 0 ? IP : strcmp(base, "systemctl") == 0 ? SYSTEMCTL : UNKNOWN;
}

/* "ip link set [dev] IF up mtu 65520 master vmbr1" */
static enum state ip_set(struct parser *p, struct frame *f, const char *word)
{
	static const char *const keys[] = { "up", "down", "dev", NULL };

	p->c->up |= strcmp(word, "up") == 0;
	if (is_in(word, keys))
		return IP_SET;
	if (strcmp(word, "mtu") == 0)
		return IP_MTU;
	if (strcmp(word, "master") == 0)
		return IP_MASTER;
	if (f->dev)
		return UNKNOWN;
	f->dev = true;
	return IP_SET;
}

static enum state set_master(struct commands *c, const char *word)
{
	if (!text_is_ifname(word) || (*c->master && strcmp(c->master, word) != 0))
		return UNKNOWN;
	memcpy(c->master, word, strlen(word) + 1);
	return IP_SET;
}

static enum state next_state(struct parser *p, struct frame *f, const char *word)
{
	static const char *const looks[] = { "show", "list", "ls", "s", NULL };
	static const char *const restarts[] = { "restart", "reload", "try-restart", "reload-or-restart", NULL };
	bool link = strcmp(word, "link") == 0 || strcmp(word, "l") == 0, frr = strcmp(word, "frr") == 0 || strcmp(word, "frr.service") == 0;

	switch (f->state) {
	case START:
		return begin(p, word);
	case IP:
		return *word == '-' ? IP : link ? IP_LINK : IP_OTHER;
	case IP_LINK:
		return strcmp(word, "set") == 0 ? IP_SET : is_in(word, looks) ? ANY : UNKNOWN;
	case IP_OTHER:
		return is_in(word, looks) ? ANY : UNKNOWN;
	case IP_SET:
		return ip_set(p, f, word);
	case IP_MTU:
		return IP_SET;
	case IP_MASTER:
		return set_master(p->c, word);
	case SYSTEMCTL:
		return *word == '-' ? SYSTEMCTL : is_in(word, restarts) ? FRR : UNKNOWN;
	case FRR:
		p->c->up |= frr;
		return frr ? FRR : UNKNOWN;
	default:
		return f->state;
	}
}

/* Where a script may write what it says. */
static bool is_log(const char *word)
{
	static const char *const logs[] = { "/dev/null", "/dev/std", "/dev/kmsg", "/tmp/", "/var/log/", "$LOG", "${LOG", "1", "2" };

	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs) && !strstr(word, ".."); i++)
		if (strncmp(word, logs[i], strlen(logs[i])) == 0)
			return true;
	return false;
}

/* A word up to white space or what ends a command; quotes are no part of it. Cut where it is too long: such are not known. */
static void take_word(struct parser *p, char word[WORD_SIZE])
{
	size_t n = 0;

	while (*p->at && !strchr(" \t\r\n;|&()<>`", *p->at) && !(p->at[0] == '$' && p->at[1] == '(')) {
		if (p->at[0] == '\\' && p->at[1])
			p->at++;
		else if (strchr("\"'", *p->at)) {
			p->at++;
			continue;
		}
		if (n + 1 < WORD_SIZE)
			word[n++] = *p->at;
		p->at++;
	}
	word[n] = '\0';
}

static void redirect(struct parser *p, struct frame *f)
{
	char word[WORD_SIZE];
	bool in = *p->at == '<', here = in && p->at[1] == '<';

	p->at += strspn(p->at, in ? "<" : ">&");
	p->at += strspn(p->at, " \t\"'");
	take_word(p, word);
	if (in ? here : !is_log(word))
		f->state = UNKNOWN;
}

/* A command within another begins, or ends. */
static void nest(struct parser *p, bool begins)
{
	struct frame *f = &p->frames[p->n];

	if (begins ? p->n + 1 == FRAMES_MAX : p->n == 0) {
		f->state = UNKNOWN;
	} else if (begins) {
		p->frames[++p->n] = (struct frame){ .state = START };
	} else if (f->state == UNKNOWN) {
		p->frames[--p->n].state = UNKNOWN;
	} else {
		p->n--;
	}
}

/* True if a mark was taken: of a quote, of a command within another, of an end, of a redirection, of a comment. */
static bool take_mark(struct parser *p)
{
	struct frame *f = &p->frames[p->n];
	char c = *p->at;
	bool inner = c == '$' && p->at[1] == '(';

	if (f->state == TALK && (f->quote ? c == f->quote : c == '"' || c == '\'')) {
		f->quote = f->quote ? '\0' : c;
		p->at++;
	} else if (f->quote != '\'' && (inner || (!f->quote && (c == '(' || c == ')')))) {
		p->at += inner ? 2 : 1;
		nest(p, c != ')');
	} else if (c == '`') {
		f->state = UNKNOWN;
		p->at++;
	} else if (f->quote || strchr(" \t\r\"'", c)) {
		p->at++;
	} else if (c == '<' || c == '>' || (c == '&' && p->at[1] == '>')) {
		redirect(p, f);
	} else if (strchr("\n;|&", c)) {
		f->state = START;
		f->dev = false;
		p->at++;
	} else if (c == '\\' && p->at[1] == '\n') {
		p->at += 2;
	} else if (c == '#') {
		p->at += strcspn(p->at, "\n");
	} else {
		return false;
	}
	return true;
}

static int read_at(const char *text, unsigned depth, struct commands *c)
{
	struct parser p = { .c = c, .depth = depth, .at = text };
	char word[WORD_SIZE];

	while (*p.at && p.error == 0) {
		struct frame *f = &p.frames[p.n];

		if (f->state == UNKNOWN)
			return 0;
		if (take_mark(&p))
			continue;
		take_word(&p, word);
		/* the number of a descriptor */
		if (*p.at != '>' || !*word || word[1] || !strchr("012", *word))
			f->state = next_state(&p, f, word);
	}
	return p.error < 0 ? p.error : p.n == 0 && p.frames[0].state != UNKNOWN && !p.frames[0].quote;
}

int commands_read(const char *text, struct commands *ret)
{
	struct commands c = { 0 };
	int r = read_at(text, 0, &c);

	if (r > 0)
		*ret = c;
	return r;
}
