// One of the sources that a request is looked up under, and all that is at hand of it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "greycache/policy/conclusion.h"

namespace greycache {

struct Pending;

// The narrow source is the client's network or address; the unit stands for its organisation; the
// recipient's correspondents are whom he wrote to.
enum class InquiryKind : std::uint8_t { narrow, unit, correspondent };

struct Inquiry {
  Inquiry(InquiryKind of_kind, Pending& of, const Keys& by)
      : kind(of_kind), pending(of), keys(by) {}

  const InquiryKind kind;
  Pending& pending;
  const Keys& keys;

  // What was asked for it.
  bool counts = false;                        // all facts of its source that the hot store has
  std::vector<Fact> all;                      // these
  std::shared_ptr<const SourceFacts> loaded;  // its source, by all who waited for that
  bool hot_has_nothing = false;  // of what the keys name, when the source had to be loaded
  bool asked = false;            // the persistent store, by key, and it has answered or cannot
  std::vector<Fact> found;       // what it answered

  Conclusion conclusion;  // by this source alone

  bool decided() const { return conclusion.missing == Missing::nothing; }
  // Whether the mail passes by an entry that counts.
  bool passes_mail() const { return decided() && passes(conclusion.decision.outcome); }
  Evidence evidence(const KnownEntries& hot, std::span<const Fact> changes,
                    const ForgottenNow& forgotten) const {
    return {hot,      counts ? &all : nullptr, loaded.get(), asked ? &found : nullptr, changes,
            forgotten};
  }
  // Nothing of its source is anywhere: to be counted is what the turn changes.
  void counts_changes_only() {
    counts = true;
    all.clear();
  }
  // What the persistent store said, or did not, counts no longer.
  void ask_anew() {
    loaded.reset();
    hot_has_nothing = false;
    asked = false;
    found.clear();
  }
  // As new, but for memory that is used again.
  void clear() {
    counts = false;
    all.clear();
    ask_anew();
    conclusion = {};
  }
};

}  // namespace greycache
