// Whole files: read up to a limit, and put in the place of another so that nobody sees a part.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

// What the file says. The error is an errno: EFBIG where it is longer than `most` bytes. Never
// waits for a writer, as open_to_read().
tl::expected<std::string, int> read_whole_file(const std::string& path, std::size_t most);

// The file that a symbolic link at `path` leads to, by other links, too; `path` where it is none,
// or nothing is there. The error is an errno: ENOENT where a link leads nowhere.
tl::expected<std::string, int> file_behind(const std::string& path);

// The file at `path` has this content, or is what it was: written beside, made safe (fsync(2)) and
// renamed. Owner and mode are those of the file `like`, where there is one, otherwise this
// process's and 0644. A symbolic link at `path` is replaced by a file. 0, or an errno.
int replace_file(const std::string& path, const std::string& like, std::string_view content);

// The same of what `path` leads to (file_behind()), so that a link stays one. Owner and mode are
// its own, or those of `neighbour` where it is not there yet. The error is a sentence.
struct ReplaceError {
  int error = 0;  // an errno
  std::string message;
};
tl::expected<void, ReplaceError> replace_behind(const std::string& path,
                                                const std::string& neighbour,
                                                std::string_view content);

}  // namespace greycache
