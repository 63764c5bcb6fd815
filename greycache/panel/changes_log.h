// What the panel has changed: by whom, when, what.
#pragma once

#include <string>
#include <string_view>

#include "common/duration.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"

namespace greycache {

// An object of JSON for a line of the log: time, account, role, domain, what, done, difference. The
// two last as Told has them.
std::string change_line(const Question& question, std::string_view done,
                        std::string_view difference, UnixTime now);

// Adds a line to changes.log in the panel's directory, in which a year is kept, kLongestChanges
// bytes at most. Blocks on the file system; any thread, one at a time. Empty when done, else a
// sentence.
std::string keep_change(const std::string& panel_dir, const std::string& line, UnixTime now);

// {"rows":[...],"next":TEXT or null}: the newest first.
Answer changes_page(const std::string& panel_dir, const Question& question);

inline constexpr std::size_t kLongestChanges = std::size_t{8} << 20;

}  // namespace greycache
