// The report as a mail to admin_mail.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "common/duration.h"
#include "greycache/config/settings.h"

namespace greycache {

// Hands `report`, of so many days, to sendmail_path, and waits for its end. The error is a sentence
// with the program's own words. admin_mail must not be empty.
tl::expected<void, std::string> mail_report(const Settings& settings, const std::string& report,
                                            int days, UnixTime now);

}  // namespace greycache
