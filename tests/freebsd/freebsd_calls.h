// FreeBSD's calls, played by Linux' own.
#pragma once

namespace greycache {

// What the kernel that is played tells of a peer.
struct FreebsdKernel {
  bool tells_process = true;  // false: FreeBSD 12 and before
  unsigned version = 0;       // of struct xucred
};

FreebsdKernel& freebsd_kernel();

}  // namespace greycache
