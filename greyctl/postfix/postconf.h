// An instance of Postfix, seen and changed by its own programs.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greyctl/postfix/postfix_plan.h"
#include "greyctl/postfix/postfix_state.h"

namespace greycache {

class Postconf {
 public:
  // By its configuration directory; Postfix's own default where that is empty. The error is a
  // sentence: there is no Postfix here, or no configuration.
  static tl::expected<Postconf, std::string> open(const std::string& config_directory);

  const std::string& directory() const { return directory_; }
  tl::expected<PostfixState, std::string> read() const;

  // By "postconf -M" and "postconf -e". Where one fails the rest is not done.
  tl::expected<void, std::string> carry_out(const PostfixPlan& plan) const;

  bool runs() const;
  tl::expected<void, std::string> reload() const;

 private:
  explicit Postconf(std::string directory) : directory_(std::move(directory)) {}
  // What "postconf -c DIRECTORY WORDS..." prints.
  tl::expected<std::string, std::string> ask(const std::vector<std::string>& words) const;

  std::string directory_;
};

}  // namespace greycache
