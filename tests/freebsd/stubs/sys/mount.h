// FreeBSD's <sys/mount.h>, as far as filesystem_of() needs it.
#pragma once

#define MFSNAMELEN 16

struct freebsd_statfs {
  char f_fstypename[MFSNAMELEN];
};

extern "C" int freebsd_statfs(const char* path, struct freebsd_statfs* system);
#define statfs freebsd_statfs
