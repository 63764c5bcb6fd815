// What Redis answered about one source, read as facts.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "greycache/redis/source_entry.h"
#include "greycache/redis/wire/command_buffer.h"
#include "greycache/redis/wire/redis_reply.h"
#include "greycache/store/hot_store.h"

namespace greycache {

// HMGET of the marker and the entries that the keys name, or HGETALL for a whole source.
void add_look_up(CommandBuffer& commands, std::string_view prefix, const LookUp& asked);

// What a reply says besides the entries.
struct SourceReading {
  std::optional<Marker> marker;  // without one the source is absent
  std::size_t entries = 0;       // of a whole source
  std::size_t unreadable = 0;    // fields and values that are none of ours: taken as absent
};

// How far a source with this marker is here for who judges by `at`. One that was found to be large
// is absent after an hour: it may have become smaller. So is one that a clock filled or tidied
// which is ahead by more than kClocksApart.
Residence residence_of(const std::optional<Marker>& marker, const Instant& at);

// Reads the reply to add_look_up(). An error reply, one of another shape, or a marker of another
// generation (see source_entry.h): absent.
SourceReading read_source(const LookUp& asked, const RedisReply& reply, std::string_view generation,
                          const Instant& at, KnownEntries& found);

// All readable entries of a HGETALL reply. The marker is set as in SourceReading.
SourceReading read_entries(std::string_view src, const RedisReply& reply,
                           std::string_view generation, std::vector<Fact>& facts);

}  // namespace greycache
