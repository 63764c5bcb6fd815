// Shows whom the opt-in and opt-out tables take out of greylisting.
#include "greycache/policy/lists/opt_lists.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

// The tables of group H of the reference's vectors.
OptLists reference_tables() {
  OptLists lists;
  for (const char* domain : {"ind.org", "both.org", "inx.org"}) {
    lists.add(OptTable::optin_domain, domain);
  }
  for (const char* email : {"in@mail.org", "r@both.org", "rin@outd.org"}) {
    lists.add(OptTable::optin_email, email);
  }
  for (const char* domain : {"outd.org", "both.org"}) lists.add(OptTable::optout_domain, domain);
  for (const char* email : {"r@inx.org", "rr@both.org", "out@mail.org"}) {
    lists.add(OptTable::optout_email, email);
  }
  return lists;
}

}  // namespace

TEST_CASE("optin greylists who is listed, by domain unless opted out, or by address") {
  const OptLists lists = reference_tables();
  const auto active = [&](const char* recipient) {
    return lists.greylisting_active(OptMethod::optin, recipient);
  };
  CHECK(active("u@ind.org"));
  CHECK_FALSE(active("u@none.org"));
  CHECK(active("in@mail.org"));
  CHECK_FALSE(active("in+tag@mail.org"));
  CHECK_FALSE(active("r@inx.org"));
  CHECK(active("r@both.org"));
  CHECK_FALSE(active("rr@both.org"));
  CHECK_FALSE(active("ind.org"));
  CHECK_FALSE(active(""));
}

TEST_CASE("optout greylists all but who is listed, by domain unless opted in, or by address") {
  const OptLists lists = reference_tables();
  const auto active = [&](const char* recipient) {
    return lists.greylisting_active(OptMethod::optout, recipient);
  };
  CHECK(active("u@none.org"));
  CHECK_FALSE(active("u@outd.org"));
  CHECK(active("rin@outd.org"));
  CHECK_FALSE(active("r@inx.org"));
  CHECK(active("r@both.org"));
  CHECK_FALSE(active("rr@both.org"));
  CHECK_FALSE(active("u@both.org"));
  CHECK(active("outd.org"));
  CHECK(active(""));
}

TEST_CASE("without an optmethod the tables do not count") {
  const OptLists lists = reference_tables();
  CHECK(lists.greylisting_active(OptMethod::none, "u@outd.org"));
  CHECK(lists.greylisting_active(OptMethod::none, "out@mail.org"));
}

TEST_CASE("a recipient's domain lies between its first and its second @") {
  const OptLists lists = reference_tables();
  CHECK(lists.greylisting_active(OptMethod::optin, "u@ind.org@none.org"));
  CHECK_FALSE(lists.greylisting_active(OptMethod::optin, "u@none.org@ind.org"));
  CHECK_FALSE(lists.greylisting_active(OptMethod::optin, "u@sub.ind.org"));
  CHECK_FALSE(lists.greylisting_active(OptMethod::optin, "u@@ind.org"));
}

TEST_CASE("a row takes effect when it is added") {
  OptLists lists;
  CHECK(lists.greylisting_active(OptMethod::optout, "u@example.com"));
  CHECK(lists.add(OptTable::optout_domain, "example.com"));
  CHECK_FALSE(lists.greylisting_active(OptMethod::optout, "u@example.com"));
  CHECK_FALSE(lists.add(OptTable::optout_domain, "example.com"));
  CHECK(lists.size(OptTable::optout_domain) == 1);
  CHECK(lists.size(OptTable::optin_domain) == 0);
}

TEST_CASE("tables have SQLgrey's names") {
  CHECK(std::string_view(opt_table_name(OptTable::optin_domain)) == "optin_domain");
  CHECK(std::string_view(opt_table_name(OptTable::optin_email)) == "optin_email");
  CHECK(std::string_view(opt_table_name(OptTable::optout_domain)) == "optout_domain");
  CHECK(std::string_view(opt_table_name(OptTable::optout_email)) == "optout_email");
}

}  // namespace greycache
