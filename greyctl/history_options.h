// What "greyctl history" is asked for, as words of the control socket.
#pragma once

#include <optional>
#include <string>

#include <tl/expected.hpp>

namespace greycache {

// As written on the command line; absent: all.
struct HistoryOptions {
  std::optional<std::string> since;    // a duration; a number alone is hours
  std::optional<std::string> outcome;  // words with commas between
  std::optional<std::string> sender;
  std::optional<std::string> recipient;
  std::optional<std::string> client;
  std::optional<std::string> limit;
};

// "since=3600 sender=a@x.example": each value percent-encoded. The error names what is no duration;
// the daemon judges the rest.
tl::expected<std::string, std::string> history_words_of(const HistoryOptions& options);

}  // namespace greycache
