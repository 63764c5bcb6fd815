// Redis's byte stream: the same replies however it is split, and an end where it cannot be read.
#include <string>

#include "greycache/redis/wire/reply_reader.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

// A reply as text, every part with its length.
void describe(const RedisReply& reply, std::string& text) {
  text += std::to_string(static_cast<int>(reply.type)) + ',' + std::to_string(reply.integer) + ',' +
          std::to_string(reply.text.size()) + ':' + reply.text + '[';
  for (const RedisReply& element : reply.elements) describe(element, text);
  text += ']';
}

// The replies that are there now. Whether the stream can be read on.
bool take(ReplyReader& reader, std::string& text) {
  for (;;) {
    const auto reply = reader.next();
    if (!reply) {
      check(is_log_text(reply.error()), "a reason fits a log");
      check(!reader.next().has_value(), "an unreadable stream stays so");
      return false;
    }
    if (!*reply) return true;
    describe(**reply, text);
  }
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  Input input(data, size);
  ReplyReader at_once;
  at_once.feed(input.rest());
  std::string whole;
  const bool whole_good = take(at_once, whole);

  ReplyReader in_pieces;
  std::string pieced;
  bool good = true;
  for (std::string_view stream = input.rest(); good && !stream.empty();) {
    const std::string_view piece = stream.substr(0, input.piece(30));
    in_pieces.feed(piece);
    good = take(in_pieces, pieced);
    stream.remove_prefix(piece.size());
  }
  check(good == whole_good, "pieces are as readable as the whole");
  check(pieced == whole, "pieces give the same replies");
  return 0;
}
