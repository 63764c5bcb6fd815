// One form after the other, the most certain first.
#include "greyctl/explain_subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "common/characters.h"
#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/sender_names.h"
#include "greyctl/trace/log_record.h"

namespace greycache {

namespace {

// Of a line; what is longer is none of a mail log.
constexpr std::size_t kLongestArgument = 8192;

// What a line tells of one attempt.
struct Attempt {
  std::string client;
  std::string sender;
  std::string recipient;
};

std::string word(std::string_view key, std::string_view value) {
  return fmt::format("{}={}", key, percent_encoded(value));
}

std::string words_of(const Attempt& attempt) {
  std::string words = word("client", attempt.client);
  if (attempt.recipient.empty()) return words;
  return words + " " + word("sender", attempt.sender) + " " + word("recipient", attempt.recipient);
}

// "(ref 7K3M9QXA)" anywhere.
std::optional<std::string> quoted_reference(std::string_view text) {
  constexpr std::string_view kBegin = "(ref ";
  const std::size_t at = text.find(kBegin);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view behind = text.substr(at + kBegin.size());
  if (behind.size() <= kReferenceLength || behind[kReferenceLength] != ')') return std::nullopt;
  return parse_reference(behind.substr(0, kReferenceLength));
}

// With all that syslog puts before it, or without.
std::optional<Attempt> attempt_of_postfix(std::string_view line) {
  const std::size_t at = line.find("NOQUEUE: ");
  std::optional<LogEntry> entry;
  if (at != std::string_view::npos) {
    entry = LogEntry{"smtpd", line.substr(at)};
  } else {
    LogTimes times(std::time(nullptr));
    if (const auto read = read_log_line(line, times)) entry = read->entry;
  }
  if (!entry) return std::nullopt;
  const LogRecord record = read_log_record(*entry, DeferralWords());
  const auto* deferred = std::get_if<DeferredRecord>(&record);
  if (deferred == nullptr) return std::nullopt;
  return Attempt{deferred->client.address, deferred->sender, deferred->recipient};
}

// "grey: new: 192.0.2(192.0.2.1), a@x.example -> b@y.example"
std::optional<Attempt> attempt_of_text(std::string_view line) {
  const std::size_t at = line.find("grey: ");
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view text = line.substr(at);
  const std::size_t begin = text.find('(');
  const std::size_t end = text.find(')', std::min(begin, text.size()));
  if (end == std::string_view::npos) return std::nullopt;
  Attempt attempt;
  attempt.client = text.substr(begin + 1, end - begin - 1);
  if (!IpAddress::parse(attempt.client)) return std::nullopt;
  const std::string_view mail = text.substr(end + 1);
  const std::size_t arrow = mail.find(" -> ");
  if (!mail.starts_with(", ") || arrow == std::string_view::npos) return attempt;
  attempt.sender = mail.substr(2, arrow - 2);
  if (attempt.sender == "-undef-@-undef-") attempt.sender.clear();
  const std::string_view recipient = mail.substr(arrow + 4);
  attempt.recipient = recipient.substr(0, recipient.find(' '));
  return attempt;
}

// log_format = json.
std::optional<Attempt> attempt_of_json(std::string_view line) {
  const std::size_t at = line.find('{');
  if (at == std::string_view::npos) return std::nullopt;
  const auto object = nlohmann::json::parse(line.substr(at), nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto member = [&](const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  Attempt attempt{member("client_address"), member("sender"), member("recipient")};
  if (attempt.client.empty() || attempt.recipient.empty()) return std::nullopt;
  return attempt;
}

bool is_of_name(char c) {
  return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_';
}

std::optional<std::string> subject_of_word(std::string_view text) {
  if (const auto reference = parse_reference(text)) return word("reference", *reference);
  if (IpAddress::parse(text)) return word("client", text);
  if (text == "<>") return word("address", text);
  if (const auto written = written_address(text); written && written->rest.empty()) {
    return word("address", text);
  }
  if (std::ranges::all_of(text, is_of_name)) return word("client", text);
  return std::nullopt;
}

}  // namespace

tl::expected<std::string, std::string> explain_subject(std::string_view argument) {
  const std::string_view text = trimmed(argument);
  if (!text.empty() && text.size() <= kLongestArgument) {
    for (const auto read : {attempt_of_postfix, attempt_of_text, attempt_of_json}) {
      if (const auto attempt = read(text)) return words_of(*attempt);
    }
    if (const auto reference = quoted_reference(text)) return word("reference", *reference);
    if (const auto subject = subject_of_word(text)) return *subject;
  }
  return tl::make_unexpected(fmt::format(
      "'{}' cannot be explained; write a reference (7K3M9QXA), a client's address, name or "
      "organisation, a mail address (user@domain, @domain or '<>'), or a line of the mail log in "
      "quotes",
      escaped(text, 100)));
}

}  // namespace greycache
