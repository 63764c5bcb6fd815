// References: the same for the attempts of one mail, and easy to read aloud.
#include "greycache/policy/reference.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace greycache::reference_test {

namespace {

const Keys kKeys{"192.0.2", "alice", "sender.example", "alice", "bob@customer.example"};

}  // namespace

TEST_CASE("a reference is the same in every release, since people have it on paper") {
  CHECK(reference_of("192.0.2", kKeys) == reference_of("192.0.2", kKeys));
  CHECK(reference_of("192.0.2", kKeys) == "VZQWYSKX");
}

TEST_CASE("the machines of one source share it, and nobody else has it") {
  Keys other_network = kKeys;
  other_network.src = "198.51.100";
  CHECK(reference_of("provider.example", kKeys) == reference_of("provider.example", other_network));
  std::set<std::string> references{reference_of("192.0.2", kKeys)};
  references.insert(reference_of("192.0.3", kKeys));
  for (std::string Keys::*part : {&Keys::sender_name, &Keys::sender_domain, &Keys::rcpt}) {
    Keys other = kKeys;
    (other.*part) += "x";
    references.insert(reference_of("192.0.2", other));
  }
  // What auto-whitelisting makes of the sender's name is not the mail's.
  Keys same_mail = kKeys;
  same_mail.awl_name = "al#ce";
  CHECK(references.contains(reference_of("192.0.2", same_mail)));
  CHECK(references.size() == 5);
}

TEST_CASE("it has eight letters that nobody confuses") {
  std::set<char> seen;
  for (int i = 0; i < 2000; ++i) {
    Keys keys = kKeys;
    keys.sender_name = std::to_string(i);
    const std::string reference = reference_of("192.0.2", keys);
    REQUIRE(reference.size() == kReferenceLength);
    seen.insert(reference.begin(), reference.end());
    CHECK(parse_reference(reference) == reference);
  }
  CHECK(seen == std::set<char>(kReferenceLetters.begin(), kReferenceLetters.end()));
  for (const char c : std::string("0O1ILU")) CHECK_FALSE(seen.contains(c));
}

TEST_CASE("a person may write it in any case, in parts, with what stood around it") {
  for (const char* written : {"7K3M9QXA", "7k3m9qxa", " 7K3M 9QXA ", "ref 7K3M9QXA", "Ref 7k3m9qxa",
                              "(ref 7K3M9QXA)", "(7K3M9QXA)", "REF: 7K3M9QXA", "7K3M-9QXA"}) {
    CAPTURE(written);
    CHECK(parse_reference(written) == "7K3M9QXA");
  }
  for (const char* written : {"", "7K3M9QX", "7K3M9QXAB", "7K3M9QX0", "7K3M9QXO", "7K3M9QXI",
                              "alice@sender.example", "ref", "ref ", "7K3M9QX\xc3", "7K3M_9QXA"}) {
    CAPTURE(written);
    CHECK_FALSE(parse_reference(written).has_value());
  }
}

}  // namespace greycache::reference_test
