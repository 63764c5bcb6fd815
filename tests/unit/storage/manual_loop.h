// A loop whose time a test sets, and a worker whose jobs are done at once.
#pragma once

#include <algorithm>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include "greycache/event/event_loop.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Only timers, of which each is called when its time has come.
class ManualLoop final : public EventLoop {
 public:
  void run_once(bool) override { pass(std::chrono::microseconds(0)); }
  void post(Callback task) override { task(); }
  SteadyTime now() const override { return now_; }
  Clock clock() const override {
    return [this] { return now_; };
  }
  WallTime wall() const override { return WallTime(now_.time_since_epoch()); }
  std::uint64_t random() override { return 4; }
  std::unique_ptr<Alarm> make_alarm(Callback& callback) override {
    return std::make_unique<ManualAlarm>(*this, callback);
  }
  std::unique_ptr<Watch> make_watch(int, For, Callback&) override { return nullptr; }

  // What is due meanwhile is called in its order.
  void pass(std::chrono::microseconds span) {
    const SteadyTime end = now_ + span;
    while (ManualAlarm* const next = first_until(end)) {
      now_ = std::max(now_, *next->due);
      next->due.reset();
      ++called;
      next->callback();
    }
    now_ = end;
  }

  int called = 0;  // timers

 private:
  struct ManualAlarm final : Alarm {
    ManualAlarm(ManualLoop& of, Callback& calls) : loop(of), callback(calls) {
      loop.alarms_.push_back(this);
    }
    ~ManualAlarm() override { loop.alarms_.remove(this); }
    void start(std::chrono::microseconds span) override { due = loop.now_ + span; }
    void stop() override { due.reset(); }
    bool running() const override { return due.has_value(); }

    ManualLoop& loop;
    Callback& callback;
    std::optional<SteadyTime> due;
  };

  ManualAlarm* first_until(SteadyTime end) const {
    ManualAlarm* first = nullptr;
    for (ManualAlarm* alarm : alarms_) {
      if (alarm->due && *alarm->due <= end && (first == nullptr || *alarm->due < *first->due)) {
        first = alarm;
      }
    }
    return first;
  }

  SteadyTime now_{std::chrono::hours(1)};
  std::list<ManualAlarm*> alarms_;
};

class ImmediateWorker final : public Worker {
 public:
  explicit ImmediateWorker(PersistentStore& store) : store_(store) {}
  bool post(Job job) override {
    job(store_)();
    return true;
  }
  void end() override {}

 private:
  PersistentStore& store_;
};

}  // namespace greycache
