#include "fault_disk.h"
#include <sqlite3.h>
#include <string.h>

/* Stands before the file of the VFS below, which follows it in the memory that SQLite gives. */
typedef struct fault_file {
    sqlite3_file base;
    fault_disk *disk;
    int which;
} fault_file;

static sqlite3_vfs *below;
static sqlite3_vfs fault_vfs;

static fault_disk *disk_of(sqlite3_file *file) { return ((fault_file *)file)->disk; }
static shadow *shadow_of(sqlite3_file *file) { return &disk_of(file)->files[((fault_file *)file)->which]; }
static sqlite3_file *real_of(sqlite3_file *file) { return (sqlite3_file *)((fault_file *)file + 1); }
#define REAL(file, call, ...) (real_of(file)->pMethods->call(real_of(file), ##__VA_ARGS__))

static int fault_close(sqlite3_file *file) { return REAL(file, xClose); }
static int fault_read(sqlite3_file *file, void *to, int count, sqlite3_int64 at) {
    return REAL(file, xRead, to, count, at);
}

static int fault_write(sqlite3_file *file, const void *from, int count, sqlite3_int64 at) {
    fault_disk *disk = disk_of(file);
    pthread_mutex_lock(&disk->lock);
    int fails = fault_disk_count(disk), is_full = disk->fails_full;
    if (!fails) shadow_write(shadow_of(file), at, from, (size_t)count);
    pthread_mutex_unlock(&disk->lock);
    if (fails) return is_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    return REAL(file, xWrite, from, count, at);
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 length) {
    fault_disk *disk = disk_of(file);
    pthread_mutex_lock(&disk->lock);
    int fails = fault_disk_count(disk);
    if (!fails) shadow_truncate(shadow_of(file), length);
    pthread_mutex_unlock(&disk->lock);
    return fails ? SQLITE_IOERR_TRUNCATE : REAL(file, xTruncate, length);
}

static int fault_sync(sqlite3_file *file, int flags) {
    fault_disk *disk = disk_of(file);
    int is_wal = ((fault_file *)file)->which == FILE_WAL;
    pthread_mutex_lock(&disk->lock);
    int fails = fault_disk_count(disk);
    disk->waiting += is_wal;
    pthread_cond_broadcast(&disk->changed);
    while (is_wal && disk->gate_is_closed && !fails) pthread_cond_wait(&disk->changed, &disk->lock);
    disk->waiting -= is_wal;
    pthread_mutex_unlock(&disk->lock);
    if (fails) return SQLITE_IOERR_FSYNC;
    int result = REAL(file, xSync, flags);
    pthread_mutex_lock(&disk->lock);
    if (result == SQLITE_OK) shadow_sync(shadow_of(file));
    if (result == SQLITE_OK && is_wal) disk->wal_syncs++;
    pthread_mutex_unlock(&disk->lock);
    return result;
}

static int fault_size(sqlite3_file *file, sqlite3_int64 *size) { return REAL(file, xFileSize, size); }
static int fault_lock(sqlite3_file *file, int level) { return REAL(file, xLock, level); }
static int fault_unlock(sqlite3_file *file, int level) { return REAL(file, xUnlock, level); }
static int fault_check(sqlite3_file *file, int *result) { return REAL(file, xCheckReservedLock, result); }
static int fault_control(sqlite3_file *file, int code, void *argument) {
    return REAL(file, xFileControl, code, argument);
}
static int fault_sector(sqlite3_file *file) { return REAL(file, xSectorSize); }
/* No promise is passed on: neither atomic writes nor that what lies beside a write survives a power cut. */
static int fault_traits(sqlite3_file *file) { return (void)file, 0; }
static int fault_map(sqlite3_file *file, int page, int size, int extend, void volatile **at) {
    return REAL(file, xShmMap, page, size, extend, at);
}
static int fault_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    return REAL(file, xShmLock, offset, count, flags);
}
static void fault_barrier(sqlite3_file *file) { REAL(file, xShmBarrier); }
static int fault_unmap(sqlite3_file *file, int remove) { return REAL(file, xShmUnmap, remove); }

static const sqlite3_io_methods fault_methods = {
    .iVersion = 2,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_check,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_traits,
    .xShmMap = fault_map,
    .xShmLock = fault_shm_lock,
    .xShmBarrier = fault_barrier,
    .xShmUnmap = fault_unmap,
};

static int fault_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out) {
    (void)vfs;
    int which = 0;
    fault_disk *disk = fault_disk_find(path, &which);
    if (!disk) return below->xOpen(below, path, file, flags, out);
    fault_file *ours = (fault_file *)file;
    memset(ours, 0, sizeof *ours);
    ours->disk = disk;
    ours->which = which;
    int result = below->xOpen(below, path, real_of(file), flags, out);
    if (result == SQLITE_OK) ours->base.pMethods = &fault_methods;
    return result;
}

static int fault_delete(sqlite3_vfs *vfs, const char *path, int sync_folder) {
    (void)vfs;
    int which = 0;
    fault_disk *disk = fault_disk_find(path, &which);
    int result = below->xDelete(below, path, sync_folder);
    if (disk && result == SQLITE_OK) {
        pthread_mutex_lock(&disk->lock);
        shadow_free(&disk->files[which]);
        pthread_mutex_unlock(&disk->lock);
    }
    return result;
}

void fault_vfs_register(void) {
    sqlite3_initialize();
    below = sqlite3_vfs_find(NULL);
    fault_vfs = *below;
    fault_vfs.zName = "fault";
    fault_vfs.pNext = NULL;
    fault_vfs.szOsFile = (int)sizeof(fault_file) + below->szOsFile;
    fault_vfs.xOpen = fault_open;
    fault_vfs.xDelete = fault_delete;
    sqlite3_vfs_register(&fault_vfs, 1);
}
