// Adding lines to a file that others read.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace greycache {

// Adds `line`, which has no end, to the file at `path`, made with `mode` where it is not there; not
// through a symbolic link. What a full disk or a crash has left of a line before ends first, so
// that it spoils no other. One writer at a time. 0, or an errno: ENOSPC where only a part went in.
int append_line(const std::string& path, std::string_view line, mode_t mode);

}  // namespace greycache
