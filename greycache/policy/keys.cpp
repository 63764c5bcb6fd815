// How a name becomes a part of a key.
#include "greycache/policy/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/keyed_hash.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kMarkLength = 17;  // '~' and 16 hex digits
constexpr std::string_view kEmptyPart = "%";
// The key of SipHash's reference vectors. Keys in every store hold hashes made with it, so it must
// never change. Whoever searches for two names of one hash only shares an entry with himself.
constexpr HashKey kMarkKey{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};

bool ends_in_mark(std::string_view name) {
  if (name.size() < kMarkLength || name[name.size() - kMarkLength] != '~') return false;
  const std::string_view end = name.substr(name.size() - kMarkLength);
  return end.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

}  // namespace

void make_key_part(std::string& name, std::size_t limit) {
  // Nearly every name is its own key part.
  if (!name.empty() && name.size() <= limit && needs_no_encoding(name) && !ends_in_mark(name)) {
    return;
  }
  name = key_part(name, limit);
}

std::string key_part(std::string_view raw, std::size_t limit) {
  if (raw.empty()) return std::string(kEmptyPart);
  // A short name that looks like a marked one is marked too, or it could pass for a long one.
  if (raw.size() <= limit && !ends_in_mark(raw)) return percent_encoded(raw);
  const std::size_t kept = std::min(raw.size(), limit) - kMarkLength;
  return percent_encoded(raw.substr(0, kept)) + fmt::format("~{:016x}", siphash(kMarkKey, raw));
}

std::string_view cut_name(std::string_view part) {
  return ends_in_mark(part) ? part.substr(0, part.size() - kMarkLength) : std::string_view();
}

std::string name_of_part(std::string_view part) {
  return part == kEmptyPart ? std::string() : percent_decoded(part);
}

}  // namespace greycache
