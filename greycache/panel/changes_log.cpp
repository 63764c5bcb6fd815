// A line a change; the oldest go.
#include "greycache/panel/changes_log.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "common/append_line.h"
#include "common/json_object.h"
#include "common/text.h"
#include "common/whole_number.h"
#include "greycache/moving/json_members.h"
#include "greycache/panel/panel_file.h"

namespace greycache {

namespace {

constexpr UnixTime kKept = 366 * 86400;
constexpr std::size_t kLongestPage = 900'000;

UnixTime time_of(std::string_view line) {
  const auto members = JsonMembers::parse(line);
  return members ? members->number("time") : 0;
}

// Where the lines begin that are kept.
std::size_t first_kept(std::string_view text, UnixTime now) {
  std::size_t at = text.size() > kLongestChanges ? text.find('\n', text.size() / 2) + 1 : 0;
  while (at < text.size() && time_of(text.substr(at, text.find('\n', at) - at)) < now - kKept) {
    const std::size_t end = text.find('\n', at);
    at = end == text.npos ? text.size() : end + 1;
  }
  return at;
}

std::string shorten(const std::string& panel_dir, UnixTime now) {
  const auto text = read_panel_file(panel_dir, kPanelChanges);
  if (!text) return text.error();
  const std::size_t first = first_kept(*text, now);
  if (first == 0) return {};
  return write_panel_file(panel_dir, kPanelChanges, std::string_view(*text).substr(first));
}

// Where the page ends; nothing where the place is none.
std::optional<std::size_t> end_of_page(const std::string& place, std::size_t size) {
  if (place.empty()) return size;
  const auto byte = whole_number<std::size_t>(place);
  return byte ? std::optional(std::min(*byte, size)) : std::nullopt;
}

}  // namespace

std::string change_line(const Question& question, std::string_view done,
                        std::string_view difference, UnixTime now) {
  std::string what(question.verb->name);
  if (!question.verb->choice.empty()) what += " " + std::string(question.verb->choice);
  return JsonObject()
      .add_number("time", now)
      .add_text("account", question.account)
      .add_text("role", role_name(question.role))
      .add_text_or_null("domain", question.domain)
      .add_text("what", what)
      .add_text("done", done)
      .add_text("difference", difference)
      .text();
}

std::string keep_change(const std::string& panel_dir, const std::string& line, UnixTime now) {
  if (mkdir(panel_dir.c_str(), 0750) != 0 && errno != EEXIST) return std::strerror(errno);
  if (std::string trouble = shorten(panel_dir, now); !trouble.empty()) return trouble;
  const int error = append_line(fmt::format("{}/{}", panel_dir, kPanelChanges), line, 0640);
  return error == 0 ? std::string() : std::strerror(error);
}

// A place is the byte before which the page ends.
Answer changes_page(const std::string& panel_dir, const Question& question) {
  const auto read = read_panel_file(panel_dir, kPanelChanges);
  if (!read) return fault(Fault::Code::unavailable, read.error());
  const std::string& text = *read;
  const auto asked_end = end_of_page(question.arguments.text("place"), text.size());
  if (!asked_end) return wrong("place is none that was given");
  std::size_t end = *asked_end;
  const std::size_t limit = rows_of_page(question);
  std::vector<std::string> rows;
  std::size_t bytes = 0;
  while (end > 0 && rows.size() < limit && bytes < kLongestPage) {
    const std::size_t before = end < 2 ? text.npos : text.rfind('\n', end - 2);
    const std::size_t begin = before == text.npos ? 0 : before + 1;
    std::string line(trimmed(std::string_view(text).substr(begin, end - begin)));
    if (JsonMembers::parse(line)) rows.push_back(std::move(line));
    bytes += end - begin;
    end = begin;
  }
  return JsonObject()
      .add("rows", json_list(rows))
      .add_text_or_null("next", end == 0 ? "" : std::to_string(end))
      .text();
}

}  // namespace greycache
