// What "show" on the control socket answers.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/ip_address.h"
#include "greycache/control/control.h"
#include "greycache/core/core.h"
#include "greycache/engine/policy_set.h"

namespace greycache {

class AddressSearch;

// "ADDRESS", "ADDRESS CLIENT-NAME": whether a whitelist holds the client, and the entries of the
// sources that it may be keyed under. "NETWORK": those of the sources in it. "user@domain",
// "user@domain RECIPIENT", "DOMAIN", "DOMAIN AFTER": how an organisation stands, and a page of its
// entries. "@domain", "<>": what is known of a sender, what waits for a recipient, and whether he
// is greylisted. The store is asked by a worker of its own (Core::asking_worker()), at most
// kMostSearches searches at a time, each for kSearchTime. All on the loop's thread.
class ShowCommands {
 public:
  // `conf_dir` must outlive this; what it says at the moment counts.
  ShowCommands(Core& core, const std::string& conf_dir, std::function<UnixTime()> clock,
               std::function<std::shared_ptr<const PolicySet>()> policy);
  ~ShowCommands();

  // In words, or as a JSON object.
  void run(std::string_view words, bool json, Control::Reply reply);

  static constexpr std::size_t kMostSearches = 4;
  static constexpr std::chrono::milliseconds kSearchTime{5000};

 private:
  void show_client(const IpAddress& address, const std::string& client_name, bool json,
                   Control::Reply reply);
  // What lies in the network, and `sources`, whose names cover it.
  void show_network(const Network& network, std::vector<std::string> sources, bool json,
                    Control::Reply reply);
  void show_organisation(const std::string& name, const std::string& after, bool json,
                         Control::Reply reply);
  void show_mail_address(const std::string& address, const std::string& recipient, bool json,
                         Control::Reply reply);
  // Facts of this process that are not written yet, as far as the filter wants them.
  std::vector<Fact> unwritten(const std::function<bool(const Fact&)>& wanted, std::string& text);

  Core& core_;
  const std::string& conf_dir_;
  std::function<UnixTime()> clock_;
  std::function<std::shared_ptr<const PolicySet>()> policy_;
  std::shared_ptr<std::size_t> searches_ = std::make_shared<std::size_t>(0);  // under way
};

}  // namespace greycache
