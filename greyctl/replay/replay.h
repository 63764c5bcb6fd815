// The decision over a recorded trace, in memory and with the trace's own times.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/engine/organisations.h"
#include "greycache/policy/admission.h"
#include "greycache/policy/decide.h"
#include "greyctl/replay/answerer.h"
#include "greyctl/replay/replay_memory.h"
#include "greyctl/replay/trace_line.h"

namespace greycache {

// One thread. Everything given must outlive the replay.
class Replay final : public Answerer {
 public:
  Replay(const Rules& rules, const Lists& lists, const SourceRules& source_rules,
         std::size_t most_entries = ReplayMemory::kMostEntries)
      : rules_(rules),
        lists_(lists),
        source_rules_(source_rules),
        memory_(ages_of(rules), most_entries) {}
  // By all that a configuration says, greymethod organisation included.
  explicit Replay(const PolicySet& policy);

  tl::expected<ReplayAnswer, std::string> ask(const PolicyRequest& request, UnixTime at) override;

  // Calls `fact` with all that it remembers, expired ones too.
  void each_fact(const std::function<void(Fact fact)>& fact) { memory_.each(fact); }
  // How organisations stand at `now`, after all that was asked until then; rows of this process
  // (`host` is empty), their names as they are. Once.
  std::vector<StandingRow> take_standings(UnixTime now);

  // ask() for a line of JSON, answered as JSON. The error says what is wrong with the line, or is
  // the memory's.
  tl::expected<std::string, std::string> answer(std::string_view line);

 private:
  // By one source.
  struct View {
    KnownEntries known;
    Decision decision;
  };

  void admit(const PolicyRequest& request, UnixTime at, Admission& admission);
  // `lent`: see lent_connect().
  View view(const Rules& rules, const Keys& keys, UnixTime now,
            const std::optional<Fact>& lent = std::nullopt);
  Decision decision_for(const Keys& keys, UnixTime now);
  std::string action(const PolicyRequest& request, const ReplayAnswer& answer, const Keys& keys);

  const Rules& rules_;
  Lists lists_;
  SourceRules source_rules_;
  ReplayMemory memory_;
  std::optional<Organisations> organisations_;
  // Of the request under way.
  std::string organisation_;
  std::string standing_name_;
  Keys unit_keys_;
  TraceLine line_;
  // Who of an instance has had the header, of the last instances.
  std::unordered_map<std::string, std::string> header_given_to_;
};

}  // namespace greycache
