// What Redis answered about one source, read as facts.
#include "greycache/redis/source_reading.h"

#include <array>

namespace greycache {

namespace {

constexpr UnixTime kLargeFor = 3600;

// The entries that a request's keys name, in the order they are asked for.
std::array<EntryNames, 3> asked_names(const Keys& keys) {
  return {EntryNames{FactKind::domain_awl, {}, keys.sender_domain, {}},
          EntryNames{FactKind::from_awl, keys.awl_name, keys.sender_domain, {}},
          EntryNames{FactKind::connect, keys.sender_name, keys.sender_domain, keys.rcpt}};
}

std::array<std::optional<Seen>*, 3> places(KnownEntries& found) {
  return {&found.domain_awl, &found.from_awl, &found.connect};
}

SourceReading read_named(const Keys& keys, const RedisReply& reply, std::string_view generation,
                         KnownEntries& found) {
  SourceReading reading;
  const auto names = asked_names(keys);
  if (!reply.is_array() || reply.elements.size() != names.size() + 1) return reading;
  reading.marker = parse_marker(reply.elements[0].text, generation);
  const auto place = places(found);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const RedisReply& value = reply.elements[i + 1];
    if (!value.is_string()) continue;
    if (const auto fact = entry_fact(keys.src, names[i], value.text)) {
      *place[i] = *fact;
    } else {
      ++reading.unreadable;
    }
  }
  return reading;
}

bool has_names(const Fact& fact, const EntryNames& names) {
  return fact.kind == names.kind && fact.sender_name == names.sender_name &&
         fact.sender_domain == names.sender_domain && fact.rcpt == names.rcpt;
}

SourceReading read_whole(const LookUp& asked, const RedisReply& reply, std::string_view generation,
                         KnownEntries& found) {
  asked.all->clear();
  const SourceReading reading = read_entries(asked.keys->src, reply, generation, *asked.all);
  const auto names = asked_names(*asked.keys);
  const auto place = places(found);
  for (const Fact& fact : *asked.all) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (has_names(fact, names[i])) *place[i] = fact;
    }
  }
  return reading;
}

}  // namespace

void add_look_up(CommandBuffer& commands, std::string_view prefix, const LookUp& asked) {
  const std::string key = source_key(prefix, asked.keys->src);
  if (asked.all != nullptr) {
    commands.add({"HGETALL", key});
    return;
  }
  const auto names = asked_names(*asked.keys);
  commands.begin(3 + names.size());
  commands.word("HMGET");
  commands.word(key);
  commands.word(kMarkerField);
  for (const EntryNames& entry : names) commands.word(entry_field(entry));
}

Residence residence_of(const std::optional<Marker>& marker, const Instant& at) {
  if (!marker) return Residence::absent;
  const UnixTime age = at.now - marker->since;
  // By a clock that was ahead entries were over, and left out, that count here.
  if (age < -kClocksApart) return Residence::absent;
  if (marker->whole) return marker->whole->cover(at.ages) ? Residence::whole : Residence::absent;
  return age < kLargeFor ? Residence::large : Residence::absent;
}

SourceReading read_source(const LookUp& asked, const RedisReply& reply, std::string_view generation,
                          const Instant& at, KnownEntries& found) {
  found = {};
  const SourceReading reading = asked.all != nullptr
                                    ? read_whole(asked, reply, generation, found)
                                    : read_named(*asked.keys, reply, generation, found);
  found.residence = residence_of(reading.marker, at);
  return reading;
}

SourceReading read_entries(std::string_view src, const RedisReply& reply,
                           std::string_view generation, std::vector<Fact>& facts) {
  SourceReading reading;
  if (!reply.is_array() || reply.elements.size() % 2 != 0) return reading;
  for (std::size_t i = 0; i < reply.elements.size(); i += 2) {
    const std::string& field = reply.elements[i].text;
    const std::string& value = reply.elements[i + 1].text;
    if (field == kMarkerField) {
      reading.marker = parse_marker(value, generation);
    } else if (auto fact = parse_entry(src, field, value)) {
      facts.push_back(std::move(*fact));
    } else {
      ++reading.unreadable;
    }
  }
  reading.entries = facts.size() + reading.unreadable;
  return reading;
}

}  // namespace greycache
