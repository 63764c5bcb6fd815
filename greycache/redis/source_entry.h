// The readable fields and values in the hash of one source, as docs/redis-keys.md describes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greycache/policy/ages.h"

namespace greycache {

// The field that says how far a source is here.
inline constexpr std::string_view kMarkerField = "@";

// What a marker says of its source.
struct Marker {
  UnixTime since = 0;              // when it was filled or tidied last, or was found to be large
  std::optional<Ages> whole = {};  // by these it lacks nothing; none: it is large

  friend bool operator==(const Marker&, const Marker&) = default;
};

// The marker's value is "<generation> <time> <max_connect_age> <awl_age>", the ages in seconds,
// with <correspondent_age> behind them in a source of correspondents, or "<generation> <time>
// large". The generation names the history that the data of a server belongs to (see
// generation_name()): a marker of another one says nothing, since the server may have come back
// with older data, or lack what a host could not keep for it. Where the generation is not known it
// is empty: no marker counts.
std::string marker_value(std::string_view generation, const Marker& marker);

// By which ages a source that was filled by `ages` lacks nothing: that of correspondents does not
// matter where it has none.
Ages ages_of_source(std::string_view src, const Ages& ages);

// Nothing for one of another generation or form.
std::optional<Marker> parse_marker(std::string_view text, std::string_view generation);

// "<prefix>:{<src>}". The braces are Redis Cluster's hash tag.
std::string source_key(std::string_view prefix, std::string_view src);

// The names of an entry, each as in Fact.
struct EntryNames {
  FactKind kind = FactKind::connect;
  std::string_view sender_name;
  std::string_view sender_domain;
  std::string_view rcpt;
};
EntryNames names_of(const Fact& fact);

// "<name>@<domain> <rcpt>" for a connect, "<name>@<domain>" for a from_awl, "*@<domain>" for a
// domain_awl, "@<name>@<domain>" for a correspondent. In a name '@' is written %40, and a name that
// is only "*" is written %2A; names are percent-encoded already, and that encoding never produces
// either.
std::string entry_field(const EntryNames& names);

// Whether it is_sound(). What is not cannot be written as a field that reads back as the same.
bool storable(const Fact& fact);

// "<first_seen>" for a connect, "<first_seen> <last_seen>" for the others.
std::string entry_value(const Fact& fact);

// A sound Unix time and nothing else; decimal digits only.
std::optional<UnixTime> parse_time(std::string_view text);

// The fact of these names with the times of `value`; nothing where the value is none of ours.
std::optional<Fact> entry_fact(std::string_view src, const EntryNames& names,
                               std::string_view value);

// The fact that a field and its value stand for; nothing where they are none of ours.
std::optional<Fact> parse_entry(std::string_view src, std::string_view field,
                                std::string_view value);

}  // namespace greycache
