// The parts of the settings that the stores are built from.
#include "greycache/core/storage_settings.h"

#include <algorithm>
#include <utility>

#include "common/typed_log.h"
#include "greycache/config/redis_address.h"
#include "greycache/config/secret_file.h"
#include "greycache/core/start_error.h"

namespace greycache {

namespace {

std::string secret_of(const std::string& path) {
  if (path.empty()) return {};
  const auto secret = read_secret_file(path);
  if (!secret) throw StartError(secret.error());
  return *secret;
}

// The file as it is now; where it cannot be read any more, what was there the last time.
std::function<std::string()> reader_of(const std::string& path, const std::string& first) {
  if (path.empty()) return {};
  return [path, last = first]() mutable {
    if (auto secret = read_secret_file(path)) {
      last = std::move(*secret);
    } else {
      log_typed(LogType::dbaccess, 1, "{}; the password before counts", secret.error());
    }
    return last;
  };
}

}  // namespace

RedisOptions redis_options_of(const Settings& settings) {
  const auto address = parse_redis_address(settings.redis);
  if (!address) throw StartError("redis: " + address.error());
  RedisOptions options;
  options.server = {address->server.address, address->server.port, address->unix_path};
  for (const InetAddress& sentinel : address->sentinels) {
    options.sentinels.push_back({sentinel.address, sentinel.port});
  }
  options.master_name = address->master_name;
  if (address->tls) {
    options.tls = RedisTls{settings.redis_ca_file, settings.redis_cert_file,
                           settings.redis_key_file, settings.redis_tls_name};
  }
  options.db = address->db;
  options.user = address->user;
  const std::string secret = secret_of(settings.redis_password_file);
  options.password = secret.empty() ? address->password : secret;
  options.read_password = reader_of(settings.redis_password_file, secret);
  options.prefix = settings.redis_prefix;
  options.timeout = settings.redis_timeout;
  options.awl_cache = static_cast<std::size_t>(settings.awl_cache);
  options.max_entries_per_source = static_cast<std::size_t>(settings.max_entries_per_source);
  return options;
}

PostgresSettings postgres_settings_of(const Settings& settings, const std::string& schema) {
  PostgresSettings postgres;
  postgres.database = settings.database;
  postgres.schema = schema;
  postgres.password = secret_of(settings.database_password_file);
  postgres.read_password = reader_of(settings.database_password_file, postgres.password);
  postgres.connect_timeout = settings.database_timeout;
  postgres.statement_timeout = settings.database_timeout;
  return postgres;
}

PostgresSettings postgres_settings_of(const Settings& settings, const std::string& schema,
                                      Milliseconds patience) {
  PostgresSettings postgres = postgres_settings_of(settings, schema);
  postgres.connect_timeout = std::min(postgres.connect_timeout, patience);
  postgres.statement_timeout = std::min(postgres.statement_timeout, patience);
  return postgres;
}

}  // namespace greycache
