#include "fault_disk.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static fault_disk *all;

fault_disk *fault_disk_open(const char *path) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fault_vfs_register);
    fault_disk *disk = calloc(1, sizeof *disk);
    if (!disk || !(disk->path = strdup(path))) abort();
    pthread_mutex_init(&disk->lock, NULL);
    pthread_cond_init(&disk->changed, NULL);
    pthread_mutex_lock(&all_lock);
    disk->next = all;
    all = disk;
    pthread_mutex_unlock(&all_lock);
    return disk;
}

void fault_disk_close(fault_disk *disk) {
    pthread_mutex_lock(&all_lock);
    for (fault_disk **link = &all; *link; link = &(*link)->next) {
        if (*link == disk) {
            *link = disk->next;
            break;
        }
    }
    pthread_mutex_unlock(&all_lock);
    shadow_free(&disk->files[FILE_DATABASE]);
    shadow_free(&disk->files[FILE_WAL]);
    pthread_cond_destroy(&disk->changed);
    pthread_mutex_destroy(&disk->lock);
    free(disk->path);
    free(disk);
}

fault_disk *fault_disk_find(const char *path, int *which) {
    fault_disk *found = NULL;
    pthread_mutex_lock(&all_lock);
    for (fault_disk *disk = all; disk && !found && path; disk = disk->next) {
        size_t length = strlen(disk->path);
        if (strncmp(path, disk->path, length)) continue;
        if (!path[length]) *which = FILE_DATABASE, found = disk;
        else if (!strcmp(path + length, "-wal")) *which = FILE_WAL, found = disk;
    }
    pthread_mutex_unlock(&all_lock);
    return found;
}

int fault_disk_count(fault_disk *disk) {
    disk->calls++;
    if (!disk->fail_count || disk->calls < disk->fail_from) return 0;
    disk->fail_count--;
    disk->failures++;
    return 1;
}

void fault_disk_close_gate(fault_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->gate_is_closed = 1;
    pthread_mutex_unlock(&disk->lock);
}

int fault_disk_wait_at_gate(fault_disk *disk, int milliseconds) {
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += milliseconds / 1000;
    deadline.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (deadline.tv_nsec >= 1000000000) deadline.tv_sec++, deadline.tv_nsec -= 1000000000;
    pthread_mutex_lock(&disk->lock);
    while (!disk->waiting && pthread_cond_timedwait(&disk->changed, &disk->lock, &deadline) != ETIMEDOUT) {}
    int waits = disk->waiting > 0;
    pthread_mutex_unlock(&disk->lock);
    return waits;
}

void fault_disk_open_gate(fault_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->gate_is_closed = 0;
    pthread_cond_broadcast(&disk->changed);
    pthread_mutex_unlock(&disk->lock);
}

static uint64_t read_locked(fault_disk *disk, const uint64_t *counter) {
    pthread_mutex_lock(&disk->lock);
    uint64_t value = *counter;
    pthread_mutex_unlock(&disk->lock);
    return value;
}

uint64_t fault_disk_wal_syncs(fault_disk *disk) { return read_locked(disk, &disk->wal_syncs); }
uint64_t fault_disk_calls(fault_disk *disk) { return read_locked(disk, &disk->calls); }
uint64_t fault_disk_failures(fault_disk *disk) { return read_locked(disk, &disk->failures); }

void fault_disk_fail(fault_disk *disk, uint64_t from, uint64_t count, int is_full) {
    pthread_mutex_lock(&disk->lock);
    disk->fail_from = disk->calls + from;
    disk->fail_count = count;
    disk->fails_full = is_full;
    pthread_mutex_unlock(&disk->lock);
}

int fault_disk_cut_power(fault_disk *disk, const char *target, uint64_t seed, int percent) {
    char wal[4096];
    if (snprintf(wal, sizeof wal, "%s-wal", target) >= (int)sizeof wal) return -1;
    pthread_mutex_lock(&disk->lock);
    int result = shadow_save(&disk->files[FILE_DATABASE], target, &seed, percent)
        | shadow_save(&disk->files[FILE_WAL], wal, &seed, percent);
    pthread_mutex_unlock(&disk->lock);
    return result;
}
