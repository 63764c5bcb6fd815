// Reading a request line by line, each line once.
#include "common/policy_request.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace greycache {

namespace {

constexpr std::array kKnownMembers{
    &PolicyRequest::request,     &PolicyRequest::protocol_state, &PolicyRequest::client_address,
    &PolicyRequest::client_name, &PolicyRequest::helo_name,      &PolicyRequest::sender,
    &PolicyRequest::recipient,   &PolicyRequest::instance,       &PolicyRequest::sasl_username,
    &PolicyRequest::queue_id,
};

// Whether the line begins with `name` (which ends in '='), and if so its value. The '=' tells most
// others apart; the length is known to the compiler, which compares words then.
template <std::size_t size>
bool take(std::string_view line, const char (&name)[size], std::string_view& value) {
  constexpr std::size_t kLength = size - 1;
  if (line.size() < kLength || line[kLength - 1] != '=') return false;
  if (std::memcmp(line.data(), name, kLength) != 0) return false;
  value = line.substr(kLength);
  return true;
}

// Calls `take` with each line of the text, the last perhaps not ended.
template <typename Take>
void each_line(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

void PolicyRequest::clear() {
  for (const auto member : kKnownMembers) this->*member = {};
}

void PolicyRequest::take_line(std::string_view line) {
  if (line.empty()) return;
  switch (line.front()) {
    case 'c':
      take(line, "client_address=", client_address) || take(line, "client_name=", client_name);
      break;
    case 'h':
      take(line, "helo_name=", helo_name);
      break;
    case 'i':
      take(line, "instance=", instance);
      break;
    case 'p':
      take(line, "protocol_state=", protocol_state);
      break;
    case 'q':
      take(line, "queue_id=", queue_id);
      break;
    case 'r':
      take(line, "recipient=", recipient) || take(line, "request=", request);
      break;
    case 's':
      take(line, "sender=", sender) || take(line, "sasl_username=", sasl_username);
      break;
    default:
      break;
  }
}

void PolicyRequest::parse(std::string_view text) {
  clear();
  text_ = text;
  each_line(text, [this](std::string_view line) { take_line(line); });
}

std::size_t PolicyRequest::parse_first(std::string_view bytes) {
  clear();
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = bytes.find('\n', begin)) != bytes.npos; begin = end + 1) {
    if (end == begin) {
      text_ = bytes.substr(0, begin);
      return end + 1;
    }
    take_line(bytes.substr(begin, end - begin));
  }
  return 0;
}

void PolicyRequest::follow(const char* bytes) {
  for (const auto member : kKnownMembers) {
    std::string_view& value = this->*member;
    if (!value.empty()) value = {bytes + (value.data() - text_.data()), value.size()};
  }
  text_ = {bytes, text_.size()};
}

std::optional<std::string_view> PolicyRequest::find(std::string_view name) const {
  std::optional<std::string_view> value;
  if (name.empty()) return value;
  each_line(text_, [&](std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals != line.npos && line.substr(0, equals) == name) value = line.substr(equals + 1);
  });
  return value;
}

}  // namespace greycache
