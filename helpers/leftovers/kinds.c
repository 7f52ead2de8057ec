/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kinds: all known leftovers, in one table (see leftovers.h).
 *
 * In the order of removal: a caller comes before the file that it calls. Not here,
 * since they do no harm and may be wanted: ip_forward, IPv6 forwarding and swappiness in
 * sysctl files, the stanzas in interfaces(5). */
#include "leftovers.h"

/* The guides' scripts: pve-en05.sh and its like, and the one that waits for both ports. */
#define SCRIPT	"/(pve-[a-z0-9_]+|thunderbolt-startup)\\.sh"
#define UP	"(^|[^a-z])(ip( -[a-z0-9]+)* link set .*(up|mtu)|ifup )"
#define LINK	"([Tt]hunderbolt|(^|[^a-z0-9])en0[5-9]([^0-9]|$))"
#define DEVICE	"sys-subsystem-net-devices-"
#define WANTS	"^[ \t]*(Wants|Requires|Requisite|BindsTo)[ \t]*=.*"
/* modprobe takes the core with the driver, once nothing else uses it */
#define RELOAD	"(rmmod thunderbolt([^-_]|$)|modprobe (-r|--remove) thunderbolt)"
#define FRR	"(systemctl|service|frr-reload|frrinit).*(frr.*)?(re)?(start|load)"

const struct leftover_kind leftover_kinds[] = {
	{
		.id = "enabled-unit", .how = HOW_ENABLED,
		.paths = { "/etc/systemd/system/*.wants/*.service", "/etc/systemd/system/*.requires/*.service",
			   "/etc/systemd/system/*.wants/*.timer" }, .unit = true,
		.what = "enables a unit of the guide", .instead = "tbnet.service",
	}, {
		.id = "networkd", .how = HOW_NETWORKD,
		.paths = { "/etc/systemd/system/*.wants/systemd-network*",
			   "/etc/systemd/system/dbus-org.freedesktop.network1.service" }, .unit = true,
		.what = "enables systemd-networkd, which has nothing to manage here and makes the boot wait",
		.instead = "udev, which reads .link files by itself",
	}, {
		.id = "timer", .how = HOW_TIMER, .unit = true,
		.paths = { "/etc/systemd/system/*.timer" },
		.what = "a timer that brings links up again and again", .instead = "tbnet-check.timer",
	}, {
		.id = "unit", .how = HOW_WHOLE, .unit = true,
		.paths = { "/etc/systemd/system/*.service" },
		.has = { "^ExecStart=.*" SCRIPT },
		.what = "a unit that runs the guide's scripts once at boot", .instead = "tbnet-link@.service",
	}, {
		.id = "link-unit", .how = HOW_UNIT, .unit = true,
		.paths = { "/etc/systemd/system/*.service" },
		.has = { LINK },
		.what = "a unit that only brings links up, or puts them into a bridge that has them anyway",
		.instead = "tbnet-link@.service",
	}, {
		.id = "wait-unit", .how = HOW_UNIT, .unit = true,
		.paths = { "/etc/systemd/system/*.service" },
		.has = { LINK, "^Before=" },
		.what = "a unit that only makes others wait until links are up",
		.instead = "tbnet-online.service, which waits for a limited time and only for links that had a peer",
	}, {
		.id = "wait", .how = HOW_WAIT, .unit = true,
		.paths = { "/etc/systemd/system/networking.service.d/*.conf", "/etc/systemd/system/frr.service.d/*.conf",
			   "/etc/systemd/system/ceph*.d/*.conf", "/etc/systemd/system/pve*.d/*.conf",
			   "/etc/systemd/system/corosync.service.d/*.conf", "/etc/systemd/system/network-online.target.d/*.conf" },
		.has = { WANTS },
		.line = "^[ \t]*(Wants|Requires|Requisite|BindsTo|After)[ \t]*=",
		.what = "makes a unit wait for a link at boot, for 90 s if its peer is off",
		.instead = "tbnet-link@.service; tbnet-online.service waits for a limited time",
	}, {
		.id = "rule", .how = HOW_RULE,
		.paths = { "/etc/udev/rules.d/*.rules" },
		.has = { "RUN.*" SCRIPT },
		.line = "^[^#]*((KERNELS?|NAME|DRIVERS?|INTERFACE|ENV\\{[A-Z_]+\\})[ \t]*==[ \t]*\"(thunderbolt|en0[5-9])|RUN.*" SCRIPT ")",
		.what = "a udev rule that only brings links up", .instead = "90-tbnet-link.rules",
	}, {
		.id = "frr-hook", .how = HOW_WHOLE,
		.paths = { "/etc/network/if-up.d/*", "/etc/network/if-post-up.d/*" },
		.has = { "(en0[5-9]|thunderbolt|=[ \t]*[\"']?lo([\"' \t;]|$)|^[ \t]*lo[ \t]*\\))", FRR, "frr" },
		.what = "a hook that restarts FRR whenever a link or lo comes up", .instead = "tbnet-ifup",
	}, {
		.id = "cron", .how = HOW_LINES,
		.paths = { "/etc/crontab", "/etc/cron.d/*", "/var/spool/cron/crontabs/*" },
		.line = "^[ \t]*@reboot[ \t].*" SCRIPT, .keeps_file = true,
		.what = "a cron job that runs the guide's scripts at boot", .instead = "tbnet-link@.service",
	}, {
		.id = "modules", .how = HOW_LINES,
		.paths = { "/etc/modules" },
		.line = "^[ \t]*thunderbolt([-_]net)?[ \t\r]*$", .keeps_file = true,
		.what = "loads the driver at boot", .instead = "tbnet.service, modules-load.d/tbnet.conf",
	}, {
		.id = "modules-load", .how = HOW_LINES,
		.paths = { "/etc/modules-load.d/*.conf" },
		.line = "^[ \t]*thunderbolt([-_]net)?[ \t\r]*$",
		.what = "loads the driver at boot", .instead = "tbnet.service, modules-load.d/tbnet.conf",
	}, {
		.id = "sysctl", .how = HOW_LINES,
		.paths = { "/etc/sysctl.conf", "/etc/sysctl.d/*.conf" },
		.line = "^[ \t]*-?(net[./]core[./][rw]mem_max[ \t]*=[ \t]*134217728|"
			"vm[./]min_free_kbytes[ \t]*=[ \t]*4194304)[ \t\r]*$",
		.what = "128 MiB for a socket, 4 GiB kept free: too much for most hosts",
		.instead = "sysctl.d/00-tbnet.conf; examples/sysctl-host.conf has sizes for a host",
	}, {
		.id = "host-reset", .how = HOW_LINES, .in_initramfs = true,
		.paths = { "/etc/modprobe.d/*.conf" },
		.line = "^[ \t]*options[ \t]+thunderbolt[ \t]+host_reset=(0|[nN]|off)[ \t\r]*$",
		.what = "makes the driver keep the state that the firmware left in the controllers",
		.instead = "the kernel's default, a reset; tbnet brings up each new link",
	}, {
		.id = "link-file", .how = HOW_LINK_FILE, .in_initramfs = true,
		.paths = { "/etc/systemd/network/*.link" },
		.what = "gives the link the same name as the package's file of this name",
		.instead = "the package's file, which also sets the MTU",
	}, {
		.id = "script", .how = HOW_WHOLE,
		.paths = { "/usr/local/bin/pve-*.sh", "/usr/local/sbin/pve-*.sh" },
		.has = { UP },
		.what = "a script that brings a link up inside udev's event, and sleeps meanwhile", .instead = "tbnet-up",
	}, {
		.id = "called-script", .how = HOW_SCRIPT,
		.paths = { "/usr/local/bin/*", "/usr/local/sbin/*" },
		.what = "a script that only brings links up, called by a file above", .instead = "tbnet-up",
	}, {
		.id = "startup-script", .how = HOW_WHOLE,
		.paths = { "/usr/local/bin/thunderbolt-startup.sh", "/usr/local/sbin/thunderbolt-startup.sh" },
		.has = { "pve-[$a-z0-9_{}\"]+\\.sh|" UP },
		.what = "a script that makes the boot wait for both ports", .instead = "tbnet-link@.service",
	}, {
		.id = "interfaces-hook", .how = HOW_LINES, .stays = true, .keeps_file = true,
		.paths = { "/etc/network/interfaces", "/etc/network/interfaces.d/*" },
		.line = "^[ \t]*(pre-up|up|post-up)[ \t].*(" SCRIPT "|frr)",
		.what = "runs a script or restarts FRR whenever an interface comes up",
		.instead = "whether it is still needed: tbnet-ifup(8) runs for every new link",
	}, {
		/* a fabric of tbnet, or of Proxmox VE, has a name of 2 letters or more */
		.id = "openfabric", .how = HOW_LINES, .stays = true, .keeps_file = true,
		.paths = { "/etc/frr/frr.conf", "/etc/frr/frr.conf.local" },
		.line = "^[ \t]*router openfabric [0-9][ \t\r]*$",
		.what = "a guide's own mesh, in FRR",
		.instead = "tbnet-fabric init NET/N, which keeps the router ids; then tbnet-fabric plan, which shows what goes",
	}, {
		.id = "cron-unknown", .how = HOW_LINES, .stays = true, .keeps_file = true,
		.paths = { "/etc/crontab", "/etc/cron.d/*", "/var/spool/cron/crontabs/*" },
		.line = "^[^#]*(thunderbolt|[^a-z0-9]en0[5-9]([^0-9]|$)|[ /]frr)",
		.what = "a cron job that mentions links or FRR; tbnet does not recognize it",
		.instead = "whether it is still needed",
	}, {
		.id = "rc-local", .how = HOW_LINES, .stays = true, .keeps_file = true,
		.paths = { "/etc/rc.local" },
		.line = "^[^#]*(thunderbolt|[^a-z0-9]en0[5-9]([^0-9]|$)|[ /]frr)",
		.what = "runs at boot, and mentions links or FRR; tbnet does not recognize it",
		.instead = "whether it is still needed: tbnet brings up every link by itself",
	}, {
		.id = "unknown", .how = HOW_WHOLE, .stays = true,
		.paths = { "/etc/udev/rules.d/*.rules", "/etc/systemd/system/*.service", "/etc/systemd/system/*.d/*.conf",
			   "/etc/network/if-*.d/*", "/usr/local/bin/*.sh", "/usr/local/sbin/*.sh", "/etc/NetworkManager/dispatcher.d/*", "/etc/networkd-dispatcher/*/*" },
		.has = { "thunderbolt[-_]net|thunderbolt[0-9*]|thunderbolt-startup|pve-en0[0-9]|"
			 "(^|[^a-z0-9])en0[5-9]([^0-9]|$)" },
		.what = "mentions Thunderbolt links; tbnet does not recognize it", .instead = "whether it is still needed",
	}, {
		.id = "boot-wait", .how = HOW_NAME, .warns = true,
		.paths = { "/etc/systemd/system/*.wants/*thunderbolt-interfaces.service" },
	}, {
		.id = "device-wait", .how = HOW_WHOLE, .warns = true,
		.paths = { "/etc/systemd/system/*.d/*.conf" },
		.has = { WANTS DEVICE, "^[ \t]*After[ \t]*=.*" DEVICE },
	}, {
		.id = "device-wait", .how = HOW_WHOLE, .warns = true,
		.paths = { "/etc/systemd/system/*.service" },
		.has = { WANTS DEVICE, "^[ \t]*After[ \t]*=.*" DEVICE, "^[ \t]*Before[ \t]*=" },
	}, {
		.id = "start-wait", .how = HOW_WHOLE, .warns = true,
		.paths = { "/etc/systemd/system/*.d/*.conf" },
		.has = { "^[ \t]*Exec(Condition|StartPre|Start)[ \t]*=.*sleep.*", LINK },
	}, {
		.id = "broken-script", .how = HOW_BROKEN, .warns = true,
		.paths = { "/usr/local/bin/pve-en0[0-9].sh", "/usr/local/bin/thunderbolt-startup.sh" },
	}, {
		.id = "core-reload", .how = HOW_WHOLE, .warns = true,
		.paths = { "/usr/local/*bin/*", "/etc/systemd/system/*.service", "/etc/udev/rules.d/*.rules", "/etc/network/if-*.d/*", "/etc/cron.d/*" },
		/* the first is quickly found not to be there */
		.has = { RELOAD, "^[ \t]*([^# \t].*)?" RELOAD },
	}, {
		.id = "sysctl-conf", .how = HOW_LINES, .warns = true,
		.paths = { "/etc/sysctl.conf" },
		.line = "^[ \t]*(net\\.ipv4\\.ip_forward|net\\.core\\.|net\\.ipv6\\.conf\\.all\\.forwarding|vm\\.min_free)",
	}, {
		.id = "denied", .how = HOW_LINES, .warns = true,
		.paths = { "/etc/modprobe.d/*.conf", "/run/modprobe.d/*.conf", "/usr/local/lib/modprobe.d/*.conf" },
		.line = "^[ \t]*(blacklist[ \t]+thunderbolt[-_]net|install[ \t]+thunderbolt([-_]net)?[ \t]+(/usr)?/bin/(true|false))[ \t\r]*$",
	}, {
		.id = "log", .how = HOW_WHOLE, .warns = true,
		.paths = { "/tmp/udev-debug.log", "/var/log/thunderbolt-startup.log" },
	},
};

const size_t leftover_n_kinds = sizeof(leftover_kinds) / sizeof(*leftover_kinds);
