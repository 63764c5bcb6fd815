// What an operator has had forgotten: nothing that was seen until then counts any more.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/keyed_hash.h"
#include "greycache/policy/expectation/expectation.h"

namespace greycache {

// Of whom. Names are key parts (policy/keys.h).
struct ForgottenName {
  enum class Scope : std::uint8_t {
    source,                  // all that stands under a source: its whole name
    organisation,            // under any unit of a client's organisation: what is before the '@'
    sender,                  // of a sender under any source but these: "DOMAIN", "DOMAIN NAME"
    sender_at_organisation,  // the same under the sources that hold an '@'
    network,                 // under all addresses and networks within it: Network::text()
  };
  Scope scope = Scope::source;
  std::string name;

  friend bool operator==(const ForgottenName&, const ForgottenName&) = default;
};

// It stands among the expectations as a removed row, whose recipient holds a blank and no '@', as
// no envelope's does, and whose `until` is `at` (docs/decisions/0042): so it merges, is held, kept
// and given back as they are, by hosts of an older version, too. `kept_until`: when nothing that
// was seen by then can count in any case.
Expectation forgotten_row(const ForgottenName& name, UnixTime at, UnixTime kept_until,
                          const std::string& why);
// Makes `row` later than `standing` of the same names, whatever clock made that one.
Expectation later_than(const Expectation& standing, Expectation row);
// What takes it back: a row that forgets nothing, later than this one.
Expectation taken_back(const Expectation& row, UnixTime now);
// Nothing for every other row.
std::optional<ForgottenName> forgotten_name_of(const Expectation& row);
// Whether the row is one that has something forgotten, and is not taken back.
bool forgets(const Expectation& row);
// Whether the row is one that counts as none, since its time lies too far ahead.
bool lies_ahead(const Expectation& row, UnixTime now);
// Whether a row for this recipient would be taken for one.
bool is_forgotten_scope(std::string_view recipient);

// How far a forgetting's time may lie ahead (kClocksApart): what counts until a moment hours ahead
// would keep mail waiting until then, since each first attempt is forgotten at once.
inline constexpr UnixTime kForgottenAhead = 3600;

// All of them, to be asked by the names of an entry.
class Forgotten {
 public:
  // The later time counts.
  void add(const ForgottenName& name, UnixTime at);
  // It was taken back.
  void remove(const ForgottenName& name);

  // When entries of this source and sender were forgotten last, 0 for never. An entry that was seen
  // last (a waiting one: first) then or before counts as absent. A time that is further ahead of
  // `now` than kForgottenAhead counts as none. `sender_name` is empty where the entry has none. A
  // few look-ups, however many names there are.
  UnixTime at(std::string_view src, std::string_view sender_domain, std::string_view sender_name,
              UnixTime now) const;

  // The latest of all that were added, 0 where there is none.
  UnixTime latest() const { return times_.empty() ? 0 : *times_.rbegin(); }
  bool empty() const;

  // When at() may begin to say something else, or entries to count: after a time that was added, or
  // where one lies ahead no more. Nothing where that is not to come.
  std::optional<UnixTime> next_change(UnixTime now) const;
  // The same of two that say the same; of others it differs, as good as surely. By this process.
  std::uint64_t fingerprint() const { return fingerprint_; }

 private:
  using Times = std::unordered_map<std::string, UnixTime, KeyedHash, std::equal_to<>>;

  Times& times_of(ForgottenName::Scope scope);
  UnixTime time_of_networks(std::string_view src, UnixTime latest) const;

  Times sources_;
  Times organisations_;
  Times senders_;
  Times senders_at_organisations_;
  Times networks_;
  std::set<int> prefixes_;    // of the networks
  std::set<UnixTime> times_;  // that were added
  std::uint64_t fingerprint_ = 0;
};

// What counts of them at a moment; without names nothing is forgotten.
struct ForgottenNow {
  const Forgotten* names = nullptr;
  UnixTime now = 0;

  // Forgotten::at()
  UnixTime at(std::string_view src, std::string_view sender_domain,
              std::string_view sender_name) const {
    return names == nullptr ? 0 : names->at(src, sender_domain, sender_name, now);
  }
};

// Whom an operator means by a sender, as ForgottenName has it; `name` may be empty.
std::string forgotten_sender(std::string_view sender_domain, std::string_view sender_name);

}  // namespace greycache
