// What a word or a line of a log is about.
#include "greyctl/explain_subject.h"

#include <doctest/doctest.h>

using namespace greycache;

namespace {

std::string subject(const char* argument) {
  return explain_subject(argument).value_or("none");
}

}  // namespace

TEST_CASE("a reference is one in either case, alone or in a reply") {
  CHECK(subject("7K3M9QXA") == "reference=7K3M9QXA");
  CHECK(subject(" 7k3m9qxa\n") == "reference=7K3M9QXA");
  CHECK(subject("450 4.2.0 <b@y>: Recipient address rejected: Greylisted for 5 minutes "
                "(ref 7K3M9QXA)") == "reference=7K3M9QXA");
}

TEST_CASE("an address is a client's, or that of a sender or recipient") {
  CHECK(subject("192.0.2.1") == "client=192.0.2.1");
  CHECK(subject("2001:db8::1") == "client=2001:db8::1");
  CHECK(subject("bob@y.example") == "address=bob@y.example");
  CHECK(subject("@y.example") == "address=@y.example");
  CHECK(subject("<>") == "address=<>");
  CHECK(subject("mail.x.example") == "client=mail.x.example");
  CHECK(subject("outlook.com") == "client=outlook.com");
  CHECK(subject("192.0.2.0/24") == "none");
}

TEST_CASE("a line of Postfix's log is its mail, with what syslog puts before it or without") {
  const std::string line =
      "NOQUEUE: reject: RCPT from mail.x.example[192.0.2.1]: 450 4.2.0 <bob@y.example>: Recipient "
      "address rejected: Greylisted for 5 minutes (ref 7K3M9QXA); from=<alice@x.example> "
      "to=<bob@y.example> proto=ESMTP helo=<mail.x.example>";
  const char* expected = "client=192.0.2.1 sender=alice@x.example recipient=bob@y.example";
  CHECK(subject(line.c_str()) == expected);
  CHECK(subject(("Nov 21 18:27:01 mx1 postfix/smtpd[123]: " + line).c_str()) == expected);
  CHECK(subject(("2026-11-21T18:27:01+01:00 mx1 postfix/smtpd[123]: " + line).c_str()) == expected);
}

TEST_CASE("what a stranger writes into his helo is no reference") {
  CHECK(
      subject("NOQUEUE: reject: RCPT from unknown[192.0.2.1]: 450 4.2.0 <bob@y.example>: Recipient "
              "address rejected: Greylisted for 5 minutes; from=<> to=<bob@y.example> "
              "proto=ESMTP helo=<(ref AAAAAAAA)>") ==
      "client=192.0.2.1 sender= recipient=bob@y.example");
}

TEST_CASE("a line of the daemon's log is its mail, in both forms") {
  CHECK(subject("Nov 21 18:27:01 mx1 greycache: grey: new: 192.0.2(192.0.2.1), alice@x.example -> "
                "bob@y.example") ==
        "client=192.0.2.1 sender=alice@x.example recipient=bob@y.example");
  CHECK(subject("grey: reconnect ok: 192.0.2(192.0.2.1), -undef-@-undef- -> bob@y.example (301)") ==
        "client=192.0.2.1 sender= recipient=bob@y.example");
  CHECK(subject("grey: domain awl match: updating 192.0.2(192.0.2.1), x.example") ==
        "client=192.0.2.1");
  CHECK(subject(
            R"(greycache: {"outcome":"new","client_address":"192.0.2.1","sender":"a b@x.example",)"
            R"("recipient":"bob@y.example"})") ==
        "client=192.0.2.1 sender=a%20b@x.example recipient=bob@y.example");
}

TEST_CASE("what is none of these is an error that says what may be asked") {
  for (const char* argument : {"", "   ", "why did it wait", "a b", "grey: ", "{", "\x1b[2J"}) {
    const auto asked = explain_subject(argument);
    REQUIRE_FALSE(asked.has_value());
    CHECK(asked.error().find("7K3M9QXA") != std::string::npos);
    CHECK(asked.error().find('\x1b') == std::string::npos);
  }
  CHECK(subject(std::string(10'000, 'x').c_str()) == "none");
}
