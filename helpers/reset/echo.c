/* SPDX-License-Identifier: GPL-2.0-or-later */
/* echo: send ICMP echoes over one interface, regardless of routes. */
#include "echo.h"

#include <errno.h>
#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define IP_RECVFRAGSIZE_	25	/* linux/in.h, which does not go with netinet/in.h */
#define IPV6_RECVFRAGSIZE_	77	/* linux/in6.h */

/* Room for a round of the largest packets: what our own socket drops was not lost. */
#define BUFFER	(8 << 20)

/* of both families alike: struct icmphdr and struct icmp6_hdr differ in names alone */
struct echo_packet {
	uint8_t type, code;
	uint16_t checksum, id, seq;
	uint64_t cookie;
} __attribute__((packed));

static unsigned header_size(int family)
{
	return family == AF_INET ? sizeof(struct iphdr) : 40;
}

static void set(int fd, int level, int option, int value)
{
	/* what an old kernel or a user without rights cannot have costs accuracy alone */
	setsockopt(fd, level, option, &value, sizeof(value));
}

static void set_options(const struct echo *e)
{
	set(e->fd, SOL_SOCKET, SO_RCVBUF, BUFFER);
	set(e->fd, SOL_SOCKET, SO_RCVBUFFORCE, BUFFER);
	if (e->family == AF_INET) {
		/* PROBE: do not fragment, and do not believe an old path MTU */
		set(e->fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
		set(e->fd, IPPROTO_IP, IP_TTL, 1);
		set(e->fd, IPPROTO_IP, IP_RECVFRAGSIZE_, 1);
		set(e->fd, SOL_SOCKET, SO_DONTROUTE, 1);
		return;
	}
	set(e->fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE);
	set(e->fd, IPPROTO_IPV6, IPV6_DONTFRAG, 1);
	set(e->fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 1);
	set(e->fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 1);
	set(e->fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0);
	set(e->fd, IPPROTO_IPV6, IPV6_RECVFRAGSIZE_, 1);
}

/* A raw socket hears all ICMP of the interface. */
static void set_filter(const struct echo *e)
{
	struct icmp6_filter only6;
	struct icmp_filter only4 = { .data = ~(1U << ICMP_ECHOREPLY) };

	ICMP6_FILTER_SETBLOCKALL(&only6);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &only6);
	if (e->family == AF_INET)
		setsockopt(e->fd, SOL_RAW, ICMP_FILTER, &only4, sizeof(only4));
	else
		setsockopt(e->fd, IPPROTO_ICMPV6, ICMP6_FILTER, &only6, sizeof(only6));
}

int echo_open(int family, const char *ifname, int ifindex, struct echo *ret)
{
	struct echo e = { .family = family, .ifindex = ifindex };
	int protocol = family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6, r;

	e.fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	if (e.fd < 0 && (errno == EACCES || errno == EPERM)) {
		e.raw = true;
		e.fd = socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	}
	if (e.fd < 0)
		return -errno;
	if (setsockopt(e.fd, SOL_SOCKET, SO_BINDTODEVICE, ifname, (socklen_t)strlen(ifname)) < 0 ||
	    getrandom(&e.cookie, sizeof(e.cookie), 0) != sizeof(e.cookie) ||
	    getrandom(&e.id, sizeof(e.id), 0) != sizeof(e.id)) {
		r = -errno;
		close(e.fd);
		return r;
	}
	set_options(&e);
	if (e.raw)
		set_filter(&e);
	*ret = e;
	return 0;
}

void echo_close(struct echo *e)
{
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
}

/* Of the packet's beginning: the rest are zeros, and change nothing. The kernel does
 * it for everybody but raw IPv4. */
static uint16_t checksum(const struct echo_packet *p)
{
	uint16_t words[sizeof(*p) / 2];
	uint32_t sum = 0;

	memcpy(words, p, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~(sum + (sum >> 16));
}

static socklen_t fill_address(const struct echo *e, const struct echo_address *to, struct sockaddr_storage *ret)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_addr = to->a, .sin6_scope_id = (uint32_t)e->ifindex };

	if (e->family == AF_INET6) {
		memcpy(ret, &in6, sizeof(in6));
		return sizeof(in6);
	}
	memcpy(&in.sin_addr, &to->a, sizeof(in.sin_addr));
	memcpy(ret, &in, sizeof(in));
	return sizeof(in);
}

int echo_send(const struct echo *e, const struct echo_address *to, unsigned seq, unsigned size)
{
	static const unsigned char zeros[65536];
	struct echo_packet packet = {
		.type = e->family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST,
		.id = e->id, .seq = htons((uint16_t)seq), .cookie = e->cookie,
	};
	size_t rest = size - header_size(e->family) - sizeof(packet);
	struct iovec parts[] = { { &packet, sizeof(packet) }, { (void *)zeros, rest } };
	struct sockaddr_storage address;
	struct msghdr m = { .msg_name = &address, .msg_iov = parts, .msg_iovlen = 2 };

	m.msg_namelen = fill_address(e, to, &address);
	packet.checksum = checksum(&packet);
	return sendmsg(e->fd, &m, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* The kernel tells the size of the largest fragment of what came in fragments. */
static bool is_whole(struct msghdr *m)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
		if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVFRAGSIZE_) ||
		    (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVFRAGSIZE_))
			return false;
	return true;
}

static bool take_address(const struct echo *e, const struct sockaddr_storage *from, struct echo_address *ret)
{
	const struct sockaddr_in6 *in6 = (const void *)from;
	const struct sockaddr_in *in = (const void *)from;

	ret->family = from->ss_family;
	if (ret->family == AF_INET)
		memcpy(&ret->a, &in->sin_addr, sizeof(in->sin_addr));
	else if (ret->family == AF_INET6)
		ret->a = in6->sin6_addr;
	return ret->family == e->family;
}

/* True if N bytes of an answer are ours, by id and cookie. */
static bool take_packet(const struct echo *e, const unsigned char *data, size_t n, struct echo_answer *ret)
{
	struct echo_packet packet;
	size_t skip = e->raw && e->family == AF_INET && n > 0 ? (data[0] & 15U) * 4U : 0;

	if (n < skip + sizeof(packet))
		return false;
	memcpy(&packet, data + skip, sizeof(packet));
	ret->seq = ntohs(packet.seq);
	ret->size = (unsigned)(n - skip) + header_size(e->family);
	return packet.type == (e->family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) && packet.code == 0 &&
	       (!e->raw || packet.id == e->id) && packet.cookie == e->cookie;
}

int echo_receive(const struct echo *e, struct echo_answer *ret)
{
	static unsigned char data[65536 + 60];
	struct iovec part = { data, sizeof(data) };
	_Alignas(struct cmsghdr) char control[256];
	struct sockaddr_storage from = { 0 };
	struct msghdr m = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &part, .msg_iovlen = 1,
			    .msg_control = control, .msg_controllen = sizeof(control) };
	struct echo_answer a = { 0 };
	ssize_t n = recvmsg(e->fd, &m, 0);

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	a.whole = is_whole(&m);
	if (!take_address(e, &from, &a.from) || !take_packet(e, data, (size_t)n, &a))
		return 0;
	*ret = a;
	return 1;
}
