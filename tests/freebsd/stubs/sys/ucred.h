// FreeBSD's <sys/ucred.h>, as far as peer_of() needs it; and getsockopt(2), which knows
// LOCAL_PEERCRED there.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#define XU_NGROUPS 16
#define XUCRED_VERSION 0

struct xucred {
  unsigned cr_version;
  uid_t cr_uid;
  short cr_ngroups;
  gid_t cr_groups[XU_NGROUPS];
  union {
    void* _cr_unused1;
    pid_t cr_pid;
  };
};

int freebsd_getsockopt(int socket, int level, int option, void* value, socklen_t* length);
#define getsockopt freebsd_getsockopt
