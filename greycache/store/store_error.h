// What went wrong with a store, in the terms its callers act on.
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace greycache {

struct StoreError {
  enum class Kind {
    unavailable,  // no connection, no answer in time, starting up, shutting down: try again later
    contention,   // deadlock, lock or serialisation failure, too many connections: the same again
                  // soon
    read_only,  // a replica, a standby, a full disk: reads work, writes do not, until somebody acts
    refused,    // password, privilege, ACL, wrong schema: stays until an administrator acts
    data,       // this statement's data is what is wrong; other data would pass
  };

  Kind kind = Kind::unavailable;
  std::string message;  // one sentence for the log, already escaped

  // Whether the same call may succeed later without anybody's help.
  bool transient() const { return kind == Kind::unavailable || kind == Kind::contention; }
};

template <typename T>
using StoreResult = tl::expected<T, StoreError>;

}  // namespace greycache
