// The commands that write entries of sources: plainly, or merged with what is there.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/ages.h"
#include "greycache/redis/wire/command_buffer.h"
#include "greycache/redis/wire/redis_reply.h"

namespace greycache {

// The facts by source, each source once; of copies of one fact the merged one. Facts that are not
// storable() are left out.
std::vector<SourceFacts> by_source(std::span<const Fact> facts);

// The same without the connects that have expired: merged with one a younger one would be hidden.
std::vector<SourceFacts> counting_by_source(std::span<const Fact> facts, const Instant& at);

// Seconds that a source's key lives after a write: awl_age for AWL entries, correspondent_age for
// correspondents, an hour more than max_connect_age for anything else. Only garbage is collected
// so: a key that is gone is filled again from the persistent store.
UnixTime time_to_live(std::span<const Fact> facts, const Ages& ages);

// HSET of the facts in the place of what is there, and EXPIRE. A `marker` that is not empty is
// written with them.
void add_write(CommandBuffer& commands, const std::string& key, const SourceFacts& source,
               const Ages& ages, std::string_view marker = {});

// The transaction that makes the source large; with `emptied` its entries go.
void add_large(CommandBuffer& commands, const std::string& key, std::string_view src,
               std::string_view marker, const Ages& ages, bool emptied);

// Read, merge, write, of sources that each appear once. Between the two rounds other hosts may
// write, delete or lose a source. With a marker they must not: the sources are watched, and nothing
// is written if one of them was changed. Without one what was absent is written by HSETNX, so that
// a newer entry of theirs stays. All is written in one transaction, each key's time to live in it.
class SourceMerge {
 public:
  // `marker` is what the marker becomes (see marker_value()); empty: it stays as it is.
  SourceMerge(std::vector<SourceFacts> sources, std::string prefix, std::string marker,
              const Instant& at);

  // WATCH of all sources where there is a marker, and one HMGET for each source that has facts.
  CommandBuffer read() const;

  // What has to change, given the replies to read(); may be empty. A source whose reply is an error
  // or of another shape is left out. Connects that have expired count as absent on both sides.
  CommandBuffer write(std::span<const RedisReply> replies) const;

  const std::vector<SourceFacts>& sources() const { return sources_; }
  // Whether there is a marker.
  bool watches() const { return !marker_.empty(); }

 private:
  void add_source(CommandBuffer& commands, const SourceFacts& source,
                  const RedisReply& there) const;
  // What a fact becomes; nothing where it is there already, or counts as absent.
  std::optional<Fact> merged_with(const Fact& fact, const RedisReply& there) const;

  std::vector<SourceFacts> sources_;
  std::string prefix_;
  std::string marker_;
  Instant at_;
};

}  // namespace greycache
