// Where a listening socket is bound.
#pragma once

#include <string>

#include "common/inet_address.h"

namespace greycache {

// The path of a unix socket, empty for others.
std::string bound_path(int socket);

// Whether it is a TCP socket on that address and port.
bool is_bound_to(int socket, const InetAddress& address);

// Where a TCP socket is bound; port 0 of others.
InetAddress bound_inet(int socket);

// For people: the path, or "127.0.0.1:2501".
std::string bound_text(int socket);

// Lets another socket of this user be bound to the same port, although this one listens: so that
// the new one is there before the old one goes.
void share_port(int socket);

}  // namespace greycache
