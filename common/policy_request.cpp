#include "common/policy_request.h"

#include <array>
#include <cstring>

namespace greycache {

namespace {

struct KnownName {
  std::string_view name;
  std::string_view PolicyRequest::*member;
};

constexpr std::array<KnownName, 10> kKnown{{
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
}};

}  // namespace

void PolicyRequest::assign_known(std::string_view name, std::string_view value) {
  for (const KnownName& known : kKnown) {
    if (known.name == name) {
      this->*known.member = value;
      return;
    }
  }
}

void PolicyRequest::parse(std::string_view text) {
  attributes_.clear();
  for (const KnownName& known : kKnown) this->*known.member = {};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    attributes_.push_back({line.substr(0, equals), line.substr(equals + 1)});
    assign_known(attributes_.back().name, attributes_.back().value);
  }
}

const std::string_view* PolicyRequest::find(std::string_view name) const {
  for (auto attribute = attributes_.rbegin(); attribute != attributes_.rend(); ++attribute) {
    if (attribute->name == name) return &attribute->value;
  }
  return nullptr;
}

}  // namespace greycache
