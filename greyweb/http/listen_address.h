// Where the panel listens, as it is written.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"
#include "common/inet_address.h"
#include "common/lasting_socket.h"

namespace greycache::web {

struct ListenAddress {
  std::string path;  // of a unix socket; empty where it is none
  InetAddress inet;  // of this host alone
};

// "unix:/PATH", "127.0.0.1:8025", "[::1]:8025". The error is a sentence: what others could reach is
// refused, since there is no TLS here.
tl::expected<ListenAddress, std::string> parse_listen_at(std::string_view text);

// A unix socket has mode 0660, and the group that is named, if any.
tl::expected<FileDescriptor, std::string> listen_at(const ListenAddress& address,
                                                    const std::string& group);

// Makes the unix socket again, once it listens; of another address nothing.
LastingSocket lasting_at(const ListenAddress& address, const std::string& group);

}  // namespace greycache::web
