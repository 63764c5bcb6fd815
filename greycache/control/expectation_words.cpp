// Names, times and reasons of expectations as lines.
#include "greycache/control/expectation_words.h"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>

#include "common/json_object.h"
#include "common/utf8.h"
#include "greycache/control/describe.h"
#include "greycache/policy/expectation/allowed_client.h"

namespace greycache {

namespace {

constexpr std::size_t kShown = kExpectedNameLimit;

// "a@x.example", or "everybody of x.example", which no address can be.
std::string recipient_text(const std::string& recipient) {
  if (recipient == kEverybody) return "everybody";
  if (recipient.front() != '@') return shown_text(recipient, kShown);
  return "everybody of " + shown_text(std::string_view(recipient).substr(1), kShown);
}

// The same, "everybody", or "the null sender".
std::string sender_text(const std::string& sender) {
  if (sender.empty()) return "everybody";
  return sender == "<>" ? "the null sender" : recipient_text(sender);
}

// Rows of one second follow each other by a second each.
constexpr UnixTime kSameMoment = 5;

std::string_view clock_text(const Expectation& row, UnixTime now) {
  return row.made_at > now + kSameMoment ? " (ahead of this host's clock)" : "";
}

}  // namespace

std::string mail_text(const Expectation& row) {
  if (row.recipient == kAllowedClient) {
    return fmt::format("mail of the client {}", shown_text(row.sender, kShown));
  }
  return fmt::format("mail of {} to {}", sender_text(row.sender), recipient_text(row.recipient));
}

std::string expectation_line_of(const Expectation& row, UnixTime now) {
  std::string text = fmt::format("  {}: until {}, since {}{}", mail_text(row), time_text(row.until),
                                 time_text(row.made_at), clock_text(row, now));
  if (!row.why.empty()) text += ": " + shown_text(row.why, kExpectedWhyLimit * 4);
  return text + "\n";
}

std::string expectation_json(const Expectation& row) {
  const bool of_client = row.recipient == kAllowedClient;
  const bool to_all = row.recipient == kEverybody;
  return "  " +
         JsonObject()
             .add_text_or_null("recipient", of_client || to_all ? "" : row.recipient)
             .add_text_or_null("sender", of_client ? "" : row.sender)
             .add_text_or_null("client", of_client ? row.sender : "")
             .add_number("until", row.until)
             .add_number("made_at", row.made_at)
             .add_text("why", row.why)
             .text() +
         "\n";
}

}  // namespace greycache
