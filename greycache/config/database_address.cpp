// Looks into libpq connection strings as far as passwords need it.
#include "greycache/config/database_address.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::string_view kMask = "***";
constexpr std::string_view kBlanks = " \t\r\n";

bool is_uri(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

// A keyword's value in a keyword string: where it begins and ends, quotes included.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Span value_span(std::string_view text, std::size_t equals) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks, equals + 1), text.size());
  const bool quoted = begin < text.size() && text[begin] == '\'';
  std::size_t at = begin + (quoted ? 1 : 0);
  while (at < text.size()) {
    const char c = text[at];
    if (quoted ? c == '\'' : kBlanks.find(c) != kBlanks.npos) break;
    at += c == '\\' ? 2 : 1;
  }
  return {begin, std::min(at + (quoted ? 1 : 0), text.size())};
}

std::string masked_keywords(std::string_view text) {
  std::string masked;
  std::size_t from = 0;
  for (std::size_t at = text.find('='); at != text.npos; at = text.find('=', from)) {
    const std::string_view keyword = trimmed(text.substr(from, at - from));
    const Span value = value_span(text, at);
    masked += text.substr(from, value.begin - from);
    masked += keyword == "password" ? kMask : text.substr(value.begin, value.end - value.begin);
    from = value.end;
  }
  masked += text.substr(from);
  return masked;
}

// The password of the userinfo, and of a password= parameter.
std::string masked_uri(std::string_view text) {
  std::string masked(text);
  const std::size_t parameters = masked.find('?');
  const std::size_t parameter = masked.find("password=", std::min(parameters, masked.size()));
  if (parameter != masked.npos) {
    const std::size_t begin = parameter + std::string_view("password=").size();
    masked.replace(begin, std::min(masked.find('&', begin), masked.size()) - begin, kMask);
  }
  const std::size_t begin = masked.find("://") + 3;
  const std::size_t end = masked.find_first_of("/?", begin);
  const std::size_t at = masked.substr(begin, end - begin).rfind('@');
  const std::size_t colon = masked.substr(begin, at).find(':');
  if (at == masked.npos || colon == masked.npos) return masked;
  return masked.replace(begin + colon + 1, at - colon - 1, kMask);
}

}  // namespace

std::string check_database_address(std::string_view text) {
  if (!is_uri(text) && text.find("://") != text.npos) {
    return "the URI of a database begins with postgresql://";
  }
  if (!is_uri(text) && text.find('=') == text.npos) {
    return "write a libpq keyword string (dbname=greycache host=192.0.2.1 user=greycache) or a "
           "URI (postgresql://greycache@192.0.2.1/greycache)";
  }
  if (text.find(kMask) != text.npos && masked_database_address(text) == text) {
    return "\"***\" stands for a password that was not printed; write the password, or name a "
           "database_password_file";
  }
  return {};
}

std::string masked_database_address(std::string_view text) {
  return is_uri(text) ? masked_uri(text) : masked_keywords(text);
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
