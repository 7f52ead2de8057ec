/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pages: what --explain prints of a situation, as data. */
#include "pages.h"

#include <stdio.h>
#include <strings.h>

#include "wrap.h"

static const struct page pages[] = {
	{ "F1", "After the reboot of one node the others have no link until a replug.",
	  "The interface is destroyed with the session and made anew: down, MTU 1500, no addresses. What ran once at boot does not run again.",
	  "Every new interface is handled anew: named, up at the MTU, watched until its peer has logged in, its addresses restored.",
	  "If one is down or missing even so: journalctl -b -u tbnet-link@en05, and tbnet-up --wait en05." },
	{ "F2", "The peer is on the bus, and there is no interface.",
	  "The peer's thunderbolt_net is not loaded, so that it offers no network; or a tunnel of an earlier session is stuck.",
	  "Loads the driver on every node, at boot and at install. A stuck tunnel is named; nothing is reset by itself.",
	  "On the peer: tbnet-modules. If it is loaded there, unplug the cable at both ends for ten seconds." },
	{ "F3", "The interface is up at both ends, and one has no carrier until it is set down and up.",
	  "Carrier comes with the driver's login. It gives up after 301 s, and stalls half open when one end missed the other's logout.",
	  "One down/up after TBNET_LOGIN_GRACE, no more than TBNET_BOUNCES, no sooner than TBNET_BOUNCE_INTERVAL after the last.",
	  "tbnet-up --wait en05 here; if that does not help, the same on the peer, which may have carrier and not know better." },
	{ "F4", "The links are gone for 15 to 25 minutes after a reload of the module thunderbolt.",
	  "The reload resets the controllers (host_reset), and peers find each other again only slowly.",
	  "Never reloads the core and never unbinds a controller.",
	  "Take the line that reloads it out of the script. If links are gone: wait, or boot both ends." },
	{ "F5", "All is green, and every packet of 227 to 230 bytes is lost, or all are.",
	  "End-to-end flow control (e2e) of thunderbolt_net fails with some controllers: AMD 1022:1668, some of Intel's. The frames fail their checksum.",
	  "Names it by the counter rx_crc_errors, the controller's PCI id, and tbnet-status --probe, which tries sizes one by one. It does not switch e2e off by itself.",
	  "On both nodes: echo 'options thunderbolt_net e2e=0' > /etc/modprobe.d/tbnet-e2e.conf, then boot them." },
	{ "F6", "After a power cut no node has an interface.",
	  "A peer offers its network only while its thunderbolt_net is loaded; where nobody loads it first, nobody begins.",
	  "Loads it at boot (/usr/lib/modules-load.d/tbnet.conf), looks whether that worked and says why not.",
	  "tbnet-modules gives the reason: deny-listed, no module for this kernel, locked down." },
	{ "F7", "No link has its name; the guide's PCI paths are of another machine.",
	  "Controllers are at 0d.2 and 0d.3 on some machines, at c6:00.5, ca:00.5 or c7:00.5 on AMD, elsewhere on others.",
	  "Finds the controllers and writes .link files for them.",
	  "tbnet-name --detect shows them. With none at all: look into the firmware's set-up." },
	{ "F8", "A .link file with Path=pci-0000:00:0d.2-* never matches.",
	  "The path (ID_PATH) is exactly pci-0000:00:0d.2, with nothing after it.",
	  "Writes exact paths, and names the file that cannot match.",
	  "Take the -* off, or remove the file and run tbnet-name --write." },
	{ "F9", "An interface is called nic0, or has stayed thunderbolt0.",
	  "The installer's 50-pmx-*.link won, an old copy is in the initramfs, or the name was taken when the interface came.",
	  "Its files sort first; a name that is not the intended one is explained and, where it is safe, set right.",
	  "tbnet-name thunderbolt0 gives the file that won and the command." },
	{ "F10", "The addresses are missing after a reboot or a replug.",
	  "ifupdown2 does nothing for an interface that comes later.",
	  "Runs ifup for that one interface once networking is up.",
	  "tbnet-ifup en05; its log says what ifup could not do." },
	{ "F11", "Two links come up together, and one fails: \"Another instance of this program is already running\".",
	  "ifupdown2 has one lock, and a second one ends with exit code 89.",
	  "Waits and tries again, up to TBNET_IFUP_WAIT.",
	  "If one process holds the lock for minutes: see what it waits for, and end it." },
	{ "F12", "The MTU is 1500 again after ifreload -a or an Apply of Proxmox VE's SDN.",
	  "A stanza without mtu resets it, unless a policy of ifupdown2 gives one. MTUs are not negotiated: large packets to that host are lost.",
	  "Has a policy file for en05 to en08, reads the MTU back after every ifup, and looks once a minute.",
	  "Add \"mtu 65520\" to the stanza; a file of yours in policy.d may replace the package's." },
	{ "F13", "The boot takes 30 to 120 s longer while a neighbour is off.",
	  "A unit of the boot waits for all links: the guide's. Or systemd-networkd, by a file for all of en*, takes them and waits.",
	  "Nothing of it on the boot path waits; who needs the mesh asks tbnet-online.service, with a bound. Tells networkd to leave the links alone (70-tbnet.network).",
	  "systemctl disable thunderbolt-interfaces.service. networkctl shows what networkd has taken." },
	{ "F14", "A script fails with \"bad interpreter\", or does everything twice.",
	  "Copied from a page: #\\! for #!, DOS line ends, a here-document in itself.",
	  "Needs no scripts, and finds those that are broken.",
	  "Remove it: the package does its work." },
	{ "F15", "The log says \"up successful\", and the link is dead.",
	  "Only the exit code of ip was looked at: that says sent, not done.",
	  "Says usable only of what it has read back: name, up, the exact MTU, and carrier.",
	  "Go by tbnet-status, not by that log." },
	{ "F16", "After the reboot nobody can tell what happened before it.",
	  "The log was in /tmp, or the journal is kept in memory only.",
	  "Logs to the journal, with fields.",
	  "mkdir /var/log/journal && journalctl --flush" },
	{ "F17", "Nodes of a ring cannot reach each other through a third; sysctls are lost.",
	  "Forwarding is off: Debian 13 no longer reads /etc/sysctl.conf at boot, and a setting of one interface goes with its netdev.",
	  "Sets net.ipv4.ip_forward for all, in /usr/lib/sysctl.d/00-tbnet.conf; any other file that names the key wins. tbnet-fabric sets it for its ports alone. For IPv6 it uses force_forwarding of Linux 6.17.",
	  "Find who says otherwise: grep -rs forward /etc/sysctl.d. Before Linux 6.17 IPv6 is forwarded only with net.ipv6.conf.all.forwarding=1; set accept_ra=2 where this host needs router advertisements." },
	{ "F18", "Routes are missing until FRR is restarted; then systemd refuses to start it once more.",
	  "The netdev was made anew under FRR. What it lacks is its address, and no restart brings that. FRR itself survives it.",
	  "Restores the addresses; the neighbour is back within a second. Never restarts FRR.",
	  "tbnet-ifup en05. lsp-gen-interval 1 in the router's block spares 30 s after every second change." },
	{ "F19", "Ceph starts before the mesh: \"Cannot assign requested address\".",
	  "Nothing orders its daemons after the links.",
	  "Has tbnet-online.service, which waits for the links with a bound; nothing pulls it in by itself.",
	  "systemctl edit ceph-mon@.service (and ceph-osd@, ceph-mgr@, ceph-mds@), with [Unit], Wants=tbnet-online.service, After=tbnet-online.service." },
	{ "F20", "The link has carrier, and nothing passes.",
	  "The controller is wedged, at this end or the other.",
	  "tbnet-status --probe asks the peer over this link by itself, not by the route, and by IPv6 needs no address for it.",
	  "Set it down and up on both ends; then replug; then power both machines off, for a moment without mains." },
	{ "F21", "Small pings pass, large writes hang.",
	  "The MTU differs at the two ends, and nobody negotiates it.",
	  "The same MTU on every node. tbnet-status --probe sends up to the largest packet that must pass, lets none be cut up, and says which size is the last that does.",
	  "tbnet-status on the peer shows its MTU; make them the same (TBNET_MTU)." },
	{ "F22", "17 to 20 Gb/s, with thousands of retransmits.",
	  "The controllers' interrupts are served by efficiency cores, or the IOMMU is flushed for every packet (strict mode).",
	  "Names both, and changes neither by itself. tbnet-irq moves the interrupts, once TBNET_IRQ=yes is in /etc/tbnet.conf, with every link that comes.",
	  "echo TBNET_IRQ=yes >> /etc/tbnet.conf && systemctl restart tbnet-irq (with no, the same gives them back); iommu.strict=0 on the kernel's command line." },
	{ "F23", "Two cables between the same two hosts, and one interface, or a wedged controller.",
	  "The driver makes one link of a pair of hosts and ports; a second one adds nothing.",
	  "Names the ports of the two.",
	  "Unplug one of them." },
	{ "F24", "10 Gb/s only.",
	  "One lane of the cable works, or the cable is one for 20 Gb/s.",
	  "Shows lanes and speed of every cable.",
	  "Replug, try another cable: marked 40 Gb/s, or Thunderbolt 4." },
	{ "F25", "Two ports of one controller both want to be en05.",
	  "Both have the same path, and a name can be given once.",
	  "Gives each port a .link file of its own; the first keeps the name that it has.",
	  "tbnet-name INTERFACE gives the command; an interface that is up is not renamed by itself." },
	{ "F26", "The GUI of Proxmox VE does not list the interface.",
	  "It reads /etc/network/interfaces alone, not what that file sources, and takes names like en05 for network cards.",
	  "Gives such names; tbnet-interfaces adds the stanzas, with preview, backup and undo. Nothing edits that file by itself.",
	  "tbnet-interfaces add; addresses may stay where they are." },
	{ "F27", "Left-overs of a guide fight with the package.",
	  "pve-en05.sh, 10-tb-en.rules, thunderbolt-interfaces.service: they wait in udev and in the boot, and set links up once more.",
	  "Works beside them, and finds them. tbnet-adopt takes them over, with preview, backup and undo.",
	  "tbnet-adopt shows them, tbnet-adopt --apply takes them over." },
	{ "F28", "A setting does nothing.",
	  "A line of /etc/tbnet.conf has a name that there is not, such as TBNET_MUT, or a value that does not fit.",
	  "Uses the default instead, so that no link stays down for it, and says so once in the journal.",
	  "Correct the line; man tbnet.conf has every setting with its range." },
};

const struct page *page_at(unsigned n)
{
	return n < sizeof(pages) / sizeof(*pages) ? &pages[n] : NULL;
}

const struct page *page_find(const char *id)
{
	for (unsigned i = 0; page_at(i); i++)
		if (strcasecmp(id, pages[i].id) == 0)
			return &pages[i];
	return NULL;
}

void page_print(const struct page *page)
{
	wrap_print(stdout, page->id, 6, page->see);
	wrap_print(stdout, "\nwhy", 6, page->cause);
	wrap_print(stdout, "tbnet", 6, page->does);
	wrap_print(stdout, "next", 6, page->next);
}
