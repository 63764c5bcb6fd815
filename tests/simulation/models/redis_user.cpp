// What a user of a Redis server may do.
#include "tests/simulation/models/redis_user.h"

#include <algorithm>

#include "common/text.h"

namespace greycache::simulation {

RedisUser RedisUser::all_powerful() {
  RedisUser user;
  user.set("on nopass ~* &* +@all");
  return user;
}

bool RedisUser::set(std::string_view rules) {
  return std::ranges::all_of(split(rules, ' '), [this](std::string_view rule) {
    return rule.empty() || set_one(std::string(rule));
  });
}

bool RedisUser::set_one(const std::string& rule) {
  if (rule == "on" || rule == "off") return on_ = rule == "on", true;
  if (rule == "nopass") return no_password_ = true;
  if (rule == "resetkeys") return keys_.clear(), true;
  if (rule == "resetchannels") return channels_.clear(), true;
  const std::string rest = rule.substr(1);
  if (rule.front() == '>') {
    no_password_ = false;
    return passwords_.insert(rest), true;
  }
  if (rule.front() == '~') return keys_.push_back(rest), true;
  if (rule.front() == '&') return channels_.push_back(rest), true;
  return set_commands(rule);
}

bool RedisUser::set_commands(const std::string& rule) {
  const bool adds = rule.front() == '+';
  if (!adds && rule.front() != '-') return false;
  const std::string command = rule.substr(1);
  if (command == "@all") {
    all_commands_ = adds;
    exceptions_.clear();
  } else if (adds == all_commands_) {
    exceptions_.erase(command);
  } else {
    exceptions_.insert(command);
  }
  return true;
}

bool RedisUser::takes(const std::string& password) const {
  return on_ && (no_password_ || passwords_.contains(password));
}

bool RedisUser::may_run(const std::string& command) const {
  return exceptions_.contains(command) != all_commands_;
}

// A pattern is a name, or the beginning of one and '*'.
bool RedisUser::matches(const std::vector<std::string>& patterns, std::string_view name) {
  return std::ranges::any_of(patterns, [name](const std::string& pattern) {
    if (!pattern.ends_with('*')) return pattern == name;
    return name.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
  });
}

}  // namespace greycache::simulation
