// The forms of the decision log, taken apart from both ends: names of strangers stand between.
#include "greycache/maillog/own_log_line.h"

#include <algorithm>
#include <array>

#include "common/characters.h"
#include "common/hex_value.h"
#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/reference.h"

namespace greycache {

namespace {

using Read = std::optional<OwnLogAttempt> (*)(std::string_view text);

// What escaped() was given, where it was not cut.
std::string unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const bool coded = text.size() >= 4 && text.starts_with("\\x") && hex_value(text[2]) >= 0 &&
                       hex_value(text[3]) >= 0;
    plain += coded ? static_cast<char>(hex_value(text[2]) * 16 + hex_value(text[3])) : text.front();
    text.remove_prefix(coded ? 4 : 1);
  }
  return plain;
}

// Whether a part of a name ends in the mark of what was cut from it (key_part()), or in that of
// escaped().
bool is_cut(std::string_view name) {
  constexpr std::size_t kMark = 17;
  if (name.ends_with("...")) return true;
  if (name.size() < kMark || name[name.size() - kMark] != '~') return false;
  const std::string_view hash = name.substr(name.size() - kMark + 1);
  return std::all_of(hash.begin(), hash.end(), is_hex_digit);
}

std::optional<std::string> name_of(std::string_view text) {
  const std::string_view local = text.substr(0, text.rfind('@'));
  if (is_cut(text) || is_cut(local)) return std::nullopt;
  return unescaped(text);
}

// "name@domain", of which either may be -undef-.
std::optional<std::string> sender_of(std::string_view text) {
  const std::string undefined = "@" + std::string(kUndefined);
  if (text == std::string(kUndefined) + undefined) return "";
  if (text.ends_with(undefined)) text.remove_suffix(undefined.size());
  return name_of(text);
}

std::optional<std::string> sender_of_domain(std::string_view domain) {
  if (domain == kUndefined) return "";
  const auto name = name_of(domain);
  return name ? std::optional("@" + *name) : std::nullopt;
}

// Of a network of IPv6 the log leaves out how long it is.
std::optional<std::string> source_of_line(std::string_view src) {
  if (src.empty() || src.find(':') != src.npos) return std::nullopt;
  return unescaped(src);
}

std::string_view take_up_to(std::string_view& text, std::string_view end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view before = text.substr(0, at);
  text.remove_prefix(std::min(text.size(), at + end.size()));
  return before;
}

// Whether the text begins so; that is taken from it.
bool take_begin(std::string_view& text, std::string_view begin) {
  if (!text.starts_with(begin)) return false;
  text.remove_prefix(begin.size());
  return true;
}

// Whether an address stands before `end`; both are taken from the text.
bool take_client(std::string_view& text, std::string_view end, OwnLogAttempt& attempt) {
  attempt.client = take_up_to(text, end);
  return IpAddress::parse(*attempt.client).has_value();
}

// Takes "BEFORE, 192.0.2.1(name)" apart, and returns BEFORE.
std::optional<std::string_view> before_client(std::string_view text, OwnLogAttempt& attempt) {
  const std::size_t bracket = text.rfind('(');
  const std::size_t comma = text.substr(0, std::min(bracket, text.size())).rfind(", ");
  if (bracket == text.npos || comma == text.npos) return std::nullopt;
  attempt.client = text.substr(comma + 2, bracket - comma - 2);
  if (!IpAddress::parse(*attempt.client)) return std::nullopt;
  return text.substr(0, comma);
}

// Without " (301)" and " ref 7K3M9QXA" at its end.
std::string_view without_end(std::string_view text) {
  constexpr std::size_t kRef = 5 + kReferenceLength;
  if (text.size() > kRef && text.substr(text.size() - kRef).starts_with(" ref ") &&
      parse_reference(text.substr(text.size() - kReferenceLength))) {
    text.remove_suffix(kRef);
  }
  const std::size_t bracket = text.rfind(" (");
  if (text.ends_with(')') && bracket != text.npos &&
      all_digits(text.substr(bracket + 2, text.size() - bracket - 3))) {
    text.remove_suffix(text.size() - bracket);
  }
  return text;
}

// "192.0.2(192.0.2.1), a@x.example -> b@y.example"
std::optional<OwnLogAttempt> read_mail(std::string_view text) {
  take_up_to(text, "(");
  OwnLogAttempt attempt;
  if (!take_client(text, ")", attempt)) return std::nullopt;
  if (!take_begin(text, ", ") || text.find(" -> ") == text.npos) return attempt;
  attempt.sender = sender_of(take_up_to(text, " -> "));
  attempt.recipient = name_of(without_end(text));
  return attempt;
}

// "192.0.2, x.example added", "192.0.2, a@x.example added"
std::optional<OwnLogAttempt> read_addition(std::string_view text) {
  constexpr std::string_view kEnd = " added";
  if (!text.ends_with(kEnd)) return std::nullopt;
  text.remove_suffix(kEnd.size());
  OwnLogAttempt attempt;
  attempt.client = source_of_line(take_up_to(text, ", "));
  // The name is without what differs from mail to mail: whose it is is told by its domain.
  attempt.sender = sender_of_domain(text.substr(text.rfind('@') + 1));
  return attempt;
}

std::optional<OwnLogAttempt> read_grey(std::string_view text) {
  for (const std::string_view added : {"domain awl: ", "from awl: "}) {
    if (take_begin(text, added)) return read_addition(text);
  }
  return read_mail(text);
}

// "a@x.example, 192.0.2.1(name) -> b@y.example"
std::optional<OwnLogAttempt> read_listed(std::string_view text) {
  OwnLogAttempt attempt;
  const std::size_t arrow = text.rfind(" -> ");
  if (arrow == text.npos) return std::nullopt;
  const auto sender = before_client(text.substr(0, arrow), attempt);
  if (!sender) return std::nullopt;
  attempt.sender = name_of(*sender);
  attempt.recipient = name_of(text.substr(arrow + 4));
  return attempt;
}

// "greylisting inactive for b@y.example: a@x.example, 192.0.2.1(name)"
std::optional<OwnLogAttempt> read_inactive(std::string_view text) {
  if (!take_begin(text, "greylisting inactive for ")) return std::nullopt;
  OwnLogAttempt attempt;
  auto names = before_client(text, attempt);
  if (!names) return std::nullopt;
  attempt.recipient = name_of(take_up_to(*names, ": "));
  attempt.sender = name_of(*names);
  return attempt;
}

// "Discrimination Passed check - not greylisting 192.0.2.1(name): a@x.example -> b@y.example"
std::optional<OwnLogAttempt> read_passed_check(std::string_view text) {
  if (!take_begin(text, "Discrimination Passed check - not greylisting ")) return std::nullopt;
  OwnLogAttempt attempt;
  if (!take_client(text, "(", attempt)) return std::nullopt;
  take_up_to(text, "): ");
  attempt.sender = name_of(take_up_to(text, " -> "));
  attempt.recipient = name_of(text);
  return attempt;
}

// "undefined domain, from is 'root'"
std::optional<OwnLogAttempt> read_martian(std::string_view text) {
  if (!take_begin(text, "undefined domain, from is '") || !text.ends_with('\'')) {
    return std::nullopt;
  }
  text.remove_suffix(1);
  if (text.empty()) return std::nullopt;
  OwnLogAttempt attempt;
  attempt.sender = name_of(text);
  return attempt;
}

// "192.0.2: a@x.example -> b@y.example at 1760000000"
std::optional<OwnLogAttempt> read_spam(std::string_view text) {
  const std::size_t end = text.rfind(" at ");
  if (end == text.npos || !all_digits(text.substr(end + 4))) return std::nullopt;
  text = text.substr(0, end);
  OwnLogAttempt attempt;
  // Of IPv6 it holds colons.
  attempt.client = source_of_line(take_up_to(text, ": "));
  attempt.sender = sender_of(take_up_to(text, " -> "));
  attempt.recipient = name_of(text);
  return attempt;
}

// "not_applicable: a@x.example, 192.0.2.1(name) -> b@y.example"
std::optional<OwnLogAttempt> read_other(std::string_view text) {
  take_up_to(text, ": ");
  return read_listed(text);
}

struct Form {
  std::string_view type;
  Read read;
};
constexpr std::array kForms{Form{"grey: ", read_grey},      Form{"whitelist: ", read_listed},
                            Form{"optin: ", read_inactive}, Form{"conf: ", read_passed_check},
                            Form{"spam: ", read_spam},      Form{"martians: ", read_martian},
                            Form{"other: ", read_other}};

// Where a word begins; the first type in a line is the daemon's.
std::size_t place_of(std::string_view type, std::string_view line) {
  const auto begins_word = [&](std::size_t at) {
    return at == 0 || line[at - 1] == ' ' || line[at - 1] == ':';
  };
  std::size_t at = line.find(type);
  while (at != line.npos && !begins_word(at)) at = line.find(type, at + 1);
  return at;
}

}  // namespace

std::optional<OwnLogAttempt> attempt_of_own_line(std::string_view line) {
  const auto before = [&](const Form& a, const Form& b) {
    return place_of(a.type, line) < place_of(b.type, line);
  };
  const Form& form = *std::min_element(kForms.begin(), kForms.end(), before);
  const std::size_t at = place_of(form.type, line);
  if (at == line.npos) return std::nullopt;
  return form.read(line.substr(at + form.type.size()));
}

}  // namespace greycache
