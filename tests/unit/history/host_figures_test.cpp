// Rows of outcomes add up to what a host, and all of them, made wait.
#include "greycache/history/host_figures.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("rows add up for all hosts and for each") {
  const std::vector<HostOutcome> rows{
      {"mx1", "new", 0, 10, 500},         {"mx1", "reconnect", 310, 4, 900},
      {"mx2", "early", 0, 3, 700},        {"mx2", "new", 0, 5, 600},
      {"mx2", "reconnect", 1200, 1, 950}, {"mx2", "throttled", 0, 2, 400}};
  const std::vector<PassedAtOnce> passed{
      {"mx1", "domain_awl", 100}, {"mx1", "from_awl", 20}, {"mx3", "domain_awl", 7}};
  const auto figures = host_figures(rows, passed);
  REQUIRE(figures.size() == 4);
  const HostFigures& all = figures[0];
  CHECK(all.mx.empty());
  CHECK(all.first_attempts == 15);
  CHECK(all.came_back == 5);
  CHECK(all.early == 3);
  CHECK(all.throttled == 2);
  CHECK(all.since == 400);
  CHECK(all.passed_at_once.at("domain_awl") == 107);
  CHECK(all.all_passed_at_once() == 127);
  CHECK(all.delay_counts().mails == 5);
  CHECK(all.delay_counts().within[3] == 4);  // 360
  CHECK(figures[1].mx == "mx1");
  CHECK(figures[1].first_attempts == 10);
  CHECK(figures[1].all_passed_at_once() == 120);
  CHECK(figures[2].throttled == 2);
  CHECK(figures[3].mx == "mx3");
  CHECK(figures[3].first_attempts == 0);
}

TEST_CASE("what passed at once is told by host, whatever process of it counted") {
  const std::vector<MailCount> counts{
      {20'000, "mx1/100.a", "domain_awl", 5},  {20'001, "mx1/200.b", "domain_awl", 3},
      {20'001, "mx2/150.c", "whitelisted", 2}, {20'001, "mx2/150.c", "new", 9},
      {20'001, "mx2/150.c", "reconnect", 4},   {20'001, "mx2/150.c", "early", 4},
      {20'001, "mx2/150.c", "throttled", 4},   {20'001, "mx2/150.c", "not_applicable", 70}};
  const auto figures = host_figures({}, passed_at_once(counts));
  REQUIRE(figures.size() == 3);
  CHECK(figures[0].all_passed_at_once() == 10);
  CHECK(figures[1].mx == "mx1");
  CHECK(figures[1].passed_at_once.at("domain_awl") == 8);
  CHECK(figures[2].all_passed_at_once() == 2);
}

TEST_CASE("the delay of a share is one that was seen") {
  const std::vector<HostOutcome> rows{{"mx1", "reconnect", 310, 94, 0},
                                      {"mx1", "reconnect", 900, 6, 0}};
  const HostFigures all = host_figures(rows, {}).front();
  CHECK(all.delay_of(50) == 310);
  CHECK(all.delay_of(94) == 310);
  CHECK(all.delay_of(95) == 900);
  CHECK(all.delay_of(100) == 900);
}

TEST_CASE("without rows there is nothing, and no delay") {
  const auto figures = host_figures({}, {});
  REQUIRE(figures.size() == 1);
  CHECK_FALSE(figures[0].since);
  CHECK_FALSE(figures[0].delay_of(50));
}

}  // namespace greycache
