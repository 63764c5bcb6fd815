// A place of our own for files that do not stay.
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace greycache {

// Makes a directory that this account alone may enter, in the directory that TMPDIR names, or in
// /tmp; whoever asked for it removes it. Its path, or a sentence on what is wrong.
tl::expected<std::string, std::string> make_temporary_directory();

}  // namespace greycache
