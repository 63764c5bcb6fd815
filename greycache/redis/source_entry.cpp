// The readable fields and values in the hash of one source.
#include "greycache/redis/source_entry.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "greycache/policy/correspondent.h"
#include "greycache/policy/sound_fact.h"

namespace greycache {

namespace {

void append_encoded(std::string& text, std::string_view name) {
  if (name == "*") {
    text.append("%2A");
    return;
  }
  for (auto at = name.find('@'); at != std::string_view::npos; at = name.find('@')) {
    text.append(name.substr(0, at)).append("%40");
    name.remove_prefix(at + 1);
  }
  text.append(name);
}

std::string decoded_name(std::string_view text) {
  if (text == "%2A") return std::string(1, '*');
  std::string name;
  for (auto at = text.find("%40"); at != std::string_view::npos; at = text.find("%40")) {
    name.append(text.substr(0, at));
    name.push_back('@');
    text.remove_prefix(at + 3);
  }
  return name.append(text);
}

constexpr std::string_view kLarge = "large";

// Covers every other.
constexpr UnixTime kAnyAge = std::numeric_limits<UnixTime>::max();

// Up to the next blank, which goes with it.
std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

bool set_times(Fact& fact, std::string_view value) {
  const auto blank = value.find(' ');
  const auto first = parse_time(value.substr(0, blank));
  if (!first) return false;
  fact.first_seen = fact.last_seen = *first;
  if (fact.kind == FactKind::connect) return blank == std::string_view::npos;
  if (blank == std::string_view::npos) return false;
  const auto last = parse_time(value.substr(blank + 1));
  if (last) fact.last_seen = *last;
  return last.has_value();
}

}  // namespace

std::string marker_value(std::string_view generation, const Marker& marker) {
  std::string value(generation);
  value.append(" ").append(std::to_string(marker.since));
  if (!marker.whole) return value.append(" ").append(kLarge);
  value.append(" ").append(std::to_string(marker.whole->connect));
  value.append(" ").append(std::to_string(marker.whole->awl));
  if (marker.whole->correspondent == kAnyAge) return value;
  return value.append(" ").append(std::to_string(marker.whole->correspondent));
}

Ages ages_of_source(std::string_view src, const Ages& ages) {
  return {ages.connect, ages.awl, holds_correspondents(src) ? ages.correspondent : kAnyAge};
}

std::optional<Marker> parse_marker(std::string_view text, std::string_view generation) {
  const bool ours = !generation.empty() && take_word(text) == generation;
  if (!ours || text.ends_with(' ')) return std::nullopt;
  const auto since = parse_time(take_word(text));
  if (!since) return std::nullopt;
  if (text == kLarge) return Marker{*since, {}};
  const auto connect = parse_time(take_word(text));
  const auto awl = parse_time(take_word(text));
  if (!connect || !awl) return std::nullopt;
  if (text.empty()) return Marker{*since, Ages{*connect, *awl, kAnyAge}};
  const auto correspondent = parse_time(text);
  if (!correspondent) return std::nullopt;
  return Marker{*since, Ages{*connect, *awl, *correspondent}};
}

std::string source_key(std::string_view prefix, std::string_view src) {
  std::string key;
  key.reserve(prefix.size() + src.size() + 3);
  key.append(prefix).append(":{").append(src).append("}");
  return key;
}

EntryNames names_of(const Fact& fact) {
  return {fact.kind, fact.sender_name, fact.sender_domain, fact.rcpt};
}

std::string entry_field(const EntryNames& names) {
  std::string field;
  field.reserve(names.sender_name.size() + names.sender_domain.size() + names.rcpt.size() + 8);
  if (names.kind == FactKind::correspondent) field.push_back('@');
  if (names.kind == FactKind::domain_awl) {
    field.push_back('*');
  } else {
    append_encoded(field, names.sender_name);
  }
  field.append("@").append(names.sender_domain);
  if (names.kind == FactKind::connect) field.append(" ").append(names.rcpt);
  return field;
}

bool storable(const Fact& fact) {
  return is_sound(fact);
}

std::string entry_value(const Fact& fact) {
  std::string value = std::to_string(fact.first_seen);
  if (fact.kind != FactKind::connect) value.append(" ").append(std::to_string(fact.last_seen));
  return value;
}

std::optional<UnixTime> parse_time(std::string_view text) {
  UnixTime time = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), time);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') {
    return std::nullopt;
  }
  if (!is_sound_time(time)) return std::nullopt;
  return time;
}

std::optional<Fact> entry_fact(std::string_view src, const EntryNames& names,
                               std::string_view value) {
  Fact fact{names.kind,
            std::string(src),
            std::string(names.sender_name),
            std::string(names.sender_domain),
            std::string(names.rcpt),
            0,
            0};
  if (fact.kind != FactKind::connect) fact.rcpt.clear();
  if (fact.kind == FactKind::domain_awl) fact.sender_name.clear();
  if (!set_times(fact, value)) return std::nullopt;
  return fact;
}

std::optional<Fact> parse_entry(std::string_view src, std::string_view field,
                                std::string_view value) {
  // The marker's field is that sign alone.
  const bool correspondent = field.size() > 1 && field.front() == '@';
  if (correspondent) field.remove_prefix(1);
  const auto at = field.find('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const std::string_view name = field.substr(0, at);
  const auto blank = field.find(' ', at);
  const std::string decoded = decoded_name(name);
  EntryNames names{FactKind::from_awl, decoded, field.substr(at + 1), {}};
  if (correspondent) {
    names.kind = FactKind::correspondent;
  } else if (blank != std::string_view::npos) {
    names = {FactKind::connect, decoded, field.substr(at + 1, blank - at - 1),
             field.substr(blank + 1)};
  } else if (name == "*") {
    names.kind = FactKind::domain_awl;
  }
  auto fact = entry_fact(src, names, value);
  if (fact && !storable(*fact)) return std::nullopt;
  return fact;
}

}  // namespace greycache
