// An instance of Postfix, seen and changed by its own programs.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greyctl/postfix/postfix_plan.h"
#include "greyctl/postfix/postfix_state.h"

namespace greycache {

class Postconf {
 public:
  // By its configuration directory; Postfix's own default where that is empty. Each program may
  // take `patience`. The error is a sentence: there is no Postfix here, or no configuration.
  static tl::expected<Postconf, std::string> open(
      const std::string& config_directory,
      std::chrono::milliseconds patience = std::chrono::seconds(20));

  const std::string& directory() const { return directory_; }
  tl::expected<PostfixState, std::string> read() const;

  // By "postconf -M" and "postconf -e". Where one fails the rest is not done.
  tl::expected<void, std::string> carry_out(const PostfixPlan& plan) const;

  bool runs() const;
  tl::expected<void, std::string> reload() const;

 private:
  Postconf(std::string directory, std::chrono::milliseconds patience)
      : directory_(std::move(directory)), patience_(patience) {}
  // What "postconf -c DIRECTORY WORDS..." prints.
  tl::expected<std::string, std::string> ask(const std::vector<std::string>& words) const;

  std::string directory_;
  std::chrono::milliseconds patience_;
};

}  // namespace greycache
