// Replies of a Redis server in their wire form.
#include "tests/simulation/models/resp_reply.h"

#include <utility>

namespace greycache::simulation {

void RespReply::line(char type, std::string_view text) {
  bytes_ += type;
  bytes_ += text;
  bytes_ += "\r\n";
}

void RespReply::bulk(std::string_view text) {
  line('$', std::to_string(text.size()));
  bytes_ += text;
  bytes_ += "\r\n";
}

std::string RespReply::take() {
  return std::exchange(bytes_, {});
}

}  // namespace greycache::simulation
