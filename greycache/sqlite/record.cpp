// Writes and strictly reads the lines of a journal record.
#include "greycache/sqlite/record.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "common/text.h"
#include "greycache/policy/sound_fact.h"

namespace greycache {

namespace {

bool is_name_character(char c) {
  return c >= 0x21 && c <= 0x7e;
}

void append_name(std::string& line, std::string_view name) {
  line += ' ';
  if (needs_no_encoding(name)) {
    line += name.empty() ? std::string_view("%") : name;
    return;
  }
  while (!name.empty()) {
    const auto plain = static_cast<std::size_t>(
        std::find_if_not(name.begin(), name.end(), is_name_character) - name.begin());
    line += name.substr(0, plain);
    name.remove_prefix(plain);
    if (name.empty()) return;
    line += percent_encoded(name.substr(0, 1));
    name.remove_prefix(1);
  }
}

void append_time(std::string& line, UnixTime time) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), time).ptr;
  line += ' ';
  line.append(digits.begin(), end);
}

void append_fact(std::string& record, const Fact& fact) {
  static constexpr std::array<std::string_view, kFactKinds> kWords{"connect", "from_awl",
                                                                   "domain_awl", "correspondent"};
  const bool connect = fact.kind == FactKind::connect;
  record += kWords[static_cast<std::size_t>(fact.kind)];
  append_name(record, fact.src);
  if (fact.kind != FactKind::domain_awl) append_name(record, fact.sender_name);
  append_name(record, fact.sender_domain);
  if (connect) append_name(record, fact.rcpt);
  append_time(record, fact.first_seen);
  if (!connect) append_time(record, fact.last_seen);
  record += '\n';
}

bool read_time(std::string_view word, UnixTime& time) {
  const char* end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data(), end, time);
  return error == std::errc() && rest == end;
}

std::optional<Fact> connect_of(const std::vector<std::string_view>& words) {
  Fact fact{FactKind::connect, std::string(words[1]), std::string(words[2]), std::string(words[3]),
            std::string(words[4])};
  if (!read_time(words[5], fact.first_seen)) return std::nullopt;
  fact.last_seen = fact.first_seen;
  return fact;
}

std::optional<Fact> awl_of(FactKind kind, std::string_view name, std::string_view domain,
                           const std::vector<std::string_view>& words) {
  Fact fact{kind, std::string(words[1]), std::string(name), std::string(domain), ""};
  if (!read_time(words[words.size() - 2], fact.first_seen)) return std::nullopt;
  if (!read_time(words.back(), fact.last_seen)) return std::nullopt;
  return fact;
}

std::optional<Fact> written_fact(std::string_view line) {
  const std::vector<std::string_view> words = split(line, ' ');
  if (words[0] == "connect" && words.size() == 6) return connect_of(words);
  if (words[0] == "from_awl" && words.size() == 6) {
    return awl_of(FactKind::from_awl, words[2], words[3], words);
  }
  if (words[0] == "correspondent" && words.size() == 6) {
    return awl_of(FactKind::correspondent, words[2], words[3], words);
  }
  if (words[0] == "domain_awl" && words.size() == 5) {
    return awl_of(FactKind::domain_awl, "", words[2], words);
  }
  return std::nullopt;
}

std::optional<Fact> fact_of(std::string_view line) {
  auto fact = written_fact(line);
  if (fact && !is_sound(*fact)) fact.reset();
  return fact;
}

}  // namespace

std::string encode_record(std::span<const Fact> facts) {
  std::string record;
  record.reserve(facts.size() * 100);
  for (const Fact& fact : facts) append_fact(record, fact);
  return record;
}

std::size_t decode_record(std::string_view record, std::vector<Fact>& facts) {
  std::size_t bad = 0;
  while (!record.empty()) {
    const std::size_t end = record.find('\n');
    // A record that was cut has no end of its last line.
    std::optional<Fact> fact;
    if (end != std::string_view::npos) fact = fact_of(record.substr(0, end));
    if (fact) {
      facts.push_back(*std::move(fact));
    } else {
      ++bad;
    }
    record.remove_prefix(std::min(record.size(), end == std::string_view::npos ? end : end + 1));
  }
  return bad;
}

}  // namespace greycache
