// One form after the other, the most certain first.
#include "greycache/maillog/explain_subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "common/characters.h"
#include "common/ip_address.h"
#include "common/text.h"
#include "common/utf8.h"
#include "greycache/maillog/log_address.h"
#include "greycache/maillog/log_record.h"
#include "greycache/maillog/own_log_line.h"
#include "greycache/maillog/typed_mail.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/sender_names.h"

namespace greycache {

namespace {

// Of a line; what is longer is none of a mail log.
constexpr std::size_t kLongestArgument = 8192;

// Of a name in the daemon's words, encoded: its command has a limit.
constexpr std::size_t kLongestName = 1500;

std::string word(std::string_view key, std::string_view value) {
  return fmt::format("{}={}", key, percent_encoded(value));
}

// As the history can be asked for it: an address, the null sender, or a name without a domain.
std::optional<std::string> searched(const std::optional<std::string>& name) {
  if (!name || name->empty()) return name;
  const auto written = written_address(*name);
  if (written && written->rest.empty() && written->address == *name) return name;
  const std::string local = "<" + *name + ">";
  return written_local_name(local) ? std::optional(local) : std::nullopt;
}

// Nothing where the line names nobody.
std::optional<std::string> words_of(const OwnLogAttempt& attempt) {
  std::string words;
  const auto add = [&](std::string_view key, const std::optional<std::string>& value) {
    if (!value) return;
    const std::string added = word(key, *value);
    if (added.size() <= kLongestName) words += (words.empty() ? "" : " ") + added;
  };
  add("client", attempt.client);
  add("sender", searched(attempt.sender));
  add("recipient", searched(attempt.recipient));
  return words.empty() ? std::nullopt : std::optional(words);
}

// Of half a line of the daemon's, which ends so.
std::optional<std::string> last_reference(std::string_view text) {
  constexpr std::string_view kBegin = " ref ";
  const std::size_t length = kBegin.size() + kReferenceLength;
  if (text.size() <= length || !text.substr(text.size() - length).starts_with(kBegin)) return {};
  return parse_reference(text.substr(text.size() - kReferenceLength));
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

// Two references that differ, each behind "ref ".
bool names_two(std::string_view text) {
  constexpr std::string_view kBegin = "ref ";
  std::optional<std::string> first;
  for (std::size_t at = 0; (at = text.find(kBegin, at)) != std::string_view::npos;) {
    at += kBegin.size();
    const auto reference = parse_reference(text.substr(at, kReferenceLength));
    if (first && reference && *first != *reference) return true;
    if (reference) first = reference;
  }
  return false;
}

// What smtpd has said: behind the queue's name of the mail, or NOQUEUE, whatever stands before.
std::optional<LogEntry> smtpd_entry(std::string_view line) {
  const std::size_t reject = line.find(": reject: ");
  if (reject != std::string_view::npos && line.find("postscreen") > reject) {
    const std::size_t blank = line.rfind(' ', reject);
    return LogEntry{"smtpd", line.substr(blank == std::string_view::npos ? 0 : blank + 1)};
  }
  LogTimes times(std::time(nullptr));
  const auto read = read_log_line(line, times);
  return read ? read->entry : std::nullopt;
}

// Of a line about a mail that came in, too: who sent it, or to whom it went.
std::optional<OwnLogAttempt> attempt_of_record(const LogRecord& record) {
  if (const auto* deferred = std::get_if<DeferredRecord>(&record)) {
    return OwnLogAttempt{deferred->client.address, deferred->sender, deferred->recipient};
  }
  OwnLogAttempt attempt;
  if (const auto* come = std::get_if<ClientRecord>(&record)) attempt.client = come->client.address;
  if (const auto* sent = std::get_if<SenderRecord>(&record)) attempt.sender = sent->sender;
  if (const auto* to = std::get_if<RecipientRecord>(&record)) attempt.recipient = to->recipient;
  return attempt;
}

std::optional<OwnLogAttempt> attempt_of_postfix(std::string_view line) {
  const auto entry = smtpd_entry(line);
  if (!entry) return std::nullopt;
  return attempt_of_record(read_log_record(*entry, DeferralWords()));
}

// Whatever else Postfix has said of a mail: "... from=<alice@x.example> to=<bob@y.example> ...".
std::optional<OwnLogAttempt> attempt_of_envelope(std::string_view line) {
  constexpr std::string_view kFrom = " from=";
  constexpr std::string_view kTo = " to=";
  const std::size_t at = line.find(" from=<");
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = line.substr(at + kFrom.size());
  const auto sender = take_address(rest);
  if (!sender || !rest.starts_with(kTo)) return std::nullopt;
  rest.remove_prefix(kTo.size());
  const auto recipient = take_address(rest);
  if (!recipient || recipient->empty()) return std::nullopt;
  return OwnLogAttempt{std::nullopt, *sender, *recipient};
}

// A piece of such a line that somebody has copied: "from=<alice@x.example>".
std::optional<OwnLogAttempt> attempt_of_piece(std::string_view text) {
  if (!text.starts_with("from=<") && !text.starts_with("to=<")) return std::nullopt;
  return OwnLogAttempt{std::nullopt, address_behind(text, "from"), address_behind(text, "to")};
}

// Of addresses with commas between, or one with words around it, which are no one address.
bool are_many(std::string_view text) {
  if (text.find('"') == std::string_view::npos && text.find('<', 1) != std::string_view::npos) {
    return true;
  }
  return text.find('"') == std::string_view::npos && text.find(',') != std::string_view::npos &&
         std::ranges::count(text, '@') > 1;
}

// What stands for bytes in JSON that were no UTF-8 does not tell which.
std::optional<std::string> told_whole(std::string name) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  if (name.find(kReplacement) != std::string::npos) return std::nullopt;
  return name;
}

// log_format = json.
std::optional<OwnLogAttempt> attempt_of_json(std::string_view line) {
  const std::size_t at = line.find('{');
  if (at == std::string_view::npos) return std::nullopt;
  const auto object = nlohmann::json::parse(line.substr(at), nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto member = [&](const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const std::string client = member("client_address");
  const std::string recipient = member("recipient");
  if (client.empty() || recipient.empty()) return std::nullopt;
  return OwnLogAttempt{client, told_whole(member("sender")), told_whole(recipient)};
}

bool is_of_name(char c) {
  return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_';
}

std::optional<std::string> subject_of_word(std::string_view text) {
  if (const auto reference = parse_reference(text)) return word("reference", *reference);
  if (IpAddress::parse(text)) return word("client", text);
  if (const auto network = Network::parse(text)) return word("client", network->text());
  if (const auto address = address_among_words(text)) return word("address", *address);
  if (are_many(text)) return std::nullopt;
  if (const auto written = written_party(text); written && written->rest.empty()) {
    return word("address", text);
  }
  if (std::ranges::all_of(text, is_of_name)) return word("client", text);
  return std::nullopt;
}

std::string cannot_be_explained(std::string_view text) {
  if (text.find("postfix/") != std::string_view::npos) {
    return "that line of the mail log names no sender and no recipient; write one that does "
           "(from=<...>, to=<...>), or the reference (7K3M9QXA)";
  }
  return fmt::format(
      "'{}' cannot be explained; write one reference (7K3M9QXA), one client's address, name or "
      "organisation, one mail address (user@domain, @domain or '<>') or a sender's and a "
      "recipient's, or one line of the mail log",
      shown_text(text, 100));
}

}  // namespace

tl::expected<std::string, std::string> explain_subject(std::string_view argument) {
  const std::string_view text = trimmed(argument);
  if (text.size() > kLongestArgument) {
    return tl::make_unexpected(
        fmt::format("that is {} bytes long, and no line of a mail log is longer than {}; write one "
                    "line of it, or only the reference (7K3M9QXA)",
                    text.size(), kLongestArgument));
  }
  // A server that sent it tells its recipient besides, of whom there may be many mails.
  const bool is_of_sending = text.find("status=") != std::string_view::npos && !names_two(text);
  const auto quoted = quoted_reference(text);
  if (is_of_sending && quoted) return word("reference", *quoted);
  for (const auto read : {attempt_of_postfix, attempt_of_own_line, attempt_of_json,
                          attempt_of_envelope, attempt_of_piece, attempt_of_client,
                          attempt_of_connection, attempt_of_header, attempt_of_two}) {
    const auto attempt = read(text);
    if (const auto words = attempt ? words_of(*attempt) : std::nullopt) return *words;
  }
  if (names_two(text)) return tl::make_unexpected(cannot_be_explained(text));
  if (quoted) return word("reference", *quoted);
  if (const auto reference = last_reference(text)) return word("reference", *reference);
  const std::string_view bare = without_decoration(text);
  if (const auto subject = bare.empty() ? std::nullopt : subject_of_word(bare)) return *subject;
  if (const auto reference = reference_among_words(text)) return word("reference", *reference);
  return tl::make_unexpected(cannot_be_explained(text));
}

}  // namespace greycache
