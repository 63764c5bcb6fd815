// What "expect", "release" and "allow" on the control socket do: let mail through now.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/control/control.h"
#include "greycache/policy/rules.h"
#include "greycache/storage/expectation_watch.h"

namespace greycache {

// Whom a reference names, in the history: the envelope of each mail that has it, as it came.
struct ReferredMail {
  std::string sender;
  std::string recipient;
};
// Answers once, from the loop: empty where nothing is known of the reference; an error is a
// sentence.
using FindByReference = std::function<void(
    const std::string& reference,
    std::function<void(tl::expected<std::vector<ReferredMail>, std::string>)> found)>;

// Words are percent-encoded, with one blank between two, and may be empty.
//   expect: "add RECIPIENT SENDER SPAN WHY" (SPAN as "90s", "1h", "2d", or a number of minutes),
//     "remove RECIPIENT SENDER", "list RECIPIENT SENDER" and "list-json RECIPIENT SENDER": those
//     that count now behind these names, kMostListed at most, each on a line that begins with two
//     blanks, then "next RECIPIENT SENDER" where there are more, or "end".
//   release: "SENDER RECIPIENT", or "REFERENCE"; or "SENDER RECIPIENT WHOSE", "REFERENCE  WHOSE":
//     with that before the reason that is kept.
//   allow: "add WHOM SPAN WHY", "remove WHOM": whatever comes from a sender (with an '@', or "<>"),
//     or from a client, as parse_allowed_client() has it.
// "ok" is answered once the persistent store has the row. All on the loop's thread.
class ExpectCommands {
 public:
  struct Surroundings {
    std::function<UnixTime()> now;
    std::function<UnixTime()> max_connect_age;
  };
  // `watch` outlives it.
  ExpectCommands(ExpectationWatch& watch, Surroundings surroundings)
      : watch_(watch), around_(std::move(surroundings)) {}

  void expect(std::string_view words, Control::Reply reply);
  void release(std::string_view words, Control::Reply reply);
  void allow(std::string_view words, Control::Reply reply);

  // Without it no reference is known.
  void set_find_by_reference(FindByReference find) { find_by_reference_ = std::move(find); }

  static constexpr std::size_t kMostListed = 5'000;

 private:
  using Words = std::vector<std::string>;
  struct Names {
    std::string recipient;
    std::string sender;
    std::string fault;  // as words of an operator's; of what was made otherwise they may be names
  };
  // The sentence for what was done.
  using Said = std::function<std::string(const ExpectationChanged& changed)>;

  void add(const Words& words, Control::Reply reply);
  void remove(const Words& words, Control::Reply reply);
  Names names_of(const Words& words) const;
  void let_pass(Expectation row, const std::string& span, Control::Reply reply);
  void take_back(const Names& names, Control::Reply reply);
  void list(const Words& words, bool json, const Control::Reply& reply);
  void release_mail(const std::string& sender, const std::string& recipient, const std::string& why,
                    Control::Reply reply);
  void release_reference(const std::string& written, const std::string& whose,
                         Control::Reply reply);
  void store(ExpectationChange change, Said said, Control::Reply reply);

  ExpectationWatch& watch_;
  Surroundings around_;
  FindByReference find_by_reference_;
};

}  // namespace greycache
