// What there is to say about a configuration file: errors and warnings, each with its place.
#pragma once

#include <fmt/format.h>

#include <map>
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
  void error(int line, std::string_view text) { errors_.emplace(line, text); }
  void warning(int line, std::string_view text) { warnings_.emplace(line, text); }

  bool has_error(int line) const { return errors_.contains(line); }

  // "FILE:LINE: text", in the order of lines. With a mark "FILE:LINE: MARKtext".
  std::vector<std::string> errors() const { return placed(errors_, ""); }
  std::vector<std::string> warnings(std::string_view mark = "") const {
    return placed(warnings_, mark);
  }

 private:
  using ByLine = std::multimap<int, std::string>;

  std::vector<std::string> placed(const ByLine& messages, std::string_view mark) const {
    std::vector<std::string> texts;
    for (const auto& [line, text] : messages) {
      const std::string place = line == 0 ? "" : fmt::format(":{}", line);
      texts.push_back(fmt::format("{}{}: {}{}", escaped(file_), place, mark, text));
    }
    return texts;
  }

  std::string file_;
  ByLine errors_;
  ByLine warnings_;
};

}  // namespace greycache
