// The settings of transactions, the hosts in turn, and a look for a pooler.
#include "greycache/postgres/session.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/places.h"
#include "common/text.h"
#include "greycache/postgres/administrator_command.h"
#include "greycache/postgres/connection_keywords.h"
#include "greycache/postgres/schema.h"

namespace greycache {

namespace {

constexpr int kOldestServer = 130000;

StoreError refused(std::string message) {
  return {StoreError::Kind::refused, "PostgreSQL: " + std::move(message)};
}

}  // namespace

StoreResult<std::size_t> connect_session(Connection& connection, const PostgresSettings& settings) {
  if (!is_schema_name(settings.schema)) {
    return tl::unexpected(refused("no name for a schema: " + escaped(settings.schema)));
  }
  const auto hosts = connection_keywords(settings);
  if (!hosts) return tl::unexpected(refused(hosts.error()));
  // The server gives up first, so that a slow statement does not cost the connection. Its
  // just-in-time compiler would take longer than any statement of ours.
  const auto time = settings.statement_timeout.count();
  const std::pair<std::string, std::string> in_transactions[] = {
      {"search_path", settings.schema + ", pg_temp"},
      {"jit", "off"},
      {"statement_timeout", std::to_string(std::max(1L, time * 8 / 10))},
      {"lock_timeout", std::to_string(std::max(1L, time / 2))},
      {"idle_in_transaction_session_timeout", std::to_string(time * 2)}};
  connection.set_in_transactions(in_transactions);
  if (auto done = connection.connect(*hosts, settings.connect_timeout); !done) {
    return tl::unexpected(done.error());
  }
  if (connection.server_version() < kOldestServer) {
    return tl::unexpected(refused("the server is older than version 13"));
  }
  connection.set_advice(
      "run in " GREYCACHE_DATA_DIR ", as a superuser: " +
      roles_command({connection.database(), settings.schema, {}, connection.role()}));
  const auto deadline = std::chrono::steady_clock::now() + settings.statement_timeout;
  if (auto looked = connection.look_for_pooler(deadline); !looked) {
    return tl::unexpected(looked.error());
  }
  return hosts->size();
}

}  // namespace greycache
