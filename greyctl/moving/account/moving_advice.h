// What is left to do for a person after moving in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "greycache/config/settings_reader.h"
#include "greyctl/moving/account/moving_account.h"

namespace greycache {

class MovingAdvice {
 public:
  // A sentence without its full stop, in lower case.
  void add(std::string_view sentence) { sentences_.emplace_back(sentence); }

  // The lists that an administrator wrote himself, where the daemon reads those of another
  // directory.
  void add_lists(const std::string& old_directory, const std::string& directory);
  // Opt tables count by optmethod, which may be another one here.
  void add_opt_method(std::string_view old_method, const LoadedSettings& here,
                      const MovingAccount& account);

  // Lines, empty where there is nothing to do.
  std::string text() const;

 private:
  std::vector<std::string> sentences_;
};

}  // namespace greycache
