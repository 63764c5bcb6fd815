// Shows what a log of Postfix's becomes, also where senders write into it.
#include "greyctl/trace/mail_log.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace greycache {

namespace {

constexpr UnixTime kNow = 1795280400;  // 2026-11-21T17:00:00Z

class Log {
 public:
  Log& add(std::string_view program, std::string_view text, int minute = 0) {
    log_.add_line(
        fmt::format("2026-11-21T16:{:02}:00Z mx1 postfix/{}[4711]: {}", minute, program, text));
    return *this;
  }
  Log& reject(std::string_view text) {
    return add("smtpd",
               "NOQUEUE: reject: RCPT from mail.a.example[192.0.2.9]: " + std::string(text));
  }
  Log& line(std::string_view text) {
    log_.add_line(text);
    return *this;
  }
  std::vector<LoggedAttempt> attempts() { return log_.take_attempts(); }
  const MailLog::Counts& counts() const { return log_.counts(); }
  const MailLog& log() const { return log_; }

 private:
  MailLog log_{kNow};
};

constexpr std::string_view kGreylisted =
    "450 4.2.0 <bob@y.example>: Recipient address rejected: Greylisted for 5 minutes; ";

std::string greylisted(std::string_view envelope) {
  return std::string(kGreylisted) + std::string(envelope);
}

}  // namespace

TEST_CASE("a greylisted recipient becomes an attempt") {
  Log log;
  log.reject(greylisted("from=<alice@x.example> to=<bob@y.example> proto=ESMTP helo=<mail.a>"));
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].json() ==
        R"({"at":1795276800,"logged":"deferred","request":{"request":"smtpd_access_policy",)"
        R"("protocol_state":"RCPT","protocol_name":"ESMTP","helo_name":"mail.a",)"
        R"("client_address":"192.0.2.9","client_name":"mail.a.example",)"
        R"("sender":"alice@x.example","recipient":"bob@y.example"}})");
}

TEST_CASE("the reference of a reply stands in the trace, where it is one") {
  Log log;
  const std::string_view envelope = "; from=<a@x.example> to=<bob@y.example> proto=ESMTP helo=<h>";
  for (const std::string_view ref :
       {"(ref 7K3M9QXA)", "(ref 7K3M9QXA), see https://h.example/?r=(x)", "(ref 0000)", "(ref"}) {
    log.reject("450 4.2.0 <bob@y.example>: Recipient address rejected: Greylisted for 5 minutes " +
               std::string(ref) + std::string(envelope));
  }
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 4);
  CHECK(attempts[0].json().starts_with(
      R"({"at":1795276800,"logged":"deferred","reference":"7K3M9QXA","request":{)"));
  CHECK(attempts[1].reference == "7K3M9QXA");
  CHECK(attempts[2].reference.empty());
  CHECK(attempts[3].reference.empty());
}

TEST_CASE("a log with carriage returns is read as one without") {
  Log log;
  log.reject(greylisted("from=<alice@x.example> to=<bob@y.example> proto=ESMTP helo=<mail.a>\r"));
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].helo == "mail.a");
}

TEST_CASE("services of other make, other reply codes, a second recipient of a message") {
  Log log;
  log.reject(
         "451 4.7.1 <bob@y>: Recipient address rejected: Greylisting in action, please come "
         "back later; from=<a@x> to=<bob@y> proto=ESMTP helo=<h>")
      .reject(
          "450 <bob@y>: Recipient address rejected: Throttling too many connections from new "
          "source -  Try again later.; from=<a@x> to=<bob@y> proto=SMTP helo=<h>")
      .add("smtpd",
           "4XyZ12ab: reject: RCPT from mail.a.example[192.0.2.9]:4711: 450 4.2.0 "
           "<bob@y>: Recipient address rejected: Greylisted for 5 minutes; from=<a@x> "
           "to=<bob@y> proto=ESMTP helo=<h>")
      .reject(
          "450 4.7.1 <mail.a.example[192.0.2.9]>: Client host rejected: Greylisted; from=<> "
          "to=<bob@y> proto=ESMTP helo=<h>");
  CHECK(log.attempts().size() == 4);
  CHECK(log.counts().broken == 0);
}

TEST_CASE("other refusals are none of ours") {
  Log log;
  log.reject(
         "554 5.7.1 <bob@y>: Recipient address rejected: Greylisted for ever; from=<a@x> "
         "to=<bob@y> proto=ESMTP helo=<h>")
      .reject(
          "450 4.1.8 <a@x>: Sender address rejected: Domain not found; from=<a@x> to=<bob@y> "
          "proto=ESMTP helo=<Greylisted>")
      .add("smtpd", "NOQUEUE: reject_warning: RCPT from a[192.0.2.9]: " +
                        greylisted("from=<a@x> to=<bob@y.example> proto=ESMTP helo=<h>"))
      .add("postscreen", "NOQUEUE: reject: RCPT from [192.0.2.9]:4711: " +
                             greylisted("from=<a@x> to=<bob@y.example> proto=ESMTP helo=<h>"))
      .add("smtpd", "connect from mail.a.example[192.0.2.9]");
  CHECK(log.attempts().empty());
  CHECK(log.counts().broken == 0);
  CHECK(log.counts().other_deferrals == 2);
}

TEST_CASE("a sender or helo that writes fields into the line gains nothing") {
  Log log;
  log.reject(greylisted(R"(from=<"x> to=<victim@y"@x> to=<bob@y.example> proto=ESMTP helo=<h>)"))
      .reject(greylisted("from=<a@x> to=<bob@y.example> proto=ESMTP helo=<h> to=<v@y> proto=X "
                         "helo=<z>"));
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].sender == "a@x");
  CHECK(attempts[0].recipient == "bob@y.example");
  CHECK(attempts[0].helo == "h> to=<v@y> proto=X helo=<z");
  CHECK(attempts[1].sender == "x> to=<victim@y@x");
  CHECK(attempts[1].recipient == "bob@y.example");
}

TEST_CASE("where an old Postfix has not quoted, a line that could mean two things is left out") {
  Log log;
  log.reject(greylisted("from=<x> to=<victim@y@x> to=<bob@y.example> proto=ESMTP helo=<h>"))
      .reject(greylisted("from=<x> to=<victim@y> proto=ESMTP helo=<h@x> to=<bob@y.example> "
                         "proto=ESMTP helo=<h>"));
  CHECK(log.attempts().empty());
  CHECK(log.counts().broken == 2);
}

TEST_CASE("an accepted message is joined by its queue id, a recipient each") {
  Log log;
  log.add("smtpd", "4XyZ12ab: client=mail.a.example[192.0.2.9]", 1)
      .add("cleanup", "4XyZ12ab: message-id=<1@x>", 1)
      .add("qmgr", "4XyZ12ab: from=<alice@x.example>, size=1234, nrcpt=3 (queue active)", 1)
      .add("smtp",
           "4XyZ12ab: to=<bob@in.y>, orig_to=<bob@y>, relay=in.y[192.0.2.1]:25, delay=1, "
           "delays=0/0/0/1, dsn=4.0.0, status=deferred (x)",
           2)
      .add("local", "4XyZ12ab: to=<carol@y>, relay=local, delay=1, status=sent", 2)
      .add("smtp", "4XyZ12ab: to=<bob2@in.y>, orig_to=<bob@y>, relay=in.y, status=sent (250)", 9)
      .add("qmgr", "4XyZ12ab: removed", 9);
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].recipient == "bob@y");
  CHECK(attempts[1].recipient == "carol@y");
  CHECK(attempts[1].sender == "alice@x.example");
  CHECK(attempts[1].at == kNow - 3600 + 60);
  CHECK(attempts[1].json().find("helo_name") == std::string::npos);
  CHECK(log.counts().accepted == 2);
}

TEST_CASE("a queue id that is used again is another message") {
  Log log;
  for (int minute = 1; minute < 3; ++minute) {
    log.add("smtpd", "AB12CD: client=mail.a.example[192.0.2.9]", minute)
        .add("qmgr", fmt::format("AB12CD: from=<m{}@x>, size=1, nrcpt=1 (queue active)", minute),
             minute)
        .add("local", "AB12CD: to=<bob@y>, relay=local, status=sent", minute);
  }
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].sender == "m1@x");
  CHECK(attempts[1].sender == "m2@x");
}

TEST_CASE("authenticated clients are named, this host and half-told messages left out") {
  Log log;
  log.add("smtpd", "A1: client=u.example[192.0.2.9], sasl_method=PLAIN, sasl_username=bob@y")
      .add("qmgr", "A1: from=<>, size=1, nrcpt=1 (queue active)")
      .add("lmtp", "A1: to=<c@y>, relay=x, status=sent")
      .add("smtpd", "A2: client=localhost[127.0.0.1]")
      .add("smtpd", "A3: client=localhost[::1]")
      .add("smtpd", "A4: client=mail.a.example[192.0.2.9]")
      .add("qmgr", "A4: from=<a@x>, size=1, nrcpt=1 (queue active)")
      .add("qmgr", "A5: from=<a@x>, size=1, nrcpt=1 (queue active)")
      .add("local", "A5: to=<c@y>, relay=local, status=sent");
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].sasl_username == "bob@y");
  CHECK(attempts[0].sender.empty());
  CHECK(log.counts().local == 2);
  CHECK(log.counts().incomplete == 1);
}

TEST_CASE("lines of others, without time, and broken ones are counted or passed over") {
  Log log;
  log.line("no time at all")
      .line("Nov 21 16:00:00 mx1 sshd[1]: reject: RCPT from")
      .line("Nov 21 16:00:00 mx1 kernel: postfix/smtpd[1]: x")
      .line("")
      .reject("450 4.2.0 <bob@y: Recipient address rejected: Greylisted; from=<a@x> to=<bob@y>");
  CHECK(log.attempts().empty());
  CHECK(log.counts().lines == 5);
  CHECK(log.counts().without_time == 2);
  CHECK(log.counts().of_others == 2);
  CHECK(log.counts().of_postfix() == 1);
  CHECK(log.log().first_strange() == "no time at all");
  CHECK(log.counts().broken == 1);
}

TEST_CASE("milters defer at a recipient, and at the end of a message, which then is none") {
  Log log;
  log.add("smtpd",
          "NOQUEUE: milter-reject: RCPT from mail.a.example[192.0.2.9]: 451 4.7.1 Greylisting in "
          "action, please come back in 00:05:00; from=<a@x> to=<bob@y> proto=ESMTP helo=<h>")
      .add("smtpd", "4XyZ12ab: client=mail.a.example[192.0.2.9]")
      .add("cleanup", "4XyZ12ab: message-id=<1@x>")
      .add("cleanup",
           "4XyZ12ab: milter-reject: END-OF-MESSAGE from mail.a.example[192.0.2.9]: 4.7.1 Try "
           "again later; from=<a@x> to=<bob@y> proto=ESMTP helo=<mail.a>")
      .add("smtpd",
           "NOQUEUE: reject: END-OF-MESSAGE from mail.a.example[192.0.2.9]: 450 4.7.1 "
           "<END-OF-MESSAGE>: "
           "End-of-data rejected: Greylisted; from=<a@x> to=<bob@y> proto=ESMTP helo=<h>");
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 3);
  CHECK(attempts[1].sender == "a@x");
  CHECK(attempts[1].recipient == "bob@y");
  CHECK(log.counts().deferred == 3);
  CHECK(log.counts().incomplete == 0);
}

TEST_CASE("temporary refusals in other words are counted, the commonest named") {
  Log log;
  for (int i = 0; i < 3; ++i) {
    log.reject("450 4.1.8 <a" + std::to_string(i) +
               "@x>: Sender address rejected: Domain not found; from=<a@x> "
               "to=<bob@y> proto=ESMTP helo=<h>");
  }
  log.reject(
      "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.9]; from=<a@x> "
      "to=<bob@y> "
      "proto=ESMTP helo=<h>");
  log.add("smtpd",
          "NOQUEUE: reject: CONNECT from a[192.0.2.9]: 421 4.7.0 a[192.0.2.9]: Error; proto=SMTP");
  log.add("postscreen",
          "NOQUEUE: reject: RCPT from [192.0.2.9]:4711: 450 4.3.2 Service currently unavailable; "
          "from=<a@x>, to=<bob@y>, proto=ESMTP, helo=<h>");
  CHECK(log.attempts().empty());
  CHECK(log.counts().other_deferrals == 6);
  CHECK(log.counts().broken == 0);
  const auto replies = log.log().other_replies();
  REQUIRE(replies.size() == 4);
  CHECK(replies[0] == MailLog::Reply{"Sender address rejected: Domain not found", 3});
  CHECK(replies[1] == MailLog::Reply{"Client host rejected: cannot find your hostname, []", 1});
}

TEST_CASE("a sender that this host has rewritten is the one that came in") {
  Log log;
  const std::string srs = "SRS0=Xy7=QX=x.example=alice@";
  const auto accept = [&](const std::string& id, const std::string& sender) {
    log.add("smtpd", id + ": client=mail.a.example[192.0.2.9]", 9)
        .add("qmgr", id + ": from=<" + sender + ">, size=1, nrcpt=1 (queue active)", 9)
        .add("local", id + ": to=<bob@y.example>, relay=local, status=sent", 9);
  };
  log.reject(greylisted("from=<alice@x.example> to=<bob@y.example> proto=ESMTP helo=<h>"));
  accept("A1", srs + "srs.y.example");                       // the same mail was deferred
  accept("A2", "SRS0=Xy7=QX=z.example=carol@Y.example");     // a domain of our own
  accept("A4", "SRS0=Xy7=QX=w.example=erin@srs.Y.example");  // below a domain of our own
  accept("A3", "SRS0=Xy7=QX=z.example=carol@list.example");  // another host's work
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 5);
  CHECK(attempts[0].sender == "alice@x.example");
  CHECK_FALSE(attempts[0].was_accepted);
  std::vector<std::string> senders;
  for (std::size_t i = 1; i < 5; ++i) senders.push_back(attempts[i].sender);
  CHECK(senders == std::vector<std::string>{"SRS0=Xy7=QX=z.example=carol@list.example",
                                            "alice@x.example", "carol@z.example",
                                            "erin@w.example"});
  CHECK(attempts[1].was_accepted);
  CHECK(log.counts().rewritten == 3);
}

TEST_CASE("the log of a Postfix 3.7 with policy services, a milter and postsrsd") {
  constexpr std::string_view kLog = R"(
Nov 28 15:07:40 mx postfix/smtpd[9946]: NOQUEUE: reject: RCPT from mail.sender.example[203.0.113.9]: 450 4.7.1 <postgrey@customer.example>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/customer.example.html; from=<alice@sender.example> to=<postgrey@customer.example> proto=ESMTP helo=<mail.sender.example>
Nov 28 15:07:40 mx postfix/smtpd[9946]: NOQUEUE: reject: RCPT from mail.sender.example[203.0.113.9]: 450 4.7.1 <iredapd@customer.example>: Recipient address rejected: Intentional policy rejection, please try again later; from=<alice@sender.example> to=<iredapd@customer.example> proto=ESMTP helo=<mail.sender.example>
Nov 28 15:07:40 mx postfix/smtpd[9946]: NOQUEUE: reject: RCPT from mail.sender.example[203.0.113.9]: 450 4.7.1 <pmg@customer.example>: Recipient address rejected: Service is unavailable (try later); from=<alice@sender.example> to=<pmg@customer.example> proto=ESMTP helo=<mail.sender.example>
Nov 28 15:07:40 mx postfix/smtpd[9946]: NOQUEUE: reject: RCPT from mail.sender.example[203.0.113.9]: 451 4.7.1 <upper@customer.example>: Recipient address rejected: GREYLISTED, COME BACK; from=<alice@sender.example> to=<upper@customer.example> proto=ESMTP helo=<mail.sender.example>
Nov 28 15:07:40 mx postfix/smtpd[9946]: NOQUEUE: reject: RCPT from mail.sender.example[203.0.113.9]: 450 4.7.1 <own@customer.example>: Recipient address rejected: Komme bitte wieder; from=<alice@sender.example> to=<own@customer.example> proto=ESMTP helo=<mail.sender.example>
Nov 28 15:07:41 mx postfix/smtpd[9946]: 06E8CA9406F: client=mail.sender.example[203.0.113.9]
Nov 28 15:07:41 mx postfix/cleanup[9996]: 06E8CA9406F: message-id=<20261128150741.06E8CA9406F@mx.customer.example>
Nov 28 15:07:41 mx postfix/qmgr[9664]: 06E8CA9406F: from=<SRS0=a4Um=JR=sender.example=alice@srs.customer.example>, size=400, nrcpt=2 (queue active)
Nov 28 15:07:41 mx postfix/pipe[10002]: 06E8CA9406F: to=<bob@customer.example>, relay=store, delay=0.06, delays=0.04/0.01/0/0, dsn=2.0.0, status=sent (delivered via store service)
Nov 28 15:07:41 mx postfix/pipe[10002]: 06E8CA9406F: to=<carol@customer.example>, relay=store, delay=0.06, delays=0.04/0.01/0/0, dsn=2.0.0, status=sent (delivered via store service)
Nov 28 15:07:41 mx postfix/qmgr[9664]: 06E8CA9406F: removed
Nov 28 15:07:41 mx postfix/smtpd[9946]: NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 450 4.7.1 <greycache@customer.example>: Recipient address rejected: Greylisted for 5 minutes; from=<"a b> to=<v@x"@sender.example> to=<greycache@customer.example> proto=ESMTP helo=<mail.sender.example>
Nov 28 15:07:41 mx postfix/smtpd[9946]: 250DCA9406F: client=mail.sender.example[203.0.113.9]
Nov 28 15:07:41 mx postfix/cleanup[9996]: 250DCA9406F: message-id=<20261128150741.250DCA9406F@mx.customer.example>
Nov 28 15:07:41 mx postfix/qmgr[9664]: 250DCA9406F: from=<SRS1=mI0l=forwarder.example==Ab1c=QX=origin.example=dave@srs.customer.example>, size=450, nrcpt=1 (queue active)
Nov 28 15:07:41 mx postfix/pipe[10002]: 250DCA9406F: to=<bob@customer.example>, relay=store, delay=0.04, delays=0.03/0/0/0.01, dsn=2.0.0, status=sent (delivered via store service)
Nov 28 15:07:41 mx postfix/qmgr[9664]: 250DCA9406F: removed
Nov 28 15:07:41 mx postfix/smtpd[9946]: NOQUEUE: milter-reject: RCPT from mail.sender.example[203.0.113.9]: 451 4.7.1 Greylisting in action, please come back in 00:05:00; from=<alice@sender.example> to=<milterrcpt@customer.example> proto=ESMTP helo=<mail.sender.example>
Nov 28 15:07:41 mx postfix/smtpd[9946]: 60D1FA9406F: client=mail.sender.example[203.0.113.9]
Nov 28 15:07:41 mx postfix/cleanup[9996]: 60D1FA9406F: message-id=<20261128150741.60D1FA9406F@mx.customer.example>
Nov 28 15:07:41 mx postfix/cleanup[9996]: 60D1FA9406F: milter-reject: END-OF-MESSAGE from mail.sender.example[203.0.113.9]: 4.7.1 Try again later; from=<SRS0=a4Um=JR=sender.example=alice@srs.customer.example> to=<miltereom@customer.example> proto=ESMTP helo=<mail.sender.example>
Nov 28 15:07:41 mx postfix/smtpd[9946]: NOQUEUE: reject: RCPT from mail.sender.example[203.0.113.9]: 450 4.7.1 <own@customer.example>: Recipient address rejected: Komme bitte wieder; from=<alice@sender.example> to=<own@customer.example> proto=ESMTP helo=<mail.sender.example>
)";
  Log log;
  for (const std::string_view line : split(kLog, '\n')) log.line(line);
  std::vector<std::string> seen;
  for (const auto& attempt : log.attempts()) {
    seen.push_back(attempt.sender + " " + attempt.recipient.substr(0, attempt.recipient.find('@')) +
                   (attempt.was_accepted ? " accepted" : " deferred"));
  }
  std::sort(seen.begin(), seen.end());
  CHECK(seen == std::vector<std::string>{
                    "SRS0=Ab1c=QX=origin.example=dave@forwarder.example bob accepted",
                    "a b> to=<v@x@sender.example greycache deferred",
                    "alice@sender.example bob accepted",
                    "alice@sender.example carol accepted",
                    "alice@sender.example iredapd deferred",
                    "alice@sender.example miltereom deferred",
                    "alice@sender.example milterrcpt deferred",
                    "alice@sender.example pmg deferred",
                    "alice@sender.example postgrey deferred",
                    "alice@sender.example upper deferred",
                });
  CHECK(log.counts().broken == 0);
  CHECK(log.counts().incomplete == 0);
  CHECK(log.counts().rewritten == 4);
  CHECK(log.log().other_replies() ==
        std::vector{MailLog::Reply{"Recipient address rejected: Komme bitte wieder", 2}});
}

TEST_CASE("attempts come in the order of time") {
  Log log;
  const std::string late = "NOQUEUE: reject: RCPT from a[192.0.2.9]: " +
                           greylisted("from=<late@x> to=<bob@y.example> proto=ESMTP helo=<h>");
  const std::string soon = "NOQUEUE: reject: RCPT from a[192.0.2.9]: " +
                           greylisted("from=<soon@x> to=<bob@y.example> proto=ESMTP helo=<h>");
  log.add("smtpd", late, 9).add("smtpd", soon, 3);
  const auto attempts = log.attempts();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].sender == "soon@x");
}

}  // namespace greycache
