// Names by the decision's own functions, for recipients that the sender may hold.
#include "greycache/policy/sender_names.h"

#include <algorithm>

#include "common/text.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/sender.h"

namespace greycache {

namespace {

constexpr std::string_view kEdges = "+*=.-_";
constexpr std::size_t kMostRecipients = 100;
// A recipient that stands in no sender.
constexpr std::string_view kNobody = "\n@\n";

void add_name(SenderNames& names, const std::string& awl_name) {
  std::string part = key_part(awl_name, kSenderNameLimit);
  auto& all = names.awl_names;
  if (std::find(all.begin(), all.end(), part) == all.end()) all.push_back(std::move(part));
}

// "bob=customer.example" in "list-bob=customer.example-7": every piece between signs with a '='
// within, as an address.
std::vector<std::string> recipients_in(std::string_view name) {
  std::vector<std::size_t> begins{0};
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (kEdges.find(name[i]) == std::string_view::npos) continue;
    begins.push_back(i + 1);
    ends.push_back(i);
  }
  ends.push_back(name.size());
  // The longest first: an address is rather all that stands there.
  std::reverse(ends.begin(), ends.end());
  std::vector<std::string> found;
  for (const std::size_t begin : begins) {
    const std::size_t joint = name.find('=', begin);
    if (joint == std::string_view::npos) break;
    for (const std::size_t end : ends) {
      if (end <= joint + 1 || joint == begin) continue;
      if (found.size() >= kMostRecipients) return found;
      found.push_back(std::string(name.substr(begin, joint - begin)) + '@' +
                      std::string(name.substr(joint + 1, end - joint - 1)));
    }
  }
  return found;
}

}  // namespace

std::optional<WrittenAddress> written_address(std::string_view words) {
  WrittenAddress written;
  std::string& address = written.address;
  const bool brackets = words.starts_with('<');
  std::size_t i = brackets ? 1 : 0;
  if (words.substr(i).starts_with('"')) {
    for (++i; i < words.size() && words[i] != '"'; ++i) {
      if (words[i] == '\\' && i + 1 < words.size()) ++i;
      address += words[i];
    }
    if (!words.substr(std::min(i, words.size())).starts_with("\"@")) return std::nullopt;
    ++i;
  }
  bool behind_at = false;
  for (; i < words.size(); ++i) {
    if (brackets && words[i] == '>') break;
    if (behind_at && words[i] == ' ') break;
    behind_at = behind_at || words[i] == '@';
    address += words[i];
  }
  if (!behind_at || address == "@") return std::nullopt;
  if (brackets && !words.substr(std::min(i, words.size())).starts_with('>')) return std::nullopt;
  written.rest = trimmed(words.substr(std::min(words.size(), brackets ? i + 1 : i)));
  return written;
}

std::optional<std::string> written_local_name(std::string_view word) {
  if (word.size() < 3 || !word.starts_with('<') || !word.ends_with('>')) return std::nullopt;
  const std::string_view name = word.substr(1, word.size() - 2);
  if (name.find_first_of("<>@") != std::string_view::npos) return std::nullopt;
  return std::string(name);
}

std::optional<WrittenAddress> written_party(std::string_view words) {
  const bool brackets = words.starts_with('<');
  const std::size_t end = std::min(words.find(brackets ? '>' : ' '), words.size());
  const std::string_view word = words.substr(0, end + (brackets ? 1 : 0));
  const std::string rest(trimmed(words.substr(word.size())));
  if (word == "<>" || word == kUndefined) return WrittenAddress{"", rest};
  // First: a local part in quotes may hold the bracket that ends a name without a domain.
  if (auto address = written_address(words)) return address;
  if (const auto name = written_local_name(word)) return WrittenAddress{*name, rest};
  return std::nullopt;
}

SenderNames sender_names(std::string_view sender, std::string_view recipient) {
  const Sender plain = normalise_sender(sender, kNobody);
  SenderNames names;
  names.domain = key_part(plain.domain, kSenderDomainLimit);
  names.name = key_part(plain.name, kSenderNameLimit);
  add_name(names, plain.awl_name);
  if (!recipient.empty()) add_name(names, normalise_sender(sender, recipient).awl_name);
  for (const std::string& held : recipients_in(plain.name)) {
    add_name(names, normalise_sender(sender, held).awl_name);
  }
  return names;
}

}  // namespace greycache
