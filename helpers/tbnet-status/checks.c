/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checks: the table of checks.inc. */
#include "checks.h"

#include "looks.h"

#define CHECK(id, severity, slug, predicate, ...)	{ id, severity, slug, look_##predicate, __VA_ARGS__ },
const struct check checks[] = {
#include "checks.inc"
};

const size_t n_checks = sizeof(checks) / sizeof(*checks);
