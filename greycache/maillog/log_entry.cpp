// Finds the time, the program and the text of a log line, whoever wrote it.
#include "greycache/maillog/log_entry.h"

#include <algorithm>

namespace greycache {

namespace {

// The longest thing that may stand in front of a time.
constexpr std::size_t kLongestPrefix = 128;

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  return word;
}

// The program of "postfix/smtpd", "postfix-in/submission/smtpd".
std::optional<std::string_view> program_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash == name.npos || slash + 1 == name.size()) return std::nullopt;
  return name.substr(slash + 1);
}

// "postfix/smtpd[123]: text"
std::optional<LogEntry> read_tagged(std::string_view text) {
  const std::string_view tag = take_word(text);
  const std::size_t bracket = tag.rfind('[');
  if (!tag.ends_with("]:") || bracket == tag.npos) return std::nullopt;
  const auto program = program_of(tag.substr(0, bracket));
  if (!program) return std::nullopt;
  return LogEntry{*program, text};
}

// Takes "-", or "[id name=\"value\" ...][...]" with its blank.
bool take_structured_data(std::string_view& text) {
  if (!text.starts_with('[')) return take_word(text) == "-";
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ']' && !quoted && text.substr(i + 1, 1) != "[") {
      text.remove_prefix(std::min(text.size(), i + 2));
      return true;
    }
  }
  return false;
}

// "host postfix/smtpd 123 - - text"
std::optional<LogEntry> read_rfc5424(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  take_word(text);
  const auto program = program_of(take_word(text));
  take_word(text);
  take_word(text);
  if (!program || !take_structured_data(text)) return std::nullopt;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  // rsyslog keeps the blank between tag and text.
  if (text.starts_with(' ')) text.remove_prefix(1);
  return LogEntry{*program, text};
}

// With a host or without.
std::optional<LogEntry> read_entry(std::string_view text) {
  if (auto entry = read_tagged(text)) return entry;
  take_word(text);
  return read_tagged(text);
}

std::optional<LogLine> read_from(std::string_view line, LogTimes& times) {
  const auto time = times.read(line);
  if (!time) return std::nullopt;
  const std::string_view text = line.substr(time->length);
  if (time->rfc5424) return LogLine{*time, read_rfc5424(text)};
  if (auto entry = read_entry(text)) return LogLine{*time, entry};
  // The time of who collected the line, and behind it the line with its own.
  const auto own = times.read(text);
  if (!own) return LogLine{*time, std::nullopt};
  return LogLine{*time, own->rfc5424 ? read_rfc5424(text.substr(own->length))
                                     : read_entry(text.substr(own->length))};
}

// Whether a word begins here: behind a blank, a colon, a bar, a bracket, the end of a colour.
bool may_begin(char before) {
  constexpr std::string_view kBefore = " \t:|]>m";
  return kBefore.find(before) != kBefore.npos;
}

}  // namespace

std::optional<LogLine> read_log_line(std::string_view line, LogTimes& times) {
  if (auto read = read_from(line, times)) return read;
  // A line of another program's, which quotes a stranger, ends the search too.
  const std::size_t end =
      std::min({line.find("]: "), line.find_first_of("\"'<=("), line.size(), kLongestPrefix});
  for (std::size_t begin = 1; begin < end; ++begin) {
    if (!may_begin(line[begin - 1])) continue;
    auto read = read_from(line.substr(begin), times);
    if (read && read->entry) return read;
  }
  return std::nullopt;
}

}  // namespace greycache
