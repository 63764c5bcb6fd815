// Keys and values, checked one by one.
#include "greycache/control/history_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "common/ip_address.h"
#include "common/text.h"
#include "common/utf8.h"
#include "common/whole_number.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/reply.h"
#include "greycache/policy/sender_names.h"

namespace greycache {

namespace {

using Error = tl::unexpected<std::string>;
using Checked = tl::expected<void, std::string>;

constexpr std::string_view kNever = "never";

std::string part_of(std::string_view text) {
  if (text.empty()) return {};
  return key_part(lower_ascii(text), kHistoryNameLimit);
}

Checked take_since(HistoryWords& into, const std::string& value, UnixTime now) {
  const auto seconds = whole_number<std::int64_t>(value);
  if (!seconds || *seconds < 1) return Error("since is a number of seconds, 1 at least");
  into.query.since = std::max<UnixTime>(now - std::min(*seconds, now), 0);
  return {};
}

Checked take_limit(HistoryWords& into, const std::string& value) {
  const auto limit = whole_number<std::int64_t>(value);
  if (!limit || *limit < 1 || *limit > static_cast<std::int64_t>(kMostHistoryRows)) {
    return Error(fmt::format("limit is a number from 1 to {}", kMostHistoryRows));
  }
  into.limit = static_cast<std::size_t>(*limit);
  return {};
}

Checked take_outcomes(HistoryWords& into, const std::string& value) {
  const auto outcomes = referred_outcomes();
  for (const std::string_view word : split(value, ',')) {
    if (word == kNever) {
      into.never = true;
    } else if (std::ranges::find(outcomes, word) != outcomes.end()) {
      into.query.outcomes.emplace_back(word);
    } else {
      return Error(
          fmt::format("'{}' is no outcome of what waited; write {} or never, with commas between",
                      shown_text(word, 60), fmt::join(outcomes, ", ")));
    }
  }
  if (into.never && !into.query.outcomes.empty()) {
    return Error("outcome never stands alone");
  }
  return {};
}

Checked take_reference(HistoryWords& into, const std::string& value) {
  const auto reference = parse_reference(value);
  if (!reference) return Error(fmt::format("'{}' is no reference", shown_text(value, 60)));
  into.query.references = {*reference};
  return {};
}

Checked take_address(std::optional<std::string>& into, const std::string& value) {
  if (value.empty()) {
    into = "";
    return {};
  }
  const auto written = written_party(value);
  if (!written || !written->rest.empty()) {
    return Error(
        fmt::format("'{}' is no mail address; write user@domain, @domain or '<>', or "
                    "'<user>' for one without a domain",
                    shown_text(value, 100)));
  }
  into = part_of(written->address);
  return {};
}

Checked take_client(HistoryWords& into, const std::string& value) {
  if (value.empty()) return Error("client is an address, a name, an organisation or a network");
  if (const auto address = IpAddress::parse(value)) {
    into.query.client_address = address->text();
  } else if (const auto network = Network::parse(value)) {
    into.query.client_network = *network;
  } else if (value.find('/') != std::string::npos) {
    return Error(fmt::format("'{}' is no network", shown_text(value, 100)));
  } else {
    into.query.client = part_of(value);
    std::string organisation = key_part(lower_ascii(value), kOrganisationLimit);
    if (organisation != into.query.client) {
      into.query.client_organisation = std::move(organisation);
    }
  }
  return {};
}

Checked take(HistoryWords& into, const std::string& key, const std::string& value, UnixTime now) {
  if (key == "since") return take_since(into, value, now);
  if (key == "limit") return take_limit(into, value);
  if (key == "outcome") return take_outcomes(into, value);
  if (key == "reference") return take_reference(into, value);
  if (key == "sender") return take_address(into.query.sender, value);
  if (key == "recipient") return take_address(into.query.recipient, value);
  if (key == "address") return take_address(into.query.party, value);
  if (key == "client") return take_client(into, value);
  return Error(fmt::format("'{}' is no key", shown_text(key, 60)));
}

}  // namespace

tl::expected<NamedWords, std::string> named_words(std::string_view words, bool& json) {
  NamedWords named;
  for (const std::string_view word : split(words, ' ')) {
    if (word.empty()) continue;
    if (word == "json") {
      json = true;
      continue;
    }
    const std::size_t equals = word.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      return Error(fmt::format("'{}' is no KEY=VALUE", shown_text(word, 60)));
    }
    named.emplace_back(word.substr(0, equals), percent_decoded(word.substr(equals + 1)));
  }
  return named;
}

tl::expected<HistoryWords, std::string> parse_history_words(std::string_view words, UnixTime now) {
  HistoryWords asked;
  const auto named = named_words(words, asked.json);
  if (!named) return Error(named.error());
  for (const auto& [key, value] : *named) {
    if (auto taken = take(asked, key, value, now); !taken) return Error(taken.error());
  }
  return asked;
}

}  // namespace greycache
