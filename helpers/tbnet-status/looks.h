/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: the predicates of the table in checks.c; each notes every place where it holds. */
#ifndef TBNET_LOOKS_H
#define TBNET_LOOKS_H

#include "checks.h"

#define LOOK(name) void look_##name(const struct host *n, struct hits *hits)

/* of links and ports: looks-links.c */
LOOK(link_down);
LOOK(link_missing);
LOOK(peer_gone);
LOOK(peer_silent);
LOOK(peer_unbound);
LOOK(peer_stale);
LOOK(no_carrier);
LOOK(crc_errors);
LOOK(errors_grow);
LOOK(wrong_name);
LOOK(mtu);
LOOK(tso);
LOOK(second_cable_unused);
LOOK(one_cable_of_two);
LOOK(elsewhere);
LOOK(dock);
LOOK(slow);
LOOK(one_lane);
LOOK(slower);

/* of names, interfaces(5) and routes: looks-config.c */
LOOK(bad_file);
LOOK(no_file);
LOOK(pinned);
LOOK(shared_name);
LOOK(near_path);
LOOK(address_missing);
LOOK(ifup_stuck);
LOOK(mtu_next_ifreload);
LOOK(mtu_two_words);
LOOK(not_in_gui);
LOOK(frr_stopped);
LOOK(frr_silent);
LOOK(no_neighbor);
LOOK(no_routes);
LOOK(lsp_gen);
LOOK(ceph_order);
LOOK(ceph_no_address);
LOOK(ceph_no_link);

/* of bridges and bonds, of other tools, and of router ids: looks-uppers.c */
LOOK(not_member);
LOOK(two_uppers);
LOOK(ring_in_bridge);
LOOK(upper_mtu);
LOOK(two_tools);
LOOK(tool_failed);
LOOK(tool_silent);
LOOK(router_id);

/* of what is meant to be: looks-intent.c */
LOOK(no_such_link);
LOOK(same_subnet);
LOOK(not_applied);
LOOK(no_node_route);
LOOK(fabric_left);
LOOK(fabric_refused);
LOOK(unused);
LOOK(unconfigured);

/* of what --probe found: looks-probe.c */
LOOK(probe_silent);
LOOK(probe_mtu);
LOOK(probe_hole);
LOOK(probe_loss);
LOOK(retransmits);
LOOK(reordering);
LOOK(squeezed);
LOOK(too_large);
LOOK(rx_missed);
LOOK(sleeping);

/* of the kernel and of files: looks-node.c */
LOOK(no_controller);
LOOK(no_core);
LOOK(xdomain_off);
LOOK(given_away);
LOOK(no_driver);
LOOK(not_at_boot);
LOOK(e2e_chip);
LOOK(no_forwarding);
LOOK(link_no_forwarding);
LOOK(link_no_forwarding6);
LOOK(sysctl_conf);
LOOK(slow_cores);
LOOK(iommu_strict);
LOOK(core_reload);
LOOK(boot_wait);
LOOK(broken_script);
LOOK(log_lies);
LOOK(log_in_tmp);
LOOK(journal_lost);
LOOK(guide);
LOOK(setting);

#endif
