// Looks into libpq connection strings as far as passwords need it.
#include "greycache/config/database_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "common/characters.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr std::string_view kMask = "***";
constexpr std::string_view kBlanks = " \t\r\n\v\f";  // isspace(3), which libpq asks

// libpq's keywords whose value anybody may see (libpq, "Parameter Key Words"), those of versions
// to come left out: a typing error in "password" must not show one.
constexpr std::string_view kPublic[]{"application_name",
                                     "channel_binding",
                                     "client_encoding",
                                     "connect_timeout",
                                     "dbname",
                                     "fallback_application_name",
                                     "gssdelegation",
                                     "gssencmode",
                                     "gsslib",
                                     "host",
                                     "hostaddr",
                                     "keepalives",
                                     "keepalives_count",
                                     "keepalives_idle",
                                     "keepalives_interval",
                                     "krbsrvname",
                                     "load_balance_hosts",
                                     "max_protocol_version",
                                     "min_protocol_version",
                                     "options",
                                     "passfile",
                                     "port",
                                     "replication",
                                     "require_auth",
                                     "requirepeer",
                                     "requiressl",
                                     "service",
                                     "servicefile",
                                     "ssl",
                                     "ssl_max_protocol_version",
                                     "ssl_min_protocol_version",
                                     "sslcert",
                                     "sslcertmode",
                                     "sslcompression",
                                     "sslcrl",
                                     "sslcrldir",
                                     "sslkey",
                                     "sslkeylogfile",
                                     "sslmode",
                                     "sslnegotiation",
                                     "sslrootcert",
                                     "sslsni",
                                     "target_session_attrs",
                                     "tcp_user_timeout",
                                     "tty",
                                     "user",
                                     "authtype"};

bool is_uri(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

bool is_public(std::string_view keyword) {
  return std::ranges::find(kPublic, keyword) != std::end(kPublic);
}

// Where something stands in the text that nobody is to see.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};
// In their order; nothing where the text is not understood, so that all of it may be secret.
using Secrets = std::optional<std::vector<Span>>;

std::size_t skip(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

// A keyword's value in a keyword string, with its quotes; nothing where they are not closed.
std::optional<Span> value_span(std::string_view text, std::size_t begin) {
  const bool quoted = begin < text.size() && text[begin] == '\'';
  std::size_t at = begin + (quoted ? 1 : 0);
  while (at < text.size()) {
    const char c = text[at];
    if (quoted ? c == '\'' : kBlanks.find(c) != kBlanks.npos) break;
    at += c == '\\' ? 2 : 1;
  }
  if (quoted && at >= text.size()) return std::nullopt;
  return Span{begin, std::min(at + (quoted ? 1 : 0), text.size())};
}

Secrets secrets_in_keywords(std::string_view text) {
  std::vector<Span> secrets;
  for (std::size_t at = skip(text, 0); at < text.size(); at = skip(text, at)) {
    const std::size_t equals = text.find('=', at);
    if (equals == text.npos) return std::nullopt;
    const std::string_view keyword = trimmed(text.substr(at, equals - at));
    if (keyword.find_first_of(kBlanks) != keyword.npos) return std::nullopt;
    const auto value = value_span(text, skip(text, equals + 1));
    if (!value) return std::nullopt;
    if (!is_public(keyword)) secrets.push_back(*value);
    at = value->end;
  }
  return secrets;
}

// "192.0.2.1:5432", "[::1]", "db1"; with something else for a port it is hardly a host.
bool is_host(std::string_view text) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == text.npos) return false;
  const std::size_t colon = text.find(':', bracket);
  const std::string_view port = colon == text.npos ? "" : text.substr(colon + 1);
  return text.find('@') == text.npos && (port.empty() || all_digits(port));
}

// Of "sslmode=require&password=x", which stand in the text from `begin` on. Keywords may be
// percent-encoded.
bool add_parameters(std::string_view text, std::size_t begin, std::vector<Span>& secrets) {
  for (const std::string_view parameter : split(text.substr(begin), '&')) {
    const std::size_t end = begin + parameter.size();
    const std::size_t equals = parameter.find('=');
    if (equals == parameter.npos && !parameter.empty()) return false;
    if (equals != parameter.npos && !is_public(percent_decoded(parameter.substr(0, equals)))) {
      secrets.push_back({begin + equals + 1, end});
    }
    begin = end + 1;
  }
  return true;
}

// The userinfo ends at the first '@' before any slash, as libpq has it.
Secrets secrets_in_uri(std::string_view text) {
  std::vector<Span> secrets;
  std::size_t begin = text.find("://") + 3;
  const std::size_t at = text.substr(begin, text.find('/', begin) - begin).find('@');
  if (at != text.npos) {
    const std::size_t colon = text.substr(begin, at).find(':');
    if (colon != text.npos) secrets.push_back({begin + colon + 1, begin + at});
    begin += at + 1;
  }
  const std::size_t parameters = std::min(text.find('?', begin), text.size());
  const std::string_view place = text.substr(begin, parameters - begin);
  const std::size_t slash = std::min(place.find('/'), place.size());
  const bool good = std::ranges::all_of(split(place.substr(0, slash), ','), is_host) &&
                    place.find('@') == place.npos;
  const std::size_t first = std::min(parameters + 1, text.size());
  if (!good || !add_parameters(text, first, secrets)) return std::nullopt;
  return secrets;
}

Secrets secrets_in(std::string_view text) {
  return is_uri(text) ? secrets_in_uri(text) : secrets_in_keywords(text);
}

}  // namespace

std::string check_database_address(std::string_view text) {
  if (!is_uri(text) && text.substr(0, text.find('=')).find("://") != text.npos) {
    return "the URI of a database begins with postgresql://";
  }
  if (!is_uri(text) && text.find('=') == text.npos) {
    return "write a libpq keyword string (dbname=greycache host=192.0.2.1 user=greycache) or a "
           "URI (postgresql://greycache@192.0.2.1/greycache)";
  }
  if (!secrets_in(text)) {
    return is_uri(text) ? "this is no URI of a database; write "
                          "postgresql://user:password@host:port/name?keyword=value, in its parts "
                          "%2F for a '/' and %40 for an '@'"
                        : "this is no libpq keyword string; write keyword=value with blanks "
                          "between, in single quotes where a value holds a blank";
  }
  if (text.find(kMask) != text.npos && masked_database_address(text) == text) {
    return "\"***\" stands for a password that was not printed; write the password, or name a "
           "database_password_file";
  }
  return {};
}

std::string masked_database_address(std::string_view text) {
  const Secrets secrets = secrets_in(text);
  if (!secrets) return std::string(kMask);
  std::string masked;
  std::size_t from = 0;
  for (const Span& secret : *secrets) {
    masked += text.substr(from, secret.begin - from);
    masked += kMask;
    from = secret.end;
  }
  masked += text.substr(from);
  return masked;
}

void append_keyword(std::string& keywords, std::string_view keyword, std::string_view value) {
  if (!keywords.empty()) keywords += ' ';
  keywords += fmt::format("{}='", keyword);
  for (const char c : value) {
    if (c == '\'' || c == '\\') keywords += '\\';
    keywords += c;
  }
  keywords += '\'';
}

}  // namespace greycache
