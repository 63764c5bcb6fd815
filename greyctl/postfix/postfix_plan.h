// What has to change in Postfix's configuration so that it asks us, or asks us no more.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "greyctl/postfix/postfix_service.h"
#include "greyctl/postfix/postfix_state.h"

namespace greycache {

struct PostfixPlan {
  std::string entry;  // for master.cf; empty: nothing to add there
  std::vector<std::pair<std::string, std::string>> settings;  // of main.cf, in this order
  bool remove_entry = false;                                  // from master.cf
  std::vector<std::string> removed;                           // settings to take out of main.cf
  std::vector<std::string> notes;  // what else the administrator should know

  bool empty() const {
    return entry.empty() && settings.empty() && !remove_entry && removed.empty();
  }
};

// A sentence: what is there that is not understood, or must be mended by hand first.
using PostfixPlanResult = tl::expected<PostfixPlan, std::string>;

// Pure. A plan that was carried out makes the next one empty. Where the check goes: check_place.h.
PostfixPlanResult plan_to_ask(const PostfixState& state, const PostfixService& service);

// The other way. `before` is the configuration as it was, where a copy of it is kept: a value that
// is still the one that plan_to_ask() had made of it becomes what it was.
PostfixPlanResult plan_to_ask_no_more(const PostfixState& state, const PostfixState* before);

}  // namespace greycache
