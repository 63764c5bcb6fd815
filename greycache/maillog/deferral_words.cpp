// The words by which greylisters defer mail.
#include "greycache/maillog/deferral_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/text.h"

namespace greycache {

namespace {

// Anywhere in a reply.
constexpr std::array<std::string_view, 9> kAnywhere{
    "greylist",
    "graylist",
    "grey-list",
    "gray-list",
    "grey list",
    "gray list",
    "postgrey",
    "throttling too many",
    "intentional policy rejection, please try again later"};

// The whole of it: by themselves they could mean anything.
constexpr std::array<std::string_view, 7> kAlone{"try again later",
                                                 "please try again later",
                                                 "please try later",
                                                 "please come back later",
                                                 "policy rejection- please try later",
                                                 "service is unavailable (try later)",
                                                 "service temporarily unavailable"};

// The text behind ": Recipient address rejected: ", without a point at its end.
std::string_view own_words(std::string_view reply) {
  constexpr std::string_view kRejected = " rejected: ";
  const std::size_t place = reply.find(kRejected);
  if (place != reply.npos) reply.remove_prefix(place + kRejected.size());
  reply = trimmed(reply);
  while (reply.ends_with('.')) reply.remove_suffix(1);
  return reply;
}

}  // namespace

tl::expected<DeferralWords, std::string> DeferralWords::with(
    std::span<const std::string> patterns) {
  if (patterns.size() > kMostPatterns) {
    return tl::make_unexpected(fmt::format("more than {} patterns", kMostPatterns));
  }
  DeferralWords words;
  for (const std::string& text : patterns) {
    auto pattern = Pattern::compile(text, true);
    if (text.empty() || !pattern) {
      return tl::make_unexpected(fmt::format("'{}' is no regular expression: {}", escaped(text),
                                             text.empty() ? "it is empty" : pattern.error()));
    }
    words.patterns_.push_back(std::move(*pattern));
  }
  return words;
}

bool DeferralWords::tell(std::string_view reply) const {
  const std::string lower = lower_ascii(reply);
  if (lower.find("unverified address") != lower.npos) return false;
  const auto is_in = [&](std::string_view word) { return lower.find(word) != lower.npos; };
  const std::string_view own = own_words(lower);
  return std::any_of(kAnywhere.begin(), kAnywhere.end(), is_in) ||
         std::find(kAlone.begin(), kAlone.end(), own) != kAlone.end() ||
         std::any_of(patterns_.begin(), patterns_.end(),
                     [&](const Pattern& pattern) { return pattern.matches(reply); });
}

}  // namespace greycache
