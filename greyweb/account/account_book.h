// The accounts of a file, read again when the file changes.
#pragma once

#include <sys/stat.h>

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "greyweb/account/account.h"

namespace greycache::web {

// Any thread. Asked at each request, so that who is removed is out at once.
class AccountBook {
 public:
  explicit AccountBook(std::string path) : path_(std::move(path)) {}

  // Nothing where there is none of that name, or no good file: a file that cannot be read, that
  // others may write or that is wrong in any line lets nobody in, which is logged once a change of
  // it.
  std::optional<Account> find(std::string_view name);

  // Logs what find() would, at the start; that there is no file is nothing.
  void look();

 private:
  void read_if_changed();
  void read();

  std::string path_;
  std::mutex mutex_;
  struct stat seen_ = {};
  std::vector<Account> accounts_;
};

}  // namespace greycache::web
