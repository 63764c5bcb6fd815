// The message's text by RFC 5322.
#include "common/mail_message.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "common/text.h"

namespace greycache {

std::string mail_message(const MailText& mail, const std::string& host, const std::string& to,
                         UnixTime now) {
  const std::string name = escaped(host, 255);
  return fmt::format(
      "From: Greycache <greycache@{}>\n"
      "To: {}\n"
      "Subject: Greycache on {}: {}\n"
      "Date: {:%a, %d %b %Y %H:%M:%S} +0000\n"
      "Auto-Submitted: auto-generated\n"
      "MIME-Version: 1.0\n"
      "Content-Type: text/plain; charset=utf-8\n"
      "Content-Transfer-Encoding: 8bit\n"
      "\n"
      "{}",
      name, to, name, escaped(mail.subject, 300), fmt::gmtime(static_cast<std::time_t>(now)),
      mail.body);
}

}  // namespace greycache
