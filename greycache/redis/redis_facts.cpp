// INFO, and with luck CONFIG GET and ACL GETUSER.
#include "greycache/redis/redis_facts.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "greycache/redis/info_text.h"
#include "greycache/redis/redis_errand.h"

namespace greycache {

namespace {

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The element behind that name in a list of names and values.
const RedisReply* value_behind(const RedisReply& reply, std::string_view name) {
  for (std::size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
    if (reply.elements[i].text == name) return &reply.elements[i + 1];
  }
  return nullptr;
}

// The answer to one command; nothing where it was refused.
std::optional<RedisReply> answer_to(RedisErrand& errand,
                                    std::initializer_list<std::string_view> words) {
  CommandBuffer question;
  question.add(words);
  auto replies = errand.run(question);
  if (!replies || replies->empty()) return std::nullopt;
  return std::move(replies->front());
}

void read_configuration(RedisErrand& errand, RedisFacts& facts) {
  // The name of before Redis 7 is still known.
  if (const auto reply = answer_to(errand, {"CONFIG", "GET", "hash-max-ziplist-value"})) {
    const RedisReply* value = value_behind(*reply, "hash-max-ziplist-value");
    if (value != nullptr) facts.listpack_value = number_in(value->text);
  }
  if (const auto reply = answer_to(errand, {"CONFIG", "GET", "save"})) {
    const RedisReply* value = value_behind(*reply, "save");
    if (value != nullptr) facts.save = value->text;
  }
}

void read_rights(RedisErrand& errand, const std::string& user, RedisFacts& facts) {
  const auto reply = answer_to(errand, {"ACL", "GETUSER", user.empty() ? "default" : user});
  if (!reply) return;
  if (const RedisReply* flags = value_behind(*reply, "flags"); flags != nullptr) {
    facts.without_password = std::ranges::any_of(
        flags->elements, [](const RedisReply& flag) { return flag.text == "nopass"; });
  }
  const RedisReply* commands = value_behind(*reply, "commands");
  facts.all_commands = commands != nullptr && commands->text.starts_with("+@all");
}

}  // namespace

RedisFacts redis_facts_in(std::string_view info, Milliseconds now) {
  RedisFacts facts;
  facts.version = info_value(info, "\nredis_version:");
  facts.role = info_value(info, "\nrole:");
  facts.cluster = info_value(info, "\ncluster_enabled:") == "1";
  facts.maxmemory = number_in(info_value(info, "\nmaxmemory:"));
  facts.policy = info_value(info, "\nmaxmemory_policy:");
  facts.append_only = info_value(info, "\naof_enabled:") == "1";
  facts.saved = info_value(info, "\nrdb_last_bgsave_status:") != "err" &&
                info_value(info, "\naof_last_write_status:") != "err";
  facts.clients = number_in(info_value(info, "\nconnected_clients:"));
  facts.most_clients = number_in(info_value(info, "\nmaxclients:"));
  const std::int64_t clock = number_in(info_value(info, "\nserver_time_usec:"));
  if (clock != 0) facts.clock_ahead = Milliseconds(clock / 1000) - now;
  return facts;
}

StoreResult<RedisFacts> redis_facts(LibeventLoop& loop, const RedisOptions& options) {
  RedisErrand errand(loop, options);
  CommandBuffer question;
  question.add({"INFO"});
  const auto replies = errand.run(question);
  if (!replies) return tl::unexpected(replies.error());
  const auto now = loop.wall().time_since_epoch();
  RedisFacts facts =
      redis_facts_in(replies->front().text, std::chrono::duration_cast<Milliseconds>(now));
  read_configuration(errand, facts);
  read_rights(errand, options.user, facts);
  return facts;
}

}  // namespace greycache
