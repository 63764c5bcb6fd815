// '+' is a blank, and %XX a byte.
#include "greyweb/http/form.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/characters.h"
#include "common/hex_value.h"
#include "common/text.h"

namespace greycache::web {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The byte of the two digits at `at`; nothing where these are none.
std::optional<char> byte_at(std::string_view text, std::size_t at) {
  if (at + 2 > text.size()) return std::nullopt;
  const int high = hex_value(lower(text[at]));
  const int low = hex_value(lower(text[at + 1]));
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const auto byte = byte_at(text, i + 1);
    if (!byte) return std::nullopt;
    plain += *byte;
    i += 2;
  }
  if (!is_utf8(plain) || plain.find('\0') != std::string::npos) return std::nullopt;
  return plain;
}

bool stays(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::optional<Form> Form::parse(std::string_view text) {
  Form form;
  if (text.empty()) return form;
  for (const std::string_view field : split(text, '&')) {
    const std::size_t equals = std::min(field.find('='), field.size());
    auto name = decoded(field.substr(0, equals));
    auto value = decoded(field.substr(std::min(equals + 1, field.size())));
    if (!name || !value || form.fields_.size() >= kMostFields) return std::nullopt;
    form.add(std::move(*name), std::move(*value));
  }
  return form;
}

const std::string& Form::value(std::string_view name) const {
  static const std::string none;
  const std::string* found = find(name);
  return found == nullptr ? none : *found;
}

std::string Form::text() const {
  std::string text;
  for (const auto& [name, value] : fields_) {
    if (!text.empty()) text += '&';
    text += query_encoded(name) + "=" + query_encoded(value);
  }
  return text;
}

const std::string* Form::find(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &std::pair<std::string, std::string>::first);
  return found == fields_.end() ? nullptr : &found->second;
}

std::string query_encoded(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (stays(c)) {
      text += c;
    } else {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text;
}

}  // namespace greycache::web
