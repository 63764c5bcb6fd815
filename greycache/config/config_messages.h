// What there is to say about a configuration file: errors and warnings, each with its place.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/text.h"

namespace greycache {

class ConfigMessages {
 public:
  explicit ConfigMessages(std::string file) : file_(std::move(file)) {}

  // Line 0 stands for the file as a whole.
  void error(int line, std::string_view text) { errors_.push_back(placed(line, text)); }
  void warning(int line, std::string_view text) { warnings_.push_back(placed(line, text)); }

  const std::vector<std::string>& errors() const { return errors_; }
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  std::string placed(int line, std::string_view text) const {
    return line == 0 ? fmt::format("{}: {}", escaped(file_), text)
                     : fmt::format("{}:{}: {}", escaped(file_), line, text);
  }

  std::string file_;
  std::vector<std::string> errors_;
  std::vector<std::string> warnings_;
};

}  // namespace greycache
