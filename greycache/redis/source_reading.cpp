// What Redis answered about one source, read as facts.
#include "greycache/redis/source_reading.h"

#include <array>

#include "greycache/policy/correspondent.h"

namespace greycache {

namespace {

constexpr UnixTime kLargeFor = 3600;

// The entries that a request's keys name, in the order they are asked for.
class AskedNames {
 public:
  explicit AskedNames(const Keys& keys) {
    if (holds_correspondents(keys.src)) {
      add({FactKind::correspondent, keys.awl_name, keys.sender_domain, {}});
      return;
    }
    add({FactKind::domain_awl, {}, keys.sender_domain, {}});
    add({FactKind::from_awl, keys.awl_name, keys.sender_domain, {}});
    add({FactKind::connect, keys.sender_name, keys.sender_domain, keys.rcpt});
  }

  std::size_t size() const { return size_; }
  const EntryNames* begin() const { return names_.data(); }
  const EntryNames* end() const { return names_.data() + size_; }

 private:
  void add(const EntryNames& names) { names_[size_++] = names; }

  std::array<EntryNames, 3> names_{};
  std::size_t size_ = 0;
};

SourceReading read_named(const Keys& keys, const RedisReply& reply, std::string_view generation,
                         KnownEntries& found) {
  SourceReading reading;
  const AskedNames asked(keys);
  if (!reply.is_array() || reply.elements.size() != asked.size() + 1) return reading;
  reading.marker = parse_marker(reply.elements[0].text, generation);
  std::size_t element = 0;
  for (const EntryNames& names : asked) {
    const RedisReply& value = reply.elements[++element];
    if (!value.is_string()) continue;
    if (const auto fact = entry_fact(keys.src, names, value.text)) {
      found.of(names.kind) = *fact;
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
  const AskedNames names(*asked.keys);
  for (const Fact& fact : *asked.all) {
    for (const EntryNames& wanted : names) {
      if (has_names(fact, wanted)) found.of(fact.kind) = fact;
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
  const AskedNames names(*asked.keys);
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
