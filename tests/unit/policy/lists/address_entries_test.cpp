// Shows what a line of a whitelist of senders or recipients may be.
#include "greycache/policy/lists/address_entries.h"

#include <doctest/doctest.h>

namespace greycache::address_entries_test {

namespace {

struct Parsed {
  AddressEntries entries;
  std::vector<std::string> complaints;
};

Parsed parsed(std::string_view text, Addressee addressee = Addressee::sender) {
  ListComplaints complaints("list");
  AddressEntries entries = parse_address_entries(text, addressee, complaints);
  return {std::move(entries), complaints.sentences()};
}

std::string complaint(std::string_view text, Addressee addressee = Addressee::sender) {
  const Parsed all = parsed(text, addressee);
  REQUIRE(all.complaints.size() == 1);
  const AddressNames& names = all.entries.always;
  CHECK(names.addresses.size() + names.domains.size() + names.local_parts.size() +
            names.patterns.size() ==
        0);
  return all.complaints.front();
}

}  // namespace

TEST_CASE("the four kinds of entry are told apart, and come in lower case") {
  const Parsed all = parsed(
      "# ours\n"
      "Alice@Example.com # a friend\n"
      "@Shop.Example\n"
      "Postmaster@\n"
      "/^news-[0-9]+@/\n");
  CHECK(all.complaints.empty());
  CHECK(all.entries.always.addresses == std::vector<std::string>{"alice@example.com"});
  CHECK(all.entries.always.domains == std::vector<std::string>{"shop.example"});
  CHECK(all.entries.always.local_parts == std::vector<std::string>{"postmaster"});
  CHECK(all.entries.always.patterns.size() == 1);
  CHECK(all.entries.of_organisation.domains.empty());
}

TEST_CASE("a line that requires the organisation stands apart, however it is spaced") {
  const Parsed all = parsed(
      "@a.example require = organisation\n"
      "@b.example\trequire=organisation\n"
      "/@c\\./   require  =  organisation # why\n");
  CHECK(all.complaints.empty());
  CHECK(all.entries.of_organisation.domains == std::vector<std::string>{"a.example", "b.example"});
  CHECK(all.entries.of_organisation.patterns.size() == 1);
  CHECK(all.entries.always.domains.empty());
}

TEST_CASE("what is no entry is complained of, with what would be right") {
  for (const char* line : {"example.com", "alice", "@", "a@b@", "@a..example", "@.example",
                           "@example.", "<a@b.example>", "a@b.example,c@d.example", "@*.example",
                           "a@b.ex/ample", "192.0.2.1", "x/a/", "//", "a@b\x7f.example"}) {
    CAPTURE(line);
    CHECK(complaint(line).find("is no entry; write user@example.com, @example.com") !=
          std::string::npos);
  }
  CHECK(complaint("/(/").starts_with("list:1: \"(\" is no regular expression"));
}

TEST_CASE("what stands behind an entry must make sense") {
  for (const char* rest : {"require", "require = organization", "require organisation", "x",
                           "require = organisation now", "= organisation"}) {
    CAPTURE(rest);
    CHECK(complaint(std::string("@a.example ") + rest)
              .find("makes no sense here; behind an entry may stand require = organisation") !=
          std::string::npos);
  }
  CHECK(complaint("@a.example require = organisation", Addressee::recipient)
            .find("makes no sense here; a line holds one entry and nothing else") !=
        std::string::npos);
}

TEST_CASE("parts of an address may have 255 bytes") {
  CHECK(parsed(std::string(255, 'a') + "@").complaints.empty());
  CHECK(complaint(std::string(256, 'a') + "@").find("is no entry") != std::string::npos);
  CHECK(parsed("@" + std::string(255, 'a')).complaints.empty());
  CHECK(complaint("@" + std::string(256, 'a')).find("is no entry") != std::string::npos);
}

TEST_CASE("a list holds a thousand patterns") {
  std::string text;
  for (int i = 0; i < 1001; ++i) text += "/^a" + std::to_string(i) + "@/\n";
  const Parsed all = parsed(text);
  CHECK(all.entries.always.patterns.size() == 1000);
  REQUIRE(all.complaints.size() == 1);
  CHECK(all.complaints.front().starts_with("list:1001: a list holds 1000 patterns at most"));
}

}  // namespace greycache::address_entries_test
