// Reads the list, finds the place, and what has to stand before it.
#include "greyctl/postfix/check_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "common/text.h"

namespace greycache {

namespace {

tl::unexpected<std::string> no_place(std::string text) {
  return tl::make_unexpected(std::move(text));
}

// What says who may relay, and nothing else: it can stand twice.
bool says_who_relays(const Restriction& each) {
  static constexpr std::array<std::string_view, 4> kPermits{
      "permit_mynetworks", "permit_sasl_authenticated", "permit_tls_clientcerts",
      "permit_tls_all_clientcerts"};
  if (each.warned) return false;
  return std::find(kPermits.begin(), kPermits.end(), each.word) != kPermits.end() ||
         (each.word.starts_with("check_") && each.word.ends_with("_access"));
}

using Words = std::vector<std::string>;

std::string joined(const Words& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

// What smtpd_relay_restrictions has up to its reject_unauth_destination, but for what stands in
// `list` already.
tl::expected<Words, std::string> words_of_relay(const std::string& relay,
                                                const RestrictionList& list) {
  const RestrictionList source(relay);
  const auto guard = source.relay_guard();
  if (!guard)
    return no_place(fmt::format("{} has no reject_unauth_destination", kRelayRestrictions));
  if (!source.restrictions()[*guard].word.ends_with("_unauth_destination")) {
    return no_place(fmt::format("{} lets nobody in from outside", kRelayRestrictions));
  }
  Words words;
  for (std::size_t i = 0; i <= *guard; ++i) {
    const Restriction& each = source.restrictions()[i];
    if (i < *guard && !says_who_relays(each)) {
      return no_place(fmt::format("{} has {} before its {}", kRelayRestrictions,
                                  escaped(each.text()), source.restrictions()[*guard].word));
    }
    const bool there = std::any_of(
        list.restrictions().begin(), list.restrictions().end(),
        [&](const Restriction& other) { return !other.warned && other.text() == each.text(); });
    if (!there) words.push_back(each.text());
  }
  return words;
}

// Which restriction of the list as written the check goes before. Where "$name" stands in it, what
// ends the list must stand there itself.
std::optional<std::size_t> place_in(const RestrictionList& written,
                                    const RestrictionList& expanded) {
  const std::size_t end = expanded.last_reached();
  if (written.text() == expanded.text()) return end;
  const std::size_t count = expanded.restrictions().size();
  const std::size_t in_written = written.last_reached();
  const std::size_t written_count = written.restrictions().size();
  if (end == count && in_written == written_count) return in_written;
  if (end + 1 == count && in_written + 1 == written_count) return in_written;
  return std::nullopt;
}

// Before which nothing that greylisting is for would get.
std::string_view passes_all(const RestrictionList& list, std::size_t before) {
  for (std::size_t i = 0; i < before; ++i) {
    const std::string& word = list.restrictions()[i].word;
    if (word == "permit_auth_destination" || word == "permit_mx_backup") return word;
  }
  return {};
}

std::string by_hand(const std::string& why) {
  return fmt::format(
      "{}. Write the check into {} by hand, behind reject_unauth_destination, and run this again:\n"
      "  {}",
      why, kRecipientRestrictions, kCheck);
}

}  // namespace

tl::expected<std::string, std::string> list_with_check(const PostfixState& state) {
  const RestrictionList expanded(state.recipient_restrictions);
  const RestrictionList written(state.value(kRecipientRestrictions));
  const auto place = place_in(written, expanded);
  if (!place) return no_place(by_hand("what ends the list stands behind a \"$name\""));
  const std::size_t end = expanded.last_reached();
  if (const auto word = passes_all(expanded, end); !word.empty()) {
    return no_place(by_hand(fmt::format("behind {} the check would not be reached", word)));
  }
  Words words;
  const auto guard = expanded.relay_guard();
  if (!guard || *guard >= end) {
    auto relay = words_of_relay(state.relay_restrictions, expanded);
    if (!relay) return no_place(by_hand(relay.error()));
    words = std::move(*relay);
  }
  if (state.rejects_unlisted && !expanded.has("reject_unlisted_recipient")) {
    words.emplace_back("reject_unlisted_recipient");
  }
  words.emplace_back(kCheck);
  return written.with(joined(words), *place);
}

std::optional<std::size_t> check_in(const RestrictionList& list, const PostfixService& service) {
  const auto& all = list.restrictions();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Restriction& each) {
    return each.word == "check_policy_service" &&
           service.is_asked_at(policy_service_of(each.argument));
  });
  return found == all.end() ? std::nullopt
                            : std::optional(static_cast<std::size_t>(found - all.begin()));
}

}  // namespace greycache
