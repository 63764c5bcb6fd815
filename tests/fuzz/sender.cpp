// Senders and the parts of keys: a line with the sender, a line with the recipient.
#include "greycache/policy/sender.h"

#include <algorithm>
#include <string>

#include "common/text.h"
#include "greycache/policy/keys.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

bool is_key_text(std::string_view part) {
  return !part.empty() &&
         std::all_of(part.begin(), part.end(), [](char c) { return c >= 0x21 && c <= 0x7e; });
}

void check_part(std::string_view raw, std::size_t limit) {
  const std::string part = key_part(raw, limit);
  check(is_key_text(part), "a part is ASCII without blanks");
  check(part.size() <= 3 * limit, "a part is bounded");
  check(key_part(name_of_part(part), limit) == part || part.find('~') != part.npos,
        "a part's name has the same part");
  check(raw.size() > limit || raw.find('~') != raw.npos || name_of_part(part) == raw,
        "a short name reads back");
}

void check_text(std::string_view text) {
  const std::string encoded = percent_encoded(text);
  check(percent_decoded(encoded) == text, "percent encoding reads back");
  check(encoded.empty() || is_key_text(encoded), "percent encoding is ASCII without blanks");
  const std::string safe = escaped(text, 50);
  check(is_log_text(safe) && safe.size() <= 50 + 3 + 3, "escaped text is bounded and clean");
}

void check_sender(const Sender& found, std::string_view sender) {
  check(lower_ascii(found.name) == found.name, "a name is lower-case");
  check(lower_ascii(found.domain) == found.domain, "a domain is lower-case");
  check(found.name.find('@') == found.name.npos, "a name has no @");
  check(found.awl_name.size() <= found.name.size() + 4, "a name without its stamps is no longer");
  const bool whole = sender.find('@') != sender.npos;
  if (whole) check(found.name + '@' + found.domain == lower_ascii(sender), "nothing is lost");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  Input input(data, size);
  const std::string_view sender = input.line();
  const std::string_view recipient = input.line();
  check_sender(normalise_sender(sender, recipient), sender);
  for (const std::size_t limit : {std::size_t{17}, kSenderNameLimit, kRcptLimit}) {
    check_part(sender, limit);
    check_part(recipient, limit);
    const bool same = key_part(sender, limit) == key_part(recipient, limit);
    check(same == (sender == recipient), "two names never share a part");
  }
  check_text(sender);
  check_text(recipient);
  return 0;
}
