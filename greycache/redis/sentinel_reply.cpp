// What is asked of a Sentinel, and what its answer says.
#include "greycache/redis/sentinel_reply.h"

#include "common/ip_address.h"
#include "common/text.h"
#include "common/whole_number.h"
#include "greycache/redis/redis_hello.h"
#include "greycache/redis/wire/redis_error.h"

namespace greycache {

namespace {

std::optional<std::uint16_t> port_in(std::string_view text) {
  const auto port = whole_number<std::uint16_t>(text);
  return port && *port != 0 ? port : std::nullopt;
}

StoreError no_address(std::string_view host, std::string_view port) {
  return {StoreError::Kind::refused,
          "names the master by \"" + escaped(host, 80) + "\" and \"" + escaped(port, 20) +
              "\", which is no numeric address with a port (see sentinel announce-hostnames)"};
}

}  // namespace

CommandBuffer sentinel_question(const RedisOptions& options, bool login) {
  CommandBuffer commands;
  if (login) add_login(commands, options);
  commands.add({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", options.master_name});
  return commands;
}

StoreResult<std::optional<RedisPlace>> master_in(const RedisReply& reply) {
  if (reply.is_error()) return tl::unexpected(redis_error(reply.text));
  if (reply.type == RedisReply::Type::nil) return std::nullopt;
  if (!reply.is_array() || reply.elements.size() != 2) {
    return tl::unexpected(
        StoreError{StoreError::Kind::refused, "has an answer of another shape: is it a Sentinel?"});
  }
  const std::string& host = reply.elements[0].text;
  const auto address = IpAddress::parse(host);
  const auto port = port_in(reply.elements[1].text);
  if (!address || !port) return tl::unexpected(no_address(host, reply.elements[1].text));
  return RedisPlace{address->text(), *port};
}

bool wants_login(const RedisReply& reply) {
  return reply.is_error() && reply.text.starts_with("NOAUTH");
}

}  // namespace greycache
