// One connection to the service: a request out, its answer in.
#include "load/client.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace greycache {

namespace {
constexpr std::string_view kPrefix = "action=";
}

void Client::send(std::string_view request, std::uint64_t since, bool should_pass) {
  since_ = since;
  should_pass_ = should_pass;
  waits_ = true;
  length_ = 0;
  const ssize_t sent = ::send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(request.size())) {
    throw std::runtime_error(
        fmt::format("cannot send a request: {}", sent < 0 ? std::strerror(errno) : "no room"));
  }
}

bool Client::receive() {
  const ssize_t received = recv(socket_.get(), reply_.data() + length_, reply_.size() - length_, 0);
  if (received < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (received < 0) throw std::runtime_error(fmt::format("recv: {}", std::strerror(errno)));
  if (received == 0) throw std::runtime_error("the service closed a connection");
  length_ += static_cast<std::size_t>(received);
  const std::string_view reply(reply_.data(), length_);
  const std::size_t end = reply.find("\n\n");
  if (end == std::string_view::npos && length_ < reply_.size()) return false;
  if (!waits_ || end + 2 != length_ || !reply.starts_with(kPrefix)) {
    throw std::runtime_error(fmt::format("not one reply: {:?}", reply));
  }
  waits_ = false;
  return true;
}

std::string_view Client::verb() const {
  const std::string_view reply(reply_.data(), length_);
  return reply.substr(kPrefix.size(), reply.find_first_of(" \n") - kPrefix.size());
}

bool Client::as_expected() const {
  const std::string_view word = verb();
  const bool passes = strcasecmp(std::string(word).c_str(), "dunno") == 0 || word == "PREPEND";
  return passes == should_pass_;
}

}  // namespace greycache
