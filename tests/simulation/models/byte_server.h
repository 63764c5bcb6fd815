// A server as its connections see it: bytes in, bytes out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace greycache::simulation {

class ByteServer {
 public:
  using ClientId = std::int64_t;

  // Where the server's bytes go, and that it has closed the connection. Must not call back.
  struct Outlet {
    std::function<void(std::string_view bytes)> bytes;
    std::function<void()> closed;
  };

  virtual ~ByteServer() = default;

  // A connection; nothing where there is no process to take it.
  virtual std::optional<ClientId> accept(Outlet outlet) = 0;
  virtual void receive(ClientId id, std::string_view bytes) = 0;
  // The client's end is closed.
  virtual void hang_up(ClientId id) = 0;
};

}  // namespace greycache::simulation
