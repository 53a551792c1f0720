/* A disk that fails on request: put before the C library with LD_PRELOAD.
 *
 * It counts the operations on files under one folder. The nth can fail with a given error, write half of what it was
 * given, or end the process on the spot; what was done can be written to a log, from which shim/replay.py builds the
 * states in which a power cut may leave the disk. Nothing happens until faults_watch() names the folder; a Linux
 * process calls it through ctypes. One thread at a time is expected to write. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { CREATE = 1, OPEN = 2, WRITE = 4, SYNC = 8, TRUNCATE = 16, RENAME = 32, UNLINK = 64, MKDIR = 128,
            RMDIR = 256, LINK = 512, ALLOCATE = 1024, READ = 2048, MARK = 4096 };
enum action { NOTHING, FAIL, FAIL_FROM_NOW_ON, SHORTEN, KILL, KILL_HALFWAY };
enum { GO_ON = 0, HALF = -1, HALF_AND_DIE = -2 };

/* A record of the log; the two paths and the written bytes follow it. */
struct __attribute__((packed)) record {
    uint32_t kind;
    uint64_t file; /* the inode */
    int64_t offset;
    uint32_t length, path, second;
};

static char root[PATH_MAX];
static size_t root_length;
static int log_fd = -1;
static long counted, chosen;
static int action, error_number, kinds;

/* The C library's own function, looked up at its first use. */
static void *find(void **place, const char *name) { return *place ? *place : (*place = dlsym(RTLD_NEXT, name)); }
#define REAL(name) ((__typeof__(real_##name))find((void **)&real_##name, #name))
static int (*real_openat)(int, const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pread64)(int, void *, size_t, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate64)(int, off64_t);
static int (*real_truncate64)(const char *, off64_t);
static int (*real_renameat)(int, const char *, int, const char *);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_mkdirat)(int, const char *, mode_t);
static int (*real_linkat)(int, const char *, int, const char *, int);
static int (*real_posix_fallocate64)(int, off64_t, off64_t);
static int (*real_fallocate64)(int, int, off64_t, off64_t);
static ssize_t (*real_sendfile64)(int, int, off64_t *, size_t);
static ssize_t (*real_copy_file_range)(int, off64_t *, int, off64_t *, size_t, unsigned);

/* Count from now on what happens under an absolute folder without symbolic links; "" ends it. */
void faults_watch(const char *folder) {
    root_length = strlen(folder);
    memcpy(root, folder, root_length + 1);
    counted = chosen = 0;
    action = NOTHING;
}

/* Let something happen at the nth operation from now (1 is the next) of the kinds in the mask. */
void faults_plan(long nth, int what, int number, int mask) {
    counted = 0;
    chosen = nth;
    action = what;
    error_number = number;
    kinds = mask;
}

/* The number of operations since the plan was made. */
long faults_count(void) { return counted; }

/* Write a log of what changes files to a descriptor; -1 ends it. */
void faults_log(int descriptor) { log_fd = descriptor; }

static void note(int kind, uint64_t file, int64_t offset, size_t length, const char *path, const char *second,
                 const void *data) {
    if (log_fd < 0)
        return;
    struct record head = {kind, file, offset, length, strlen(path), strlen(second)};
    int kept = errno;
    if (REAL(write)(log_fd, &head, sizeof head) < 0 || REAL(write)(log_fd, path, head.path) < 0 ||
        REAL(write)(log_fd, second, head.second) < 0 || (data && REAL(write)(log_fd, data, length) < 0))
        raise(SIGABRT); /* a log with gaps proves nothing */
    errno = kept;
}

/* Put a word into the log, such as "this was acknowledged". */
void faults_mark(const char *word) { note(MARK, 0, 0, 0, word, "", NULL); }

static int watched(const char *path) {
    return root_length && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || !path[root_length]);
}

/* Find the path of an open file; whether it is watched. */
static int of_file(int fd, char *path) {
    char link[40];
    if (!root_length || fd < 0 || fd == log_fd)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return watched(path);
}

/* Find the absolute path of a name relative to an open folder; whether it is watched. */
static int of_name(int folder, const char *name, char *path) {
    if (!root_length)
        return 0;
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return watched(path);
    }
    char start[PATH_MAX];
    if (folder == AT_FDCWD ? !getcwd(start, sizeof start) : !of_file(folder, start))
        return 0;
    return snprintf(path, PATH_MAX, "%s/%s", start, name) < PATH_MAX && watched(path);
}

static uint64_t file_of(int fd) {
    struct stat status;
    return fstat(fd, &status) ? 0 : status.st_ino;
}

/* Count one operation; GO_ON, the number of the error it fails with, or HALF of it. */
static int step(int kind) {
    if (!action || !(kind & kinds))
        return GO_ON;
    counted++;
    if (action == FAIL_FROM_NOW_ON)
        return counted >= chosen ? error_number : GO_ON;
    if (action == SHORTEN && kind == WRITE && counted == chosen + 1)
        return error_number; /* the caller tries the rest: this is where it learns why */
    if (counted != chosen)
        return GO_ON;
    if (action == KILL || (action == KILL_HALFWAY && kind != WRITE))
        raise(SIGKILL);
    if (action == KILL_HALFWAY)
        return HALF_AND_DIE;
    return action == SHORTEN && kind == WRITE ? HALF : error_number;
}

static int refuse(int number) {
    errno = number;
    return -1;
}

#define STEP(kind) do { int number_ = step(kind); if (number_ > 0) return refuse(number_); } while (0)

int openat64(int folder, const char *name, int flags, ...) {
    char path[PATH_MAX];
    mode_t mode = 0;
    if (flags & (O_CREAT | __O_TMPFILE)) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    int writes = (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
    if (!writes || !of_name(folder, name, path))
        return REAL(openat)(folder, name, flags, mode);
    struct stat before;
    int there = fstatat(folder, name, &before, 0) == 0;
    STEP(!there && flags & O_CREAT ? CREATE : OPEN);
    int fd = REAL(openat)(folder, name, flags, mode);
    if (fd >= 0 && !there)
        note(CREATE, file_of(fd), 0, 0, path, "", NULL);
    if (fd >= 0 && there && flags & O_TRUNC)
        note(TRUNCATE, file_of(fd), 0, 0, path, "", NULL);
    return fd;
}

#define OPEN_LIKE(name, parameters, folder, path)                                                                      \
    int name parameters {                                                                                              \
        mode_t mode = 0;                                                                                               \
        if (flags & (O_CREAT | __O_TMPFILE)) {                                                                         \
            va_list rest;                                                                                              \
            va_start(rest, flags);                                                                                     \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
        }                                                                                                              \
        return openat64(folder, path, flags, mode);                                                                    \
    }
OPEN_LIKE(openat, (int folder, const char *path, int flags, ...), folder, path)
OPEN_LIKE(open64, (const char *path, int flags, ...), AT_FDCWD, path)
OPEN_LIKE(open, (const char *path, int flags, ...), AT_FDCWD, path)

static ssize_t put(int fd, const void *data, size_t length, off64_t offset, int has_offset) {
    char path[PATH_MAX];
    if (!of_file(fd, path))
        return has_offset ? REAL(pwrite64)(fd, data, length, offset) : REAL(write)(fd, data, length);
    int how = step(WRITE);
    if (how > 0)
        return refuse(how);
    if (!has_offset)
        offset = lseek64(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    if (how != GO_ON && length > 1)
        length /= 2;
    ssize_t done = has_offset ? REAL(pwrite64)(fd, data, length, offset) : REAL(write)(fd, data, length);
    if (how == HALF_AND_DIE)
        raise(SIGKILL);
    if (done > 0)
        note(WRITE, file_of(fd), offset, done, path, "", data);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { return put(fd, data, length, 0, 0); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return put(fd, data, length, offset, 1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return put(fd, data, length, offset, 1); }

ssize_t read(int fd, void *data, size_t length) {
    char path[PATH_MAX];
    if (kinds & READ && of_file(fd, path))
        STEP(READ);
    return REAL(read)(fd, data, length);
}

ssize_t pread64(int fd, void *data, size_t length, off64_t offset) {
    char path[PATH_MAX];
    if (kinds & READ && of_file(fd, path))
        STEP(READ);
    return REAL(pread64)(fd, data, length, offset);
}
ssize_t pread(int fd, void *data, size_t length, off_t offset) { return pread64(fd, data, length, offset); }

#define SYNC_LIKE(name)                                                                                                \
    int name(int fd) {                                                                                                 \
        char path[PATH_MAX];                                                                                           \
        if (!of_file(fd, path))                                                                                        \
            return REAL(name)(fd);                                                                                     \
        STEP(SYNC);                                                                                                    \
        int done = REAL(name)(fd);                                                                                     \
        if (done == 0)                                                                                                 \
            note(SYNC, file_of(fd), 0, 0, path, "", NULL);                                                             \
        return done;                                                                                                   \
    }
SYNC_LIKE(fsync)
SYNC_LIKE(fdatasync)

int ftruncate64(int fd, off64_t length) {
    char path[PATH_MAX];
    if (!of_file(fd, path))
        return REAL(ftruncate64)(fd, length);
    STEP(TRUNCATE);
    int done = REAL(ftruncate64)(fd, length);
    if (done == 0)
        note(TRUNCATE, file_of(fd), length, 0, path, "", NULL);
    return done;
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int truncate64(const char *name, off64_t length) {
    char path[PATH_MAX];
    struct stat status;
    if (!of_name(AT_FDCWD, name, path))
        return REAL(truncate64)(name, length);
    STEP(TRUNCATE);
    int done = REAL(truncate64)(name, length);
    if (done == 0 && stat(name, &status) == 0)
        note(TRUNCATE, status.st_ino, length, 0, path, "", NULL);
    return done;
}
int truncate(const char *name, off_t length) { return truncate64(name, length); }

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    char path[PATH_MAX], second[PATH_MAX];
    if (!of_name(from_folder, from, path) | !of_name(to_folder, to, second))
        return REAL(renameat)(from_folder, from, to_folder, to);
    STEP(RENAME);
    int done = REAL(renameat)(from_folder, from, to_folder, to);
    if (done == 0)
        note(RENAME, 0, 0, 0, path, second, NULL);
    return done;
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    if (!of_name(folder, name, path))
        return REAL(unlinkat)(folder, name, flags);
    int kind = flags & AT_REMOVEDIR ? RMDIR : UNLINK;
    STEP(kind);
    int done = REAL(unlinkat)(folder, name, flags);
    if (done == 0)
        note(kind, 0, 0, 0, path, "", NULL);
    return done;
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdirat(int folder, const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (!of_name(folder, name, path))
        return REAL(mkdirat)(folder, name, mode);
    STEP(MKDIR);
    int done = REAL(mkdirat)(folder, name, mode);
    if (done == 0)
        note(MKDIR, 0, 0, 0, path, "", NULL);
    return done;
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    char path[PATH_MAX], second[PATH_MAX];
    if (!of_name(from_folder, from, path) | !of_name(to_folder, to, second))
        return REAL(linkat)(from_folder, from, to_folder, to, flags);
    STEP(LINK);
    int done = REAL(linkat)(from_folder, from, to_folder, to, flags);
    if (done == 0)
        note(LINK, 0, 0, 0, path, second, NULL);
    return done;
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int posix_fallocate64(int fd, off64_t offset, off64_t length) {
    char path[PATH_MAX];
    if (!of_file(fd, path))
        return REAL(posix_fallocate64)(fd, offset, length);
    int number = step(ALLOCATE);
    if (number > 0)
        return number; /* this one gives the error itself */
    number = REAL(posix_fallocate64)(fd, offset, length);
    if (number == 0)
        note(ALLOCATE, file_of(fd), offset + length, 0, path, "", NULL);
    return number;
}
int posix_fallocate(int fd, off_t offset, off_t length) { return posix_fallocate64(fd, offset, length); }

/* SQLite asks for room with this one, and takes a refusal calmly where the file system knows none of it. */
int fallocate64(int fd, int mode, off64_t offset, off64_t length) {
    char path[PATH_MAX];
    return of_file(fd, path) ? refuse(EOPNOTSUPP) : REAL(fallocate64)(fd, mode, offset, length);
}
int fallocate(int fd, int mode, off_t offset, off_t length) { return fallocate64(fd, mode, offset, length); }

/* Copies inside the kernel are refused as some file systems do; the caller copies by writing, which is seen. */
ssize_t sendfile64(int out, int in, off64_t *offset, size_t length) {
    char path[PATH_MAX];
    return of_file(out, path) ? refuse(EINVAL) : REAL(sendfile64)(out, in, offset, length);
}
ssize_t sendfile(int out, int in, off_t *offset, size_t length) { return sendfile64(out, in, offset, length); }

ssize_t copy_file_range(int in, off64_t *in_offset, int out, off64_t *out_offset, size_t length, unsigned flags) {
    char path[PATH_MAX];
    return of_file(out, path) ? refuse(EXDEV)
                              : REAL(copy_file_range)(in, in_offset, out, out_offset, length, flags);
}
