/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table: the guide's settings of Ceph, and what each does, by release.
 *
 * Every one of them is accepted by `ceph config set` of every release: that proves nothing. Defaults are those of
 * `ceph config help NAME` of 18.2.7 (Reef). */
#include "table.h"

#define ALL		RELEASE_REEF, RELEASE_TENTACLE
#define OUTSIDE_TARGET	"memory for it is outside of osd_memory_target, and the node runs out of it under load"
#define IS_DEFAULT	"the guide's value is Ceph's own"
#define MCLOCK_RESETS	"mClock has its own: the OSD takes this out of the database again, unless osd_mclock_override_recovery_settings is true"
#define GLOBAL_SCOPE	"at global, so that the manager's warnings count with it, too; more time for a pass, needed with a window of hours"

const struct setting settings[] = {
	/* networks: judged by the mesh's prefix; these rows are for what has no addresses to go by */
	{ "global", "public_network", NULL, NULL, KEEP, ALL, true, "monitors, clients and OSDs use it, from their creation and start on" },
	{ "global", "cluster_network", NULL, NULL, KEEP, ALL, true, "OSDs copy to each other over it" },
	{ "mon", "public_network", NULL, NULL, NO_EFFECT, ALL, true, "a monitor's address is in the monitor map, from its creation on" },
	{ "mon", "cluster_network", NULL, NULL, NO_EFFECT, ALL, true, "monitors have no cluster network" },
	/* memory */
	{ "osd", "osd_memory_target", "8589934592", "4294967296", KEEP, ALL, false, "sized from memory and OSDs of the node" },
	{ "osd", "bluestore_cache_size_ssd", "4294967296", "3221225472", NO_EFFECT, ALL, true,
	  "not read while bluestore_cache_autotune is on, which it is: osd_memory_target rules" },
	{ "osd", "osd_memory_cache_min", "1073741824", "134217728", WRONG, ALL, false,
	  "a floor under the caches keeps the OSD from staying within osd_memory_target" },
	{ "osd", "osd_memory_cache_resize_interval", "1", "1", NO_EFFECT, ALL, false, IS_DEFAULT },
	/* threads */
	{ "osd", "osd_op_num_threads_per_shard", "2", "0", NO_EFFECT, RELEASE_REEF, RELEASE_REEF, true,
	  "2 is the default on SSDs; on HDDs it replaces 1" },
	{ "osd", "osd_op_num_threads_per_shard", "2", "0", NO_EFFECT, RELEASE_SQUID, RELEASE_TENTACLE, true,
	  "2 is the default on SSDs; on HDDs it replaces 5, which goes with one shard" },
	{ "osd", "osd_op_num_shards", "8", "0", NO_EFFECT, RELEASE_REEF, RELEASE_REEF, true,
	  "8 is the default on SSDs; on HDDs it replaces 5" },
	{ "osd", "osd_op_num_shards", "8", "0", NO_EFFECT, RELEASE_SQUID, RELEASE_TENTACLE, true,
	  "8 is the default on SSDs; on HDDs it replaces 1, with which mClock keeps its promises" },
	{ "osd", "bluestore_sync_submit_transaction", "false", "false", NO_EFFECT, ALL, false, IS_DEFAULT },
	{ "osd", "bluestore_throttle_bytes", "268435456", "67108864", WRONG, ALL, false,
	  "mClock cannot order what is past it already: a longer queue is latency" },
	{ "osd", "bluestore_throttle_deferred_bytes", "134217728", "134217728", NO_EFFECT, ALL, false, IS_DEFAULT },
	{ "osd", "osd_client_message_cap", "1000", "256", WRONG, ALL, false, OUTSIDE_TARGET },
	{ "osd", "osd_client_message_size_cap", "1073741824", "524288000", WRONG, ALL, false, OUTSIDE_TARGET },
	/* messenger */
	{ "global", "ms_tcp_nodelay", "true", "true", NO_EFFECT, ALL, false, IS_DEFAULT },
	{ "global", "ms_tcp_rcvbuf", "134217728", "0", WRONG, ALL, false,
	  "a fixed size turns the kernel's tuning of receive buffers off, and net.core.rmem_max cuts it anyway" },
	{ "global", "ms_tcp_prefetch_max_size", "65536", "4096", NO_EFFECT, ALL, false,
	  "large messages are read past it; every connection has a buffer of twice the size" },
	{ "global", "ms_cluster_mode", "crc", "crc secure", WRONG, ALL, true,
	  "crc is preferred already; alone it takes the other mode away, and a daemon that asks for secure cannot connect" },
	{ "global", "ms_async_op_threads", "8", "3", OPTIONAL, ALL, true,
	  "more threads in every daemon, for cores that OSDs and guests share; three carry the link" },
	{ "global", "ms_dispatch_throttle_bytes", "1073741824", "104857600", WRONG, ALL, false, OUTSIDE_TARGET },
	{ "osd", "osd_heartbeat_interval", "6", "6", NO_EFFECT, ALL, false, IS_DEFAULT },
	{ "osd", "osd_heartbeat_grace", "20", "20", NO_EFFECT, ALL, false, IS_DEFAULT },
	/* BlueStore */
	{ "osd", "bluestore_compression_algorithm", "lz4", "snappy", OPTIONAL, ALL, false, "counts where something is compressed" },
	{ "osd", "bluestore_compression_mode", "aggressive", "none", WRONG, ALL, false,
	  "compresses every pool, whether its data can be or not; rados bench writes one pattern, and reports fiction; a pool may have its own" },
	{ "osd", "bluestore_compression_required_ratio", "0.7", "0.875", OPTIONAL, ALL, false, "counts where something is compressed" },
	{ "osd", "bluestore_cache_trim_interval", "200", "0.05", WRONG, ALL, false,
	  "is in seconds: the caches are trimmed every so often only, and grow past osd_memory_target meanwhile" },
	{ "osd", "bluestore_block_db_size", "5368709120", "0", WRONG, ALL, true,
	  "is read when an OSD is created: not by those that are there, but by the next one" },
	{ "osd", "bluestore_block_wal_size", "1073741824", "100663296", WRONG, ALL, true,
	  "is read when an OSD is created: not by those that are there, but by the next one" },
	/* scrubs and recovery */
	{ "osd", "osd_scrub_during_recovery", "false", "false", NO_EFFECT, ALL, false, IS_DEFAULT },
	{ "osd", "osd_scrub_begin_hour", "2", "0", OPTIONAL, ALL, false, "scrubs start within these hours" },
	{ "osd", "osd_scrub_end_hour", "6", "0", OPTIONAL, ALL, false, "scrubs start within these hours" },
	{ "global", "osd_deep_scrub_interval", "1209600", "604800", OPTIONAL, ALL, false, GLOBAL_SCOPE, "osd" },
	{ "global", "osd_scrub_max_interval", "1209600", "604800", OPTIONAL, ALL, false, GLOBAL_SCOPE, "osd" },
	{ "osd", "osd_scrub_min_interval", "86400", "86400", NO_EFFECT, ALL, false, IS_DEFAULT },
	{ "osd", "osd_recovery_max_active", "8", "0", WRONG, ALL, false, MCLOCK_RESETS },
	{ "osd", "osd_max_backfills", "4", "1", WRONG, ALL, false, MCLOCK_RESETS },
	{ "osd", "osd_recovery_op_priority", "1", "3", NO_EFFECT, ALL, false, "mClock does not look at it" },
};

const size_t n_settings = sizeof(settings) / sizeof(*settings);
