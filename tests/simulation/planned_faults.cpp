// The faults of a plan.
#include <array>

#include "tests/simulation/plan_maker.h"

namespace greycache::simulation {

void PlanMaker::plan_faults() {
  const int faults = static_cast<int>(random_.between(1, 6));
  for (int i = 0; i < faults; ++i) plan_fault();
  keep_one_loss();
}

// Each of these may lose what only the others would have: then nothing is promised. What a journal
// kept, though its disk failed meanwhile, a promoted server gets again.
int PlanMaker::loss_of(const Event& event) {
  if (event.verb == "disk" || event.words.text("what") == "journal") return 1;
  if (event.words.text("how") == "promoted") return 1;
  return event.verb == "power" ? 2 : 0;
}

void PlanMaker::keep_one_loss() {
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

Event& PlanMaker::fault(const char* verb) {
  Event& event =
      plan_.events.emplace_back(Event{random_.between(microseconds(0), length_ * 3 / 4), verb, {}});
  event.words.set(
      "host", static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(plan_.hosts))));
  return event;
}

void PlanMaker::plan_fault() {
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

void PlanMaker::trouble() {
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

void PlanMaker::process_fault() {
  static constexpr std::array kVerbs{"kill", "kill", "stop", "power", "clock", "stall"};
  const std::string verb = kVerbs[random_.below(kVerbs.size())];
  Event& event = fault(verb.c_str());
  if (verb == "clock") return event.words.set("offset", random_.between(-20, 20));
  if (verb == "stall") return event.words.set("for", text_of(seconds_between(random_, 0, 2)));
  event.words.set("down", text_of(seconds_between(random_, 0, 6)));
  if (verb == "kill" && random_.chance(700)) event.words.set("steps", random_.between(1, 40));
}

void PlanMaker::store_fault() {
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

void PlanMaker::redis_fault() {
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

void PlanMaker::setting_change(const char* verb) {
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

}  // namespace greycache::simulation
