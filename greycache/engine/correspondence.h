// What the engine does about correspondents: what own users' mail teaches, and what mail to them is
// asked by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/policy_request.h"
#include "greycache/engine/organisations.h"
#include "greycache/engine/statistics.h"
#include "greycache/policy/correspondent_lessons.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/rules.h"

namespace greycache {

// Loop's thread only.
class Correspondence {
 public:
  // Both must outlive it.
  Correspondence(Organisations& organisations, Statistics& statistics)
      : organisations_(organisations), statistics_(statistics) {}

  // The entry that a request about an own user's mail makes; nothing where it is none, or teaches
  // nothing.
  std::optional<Fact> lesson(const Rules& rules, const PolicyRequest& request, UnixTime now);

  // What was taught may not count any more: it is taught anew.
  void forget_lessons() { lessons_.forget_taught(); }

  // Where it stands whom the recipient wrote to; empty where that cannot be told so soon.
  std::string source(const Rules& rules, const PolicyRequest& request) const;

  // By what it is asked whether the recipient wrote to the sender; nothing where that cannot be.
  std::optional<Keys> keys(const Rules& rules, const PolicyRequest& request) {
    return keys(rules, request, source(rules, request));
  }
  // Where source() is at hand.
  std::optional<Keys> keys(const Rules& rules, const PolicyRequest& request, std::string source) {
    return keys_of(rules, request.recipient, request.sender, std::move(source));
  }

 private:
  std::optional<Keys> keys_of(const Rules& rules, std::string_view user, std::string_view remote,
                              std::string source);

  Organisations& organisations_;
  Statistics& statistics_;
  CorrespondentLessons lessons_;
};

}  // namespace greycache
