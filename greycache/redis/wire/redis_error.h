// What an error reply of Redis means for those who asked.
#pragma once

#include <string>
#include <string_view>

#include "greycache/store/store_error.h"

namespace greycache {

// By the first word of the reply (https://redis.io/docs/reference/protocol-spec/#simple-errors and
// server.c's shared objects):
//   unavailable  LOADING MASTERDOWN CLUSTERDOWN
//   contention   BUSY TRYAGAIN, "ERR max number of clients reached"
//   read_only    READONLY OOM MISCONF NOREPLICAS
//   refused      NOAUTH WRONGPASS NOPERM DENIED MOVED ASK CROSSSLOT NOPROTO, and every other error:
//                what we send is constant but for keys and values, so somebody must look at it
//   data         WRONGTYPE: a key under our prefix that is not ours
// The message holds the reply, escaped, with a word of help where there is one to give.
StoreError redis_error(std::string_view reply);

// Of kind unavailable, for this reason.
StoreError unavailable(std::string message);

// Whether a connection is of no more use after this error: another one may reach a server that is
// well, and the first commands of a connection find out.
bool ends_connection(const StoreError& error);

}  // namespace greycache
