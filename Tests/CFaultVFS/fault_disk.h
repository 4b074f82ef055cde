#ifndef FAULT_DISK_H
#define FAULT_DISK_H

#include "CFaultVFS.h"
#include <pthread.h>
#include <stddef.h>

/* A write or, without data, a truncation that no sync has followed yet. */
typedef struct pending {
    struct pending *next;
    int64_t offset;
    size_t length;
    unsigned char *data;
} pending;

/* What the disk holds of a file for good, and what it may hold. */
typedef struct shadow {
    unsigned char *bytes;
    size_t length;
    size_t capacity;
    pending *first, *last;
} shadow;

enum { FILE_DATABASE = 0, FILE_WAL = 1 };

struct fault_disk {
    struct fault_disk *next;
    char *path;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int gate_is_closed;
    int waiting;
    uint64_t wal_syncs, calls, failures;
    uint64_t fail_from, fail_count;
    int fails_full;
    shadow files[2];
};

/* Counts a call, and says whether it has to fail. The disk is locked. */
int fault_disk_count(fault_disk *disk);
void shadow_write(shadow *file, int64_t offset, const void *data, size_t length);
void shadow_truncate(shadow *file, int64_t length);
void shadow_sync(shadow *file);
void shadow_free(shadow *file);
int shadow_save(const shadow *file, const char *path, uint64_t *random, int percent);

/* The disk that a file belongs to and which of its files it is, or NULL. */
fault_disk *fault_disk_find(const char *path, int *which);
void fault_vfs_register(void);

#endif
