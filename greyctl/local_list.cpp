// Looked for in the lists, written beside, and put in its place.
#include "greyctl/local_list.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include "common/directory_lock.h"
#include "common/text.h"
#include "common/utf8.h"
#include "common/whole_file.h"
#include "greycache/policy/expectation/expectation.h"
#include "greycache/policy/lists/list_text.h"

namespace greycache {

namespace {

using Kind = LocalListError::Kind;

constexpr std::size_t kLongestList = std::size_t{64} << 20;
constexpr std::string_view kLocal = ".local";
// Of a comment, behind the day.
constexpr std::string_view kMadeBy = ", greyctl allow";

tl::unexpected<LocalListError> failed(int error, std::string message) {
  const bool forbidden = error == EACCES || error == EPERM || error == EROFS;
  return tl::make_unexpected(
      LocalListError{forbidden ? Kind::not_permitted : Kind::cannot_write, std::move(message)});
}

// The two lists of an entry's kind.
struct Lists {
  Lists(const std::string& conf_dir, const ListEntry& entry)
      : shipped(fmt::format("{}/{}", conf_dir, entry.list)),
        local(shipped + std::string(kLocal)),
        name(fmt::format("{}{}", entry.list, kLocal)) {}

  std::string shipped;
  std::string local;
  std::string name;  // of the local one
};

// A list that is not there is empty.
tl::expected<std::string, LocalListError> content_of(const std::string& path) {
  auto content = read_whole_file(path, kLongestList);
  if (content) return *std::move(content);
  if (content.error() == ENOENT) return std::string();
  return failed(content.error(),
                fmt::format("cannot read {}: {}", escaped(path), strerror(content.error())));
}

tl::expected<void, LocalListError> write(const Lists& lists, const std::string& content) {
  const auto written = replace_behind(lists.local, lists.shipped, content);
  if (!written) return failed(written.error().error, written.error().message);
  return {};
}

// "FILE:12" of the line that lets it through, or empty.
tl::expected<std::string, LocalListError> holder_of(const std::string& list,
                                                    const ListEntry& entry) {
  const auto content = content_of(list);
  if (!content) return tl::make_unexpected(content.error());
  const auto number = holding_line(*content, entry);
  return number ? fmt::format("{}:{}", escaped(list), *number) : std::string();
}

tl::expected<std::string, LocalListError> holder_in(const Lists& lists, const ListEntry& entry) {
  const auto shipped = holder_of(lists.shipped, entry);
  return shipped && shipped->empty() ? holder_of(lists.local, entry) : shipped;
}

tl::unexpected<LocalListError> full(const Lists& lists) {
  return tl::make_unexpected(LocalListError{
      Kind::cannot_write,
      fmt::format("{} holds {} lines, as many as a list may: one more would be left out",
                  escaped(lists.local), ListAllowance::kMostLines)});
}

std::string comment_of(const std::string& why, UnixTime now) {
  return fmt::format("# {:%Y-%m-%d}{}{}{}\n", fmt::gmtime(static_cast<std::time_t>(now)), kMadeBy,
                     why.empty() ? "" : ": ", why);
}

bool is_own_comment(std::string_view line) {
  constexpr std::size_t kLengthOfDay = std::string_view("# 2025-10-09").size();
  return line.starts_with("# ") &&
         line.substr(std::min(kLengthOfDay, line.size())).starts_with(kMadeBy);
}

// The text without these lines, in order, and their comments.
std::string without(std::string_view content, const std::vector<int>& numbers) {
  std::vector<std::string_view> kept;
  int number = 0;
  for (const std::string_view line : split(content, '\n')) {
    if (!std::ranges::binary_search(numbers, ++number)) {
      kept.push_back(line);
    } else if (!kept.empty() && is_own_comment(kept.back())) {
      kept.pop_back();
    }
  }
  std::string text;
  for (const std::string_view line : kept) (text += line) += '\n';
  // What is behind the last line's end is no line.
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace

tl::expected<std::string, LocalListError> add_local_line(const std::string& conf_dir,
                                                         const ListEntry& entry,
                                                         const std::string& why, UnixTime now) {
  const auto words = parse_expected_why(why);
  if (!words) {
    return tl::make_unexpected(LocalListError{Kind::written_wrong, words.error()});
  }
  const auto locked = lock_directory(conf_dir);
  if (!locked) return failed(locked.error().error, locked.error().message);
  const Lists lists(conf_dir, entry);
  const auto holder = holder_in(lists, entry);
  if (!holder) return tl::make_unexpected(holder.error());
  if (!holder->empty()) {
    return tl::make_unexpected(LocalListError{
        Kind::there_already,
        fmt::format("{} is let through already: {}", shown_text(entry.text), *holder)});
  }
  auto content = content_of(lists.local);
  if (!content) return content;
  if (!content->empty() && content->back() != '\n') *content += '\n';
  *content += comment_of(*words, now) + entry.text + "\n";
  if (!holding_line(*content, entry)) return full(lists);
  if (const auto written = write(lists, *content); !written) {
    return tl::make_unexpected(written.error());
  }
  return fmt::format("{}:{}", lists.name, std::ranges::count(*content, '\n'));
}

tl::expected<RemovedLines, LocalListError> remove_local_line(const std::string& conf_dir,
                                                             const ListEntry& entry) {
  const Lists lists(conf_dir, entry);
  const auto locked = lock_directory(conf_dir);
  if (!locked) return failed(locked.error().error, locked.error().message);
  const auto content = content_of(lists.local);
  if (!content) return tl::make_unexpected(content.error());
  RemovedLines removed;
  const std::vector<int> lines = equal_lines(*content, entry);
  for (const int line : lines) {
    removed.taken += fmt::format("{}{}:{}", removed.taken.empty() ? "" : ", ", lists.name, line);
  }
  if (!lines.empty()) {
    const auto written = write(lists, without(*content, lines));
    if (!written) return tl::make_unexpected(written.error());
  }
  auto left = holder_in(lists, entry);
  if (!left) return tl::make_unexpected(left.error());
  removed.left = *std::move(left);
  return removed;
}

}  // namespace greycache
