// Keys hold a blank, which neither a name nor an address has.
#include "greyweb/account/sign_in_limits.h"

#include "common/ip_address.h"

namespace greycache::web {

namespace {

constexpr int kPrefixOfIpv6 = 64;

std::string network_of(std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (!address || address->bits() == 32) return std::string(text);
  return address->masked(kPrefixOfIpv6).text();
}

std::string both(std::string_view account, const std::string& network) {
  return std::string(account) + " from " + network;
}

}  // namespace

bool SignInLimits::allows(std::string_view account, std::string_view address, UnixTime now) const {
  const std::string network = network_of(address);
  return counts_.size() < kMostCounted &&
         failures(both(account, network), now) < kOfAccountFromNetwork &&
         failures("from " + network, now) < kOfNetwork &&
         failures("account " + std::string(account), now) < kOfAccount;
}

void SignInLimits::failed(std::string_view account, std::string_view address, UnixTime now) {
  const std::string network = network_of(address);
  count(both(account, network), now);
  count("from " + network, now);
  count("account " + std::string(account), now);
  if (counts_.size() < kMostCounted) return;
  std::erase_if(counts_, [&](const auto& entry) { return is_over(entry.second, now); });
}

void SignInLimits::succeeded(std::string_view account, std::string_view address) {
  counts_.erase(both(account, network_of(address)));
}

int SignInLimits::failures(const std::string& key, UnixTime now) const {
  const auto found = counts_.find(key);
  if (found == counts_.end() || is_over(found->second, now)) return 0;
  return found->second.failures;
}

void SignInLimits::count(const std::string& key, UnixTime now) {
  Count& count = counts_[key];
  if (is_over(count, now)) count = {now, 0};
  ++count.failures;
}

}  // namespace greycache::web
