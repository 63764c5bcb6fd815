// What an entry means now.
#include "greycache/control/entry_words.h"

#include <fmt/format.h>

#include <optional>

#include "common/utf8.h"
#include "greycache/control/describe.h"
#include "greycache/moving/moved_row.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

UnixTime kept_until(const Fact& fact, const Rules& rules) {
  switch (fact.kind) {
    case FactKind::connect:
      return fact.first_seen + rules.max_connect_age;
    case FactKind::correspondent:
      return fact.last_seen + rules.correspondent_age;
    case FactKind::from_awl:
    case FactKind::domain_awl:
      break;
  }
  return fact.last_seen + rules.awl_age;
}

// Empty where the entry is of a whole domain: an organisation's correspondent has nobody's name.
std::string sender_of(const Fact& fact) {
  if (fact.kind == FactKind::domain_awl) return {};
  const std::string name = name_of_part(fact.sender_name);
  if (fact.kind == FactKind::correspondent && name.empty()) return {};
  return name + '@' + name_of_part(fact.sender_domain);
}

std::string sender_text(const Fact& fact) {
  const std::string sender = sender_of(fact);
  return sender.empty() ? "everybody@" + shown_text(name_of_part(fact.sender_domain))
                        : shown_text(sender);
}

}  // namespace

std::string entry_line(const Fact& fact, const Rules& rules, UnixTime now) {
  const std::string who = fmt::format("{} {}", fact.src, sender_text(fact));
  const std::string until = time_text(kept_until(fact, rules));
  if (fact.kind != FactKind::connect) {
    return fmt::format("{}: known since {}, last seen {}, kept until {}", who,
                       time_text(fact.first_seen), time_text(fact.last_seen), until);
  }
  const UnixTime from = fact.first_seen + rules.reconnect_delay;
  return fmt::format("{} -> {}: first tried {}, a retry passes {} until {}", who,
                     shown_text(name_of_part(fact.rcpt)), time_text(fact.first_seen),
                     now > from ? "now," : "after " + time_text(from) + ",", until);
}

JsonObject entry_json(const Fact& fact, const Rules& rules) {
  const bool waits = fact.kind == FactKind::connect;
  std::optional<UnixTime> from;
  if (waits) from = fact.first_seen + rules.reconnect_delay;
  JsonObject object;
  object.add_text("kind", moved_kind_name(moved_kind_of(fact.kind)))
      .add_text("src", fact.src)
      .add_text_or_null("sender", sender_of(fact))
      .add_text("sender_domain", name_of_part(fact.sender_domain))
      .add_text_or_null("recipient", waits ? name_of_part(fact.rcpt) : "")
      .add_number("first_seen", fact.first_seen)
      .add_number("last_seen", fact.last_seen)
      .add_number("passes_from", from)
      .add_number("kept_until", kept_until(fact, rules));
  return object;
}

}  // namespace greycache
