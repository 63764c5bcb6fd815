// A sender alone leads to the keys that the decision makes of it.
#include "greycache/policy/sender_names.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "greycache/policy/admission.h"

namespace greycache::sender_names_test {

namespace {

struct Example {
  std::string sender;
  std::string recipient;
};

Keys keys_of(const Example& example) {
  const std::string text =
      "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=192.0.2.1\nsender=" +
      example.sender + "\nrecipient=" + example.recipient + "\n\n";
  PolicyRequest request;
  request.parse(text);
  return admit(Rules{}, Lists{}, SourceRules{}, request).keys;
}

}  // namespace

TEST_CASE("the names are those of the decision, whatever the sender holds") {
  for (const Example& example : std::initializer_list<Example>{
           {"Alice@X.example", "bob@customer.example"},
           {"bounces+1234-bob=customer.example@em.example", "bob@customer.example"},
           {"list-bob=customer.example@verp.example", "bob@customer.example"},
           {"list-bob=customer.example-17@verp.example", "bob@customer.example"},
           {"news-jo.bob=customer.example@verp.example", "jo.bob@customer.example"},
           {"jean-baptiste.dede@x.example", "bob@customer.example"},
           {"srs0=hash=tt=orig.example=alice@forwarder.example", "bob@customer.example"},
           {"srs1=has=first.example==has=tt=orig.example=alice@s.example", "bob@customer.example"},
           {"prvs=0123456789=alice@batv.example", "bob@customer.example"},
           {"bounce-4711.deadbeef@esp.example", "bob@customer.example"},
           {std::string(70, 'a') + "@long.example", "bob@customer.example"},
           {"", "bob@customer.example"},
           {"nobody", "bob@customer.example"},
           {"a b@x.example", "bob@customer.example"}}) {
    CAPTURE(example.sender);
    const Keys keys = keys_of(example);
    const SenderNames names = sender_names(example.sender, "");
    CHECK(names.domain == keys.sender_domain);
    CHECK(names.name == keys.sender_name);
    CHECK(std::find(names.awl_names.begin(), names.awl_names.end(), keys.awl_name) !=
          names.awl_names.end());
  }
}

TEST_CASE("a recipient that does not stand behind a sign is found where it is given") {
  const Example example{"list.bob~customer.example@verp.example", "bob@customer.example"};
  const SenderNames names = sender_names(example.sender, example.recipient);
  CHECK(std::find(names.awl_names.begin(), names.awl_names.end(), keys_of(example).awl_name) !=
        names.awl_names.end());
}

TEST_CASE("a name of nothing but signs makes a bounded number of names") {
  std::string name;
  for (int i = 0; i < 2000; ++i) name += "=-a";
  CHECK(sender_names(name + "@x.example", "").awl_names.size() <= 102);
}

TEST_CASE("an address is read as operators write it: with brackets, quotes or blanks") {
  const auto address = [](std::string_view words) {
    const auto written = written_address(words);
    return written ? written->address + "|" + written->rest : "none";
  };
  CHECK(address("a@x.example") == "a@x.example|");
  CHECK(address("a@x.example  bob@y.example") == "a@x.example|bob@y.example");
  CHECK(address("<postmaster@x.example>") == "postmaster@x.example|");
  CHECK(address("<a@x.example> bob@y.example") == "a@x.example|bob@y.example");
  CHECK(address("quo ted@q.example") == "quo ted@q.example|");
  CHECK(address("\"quo ted\"@q.example") == "quo ted@q.example|");
  CHECK(address("\"a@b\"@c.example") == "a@b@c.example|");
  CHECK(address("<\"a>\\\"b\"@c.example>") == "a>\"b@c.example|");
  CHECK(address("x@") == "x@|");
  CHECK(address("@x.example") == "@x.example|");
  for (const char* words : {"", "@", "<>", "neither", "<@>", "\"a@b", "<a@b", "\"", "\"a\"", "<"}) {
    CAPTURE(words);
    CHECK(address(words) == "none");
  }
}

TEST_CASE("the null sender and a name without a domain are read as addresses are") {
  const auto party = [](std::string_view words) {
    const auto written = written_party(words);
    return written ? written->address + "|" + written->rest : "none";
  };
  for (const std::string null : {"<>", "-undef-"}) {
    CHECK(party(null) == "|");
    CHECK(party(null + " bob@y.example") == "|bob@y.example");
  }
  CHECK(party("<root>") == "root|");
  CHECK(party("<a b>  bob@y.example") == "a b|bob@y.example");
  CHECK(party("<a@x.example> bob@y.example") == "a@x.example|bob@y.example");
  CHECK(party("<\"a>b\"@c.example>") == "a>b@c.example|");
  CHECK(party("@x.example") == "@x.example|");
  CHECK(party("quo ted@q.example") == "quo ted@q.example|");
  for (const char* words : {"", "root", "<root", "<<>>", "-undef-x"}) {
    CAPTURE(words);
    CHECK(party(words) == "none");
  }
}

TEST_CASE("a name without a domain stands in brackets") {
  CHECK(written_local_name("<root>") == "root");
  CHECK(written_local_name("<a b>") == "a b");
  for (const char* other :
       {"", "<", ">", "<>", "root", "<root", "root>", "<a@x.example>", "<<>>"}) {
    CAPTURE(other);
    CHECK_FALSE(written_local_name(other).has_value());
  }
}

}  // namespace greycache::sender_names_test
