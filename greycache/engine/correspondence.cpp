// What own users' mail teaches, and what mail to them is asked by.
#include "greycache/engine/correspondence.h"

#include "greycache/policy/correspondent.h"
#include "greycache/policy/own_user.h"

namespace greycache {

namespace {

std::string source_of(const Rules& rules, std::string_view user) {
  if (rules.correspondents != Correspondents::address) return {};
  return correspondents_source(user);
}

}  // namespace

std::optional<Fact> Correspondence::lesson(const Rules& rules, const PolicyRequest& request,
                                           UnixTime now) {
  if (rules.correspondents == Correspondents::off || !tells_recipient(request)) return std::nullopt;
  // The login tells of most of them.
  const bool asks_networks = request.sasl_username.empty() && !rules.correspondent_networks.empty();
  const auto client =
      asks_networks ? IpAddress::parse(request.client_address) : std::optional<IpAddress>();
  if (!is_of_own_user(rules, request, client)) return std::nullopt;
  const auto keys =
      keys_of(rules, request.sender, request.recipient, source_of(rules, request.sender));
  if (!keys) return std::nullopt;
  auto fact = lessons_.learn(rules, *keys, teacher_of(request), now);
  statistics_.correspondents_refused = lessons_.refused();
  if (fact) ++statistics_.correspondents_learned;
  return fact;
}

std::string Correspondence::source(const Rules& rules, const PolicyRequest& request) const {
  return source_of(rules, request.recipient);
}

std::optional<Keys> Correspondence::keys_of(const Rules& rules, std::string_view user,
                                            std::string_view remote, std::string source) {
  switch (rules.correspondents) {
    case Correspondents::off:
      return std::nullopt;
    case Correspondents::address:
      return correspondent_keys(std::move(source), user, remote);
    case Correspondents::domain:
      break;
  }
  return correspondent_keys_of_site(organisations_.organisation_of(domain_of_address(user)),
                                    organisations_.organisation_of(domain_of_address(remote)));
}

}  // namespace greycache
