// What an operator writes about mail that shall pass, and envelopes that are held against it: a
// line each for recipient, sender and words, then a sender and a recipient.
#include "greycache/policy/expectation/expectations.h"

#include <string>

#include "common/text.h"
#include "greycache/policy/expectation/allowed_client.h"
#include "greycache/policy/expectation/expectation_text.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/reply_url.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

template <typename Parse>
std::string parsed(std::string_view written, Parse parse) {
  const auto name = parse(written);
  if (!name) {
    check(is_log_text(name.error()), "what is wrong fits a terminal");
    return {};
  }
  check(parse(*name) == *name, "what was read reads back");
  check(is_utf8(*name) && name->size() <= kExpectedNameLimit, "a name fits its column");
  return *name;
}

// "a@b.example" of "@b.example".
std::string address_under(const std::string& name) {
  if (name == "<>") return {};
  return name.starts_with('@') ? "somebody@below." + name.substr(1) : name;
}

void check_match(const std::string& recipient, const std::string& sender) {
  Expectations expectations;
  check(expectations.merge({recipient, sender, kNow + 1, kNow, kNow + 1, false, ""}), "one fits");
  check(expectations.match(address_under(sender), address_under(recipient), kNow) != nullptr ||
            recipient.find('[') != recipient.npos || sender.find('[') != sender.npos,
        "what is named passes");
  check(expectations.match(address_under(sender), address_under(recipient), kNow + 1) == nullptr,
        "nothing passes when it is over");
}

void check_line(std::string_view text) {
  const auto row = parse_expectation_line(text);
  if (!row) return;
  const std::string line = expectation_line(*row);
  check(line.find('\n') == line.npos, "a row is one line");
  check(parse_expectation_line(line) == row, "a row reads back");
}

void check_reference(std::string_view text) {
  const auto reference = parse_reference(text);
  if (!reference) return;
  check(reference->size() == kReferenceLength, "a reference has its length");
  check(reference->find_first_not_of(kReferenceLetters) == reference->npos, "and its letters");
  check(parse_reference(*reference) == reference, "and reads back");
}

void check_link(std::string_view text) {
  const std::string fault = fault_of_reply_url(text);
  check(is_log_text(fault), "what is wrong with a link fits a terminal");
  if (!fault.empty()) return;
  const std::string url = url_for(text, "7K3M9QXA");
  check(is_log_text(url) && url.find(' ') == url.npos, "a link is one word");
  check(url.size() <= kLongestReplyUrl, "a link is bounded");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  Input input(data, size);
  const std::string_view first = input.line();
  const std::string recipient = parsed(first, parse_expected_recipient);
  (void)parsed(first, parse_allowed_client);
  const std::string sender = parsed(input.line(), parse_expected_sender);
  const auto why = parse_expected_why(input.line());
  if (!why) check(is_log_text(why.error()), "what is wrong with words fits a terminal");
  if (!recipient.empty()) check_match(recipient, sender);
  Expectations expectations;
  expectations.merge({"@customer.example", "@shop.example", kNow + 1, kNow, kNow + 1, false, ""});
  const std::string_view from = input.line();
  const std::string_view to = input.line();
  const bool matches = expectations.match(from, to, kNow) != nullptr;
  const auto ends = [](std::string_view address, std::string_view domain) {
    if (address.ends_with('.')) address.remove_suffix(1);
    return address.ends_with(domain);
  };
  check(!matches || (ends(from, "shop.example") && ends(to, "customer.example")),
        "nobody else passes");
  check_reference(to);
  check_line(first);
  check_link(first);
  return 0;
}
