// greyweb.conf: options as lines "name = value".
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache::web {

struct FileOption {
  std::string value;
  std::size_t line = 0;  // from 1
};
using FileOptions = std::map<std::string, FileOption, std::less<>>;

// Of lines of the same name the last one counts, as in greycache.conf. A value with a blank stands
// in quotes, of either kind, and none has a control character. The error is a sentence with file
// and line: a name that is none of `known`, a value that is none; or says why it is no file of
// ours.
tl::expected<FileOptions, std::string> read_config_file(const std::string& path,
                                                        std::span<const std::string_view> known);

}  // namespace greycache::web
