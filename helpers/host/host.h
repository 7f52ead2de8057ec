/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host: all that tbnet-status knows of this machine, from one look at it. */
#ifndef TBNET_HOST_H
#define TBNET_HOST_H

#include <limits.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "cephnet.h"
#include "doctor.h"
#include "fabriclook.h"
#include "intent.h"
#include "interfaces.h"
#include "left.h"
#include "leftovers.h"
#include "link.h"
#include "manager.h"
#include "peers.h"
#include "picture.h"
#include "probe.h"
#include "subject.h"
#include "words.h"

struct nl_sock;

/* "Could not read it" is not the same as "no". */
enum seen { UNSEEN, NO, YES };

/* The service "network" of the host at the other end. */
enum service {
	SERVICE_UNKNOWN,	/* no Thunderbolt bus tells: a netdev that a rule has marked */
	SERVICE_NONE,		/* the peer does not announce it */
	SERVICE_UNBOUND,	/* our driver has not taken it */
	SERVICE_BOUND,
	SERVICE_ELSEWHERE,	/* it has a netdev, which this network namespace does not see */
};

/* /sys/class/net/IF/statistics, in this order (see links.c). */
enum counter {
	RX_BYTES, TX_BYTES, RX_PACKETS, TX_PACKETS, RX_ERRORS, TX_ERRORS, RX_CRC_ERRORS,
	RX_DROPPED, TX_DROPPED, N_COUNTERS
};
extern const char *const counter_names[N_COUNTERS];

struct growth {		/* of the errors, since a reading that root took */
	bool known;
	uint64_t errors;
	int64_t seconds;
};

struct host_port {
	const struct machine_controller *controller;
	const struct machine_port *port;	/* cabled? peer? */
	const struct machine_netdev *netdev;	/* NULL: none; then nothing of it below is known */
	int64_t since;				/* s of the wall clock, 0: not known */
	const struct plan_entry *entry;		/* NULL: no plan for it */
	const char *address_missing;		/* of the stanza */
	char duplicate[INET6_ADDRSTRLEN];	/* an address that another host has, too, so the kernel does not use it; "": none */
	struct words addresses;			/* "10.0.0.1/30" */
	bool routed4;				/* some IPv4 route goes through it */
	char detour[IFNAMSIZ];			/* the interface by which the kernel sends to a network of this link; "": by the link */
	const char *detoured;			/* the address with that network */
	struct words services;			/* that the peer announces beside the network: "stream" (Linux 7.3) */
	char name[IFNAMSIZ];			/* that its netdev should have */
	const struct peer *gone;		/* who was here before, and is nowhere now; NULL: nobody */
	const struct peer *before;		/* the same peer, as it was before; NULL: not known */
	struct explanation why;			/* no right_name: why, and what next */
	struct growth growth;
	uint64_t missed, damaged;		/* packets, while it was probed: no room in the ring; with errors */
	uint64_t counters[N_COUNTERS];
	struct stanza stanza;
	char *unread;				/* FILE:LINE of a stanza that neither ifupdown2 nor ifupdown reads; NULL: none */
	struct uppers uppers;			/* sections that name it as a port, a slave or a VLAN's lower */
	struct link upper;			/* the bridge, bond or VRF that it is in; ifindex 0: none */
	bool carries;				/* that, a VLAN, a macvlan or a VXLAN stands on it */
	struct manager manager;			/* networkd or NetworkManager, where that configures it */
	unsigned number;
	unsigned lanes;				/* of the direction that is slower; 0: not known */
	enum service service;
	unsigned setting_mtu;			/* TBNET_LINK_MTU or TBNET_MTU, bytes */
	unsigned carrier_changes;
	enum seen forwards, forwards6;		/* IPv4, IPv6; UNSEEN where that is not used */
	unsigned policy_mtu;			/* that ifupdown2's policy gives, 0: none */
	enum seen tso;				/* UNSEEN also where the driver is not thunderbolt_net */
	enum seen fabric;			/* FRR is to have a neighbor on it */
	struct link link;
	bool there;				/* rtnetlink has it, too */
	bool counted;
	bool right_name;
	bool unlisted;				/* its peer is not in TBNET_PEERS */
	bool unfound;				/* a host or a device is at its cable, and the kernel has not found out which */
	bool adjacent;				/* FRR's neighbor is up */
	enum frr_protocol protocol;		/* of that neighbor, or that is to have one */
	struct probe probe;
	char device[80];			/* a dock or another device that is no host, "" none */
	char vendor[64];			/* of the host at the other end, "" not known or Linux */
	char speed[8];				/* Gb/s per lane of it, or "" */
	char neighbor[80];			/* FRR's, "" none */
};

struct host_controller {	/* beside machine_controller, in the same order */
	unsigned vendor, device;		/* PCI ids, 0: not known */
	const char *power;			/* how it may sleep, in words; NULL: not known */
	char iommu[16];				/* DMA (strict), DMA-FQ, identity, or "" */
	struct words irqs;			/* "140:16-19": number and CPUs */
	bool slow_cores;			/* one of them goes to an efficiency core */
};

struct host_ceph {		/* Ceph's public or cluster network, "10.100.0.0/24" */
	enum ceph_place place;	/* CEPH_UNKNOWN: none is set, or no daemon of Ceph is here */
	char network[64];
};

struct gap {		/* an address that a stanza gives to a dummy or to lo, and that is missing */
	char *ifname, *address;
	char *place;	/* FILE:LINE */
};

#define RTPROT_OPENFABRIC 197	/* FRR's zebra/rt_netlink.h */

struct route {
	char to[INET6_ADDRSTRLEN + 4], via[INET6_ADDRSTRLEN];
	const struct host_port *port;
	unsigned protocol;
};

enum frr_state { FRR_ABSENT, FRR_OFF, FRR_STOPPED, FRR_RUNNING };

struct frr {
	enum frr_state state;		/* the most of all daemons: not there; not wanted; wanted and not running; running */
	bool runs[FRR_PROTOCOLS];
	const char *stopped;		/* a daemon that is wanted and does not run, or NULL */
	enum seen asked;		/* vtysh answered for all that run: UNSEEN not permitted, NO failed */
	const char *failure;		/* for NO: why */
	unsigned lsp_gen;		/* s, of the router that our links are in, of several the longest; 0: not known */
	char router[64];		/* that one's name */
	struct fabric_frr openfabric;
};

/* A difference between the fabric and its settings, as in tbnet-fabric check. */
struct fact {
	enum fabric_part part;
	char *subject, *what, *next;
};
void fact_free(struct fact *fact);

struct host {
	char host[HOST_NAME_MAX + 1];
	unsigned mtu;			/* TBNET_MTU */
	unsigned ifup_wait;		/* TBNET_IFUP_WAIT */
	bool pins;			/* TBNET_IRQ */
	unsigned wanted;		/* links of TBNET_ONLINE: a number, or how many names */
	struct words expected;		/* its names */
	struct picture picture;
	struct host_controller *controllers;
	struct host_port *ports;
	size_t n_ports;
	struct words foreign;		/* controllers that are no PCI devices: their names in sysfs */
	bool core, driver;		/* thunderbolt, thunderbolt_net: loaded */
	bool xdomain_off;		/* thunderbolt.xdomain=0: other hosts are not looked for */
	enum seen e2e;
	char fast_cpus[128];		/* /sys/devices/cpu_core/cpus, "" on a CPU of one kind */
	enum seen ip_forward;
	enum seen spreads, spreads6;	/* fib_multipath_hash_policy is not 0: IPv4, IPv6 */
	enum seen at_boot;		/* modules-load.d has the driver */
	bool sysctl_conf_read;		/* /etc/sysctl.conf counts at boot */
	bool ifupdown2;
	enum ifupdown tool;
	struct sections sections;	/* all that interfaces(5) says */
	struct gap *gaps;
	size_t n_gaps;
	unsigned ifup_pid, ifup_age;	/* who holds its lock, and the age of that process, s */
	struct intent intent;		/* all that names an interface */
	struct words stanzas;		/* names for links of this machine that have no netdev, and are configured */
	struct peers *peers;		/* who was here before */
	struct fabric *fabric;		/* as /etc/tbnet.conf describes it */
	bool described;			/* there is one, and this host is in it */
	char *fabric_refused;		/* what is wrong with the description, or NULL */
	struct fabric_left fabric_left;	/* of one that was deleted; name "": nothing */
	struct fact *facts;
	size_t n_facts;			/* what is wrong with it as it runs */
	bool facts_lost;
	struct frr frr;
	struct route *routes;
	size_t n_routes, more_routes;
	struct leftovers left;		/* what guides leave behind, and what else gets in the way */
	bool pve;
	bool journal_kept;
	struct {			/* what this user may not see, and checks must not rest on */
		bool settings, names, stanzas, policies;
	} closed;
	struct host_ceph ceph[CEPHNETS];
	enum seen ceph_waits;		/* NO: on the mesh, and does not wait for it */
	bool examined;			/* it was probed, and so these are known: */
	uint64_t grown[DOCTOR_COUNTS];
	struct words unseen;		/* sentences */
};

/* Looks at everything but the probe. Returns 0, or a negative errno: nothing can be told. */
int host_read(struct host *ret);
void host_free(struct host *n);

/* The parts of it; each fills what its name says. 0 or a negative errno. */
int ports_read(struct host *n);
int links_read(struct host *n);
int routes_read(struct host *n);
int kernel_read(struct host *n);
int irqs_read(struct host *n);
int stanzas_read(struct host *n);
int intents_read(struct host *n);
int neighbors_read(struct host *n);
int fabric_facts_read(struct host *n);
int uppers_read(struct host *n);
int policy_read(struct host *n);
int frr_read(struct host *n);
int ceph_read(struct host *n);
void growth_read(struct host_port *p);

/* Notes in n->unseen: "WHAT: WHY". Returns 0 or -ENOMEM. */
int host_unseen(struct host *n, const char *what, const char *why);

/* The same: "WHAT: not permitted for this user". */
int host_not_permitted(struct host *n, const char *what);

/* The same of what cannot be read for another reason, a negative errno. */
int host_not_read(struct host *n, const char *what, int error);

/* Since when the host that was there is not, for people: "14:02" of today, else with the date. */
#define HOST_SEEN_SIZE	32
const char *host_seen(const struct host_port *p, char buf[HOST_SEEN_SIZE]);

/* True if the other end is to be drawn: a host is there, or was. */
bool host_is_drawn(const struct host_port *p);

/* True if the link has an address that is not link-local (fe80:), which the kernel gives every interface. */
bool host_has_global(const struct host_port *p);

/* True if something gives the link an address, puts it into something, or names it. */
bool host_is_used(const struct host *n, const struct host_port *p);

/* True for a name that a link of this machine has, had or is to have. */
bool host_is_ours(const struct host *n, const char *name);

/* True if a .link file of the administrator's gives a port this name, and one of the package's comes first. */
bool host_is_outranked(const struct host *n, const char *name);

/* True if the node should have any link at all. */
bool host_has_intent(const struct host *n);

/* True if this user may not read that file, or list that folder. */
bool host_is_closed(const char *path);

/* The MTU that it should have; what it has where the settings cannot be seen. */
unsigned host_mtu(const struct host *n, const struct host_port *p);

/* Adds the addresses of a netdev, "10.0.0.1/30". */
int host_addresses(struct nl_sock *sock, int ifindex, struct words *ret);

/* True if ADDRESS, which has no prefix length, is one of them. */
bool host_has_address(const struct words *addresses, const char *address);

#define EACH_PORT(p) for (const struct host_port *p = n->ports; p < n->ports + n->n_ports; p++)

/* The port whose netdev has that name; NULL: none. */
struct host_port *host_port_named(const struct host *n, const char *ifname);

/* True if the port has a netdev that is up at the MTU with carrier. */
bool host_usable(const struct host *n, const struct host_port *p);

/* The peer's name as people call it; "the peer" where it has none. */
const char *host_peer(const struct host_port *p);

#endif
