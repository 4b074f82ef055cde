#ifndef CFAULTVFS_H
#define CFAULTVFS_H

#include <stdint.h>

/// A disk under one SQLite database that can be held up, can fail, and knows what would be left after a power cut.
///
/// It stands between SQLite and its default VFS. Files that nobody watches pass straight through.
typedef struct fault_disk fault_disk;

/// Watches the database at an absolute path and its -wal file; neither may exist yet.
fault_disk *fault_disk_open(const char *path);

/// Ends the watching; every connection to the database must be closed.
void fault_disk_close(fault_disk *disk);

/// From now on, a sync of the -wal file waits until the gate is opened.
void fault_disk_close_gate(fault_disk *disk);

/// Waits until a sync is held up at the gate: 1, or 0 after so many milliseconds.
int fault_disk_wait_at_gate(fault_disk *disk, int milliseconds);

/// Lets every sync pass.
void fault_disk_open_gate(fault_disk *disk);

/// How many syncs of the -wal file have returned.
uint64_t fault_disk_wal_syncs(fault_disk *disk);

/// How many writes, syncs and truncations there were.
uint64_t fault_disk_calls(fault_disk *disk);

/// Lets calls fail, from the one with this number on (1: the next); `count` of them; 0 ends it.
/// Writes fail as on a full disk if `is_full`, else with an I/O error.
void fault_disk_fail(fault_disk *disk, uint64_t from, uint64_t count, int is_full);

/// How many calls failed by that.
uint64_t fault_disk_failures(fault_disk *disk);

/// Writes what is left after a power cut to `target` and `target`-wal: everything that was synced, and of the rest each
/// sector of 512 bytes with a chance of `percent` in a hundred. Returns 0, or -1.
int fault_disk_cut_power(fault_disk *disk, const char *target, uint64_t seed, int percent);

#endif
