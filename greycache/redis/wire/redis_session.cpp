// Which replies belong to which request.
#include "greycache/redis/wire/redis_session.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace greycache {

void RedisSession::expect(std::size_t commands, SteadyTime deadline, RedisBatch::Done done) {
  assert(commands > 0);
  RedisBatch& batch = batches_.emplace_back();
  batch.commands = commands;
  batch.deadline = deadline;
  batch.done = std::move(done);
  batch.replies.reserve(commands);
}

tl::expected<void, std::string> RedisSession::receive(std::string_view bytes) {
  reader_.feed(bytes);
  for (;;) {
    auto reply = reader_.next();
    if (!reply) return tl::make_unexpected(reply.error());
    if (!*reply) return {};
    if (answered_ == batches_.size()) {
      return tl::make_unexpected(std::string("Redis answers what was not asked"));
    }
    RedisBatch& batch = batches_[answered_];
    batch.replies.push_back(std::move(**reply));
    if (batch.replies.size() == batch.commands) ++answered_;
  }
}

std::optional<RedisBatch> RedisSession::take_answered() {
  if (answered_ == 0) return std::nullopt;
  --answered_;
  RedisBatch batch = std::move(batches_.front());
  batches_.pop_front();
  return batch;
}

std::deque<RedisBatch> RedisSession::take_all() {
  answered_ = 0;
  return std::exchange(batches_, {});
}

std::optional<SteadyTime> RedisSession::next_deadline() const {
  const auto earliest =
      std::min_element(batches_.begin(), batches_.end(),
                       [](const auto& a, const auto& b) { return a.deadline < b.deadline; });
  if (earliest == batches_.end()) return std::nullopt;
  return earliest->deadline;
}

}  // namespace greycache
