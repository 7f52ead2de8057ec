/* SPDX-License-Identifier: GPL-2.0-or-later */
/* metric: set OpenFabric's metric of a port by the speed of its cable, so that FRR prefers the better cable. */
#ifndef TBNET_METRIC_H
#define TBNET_METRIC_H

/* For all lanes together, in Gb/s: 40 is FRR's own 10. 0: the speed is not known. */
unsigned metric_of(double speed);

/* Has the running FRR count this for the port, unless an administrator's metric is there, or ours was changed a minute ago or
 * less. Where all is as FRR has it by itself, it asks nobody. Says what it changes, and what fails. */
void metric_set(const char *ifname);

#endif
