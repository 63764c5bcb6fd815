// A report in words and as JSON.
#include "greycache/control/report_text.h"

#include <doctest/doctest.h>

#include "greycache/control/report_json.h"

namespace greycache::report_text_test {

namespace {

constexpr UnixTime kNow = 1'790'000'000;
constexpr UnixTime kSince = kNow - 7 * 86400;

std::vector<HostFigures> example_figures() {
  const std::vector<HostOutcome> rows{{"mx1.example", "new", 0, 10, kSince},
                                      {"mx1.example", "reconnect", 310, 4, kSince + 400},
                                      {"mx1.example", "reconnect", 2000, 1, kSince + 900}};
  const std::vector<PassedAtOnce> passed{{"mx1.example", "domain_awl", 90}};
  return host_figures(rows, passed);
}

MailGroups example_mails() {
  MailGroups mails;
  mails.all = {12, 5, 4, 2, 3};
  mails.number = 3;
  mails.groups = {{"pool.example", {6, 5, 1, 0, 3}, 2500, 2000}, {"", {5, 0, 3, 2, 0}, 0, 0}};
  return mails;
}

AdvisedWait example_wait() {
  AdvisedWait advised;
  HistoryRow& last = advised.wait.last;
  last.at = kNow - 10;
  last.reference = "7K3M9QXA";
  last.sender = "a%20b@one.example";
  last.recipient = "bob@customer.example";
  last.client_address = "192.0.2.1";
  last.client_name = "mail.one.example";
  advised.wait.waited = 7300;
  advised.wait.attempts = 3;
  advised.wait.sources = 2;
  advised.advice = {"do \"this\""};
  return advised;
}

}  // namespace

TEST_CASE("figures of all hosts, their delays, and each host") {
  const std::string text = hosts_text(example_figures(), kSince, kNow);
  CAPTURE(text);
  CHECK(text.find("first attempts            10\n") != std::string::npos);
  CHECK(text.find("came back                  5 (50 %), half within 5 min, 95 % within 33 min\n") !=
        std::string::npos);
  CHECK(text.find("passed at once            90 (domain_awl 90)\n") != std::string::npos);
  CHECK(text.find("  up to 6 minutes            4  ####") != std::string::npos);
  CHECK(text.find("up to 7 minutes") == std::string::npos);
  CHECK(text.find("  mx1.example") != std::string::npos);
  CHECK(text.find("history of what waited begins") == std::string::npos);
  const std::string json = hosts_json(example_figures(), kSince);
  CHECK(
      json.starts_with("{\"since\":1789395200,\"history_kept\":true,\"history_begins\":1789395200,"
                       "\"first_attempts\":10,\"came_back\":5,"));
  CHECK(json.find("\"median_delay\":310,\"delay_95\":2000,") != std::string::npos);
  CHECK(json.find("\"by_mx\":[{\"mx\":\"mx1.example\",\"first_attempts\":10,") !=
        std::string::npos);
}

TEST_CASE("a history that is younger than the report says so") {
  const std::vector<HostOutcome> rows{{"mx1.example", "new", 0, 1, kNow - 3600}};
  CHECK(hosts_text(host_figures(rows, {}), kSince, kNow).find("history of what waited begins") !=
        std::string::npos);
}

TEST_CASE("without a history what passed is told, and that nothing else is known") {
  const std::vector<PassedAtOnce> passed{{"mx1.example", "domain_awl", 90}};
  const auto figures = host_figures({}, passed);
  const std::string text = hosts_text(figures, kSince, kNow, false);
  CHECK(text.find("no history is kept, by history_keep = 0") != std::string::npos);
  CHECK(text.find("passed at once            90 (domain_awl 90)\n") != std::string::npos);
  CHECK(text.find("first attempts") == std::string::npos);
  const std::string json = hosts_json(figures, kSince, false);
  CHECK(json.find("\"history_kept\":false,") != std::string::npos);
  CHECK(json.find("\"first_attempts\":null,") != std::string::npos);
  CHECK(json.find("\"delays\":null") != std::string::npos);
}

TEST_CASE("a report of nothing divides by nothing") {
  const std::string text = hosts_text(host_figures({}, {}), kSince, kNow);
  CHECK(text.find("came back                  0\n") != std::string::npos);
  CHECK(hosts_json(host_figures({}, {}), kSince).find("\"median_delay\":null") !=
        std::string::npos);
  CHECK(mails_text({}, ReportBy::organisation).find("never came back            0\n") !=
        std::string::npos);
  CHECK(waits_text({}) == "no mail waited that was tried again\n");
  CHECK(waits_json({}) == "[]\n");
}

TEST_CASE("what became of the mails, and whose they were") {
  const std::string text = mails_text(example_mails(), ReportBy::organisation);
  CAPTURE(text);
  CHECK(text.find("never came back            4 (33 %): what was stopped\n") != std::string::npos);
  CHECK(text.find("sender known since         1\n") != std::string::npos);
  CHECK(text.find("\nby organisation, the first 2 of 3\n") != std::string::npos);
  CHECK(text.find("on average after 8 min, at the longest 33 min\n") != std::string::npos);
  CHECK(text.find("  (no organisation) ") != std::string::npos);
  CHECK(mails_text(example_mails(), ReportBy::sender_domain).find("  (no domain) ") !=
        std::string::npos);
  CHECK(mails_json(example_mails(), ReportBy::sender_domain)
            .starts_with("{\"waited\":12,\"came_back\":5,\"never\":4,\"waits\":2,\"at_once\":3,"
                         "\"by\":\"sender-domain\",\"number\":3,\"groups\":["
                         "{\"name\":\"pool.example\",\"waited\":6,"));
}

TEST_CASE("a wait names the mail, and what to do") {
  const AdvisedWait wait = example_wait();
  const std::string text = waits_text({&wait, 1});
  CAPTURE(text);
  CHECK(text.find("7K3M9QXA: <a b@one.example> -> <bob@customer.example> from 192.0.2.1 "
                  "(mail.one.example), 3 attempts from 2 sources\n    do \"this\"\n") !=
        std::string::npos);
  const std::string json = waits_json({&wait, 1});
  CHECK(json.find("\"sender\":\"a b@one.example\"") != std::string::npos);
  CHECK(json.find("\"advice\":[\"do \\\"this\\\"\"]") != std::string::npos);
}

}  // namespace greycache::report_text_test
