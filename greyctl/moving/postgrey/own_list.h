// A part of a list file of the administrator's, which greyctl writes and replaces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace greycache {

// The list's text with a block of these lines in it, between two comments that name it; a block
// of that name is replaced, or goes where there are no lines. The rest stays to the byte.
std::string with_block(std::string_view text, std::string_view name,
                       const std::vector<std::string>& lines);

// Puts the block into the file, as replace_behind() does; where it is not there it is made like the
// list that it is the ".local" of. False where the file had it already. The caller holds the lock
// of its directory, see lock_directory().
tl::expected<bool, std::string> write_block(const std::string& path, std::string_view name,
                                            const std::vector<std::string>& lines);

}  // namespace greycache
