// A real Redis and the simulation's model of one.
#include "tests/contract/redis_both.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <vector>

#include "common/socket.h"
#include "tests/contract/environment.h"
#include "tests/simulation/models/redis_wire.h"

namespace greycache {

namespace {

using simulation::RedisWords;

FileDescriptor connect_real() {
  auto socket = connect_unix(environment("GREYCACHE_TEST_REDIS"));
  REQUIRE(socket.has_value());
  return std::move(*socket);
}

std::string text_of(const RedisReply& reply) {
  if (reply.type == RedisReply::Type::nil) return "nil";
  if (reply.type == RedisReply::Type::integer) return std::to_string(reply.integer);
  // What follows the first word of an error differs between versions of Redis.
  if (reply.is_error()) return "-" + reply.text.substr(0, reply.text.find(' '));
  if (!reply.is_array()) return reply.text;
  std::string text = "[";
  for (const RedisReply& element : reply.elements) text += text_of(element) + ", ";
  return text + "]";
}

// The order of a hash's fields is nobody's promise. In what EXEC replies nothing tells a HGETALL
// from others: there all is sorted.
std::string sorted_text_of(const RedisReply& reply, std::size_t together) {
  if (!reply.is_array()) return text_of(reply);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < reply.elements.size(); i += together) {
    std::string& part = parts.emplace_back();
    for (std::size_t j = i; j < std::min(i + together, reply.elements.size()); ++j) {
      part += sorted_text_of(reply.elements[j], 1) + ", ";
    }
  }
  std::ranges::sort(parts);
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

std::string readable(const RedisReply& reply, const std::string& command) {
  if (command == "HGETALL") return sorted_text_of(reply, 2);
  if (command != "EXEC" || !reply.is_array()) return text_of(reply);
  std::string text;
  for (const RedisReply& element : reply.elements) text += sorted_text_of(element, 1) + "; ";
  return text;
}

// The next reply that is there whole.
std::optional<std::string> next_of(ReplyReader& replies, const std::string& command) {
  const auto reply = replies.next();
  REQUIRE(reply.has_value());
  if (!*reply) return std::nullopt;
  return readable(**reply, command);
}

void send_real(int socket, const RedisWords& words) {
  const std::string bytes = simulation::redis_wire(words);
  const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  REQUIRE(sent == static_cast<ssize_t>(bytes.size()));
}

std::string read_real(int socket, ReplyReader& replies, const std::string& command) {
  std::array<char, 65536> buffer;
  for (;;) {
    if (auto text = next_of(replies, command)) return *text;
    pollfd entry{socket, POLLIN, 0};
    REQUIRE(poll(&entry, 1, 5000) == 1);
    const ssize_t length = recv(socket, buffer.data(), buffer.size(), 0);
    REQUIRE(length > 0);
    replies.feed({buffer.data(), static_cast<std::size_t>(length)});
  }
}

simulation::SimTime real_time() {
  return std::chrono::duration_cast<simulation::SimTime>(
      std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

BothRedis::BothRedis() : model_(real_time, 1) {
  real({"FLUSHALL"});
  std::ifstream file(environment("GREYCACHE_TEST_REDIS_ACL"));
  const std::string user = "user greycache ";
  std::string line;
  while (!line.starts_with(user)) REQUIRE(std::getline(file, line));
  const std::string password = environment("GREYCACHE_TEST_REDIS_PASSWORD");
  REQUIRE(model_.user("greycache").set(line.substr(user.size()) + " >" + password));
}

std::string BothRedis::real(const RedisWords& words) {
  const FileDescriptor socket = connect_real();
  ReplyReader replies;
  send_real(socket.get(), words);
  std::string reply = read_real(socket.get(), replies, words.front());
  CAPTURE(reply);
  CHECK_FALSE(reply.starts_with("-"));
  return reply;
}

BothClients::BothClients(BothRedis& both) : both_(both), socket_(connect_real()) {
  const auto id =
      both_.model().accept({[this](std::string_view bytes) { model_replies_.feed(bytes); }, [] {}});
  REQUIRE(id.has_value());
  id_ = *id;
}

BothClients::~BothClients() {
  both_.model().hang_up(id_);
}

BothClients::Replies BothClients::ask_apart(const Words& to_real, const Words& to_model) {
  send_real(socket_.get(), to_real);
  both_.model().receive(id_, simulation::redis_wire(to_model));
  const std::string& command = to_real.front();
  return {read_real(socket_.get(), real_replies_, command),
          next_of(model_replies_, command).value_or("nothing")};
}

BothClients::Replies BothClients::pushed() {
  const std::string end = "[pong, , ]";
  send_real(socket_.get(), {"PING"});
  both_.model().receive(id_, simulation::redis_wire({"PING"}));
  Replies all;
  for (std::string text; text != end; all.real += text) {
    text = read_real(socket_.get(), real_replies_, "PING");
  }
  while (const auto text = next_of(model_replies_, "PING")) all.model += *text;
  return all;
}

}  // namespace greycache
