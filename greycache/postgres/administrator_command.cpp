// Commands for psql, put together and quoted for a shell.
#include "greycache/postgres/administrator_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "greycache/postgres/migration.h"
#include "greycache/postgres/schema.h"

namespace greycache {

namespace {

// Of roles.sql.
constexpr std::string_view kOwner = "greycache_owner";
constexpr std::string_view kNames = "greycache";

std::string doubled(std::string_view text, char quote) {
  std::string result;
  for (const char c : text) result.append(c == quote ? 2 : 1, c);
  return result;
}

std::string in_sql(std::string_view name) {
  if (is_schema_name(std::string(name))) return std::string(name);
  return '"' + doubled(name, '"') + '"';
}

std::string in_shell(std::string_view word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '=' || c == '.';
  };
  if (!word.empty() && std::ranges::all_of(word, plain)) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string psql(const SchemaNames& names) {
  return "psql -v ON_ERROR_STOP=1 -d " + in_shell(names.database);
}

// Nothing where roles.sql takes that name by itself.
std::string variable(std::string_view name, std::string_view value, std::string_view usual) {
  if (value.empty() || value == usual) return {};
  return " -v " + in_shell(fmt::format("{}={}", name, value));
}

}  // namespace

std::string roles_command(const SchemaNames& names) {
  return psql(names) + variable("schema", names.schema, kNames) +
         variable("owner", names.owner, kOwner) + variable("daemon", names.daemon, kNames) +
         " -f sql/roles.sql";
}

std::string migration_command(const SchemaNames& names, int from) {
  const std::string owner = in_sql(names.owner.empty() ? kOwner : std::string_view(names.owner));
  std::string command = names.owner.empty() ? roles_command(names) + " && " : std::string();
  command += fmt::format("{} -1 -c {} -c {}", psql(names), in_shell("set role " + owner),
                         in_shell("set search_path = " + names.schema));
  for (const Migration& migration : migrations()) {
    if (migration.version <= from) continue;
    command += fmt::format(" -f sql/{:03}_{}.sql", migration.version, migration.name);
  }
  return command;
}

}  // namespace greycache
