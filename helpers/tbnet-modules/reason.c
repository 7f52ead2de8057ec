/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reason: why a module is not there or not loaded, and the next step. */
#include "reason.h"

#include <errno.h>
#include <fnmatch.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#include "cleanup.h"
#include "sysfs.h"
#include "where.h"

#define BLANK	" \t\n"

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

static bool configured(struct kmod_config_iter *iter, const char *module, bool pattern)
{
	while (iter && kmod_config_iter_next(iter)) {
		const char *key = kmod_config_iter_get_key(iter);

		if (key && (pattern ? fnmatch(key, module, 0) : strcmp(key, module)) == 0)
			return true;
	}
	return false;
}

char *reason_denied(struct kmod_ctx *ctx, char *const dirs[], const char *module)
{
	_cleanup_(cleanup_iter) struct kmod_config_iter *denied = kmod_config_get_blacklists(ctx);
	_cleanup_(cleanup_iter) struct kmod_config_iter *install = kmod_config_get_install_commands(ctx);
	_cleanup_(cleanup_iter) struct kmod_config_iter *alias = kmod_config_get_aliases(ctx);
	_cleanup_free_ char *where = NULL;

	if (configured(denied, module, false)) {
		if (where_find(dirs, "blacklist", module, &where) < 0)
			where = strdup("modprobe.blacklist= on the kernel command line");
		return text("deny-listed by %s; to allow it, remove that and run: tbnet-modules", where);
	}
	if (configured(install, module, true)) {
		where_find(dirs, "install", module, &where);
		return text("has an install command in %s, which is not run; to load the module itself, remove that and run: tbnet-modules",
			    where);
	}
	if (configured(alias, module, true)) {
		where_find(dirs, "alias", module, &where);
		return text("is an alias of another name in %s; to load it, remove that and run: tbnet-modules", where);
	}
	return NULL;
}

/* Of Debian's and Proxmox VE's kernels, as their release tells them apart. */
static char *other_kernel(const char *release)
{
	struct utsname u;
	const char *arch = uname(&u) < 0 ? "ARCHITECTURE" : strcmp(u.machine, "x86_64") == 0 ? "amd64" :
			   strcmp(u.machine, "aarch64") == 0 ? "arm64" : u.machine;

	if (strstr(release, "-pve"))
		return strdup("apt install proxmox-default-kernel");
	return text("apt install linux-image-%s", arch);
}

char *reason_missing(const char *root, const char *dir, const char *release)
{
	_cleanup_free_ char *index = text("%s/modules.dep.bin", dir), *other = other_kernel(release);

	if (!index || !other)
		return NULL;
	if (access(dir, F_OK) < 0)
		return text("kernel %s has no modules in %s: its package was removed or replaced; reboot into the installed kernel, or: apt install %s-%s",
			    release, dir, strstr(release, "-pve") ? "proxmox-kernel" : "linux-image", release);
	if (access(index, R_OK) < 0)
		return text("%s is missing; run: depmod %s%s%s%s", index, *root ? "-b " : "", root, *root ? " " : "", release);
	return text("no such module for kernel %s%s; to get one that has it: %s, then reboot into it", release,
		    strstr(release, "-cloud-") ? " (cloud kernels are built without Thunderbolt)" : "", other);
}

static bool may_load(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return syscall(SYS_capget, &header, data) < 0 || data[0].effective >> CAP_SYS_MODULE & 1;
}

/* True if module_blacklist=, a list that the kernel itself enforces, has it. */
static bool kernel_denies(const char *module)
{
	_cleanup_file_ FILE *f = fopen("/proc/cmdline", "re");
	_cleanup_free_ char *line = NULL;
	char *save = NULL, *list_save = NULL;
	size_t size = 0;

	if (!f || getline(&line, &size, f) < 0)
		return false;
	for (char *word = strtok_r(line, BLANK, &save); word; word = strtok_r(NULL, BLANK, &save)) {
		if (strncmp(word, "module_blacklist=", 17) != 0)
			continue;
		for (char *name = strtok_r(word + 17, ",", &list_save); name; name = strtok_r(NULL, ",", &list_save))
			if (strcmp(name, module) == 0)
				return true;
	}
	return false;
}

static char *not_permitted(const char *module)
{
	char state[64];
	const char *chosen;

	if (!may_load())
		return strdup("not allowed to load modules (no CAP_SYS_MODULE); run as root: tbnet-modules");
	if (sysfs_read("/proc/sys/kernel", "modules_disabled", state, sizeof(state)) == 0 && strcmp(state, "1") == 0)
		return strdup("the kernel takes no more modules until the next boot (kernel.modules_disabled=1)");
	if (kernel_denies(module))
		return strdup("deny-listed by module_blacklist= on the kernel command line; to allow it, remove that and reboot");
	if (sysfs_read("/sys/kernel/security", "lockdown", state, sizeof(state)) == 0) {
		chosen = strchr(state, '[');
		if (chosen && strncmp(chosen, "[none]", 6) != 0)
			return text("the kernel is locked down (%.*s) and takes only modules signed for it; install the distribution's own kernel, or sign the module (mokutil)",
				    (int)strcspn(chosen + 1, "]"), chosen + 1);
	}
	return strdup("refused by the kernel or a security module; see: journalctl -k");
}

char *reason_refused(const char *module, const char *path, int error)
{
	switch (-error) {
	case EPERM:
	case EACCES:
		return not_permitted(module);
	case ENOENT:
		if (access(path, F_OK) < 0)
			return text("%s is missing; reinstall the kernel's package, or run: depmod", path);
		return text("%s needs what is not there, another module or another kernel; see: journalctl -k", path);
	case ENOEXEC:
		return text("%s is not for this kernel; see: journalctl -k", path);
	case EKEYREJECTED:
	case ENOKEY:
	case EBADMSG:
		return text("%s is not signed with a key that the kernel trusts (Secure Boot); sign it (mokutil), or install the distribution's own kernel",
			    path);
	case ENOSYS:
		return strdup("this kernel cannot load modules");
	}
	return text("cannot be loaded: %s", strerror(-error));
}
