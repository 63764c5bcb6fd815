// The accounts of a file, read again when the file changes.
#pragma once

#include <cerrno>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "common/account_rights.h"
#include "greyweb/account/account.h"

namespace greycache::web {

enum class NoAccount : std::uint8_t {
  none,   // nobody has that name, or there was no file since the start
  unread  // there is no good file at the moment, so nobody knows
};

// Any thread. Asked at each request, so that who is removed is out at once.
class AccountBook {
 public:
  explicit AccountBook(std::string path) : path_(std::move(path)) {}

  // A file that cannot be read, that is empty, that is not root's and greyweb's alone
  // (common/account_rights.h) or that is wrong in any line lets nobody in, which is logged once a
  // change of it.
  tl::expected<Account, NoAccount> find(std::string_view name);

  // Whether there is a good file. Otherwise why not has been logged since its last change.
  bool is_read();

  // Logs what find() would, at the start; that there is no file is nothing.
  void look();

 private:
  // Of the path, or why nothing is.
  struct Seen {
    AccountPlace place;
    int error = ENOENT;
  };

  void read_if_changed();
  void read();
  void refuse(std::string_view why);
  void fail(int error);

  std::string path_;
  std::mutex mutex_;
  Seen seen_;
  bool good_ = false;
  bool told_ = false;  // why it is not
  bool was_read_ = false;
  int failed_ = 0;  // an errno of the last reading, where it was there
  std::vector<Account> accounts_;
};

}  // namespace greycache::web
