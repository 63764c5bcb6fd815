// A connection to the daemon that runs, and what helps where there is none.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"

namespace greycache {

// To one of its sockets.
tl::expected<FileDescriptor, std::string> connect_daemon(const std::string& socket);

// Of a connection to control_socket that the daemon has closed without a word: so it does with
// strangers, and when it ends.
std::string closed_without_answer();

}  // namespace greycache
