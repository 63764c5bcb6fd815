// What everybody should know: facts in a map, and the policy's pure decision.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "greycache/engine/decision_log.h"
#include "tests/simulation/expected_mail.h"
#include "tests/simulation/models/model_database.h"
#include "tests/simulation/world.h"

namespace greycache::simulation {

// Hears every decision when it is answered, whoever made it, and says what could not be. It knows
// nothing of stores: a fact is known to the host that acknowledged it, and to all once that host
// has handed it on.
class Oracle {
 public:
  using Time = World::Time;

  // The moment and the settings that a host decides by.
  struct View {
    int host = 0;
    UnixTime now = 0;
    Rules rules;
    std::size_t most_of_source = 0;  // entries; one with more may be at hand in part only
    std::function<bool(const Fact&)> is_stored;  // the persistent store has it
    Time asked;                                  // when the request had come in
    bool calm = false;                           // no fault is about, nor was of late
    bool on_stand_in = false;                    // the host goes on without Redis
    bool store_answers = false;                  // the persistent store, and did of late
    bool memory = false;  // what changes is in the host's memory only: its journal takes nothing
    // The persistent store has been there for a while, for all hosts, and this one looked at it.
    bool hears = false;
  };

  explicit Oracle(std::function<void(const std::string&)> wrong) : wrong_(std::move(wrong)) {}

  // All hosts' wall clocks and ages over the whole run lie between these.
  struct Extremes {
    UnixTime most_behind = 0;  // seconds
    UnixTime most_ahead = 0;
    Ages shortest;
    Ages longest;
  };
  void set_extremes(const Extremes& extremes) { extremes_ = extremes; }

  // What operators let through; the hosts tell.
  ExpectedMail& expected_mail() { return expected_mail_; }

  void decided(const DecidedRequest& decided, const View& view, Time now, UnixTime true_now);
  // Nobody knows what became of it.
  void unanswered(const std::vector<std::string>& sources) {
    unsure_.insert(sources.begin(), sources.end());
  }

  // The persistent store has all that the host has acknowledged.
  void stored(int host, Time now);
  // Whether the host goes on without Redis, or with all of it again; a host that is down does as it
  // did.
  void goes_without(int host, Time now) { without_since_.try_emplace(host, now); }
  void goes_with(int host) { without_since_.erase(host); }
  // All that the host has acknowledged has left its journal.
  void handed_on(int host, Time now);
  // Redis has lost this source, or, without a name, all.
  void hot_store_lost(const std::string& src, Time now) { losses_[src].push_back(now); }
  // What stores took after `since` they may not have; the hosts may have to hand it on again.
  void stores_lost(Time since);
  // On a disk without room this host's journal has let go of these, which all stores have: what a
  // promoted server lacks of them it does not get again (docs/decisions/0010).
  void kept_gone(int host, const std::vector<Fact>& facts);
  // What this host had in its memory only is on its disk, or in all stores; or it was lost with the
  // process, as the log said.
  void memory_saved(int host);
  void memory_lost(int host);
  // What this host has acknowledged after `since` may be gone, for good.
  void host_lost(int host, Time since);

  // Calls with each fact that must be in the persistent store, and a host that acknowledged it.
  void each_sure(UnixTime true_now,
                 const std::function<void(const Fact& fact, int host)>& take) const;
  std::size_t checked_exactly() const { return checked_exactly_; }

 private:
  // So long a change may be on its way between hosts where no fault is about.
  static constexpr std::chrono::milliseconds kOnTheWay{600};
  // What a source is read in, from where it is found to be absent to its fill.
  static constexpr std::chrono::seconds kLongestReading{3};
  // Of times to seconds.
  static constexpr UnixTime kRounding = 2;

  struct Source {
    int host = 0;
    Time acknowledged;
    bool memory = false;
    Time stored = Time::max();
    Time handed_on = Time::max();
    bool kept = true;    // by its host, for stores that lose it
    bool again = false;  // stores have lost it, perhaps, and may not have it again yet
  };
  struct Known {
    Seen seen;
    std::vector<Source> sources;
    bool lost = false;        // it may be
    bool first_anew = false;  // a connect whose host need not have known of an older moment
  };
  struct Part {
    std::vector<Fact> facts;  // that the host must know
    std::vector<Fact> all;    // that it may know
  };

  // What should be known under one of a request's sources.
  struct Side {
    enum class Counts : std::uint8_t { all, waiting };
    const Keys* keys = nullptr;
    Part part{};
    Counts counts = Counts::all;
  };
  // The narrow source's and, where there is one, the unit's.
  using Sides = std::vector<Side>;

  // Whether the recipient wrote to the sender: as far as the host must know, and as it may.
  struct Correspondence {
    bool surely = false;
    bool maybe = false;
  };

  Correspondence correspondence_of(const DecidedRequest& decided, const View& view,
                                   UnixTime true_now) const;
  void check_expectations(const DecidedRequest& decided, const View& view);
  void check_correspondence(const DecidedRequest& decided, const View& view, UnixTime true_now);
  void lose(const std::string& src, Known& known);
  bool due(const Fact& fact, const Known& known, const View& view) const;
  bool asked_besides(const Source& source, const View& view) const;
  bool lost_twice(const std::string& src, const Source& source) const;
  std::size_t losses_of(const std::string& src, Time from, Time to) const;
  Cutoffs surely_alive(UnixTime true_now) const;
  Cutoffs maybe_alive(UnixTime true_now) const;
  Part part_of(const std::string& src, const View& view, UnixTime true_now) const;
  Sides sides_of(const DecidedRequest& decided, const View& view, UnixTime true_now) const;
  bool passes_by_part(const DecidedRequest& decided, const View& view, const Sides& sides) const;
  bool waits_hidden(const DecidedRequest& decided, const View& view, const Sides& sides) const;
  bool waits_as_youngest(const DecidedRequest& decided, const View& view, const Side& side) const;
  void check_not_forgotten(const DecidedRequest& decided, const View& view, const Side& side);
  void check_exactly(const DecidedRequest& decided, const View& view, const Sides& sides, Time now);
  bool is_sure(const Side& side, const View& view, Time now) const;
  static bool has_passed_since(const Side& side, const Fact& connect);
  bool returned_before(const Side& side, const Fact& connect) const;
  bool is_first_anew(const Fact& connect, const View& view, UnixTime true_now) const;
  static Outcome expected(const Sides& sides, const Rules& rules, UnixTime now);
  void complain(const DecidedRequest& decided, const View& view, const std::string& what);
  void learn(const Fact& fact, const View& view, Time now, UnixTime true_now);

  std::function<void(const std::string&)> wrong_;
  Extremes extremes_;
  ExpectedMail expected_mail_;
  std::map<std::string, std::map<RowKey, Known>> facts_;  // by source
  std::map<std::string, Time> changed_;                   // sources, when last
  std::map<std::string, std::vector<Time>> losses_;       // of sources by Redis; "": of all
  std::set<std::string> unsure_;
  std::map<int, int> waiting_;            // facts of a host that may wait in its journal
  std::map<int, int> unstored_;           // and those that the persistent store may lack
  std::map<int, Time> without_since_;     // hosts that go on without Redis
  std::map<int, int> in_memory_;          // and those of them that are in its memory only
  std::map<std::string, Outcome> mails_;  // by instance, sender and recipient
  std::size_t checked_exactly_ = 0;
};

}  // namespace greycache::simulation
