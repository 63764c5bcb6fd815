// The policy of a replay: settings, the lists of conf_dir, and opt tables from files.
#include "greyctl/replay/replay_policy.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "common/program_output.h"
#include "common/text.h"
#include "greycache/config/lists/list_files.h"

namespace greycache {

namespace {

tl::expected<void, std::string> read_table(const std::string& path, OptTable table,
                                           OptLists& lists) {
  std::ifstream file(path);
  std::string line;
  for (bool first = true; std::getline(file, line); first = false) {
    const std::string_view row = trimmed(first ? without_byte_order_mark(line) : line);
    if (!row.empty()) lists.add(table, lower_ascii(row));
  }
  if (file.eof()) return {};
  return tl::make_unexpected(fmt::format("{}: {}", path, strerror(errno)));
}

}  // namespace

tl::expected<std::shared_ptr<const PolicySet>, std::string> replay_policy(
    const Settings& settings, const ReplayOptions& options) {
  auto opt_lists = std::make_shared<OptLists>();
  for (std::size_t i = 0; i < kOptTables; ++i) {
    if (options.opt_files[i].empty()) continue;
    const auto read = read_table(options.opt_files[i], static_cast<OptTable>(i), *opt_lists);
    if (!read) return tl::make_unexpected(read.error());
  }
  ListFiles lists(settings.conf_dir, settings.public_suffix_list);
  for (const ListNotice& notice : lists.reload_all(rules_of(settings))) {
    if (notice.event != ListEvent::read) complain(notice.text);
  }
  return make_policy_set(settings, lists.current(), std::move(opt_lists));
}

}  // namespace greycache
