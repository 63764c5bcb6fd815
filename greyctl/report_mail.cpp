// A message, and sendmail(1) with the arguments that the daemon gives it, too.
#include "greyctl/report_mail.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include "common/host_name.h"
#include "common/mail_message.h"
#include "common/text.h"
#include "greyctl/postfix/program.h"

namespace greycache {

namespace {

constexpr std::chrono::seconds kPatience{30};

std::string first_words(const ProgramEnd& end) {
  const std::string_view text = trimmed(end.errors.empty() ? end.output : end.errors);
  return escaped(text.substr(0, text.find('\n')), 300);
}

}  // namespace

tl::expected<void, std::string> mail_report(const Settings& settings, const std::string& report,
                                            int days, UnixTime now) {
  const MailText mail{
      days == 1 ? "report of the last day" : fmt::format("report of the last {} days", days),
      report};
  // -oi: a line with a dot alone does not end the message. What follows -- is no option.
  const auto end =
      run_program({settings.sendmail_path, "-oi", "--", settings.admin_mail}, kPatience,
                  mail_message(mail, host_name(), settings.admin_mail, now));
  if (!end) return tl::make_unexpected(end.error().why);
  if (end->status == 0) return {};
  const std::string words = first_words(*end);
  return tl::make_unexpected(fmt::format("{} ended with status {}{}{}",
                                         escaped(settings.sendmail_path), end->status,
                                         words.empty() ? "" : ": ", words));
}

}  // namespace greycache
