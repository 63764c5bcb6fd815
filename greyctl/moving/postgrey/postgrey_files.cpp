// What is not there is told from what cannot be read.
#include "greyctl/moving/postgrey/postgrey_files.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "common/text.h"
#include "common/whole_file.h"

namespace greycache {

namespace {

constexpr std::size_t kLargestFile = std::size_t{16} << 20;
constexpr const char* kDefaults = "/etc/default/postgrey";

tl::unexpected<MovingError> no_input(const std::string& path, std::string_view why) {
  return tl::make_unexpected(MovingError(fmt::format("{}: {}", escaped(path), why), EX_NOINPUT));
}

// Nothing where it is not there.
tl::expected<std::optional<std::string>, MovingError> text_of(const std::string& path) {
  auto text = read_whole_file(path, kLargestFile);
  if (text) return std::move(*text);
  if (text.error() == ENOENT) return std::nullopt;
  return no_input(path, fmt::format("cannot be read: {}", strerror(text.error())));
}

// Where Debian, or the original, has them.
std::vector<std::string> usual_files(const std::string& lists, const char* name) {
  std::vector<std::string> directories{lists};
  if (lists.empty()) directories = {"/etc/postgrey", "/etc/postfix"};
  std::vector<std::string> files;
  for (const std::string& directory : directories) {
    for (const char* const prefix : {"", "postgrey_"}) {
      for (const char* const end : {"", ".local"}) {
        files.push_back(fmt::format("{}/{}{}{}", directory, prefix, name, end));
      }
    }
  }
  return files;
}

// The texts of these files; which of them are not there goes into `lacking`.
tl::expected<std::string, MovingError> texts_of(const std::vector<std::string>& files,
                                                std::vector<std::string>& lacking) {
  std::string all;
  for (const std::string& file : files) {
    const auto text = text_of(file);
    if (!text) return tl::make_unexpected(text.error());
    if (!*text) lacking.push_back(file);
    if (*text) all += **text + "\n";
  }
  return all;
}

}  // namespace

tl::expected<std::string, MovingError> postgrey_defaults(const std::string& path) {
  const auto text = text_of(path.empty() ? kDefaults : path);
  if (!text) return tl::make_unexpected(text.error());
  if (!*text && !path.empty()) return no_input(path, strerror(ENOENT));
  return text->value_or("");
}

tl::expected<PostgreyLists, MovingError> postgrey_lists(const std::string& directory,
                                                        const PostgreySettings& settings) {
  PostgreyLists lists;
  bool any = false;
  const auto read = [&](const std::vector<std::string>& named, const char* name) {
    const bool by_settings = !named.empty() && directory.empty();
    const auto files = by_settings ? named : usual_files(directory, name);
    std::vector<std::string> lacking;
    auto texts = texts_of(files, lacking);
    any = any || lacking.size() < files.size();
    if (by_settings) lists.lacking.insert(lists.lacking.end(), lacking.begin(), lacking.end());
    return texts;
  };
  auto clients = read(settings.whitelist_clients, "whitelist_clients");
  if (!clients) return tl::make_unexpected(clients.error());
  auto recipients = read(settings.whitelist_recipients, "whitelist_recipients");
  if (!recipients) return tl::make_unexpected(recipients.error());
  if (!directory.empty() && !any) {
    return no_input(directory,
                    "no file whitelist_clients, whitelist_recipients, one of these behind "
                    "postgrey_, or with .local is there");
  }
  lists.clients = std::move(*clients);
  lists.recipients = std::move(*recipients);
  return lists;
}

}  // namespace greycache
