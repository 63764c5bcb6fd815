// The keys of correspondents.
#include "greycache/policy/correspondent.h"

#include <string>
#include <utility>

#include "common/text.h"
#include "greycache/policy/sender.h"

namespace greycache {

namespace {

constexpr std::string_view kPrefix = "to:";

// Whether the name of one is the end of the other's, by whole labels.
bool of_one_domain(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  return a.ends_with(b) && (a.size() == b.size() || a[a.size() - b.size() - 1] == '.');
}

// The dot at the end of a whole name is written by some and means nothing.
void remove_last_dot(std::string& domain) {
  if (domain.ends_with('.')) domain.pop_back();
}

}  // namespace

std::string plain_user(std::string_view user) {
  std::string plain = lower_ascii(user);
  const std::size_t at = plain.find('@');
  const std::size_t plus = plain.find('+', 1);
  if (at != std::string::npos) remove_last_dot(plain);
  if (plus < at) plain.erase(plus, at - plus);
  return plain;
}

bool holds_correspondents(std::string_view src) {
  return src.starts_with(kPrefix) && src.find('@') != std::string_view::npos;
}

std::string correspondents_source(std::string_view user) {
  return std::string(kPrefix) + key_part(plain_user(user), kRcptLimit);
}

std::string domain_of_address(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos) return {};
  std::string domain = lower_ascii(address.substr(at + 1));
  remove_last_dot(domain);
  return domain;
}

std::optional<Keys> correspondent_keys(std::string_view user, std::string_view remote) {
  return correspondent_keys(correspondents_source(user), user, remote);
}

std::optional<Keys> correspondent_keys(std::string source, std::string_view user,
                                       std::string_view remote) {
  const std::string own = plain_user(user);
  const std::string domain = domain_of_address(own);
  Sender sender = normalise_sender(remote, own);
  remove_last_dot(sender.domain);
  if (domain.empty() || sender.domain.empty() || sender.domain == kUndefined) return std::nullopt;
  if (of_one_domain(domain, sender.domain)) return std::nullopt;
  Keys keys;
  keys.src = std::move(source);
  if (!holds_correspondents(keys.src)) return std::nullopt;
  keys.sender_domain = key_part(sender.domain, kSenderDomainLimit);
  keys.sender_name = keys.awl_name = key_part(sender.awl_name, kSenderNameLimit);
  return keys;
}

std::optional<Keys> correspondent_keys_of_site(std::string_view user_organisation,
                                               std::string_view organisation) {
  if (user_organisation.empty() || organisation.empty() || user_organisation == organisation) {
    return std::nullopt;
  }
  Keys keys;
  keys.sender_domain = key_part(organisation, kSenderDomainLimit);
  keys.src = std::string(kPrefix) + '@' + keys.sender_domain;
  // Nobody's name: it stands for all of them.
  keys.sender_name = keys.awl_name = key_part({}, kSenderNameLimit);
  return keys;
}

Fact correspondent_fact(const Keys& keys, UnixTime now) {
  return {FactKind::correspondent, keys.src, keys.awl_name, keys.sender_domain, {}, now, now};
}

bool passes_as_correspondent(const KnownEntries& known, const Cutoffs& cutoffs) {
  return known.correspondent && !expired(FactKind::correspondent, *known.correspondent, cutoffs);
}

}  // namespace greycache
