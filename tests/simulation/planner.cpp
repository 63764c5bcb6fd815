// Makes a plan of a seed: its settings, and who writes to whom.
#include "tests/simulation/planner.h"

#include <array>
#include <vector>

#include "tests/simulation/plan_maker.h"

namespace greycache::simulation {

void PlanMaker::choose_settings() {
  shared_ = random_.chance(700);
  plan_.hosts = shared_ ? static_cast<int>(random_.between(1, 3)) : 1;
  plan_.settings.set("storage", shared_ ? "shared" : "embedded");
  organised_ = random_.chance(400);
  plan_.settings.set("greymethod", organised_            ? "organisation"
                                   : random_.chance(500) ? "classc"
                                                         : "full");
  const std::int64_t delay = random_.between(2, 10);
  delay_ = delay * kSecond;
  max_age_ = random_.between(20, 200);
  set("reconnect_delay", delay * 1000);
  set("max_connect_age", max_age_ * 1000);
  set("awl_age", random_.between(60, 2000) * 1000);
  set("awl_refresh", random_.between(0, 20) * 1000);
  set("correspondent_age", random_.between(60, 2000) * 1000);
  set("group_domain_level", random_.between(0, 3));
  set("connect_src_throttle", random_.chance(700) ? 0 : random_.between(2, 6));
  set("max_entries_per_source", random_.chance(500) ? random_.between(4, 12) : 2000);
  set("memory_entries", random_.chance(300) ? random_.between(20, 60) : 100'000);
  set("journal_max", random_.chance(300) ? random_.between(1, 4) * 1024 : 1 << 20);
  set("journal_keep", 60'000);
  set("db_cleandelay", random_.between(2, 60) * 1000);
  set("awl_cache", random_.chance(500) ? 0 : 1000);
  plan_.settings.set("durability", random_.chance(500) ? "process" : "power");
  if (later_.chance(300)) plan_.settings.set("correspondents", "domain");
}

std::string PlanMaker::sender_of(int number) {
  static constexpr std::array kDomains{"a.example", "b.example", "lists.example"};
  std::string domain = kDomains[random_.below(kDomains.size())];
  if (organised_ && random_.chance(300)) domain = fmt::format("em{}.{}", random_.below(3), domain);
  switch (random_.below(6)) {
    case 0:
      return fmt::format("bounce-{}-{}@{}", number, random_.below(1000), domain);
    case 1:
      return fmt::format("user{}+{}@{}", number, random_.below(100), domain);
    default:
      return fmt::format("user{}@{}", number, domain);
  }
}

void PlanMaker::plan_mails() {
  const int sources = static_cast<int>(random_.between(1, 5));
  for (int i = 0; i < sources; ++i) {
    const bool large = random_.chance(250);
    const int senders = static_cast<int>(large ? random_.between(8, 25) : random_.between(1, 5));
    plan_source(fmt::format("198.51.{}.{}", 100 + i, 1 + random_.below(3)), senders);
  }
}

void PlanMaker::plan_source(const std::string& address, int senders) {
  for (int i = 0; i < senders; ++i) {
    const std::string sender = sender_of(i);
    const std::string recipient = fmt::format("r{}@customer.example", random_.below(3));
    if (random_.chance(150)) plan_user(recipient, sender);
    plan_mail(address, sender, recipient);
  }
}

// An own user who writes to somebody, now and then.
void PlanMaker::plan_user(const std::string& user, const std::string& remote) {
  microseconds at = moment();
  const auto mails = random_.between(1, 3);
  for (std::int64_t i = 0; i < mails && at < length_; ++i) {
    ask(at, "203.0.113.1", user, remote, fmt::format("m{}", ++mails_));
    plan_.events.back().words.set("login", user);
    at += seconds_between(random_, 0, 30);
  }
}

// A first attempt, and others as mail servers and robots make them: too early, in time, late; at
// another host; of the same mail, since two restrictions ask.
void PlanMaker::plan_mail(const std::string& address, const std::string& sender,
                          const std::string& recipient) {
  microseconds at = moment();
  const int tries = static_cast<int>(random_.between(1, 6));
  for (int i = 0; i < tries && at < length_; ++i) {
    const std::string instance = fmt::format("m{}", ++mails_);
    ask(at, address, sender, recipient, instance);
    if (random_.chance(100))
      ask(at + seconds_between(random_, 0, 1), address, sender, recipient, instance);
    switch (random_.below(8)) {
      case 0:
        at += seconds_between(random_, 0, 1);
        break;
      case 1:
        at += seconds(max_age_) + seconds_between(random_, -3, 5);
        break;
      default:
        at += delay_ + seconds_between(random_, -1, 12);
    }
  }
}

void PlanMaker::ask(microseconds at, const std::string& address, const std::string& sender,
                    const std::string& recipient, const std::string& instance) {
  Event event{at, "ask", {}};
  event.words.set(
      "host", static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(plan_.hosts))));
  event.words.set("connection", static_cast<std::int64_t>(random_.below(3)));
  event.words.set("address", address);
  if (organised_) set_client(event.words);
  event.words.set("sender", sender);
  event.words.set("recipient", recipient);
  event.words.set("instance", instance);
  if (random_.chance(200)) event.words.set("pieces", random_.between(2, 4));
  if (random_.chance(20)) event.words.set("cut", "yes");
  plan_.events.push_back(std::move(event));
}

// Hosts of two organisations, each with networks of its own; a retry may come from another one of
// them. Some have no name, or one that looks like a customer's.
void PlanMaker::set_client(Words& words) {
  if (random_.chance(300)) {
    words.set("address", fmt::format("198.51.{}.{}", 100 + random_.below(5), 1 + random_.below(3)));
  }
  const std::string address = words.text("address");
  const char* const organisation = (address[9] - '0') % 2 == 0 ? "pool.example" : "isp.example";
  if (random_.chance(100)) return;
  const bool customer = random_.chance(100);
  std::string host = customer ? address : fmt::format("out{}", random_.below(4));
  std::ranges::replace(host, '.', '-');
  words.set("name", fmt::format("{}.{}", host, organisation));
}

// They take the standing of their organisation, at a host that does not tell the others.
void PlanMaker::plan_robots() {
  Event& event = fault("robots");
  event.words.set("organisation", random_.chance(500) ? "pool.example" : "isp.example");
  event.words.set("times", random_.between(1, 9));
}

// A mail that goes through the networks of an organisation which robots have brought into bad
// standing at all hosts, while its recipient may write to its sender.
void PlanMaker::plan_pool() {
  const auto some_host = [&] {
    return static_cast<std::int64_t>(later_.below(static_cast<std::uint64_t>(plan_.hosts)));
  };
  microseconds at = later_.between(microseconds(0), length_ / 2);
  for (int host = 0; host < plan_.hosts; ++host) {
    Event robots{later_.between(microseconds(0), at), "robots", {}};
    robots.words.set("host", static_cast<std::int64_t>(host));
    robots.words.set("organisation", "pool.example");
    robots.words.set("times", later_.between(9, 90));
    plan_.events.push_back(std::move(robots));
  }
  const std::string sender = fmt::format("pool{}@a.example", later_.below(3));
  const auto tries = later_.between(3, 8);
  for (std::int64_t i = 0; i < tries && at < length_; ++i) {
    Event mail{at, "ask", {}};
    mail.words.set("host", some_host());
    mail.words.set("connection", static_cast<std::int64_t>(later_.below(3)));
    mail.words.set("instance", fmt::format("m{}", ++mails_));
    const bool own = i > 0 && later_.chance(250);
    if (own) mail.words.set("login", "r0@customer.example");
    mail.words.set("address",
                   own ? "203.0.113.1" : fmt::format("198.51.10{}.1", 2 * later_.below(3)));
    mail.words.set("name", own ? "unknown" : "out1.pool.example");
    mail.words.set("sender", own ? "r0@customer.example" : sender);
    mail.words.set("recipient", own ? sender : "r0@customer.example");
    plan_.events.push_back(std::move(mail));
    at += later_.chance(300) ? seconds_between(later_, 0, 2)
                             : delay_ + seconds_between(later_, -1, 8);
  }
}

// Of mails that come in, some of them for anybody's; made at one host, and removed at another.
void PlanMaker::plan_expectations() {
  std::vector<Words> mails;
  for (const Event& event : plan_.events) {
    if (event.verb == "ask" && !event.words.has("login")) mails.push_back(event.words);
  }
  const std::size_t count = later_.below(4);
  for (std::size_t i = 0; i < count && !mails.empty(); ++i) {
    const Words& mail = mails[later_.below(mails.size())];
    Event event{later_.between(microseconds(0), length_), "expect", {}};
    const auto at_some_host = [&] {
      event.words.set(
          "host", static_cast<std::int64_t>(later_.below(static_cast<std::uint64_t>(plan_.hosts))));
    };
    at_some_host();
    event.words.set("recipient", mail.text("recipient"));
    if (later_.chance(600)) event.words.set("sender", mail.text("sender"));
    event.words.set("for", later_.between(2, 60));
    plan_.events.push_back(event);
    if (later_.chance(500)) continue;
    event.verb = "expect_no_more";
    event.at += seconds_between(later_, 0, 20);
    at_some_host();
    if (event.at < length_) plan_.events.push_back(event);
  }
}

// One source writes to several hosts within the time that it takes to fill it, and again before
// the next key goes.
void PlanMaker::plan_burst(microseconds from, microseconds span) {
  const std::string address = fmt::format("198.51.{}.1", 100 + random_.below(3));
  const int moments = static_cast<int>(random_.between(5, 25));
  for (int i = 0; i < moments; ++i) {
    const microseconds moment = from + random_.between(microseconds(0), span);
    for (int sender = 0; sender < 3; ++sender) {
      const std::string name = fmt::format("burst{}-{}@b.example", i, sender);
      const microseconds at = moment + seconds_between(random_, 0, 0.1);
      ask(at, address, name, "r0@customer.example", fmt::format("m{}", ++mails_));
      ask(at + seconds_between(random_, 0.05, 0.5), address, name, "r0@customer.example",
          fmt::format("m{}", ++mails_));
    }
  }
}

Plan make_plan(std::uint64_t seed) {
  return PlanMaker(seed).make();
}

}  // namespace greycache::simulation
