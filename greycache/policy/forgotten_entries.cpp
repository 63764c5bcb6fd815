// By the time that an entry of its kind was seen.
#include "greycache/policy/forgotten_entries.h"

#include <optional>
#include <string_view>

#include "greycache/policy/ages.h"

namespace greycache {

namespace {

static_assert(kForgottenAhead == kClocksApart);

UnixTime seen_at(FactKind kind, const Seen& seen) {
  return kind == FactKind::connect ? seen.first_seen : seen.last_seen;
}

// Nearly all that counts was seen after anything was forgotten: of these no name is looked up.
bool is_gone(const ForgottenNow& forgotten, UnixTime seen, std::string_view src,
             std::string_view sender_domain, std::string_view sender_name) {
  if (forgotten.names == nullptr || seen > forgotten.names->latest()) return false;
  const UnixTime at = forgotten.at(src, sender_domain, sender_name);
  return at > 0 && seen <= at;
}

}  // namespace

bool is_forgotten(const ForgottenNow& forgotten, const Fact& fact) {
  return is_gone(forgotten, seen_at(fact.kind, fact), fact.src, fact.sender_domain,
                 fact.sender_name);
}

void drop_forgotten(const ForgottenNow& forgotten, const Keys& keys, KnownEntries& known) {
  if (forgotten.names == nullptr) return;
  const auto drop = [&](FactKind kind, std::string_view name) {
    std::optional<Seen>& seen = known.of(kind);
    if (!seen) return;
    if (is_gone(forgotten, seen_at(kind, *seen), keys.src, keys.sender_domain, name)) seen.reset();
  };
  drop(FactKind::domain_awl, {});
  drop(FactKind::from_awl, keys.awl_name);
  drop(FactKind::correspondent, keys.awl_name);
  drop(FactKind::connect, keys.sender_name);
}

void drop_forgotten(const ForgottenNow& forgotten, std::vector<Fact>& facts) {
  if (forgotten.names == nullptr) return;
  std::erase_if(facts, [&](const Fact& fact) { return is_forgotten(forgotten, fact); });
}

UnixTime connects_count_from(const ForgottenNow& forgotten, const Keys& keys) {
  if (forgotten.names == nullptr) return 0;
  const UnixTime at = forgotten.at(keys.src, keys.sender_domain, keys.sender_name);
  return at > 0 ? at + 1 : 0;
}

}  // namespace greycache
