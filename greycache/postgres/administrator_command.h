// What an administrator pastes where the daemon may not help itself: psql with a file of sql/.
#pragma once

#include <string>

namespace greycache {

// Names as the server has them; none is quoted.
struct SchemaNames {
  std::string database;
  std::string schema;
  std::string owner;   // of the schema; empty where that is not there
  std::string daemon;  // the role that we are logged in as
};

// Lines for a shell, to be run by a superuser in /usr/share/greycache. roles.sql makes the roles
// and the schema, or gives the daemon's role the rights that it lacks in one that is there.
std::string roles_command(const SchemaNames& names);
// Brings the schema from a version to that of this program, as its owner, who may be unable to log
// in: what another role makes there the daemon may not use.
std::string migration_command(const SchemaNames& names, int from);

}  // namespace greycache
