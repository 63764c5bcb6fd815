// How often somebody may try to sign in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/duration.h"
#include "common/keyed_hash.h"

namespace greycache::web {

// Counts failures in spans of a quarter of an hour: of an account from one network, of a network
// (an IPv4 address, a /64 of IPv6), and of an account from everywhere, which is allowed more, so
// that a stranger cannot easily keep its owner out. One thread at a time; times are passed in.
class SignInLimits {
 public:
  static constexpr UnixTime kSpan = 15 * 60;
  static constexpr int kOfAccountFromNetwork = 8;
  static constexpr int kOfNetwork = 30;
  static constexpr int kOfAccount = 60;
  // Where so many are counted, those whose span is over go; then nobody may try.
  static constexpr std::size_t kMostCounted = 50'000;

  // Whether another try is allowed.
  bool allows(std::string_view account, std::string_view address, UnixTime now) const;

  void failed(std::string_view account, std::string_view address, UnixTime now);

  // What failed from there was the owner's own slip.
  void succeeded(std::string_view account, std::string_view address);

 private:
  struct Count {
    UnixTime began = 0;
    int failures = 0;
  };

  // A clock that was set back must keep nobody out until it is where it was.
  static bool is_over(const Count& count, UnixTime now) {
    return now < count.began || now - count.began >= kSpan;
  }
  int failures(const std::string& key, UnixTime now) const;
  void count(const std::string& key, UnixTime now);

  std::unordered_map<std::string, Count, KeyedHash, std::equal_to<>> counts_;
};

}  // namespace greycache::web
