// A place in Postfix's configuration where it asks a policy service.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "greyctl/postfix/postfix_state.h"
#include "greyctl/postfix/restriction_list.h"

namespace greycache {

struct PolicyQuestion {
  // Of master.cf ("submission/inet") where the list stands there; empty: main.cf.
  std::string master_service;
  std::string list;  // "smtpd_recipient_restrictions", or the name of a restriction class
  RestrictionList restrictions;
  std::size_t number = 0;  // of the check among them
  std::string service;     // "unix:private/greypolicy"
  // What stands behind it in the braces: timeout, default_action, ...
  std::map<std::string, std::string, std::less<>> options;

  bool warned() const { return restrictions.restrictions()[number].warned; }
  // At DATA or behind it, where Postfix names no recipient of a mail that has several
  // (docs/beside.md).
  bool comes_late() const;
  // Where it stands, in words.
  std::string place() const;
};

// In smtpd's lists of restrictions and in restriction classes, of main.cf and of each service of
// master.cf.
std::vector<PolicyQuestion> policy_questions(const PostfixState& state);

}  // namespace greycache
