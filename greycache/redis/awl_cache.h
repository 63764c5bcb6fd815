// Auto-whitelisted senders that Redis was seen to hold, in this process' memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "common/keyed_hash.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/known_entries.h"

namespace greycache {

// It is only as true as what it is told of changes (see CacheTracking), and holds nothing unless
// switched on. What Redis says of a source may overtake the reply to a look-up that was made
// before: so each look-up notes its moment, and what was forgotten since then is not remembered.
class AwlCache {
 public:
  // Moments are counted by what is forgotten.
  using Moment = std::uint64_t;

  // A source with more senders than this is forgotten and begins anew: what a source can cost when
  // it is forgotten has a bound.
  static constexpr std::size_t kMostOfSource = 2000;

  // Holds at most `most` senders; beyond it the source that was used least recently goes.
  explicit AwlCache(std::size_t most);

  // Everything is forgotten by both. Only look-ups made after switch_on() are remembered.
  void switch_on();
  void switch_off();
  bool on() const { return on_; }

  // The moment of a look-up that is made now.
  Moment moment() const { return now_; }
  // The AWL entries, or the correspondent, that a look-up made at `asked` found.
  void remember(const Keys& keys, const KnownEntries& known, Moment asked);

  // At least one AWL entry, or a correspondent, and nothing else; nullptr where nothing is known.
  // Good until the next call.
  const KnownEntries* find(const Keys& keys);

  void forget(std::string_view src);
  void forget_all();

  // Senders that are held.
  std::size_t size() const { return size_; }

 private:
  // Domain and name.
  using Sender = std::pair<std::string, std::string>;
  using SenderView = std::pair<std::string_view, std::string_view>;
  struct BySender {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return SenderView(a.first, a.second) < SenderView(b.first, b.second);
    }
  };
  struct Source {
    std::map<Sender, KnownEntries, BySender> senders;
    std::list<std::string_view>::iterator use;
  };
  using Sources = std::unordered_map<std::string, Source, KeyedHash, std::equal_to<>>;

  Moment& forgotten(std::string_view src);
  Source& source_of(const std::string& src);
  void erase(Sources::iterator source);
  void make_room();

  std::size_t most_;
  bool on_ = false;
  std::size_t size_ = 0;
  Sources sources_;
  std::list<std::string_view> by_use_;  // keys of sources_, the one used last first

  Moment now_ = 0;
  Moment all_forgotten_ = 0;
  // When a source was forgotten last; several share a place, which makes some of them wait for the
  // next look-up.
  std::array<Moment, 1024> forgotten_{};
};

}  // namespace greycache
