// The commands that write entries of sources: plainly, or merged with what is there.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/redis/command_buffer.h"
#include "greycache/redis/redis_options.h"
#include "greycache/redis/redis_reply.h"

namespace greycache {

// The facts by source, each source once; of copies of one fact the merged one. Facts that are not
// storable() are left out.
std::vector<SourceFacts> by_source(std::span<const Fact> facts);

// Seconds that a source's key lives after a write: awl_age for AWL entries, an hour more than
// max_connect_age for anything else. Only garbage is collected so: a key that is gone is filled
// again from the persistent store.
UnixTime time_to_live(std::span<const Fact> facts, const RedisOptions& options);

// EXPIRE of the source's key, by time_to_live() of the facts.
void add_expire(CommandBuffer& commands, const SourceFacts& source, const RedisOptions& options);

// HSET of the facts in the place of what is there, and EXPIRE. Where a connect is among the facts
// HLEN follows: add_write() returns whether. A `marker` that is not empty is written with them, of
// a source that had no entries: then HLEN has nothing to tell.
bool add_write(CommandBuffer& commands, const SourceFacts& source, const RedisOptions& options,
               std::string_view marker = {});

// Read, merge, write, of sources that each appear once. Between the two rounds other hosts may
// write: what was absent is written by HSETNX, so that a newer entry of theirs stays.
class SourceMerge {
 public:
  // `marker` is what the marker becomes (see marker_value()), so that the sources are resident
  // afterwards; empty: it stays as it is.
  SourceMerge(std::vector<SourceFacts> sources, std::string marker, UnixTime now,
              const RedisOptions& options);

  // One HMGET for each source that has facts.
  CommandBuffer read() const;

  // What has to change, given the replies to read(); may be empty. A source whose reply is an error
  // or of another shape is left out. Connects older than max_connect_age count as absent on both
  // sides.
  CommandBuffer write(std::span<const RedisReply> replies) const;

 private:
  // Whether any field had to be written.
  bool add_merged(CommandBuffer& commands, const std::string& key, const SourceFacts& source,
                  const RedisReply& reply) const;
  bool add_fact(CommandBuffer& commands, const std::string& key, const Fact& fact,
                const RedisReply& there) const;

  std::vector<SourceFacts> sources_;
  std::string marker_;
  UnixTime now_;
  const RedisOptions& options_;
};

}  // namespace greycache
