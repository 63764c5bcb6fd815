// A mail to the administrator as a message for sendmail(1): headers and body.
#pragma once

#include <string>

#include "common/duration.h"

namespace greycache {

// A mail without its headers.
struct MailText {
  std::string subject;  // one line
  std::string body;
};

// `host` is this host's name, `to` one address that check_mail_address() (config/value_checks.h)
// let pass. Lines end in LF. Date is in UTC (RFC 5322); Auto-Submitted keeps vacation programs
// quiet (RFC 3834).
std::string mail_message(const MailText& mail, const std::string& host, const std::string& to,
                         UnixTime now);

}  // namespace greycache
