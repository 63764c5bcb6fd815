// What PostgreSQL's error codes mean for the callers of a store.
#pragma once

#include <string_view>

#include "greycache/store/store_error.h"

namespace greycache {

// The kind of a five-character SQLSTATE
// (https://www.postgresql.org/docs/current/errcodes-appendix.html). Empty, which is what libpq
// gives for its own errors, is `unavailable`; unknown codes are `refused`.
StoreError::Kind kind_of_sqlstate(std::string_view sqlstate);

// The SQLSTATE in a message of verbose form ("FATAL:  28P01: password ..."), which is all that
// libpq gives for a failed connection; empty where there is none. Of several the last counts.
std::string_view sqlstate_in(std::string_view message);

}  // namespace greycache
