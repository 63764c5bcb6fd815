// A MySQL database as a URI.
#pragma once

#include <optional>
#include <string_view>

#include "greyctl/moving/mysql/mysql_connection.h"

namespace greycache {

// "mysql://USER:PASSWORD@HOST:PORT/DATABASE?socket=PATH"; all but the database may be left out, and
// names may be percent-encoded, and have to be where they hold '@' or '/'. "mariadb:" is the
// same, and [2001:db8::1] a host. Nothing where it is no such thing.
std::optional<MysqlAddress> parse_mysql_uri(std::string_view uri);

}  // namespace greycache
