// What both limit programs share: read every file first, parse them over and over, and print how
// many bytes were parsed in how much CPU time. Reading the files is not in the time.
#pragma once
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// Zero bytes after each record: simdjson reads past the end.
#define PADDING 64

typedef struct {
    char *bytes;
    size_t size;
} record;

static bool read_record(const char *path, record *into) {
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    bool done = false;
    if (fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        rewind(file);
        char *bytes = size > 0 ? (char *)calloc((size_t)size + PADDING, 1) : NULL;
        if (bytes && fread(bytes, 1, (size_t)size, file) == (size_t)size) {
            into->bytes = bytes;
            into->size = (size_t)size;
            done = true;
        }
    }
    fclose(file);
    return done;
}

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

// Arguments: the least CPU time in seconds, then the files. Prints `BYTES SECONDS`.
static int measure(int count, char **arguments, bool (*parse)(const char *bytes, size_t size)) {
    if (count < 3) return 64;
    double least = atof(arguments[1]);
    int records = count - 2;
    record *all = (record *)calloc((size_t)records, sizeof(record));
    if (!all) return 1;
    size_t bytes = 0;
    for (int i = 0; i < records; i++) {
        if (!read_record(arguments[i + 2], &all[i])) {
            fprintf(stderr, "error: cannot read %s\n", arguments[i + 2]);
            return 1;
        }
        bytes += all[i].size;
    }
    size_t passes = 0;
    double start = cpu_seconds(), spent = 0;
    do {
        for (int i = 0; i < records; i++) {
            if (!parse(all[i].bytes, all[i].size)) {
                fprintf(stderr, "error: cannot parse %s\n", arguments[i + 2]);
                return 1;
            }
        }
        passes++;
        spent = cpu_seconds() - start;
    } while (spent < least);
    printf("%zu %.9f\n", bytes * passes, spent);
    return 0;
}
