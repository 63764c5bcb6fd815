// What an error reply of Redis means.
#include "greycache/redis/wire/redis_error.h"

#include <array>
#include <utility>

#include "common/text.h"

namespace greycache {

namespace {

struct Meaning {
  std::string_view prefix;
  StoreError::Kind kind;
  std::string_view help;
};

using Kind = StoreError::Kind;

constexpr std::array kMeanings{
    Meaning{"LOADING", Kind::unavailable, "it is starting up"},
    Meaning{"MASTERDOWN", Kind::unavailable, "it is a replica without its master"},
    Meaning{"CLUSTERDOWN", Kind::unavailable, ""},
    Meaning{"BUSY", Kind::contention, "a script of somebody's runs on it"},
    Meaning{"TRYAGAIN", Kind::contention, ""},
    Meaning{"ERR max number of clients", Kind::contention, "raise its maxclients"},
    Meaning{"READONLY", Kind::read_only, "it is a replica: the master is needed"},
    Meaning{"OOM", Kind::read_only, "its maxmemory is reached: raise it or set maxmemory-policy"},
    Meaning{"MISCONF", Kind::read_only, "it cannot save: see its log"},
    Meaning{"NOREPLICAS", Kind::read_only, "min-replicas-to-write is not met"},
    Meaning{"NOAUTH", Kind::refused, "a password is needed"},
    Meaning{"WRONGPASS", Kind::refused, "user or password is wrong"},
    Meaning{"ERR invalid password", Kind::refused, "the password is wrong"},
    Meaning{"NOPERM", Kind::refused, "see packaging/redis-acl.conf for the rights that are needed"},
    Meaning{"DENIED", Kind::refused, "it is in protected mode"},
    Meaning{"MOVED", Kind::refused, "it is a node of a cluster, which is not supported"},
    Meaning{"ASK", Kind::refused, "it is a node of a cluster, which is not supported"},
    Meaning{"CROSSSLOT", Kind::refused, ""},
    Meaning{"WRONGTYPE", Kind::data, "a key under our prefix is somebody else's"},
};

// "ASK 12 ..." begins with ASK, "ASKING" does not.
bool begins_with_words(std::string_view reply, std::string_view words) {
  if (!reply.starts_with(words)) return false;
  return reply.size() == words.size() || reply[words.size()] == ' ';
}

}  // namespace

StoreError redis_error(std::string_view reply) {
  StoreError error{Kind::refused, "Redis says: " + escaped(reply)};
  for (const Meaning& meaning : kMeanings) {
    if (!begins_with_words(reply, meaning.prefix)) continue;
    error.kind = meaning.kind;
    if (!meaning.help.empty()) error.message.append(" (").append(meaning.help).append(")");
    break;
  }
  return error;
}

StoreError unavailable(std::string message) {
  return {Kind::unavailable, std::move(message)};
}

bool ends_connection(const StoreError& error) {
  return error.kind != Kind::data && error.kind != Kind::contention;
}

}  // namespace greycache
