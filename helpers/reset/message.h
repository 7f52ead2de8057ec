/* SPDX-License-Identifier: GPL-2.0-or-later */
/* message: one of the kernel's messages about an address, a neighbor or a route. */
#ifndef TBNET_MESSAGE_H
#define TBNET_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

struct nl_msg;
struct nlmsghdr;

/* The request to make the object again; NULL without memory. */
struct nl_msg *message_again(const struct nlmsghdr *kept);

/* True if both describe one object, whatever is left of its life. */
bool message_same(const struct nlmsghdr *a, const struct nlmsghdr *b);

/* For people: "address 10.0.0.1/30". */
void message_describe(const struct nlmsghdr *h, char *buf, size_t size);

#endif
