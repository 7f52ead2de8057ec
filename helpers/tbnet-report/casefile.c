/* SPDX-License-Identifier: GPL-2.0-or-later */
/* casefile: write the output of tbnet-status as the text of "case" and, for people, of "report". */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

#include "cleanup.h"
#include "parts.h"
#include "report.h"
#include "verdict.h"

/* Files that others than root may not read are not so in a copy. */
static void put_modes(FILE *f, const struct entries *e)
{
	for (size_t i = 0; i < e->n; i++)
		if (strncmp(e->v[i].path, "root/", 5) == 0 && S_ISREG(e->v[i].mode) && !(e->v[i].mode & 0004))
			fprintf(f, "mode    %04o %s\n", (unsigned)(e->v[i].mode & 0777), e->v[i].path + 4);
}

static int put_case(FILE *f, const struct entries *e, const struct view *v)
{
	const struct findings *found = &v->findings;
	char date[32] = "";
	time_t now = time(NULL);
	struct tm tm;

	if (gmtime_r(&now, &tm))
		strftime(date, sizeof(date), "%F", &tm);
	fprintf(f, "about   a report of %s: ", date);
	verdict_sum(f, &v->host, found);
	fputc('\n', f);
	put_modes(f, e);
	fprintf(f, "\n# what tbnet %s found there; where it was wrong, write what is right\nrun     tbnet-status --json\n", TBNET_VERSION);
	fprintf(f, "exit    %d\n", findings_degraded(found) ? 3 : 0);
	for (size_t i = 0; i < found->n; i++)
		fprintf(f, "finds   %s %s%s%s\n", severity_name(found->v[i].check->severity), found->v[i].check->slug,
			*found->v[i].subject ? " " : "", found->v[i].subject);
	if (!found->n)
		fputs("finds-no *\n", f);
	return 0;
}

static int put_run(FILE *f, const char *title, const char *const argv[])
{
	_cleanup_free_ char *text = part_run(argv, NULL);

	if (!text)
		return -ENOMEM;
	fprintf(f, "\n## %s\n%s", title, *text ? text : "(nothing)\n");
	return 0;
}

#define JOURNAL	"/usr/bin/journalctl", "-b", "--no-hostname", "--no-pager", "-q", "-o", "short-monotonic", "-n", "300"

/* The journal of this boot, as far as it is of links and what uses them: the last lines of each. */
static int put_logs(FILE *f)
{
	static const struct {
		const char *title, *argv[32];
	} logs[] = {
		{ "versions", { "/usr/bin/dpkg-query", "-W", "tbnet", "systemd", "udev", "ifupdown", "ifupdown2", "iproute2", "frr", "pve-manager", "libpve-network-perl",
				"proxmox-ve", "ceph-common", "network-manager", "netplan.io", "linux-image-*", "proxmox-kernel-*-pve*" } },
		{ "journal of tbnet", { JOURNAL, "-t", "tbnet-up", "-t", "tbnet-check", "-t", "tbnet-ifup", "-t", "tbnet-modules", "-t", "tbnet-name", "-t", "tbnet-online",
					"-t", "tbnet-fabric", "-t", "tbnet-irq", "-t", "tbnet-port" } },
		{ "journal of the kernel", { JOURNAL, "-k", "-g", "thunderbolt|usb4|iommu|DMAR" } },
		{ "journal of FRR", { JOURNAL, "-u", "frr" } },
		{ "journal of Ceph, warnings", { JOURNAL, "-p", "warning", "-u", "ceph-*" } },
	};
	int r = 0;

	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs) && r == 0; i++)
		r = put_run(f, logs[i].title, logs[i].argv);
	return r;
}

static int put_report(FILE *f, const struct entries *e, const struct view *v)
{
	struct utsname u = { 0 };
	int r;

	(void)e;
	uname(&u);
	fprintf(f, "tbnet %s on Linux %s, %s\n\n", TBNET_VERSION, u.release, u.machine);
	r = report_print(f, &v->host, &v->findings, false);
	return r < 0 ? r : put_logs(f);
}

int part_case(struct entries *e, const struct view *v)
{
	int r = part_put(e, "case", put_case, v);

	return r < 0 ? r : part_put(e, "report", put_report, v);
}
