// Attributes filled in before and behind those that were written.
#include "common/written_request.h"

#include "common/policy_request.h"

namespace greycache {

void add_client_name(std::string& lines) {
  PolicyRequest request;
  request.parse(lines);
  if (request.client_name.empty()) lines += "client_name=unknown\n";
}

// Of a repeated attribute the last counts.
std::string written_request(std::string_view lines) {
  std::string text = "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\n";
  text += lines;
  add_client_name(text);
  return text + "\n";
}

}  // namespace greycache
