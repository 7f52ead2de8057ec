/* SPDX-License-Identifier: GPL-2.0-or-later */
/* casefile: what tbnet-status says on this machine, as the text of "case" and, for people, of "report". */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

#include "cleanup.h"
#include "parts.h"
#include "report.h"
#include "text.h"
#include "verdict.h"

/* Files that others than root may not read are not so in a copy. */
static void put_modes(FILE *f, const struct entries *e)
{
	for (size_t i = 0; i < e->n; i++)
		if (strncmp(e->v[i].path, "root/", 5) == 0 && S_ISREG(e->v[i].mode) && !(e->v[i].mode & 0004))
			fprintf(f, "mode    %04o %s\n", (unsigned)(e->v[i].mode & 0777), e->v[i].path + 4);
}

static int add_case(struct entries *e, const struct view *v)
{
	const struct findings *found = &v->findings;
	char *text = NULL, date[32] = "";
	size_t room;
	time_t now = time(NULL);
	struct tm tm;
	FILE *f = open_memstream(&text, &room);

	if (!f)
		return -ENOMEM;
	if (gmtime_r(&now, &tm))
		strftime(date, sizeof(date), "%F", &tm);
	fprintf(f, "about   a report of %s: ", date);
	verdict_sum(f, &v->host, found);
	fputc('\n', f);
	put_modes(f, e);
	fprintf(f, "\n# as tbnet %s said there; what is wrong with it comes instead\nrun     tbnet-status --json\n", TBNET_VERSION);
	fprintf(f, "exit    %d\n", findings_degraded(found) ? 3 : 0);
	for (size_t i = 0; i < found->n; i++)
		fprintf(f, "finds   %s %s%s%s\n", severity_name(found->v[i].check->severity), found->v[i].check->slug,
			*found->v[i].subject ? " " : "", found->v[i].subject);
	if (!found->n)
		fputs("finds-no *\n", f);
	return text_finish(f, &text) < 0 ? -ENOMEM : entries_add(e, "case", S_IFREG | 0644, text);
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

static int add_report(struct entries *e, const struct view *v, const char *figures)
{
	struct utsname u = { 0 };
	char *text = NULL;
	size_t room;
	FILE *f = open_memstream(&text, &room);
	int r;

	if (!f)
		return -ENOMEM;
	uname(&u);
	fprintf(f, "tbnet %s on Linux %s, %s\n\n", TBNET_VERSION, u.release, u.machine);
	r = report_print(f, &v->host, &v->findings, false);
	if (figures)
		fprintf(f, "\n## figures of --test\n%s", figures);
	if (r == 0)
		r = put_logs(f);
	if (text_finish(f, &text) < 0)
		return -ENOMEM;
	if (r < 0) {
		free(text);
		return r;
	}
	return entries_add(e, "report", S_IFREG | 0644, text);
}

int part_case(struct entries *e, const struct view *v, const char *figures)
{
	int r = add_case(e, v);

	return r < 0 ? r : add_report(e, v, figures);
}
