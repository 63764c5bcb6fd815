// What a report is to be of.
#pragma once

#include <string>

namespace greycache {

struct ReportOptions {
  int days = 7;
  std::string by = "organisation";  // "sender-domain", "recipient-domain"
};

}  // namespace greycache
