// What a word or a line of a log is about.
#include "greycache/maillog/explain_subject.h"

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
  CHECK(
      subject("Dec  1 12:00:00 out postfix/smtp[99]: 4ABCDE: to=<bob@y.example>, "
              "relay=mx.y.example[192.0.2.25]:25, delay=1, dsn=4.2.0, status=deferred (host "
              "mx.y.example[192.0.2.25] said: 450 4.2.0 <bob@y.example>: Recipient address "
              "rejected: Greylisted for 5 minutes (ref 7K3M9QXA) (in reply to RCPT TO command))") ==
      "reference=7K3M9QXA");
  CHECK(subject("example -> bob@y.example ref 7K3M9QXA") == "reference=7K3M9QXA");
  CHECK(subject("bob@y.example ref 7K3M9QX") == "none");
  CHECK(subject("bob@y.example xref 7K3M9QXA") == "reference=7K3M9QXA");
  CHECK(subject("bob@y.example xref7K3M9QXA") == "none");
}

TEST_CASE("an address is a client's, or that of a sender or recipient") {
  CHECK(subject("192.0.2.1") == "client=192.0.2.1");
  CHECK(subject("2001:db8::1") == "client=2001:db8::1");
  CHECK(subject("bob@y.example") == "address=bob@y.example");
  CHECK(subject("@y.example") == "address=@y.example");
  CHECK(subject("<>") == "address=<>");
  CHECK(subject("mail.x.example") == "client=mail.x.example");
  CHECK(subject("outlook.com") == "client=outlook.com");
  CHECK(subject("<root>") == "address=<root>");
  CHECK(subject("mail.x.example") == "client=mail.x.example");
  CHECK(subject("mail.x.example.") == "client=mail.x.example");
}

TEST_CASE("a network is its clients, however wide") {
  CHECK(subject("192.0.2.0/24") == "client=192.0.2.0/24");
  CHECK(subject("192.0.2.") == "client=192.0.2.0/24");
  CHECK(subject("192.0.2.9/25") == "client=192.0.2.0/25");
  CHECK(subject("192.0.2.9/32") == "client=192.0.2.9");
  CHECK(subject("192.0.0.0/16") == "client=192.0.0.0/16");
  CHECK(subject("2001:DB8:7::/64") == "client=2001:db8:7::/64");
  CHECK(subject("2001:db8::/32") == "client=2001:db8::/32");
  CHECK(subject("192.0.2.0/33") == "none");
}

TEST_CASE("a client is read as logs and headers have it") {
  CHECK(subject("connect from mail.x.example[192.0.2.1]") == "client=192.0.2.1");
  CHECK(subject("disconnect from unknown[2001:db8::1]") == "client=2001:db8::1");
  CHECK(subject("client_address=192.0.2.1") == "client=192.0.2.1");
  const std::string begin = "Dec  1 12:00:00 mx1 postfix/smtpd[77]: ";
  for (const char* said :
       {"connect from mail.x.example[192.0.2.1]", "disconnect from x[192.0.2.1] ehlo=1 quit=1",
        "lost connection after RCPT from unknown[192.0.2.1]", "4Q0: client=x[192.0.2.1]",
        "Anonymous TLS connection established from x[192.0.2.1]: TLSv1.3 with cipher X"}) {
    CAPTURE(said);
    CHECK(subject((begin + said).c_str()) == "client=192.0.2.1");
  }
  CHECK(subject("4Q0: client=mail.x.example[192.0.2.1]") == "client=192.0.2.1");
  CHECK(subject("Dec  1 12:00:00 mx1 postfix/postscreen[7]: CONNECT from [192.0.2.1]:4711 to "
                "[198.51.100.1]:25") == "client=192.0.2.1");
  CHECK(subject("IPv6:2001:db8::1") == "client=2001:db8::1");
  CHECK(subject("[IPv6:2001:db8::1]") == "client=2001:db8::1");
  CHECK(subject("Received: from mail.x.example (mail.x.example [192.0.2.1])\r\n\tby mx.y.example "
                "(Postfix) with ESMTPS id 4Q0 for <bob@y.example>; Tue, 1 Dec 2026 12:00:00") ==
        "client=192.0.2.1 recipient=bob@y.example");
  CHECK(subject("Received: from x ([IPv6:2001:db8::1]) by mx.y.example") == "client=2001:db8::1");
  CHECK(subject("received: from [10.0.0.7] (unknown [192.0.2.1]) by mx.y.example id 1 [x]") ==
        "client=192.0.2.1");
  CHECK(subject("Received: from x ([half") == "none");
  CHECK(subject("bob@[IPv6:2001:db8::1]") == "address=bob@[IPv6:2001:db8::1]");
}

TEST_CASE(
    "a name in quotes before an address is no part of it, and two of one header are refused") {
  CHECK(subject("From: \"Alice, of Example\" <alice@x.example>") == "address=alice@x.example");
  CHECK(subject("\"A\" <alice@x.example> to \"B, C\" <bob@y.example>") ==
        "sender=alice@x.example recipient=bob@y.example");
  CHECK(subject("\"a b\"@x.example") == "address=\"a%20b\"@x.example");
  CHECK(subject("To: bob@y.example, carol@y.example") == "none");
  CHECK(subject("To: bob@y.example, Cc: carol@y.example") == "none");
  CHECK(subject("From: alice@x.example, eve@x.example") ==
        "sender=alice@x.example "
        "recipient=eve@x.example");
}

TEST_CASE("a reference is read as people write it down") {
  for (const char* written :
       {"REF: 7K3M9QXA", "ref:7k3m9qxa", "ref=7K3M9QXA", "7K3M9QXA.", "7K3M-9QXA",
        "(ref 7K3M 9QXA)", "'7K3M9QXA'", "[7K3M9QXA]", "#7K3M9QXA",
        "https://mail.example/why?ref=7K3M9QXA", "the server said 7K3M9QXA, what is that?"}) {
    CAPTURE(written);
    CHECK(subject(written) == "reference=7K3M9QXA");
  }
  for (const char* two :
       {"7K3M9QXA 8K3M9QXA", "a ref 7K3M9QXA b ref 8K3M9QXA", "(ref 7K3M9QXA) (ref 8K3M9QXA)"}) {
    CAPTURE(two);
    REQUIRE(!explain_subject(two));
    CHECK(explain_subject(two).error().find("write one reference") != std::string::npos);
  }
}

TEST_CASE("a piece of a line, or a sender and a recipient, is a mail") {
  CHECK(subject("from=<a@x.example>") == "sender=a@x.example");
  CHECK(subject("to=<b@y.example>,") == "recipient=b@y.example");
  CHECK(subject("from=<> to=<b@y.example>") == "sender= recipient=b@y.example");
  for (const char* written :
       {"a@x.example,b@y.example", "a@x.example, b@y.example", "<a@x.example> <b@y.example>",
        "a@x.example to b@y.example", "a@x.example -> b@y.example.", "a@x.example;b@y.example",
        "a@x.example\tb@y.example", "from: Alice A. <a@x.example> to: mailto:b@y.example",
        "from=a@x.example to=b@y.example"}) {
    CAPTURE(written);
    CHECK(subject(written) == "sender=a@x.example recipient=b@y.example");
  }
  CHECK(subject("<> b@y.example") == "sender= recipient=b@y.example");
  for (const char* one : {"mailto:a@x.example", "Alice <a@x.example>", "to a@x.example"}) {
    CAPTURE(one);
    CHECK(subject(one) == "address=a@x.example");
  }
  CHECK(subject("To: b@y.example\nFrom: a@x.example") ==
        "sender=a@x.example recipient=b@y.example");
  CHECK(subject("b@y.example from a@x.example") == "sender=a@x.example recipient=b@y.example");
  for (const char* around :
       {"'a@x.example'", "\u201ca@x.example\u201d", "\"a@x.example\"", "(a@x.example)",
        "[a@x.example]", "a@x.example!", "a@x.example)", "Alice (a@x.example)",
        "\u00a0a@x.example\u200b", "sender=a@x.example", "recipient: a@x.example",
        "Delivered-To: a@x.example", "Final-Recipient: rfc822; a@x.example"}) {
    CAPTURE(around);
    CHECK(subject(around) == "address=a@x.example");
  }
  CHECK(subject("Message-ID: <1@x.example>") == "none");
  for (const char* none : {"a@x.example,b@y.example,c@z.example",
                           "a@x.example b@y.example c@z.example", "a@x.example for b@y.example"}) {
    CAPTURE(none);
    CHECK(subject(none) == "none");
  }
}

TEST_CASE("a client is read as a log has it") {
  for (const char* client :
       {"[192.0.2.1]", "client=mail.x.example[192.0.2.1]", "unknown[192.0.2.1]:25"}) {
    CAPTURE(client);
    CHECK(subject(client) == "client=192.0.2.1");
  }
  CHECK(subject("[mail.x.example]") == "none");
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

TEST_CASE("a line of Postfix's log is one by whatever wrote it") {
  const std::string line =
      "reject: RCPT from mail.x.example[192.0.2.1]: 450 4.7.1 <bob@y.example>: Recipient address "
      "rejected: Greylisted for 5 minutes (ref 7K3M9QXA), see https://x.example/?ref=7K3M9QXA; "
      "from=<alice@x.example> to=<bob@y.example> proto=ESMTP helo=<mail.x.example>";
  for (const char* before :
       {"NOQUEUE: ", "3F2A01B2C4: ", "4Yx2Qk3Fz1z: ", "postfix/smtpd[123]: NOQUEUE: ",
        "Nov 21 18:27:01 mx1 postfix/submission/smtpd[123]: 3F2A01B2C4: ",
        "2026-11-21T18:27:01.123456+01:00 mx1 postfix/smtpd[123]: NOQUEUE: ",
        "Nov 21 18:27:01.123456 mx1 postfix-in/smtpd[123]: NOQUEUE: ",
        "2026-11-21T18:27:01+0100 mx1 postfix/smtpd[123]: NOQUEUE: "}) {
    CAPTURE(before);
    CHECK(subject((before + line).c_str()) ==
          "client=192.0.2.1 sender=alice@x.example recipient=bob@y.example");
  }
  CHECK(subject("NOQUEUE: reject: DATA from unknown[2001:db8::1]:25000: 450 4.7.1 <DATA>: Data "
                "command rejected: Greylisted for 5 minutes; from=<> to=<bob@y.example> proto=SMTP "
                "helo=<x>") == "client=2001:db8::1 sender= recipient=bob@y.example");
  CHECK(subject(
            "NOQUEUE: reject: RCPT from unknown[192.0.2.1]: 450 4.2.0 <root>: Recipient address "
            "rejected: Greylisted for 5 minutes; from=<\"a b\"@x.example> to=<root> "
            "proto=ESMTP helo=<x>") == "client=192.0.2.1 sender=a%20b@x.example recipient=<root>");
}

TEST_CASE("a refusal in any words, or a mere warning, is the mail that it names") {
  const std::string mail = "sender=alice@x.example recipient=bob@y.example";
  const std::string envelope = " from=<alice@x.example> to=<bob@y.example> proto=ESMTP helo=<x>";
  for (const char* before :
       {"NOQUEUE: reject: RCPT from x[192.0.2.1]: 450 4.7.1 <bob@y.example>: Bitte warten;",
        "NOQUEUE: reject: RCPT from x[192.0.2.1]: 554 5.7.1 <bob@y.example>: Access denied;",
        "NOQUEUE: reject: RCPT from unknown[unknown]: 450 4.7.1 <bob@y.example>: Greylisted;",
        "Nov 21 18:27:01 mx1 postfix/smtpd[123]: NOQUEUE: reject_warning: RCPT from x[192.0.2.1]: "
        "450 4.7.1 <bob@y.example>: Recipient address rejected: Greylisted;",
        "mail    | 3F2A01B2C4: milter-reject: END-OF-MESSAGE from x[192.0.2.1]: 4.7.1 Later;"}) {
    CAPTURE(before);
    CHECK(subject((before + envelope).c_str()) == mail);
  }
}

TEST_CASE("a line about mail that came in is who sent it, or to whom it went") {
  const auto line = [](const char* program, const char* text) {
    return subject(
        (std::string("Nov 21 18:27:01 mx1 postfix/") + program + "[9]: 3F2A01B2C4: " + text)
            .c_str());
  };
  CHECK(line("smtpd", "client=mail.x.example[2001:db8::1]") == "client=2001:db8::1");
  CHECK(line("qmgr", "from=<alice@x.example>, size=9, nrcpt=1 (queue active)") ==
        "sender=alice@x.example");
  CHECK(line("qmgr", "from=<>, size=9, nrcpt=1 (queue active)") == "sender=");
  CHECK(line("smtp", "to=<b@z.example>, orig_to=<bob@y.example>, relay=none, status=deferred") ==
        "recipient=bob@y.example");
  CHECK(line("qmgr", "removed") == "none");
}

TEST_CASE("odd names in a line of Postfix's log are searched as Postfix asked about them") {
  const auto line = [](const std::string& sender, const std::string& recipient) {
    return subject(
        ("NOQUEUE: reject: RCPT from unknown[2001:db8::1]: 450 4.7.1 <" + recipient +
         ">: Recipient address rejected: Greylisted for 5 minutes (ref 7K3M9QXA); from=<" + sender +
         "> to=<" + recipient + "> proto=ESMTP helo=<[IPv6:2001:db8::1]>")
            .c_str());
  };
  const std::string client = "client=2001:db8::1 ";
  CHECK(line("", "bob@y.example") == client + "sender= recipient=bob@y.example");
  CHECK(line("\"a > b \\\" c\"@x.example", "bob@y.example") ==
        client + "sender=a%20>%20b%20\"%20c@x.example recipient=bob@y.example");
  CHECK(line("m\xc3\xbcller@b\xc3\xbc"
             "cher.example",
             "bob@y.example") ==
        client + "sender=m%C3%BCller@b%C3%BCcher.example recipient=bob@y.example");
  CHECK(line("\xff\xfe@x.example", "bob@y.example") ==
        client + "sender=%FF%FE@x.example recipient=bob@y.example");
  CHECK(line("bounce+bob=y.example@x.example", "\"o'bob; x\"@y.example") ==
        client + "sender=bounce+bob=y.example@x.example recipient=o'bob;%20x@y.example");
  CHECK(line("a<script>alert(1)</script>@x.example", "bob@y.example") == "reference=7K3M9QXA");
  CHECK(line("\"a<script>alert(1)</script>\"@x.example", "bob@y.example") ==
        client + "sender=a<script>alert(1)</script>@x.example recipient=bob@y.example");
}

TEST_CASE("every form of the daemon's log that names a mail or a sender is understood") {
  const std::string mail = "client=192.0.2.1 sender=a@x.example recipient=b@y.example";
  for (const char* line :
       {"whitelist: a@x.example, 192.0.2.1(mail.x.example) -> b@y.example",
        "optin: greylisting inactive for b@y.example: a@x.example, 192.0.2.1(unknown)",
        "conf: Discrimination Passed check - not greylisting 192.0.2.1(unknown): a@x.example -> "
        "b@y.example",
        "other: in_doubt: a@x.example, 192.0.2.1(unknown) -> b@y.example",
        "grey: new: 192.0.2(192.0.2.1), a@x.example -> b@y.example ref 7K3M9QXA",
        "grey: early reconnect: 192.0.2(192.0.2.1), a@x.example -> b@y.example",
        "grey: reconnect ok: 192.0.2(192.0.2.1), a@x.example -> b@y.example (301) ref 7K3M9QXA",
        "grey: throttling: 192.0.2(192.0.2.1), a@x.example -> b@y.example ref 7K3M9QXA",
        "grey: correspondent: 192.0.2(192.0.2.1), a@x.example -> b@y.example"}) {
    CAPTURE(line);
    CHECK(subject(line) == mail);
    CHECK(subject((std::string("Nov 21 18:27:01 mx1 greycache[77]: ") + line).c_str()) == mail);
  }
  CHECK(subject("spam: 192.0.2: a@x.example -> b@y.example at 1760000000") ==
        "client=192.0.2 sender=a@x.example recipient=b@y.example");
  CHECK(subject("spam: pool.example: -undef-@-undef- -> b@y.example at 1760000000") ==
        "client=pool.example sender= recipient=b@y.example");
  CHECK(subject("spam: 2001:db8::: a@x.example -> b@y.example at 1760000000") ==
        "sender=a@x.example recipient=b@y.example");
  CHECK(subject("grey: from awl: 192.0.2, list-#@x.example added") ==
        "client=192.0.2 sender=@x.example");
  CHECK(subject("grey: domain awl: 192.0.2, x.example added") ==
        "client=192.0.2 sender=@x.example");
  CHECK(subject("grey: domain awl: 2001:db8::, x.example added") == "sender=@x.example");
  CHECK(subject("grey: from awl: 192.0.2, -undef-@-undef- added") == "client=192.0.2 sender=");
  CHECK(subject("grey: from awl match: updating 192.0.2(192.0.2.1), a@x.example(a@x.example)") ==
        "client=192.0.2.1");
}

TEST_CASE("a line about a sender without a domain is that sender") {
  CHECK(subject("martians: undefined domain, from is 'root'") == "sender=<root>");
  CHECK(subject(
            "Nov 21 18:27:01 mx1 greycache[77]: martians: undefined domain, from is 'o\\x27a b'") ==
        "sender=<o'a%20b>");
  for (const char* line :
       {"martians: undefined domain, from is '", "martians: undefined domain, from is ''",
        "martians: undefined domain, from is 'aaa...'", "martians: something else"}) {
    CAPTURE(line);
    CHECK(subject(line) == "none");
  }
}

TEST_CASE("names in the daemon's log are what they were before it escaped or cut them") {
  CHECK(subject("grey: new: 192.0.2(192.0.2.1), m\\xc3\\xbcller@x.example -> a b@y.example ref "
                "7K3M9QXA") ==
        "client=192.0.2.1 sender=m%C3%BCller@x.example recipient=a%20b@y.example");
  CHECK(subject("grey: new: 192.0.2(192.0.2.1), root@-undef- -> b@y.example") ==
        "client=192.0.2.1 sender=<root> recipient=b@y.example");
  CHECK(subject("grey: new: 192.0.2(192.0.2.1), aaa~0123456789abcdef@x.example -> b@y.example") ==
        "client=192.0.2.1 recipient=b@y.example");
}

TEST_CASE("a name of which JSON does not tell every byte is left out of what is searched") {
  CHECK(subject("{\"client_address\":\"192.0.2.1\",\"sender\":\"a\xef\xbf\xbd@x.example\","
                "\"recipient\":\"bob@y.example\"}") == "client=192.0.2.1 recipient=bob@y.example");
  CHECK(subject("{\"client_address\":\"192.0.2.1\",\"sender\":\"\",\"recipient\":"
                "\"\\ufffd@y.example\"}") == "client=192.0.2.1 sender=");
}

TEST_CASE("what a shell's command hands over too much of is told by its length") {
  const auto asked = explain_subject(std::string(10'000, 'x'));
  REQUIRE_FALSE(asked.has_value());
  CHECK(asked.error().find("10000 bytes") != std::string::npos);
  CHECK(asked.error().find("xxx") == std::string::npos);
}

TEST_CASE("what is asked fits into a command, whatever the line holds") {
  const std::string name(3000, ' ');
  const auto asked = explain_subject(
      "NOQUEUE: reject: RCPT from unknown[192.0.2.1]: 450 4.2.0 "
      "<b@y.example>: Recipient address rejected: Greylisted for 5 "
      "minutes; from=<\"" +
      name +
      "\"@x.example> "
      "to=<b@y.example> proto=ESMTP helo=<x>");
  REQUIRE(asked.has_value());
  CHECK(asked->size() < 4000);
  CHECK(asked->find("recipient=b@y.example") != std::string::npos);
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
