// Commands, by what became of a mail.
#include "greycache/control/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/ip_address.h"
#include "common/text.h"
#include "common/utf8.h"
#include "greycache/policy/expectation/expectation.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

// A verified name, of letters that a list takes as they are.
bool is_plain_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return name != "unknown" && name.find('.') != std::string_view::npos && name.front() != '-' &&
         name.size() <= 255 && std::all_of(name.begin(), name.end(), plain);
}

std::string whitelisting(const HistoryRow& row) {
  const std::string name = name_of_part(row.client_name);
  const bool by_name = is_plain_name(name);
  const auto address = IpAddress::parse(name_of_part(row.client_address));
  if (!by_name && !address) return {};
  return fmt::format("never to greylist this client: greyctl allow {}",
                     by_name ? name : address->text());
}

bool is_whole(const std::string& part) {
  return cut_name(part).empty();
}

// As greyctl expect takes it, or nothing.
std::string expected_name(const std::string& part) {
  const std::string name = name_of_part(part);
  const auto taken = parse_expected_recipient(name);
  const bool same = is_whole(part) && !name.starts_with('@') && taken && *taken == name;
  return same ? shell_word(name) : std::string();
}

// What begins with '-' would be taken for an option.
bool needs_mark(const std::string& word) {
  return word.starts_with("'-");
}

std::string expectation(const HistoryRow& row) {
  const std::string recipient = expected_name(row.recipient);
  const std::string sender = row.sender.empty() ? "'<>'" : expected_name(row.sender);
  if (recipient.empty() || sender.empty()) return {};
  const std::string from = fmt::format("--from{}{}", needs_mark(sender) ? "=" : " ", sender);
  return fmt::format("to let the next mails of this sender through: greyctl expect {}",
                     needs_mark(recipient) ? fmt::format("{} --for 1h -- {}", from, recipient)
                                           : fmt::format("{} {} --for 1h", recipient, from));
}

// A release is for an envelope that can be written down.
bool can_be_released(const HistoryRow& row) {
  const auto fits = [](const std::string& part) {
    const std::string name = name_of_part(part);
    return is_whole(part) && is_utf8(name) && name.size() <= kExpectedNameLimit &&
           !name.starts_with('@') && name != "<>";
  };
  return !row.reference.empty() && !row.recipient.empty() && fits(row.recipient) &&
         fits(row.sender);
}

}  // namespace

std::string shell_word(const std::string& text) {
  // As it is shown it must be pasted.
  std::string word = "'";
  for (std::string_view left = text; !left.empty();) {
    const Utf8Character next = first_character(left);
    if (next.length == 0 || !is_printable(next.code)) return {};
    word += next.code == '\'' ? std::string_view("'\\''") : left.substr(0, next.length);
    left.remove_prefix(next.length);
  }
  return word + "'";
}

std::vector<std::string> advice(const WaitedMail& mail) {
  std::vector<std::string> lines;
  if (mail.became == Became::passed || mail.became == Became::known) return lines;
  const HistoryRow& last = mail.last();
  if (mail.became == Became::waits && can_be_released(last)) {
    lines.push_back(
        fmt::format("to let it through at its next attempt: greyctl release {}", last.reference));
  }
  if (std::string line = expectation(last); !line.empty()) lines.push_back(std::move(line));
  if (std::string line = whitelisting(last); !line.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace greycache
