// One smtpd_access_policy request: its attributes. common/message_end.h says where it ends.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "common/message_end.h"

namespace greycache {

// A request as Postfix sends it (SMTPD_POLICY_README): "name=value" lines ended by LF, closed by an
// empty line. A CR is part of a value. Values are views into the bytes given to parse() and live as
// long as they do. Attributes that are absent are empty; of repeated ones the last counts.
class PolicyRequest {
 public:
  std::string_view request;
  std::string_view protocol_state;
  std::string_view client_address;
  std::string_view client_name;
  std::string_view helo_name;
  std::string_view sender;
  std::string_view recipient;
  std::string_view instance;
  std::string_view sasl_username;
  std::string_view queue_id;

  // Takes the lines of one complete request (without or with its empty line). Lines without '=' are
  // ignored, as are unknown names.
  void parse(std::string_view text);

  // Takes the request at the front of a stream. Returns its length, its empty line included (as
  // complete_request_length() does); 0 where it is not complete, and this is of no use then.
  std::size_t parse_first(std::string_view bytes);

  // The bytes that were parsed have moved as they are, and now begin at `bytes`.
  void follow(const char* bytes);

  // The value of any attribute, nothing where the request has none of that name.
  std::optional<std::string_view> find(std::string_view name) const;

 private:
  void clear();
  void take_line(std::string_view line);

  std::string_view text_;
};

}  // namespace greycache
