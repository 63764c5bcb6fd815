// The questions that the daemon's panel socket takes, as the API and the pages offer them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "greyweb/account/role.h"

namespace greycache::web {

enum class ArgumentKind : std::uint8_t { text, number, flag, list, object };

struct Argument {
  std::string_view name;
  ArgumentKind kind;
  bool required;
  std::string_view help;  // for the API's document
};

// What is offered to whom follows this table, so that nobody is shown what he may not do; whether
// it may be done is decided by the daemon alone.
struct Verb {
  std::string_view name;  // of the socket, and the last part of the API's path
  std::string_view summary;
  Role least = Role::viewer;
  bool domain_may = false;       // an account with a domain may ask
  bool changes = false;          // asked by POST, otherwise by GET
  std::string_view action = {};  // the argument `action` that goes with it, if any
  std::span<const Argument> arguments = {};
};

// A name may stand there twice: once to look, once to change.
std::span<const Verb> verbs();

// nullptr where there is none.
const Verb* find_verb(std::string_view name, bool changes);

constexpr bool may_ask(const Verb& verb, Role role, bool has_domain) {
  return role >= verb.least && (verb.domain_may || !has_domain);
}

}  // namespace greycache::web
