// Taken apart here, since what CLI11 takes for TOML knows lists, sections and values of many lines.
#include "greyweb/config_file.h"

#include <sys/stat.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "common/text.h"
#include "common/whole_file.h"

namespace greycache::web {

namespace {

constexpr std::size_t kLongestFile = std::size_t{64} << 10U;
constexpr std::string_view kQuotes = "\"'";
constexpr std::string_view kBlanks = " \t\r\v\f";

using Fault = tl::unexpected<std::string>;

tl::expected<std::string, std::string> text_of(const std::string& path) {
  const auto fault = [&](std::string_view why) { return Fault(fmt::format("{}: {}", path, why)); };
  struct stat there = {};
  if (stat(path.c_str(), &there) != 0) return fault(std::strerror(errno));
  // A pipe or a device may never end.
  if (!S_ISREG(there.st_mode)) return fault("this is no regular file");
  auto text = read_whole_file(path, kLongestFile);
  if (text) return *std::move(text);
  return fault(text.error() == EFBIG ? "this is longer than 64 KiB" : std::strerror(text.error()));
}

// A tab is a blank.
bool is_control(char c) {
  return c != '\t' && (static_cast<unsigned char>(c) < ' ' || c == '\x7f');
}

// The error goes on from "the value of NAME".
tl::expected<std::string, std::string> value_of(std::string_view text) {
  if (text.empty()) return std::string();
  if (std::ranges::any_of(text, is_control)) {
    return Fault("has a control character in it: " + escaped(text, 60));
  }
  if (kQuotes.find(text.front()) != std::string_view::npos) {
    const std::string_view inside =
        text.substr(1, text.size() - std::min<std::size_t>(text.size(), 2));
    const bool ends = text.size() > 1 && text.back() == text.front();
    if (ends && inside.find(text.front()) == std::string_view::npos) return std::string(inside);
    return Fault("begins with a quote that is not its last character");
  }
  if (text.find_first_of(kBlanks) == std::string_view::npos) return std::string(text);
  return Fault("has a blank in it: write it in quotes; a comment has a line of its own");
}

tl::expected<void, std::string> take_line(std::string_view line,
                                          std::span<const std::string_view> known,
                                          std::size_t number, FileOptions& into) {
  const std::size_t sign = line.find('=');
  const std::string name(trimmed(line.substr(0, sign)));
  if (std::ranges::find(known, name) == known.end()) {
    return Fault(fmt::format("there is no option '{}'; write one of {}", escaped(name, 60),
                             fmt::join(known, ", ")));
  }
  if (sign == std::string_view::npos) return Fault(fmt::format("write {} = VALUE", name));
  auto value = value_of(trimmed(line.substr(sign + 1)));
  if (!value) return Fault(fmt::format("the value of {} {}", name, value.error()));
  into.insert_or_assign(name, FileOption{*std::move(value), number});
  return {};
}

}  // namespace

tl::expected<FileOptions, std::string> read_config_file(const std::string& path,
                                                        std::span<const std::string_view> known) {
  const auto text = text_of(path);
  if (!text) return Fault(text.error());
  FileOptions options;
  std::size_t number = 0;
  for (const std::string_view whole : split(without_byte_order_mark(*text), '\n')) {
    ++number;
    const std::string_view line = trimmed(whole);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    const auto taken = take_line(line, known, number, options);
    if (!taken) return Fault(fmt::format("{}:{}: {}", path, number, taken.error()));
  }
  return options;
}

}  // namespace greycache::web
