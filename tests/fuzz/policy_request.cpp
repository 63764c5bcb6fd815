// A stream of policy requests: the same ones however the stream is split, and read as it says.
#include "common/policy_request.h"

#include <string>
#include <vector>

#include "policy-helper/message_buffer.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

constexpr std::size_t kCapacity = 512;
using Buffer = MessageBuffer<kCapacity>;

std::vector<std::string> taken_at_once(std::string_view stream) {
  std::vector<std::string> messages;
  for (;;) {
    std::size_t scanned = 0;
    const std::size_t length = complete_request_length(stream, scanned);
    check(length <= stream.size(), "a message is within its stream");
    if (length == 0) return messages;
    messages.emplace_back(stream.substr(0, length));
    stream.remove_prefix(length);
  }
}

// Moves what fits from the stream into the buffer.
void fill(Buffer& buffer, std::string_view& stream, std::size_t most) {
  const std::size_t count = std::min({most, buffer.space_size(), stream.size()});
  std::copy_n(stream.begin(), count, buffer.space());
  buffer.added(count);
  stream.remove_prefix(count);
}

// Up to the first message that is too long for the buffer.
std::vector<std::string> taken_in_pieces(Input& input) {
  std::vector<std::string> messages;
  Buffer buffer;
  std::string_view stream = input.rest();
  while (!stream.empty() && !buffer.overfull()) {
    fill(buffer, stream, input.piece(40));
    for (auto message = buffer.message(); !message.empty(); message = buffer.message()) {
      messages.emplace_back(message);
      buffer.remove_message();
    }
  }
  return messages;
}

struct Named {
  const char* name;
  std::string_view PolicyRequest::*value;
};

constexpr Named kNamed[] = {
    {"request", &PolicyRequest::request},
    {"protocol_state", &PolicyRequest::protocol_state},
    {"client_address", &PolicyRequest::client_address},
    {"client_name", &PolicyRequest::client_name},
    {"helo_name", &PolicyRequest::helo_name},
    {"sender", &PolicyRequest::sender},
    {"recipient", &PolicyRequest::recipient},
    {"instance", &PolicyRequest::instance},
    {"sasl_username", &PolicyRequest::sasl_username},
    {"queue_id", &PolicyRequest::queue_id},
};

std::string written(const PolicyRequest& request) {
  std::string text;
  for (const auto& [name, value] : kNamed) {
    if (!(request.*value).empty()) text.append(name).append("=").append(request.*value) += '\n';
  }
  return text + "\n";
}

// The first of a stream is read as a message by itself is.
void check_first(const PolicyRequest& alone, const std::string& message) {
  const std::string stream = message + "sender=another@b\n\n";
  PolicyRequest first;
  check(first.parse_first(stream) == message.size(), "a message ends where it is said to");
  check(written(first) == written(alone), "the first of a stream is the message");
  std::string moved = stream;
  first.follow(moved.data());
  check(written(first) == written(alone) && first.sender == alone.sender, "bytes may move");
}

void check_request(const std::string& message) {
  PolicyRequest request;
  request.parse(message);
  const std::string again = written(request);
  check(again.size() <= message.size() + 1, "a request has no more than its message");
  PolicyRequest copy;
  copy.parse(again);
  check(written(copy) == again, "a request reads back as it is written");
  for (const auto& [name, value] : kNamed) {
    check((request.*value).find('\n') == std::string_view::npos, "values are of one line");
    check(request.*value == request.find(name).value_or(""), "find() and the member agree");
  }
  check_first(request, message);
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache::fuzz;
  Input input(data, size);
  const auto messages = taken_at_once(input.rest());
  const auto pieces = taken_in_pieces(input);
  check(pieces.size() <= messages.size(), "no message out of nothing");
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const bool fits = messages[i].size() <= kCapacity;
    if (!fits) break;
    check(i < pieces.size() && pieces[i] == messages[i], "pieces give the same messages");
  }
  for (const std::string& message : messages) check_request(message);
  return 0;
}
