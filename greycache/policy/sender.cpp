// Envelope senders: split, and without what differs from one mail of a sender to the next.
#include "greycache/policy/sender.h"

#include <algorithm>
#include <array>
#include <vector>

#include "common/characters.h"
#include "common/text.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/verp.h"

namespace greycache {

namespace {

constexpr std::string_view kBounceSeparators = "._-";
constexpr std::size_t kNone = std::string_view::npos;

bool is_lower_letter(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_lower_letter_or_digit(char c) {
  return is_lower_letter(c) || is_digit(c);
}

// What stands around a run of hexadecimal digits.
bool is_hex_separator(char c) {
  return c == '.' || c == '_' || c == '/' || c == '=' || c == '-';
}

bool is_bounce_character(char c) {
  return is_lower_letter_or_digit(c) || c == '_' || c == '.' || c == '-';
}

// srs0=hash=tt=domain=user
void drop_srs0_stamp(std::string& name) {
  if (!name.starts_with("srs0=")) return;
  const std::vector<std::string_view> fields = split(name, '=');
  const bool filled = std::none_of(fields.begin(), fields.end(),
                                   [](std::string_view field) { return field.empty(); });
  if (fields.size() != 5 || !filled) return;
  name = "srs0=#=#=" + std::string(fields[3]) + '=' + std::string(fields[4]);
}

// srs1=hash=forwarder=hash=tt=domain=user, with one '=' or several behind the forwarder.
void drop_srs1_stamp(std::string& stamped) {
  const std::string_view name = stamped;
  if (!name.starts_with("srs1=")) return;
  const std::size_t forwarder = std::min(name.find('=', 5), name.size());
  const std::size_t run = name.find('=', std::min(forwarder + 1, name.size()));
  if (run == kNone || forwarder == 5 || run == forwarder + 1) return;
  const std::size_t inner = std::min(name.find_first_not_of('=', run), name.size());
  const std::vector<std::string_view> fields = split(name.substr(inner), '=');
  const bool filled = std::none_of(fields.begin(), fields.end(),
                                   [](std::string_view field) { return field.empty(); });
  if (fields.size() != 4 || !filled) return;
  stamped = "srs1=#" + std::string(name.substr(forwarder, inner - forwarder)) +
            "#=#=" + std::string(fields[2]) + '=' + std::string(fields[3]);
}

// Where a bounce mask's separator stands that begins at `at`, kNone where none does.
std::size_t bounce_separator(std::string_view name, std::size_t at) {
  constexpr std::array<std::string_view, 4> kWords{"bo", "bounce", "notice-return", "notice-reply"};
  if (name[at] != 'b' && name[at] != 'n') return kNone;
  for (const std::string_view word : kWords) {
    const std::size_t end = at + word.size();
    if (name.substr(at).starts_with(word) && end + 1 < name.size() &&
        is_one_of(name[end], kBounceSeparators)) {
      return end;
    }
  }
  return kNone;
}

// "bounce-12.34-x" becomes "bounce-#" where only such characters follow up to the end.
std::string without_bounce_mask(std::string name) {
  std::size_t tail = name.size();
  while (tail > 0 && is_bounce_character(name[tail - 1])) --tail;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const std::size_t separator = bounce_separator(name, at);
    if (separator != kNone && separator + 1 >= tail) return name.substr(0, separator + 1) + '#';
  }
  return name;
}

bool has_four_letters(std::string_view text) {
  int letters = 0;
  for (const char c : text) {
    letters = is_lower_letter(c) ? letters + 1 : 0;
    if (letters == 4) return true;
  }
  return false;
}

// Runs of hexadecimal digits between separators become '#'; the one at the very beginning only when
// it has two digits and a word of four letters follows later.
std::string without_hex_runs(std::string_view name) {
  std::string result;
  std::size_t begin = 0;
  while (begin <= name.size()) {
    std::size_t end = begin;
    while (end < name.size() && !is_hex_separator(name[end])) ++end;
    const std::string_view run = name.substr(begin, end - begin);
    const bool hex = !run.empty() && std::all_of(run.begin(), run.end(), is_hex_digit);
    const bool masked =
        hex && (begin > 0 || (run.size() >= 2 && has_four_letters(name.substr(end))));
    result += masked ? std::string_view("#") : run;
    if (end < name.size()) result += name[end];
    begin = end + 1;
  }
  return result;
}

}  // namespace

std::string deverped(std::string_view name, std::string_view recipient) {
  // All that is taken away is beside a sign.
  if (std::all_of(name.begin(), name.end(), is_lower_letter_or_digit)) return std::string(name);
  std::string plain(name);
  drop_srs0_stamp(plain);
  drop_srs1_stamp(plain);
  plain.resize(std::min(plain.find('+'), plain.size()));
  return without_hex_runs(without_bounce_mask(without_recipient(plain, recipient)));
}

std::string deverped(const Fact& connect) {
  return deverped(name_of_part(connect.sender_name), name_of_part(connect.rcpt));
}

Sender normalise_sender(std::string_view sender, std::string_view recipient) {
  Sender result;
  normalise_sender(sender, lower_ascii(recipient), result);
  return result;
}

void normalise_sender(std::string_view sender, std::string_view lower_recipient, Sender& into) {
  if (sender.empty()) {
    into.name = into.domain = into.awl_name = kUndefined;
    return;
  }
  const std::size_t at = std::min(sender.find('@'), sender.size());
  lower_ascii(sender.substr(0, at), into.name);
  if (at == sender.size()) {
    into.domain = kUndefined;
  } else {
    lower_ascii(sender.substr(at + 1), into.domain);
  }
  into.awl_name = deverped(into.name, lower_recipient);
}

}  // namespace greycache
