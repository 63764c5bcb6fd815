// What a line of the daemon's own log is about.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace greycache {

// What a line tells of one attempt: texts as they came, nothing where it does not tell.
struct OwnLogAttempt {
  std::optional<std::string> client;  // an address, a source or an organisation
  std::optional<std::string> sender;  // "" the null sender; "@domain": somebody of it
  std::optional<std::string> recipient;
};

// A line about one mail or one sender in the words of log_format = sqlgrey ("grey: new: ...",
// "grey: from awl: ...", "whitelist: ...", "optin: ...", "conf: Discrimination Passed check ...",
// "spam: ...", "martians: ...", "other: ..."), with what stands before it in a log; nothing where
// it is none. Names that were too long for an entry are left out.
std::optional<OwnLogAttempt> attempt_of_own_line(std::string_view line);

}  // namespace greycache
