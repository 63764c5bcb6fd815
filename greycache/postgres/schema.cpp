// Reads the version, and applies the migrations that are missing.
#include "greycache/postgres/schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/places.h"
#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/postgres/administrator_command.h"
#include "greycache/postgres/migration.h"
#include "greycache/postgres/statements.h"

namespace greycache {

namespace {

using Kind = StoreError::Kind;

// Longer than a statement: a migration may have to rewrite a table.
constexpr std::chrono::seconds kMigrationTime{60};
constexpr std::chrono::milliseconds kLockPatience{800};

struct State {
  bool schema_exists = false;
  int version = 0;   // of the latest migration
  int required = 0;  // of the latest that a program must know
  SchemaNames names;
};

StoreResult<State> state_of(Connection& connection, const std::string& schema, Deadline deadline) {
  const auto exists = connection.execute(
      {statements::kSchemaExists, Parameters().add(std::string_view(schema))}, deadline);
  if (!exists) return tl::unexpected(exists.error());
  State state;
  state.schema_exists = exists->truth(0, 0);
  state.names = {std::string(exists->text(0, 3)), schema, std::string(exists->text(0, 4)),
                 std::string(exists->text(0, 5))};
  if (!exists->truth(0, 1)) return state;
  // With the schema's name, so that a missing right is called by its name.
  const std::string additions =
      exists->truth(0, 2) ? fmt::format(" union all select version from {}.schema_addition", schema)
                          : std::string();
  const std::string query = fmt::format(
      "select coalesce(max(version), 0), (select coalesce(max(version), 0) from {0}.schema_version)"
      " from (select version from {0}.schema_version{1}) migration",
      schema, additions);
  const auto version = connection.execute({query.c_str(), {}}, deadline);
  if (!version) return tl::unexpected(version.error());
  state.version = static_cast<int>(version->number(0, 0));
  state.required = static_cast<int>(version->number(0, 1));
  return state;
}

int needed_version() {
  return migrations().back().version;
}

StoreError too_new(const std::string& schema, const State& state) {
  return {Kind::refused, fmt::format("schema {} is at version {}, this program knows {}: a newer "
                                     "program is needed",
                                     schema, state.required, needed_version())};
}

StoreError not_allowed(const StoreError& error, const State& state) {
  if (error.kind != Kind::refused) return error;
  return {Kind::refused,
          fmt::format("schema {} is at version {}, this program needs {} and may not change it "
                      "({}); run in " GREYCACHE_DATA_DIR ", as a superuser: {}",
                      state.names.schema, state.version, needed_version(), error.message,
                      migration_command(state.names, state.version))};
}

// Inside a transaction. The version that was there.
StoreResult<int> run_migrations(Connection& connection, const std::string& schema,
                                Deadline deadline) {
  const auto locked = connection.execute(
      {statements::kMigrationLock, Parameters().add(std::string_view(schema))}, deadline);
  if (!locked) return tl::unexpected(locked.error());
  // Another host may have done it while we waited.
  const auto state = state_of(connection, schema, deadline);
  if (!state) return tl::unexpected(state.error());
  if (!state->schema_exists) {
    auto created = connection.run_script("create schema " + schema, deadline);
    if (!created) return tl::unexpected(created.error());
  }
  // Who waits for a table's lock holds up all who come after: better all is tried again later.
  const auto more_time =
      fmt::format("set local statement_timeout = '{}s'; set local lock_timeout = '{}ms'; ",
                  kMigrationTime.count(), kLockPatience.count());
  for (const Migration& migration : migrations()) {
    if (migration.version <= state->version) continue;
    auto done = connection.run_script(more_time + migration.script, deadline);
    if (!done) return tl::unexpected(done.error());
  }
  return state->version;
}

StoreResult<void> migrate(Connection& connection, const std::string& schema) {
  const Deadline deadline = std::chrono::steady_clock::now() + kMigrationTime;
  auto begun = connection.begin(deadline);
  if (!begun) return begun;
  auto result = run_migrations(connection, schema, deadline);
  auto ended = connection.end(result.has_value(), deadline);
  if (!result) return tl::unexpected(result.error());
  // Only now: a role that may not is here again at every try.
  if (ended && *result < needed_version()) {
    log_typed(LogType::dbaccess, 2, "PostgreSQL: schema {} is migrated from version {} to {} ({})",
              schema, *result, needed_version(), migrations().back().name);
  }
  return ended;
}

}  // namespace

bool is_schema_name(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto fits = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 40 && is_letter(name.front()) &&
         std::ranges::all_of(name, fits);
}

StoreResult<std::string> hindrance_of_schema(Connection& connection, const std::string& schema,
                                             Deadline deadline) {
  const auto state = state_of(connection, schema, deadline);
  // It may not even be read.
  if (!state && state.error().kind == Kind::refused) return state.error().message;
  if (!state) return tl::unexpected(state.error());
  if (state->required > needed_version()) return too_new(schema, *state).message;
  if (state->version >= needed_version()) return std::string();
  const auto may = connection.execute(
      {statements::kMayMigrate, Parameters().add(std::string_view(schema))}, deadline);
  if (!may) return tl::unexpected(may.error());
  if (may->truth(0, 0)) return std::string();
  const StoreError not_owner{Kind::refused,
                             fmt::format("role {} does not own it", escaped(state->names.daemon))};
  return not_allowed(not_owner, *state).message;
}

StoreResult<void> prepare_schema(Connection& connection, const std::string& schema,
                                 Deadline deadline, bool migrates) {
  const auto state = state_of(connection, schema, deadline);
  if (!state) return tl::unexpected(state.error());
  if (state->required > needed_version()) return tl::unexpected(too_new(schema, *state));
  // What newer programs have added does not matter.
  if (state->version >= needed_version()) return {};
  if (!migrates) {
    return tl::unexpected(StoreError{
        Kind::refused, fmt::format("PostgreSQL: schema {} is at version {}, this program needs {}; "
                                   "the daemon migrates it where it may",
                                   schema, state->version, needed_version())});
  }
  const auto migrated = migrate(connection, schema);
  if (!migrated) return tl::unexpected(not_allowed(migrated.error(), *state));
  return {};
}

}  // namespace greycache
