// Commands about expectations, and their pages.
#include "greyctl/expectation_client.h"

#include <fmt/format.h>

#include <chrono>

#include "common/duration.h"
#include "common/text.h"
#include "greycache/policy/expectation/by_customer.h"
#include "greycache/policy/expectation/expectation.h"

namespace greycache {

ClientResult expect_command(const ExpectOptions& options) {
  if (trimmed(options.recipient).empty()) {
    return tl::make_unexpected(
        "expect needs a RECIPIENT (bob@customer.example, @customer.example), or --list");
  }
  if (options.from && trimmed(*options.from).empty()) {
    return tl::make_unexpected(
        "--from is empty: write the sender ('<>' for the null sender), or leave it out for "
        "anybody");
  }
  const std::string names =
      percent_encoded(options.recipient) + " " + percent_encoded(options.from.value_or(""));
  if (options.remove) return "expect remove " + names;
  const auto span = parse_duration(options.span, std::chrono::minutes(1));
  if (!span || *span < std::chrono::seconds(1) ||
      *span > std::chrono::seconds(kLongestExpectation)) {
    return tl::make_unexpected(fmt::format(
        "'{}' is no span of time from 1s to 366d; write 30m, 1h, 2d", escaped(options.span, 40)));
  }
  if (const auto why = parse_expected_why(options.why); !why) {
    return tl::make_unexpected("--why: " + why.error());
  }
  if (options.why.starts_with(kByCustomer)) {
    return tl::make_unexpected(fmt::format(
        "--why: '{}' begins what the panel's customers let pass, and may take back; write other "
        "words",
        kByCustomer));
  }
  return fmt::format("expect add {} {} {}", names, percent_encoded(options.span),
                     percent_encoded(options.why));
}

std::string release_command(const std::vector<std::string>& words) {
  std::string command = "release";
  for (const std::string& word : words) command += " " + percent_encoded(word);
  return command;
}

ClientResult expectation_listing(bool json, const AskDaemon& ask) {
  if (json) return listing_json("expect list-json", " ", ask);
  return listing_text("expect list", " ", ask, "nothing is expected\n");
}

}  // namespace greycache
