// Shows what key parts look like, and that they are what the stores already hold.
#include "greycache/policy/keys.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace greycache {

TEST_CASE("a short name is percent-encoded and comes back as it was") {
  CHECK(key_part("bob", 64) == "bob");
  CHECK(key_part("a b%\xc3\xa9", 64) == "a%20b%25%C3%A9");
  CHECK(name_of_part(key_part("a b%\xc3\xa9", 64)) == "a b%\xc3\xa9");
}

TEST_CASE("an empty name is a part that no other name makes") {
  CHECK(key_part("", 64) == "%");
  CHECK(name_of_part("%").empty());
  CHECK(key_part("%", 64) == "%25");
  CHECK(name_of_part("%25") == "%");
}

TEST_CASE("a name at the limit is whole, one byte more is cut and marked") {
  CHECK(key_part(std::string(64, 'a'), 64) == std::string(64, 'a'));
  const std::string cut = key_part(std::string(65, 'a'), 64);
  CHECK(cut.size() == 64);
  CHECK(cut.substr(0, 48) == std::string(47, 'a') + '~');
}

TEST_CASE("names that differ only behind the cut have different parts") {
  const std::string first = std::string(64, 'a') + "b";
  const std::string second = std::string(64, 'a') + "c";
  CHECK(key_part(first, 64) != key_part(second, 64));
}

// Stores of other hosts and of years ago hold these: a change here orphans their entries. Computed
// by another implementation of SipHash-2-4.
TEST_CASE("the mark of a long name never changes") {
  CHECK(key_part(std::string(65, 'a'), 64) == std::string(47, 'a') + "~06191d39795f18b7");
  CHECK(key_part(std::string(300, 'x'), 255) == std::string(238, 'x') + "~11a8091bcf4bc254");
}

TEST_CASE("a short name that looks marked is marked itself") {
  const std::string long_name(65, 'a');
  const std::string imitation = key_part(long_name, 64);
  CHECK(key_part(imitation, 64) != imitation);
  CHECK(key_part(imitation, 64).size() == 64);
  CHECK(key_part("~0123456789abcdef", 64) != "~0123456789abcdef");
  CHECK(key_part("~0123456789abcdeF", 64) == "~0123456789abcdeF");
}

TEST_CASE("a key part made in place is the same, for every byte and about the limit") {
  std::vector<std::string> names{"",
                                 "%",
                                 "-undef-",
                                 std::string(64, 'a') + "b",
                                 "x~0123456789abcdef",
                                 "~0123456789abcdef",
                                 "\xc3\xa9"};
  for (int byte = 0; byte < 256; ++byte)
    names.push_back("a" + std::string(1, static_cast<char>(byte)));
  for (std::size_t length = 63; length <= 65; ++length) names.emplace_back(length, 'x');
  for (const std::string& name : names) {
    CAPTURE(name);
    std::string made = name;
    make_key_part(made, kSenderNameLimit);
    CHECK(made == key_part(name, kSenderNameLimit));
  }
}

}  // namespace greycache
