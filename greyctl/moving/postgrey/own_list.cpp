// The block between its two comments.
#include "greyctl/moving/postgrey/own_list.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "common/text.h"
#include "common/whole_file.h"

namespace greycache {

namespace {

constexpr std::size_t kLargestList = std::size_t{64} << 20;

// "clients_ip_whitelist" beside "clients_ip_whitelist.local".
std::string shipped_beside(const std::string& path) {
  constexpr std::string_view kLocal = ".local";
  return path.ends_with(kLocal) ? path.substr(0, path.size() - kLocal.size()) : path;
}

}  // namespace

std::string with_block(std::string_view text, std::string_view name,
                       const std::vector<std::string>& lines) {
  const std::string begin = fmt::format("# begin of {}: greyctl writes what follows\n", name);
  const std::string end = fmt::format("# end of {}\n", name);
  std::string before(text);
  std::string behind;
  const std::size_t at = before.find(begin);
  const std::size_t last = at == before.npos ? at : before.find(end, at);
  if (last != before.npos) {
    behind = before.substr(last + end.size());
    before.erase(at);
  }
  if (lines.empty()) return before + behind;
  if (!before.empty() && !before.ends_with('\n')) before += '\n';
  before += begin;
  for (const std::string& line : lines) before += line + "\n";
  return before + end + behind;
}

tl::expected<bool, std::string> write_block(const std::string& path, std::string_view name,
                                            const std::vector<std::string>& lines) {
  auto text = read_whole_file(path, kLargestList);
  if (!text && text.error() != ENOENT) {
    return tl::make_unexpected(
        fmt::format("cannot read {}: {}", escaped(path), strerror(text.error())));
  }
  const std::string before = text.value_or("");
  const std::string changed = with_block(before, name, lines);
  if (changed == before) return false;
  if (const auto written = replace_behind(path, shipped_beside(path), changed); !written) {
    return tl::make_unexpected(written.error().message);
  }
  return true;
}

}  // namespace greycache
