// Words, arguments and braces.
#include "greyctl/postfix/restriction_list.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::string_view kSeparators = ", \t\r\n";

struct Piece {
  std::size_t begin;
  std::size_t end;
};

// The end of what begins at `begin`: at the next separator outside of braces.
std::size_t end_of_piece(std::string_view text, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t at = begin; at < text.size(); ++at) {
    if (text[at] == '{') ++depth;
    if (text[at] == '}' && depth > 0) --depth;
    if (depth == 0 && kSeparators.find(text[at]) != std::string_view::npos) return at;
  }
  return text.size();
}

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t at = text.find_first_not_of(kSeparators);
  while (at != std::string_view::npos) {
    pieces.push_back({at, end_of_piece(text, at)});
    at = text.find_first_not_of(kSeparators, pieces.back().end);
  }
  return pieces;
}

bool takes_argument(std::string_view word) {
  static constexpr std::array<std::string_view, 5> kBeginnings{
      "check_", "reject_rbl_client", "reject_rhsbl_", "permit_dnswl_client", "permit_rhswl_client"};
  return word == "sleep" ||
         std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](std::string_view beginning) { return word.starts_with(beginning); });
}

}  // namespace

std::string_view policy_service_of(std::string_view argument) {
  if (argument.starts_with('{')) argument.remove_prefix(1);
  const std::size_t begin = argument.find_first_not_of(kSeparators);
  if (begin == std::string_view::npos) return {};
  argument.remove_prefix(begin);
  return argument.substr(0, argument.find_first_of(", \t\r\n}"));
}

RestrictionList::RestrictionList(std::string text) : text_(std::move(text)) {
  Restriction next;
  const auto pieces = pieces_of(text_);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!next.warned) next.begin = pieces[i].begin;
    next.word = lower_ascii(
        std::string_view(text_).substr(pieces[i].begin, pieces[i].end - pieces[i].begin));
    if (next.word == "warn_if_reject") {
      next.warned = true;
      continue;
    }
    if (takes_argument(next.word) && i + 1 < pieces.size()) {
      ++i;
      next.argument = text_.substr(pieces[i].begin, pieces[i].end - pieces[i].begin);
    }
    next.end = pieces[i].end;
    restrictions_.push_back(std::exchange(next, {}));
  }
}

bool RestrictionList::has(std::string_view word) const {
  return std::any_of(restrictions_.begin(), restrictions_.end(),
                     [&](const Restriction& each) { return each.word == word; });
}

std::optional<std::size_t> RestrictionList::relay_guard() const {
  static constexpr std::array<std::string_view, 4> kGuards{
      "reject_unauth_destination", "defer_unauth_destination", "reject", "defer"};
  for (std::size_t i = 0; i < restrictions_.size(); ++i) {
    const Restriction& each = restrictions_[i];
    if (!each.warned && std::find(kGuards.begin(), kGuards.end(), each.word) != kGuards.end()) {
      return i;
    }
  }
  return std::nullopt;
}

std::size_t RestrictionList::last_reached() const {
  const auto found =
      std::find_if(restrictions_.begin(), restrictions_.end(), [](const Restriction& each) {
        return each.word == "permit" ||
               (!each.warned && (each.word == "reject" || each.word == "defer"));
      });
  return static_cast<std::size_t>(found - restrictions_.begin());
}

std::optional<std::size_t> RestrictionList::check_of(std::string_view service) const {
  for (std::size_t i = 0; i < restrictions_.size(); ++i) {
    const Restriction& each = restrictions_[i];
    if (each.word == "check_policy_service" && policy_service_of(each.argument) == service)
      return i;
  }
  return std::nullopt;
}

std::string RestrictionList::with(std::string_view restrictions, std::size_t before) const {
  if (restrictions_.empty()) return std::string(restrictions);
  if (before < restrictions_.size()) {
    const std::size_t at = restrictions_[before].begin;
    return text_.substr(0, at) + std::string(restrictions) + ", " + text_.substr(at);
  }
  return text_.substr(0, restrictions_.back().end) + ", " + std::string(restrictions);
}

std::string RestrictionList::without(std::size_t number) const {
  const std::size_t begin = number == 0 ? 0 : restrictions_[number - 1].end;
  const std::size_t end = restrictions_[number].end;
  // What separated it from the one before goes with it; of the first one, what is behind it.
  const std::size_t next = number == 0 && restrictions_.size() > 1 ? restrictions_[1].begin : end;
  return std::string(trimmed(text_.substr(0, begin) + text_.substr(next)));
}

}  // namespace greycache
