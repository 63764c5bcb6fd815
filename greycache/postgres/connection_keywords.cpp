// The setting read by libpq, and taken apart by hosts.
#include "greycache/postgres/connection_keywords.h"

#include <libpq-fe.h>

#include <memory>

#include "common/text.h"

namespace greycache {

namespace {

// What `database` may override.
ConnectionKeywords defaults(const PostgresSettings& settings) {
  return {{"application_name", "greycache"},
          {"keepalives", "1"},
          {"keepalives_idle", "30"},
          {"keepalives_interval", "10"},
          {"keepalives_count", "3"},
          {"tcp_user_timeout", std::to_string(settings.statement_timeout.count() * 2)}};
}

bool parse(const std::string& database, ConnectionKeywords& keywords) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(database.c_str(), &message), &PQconninfoFree);
  PQfreemem(message);
  if (!options) return false;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) keywords[option->keyword] = option->val;
  }
  return true;
}

std::vector<std::string_view> parts(const ConnectionKeywords& keywords, const char* keyword) {
  const auto found = keywords.find(keyword);
  return found == keywords.end() ? std::vector<std::string_view>{} : split(found->second, ',');
}

// As libpq pairs lists: one of a single value serves all hosts.
void choose(ConnectionKeywords& keywords, const char* keyword,
            const std::vector<std::string_view>& values, std::size_t host) {
  if (values.empty()) return;
  keywords[keyword] = values.size() == 1 ? values.front() : values[host];
}

}  // namespace

tl::expected<std::vector<ConnectionKeywords>, std::string> connection_keywords(
    const PostgresSettings& settings) {
  ConnectionKeywords all = defaults(settings);
  if (!parse(settings.database, all)) {
    return tl::unexpected<std::string>("the database setting is no libpq URI or keyword string");
  }
  // Rows come as they are stored: a name that the server cannot convert would end the statement.
  all["client_encoding"] = "SQL_ASCII";
  if (!settings.password.empty()) {
    all["password"] = settings.read_password ? settings.read_password() : settings.password;
  }

  const auto hosts = parts(all, "host");
  const auto addresses = parts(all, "hostaddr");
  const auto ports = parts(all, "port");
  const std::size_t count = std::max({hosts.size(), addresses.size(), std::size_t{1}});
  const auto fits = [&](std::size_t size) { return size <= 1 || size == count; };
  if (!fits(hosts.size()) || !fits(addresses.size()) || !fits(ports.size())) {
    return tl::unexpected<std::string>("the database setting has not as many ports as hosts");
  }
  std::vector<ConnectionKeywords> each(count, all);
  for (std::size_t i = 0; i < count; ++i) {
    choose(each[i], "host", hosts, i);
    choose(each[i], "hostaddr", addresses, i);
    choose(each[i], "port", ports, i);
  }
  return each;
}

}  // namespace greycache
