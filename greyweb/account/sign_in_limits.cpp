// What fails of an account from a network is noted with the network.
#include "greyweb/account/sign_in_limits.h"

#include <algorithm>
#include <iterator>

#include "common/ip_address.h"

namespace greycache::web {

namespace {

constexpr int kPrefixOfIpv6 = 64;
constexpr std::size_t kLongestAddress = 64;

std::string network_of(std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (!address || address->bits() == 32) return std::string(text.substr(0, kLongestAddress));
  return address->masked(kPrefixOfIpv6).text();
}

// No name of an account holds a blank.
std::uint64_t home_of(std::string_view account, std::string_view address) {
  return keyed_hash(std::string(account) + ' ' + network_of(address));
}

}  // namespace

bool SignInLimits::is_too_often(std::string_view account) const {
  const auto found = accounts_.find(account);
  return found != accounts_.end() && found->second.failures >= kOfAccount;
}

bool SignInLimits::allows(std::string_view account, std::string_view address, UnixTime now) {
  forget_old(now);
  if (is_too_often(account) && std::ranges::count(homes_, home_of(account, address)) == 0) {
    return false;
  }
  const auto found = networks_.find(network_of(address));
  if (found == networks_.end() || is_over(found->second->count, now)) return true;
  const NetworkCount& network = *found->second;
  return network.count.failures < kOfNetwork &&
         std::ranges::count(network.names, keyed_hash(account)) < kOfAccountFromNetwork;
}

void SignInLimits::failed(std::string_view account, Known known, std::string_view address,
                          UnixTime now) {
  forget_old(now);
  NetworkCount& network = counted_network(network_of(address), now);
  ++network.count.failures;
  if (network.names.size() < kOfNetwork) network.names.push_back(keyed_hash(account));
  if (known == Known::no) return;
  ++accounts_.try_emplace(std::string(account), Count{now, 0}).first->second.failures;
}

void SignInLimits::succeeded(std::string_view account, std::string_view address) {
  const auto found = networks_.find(network_of(address));
  if (found != networks_.end()) std::erase(found->second->names, keyed_hash(account));
  const std::uint64_t home = home_of(account, address);
  std::erase(homes_, home);
  if (homes_.size() == kMostHomes) homes_.pop_front();
  homes_.push_back(home);
}

void SignInLimits::forget_old(UnixTime now) {
  while (!by_age_.empty() && is_over(by_age_.front().count, now)) drop(by_age_.begin());
  std::erase_if(accounts_, [now](const auto& entry) { return is_over(entry.second, now); });
}

void SignInLimits::drop(ByAge::iterator network) {
  networks_.erase(network->network);
  by_age_.erase(network);
}

SignInLimits::NetworkCount& SignInLimits::counted_network(const std::string& network,
                                                          UnixTime now) {
  const auto found = networks_.find(network);
  if (found != networks_.end()) {
    if (!is_over(found->second->count, now)) return *found->second;
    drop(found->second);
  }
  if (by_age_.size() >= kMostNetworks) drop(by_age_.begin());
  by_age_.push_back({network, {now, 0}, {}});
  networks_.emplace(network, std::prev(by_age_.end()));
  return by_age_.back();
}

}  // namespace greycache::web
