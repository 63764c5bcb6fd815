// An engine with all its neighbours, and a clock that a test sets.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "greycache/engine/engine.h"
#include "greycache/event/libevent_loop.h"
#include "greycache/memory/memory_hot_store.h"
#include "greycache/memory/memory_journal.h"
#include "greycache/storage/persistent_parts.h"
#include "greycache/storage/thread_worker.h"
#include "tests/unit/engine/shy_store.h"
#include "tests/unit/storage/held_store.h"

namespace greycache {

// Asks one request and keeps its answer.
class TestAsker final : public Asker {
 public:
  explicit TestAsker(std::string text) : text_(std::move(text)) { request_.parse(text_); }
  const PolicyRequest& request() const override { return request_; }
  void answer(const Action& action) override { answers.emplace_back(action.text()); }
  std::vector<std::string> answers;

 private:
  std::string text_;
  PolicyRequest request_;
};

inline std::string request_text(const std::string& address, const std::string& sender,
                                const std::string& recipient, const std::string& instance = "") {
  return "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=" + address +
         "\nclient_name=mail.example\nsender=" + sender + "\nrecipient=" + recipient +
         "\ninstance=" + instance + "\n\n";
}

struct NoLog final : DecisionLog {
  void decided(const DecidedRequest&) override {}
};

// Memory for hot store (a ShyStore) and journal, a HeldStore as persistent store.
struct Bench {
  Bench() : Bench(Engine::Options{}) {}
  explicit Bench(const Engine::Options& engine_options) : options(engine_options) {
    auto set = std::make_shared<PolicySet>();
    set->rules.greymethod = GreyMethod::classc;
    set->source_rules.greymethod = GreyMethod::classc;
    use(set->rules);
    engine.set_persistent(persistent.writer, persistent.loader);
    persistent.loader.set_on_loaded(
        [this](const auto& sources, auto result) { engine.loaded(sources, std::move(result)); });
    persistent.loader.set_on_found(
        [this](const auto& questions, auto result) { engine.found(questions, std::move(result)); });
    tier.primary_ready({now, {}});
  }

  // `patterns` must outlive it.
  void use(const Rules& rules, const SmartPatterns* patterns = nullptr) {
    auto set = std::make_shared<PolicySet>();
    set->rules = rules;
    set->source_rules.greymethod = rules.greymethod;
    set->source_rules.patterns = patterns;
    engine.set_policy(set, options);
  }

  // Turns the loop until the predicate holds or two seconds are over.
  template <typename Predicate>
  bool turn_until(Predicate predicate) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (!predicate() && std::chrono::steady_clock::now() < end) {
      engine.run_turn();
      loop.run_once(false);
    }
    return predicate();
  }

  // The answer to one request, asked alone.
  std::string ask(const std::string& text) {
    TestAsker asker(text);
    engine.submit(asker);
    turn_until([&] { return !asker.answers.empty(); });
    REQUIRE(asker.answers.size() == 1);
    return asker.answers.front();
  }
  std::string ask(const std::string& address, const std::string& sender,
                  const std::string& recipient, const std::string& instance = "") {
    return ask(request_text(address, sender, recipient, instance));
  }

  UnixTime now = 1'760'000'000;
  std::chrono::steady_clock::time_point steady{};
  Engine::Options options;
  LibeventLoop loop;
  Statistics statistics;
  NoLog log;
  std::vector<std::string> changes;  // of health: "+name" or "-name"
  StoreHealth::OnChange on_change = [this](const StoreHealth::Change& change) {
    changes.push_back((change.up ? "+" : "-") + change.name);
  };
  StoreHealth hot_health{"hot", on_change};
  StoreHealth persistent_health{"persistent", on_change};
  MemoryHotStore memory{MemoryLimits{}};
  MemoryJournal journal{100'000};
  ShyStore hot{memory};
  HotTier tier{hot, {}, journal, hot_health};
  Engine engine{
      {[this] { return now; }, [this] { return steady; }}, tier, journal, log, statistics};
  std::unique_ptr<HeldStore> owned_store = std::make_unique<HeldStore>();
  HeldStore& store = *owned_store;
  ThreadWorker worker{loop, std::move(owned_store)};
  PersistentParts persistent{
      loop,
      {worker, worker},
      journal,
      persistent_health,
      {.writing = {.delay = std::chrono::milliseconds(1)},
       .pauses = {std::chrono::milliseconds(5), std::chrono::milliseconds(10)}},
      [] { return 0.5; }};
};

}  // namespace greycache
