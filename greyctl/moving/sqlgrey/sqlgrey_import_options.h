// What `greyctl import sqlgrey` is told.
#pragma once

#include <string>

namespace greycache {

struct SqlgreyImportOptions {
  std::string config;      // sqlgrey.conf; empty: /etc/sqlgrey/sqlgrey.conf
  std::string database;    // in place of the configuration's, see open_sqlgrey_database()
  std::string from_files;  // a directory with files, in place of a database
  std::string time_zone;   // of times that have none; empty: the database's, for files this host's
};

}  // namespace greycache
