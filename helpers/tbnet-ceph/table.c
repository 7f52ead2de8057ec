/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table: settings of Ceph that guides have, their defaults by release, and what a value does.
 *
 * `ceph config set` of every release accepts each of them, which proves nothing. tests/ceph compares the defaults with what Reef
 * (18.2) and Tentacle (20.2) say, tests/unit with those in the sources of Squid 19.2.0, src/common/options. */
#include "table.h"

#define OUTSIDE_TARGET	"memory for it is outside of osd_memory_target, and the node runs out of it under load"
#define AT_CREATION	"counts when an OSD is created: for the next OSD, not for existing ones"
#define TWO_WEEKS	"more time for a pass, needed with a window of hours; at global, so that the manager warns by it, too"
#define MCLOCK_RESETS	"mClock has its own: the OSD removes this from the database again, unless osd_mclock_override_recovery_settings is true"
#define COMPRESSES	"compresses every pool, whether its data shrinks or not; rados bench writes one pattern, and reports fiction; a pool may have its own"
#define WHERE_COMPRESSED "counts only where a pool is compressed"
#define WINDOW		"scrubs start within these hours"
#define ON_HDDS		"on HDDs Ceph's own are 1 shard of 5 threads, in older point releases 5 of 1"

const struct setting settings[] = {
	{ "global", "public_network", .restart = true },
	{ "global", "cluster_network", .restart = true },
	{ "mon", "public_network", .restart = true },
	{ "mon", "cluster_network", .restart = true },
	{ "global", "osd_pool_default_size", "3" },
	{ "global", "osd_pool_default_min_size", "0" },
	/* memory */
	{ "osd", "osd_memory_target", "4294967296" },
	{ "osd", "bluestore_cache_size_ssd", "3221225472", .restart = true },
	{ "osd", "osd_memory_cache_min", "134217728" },
	{ "osd", "osd_memory_cache_resize_interval", "1" },
	/* threads */
	{ "osd", "osd_op_num_threads_per_shard", "0", .restart = true },
	{ "osd", "osd_op_num_shards", "0", .restart = true },
	{ "osd", "bluestore_sync_submit_transaction", "false" },
	{ "osd", "bluestore_throttle_bytes", "67108864" },
	{ "osd", "bluestore_throttle_deferred_bytes", "134217728" },
	{ "osd", "osd_client_message_cap", "256" },
	{ "osd", "osd_client_message_size_cap", "524288000" },
	/* messenger */
	{ "global", "ms_tcp_nodelay", "true" },
	{ "global", "ms_tcp_rcvbuf", "0" },
	{ "global", "ms_tcp_prefetch_max_size", "4096", .tentacle = "65536" },
	{ "global", "ms_cluster_mode", "crc secure", .restart = true },
	{ "global", "ms_async_op_threads", "3", .restart = true },
	{ "global", "ms_dispatch_throttle_bytes", "104857600" },
	{ "osd", "osd_heartbeat_interval", "6" },
	{ "osd", "osd_heartbeat_grace", "20" },
	/* BlueStore */
	{ "osd", "bluestore_compression_algorithm", "snappy" },
	{ "osd", "bluestore_compression_mode", "none" },
	{ "osd", "bluestore_compression_required_ratio", "0.875" },
	{ "osd", "bluestore_cache_trim_interval", "0.05" },
	{ "osd", "bluestore_block_db_size", "0", .restart = true },
	{ "osd", "bluestore_block_wal_size", "100663296", .restart = true },
	/* scrubs and recovery */
	{ "osd", "osd_scrub_during_recovery", "false" },
	{ "osd", "osd_scrub_begin_hour", "0" },
	{ "osd", "osd_scrub_end_hour", "0" },
	{ "global", "osd_deep_scrub_interval", "604800", .guide_who = "osd" },
	{ "global", "osd_scrub_max_interval", "604800", .guide_who = "osd" },
	{ "osd", "osd_scrub_min_interval", "86400" },
	{ "osd", "osd_recovery_max_active", "0" },
	{ "osd", "osd_max_backfills", "1" },
	{ "osd", "osd_recovery_op_priority", "3" },
};

const size_t n_settings = sizeof(settings) / sizeof(*settings);

/* The first true row counts; a value without a row is only reported as not the default. */
const struct meaning meanings[] = {
	{ "osd_pool_default_size", MOST, "2", ALWAYS, DANGEROUS,
	  "the next pool has so few copies, and takes writes with one; one more failure loses them" },
	{ "osd_pool_default_min_size", IS, "2", ALWAYS, KEEP, "what Proxmox VE sets, and enough for three copies" },
	{ "osd_pool_default_min_size", IS, "1", ALWAYS, DANGEROUS, "the next pool takes writes with one copy; one more failure loses them" },
	{ "bluestore_cache_size_ssd", ANY, NULL, AUTOTUNE, NO_EFFECT,
	  "ignored while bluestore_cache_autotune is on, as it is by default: osd_memory_target decides" },
	{ "osd_memory_cache_min", LEAST, "1073741824", ALWAYS, WRONG, "a floor under the caches keeps the OSD from staying within osd_memory_target" },
	{ "osd_op_num_threads_per_shard", IS, "2", ALWAYS, NO_EFFECT, "Ceph\'s own on SSDs; " ON_HDDS },
	{ "osd_op_num_shards", IS, "8", ALWAYS, NO_EFFECT, "Ceph\'s own on SSDs; " ON_HDDS },
	{ "osd_op_num_shards", IS, "1", ALWAYS, OPTIONAL, "an SSD has one queue with it in place of 8, and its threads wait for each other; " ON_HDDS },
	{ "bluestore_throttle_bytes", LEAST, "268435456", ALWAYS, WRONG, "mClock cannot order what has passed it: a longer queue adds latency" },
	{ "osd_client_message_cap", LEAST, "1000", ALWAYS, WRONG, OUTSIDE_TARGET },
	{ "osd_client_message_size_cap", LEAST, "1073741824", ALWAYS, WRONG, OUTSIDE_TARGET },
	{ "ms_dispatch_throttle_bytes", LEAST, "1073741824", ALWAYS, WRONG, OUTSIDE_TARGET },
	{ "ms_tcp_nodelay", IS, "false", ALWAYS, WRONG, "a small message waits until those before it are acknowledged (Nagle's algorithm), up to 40 ms" },
	{ "ms_tcp_rcvbuf", LEAST, "1", ALWAYS, WRONG,
	  "a fixed size turns the kernel's tuning of receive buffers off, and net.core.rmem_max cuts it anyway" },
	{ "ms_tcp_prefetch_max_size", IS, "65536", ALWAYS, NO_EFFECT, "large messages bypass it; every connection has a buffer of twice the size" },
	{ "ms_cluster_mode", IS, "crc", ALWAYS, WRONG,
	  "crc is already preferred; alone it removes the other mode, and a daemon that asks for secure cannot connect" },
	{ "ms_cluster_mode", IS, "secure", ALWAYS, KEEP, "encrypts what OSDs send to each other, which costs processor time" },
	{ "ms_cluster_mode", IS, "secure crc", ALWAYS, KEEP, "encrypts what OSDs send to each other where both ends can, which costs processor time" },
	{ "ms_async_op_threads", LEAST, "4", ALWAYS, OPTIONAL, "more threads in every daemon, for cores that OSDs and guests share; three carry the link" },
	{ "osd_heartbeat_grace", LEAST, "60", ALWAYS, WRONG, "Ceph notices a hung OSD only after so many seconds, and its clients wait that long" },
	{ "osd_heartbeat_grace", MOST, "12", ALWAYS, WRONG, "a mesh may need 12 s for another way after a cut, and Ceph marks running OSDs down meanwhile" },
	{ "bluestore_compression_algorithm", ANY, NULL, ALWAYS, OPTIONAL, WHERE_COMPRESSED },
	{ "bluestore_compression_required_ratio", ANY, NULL, ALWAYS, OPTIONAL, WHERE_COMPRESSED },
	{ "bluestore_compression_mode", IS, "aggressive", ALWAYS, WRONG, COMPRESSES },
	{ "bluestore_compression_mode", IS, "force", ALWAYS, WRONG, COMPRESSES },
	{ "bluestore_compression_mode", IS, "passive", ALWAYS, OPTIONAL, "compresses data that a client marks as compressible" },
	{ "bluestore_cache_trim_interval", LEAST, "1", ALWAYS, WRONG,
	  "in seconds: Ceph trims the caches only this often, and they grow past osd_memory_target meanwhile" },
	{ "bluestore_block_db_size", IS, "5368709120", ALWAYS, WRONG, AT_CREATION },
	{ "bluestore_block_wal_size", IS, "1073741824", ALWAYS, WRONG, AT_CREATION },
	{ "osd_scrub_during_recovery", IS, "true", ALWAYS, OPTIONAL, "scrubs take disk and link time from a recovery" },
	{ "osd_scrub_begin_hour", ANY, NULL, ALWAYS, OPTIONAL, WINDOW },
	{ "osd_scrub_end_hour", ANY, NULL, ALWAYS, OPTIONAL, WINDOW },
	{ "osd_deep_scrub_interval", IS, "1209600", ALWAYS, OPTIONAL, TWO_WEEKS },
	{ "osd_scrub_max_interval", IS, "1209600", ALWAYS, OPTIONAL, TWO_WEEKS },
	{ "osd_recovery_max_active", ANY, NULL, MCLOCK_OWN, WRONG, MCLOCK_RESETS },
	{ "osd_max_backfills", ANY, NULL, MCLOCK_OWN, WRONG, MCLOCK_RESETS },
	{ "osd_recovery_op_priority", ANY, NULL, MCLOCK, NO_EFFECT, "mClock does not look at it" },
};

const size_t n_meanings = sizeof(meanings) / sizeof(*meanings);
