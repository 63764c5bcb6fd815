// The `database` setting as libpq's connection keywords, one set for each host.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/postgres/postgres_settings.h"

namespace greycache {

// Keyword and value
// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
using ConnectionKeywords = std::map<std::string, std::string>;

// One set a host, in the order written, so that each host has a deadline of its own (libpq's
// connect_timeout does not hold for non-blocking connections). Keepalives, TCP_USER_TIMEOUT and
// application_name are ours where `database` does not say them. The error never quotes the setting,
// which may hold a password.
tl::expected<std::vector<ConnectionKeywords>, std::string> connection_keywords(
    const PostgresSettings& settings);

}  // namespace greycache
