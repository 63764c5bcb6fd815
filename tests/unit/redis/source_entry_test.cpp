// Fields and values in the hash of a source.
#include "greycache/redis/source_entry.h"

#include <doctest/doctest.h>

namespace greycache::source_entry_test {

namespace {

const std::string kSrc = "192.0.2";

Fact connect_of(const std::string& name, const std::string& domain, const std::string& rcpt) {
  return {FactKind::connect, kSrc, name, domain, rcpt, 1000, 1000};
}

Fact from_awl_of(const std::string& name, const std::string& domain) {
  return {FactKind::from_awl, kSrc, name, domain, "", 1000, 2000};
}

Fact domain_awl_of(const std::string& domain) {
  return {FactKind::domain_awl, kSrc, "", domain, "", 1000, 2000};
}

Fact correspondent_of(const std::string& name, const std::string& domain) {
  return {FactKind::correspondent, kSrc, name, domain, "", 1000, 2000};
}

std::string field_of(const Fact& fact) {
  return entry_field(names_of(fact));
}

bool reads(std::string_view field, std::string_view value) {
  return parse_entry(kSrc, field, value).has_value();
}

}  // namespace

TEST_CASE("fields and values are readable") {
  CHECK(source_key("grey", "192.0.2") == "grey:{192.0.2}");
  CHECK(field_of(connect_of("alice", "example.com", "bob@example.net")) ==
        "alice@example.com bob@example.net");
  CHECK(field_of(from_awl_of("alice", "example.com")) == "alice@example.com");
  CHECK(field_of(domain_awl_of("example.com")) == "*@example.com");
  CHECK(field_of(correspondent_of("alice", "example.com")) == "@alice@example.com");
  CHECK(entry_value(connect_of("a", "b", "c")) == "1000");
  CHECK(entry_value(correspondent_of("a", "b")) == "1000 2000");
  CHECK(entry_value(from_awl_of("a", "b")) == "1000 2000");
}

TEST_CASE("an entry reads back as the fact it was") {
  for (const Fact& fact :
       {connect_of("alice", "example.com", "bob@example.net"), from_awl_of("alice", "example.com"),
        domain_awl_of("example.com"), from_awl_of("*", "d"), connect_of("*", "d", "r"),
        from_awl_of("a@b", "c@d"), connect_of("@", "@", "@"), domain_awl_of("@"),
        domain_awl_of("*"), from_awl_of("%", "%"), from_awl_of("%252A", "d"),
        from_awl_of("**", "d"), connect_of("-undef-", "-undef-", "r"), correspondent_of("a", "d"),
        correspondent_of("%", "d"), correspondent_of("*", "@"), correspondent_of("@", "@")}) {
    CAPTURE(field_of(fact));
    CHECK(storable(fact));
    CHECK(parse_entry(kSrc, field_of(fact), entry_value(fact)) == fact);
    CHECK(entry_fact(kSrc, names_of(fact), entry_value(fact)) == fact);
  }
}

TEST_CASE("a sender named * is not the whole domain") {
  CHECK(field_of(from_awl_of("*", "d")) == "%2A@d");
  CHECK(parse_entry(kSrc, "*@d", "1 2")->kind == FactKind::domain_awl);
  CHECK(parse_entry(kSrc, "%2A@d", "1 2")->sender_name == "*");
}

TEST_CASE(
    "a marker says by which ages a source lacks nothing, of correspondents where it has them") {
  const Ages ages{7, 8, 9};
  const Marker narrow{5, ages_of_source("192.0.2", ages)};
  const Marker user{5, ages_of_source("to:anna@here.example", ages)};
  CHECK(marker_value("g", narrow) == "g 5 7 8");
  CHECK(marker_value("g", user) == "g 5 7 8 9");
  for (const Marker& marker : {narrow, user}) {
    CHECK(parse_marker(marker_value("g", marker), "g") == marker);
  }
  CHECK(narrow.whole->cover({7, 8, 1'000'000'000'000}));
  CHECK_FALSE(user.whole->cover({7, 8, 10}));
  for (const char* odd : {"g 5 7 8 ", "g 5 7 8 x", "g 5 7 8 9 1", "g 5 7", "g 5 7 ", "h 5 7 8"}) {
    CAPTURE(odd);
    CHECK_FALSE(parse_marker(odd, "g").has_value());
  }
}

TEST_CASE("a field that is none of ours is none") {
  CHECK(reads("a@d", "1 2"));
  CHECK(reads("a@d r", "1"));
  CHECK(reads("@a@d", "1 2"));
  for (const char* field :
       {"", "@", "@@", "@@d", "@a@", "@a@d r", "a", "a@", "@d", "a@d ", "a@ r", "a b@d", "a@d r s",
        "a@d\tr", "a\x7f@d", "a@d\n", "\xc3\xa4@d", "a@\xff"}) {
    CAPTURE(field);
    CHECK_FALSE(reads(field, "1 2"));
    CHECK_FALSE(reads(field, "1"));
  }
}

TEST_CASE("a value that is none of ours is none") {
  for (const char* value : {"", "1", "1 ", " 1 2", "1  2", "1 2 3", "1 -2", "-1 2", "+1 2", "0x1 2",
                            "1.0 2", "1 99999999999999999999", "a b"}) {
    CAPTURE(value);
    CHECK_FALSE(reads("a@d", value));
  }
  for (const char* value : {"", " 1", "1 ", "1 2", "-1", "1a", "99999999999999999999"}) {
    CAPTURE(value);
    CHECK_FALSE(reads("a@d r", value));
  }
  CHECK(reads("a@d r", "253402300799"));
  CHECK_FALSE(reads("a@d r", "253402300800"));
  CHECK_FALSE(reads("a@d r", "9223372036854775807"));
}

TEST_CASE("facts that would read back as others are not storable") {
  CHECK_FALSE(storable(connect_of("a b", "d", "r")));
  CHECK_FALSE(storable(connect_of("a", "d e", "r")));
  CHECK_FALSE(storable(connect_of("a", "d", "")));
  CHECK_FALSE(storable(from_awl_of("", "d")));
  CHECK_FALSE(storable(from_awl_of("a", "")));
  CHECK_FALSE(storable(domain_awl_of("d\n")));
  Fact before_1970 = domain_awl_of("d");
  before_1970.first_seen = -1;
  CHECK_FALSE(storable(before_1970));
  before_1970.first_seen = 0;
  CHECK(storable(before_1970));
}

}  // namespace greycache::source_entry_test
