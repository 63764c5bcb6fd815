// What "forget" on the control socket does: what is known of somebody counts no more.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "common/ip_address.h"
#include "greycache/control/control.h"
#include "greycache/control/expectation_intake.h"
#include "greycache/engine/policy_set.h"
#include "greycache/storage/eraser.h"
#include "greycache/storage/expectation_watch.h"

namespace greycache {

// Words are percent-encoded, with one blank between two, and may be empty.
//   "add WHAT WHY": WHAT as "show" takes it, without what may stand behind: an address, a network,
//     an organisation, a sender;
//   "add-source NAME WHY": all under the source of exactly that name;
//   "remove WHAT" and "remove-source NAME": takes that back, on every host;
//   "list SCOPE NAME" and "list-json SCOPE NAME": what is forgotten, behind these names,
//     kMostListed at most, as ExpectCommands lists.
// "ok" is answered once the persistent store has it; other hosts know it within two seconds. What
// there is of it in the stores is deleted behind that. All on the loop's thread.
class ForgetCommands {
 public:
  struct Surroundings {
    std::function<UnixTime()> now;
    std::function<std::shared_ptr<const PolicySet>()> policy;
    // sender_organisation_of() a domain in lower case.
    std::function<std::string(std::string_view domain)> organisation_of;
  };
  // All that is given must outlive it.
  ForgetCommands(ExpectationWatch& watch, Eraser& eraser, Surroundings surroundings)
      : watch_(watch), eraser_(eraser), around_(std::move(surroundings)) {}

  void run(std::string_view words, const Control::Reply& reply);

  // What is seen so long after the command is forgotten, too: others hear of it within two seconds,
  // and their clocks may differ. Whoever comes in these is new once more.
  static constexpr UnixTime kMargin = 5;
  static constexpr std::size_t kMostListed = 5'000;

 private:
  // Whom somebody means, and where his entries stand.
  struct Meant {
    std::vector<ForgottenName> names;
    Eraser::Task task;
    std::string said;  // "what was known of ..."
    std::string note;  // lines of what is not forgotten with it; may be empty
  };
  using MeantResult = tl::expected<Meant, std::string>;

  MeantResult meant_by(const std::string& what) const;
  Meant of_source(const std::string& src) const;
  Meant of_sources(std::vector<std::string> sources, std::string said) const;
  Meant of_address(const IpAddress& address) const;
  Meant of_network(const Network& network) const;
  Meant of_sender(const std::string& address) const;
  MeantResult of_organisation(const std::string& name) const;
  void add(MeantResult meant, const std::string& why, const Control::Reply& reply);
  // A row for each name.
  ExpectationLines rows_of(const Meant& meant, UnixTime at, const std::string& why) const;
  // What is meant, and what a list shows as it is `written`.
  void take_back(const MeantResult& meant, const std::string& written, const Control::Reply& reply);
  bool is_forgotten(const std::vector<ForgottenName>& names) const;
  void list(const std::vector<std::string>& words, bool json, const Control::Reply& reply) const;

  ExpectationWatch& watch_;
  Eraser& eraser_;
  Surroundings around_;
};

}  // namespace greycache
