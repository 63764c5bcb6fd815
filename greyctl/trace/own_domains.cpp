// The domains in whose name a host rewrites senders, as far as its log tells.
#include "greyctl/trace/own_domains.h"

#include <algorithm>

#include "common/text.h"

namespace greycache {

namespace {

std::string mail_of(std::string_view sender, std::string_view recipient) {
  return lower_ascii(sender) + '\n' + lower_ascii(recipient);
}

}  // namespace

void OwnDomains::add_recipient(std::string_view recipient) {
  const std::size_t at = recipient.rfind('@');
  if (at != recipient.npos) domains_.insert(lower_ascii(recipient.substr(at + 1)));
}

void OwnDomains::add_deferred(std::string_view sender, std::string_view recipient) {
  deferred_.insert(mail_of(sender, recipient));
}

void OwnDomains::add_rewritten(const RewrittenSender& sender, std::string_view recipient) {
  if (deferred_.contains(mail_of(sender.original, recipient))) {
    domains_.insert(lower_ascii(sender.domain));
  }
}

bool OwnDomains::hold(std::string_view domain) const {
  const std::string lower = lower_ascii(domain);
  std::string_view rest = lower;
  while (!rest.empty()) {
    if (domains_.contains(std::string(rest))) return true;
    rest.remove_prefix(std::min(rest.size(), std::min(rest.find('.'), rest.size()) + 1));
  }
  return false;
}

}  // namespace greycache
