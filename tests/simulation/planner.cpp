// Makes a plan of a seed.
#include "tests/simulation/planner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tests/simulation/random.h"

namespace greycache::simulation {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr microseconds kSecond{1'000'000};

microseconds seconds_between(Random& random, double least, double most) {
  return random.between(microseconds(static_cast<std::int64_t>(least * 1e6)),
                        microseconds(static_cast<std::int64_t>(most * 1e6)));
}

std::string text_of(microseconds span) {
  return fmt::format("{:.6f}", static_cast<double>(span.count()) / 1e6);
}

class Planner {
 public:
  explicit Planner(std::uint64_t seed) : random_(seed * 0x2545f4914f6cdd1dU + 1) {
    plan_.seed = seed;
  }

  Plan make() {
    choose_settings();
    length_ = seconds_between(random_, 20, 90);
    plan_mails();
    if (organised_ && random_.chance(400)) plan_robots();
    if (random_.chance(850)) plan_faults();
    plan_.calm_from = length_;
    std::ranges::stable_sort(plan_.events, {}, &Event::at);
    return std::move(plan_);
  }

 private:
  void set(const char* name, std::int64_t value) { plan_.settings.set(name, value); }
  void choose_settings();
  void plan_mails();
  void plan_source(const std::string& address, int senders);
  void plan_mail(const std::string& address, const std::string& sender,
                 const std::string& recipient);
  void ask(microseconds at, const std::string& address, const std::string& sender,
           const std::string& recipient, const std::string& instance);
  std::string sender_of(int number);
  void set_client(Words& words);
  void plan_robots();
  void plan_faults();
  void plan_fault();
  static int loss_of(const Event& event);
  void keep_one_loss();
  Event& fault(const char* verb);
  void trouble();
  void process_fault();
  void store_fault();
  void redis_fault();
  void plan_burst(microseconds from, microseconds span);
  void setting_change(const char* verb);
  microseconds moment() { return random_.between(microseconds(0), length_); }

  Random random_;
  Plan plan_;
  microseconds length_{0};
  microseconds delay_{0};
  std::int64_t max_age_ = 0;
  bool shared_ = false;
  bool organised_ = false;  // by greymethod organisation
  int mails_ = 0;
};

void Planner::choose_settings() {
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
  set("group_domain_level", random_.between(0, 3));
  set("connect_src_throttle", random_.chance(700) ? 0 : random_.between(2, 6));
  set("max_entries_per_source", random_.chance(500) ? random_.between(4, 12) : 2000);
  set("memory_entries", random_.chance(300) ? random_.between(20, 60) : 100'000);
  set("journal_max", random_.chance(300) ? random_.between(1, 4) * 1024 : 1 << 20);
  set("journal_keep", 60'000);
  set("db_cleandelay", random_.between(2, 60) * 1000);
  set("awl_cache", random_.chance(500) ? 0 : 1000);
  plan_.settings.set("durability", random_.chance(500) ? "process" : "power");
}

std::string Planner::sender_of(int number) {
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

void Planner::plan_mails() {
  const int sources = static_cast<int>(random_.between(1, 5));
  for (int i = 0; i < sources; ++i) {
    const bool large = random_.chance(250);
    const int senders = static_cast<int>(large ? random_.between(8, 25) : random_.between(1, 5));
    plan_source(fmt::format("198.51.{}.{}", 100 + i, 1 + random_.below(3)), senders);
  }
}

void Planner::plan_source(const std::string& address, int senders) {
  for (int i = 0; i < senders; ++i) {
    plan_mail(address, sender_of(i), fmt::format("r{}@customer.example", random_.below(3)));
  }
}

// A first attempt, and others as mail servers and robots make them: too early, in time, late; at
// another host; of the same mail, since two restrictions ask.
void Planner::plan_mail(const std::string& address, const std::string& sender,
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

void Planner::ask(microseconds at, const std::string& address, const std::string& sender,
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
void Planner::set_client(Words& words) {
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
void Planner::plan_robots() {
  Event& event = fault("robots");
  event.words.set("organisation", random_.chance(500) ? "pool.example" : "isp.example");
  event.words.set("times", random_.between(1, 9));
}

void Planner::plan_faults() {
  const int faults = static_cast<int>(random_.between(1, 6));
  for (int i = 0; i < faults; ++i) plan_fault();
  keep_one_loss();
}

// Each of these may lose what only the others would have: then nothing is promised. What a journal
// kept, though its disk failed meanwhile, a promoted server gets again.
int Planner::loss_of(const Event& event) {
  if (event.verb == "disk" || event.words.text("what") == "journal") return 1;
  if (event.words.text("how") == "promoted") return 1;
  return event.verb == "power" ? 2 : 0;
}

void Planner::keep_one_loss() {
  int kept = 0;
  // A quarter of it holds less than a standby may lack.
  const bool keeps_little = plan_.settings.number("journal_max") < 1 << 20;
  std::erase_if(plan_.events, [&](const Event& event) {
    if (keeps_little && event.words.text("how") == "promoted") return true;
    const int loss = loss_of(event);
    if (kept == 0) kept = loss;
    return loss != 0 && loss != kept;
  });
}

Event& Planner::fault(const char* verb) {
  Event& event =
      plan_.events.emplace_back(Event{random_.between(microseconds(0), length_ * 3 / 4), verb, {}});
  event.words.set(
      "host", static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(plan_.hosts))));
  return event;
}

void Planner::plan_fault() {
  switch (random_.below(shared_ ? 6 : 4)) {
    case 0:
      return trouble();
    case 1:
      return store_fault();
    case 2:
      return process_fault();
    case 3:
      return setting_change(random_.chance(500) ? "reload" : "takeover");
    default:
      return redis_fault();
  }
}

void Planner::trouble() {
  static constexpr std::array kWhat{"journal", "store", "link"};
  Event& event = fault("trouble");
  event.words.set("what", kWhat[random_.below(kWhat.size())]);
  event.words.set("before", random_.between(0, 600));
  event.words.set("after", random_.between(0, 300));
  if (event.words.text("what") != "journal") {
    event.words.set("slow", text_of(seconds_between(random_, 0, 1)));
  }
  event.words.set("for", text_of(seconds_between(random_, 0.1, 15)));
}

void Planner::process_fault() {
  static constexpr std::array kVerbs{"kill", "kill", "stop", "power", "clock", "stall"};
  const std::string verb = kVerbs[random_.below(kVerbs.size())];
  Event& event = fault(verb.c_str());
  if (verb == "clock") return event.words.set("offset", random_.between(-20, 20));
  if (verb == "stall") return event.words.set("for", text_of(seconds_between(random_, 0, 2)));
  event.words.set("down", text_of(seconds_between(random_, 0, 6)));
  if (verb == "kill" && random_.chance(700)) event.words.set("steps", random_.between(1, 40));
}

void Planner::store_fault() {
  static constexpr std::array kHow{"down", "hanging", "read_only", "ends", "promoted"};
  if (random_.chance(300)) {
    Event& disk = fault("disk");
    disk.words.set("state", random_.chance(600) ? "full" : "failing");
    return disk.words.set("for", text_of(seconds_between(random_, 0.1, 15)));
  }
  Event& event = fault("database");
  const std::size_t how = random_.below(shared_ ? kHow.size() : 3);
  event.words.set("how", kHow[how]);
  event.words.set("for", text_of(seconds_between(random_, 0.1, 15)));
  if (how == 4) event.words.set("lost", text_of(seconds_between(random_, 0, 3)));
}

void Planner::redis_fault() {
  static constexpr std::array kHow{
      "loading", "busy", "read_only", "out_of_memory", "cannot_save", "paused", "stopped",
      "cut",     "cut",  "flushed",   "ends",          "fails_over",  "evicts", "evicts"};
  Event& event = fault("redis");
  const std::string how = kHow[random_.below(kHow.size())];
  event.words.set("how", how);
  event.words.set("for", text_of(seconds_between(random_, 0.1, random_.chance(200) ? 40 : 10)));
  if (how == "fails_over") event.words.set("lost", text_of(seconds_between(random_, 0, 2)));
  if (how != "evicts") return;
  const std::int64_t times = random_.between(1, 300);
  const std::int64_t gap = random_.between(1'000, 60'000);
  event.words.set("times", times);
  event.words.set("gap", gap);
  event.words.set("from", random_.between(0, 7));
  const microseconds at = event.at;
  const microseconds span(times * gap);
  if (random_.chance(400)) return;
  // Keys go while a slow conversation about them is under way.
  Event slow{at, "trouble", {}};
  slow.words.set("what", "link");
  slow.words.set("slow", text_of(seconds_between(random_, 0.01, 0.1)));
  slow.words.set("for", text_of(span));
  plan_.events.push_back(std::move(slow));
  if (plan_.hosts > 1) plan_burst(at, span);
}

// One source writes to several hosts within the time that it takes to fill it, and again before
// the next key goes.
void Planner::plan_burst(microseconds from, microseconds span) {
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

void Planner::setting_change(const char* verb) {
  static constexpr std::array kBut{"", "", "refuses", "hangs", "dies_opening", "dies_opened"};
  Event& event = fault(verb);
  Words& words = event.words;
  if (random_.chance(400)) words.set("reconnect_delay", random_.between(1, 12) * 1000);
  if (random_.chance(400)) words.set("max_connect_age", random_.between(15, 300) * 1000);
  if (random_.chance(400)) words.set("awl_age", random_.between(40, 3000) * 1000);
  if (random_.chance(200)) words.set("group_domain_level", random_.between(0, 3));
  if (event.verb != "takeover") return;
  const std::string but = kBut[random_.below(kBut.size())];
  if (!but.empty()) words.set("but", but);
}

}  // namespace

Plan make_plan(std::uint64_t seed) {
  return Planner(seed).make();
}

}  // namespace greycache::simulation
