// Shows that the recipient is found in a name wherever trying every way would find it, however the
// name is made.
#include "greycache/policy/verp.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace greycache {

namespace {

constexpr std::string_view kEdges = "*=.-";

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// `pattern` holds literal characters, and in the places of runs '.' (one of ".*-") or '\n' (one or
// more of the joints). Tries every way, the longest runs first.
std::optional<std::size_t> end_of(std::string_view name, std::size_t from, std::string_view pattern,
                                  bool edge_behind) {
  if (pattern.empty()) {
    const bool edge = from < name.size() && is_one_of(name[from], kEdges);
    return edge || !edge_behind ? std::optional(from) : std::nullopt;
  }
  if (pattern[0] != '.' && pattern[0] != '\n') {
    if (from == name.size() || name[from] != pattern[0]) return std::nullopt;
    return end_of(name, from + 1, pattern.substr(1), edge_behind);
  }
  const std::string_view set = pattern[0] == '.' ? ".*-" : "=?*~.";
  const std::size_t least =
      pattern[0] == '.' ? std::min(pattern.find_first_not_of('.'), pattern.size()) : 1;
  std::size_t end = std::min(name.find_first_not_of(set, from), name.size());
  for (; end >= from + least; --end) {
    if (const auto found = end_of(name, end, pattern.substr(least), edge_behind)) return found;
  }
  return std::nullopt;
}

std::string without_dots(std::string text) {
  while (text.ends_with('.')) text.pop_back();
  return text;
}

std::string by_trying(const std::string& name, const std::string& recipient) {
  const std::size_t at = std::min(recipient.find('@'), recipient.size());
  const std::string local = without_dots(recipient.substr(0, at));
  const std::string domain = without_dots(recipient.substr(std::min(at + 1, recipient.size())));
  const std::string readings[] = {local + '\n' + domain, domain + '\n' + local, local};
  for (std::size_t begin = 0; begin < name.size(); ++begin) {
    const bool edge_before = begin > 0 && is_one_of(name[begin - 1], kEdges);
    for (const std::string& pattern : readings) {
      const auto end = end_of(name, begin, pattern, !edge_before);
      if (end) return name.substr(0, begin) + "RCPT" + name.substr(*end);
    }
  }
  return name;
}

}  // namespace

TEST_CASE("the recipient is found where trying every way finds it") {
  std::minstd_rand chance{7};
  const auto text_of = [&chance](std::string_view alphabet, std::size_t most) {
    std::string text;
    for (std::size_t left = chance() % most; left > 0; --left) {
      text += alphabet[chance() % alphabet.size()];
    }
    return text;
  };
  for (int i = 0; i < 40'000; ++i) {
    constexpr std::string_view kAlphabets[] = {"a-.", "ab-.*=", "u-.", "a*.=~?-"};
    const std::string_view alphabet = kAlphabets[i % 4];
    const std::string name = text_of(alphabet, 14);
    const std::string recipient = text_of(alphabet, 5) + '@' + text_of(alphabet, 5);
    CAPTURE(name);
    CAPTURE(recipient);
    REQUIRE(without_recipient(name, recipient) == by_trying(name, recipient));
  }
}

TEST_CASE("a name is searched to its end, in how many ways so ever its runs could be divided") {
  const std::string recipient = "user--.-.-.-.-.-.-.-.-.-.-.-.-.-@customer.example";
  const std::string dashes(50, '-');
  CHECK(without_recipient("user--" + dashes + "q1", recipient) == "RCPT-q1");
  for (const std::size_t length : {126U, 127U, 128U, 191U, 192U, 2000U}) {
    CAPTURE(length);
    const std::string name = "user--" + dashes + '=';
    const std::string filler(length - name.size() - 20, 'x');
    CHECK(without_recipient(filler + '=' + name + "customer.example-q1", recipient) ==
          filler + "=RCPT-q1");
  }
}

TEST_CASE("what lies behind the bound of a name stays") {
  const std::string filler(2060, 'x');
  CHECK(without_recipient(filler + "-john", "john@d.org") == filler + "-john");
  CHECK(without_recipient("john-" + filler, "john@d.org") == "RCPT-" + filler);
}

}  // namespace greycache
