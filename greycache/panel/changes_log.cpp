// A line a change; the oldest go.
#include "greycache/panel/changes_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "common/file_descriptor.h"
#include "common/json_object.h"
#include "common/text.h"
#include "common/whole_number.h"
#include "greycache/moving/json_members.h"
#include "greycache/panel/panel_file.h"

namespace greycache {

namespace {

constexpr UnixTime kKept = 366 * 86400;
constexpr std::int64_t kRowsOfPage = 50;
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
  const std::string text = read_panel_file(panel_dir, kPanelChanges);
  const std::size_t first = first_kept(text, now);
  if (first == 0) return {};
  return write_panel_file(panel_dir, kPanelChanges, std::string_view(text).substr(first));
}

}  // namespace

std::string change_line(const Question& question, std::string_view answer, UnixTime now) {
  const auto members = JsonMembers::parse(answer);
  const auto text = [&](std::string_view name) {
    return members ? members->text(name) : std::string_view();
  };
  std::string what(question.verb->name);
  if (!question.verb->choice.empty()) what += " " + std::string(question.verb->choice);
  return JsonObject()
             .add_number("time", now)
             .add_text("account", question.account)
             .add_text("role", role_name(question.role))
             .add_text_or_null("domain", question.domain)
             .add_text("what", what)
             .add_text("done", text("done"))
             .add_text("difference", text("difference"))
             .text() +
         "\n";
}

std::string keep_change(const std::string& panel_dir, const std::string& line, UnixTime now) {
  if (mkdir(panel_dir.c_str(), 0750) != 0 && errno != EEXIST) return std::strerror(errno);
  if (std::string trouble = shorten(panel_dir, now); !trouble.empty()) return trouble;
  const std::string path = fmt::format("{}/{}", panel_dir, kPanelChanges);
  const FileDescriptor file(
      open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!file) return std::strerror(errno);
  const ssize_t written = write(file.get(), line.data(), line.size());
  return written == static_cast<ssize_t>(line.size()) ? "" : "no room";
}

// A place is the byte before which the page ends.
Answer changes_page(const std::string& panel_dir, const Question& question) {
  const std::string text = read_panel_file(panel_dir, kPanelChanges);
  std::size_t end = text.size();
  if (const std::string& place = question.arguments.text("place"); !place.empty()) {
    const auto byte = whole_number<std::size_t>(place);
    if (!byte) return wrong("place is none that was given");
    end = std::min(*byte, text.size());
  }
  const auto limit = static_cast<std::size_t>(
      std::max<std::int64_t>(question.arguments.number("limit").value_or(kRowsOfPage), 1));
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
