// One smtpd_access_policy request: its attributes. common/message_end.h says where it ends.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "common/message_end.h"

namespace greycache {

// A request as Postfix sends it (SMTPD_POLICY_README): "name=value" lines ended by LF, closed by an
// empty line. A CR is part of a value. Values are views into the bytes given to parse() and live as
// long as they do. Attributes that are absent are empty; of repeated ones the last counts.
class PolicyRequest {
 public:
  struct Attribute {
    std::string_view name;
    std::string_view value;
  };

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
  // ignored, as are unknown names. Reuses the object's memory.
  void parse(std::string_view text);

  // The value of any attribute, nullptr where the request has none of that name.
  const std::string_view* find(std::string_view name) const;

  const std::vector<Attribute>& attributes() const { return attributes_; }

 private:
  void assign_known(std::string_view name, std::string_view value);

  std::vector<Attribute> attributes_;
};

}  // namespace greycache
