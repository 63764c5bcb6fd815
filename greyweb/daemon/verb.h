// The questions that the daemon's panel socket takes, as the API and the pages offer them.
#pragma once

#include <string_view>
#include <vector>

#include "common/panel_verb.h"

namespace greycache::web {

// Rows of the one table (common/panel_verb.h) that differ by the text of an argument are one verb
// here. So nobody is shown what he may not do; whether it may be done is decided by the daemon
// alone.
struct Verb {
  std::string_view name;  // of the socket, and the last part of the API's path
  std::string_view summary;
  Role least = Role::admin;
  bool domain_may = false;  // an account with a domain may ask
  bool posted = false;      // asked by POST: it changes something, or fits no address
  // An argument that goes with it, and its one text; "" where there is none.
  std::string_view by = {};
  std::string_view choice = {};
  // What an argument may say, of several rows; `by` is that one's name, and it is among
  // `arguments`.
  std::vector<std::string_view> choices = {};
  std::vector<Argument> arguments = {};  // but for `by` with its one choice
};

// A name may stand there twice: once to look, once to change.
const std::vector<Verb>& verbs();

// nullptr where there is none.
const Verb* find_verb(std::string_view name, bool posted);

inline bool may_ask(const Verb& verb, Role role, bool has_domain) {
  return role >= verb.least && (verb.domain_may || !has_domain);
}

}  // namespace greycache::web
