// greyweb.conf: options as lines "name = value".
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache::web {

using FileOptions = std::map<std::string, std::string, std::less<>>;

// Of lines of the same name the last one counts, as in greycache.conf. A value with a blank stands
// in quotes, of either kind. The error is a sentence with file and line: a name that is none of
// `known`, a value that is none; or says why it is no file of ours.
tl::expected<FileOptions, std::string> read_config_file(const std::string& path,
                                                        std::span<const std::string_view> known);

}  // namespace greycache::web
