/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reason: find why a module is missing or not loaded, and the next step. */
#include "reason.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "cleanup.h"
#include "sysfs.h"

DEFINE_CLEANUP(struct kmod_config_iter *, cleanup_iter, kmod_config_iter_free_iter)

__attribute__((format(printf, 1, 2))) static char *text(const char *format, ...)
{
	va_list args;
	char *s;
	int r;

	va_start(args, format);
	r = vasprintf(&s, format, args);
	va_end(args);
	return r < 0 ? NULL : s;
}

static bool is_deny_listed(struct kmod_ctx *ctx, const char *module)
{
	_cleanup_(cleanup_iter) struct kmod_config_iter *denied = kmod_config_get_blacklists(ctx);

	while (denied && kmod_config_iter_next(denied))
		if (strcmp(kmod_config_iter_get_key(denied), module) == 0)
			return true;
	return false;
}

char *reason_denied(struct kmod_ctx *ctx, struct kmod_module *module)
{
	const char *what = is_deny_listed(ctx, kmod_module_get_name(module)) ? "deny-listed" :
			   kmod_module_get_install_commands(module) ? "has an install command, which tbnet does not run" : NULL;

	return what ? text("%s; where: grep -rs thunder /etc/modprobe.d /run/modprobe.d /usr/lib/modprobe.d /proc/cmdline; "
			   "to load it, remove that and run: tbnet-modules", what) : NULL;
}

/* The package that has the modules of this kernel, without its release. Newer kernels of Debian (7.3) have one of their own for them,
 * and each package has its folder of documentation. */
static const char *package_of(const char *release)
{
	_cleanup_free_ char *doc = text("/usr/share/doc/linux-modules-%s", release);

	return strstr(release, "-pve") ? "proxmox-kernel" : doc && access(doc, F_OK) == 0 ? "linux-modules" : "linux-image";
}

char *reason_missing(const char *dir, const char *release)
{
	_cleanup_free_ char *index = text("%s/modules.dep.bin", dir);
	const char *package = package_of(release);

	if (access(dir, F_OK) < 0)
		return text("kernel %s has no modules in %s: its package was removed or replaced; reboot into the installed kernel, or: apt install --reinstall %s-%s",
			    release, dir, package, release);
	if (index && access(index, R_OK) < 0)
		return text("%s is missing; run: depmod %s", index, release);
	return text("kernel %s (package %s-%s) has no such module%s; to get a kernel that has it: apt install %s, then reboot into it", release, package,
		    release, strstr(release, "-cloud-") ? " (cloud kernels are built without Thunderbolt)" : "",
		    strstr(release, "-pve") ? "proxmox-default-kernel" : "linux-image-$(dpkg --print-architecture)");
}

static char *not_permitted(void)
{
	char state[64];
	const char *chosen = NULL;

	if (sysfs_read("/sys/kernel/security", "lockdown", state, sizeof(state)) == 0)
		chosen = strchr(state, '[');
	if (chosen && strncmp(chosen, "[none]", 6) != 0)
		return text("the kernel is locked down (%.*s) and takes only modules signed for it; install the distribution's own kernel, or sign the module (mokutil)",
			    (int)strcspn(chosen + 1, "]"), chosen + 1);
	return strdup("not permitted: run tbnet-modules as root; if you did, the kernel or a security module forbids it (kernel.modules_disabled, module_blacklist=), see: journalctl -k");
}

char *reason_refused(int error)
{
	switch (-error) {
	case EPERM:
	case EACCES:
		return not_permitted();
	case EKEYREJECTED:
	case ENOKEY:
	case EBADMSG:
		return strdup("not signed with a key that the kernel trusts (Secure Boot); sign it (mokutil), or install the distribution's own kernel");
	}
	return text("cannot be loaded: %s; see: journalctl -k", strerror(-error));
}
