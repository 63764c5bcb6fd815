// How often somebody may try to sign in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/duration.h"
#include "common/keyed_hash.h"

namespace greycache::web {

// Counts failures in spans of a quarter of an hour: of an account from one network, of a network
// (an IPv4 address, a /64 of IPv6), and of an account from everywhere, which is allowed more. That
// one does not count where the account has signed in before, so that strangers all over the world
// do not keep its owner out. One thread at a time; times are passed in.
class SignInLimits {
 public:
  static constexpr UnixTime kSpan = 15 * 60;
  static constexpr int kOfAccountFromNetwork = 8;
  static constexpr int kOfNetwork = 30;
  static constexpr int kOfAccount = 60;
  // Where another one comes, the one that is counted for longest is not any more.
  static constexpr std::size_t kMostNetworks = 20'000;
  // Accounts with a network where they have signed in: the one that did so least lately goes.
  static constexpr std::size_t kMostHomes = 1'000;

  // Whether there is such an account. A name of none takes no room but its network's.
  enum class Known : bool { no, yes };

  // Whether another try is allowed. Forgets those whose span is over.
  bool allows(std::string_view account, std::string_view address, UnixTime now);

  void failed(std::string_view account, Known known, std::string_view address, UnixTime now);

  // What failed from there was the owner's own slip, and he is at home there.
  void succeeded(std::string_view account, std::string_view address);

  // How much is counted: networks, and accounts.
  std::size_t size() const { return by_age_.size() + accounts_.size(); }

 private:
  struct Count {
    UnixTime began = 0;
    int failures = 0;
  };
  struct NetworkCount {
    std::string network;
    Count count;
    std::vector<std::uint64_t> names;  // hashes of those that failed, kOfNetwork at most
  };
  using ByAge = std::list<NetworkCount>;  // in the order in which they began

  // A clock that was set back must keep nobody out until it is where it was.
  static bool is_over(const Count& count, UnixTime now) {
    return now < count.began || now - count.began >= kSpan;
  }
  void forget_old(UnixTime now);
  void drop(ByAge::iterator network);
  NetworkCount& counted_network(const std::string& network, UnixTime now);
  bool is_too_often(std::string_view account) const;

  ByAge by_age_;
  std::unordered_map<std::string, ByAge::iterator, KeyedHash, std::equal_to<>> networks_;
  std::unordered_map<std::string, Count, KeyedHash, std::equal_to<>> accounts_;
  std::deque<std::uint64_t> homes_;  // see home_of(); the latest one last
};

}  // namespace greycache::web
