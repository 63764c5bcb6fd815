// One connection to the service: a request out, its answer in.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/file_descriptor.h"

namespace greycache {

class Client {
 public:
  explicit Client(FileDescriptor socket) : socket_(std::move(socket)) {}

  int socket() const { return socket_.get(); }

  // Sends a whole request; `since` (nanoseconds) is when its time begins to count. Throws
  // std::runtime_error where the service does not take it at once: it fits any socket buffer.
  void send(std::string_view request, std::uint64_t since, bool should_pass);

  // Reads what is there. Whether the answer is complete; a reply that is none, or more than one,
  // and the end of the connection are a std::runtime_error.
  bool receive();

  // Of the last complete answer.
  std::string_view verb() const;
  bool as_expected() const;
  std::uint64_t since() const { return since_; }

 private:
  FileDescriptor socket_;
  std::array<char, 1024> reply_{};
  std::size_t length_ = 0;
  std::uint64_t since_ = 0;
  bool should_pass_ = false;
  bool waits_ = false;
};

}  // namespace greycache
