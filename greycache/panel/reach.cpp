// By the Public Suffix List.
#include "greycache/panel/reach.h"

#include <fmt/format.h>

#include "common/ip_address.h"
#include "common/text.h"
#include "common/utf8.h"
#include "greycache/policy/expectation/expectation.h"

namespace greycache {

namespace {

std::string shown_domain(std::string_view name) {
  return shown_text(name, 100);
}

// The name that the command will read, or what is written where it will refuse that.
std::string as_read(const tl::expected<std::string, std::string>& read, std::string_view written) {
  return read.value_or(std::string(trimmed(written)));
}

// An empty one is no name here, and for the command to refuse.
bool is_of_strangers(std::string_view domain, const RegistrableDomain& registrable_domain) {
  return !domain.empty() && registrable_domain(lower_ascii(domain)).empty();
}

tl::expected<void, Fault> check_domain(std::string_view name,
                                       const RegistrableDomain& registrable_domain) {
  if (!name.starts_with('@')) return {};
  if (!is_of_strangers(name.substr(1), registrable_domain)) return {};
  return wrong(fmt::format(
      "{} would reach the domains of strangers: name one organisation's domain (@customer.example) "
      "or a whole address",
      shown_domain(name)));
}

}  // namespace

tl::expected<void, Fault> check_reach_of_recipient(const Question& question,
                                                   std::string_view recipient,
                                                   const RegistrableDomain& registrable_domain) {
  const std::string name = as_read(parse_expected_recipient(recipient), recipient);
  if (question.domain.empty() || !name.starts_with('@')) {
    return check_domain(name, registrable_domain);
  }
  return fault(
      Fault::Code::forbidden,
      fmt::format("name a whole address: {} would reach its subdomains, too", shown_domain(name)));
}

tl::expected<void, Fault> check_reach_of_sender(std::string_view sender,
                                                const RegistrableDomain& registrable_domain) {
  return check_domain(as_read(parse_expected_sender(sender), sender), registrable_domain);
}

tl::expected<void, Fault> check_reach_of_client(std::string_view client,
                                                const RegistrableDomain& registrable_domain) {
  const std::string_view name = trimmed(client);
  if (Network::parse(name) || !is_of_strangers(name, registrable_domain)) return {};
  return wrong(fmt::format(
      "{} would reach hosts of strangers: name an address, a network, or a name within one "
      "organisation (mail.partner.example)",
      shown_domain(name)));
}

}  // namespace greycache
