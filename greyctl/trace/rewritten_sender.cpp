// Senders that a mail server has rewritten by the Sender Rewriting Scheme (SRS).
#include "greyctl/trace/rewritten_sender.h"

#include <algorithm>

#include "common/text.h"

namespace greycache {

namespace {

bool is_separator(char c) {
  return c == '=' || c == '+' || c == '-';
}

// Takes the text up to the next '=', and that.
std::optional<std::string_view> take_field(std::string_view& text) {
  const std::size_t end = text.find('=');
  if (end == text.npos || end == 0) return std::nullopt;
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(end + 1);
  return field;
}

}  // namespace

std::optional<RewrittenSender> rewritten_sender(std::string_view sender) {
  const std::size_t at = sender.rfind('@');
  if (at == sender.npos || at < 6 || at + 1 == sender.size()) return std::nullopt;
  std::string_view local = sender.substr(0, at);
  const std::string tag = lower_ascii(local.substr(0, 4));
  if ((tag != "srs0" && tag != "srs1") || !is_separator(local[4])) return std::nullopt;
  local.remove_prefix(5);
  const bool again = tag == "srs1";
  if (!take_field(local)) return std::nullopt;            // the hash
  if (!again && !take_field(local)) return std::nullopt;  // the day
  const auto domain = take_field(local);
  if (!domain || local.empty() || (again && !is_separator(local[0]))) return std::nullopt;
  std::string original = (again ? "SRS0" : "") + std::string(local) + "@" + std::string(*domain);
  return RewrittenSender{std::move(original), lower_ascii(sender.substr(at + 1))};
}

}  // namespace greycache
