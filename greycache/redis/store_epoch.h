// The epoch of all sources in Redis: who raises it makes each of them not resident, for every host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "greycache/event/backoff.h"
#include "greycache/redis/wire/command_buffer.h"
#include "greycache/redis/wire/redis_reply.h"

namespace greycache {

// A number in the hash "<prefix>:{epoch}", which does not expire. It stands in each marker (see
// source_entry.h). Where it is gone a number takes its place that was none before, so that no
// marker of an earlier epoch counts again.

std::string epoch_key(std::string_view prefix);

// A number to begin with, of at most twelve digits: short enough for a person to compare, and never
// the same twice in practice.
std::int64_t new_epoch(const RandomUnit& random);

// HSETNX of `first`, and HINCRBY, whose reply is the epoch from then on; by 0 it is only asked.
void add_epoch_raise(CommandBuffer& commands, std::string_view prefix, std::int64_t first,
                     std::int64_t by);

// One command, to be sent before the sources that it is to count for are read.
void add_epoch_question(CommandBuffer& commands, std::string_view prefix);
// Its reply; nothing where there is no epoch.
std::optional<std::int64_t> epoch_in_answer(const RedisReply& reply);

// Beside the epoch the same hash counts how often sources were dropped by some host. To be sent
// before they are deleted, so that whoever asks for losses later than another host found them gone
// is told.
void add_drops_raise(CommandBuffer& commands, std::string_view prefix);

// One command. Its answer is another text once the epoch was raised or was gone, or a host has
// dropped sources.
void add_losses_question(CommandBuffer& commands, std::string_view prefix);
std::string losses_in_answer(const RedisReply& reply);

// What markers of a server are known by: "<first digits of its master_replid>.<epoch>".
std::string generation_name(std::string_view history, std::int64_t epoch);

}  // namespace greycache
