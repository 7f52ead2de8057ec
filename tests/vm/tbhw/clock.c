// SPDX-License-Identifier: GPL-2.0
/*
 * A faster clock for thunderbolt_net: /sys/module/tbhw/parameters/clock.
 *
 * The driver paces its logins with delayed works: the first after 1 s, the next ones
 * 4.5 s after one that failed; after 61 of them, five minutes, it gives up. With
 * clock=N a kprobe on queue_delayed_work_on() divides the delay of each work whose
 * function is in thunderbolt_net by N. The driver's own code and data stay as they are;
 * so do the 500 ms that a login, and the 1 s that a logout waits for its answer, which
 * are waits in thunderbolt.ko and not works of thunderbolt_net. With clock=1, as it is
 * unless a test asks, there is no kprobe.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/workqueue.h>

#include "tbhw.h"

static unsigned int clock = 1;
static bool probed;

static bool of_thunderbolt_net(const struct delayed_work *work)
{
	char name[96];

	snprintf(name, sizeof(name), "%ps", work->work.func);
	return strstr(name, "[thunderbolt_net]");
}

/* bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
 *			      struct delayed_work *dwork, unsigned long delay) */
static int before_queueing(struct kprobe *probe, struct pt_regs *regs)
{
	if (regs->cx && of_thunderbolt_net((void *)regs->dx))
		regs->cx = DIV_ROUND_UP(regs->cx, clock);
	return 0;
}

static struct kprobe probe = {
	.symbol_name = "queue_delayed_work_on",
	.pre_handler = before_queueing,
};

void clock_stop(void)
{
	if (probed)
		unregister_kprobe(&probe);
	probed = false;
}

/* Called with the lock of the module's parameters. */
static int clock_set(const char *val, const struct kernel_param *param)
{
	unsigned int old = clock;
	int ret = param_set_uint_minmax(val, param, 1, 1000);

	if (ret)
		return ret;
	if (clock == 1) {
		clock_stop();
	} else if (!probed) {
		memset(&probe.addr, 0, sizeof(probe.addr));
		ret = register_kprobe(&probe);
		probed = !ret;
		if (ret)
			clock = old;
	}
	return ret;
}

static const struct kernel_param_ops clock_ops = { .set = clock_set, .get = param_get_uint };
module_param_cb(clock, &clock_ops, &clock, 0644);
MODULE_PARM_DESC(clock, "thunderbolt_net's delays are divided by this");
