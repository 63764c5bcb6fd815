// Shows how senders are split and what is taken out of their names.
#include "greycache/policy/sender.h"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>

namespace greycache::sender_test {

namespace {

struct Example {
  const char* name;
  const char* recipient;
  const char* expected;
};

}  // namespace

// Each as the original answered.
TEST_CASE("names lose what differs from one mail to the next, as in SQLgrey") {
  constexpr std::array kExamples{
      Example{"bob+tag", "r@d.org", "bob"},
      Example{"bob-tag", "r@d.org", "bob-tag"},
      Example{"srs0=hash=tt=example.com=user", "r@d.org", "srs0=#=#=example.com=user"},
      Example{"srs0=ab=cd=ex.com=12ab", "r@d.org", "srs0=#=#=ex.com=#"},
      Example{"srs1=hash=fwd.com==hh=tt=orig.com=user", "r@d.org",
              "srs1=#=fwd.com==#=#=orig.com=user"},
      Example{"list-bounces-john.doe=d.org", "john.doe@d.org", "list-bounces-RCPT"},
      Example{"list-return-123-john.doe=d.org", "john.doe@d.org", "list-return-#-RCPT"},
      Example{"prvs=0123abcdef=john", "r@d.org", "prvs=#=john"},
      Example{"btv1==0123abc==john", "r@d.org", "btv1==#==john"},
      Example{"first-last-x", "first.last@d.org", "RCPT-x"},
      Example{"first*last-x", "first.last@d.org", "RCPT-x"},
      Example{"john*d.org", "john@d.org", "RCPT*d.org"},
      Example{"d.org=john-x", "john@d.org", "RCPT-x"},
      Example{"news.john~d.org.x", "john@d.org", "news.RCPT.x"},
      Example{"bo-12345", "r@d.org", "bo-#"},
      Example{"bounce_12.34-x", "r@d.org", "bounce_#"},
      Example{"bounces-12345", "r@d.org", "bounces-#"},
      Example{"bounce-abc=def", "r@d.org", "bounce-#=#"},
      Example{"0123abcd-newsletter", "r@d.org", "#-newsletter"},
      Example{"0123abcd-new", "r@d.org", "0123abcd-new"},
      Example{"12-12-news", "r@d.org", "#-#-news"},
      Example{"a-newsletter", "r@d.org", "a-newsletter"},
      Example{"newsletter-20240101", "r@d.org", "newsletteRCPT-#"},
      Example{"msprvs1=17abcdef=bounces-12345-1", "r@d.org", "msprvs1=#=bounces-#-#"},
      Example{"mailing_12ab_foo", "r@d.org", "mailing_#_foo"},
      Example{"x-postmaster", "postmaster", "x-RCPT"},
      Example{"a-b", "@d.org", "aRCPT-#"},
      Example{"bar-x", "r@d.org", "baRCPT-x"},
      Example{"x-johnny", "john@..", "x-RCPTny"},
      Example{"john", "john@d.org", "john"},
      Example{"turbo.mail", "r@d.org", "turbo.#"},
      Example{"limbo-abc", "r@d.org", "limbo-#"},
      Example{"a_b", "r@d.org", "a_#"},
      Example{"jean-baptiste.dede", "r@d.org", "jean-baptiste.#"},
      Example{"ab-newsletter", "r@d.org", "#-newsletter"},
      Example{"123", "r@d.org", "123"},
      Example{"srs0+hash=tt=d=user", "r@d.org", "srs0"},
  };
  for (const Example& example : kExamples) {
    CAPTURE(example.name);
    CHECK(deverped(example.name, example.recipient) == example.expected);
  }
}

// Asked of the original for the sake of its boundaries.
TEST_CASE("the boundaries of each step are the original's") {
  constexpr std::array kExamples{
      Example{"bo-", "r@d.org", "bo-"},
      Example{"bo--", "r@d.org", "bo-#"},
      Example{"bo-x/", "r@d.org", "bo-x/"},
      Example{"bo-=bo-y", "q@d.org", "bo-=bo-#"},
      Example{"notice-return-x", "q@d.org", "notice-return-#"},
      Example{"notice-reply.x", "q@d.org", "notice-reply.#"},
      Example{"bounce-x-john", "john@d.org", "bounce-x-RCPT"},
      Example{"12-abcd", "r@d.org", "#-#"},
      Example{"12-ab-cde", "q@d.org", "12-#-#"},
      Example{"12-x-john", "john@d.org", "12-x-RCPT"},
      Example{"12.x1abc1defg", "r@d.org", "#.x1abc1defg"},
      Example{"-12-xxxx", "q@d.org", "-#-xxxx"},
      Example{"x/12,z", "q@d.org", "x/12,z"},
      Example{"srs0==tt=d=u", "q@d.org", "srs0==tt=#=u"},
      Example{"srs0=h=tt=d=u=v", "q@d.org", "srs0=h=tt=#=u=v"},
      Example{"srs0=h+x=tt=d=u", "q@d.org", "srs0=#=#=#=u"},
      Example{"xsrs0=h=tt=d=u", "q@d.org", "xsrs0=h=tt=#=u"},
      Example{"srs1=h=f=h=t=d=u", "q@d.org", "srs1=#=#=#=#=#=u"},
      Example{"srs1=h=f====h=t=d=u", "q@d.org", "srs1=#=#====#=#=#=u"},
      Example{"srs1==f====h=t=d=u", "q@d.org", "srs1==#====h=t=#=u"},
      Example{"srs1=h=f==h=t=d=u=w", "q@d.org", "srs1=h=#==h=t=#=u=w"},
      Example{"x-john~~==d-org", "john@d.org", "x-RCPT"},
      Example{"x-john=d@e", "john@d@e", "x-RCPT"},
      Example{"john?d.org", "john@d.org", "john?d.org"},
      Example{"x-d.org=john=d.org", "john@d.org", "x-RCPT=#.org"},
      Example{"ab-john-", "ab..john@x", "#-john-"},
      Example{"ab--john-", "ab..john@x", "RCPT-"},
      Example{"a*a.a-", "a.@", "RCPT*a.#-"},
      Example{"+x", "q@d.org", ""},
      Example{"", "@", ""},
      Example{"-", "@", "RCPT-"},
  };
  for (const Example& example : kExamples) {
    CAPTURE(example.name);
    CHECK(deverped(example.name, example.recipient) == example.expected);
  }
}

TEST_CASE("a sender is lower-cased and split at the first @") {
  const Sender sender = normalise_sender("A.B@EX.Com", "R@Dst.ORG");
  CHECK(sender.name == "a.b");
  CHECK(sender.domain == "ex.com");
  const Sender quoted = normalise_sender("\"a@b\"@c.d", "r@d.org");
  CHECK(quoted.name == "\"a");
  CHECK(quoted.domain == "b\"@c.d");
  CHECK(normalise_sender("\xc3\x89t\xc3\x89@x", "").name == "\xc3\x89t\xc3\x89");
}

TEST_CASE("the null sender and senders without a domain are marked as undefined") {
  const Sender null_sender = normalise_sender("", "r@d.org");
  CHECK(null_sender.name == "-undef-");
  CHECK(null_sender.domain == "-undef-");
  CHECK(null_sender.awl_name == "-undef-");
  CHECK(normalise_sender("ROOT", "r@d.org").domain == "-undef-");
  CHECK(normalise_sender("<>", "r@d.org").name == "<>");
}

TEST_CASE("an empty local part or domain stays empty") {
  CHECK(normalise_sender("@Dom.Com", "r@d.org").name.empty());
  CHECK(normalise_sender("@Dom.Com", "r@d.org").domain == "dom.com");
  CHECK(normalise_sender("user@", "r@d.org").domain.empty());
  CHECK(normalise_sender("@", "r@d.org").name.empty());
}

TEST_CASE("the recipient inside the sender is found whatever its case") {
  CHECK(normalise_sender("List-JOHN=d.org@L.example", "john@D.org").awl_name == "list-RCPT");
}

TEST_CASE("the recipient is looked for in a sender of 1519 bytes") {
  const std::string filler(1500, 'y');
  const Sender sender = normalise_sender(filler + "-john=d.org-1234567@l.example", "john@d.org");
  CHECK(sender.awl_name == filler + "-RCPT-#");
  CHECK(sender.name.size() == 1519);
}

TEST_CASE("senders and recipients made to be expensive end soon") {
  std::string dots;
  for (int i = 0; i < 16'000; ++i) dots += "a.-";
  std::string many;
  for (int i = 0; i < 250; ++i) many += "a.";
  const auto begin = std::chrono::steady_clock::now();
  CHECK(deverped(dots, many + "b@" + many).size() <= dots.size());
  CHECK(deverped(std::string(60'000, '-'), many + "@x").size() <= 60'001);
  CHECK(deverped(std::string(60'000, 'a') + '-', std::string(500, 'a') + "b@x").size() == 60'001);
  // Milliseconds on any machine; a search without a bound takes minutes.
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
}

}  // namespace greycache::sender_test
