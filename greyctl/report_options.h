// What a report is to be of.
#pragma once

#include <string>

namespace greycache {

struct ReportOptions {
  int days = 7;
  std::string by = "organisation";  // "sender-domain", "recipient-domain"
  bool mail = false;                // to admin_mail, instead of being printed
};

}  // namespace greycache
