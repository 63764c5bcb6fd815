// Where the fetched lists are kept: those in force, what was fetched last, and what was replaced.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"

namespace greycache {

// Of a list as it was fetched last, whether or not it is still in force.
struct LastFetched {
  std::string url;
  std::string etag;  // empty: the server named none
  std::string text;
};

// The lists of conf_dir, and beside them conf_dir/list-updates: fetched/ has what was fetched last,
// and 1/ to 5/ what the last five updates have replaced, the latest in 1/. Errors are sentences fit
// for a terminal. One process at a time writes, see lock().
class ListStore {
 public:
  static constexpr int kKeptUpdates = 5;

  explicit ListStore(std::string conf_dir) : conf_dir_(std::move(conf_dir)) {}

  // Makes list-updates/, and holds it until the descriptor is closed. An error where another
  // process does.
  tl::expected<FileDescriptor, std::string> lock() const;

  // What the list says; nothing where there is no such file. A symbolic link is an error, since it
  // would become a file.
  tl::expected<std::optional<std::string>, std::string> current(const std::string& name) const;
  // Nothing where it is not known.
  std::optional<LastFetched> last_fetched(const std::string& name) const;
  tl::expected<void, std::string> remember(const std::string& name, const LastFetched& last) const;

  // Before any of these lists is replaced: they are kept as they are, and the oldest update that is
  // kept is forgotten.
  tl::expected<void, std::string> keep(const std::vector<std::string>& names) const;
  // Puts a text in the place of the list; owner and mode stay.
  tl::expected<void, std::string> replace(const std::string& name, const std::string& text) const;

  // What the last update has replaced: a list without a text was not there before.
  struct Kept {
    std::string name;
    std::optional<std::string> text;
  };
  tl::expected<std::vector<Kept>, std::string> last_kept(
      const std::vector<std::string>& names) const;
  // The list goes, which was not there before the update; it is known as taken back until it is
  // replaced.
  tl::expected<void, std::string> take_back(const std::string& name) const;
  bool is_taken_back(const std::string& name) const;
  // Once all of them are back: the update before is the last one.
  tl::expected<void, std::string> forget_last_kept() const;

 private:
  std::string list_path(const std::string& name) const;
  std::string update_path(int update) const;
  std::string fetched_path(const std::string& name) const;

  std::string conf_dir_;
};

}  // namespace greycache
