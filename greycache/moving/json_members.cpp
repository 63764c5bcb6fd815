// An object's members by nlohmann's event parser, which builds no tree.
#include "greycache/moving/json_members.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/json_fault.h"
#include "common/text.h"

namespace greycache {

namespace {

using nlohmann::json;

// More than any row has: what a line has beyond them is not kept.
constexpr std::size_t kMostMembers = 32;

}  // namespace

class JsonMembers::Reader : public nlohmann::json_sax<json> {
 public:
  explicit Reader(std::vector<Member>& into) : into_(into) {}

  bool null() override { return keep(Type::other); }
  bool boolean(bool truth) override { return keep(Type::truth, {}, truth ? 1 : 0); }
  bool number_integer(number_integer_t number) override { return keep(Type::number, {}, number); }
  bool number_unsigned(number_unsigned_t number) override {
    constexpr number_unsigned_t kMost = std::numeric_limits<std::int64_t>::max();
    if (number > kMost) return keep(Type::other);
    return keep(Type::number, {}, static_cast<std::int64_t>(number));
  }
  bool number_float(number_float_t, const string_t&) override { return keep(Type::other); }
  bool string(string_t& text) override { return keep(Type::text, std::move(text)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return (depth_ == 0 || keep(Type::other)) && open(); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return keep(Type::other) && open(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    error_ = json_fault(position);
    return false;
  }

  std::string error() const { return error_.empty() ? "no object of JSON" : error_; }

 private:
  bool open() { return ++depth_ <= kDeepest; }
  bool close() {
    --depth_;
    return true;
  }
  bool keep(Type type, std::string text = {}, std::int64_t number = 0) {
    if (depth_ == 1 && into_.size() < kMostMembers) {
      into_.push_back({std::move(key_), type, std::move(text), number});
    }
    return depth_ > 0;
  }

  static constexpr int kDeepest = 64;

  std::vector<Member>& into_;
  std::string key_;
  int depth_ = 0;
  std::string error_;
};

tl::expected<JsonMembers, std::string> JsonMembers::parse(std::string_view line) {
  JsonMembers members;
  members.members_.reserve(8);
  Reader reader(members.members_);
  if (json::sax_parse(line, &reader)) return members;
  return tl::make_unexpected(reader.error());
}

std::string_view JsonMembers::text(std::string_view name) const {
  return get(name, Type::text).text;
}

std::int64_t JsonMembers::number(std::string_view name) const {
  return get(name, Type::number).number;
}

bool JsonMembers::truth(std::string_view name) const {
  return get(name, Type::truth).number != 0;
}

const JsonMembers::Member& JsonMembers::get(std::string_view name, Type type) const {
  static const Member kNone;
  constexpr std::array kTypeNames{"", "a text", "a whole number", "true or false"};
  for (auto member = members_.rbegin(); member != members_.rend(); ++member) {
    if (member->name != name) continue;
    if (member->type == type) return *member;
    break;
  }
  if (!missing_) {
    missing_ = fmt::format("no member \"{}\" that is {}", name,
                           kTypeNames[static_cast<std::size_t>(type)]);
  }
  return kNone;
}

}  // namespace greycache
