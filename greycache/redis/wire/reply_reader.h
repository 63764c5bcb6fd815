// Replies out of a byte stream, with limits: hiredis's reader, which has none of its own.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greycache/redis/wire/redis_reply.h"

struct redisReader;

namespace greycache {

// RESP2 only. Whatever the stream says of lengths and counts, no more is allocated than a small
// multiple of the bytes that have arrived.
class ReplyReader {
 public:
  // One reply may take this much. All entries of a source come in one: about 150,000 of them.
  static constexpr std::size_t kMaxReplyBytes = std::size_t{16} << 20;

  explicit ReplyReader(std::size_t max_reply_bytes = kMaxReplyBytes);

  void feed(std::string_view bytes);

  // The next complete reply, nothing where more bytes are needed, or why the stream cannot be read
  // any further (a sentence). After an error every call returns it.
  tl::expected<std::optional<RedisReply>, std::string> next();

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };

  std::unique_ptr<redisReader, Free> reader_;
  std::size_t max_reply_bytes_;
  std::size_t bytes_since_reply_ = 0;
};

}  // namespace greycache
