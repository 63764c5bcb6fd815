// SQLgrey's configuration, as far as its entries mean something by it, and where they are.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greycache/config/sqlgrey_database.h"
#include "greycache/policy/rules.h"
#include "greyctl/moving/account/moving_error.h"
#include "greyctl/moving/sqlgrey/sqlgrey_tables.h"

namespace greycache {

// SQLgrey's defaults where the file does not say otherwise.
struct SqlgreySite {
  GreyMethod greymethod = GreyMethod::smart;
  std::string optmethod = "none";
  std::string conf_dir = "/etc/sqlgrey";
  SqlgreyDatabase database;
};

// The error names the file.
tl::expected<SqlgreySite, std::string> read_sqlgrey_site(const std::string& path);
// From the file's text.
SqlgreySite sqlgrey_site_of(std::string_view text);

// Of the database that the configuration names (of a SQLite file without a directory: in
// /var/lib/sqlgrey), or that `address` does where it is not empty:
//   DBI:DRIVER:...                           a DSN of Perl's DBI, with user and password of the
//   site postgresql://..., or keywords of libpq   PostgreSQL
//   mysql://USER:PASSWORD@HOST:PORT/NAME?socket=PATH
//   a path, perhaps behind "sqlite:"         an SQLite file
// `time_zone` is what PostgresTables::open() says.
tl::expected<std::unique_ptr<SqlgreyTables>, MovingError> open_sqlgrey_database(
    const SqlgreySite& site, const std::string& address, const std::string& time_zone);

}  // namespace greycache
