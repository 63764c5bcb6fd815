// Directories that are renamed, and files that are replaced as a whole.
#include "greyctl/lists/list_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "common/text.h"
#include "common/whole_file.h"
#include "greycache/config/lists/list_file.h"

namespace greycache {

namespace {

namespace fs = std::filesystem;

// Stands for a list that was not there.
constexpr const char* kNoneSuffix = ".none";
constexpr const char* kEtagSuffix = ".etag";
constexpr const char* kTakenBackSuffix = ".taken-back";
constexpr std::size_t kLongestEtagFile = 4096;

tl::unexpected<std::string> trouble(const char* what, const std::string& path, int error) {
  return tl::make_unexpected(fmt::format("cannot {} {}: {}", what, escaped(path), strerror(error)));
}

tl::expected<void, std::string> write(const std::string& path, const std::string& like,
                                      const std::string& text) {
  if (const int error = replace_file(path, like, text); error != 0) {
    return trouble("write", path, error);
  }
  return {};
}

tl::expected<void, std::string> erase(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return trouble("remove", path, errno);
}

tl::expected<void, std::string> make_directory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return trouble("make", path, error.value());
  return {};
}

}  // namespace

std::string ListStore::list_path(const std::string& name) const {
  return fmt::format("{}/{}", conf_dir_, name);
}

std::string ListStore::update_path(int update) const {
  return fmt::format("{}/list-updates/{}", conf_dir_, update);
}

std::string ListStore::fetched_path(const std::string& name) const {
  return fmt::format("{}/list-updates/fetched/{}", conf_dir_, name);
}

tl::expected<FileDescriptor, std::string> ListStore::lock() const {
  const std::string path = fmt::format("{}/list-updates", conf_dir_);
  if (const auto made = make_directory(path + "/fetched"); !made) {
    return tl::make_unexpected(made.error());
  }
  FileDescriptor directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory) return trouble("open", path, errno);
  if (flock(directory.get(), LOCK_EX | LOCK_NB) == 0) return directory;
  if (errno == EWOULDBLOCK) return tl::make_unexpected("another update is under way");
  return trouble("lock", path, errno);
}

tl::expected<std::optional<std::string>, std::string> ListStore::current(
    const std::string& name) const {
  const std::string path = list_path(name);
  std::error_code error;
  if (fs::is_symlink(fs::symlink_status(path, error))) {
    return tl::make_unexpected(
        fmt::format("{} is a symbolic link, which would be replaced by a file", escaped(path)));
  }
  auto text = read_whole_file(path, kMaxListFile);
  if (text) return std::optional(std::move(*text));
  if (text.error() == ENOENT) return std::nullopt;
  return trouble("read", path, text.error());
}

std::optional<LastFetched> ListStore::last_fetched(const std::string& name) const {
  auto text = read_whole_file(fetched_path(name), kMaxListFile);
  const auto origin = read_whole_file(fetched_path(name) + kEtagSuffix, kLongestEtagFile);
  if (!text || !origin) return std::nullopt;
  const auto lines = split(*origin, '\n');
  if (lines.size() < 2) return std::nullopt;
  return LastFetched{std::string(lines[0]), std::string(lines[1]), std::move(*text)};
}

// The name of a text last: it must not stand with another one.
tl::expected<void, std::string> ListStore::remember(const std::string& name,
                                                    const LastFetched& last) const {
  const std::string path = fetched_path(name);
  const std::string origin = path + kEtagSuffix;
  if (const auto erased = erase(origin); !erased) return erased;
  if (const auto written = write(path, path, last.text); !written) return written;
  return write(origin, origin, fmt::format("{}\n{}\n", last.url, last.etag));
}

// Made under another name: what is half done is no update.
tl::expected<void, std::string> ListStore::keep(const std::vector<std::string>& names) const {
  const std::string fresh = update_path(0);
  std::error_code error;
  fs::remove_all(fresh, error);
  if (const auto made = make_directory(fresh); !made) return made;
  for (const std::string& name : names) {
    const auto text = current(name);
    if (!text) return tl::make_unexpected(text.error());
    const std::string path = fmt::format("{}/{}{}", fresh, name, *text ? "" : kNoneSuffix);
    const auto written = write(path, list_path(name), text->value_or(""));
    if (!written) return written;
  }
  fs::remove_all(update_path(kKeptUpdates), error);
  for (int update = kKeptUpdates - 1; update >= 0; --update) {
    if (!fs::exists(update_path(update), error)) continue;
    fs::rename(update_path(update), update_path(update + 1), error);
    if (error) return trouble("rename", update_path(update), error.value());
  }
  return {};
}

tl::expected<void, std::string> ListStore::replace(const std::string& name,
                                                   const std::string& text) const {
  if (const auto written = write(list_path(name), list_path(name), text); !written) return written;
  return erase(fetched_path(name) + kTakenBackSuffix);
}

tl::expected<std::vector<ListStore::Kept>, std::string> ListStore::last_kept(
    const std::vector<std::string>& names) const {
  std::vector<Kept> kept;
  for (const std::string& name : names) {
    const std::string path = fmt::format("{}/{}", update_path(1), name);
    auto text = read_whole_file(path, kMaxListFile);
    if (text) {
      kept.push_back({name, std::move(*text)});
    } else if (text.error() != ENOENT) {
      return trouble("read", path, text.error());
    } else if (access((path + kNoneSuffix).c_str(), F_OK) == 0) {
      kept.push_back({name, std::nullopt});
    }
  }
  return kept;
}

// The mark first: beside a list it says nothing.
tl::expected<void, std::string> ListStore::take_back(const std::string& name) const {
  const std::string mark = fetched_path(name) + kTakenBackSuffix;
  if (const auto written = write(mark, mark, ""); !written) return written;
  return erase(list_path(name));
}

bool ListStore::is_taken_back(const std::string& name) const {
  return access(list_path(name).c_str(), F_OK) != 0 &&
         access((fetched_path(name) + kTakenBackSuffix).c_str(), F_OK) == 0;
}

tl::expected<void, std::string> ListStore::forget_last_kept() const {
  std::error_code error;
  fs::remove_all(update_path(1), error);
  if (error) return trouble("remove", update_path(1), error.value());
  for (int update = 2; update <= kKeptUpdates; ++update) {
    if (!fs::exists(update_path(update), error)) continue;
    fs::rename(update_path(update), update_path(update - 1), error);
    if (error) return trouble("rename", update_path(update), error.value());
  }
  return {};
}

}  // namespace greycache
