// What a user of a Redis server may do.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace greycache::simulation {

// As ACL SETUSER makes one (https://redis.io/docs/management/security/acl/), of which it knows the
// rules that packaging/redis-acl.conf and tests use.
class RedisUser {
 public:
  // The default user of a fresh server.
  static RedisUser all_powerful();

  // Rules are one a blank: "on >secret ~grey:* &channel -@all +hset". False for one that it does
  // not know.
  bool set(std::string_view rules);

  bool takes(const std::string& password) const;
  // The default user without a password is logged in from the start.
  bool needs_no_login() const { return on_ && no_password_; }
  // "client|id" for a subcommand.
  bool may_run(const std::string& command) const;
  bool may_use_key(std::string_view key) const { return matches(keys_, key); }
  bool may_use_channel(std::string_view channel) const { return matches(channels_, channel); }

 private:
  static bool matches(const std::vector<std::string>& patterns, std::string_view name);
  bool set_one(const std::string& rule);
  bool set_commands(const std::string& rule);

  bool on_ = false;
  bool no_password_ = false;
  std::set<std::string> passwords_;
  bool all_commands_ = false;
  std::set<std::string> exceptions_;  // of all, or of none
  std::vector<std::string> keys_;
  std::vector<std::string> channels_;
};

}  // namespace greycache::simulation
