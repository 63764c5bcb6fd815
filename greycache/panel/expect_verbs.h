// "expect", "release" and "never": what is let through, and taken back.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/json_object.h"
#include "greycache/control/control.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"
#include "greycache/policy/lists/opt_method.h"
#include "greycache/policy/organisation/registrable_domain.h"
#include "greycache/storage/expectation_watch.h"

namespace greycache {

// By the commands of the control socket. Each change answers {"done":SENTENCE,"undo":{...}}: the
// question that takes it back, without account, role and domain, or null where what was there
// before would be lost with it; of what somebody has made longer meanwhile it takes nothing back.
// Where nothing was changed `changed` is 0, too. Nothing that passes for longer is cut short. An
// account with a domain changes and sees what concerns its recipients only, neither takes back nor
// makes longer what an operator has made or has asked for since, and has room for kMostOfCustomer
// rows. All on the loop's thread.
class ExpectVerbs {
 public:
  struct Surroundings {
    std::function<UnixTime()> now;
    std::function<OptMethod()> optmethod;
    RegistrableDomain registrable_domain;
    Control::Handler command;
  };
  // Of all accounts with one domain, those removed of the last day included: many customers share
  // kMostExpectations.
  static constexpr std::size_t kMostOfCustomer = 1000;

  // `watch` must outlive it.
  ExpectVerbs(const ExpectationWatch& watch, Surroundings around)
      : watch_(watch), around_(std::move(around)) {}

  // Which mail passes at once for some time: adds, removes.
  void expect(const Question& question, const Respond& respond) const;
  // One mail, by its reference or its names.
  void release(const Question& question, const Respond& respond) const;
  // A client or a sender: passes for as long as may be expected, on every host. A recipient: by the
  // opt-out tables where optmethod is that, otherwise as a sender.
  void never(const Question& question, const Respond& respond) const;

 private:
  struct Names {
    std::string recipient;
    std::string sender;
  };
  // Makes the question that takes back what was just done, or "null".
  using Undo = std::function<std::string()>;
  // Runs a command; its sentence is what is done.
  void run(const std::string& command, const Undo& undo, const Respond& respond) const;
  void let_pass(const Question& question, const Names& names, UnixTime span, const Undo& undo,
                const Respond& respond) const;
  void take_back(const Question& question, const Names& names, const Respond& respond) const;
  void release_reference(const Question& question, const Respond& respond) const;
  void never_again(const Question& question, const Names& names, const Respond& respond) const;
  void never_recipient(const Question& question, const Respond& respond) const;
  void opt_out(const Question& question, const Respond& respond) const;
  // Removed or over, too.
  std::optional<Expectation> remembered(std::string_view recipient, std::string_view sender) const;
  std::optional<Expectation> standing(std::string_view recipient, std::string_view sender) const;
  bool stands(std::string_view recipient, std::string_view sender) const;
  // Whether the account may have a row of these names: one that was removed has its room still.
  bool has_room(const Question& question, const Names& names) const;
  // Of an expectation of these names that is to be made: `question`, for that row alone.
  Undo undo_of(const Names& names, const JsonObject& question) const;
  // Whether the account may take it back, and it is the one that is meant.
  tl::expected<void, Fault> check_removal(const Question& question,
                                          const std::optional<Expectation>& row) const;

  const ExpectationWatch& watch_;
  Surroundings around_;
};

}  // namespace greycache
