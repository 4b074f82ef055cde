#include "fault_disk.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512 };

static void shadow_resize(shadow *file, size_t length) {
    if (length > file->capacity) {
        size_t capacity = file->capacity ? file->capacity : 65536;
        while (capacity < length) capacity *= 2;
        unsigned char *bytes = realloc(file->bytes, capacity);
        if (!bytes) abort();
        file->bytes = bytes;
        file->capacity = capacity;
    }
    if (length > file->length) memset(file->bytes + file->length, 0, length - file->length);
    file->length = length;
}

static void shadow_add(shadow *file, int64_t offset, const void *data, size_t length) {
    pending *entry = calloc(1, sizeof *entry);
    if (!entry) abort();
    entry->offset = offset;
    entry->length = length;
    if (data) {
        entry->data = malloc(length ? length : 1);
        if (!entry->data) abort();
        memcpy(entry->data, data, length);
    }
    if (file->last) file->last->next = entry;
    else file->first = entry;
    file->last = entry;
}

void shadow_write(shadow *file, int64_t offset, const void *data, size_t length) {
    shadow_add(file, offset, data, length);
}

void shadow_truncate(shadow *file, int64_t length) { shadow_add(file, length, NULL, 0); }

static uint64_t next_random(uint64_t *state) {
    uint64_t mixed = (*state += 0x9E3779B97F4A7C15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

static int happens(uint64_t *random, int percent) {
    return percent >= 100 || (percent > 0 && (int)(next_random(random) % 100) < percent);
}

static void apply(shadow *file, const pending *entry, uint64_t *random, int percent) {
    if (!entry->data) {
        if (happens(random, percent) && (size_t)entry->offset < file->length) shadow_resize(file, (size_t)entry->offset);
        return;
    }
    for (size_t done = 0; done < entry->length;) {
        size_t start = (size_t)entry->offset + done;
        size_t count = SECTOR - start % SECTOR;
        if (count > entry->length - done) count = entry->length - done;
        if (happens(random, percent)) {
            if (start + count > file->length) shadow_resize(file, start + count);
            memcpy(file->bytes + start, entry->data + done, count);
        }
        done += count;
    }
}

static void shadow_forget(shadow *file) {
    for (pending *entry = file->first, *next; entry; entry = next) {
        next = entry->next;
        free(entry->data);
        free(entry);
    }
    file->first = file->last = NULL;
}

void shadow_sync(shadow *file) {
    for (const pending *entry = file->first; entry; entry = entry->next) apply(file, entry, NULL, 100);
    shadow_forget(file);
}

void shadow_free(shadow *file) {
    shadow_forget(file);
    free(file->bytes);
    memset(file, 0, sizeof *file);
}

int shadow_save(const shadow *file, const char *path, uint64_t *random, int percent) {
    shadow image = {0};
    shadow_resize(&image, file->length);
    if (file->length) memcpy(image.bytes, file->bytes, file->length);
    for (const pending *entry = file->first; entry; entry = entry->next) apply(&image, entry, random, percent);
    FILE *out = fopen(path, "wb");
    int failed = !out;
    if (out) {
        failed = image.length && fwrite(image.bytes, 1, image.length, out) != image.length;
        failed |= fclose(out) != 0;
    }
    shadow_free(&image);
    return failed ? -1 : 0;
}
