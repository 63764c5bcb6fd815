// A search of all entries for a mail address, piece by piece through a worker.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "greycache/engine/policy_set.h"
#include "greycache/storage/worker.h"
#include "greycache/store/fact_search.h"

namespace greycache {

// Others who ask get their turn between two pieces, and none holds up the end of the daemon for
// longer than one takes.
class AddressSearch : public std::enable_shared_from_this<AddressSearch> {
 public:
  struct Question {
    FactSearch wanted;
    std::vector<Fact> known;  // from elsewhere, to begin with
    std::string text;         // to begin with
    bool json = false;
    std::shared_ptr<const PolicySet> policy;
    Cutoffs cutoffs;
    UnixTime now = 0;
    std::chrono::steady_clock::time_point end;  // when the search stops
  };
  // Called once, on the loop's thread.
  using Done = std::function<void(const std::string& text)>;

  static void begin(Worker& worker, Question question, Done done);

  // More entries are not gathered.
  static constexpr std::size_t kMostFound = 200;

 private:
  AddressSearch(Worker& worker, Question question, Done done);

  void next_piece();
  void took(StoreResult<std::vector<Fact>> piece);
  void ask_for_sources();
  void finish(const std::vector<SourceFacts>& sources);
  bool over() const { return std::chrono::steady_clock::now() >= question_.end; }

  Worker& worker_;
  Question question_;
  Done done_;
  SearchPlace place_;
  std::vector<Fact> found_;
  std::string trouble_;  // lines of what the answer does not hold
};

// What is to be found of an address: as a sender ("" the null sender, "@domain" all of a domain; to
// `recipient`, where that is given) and, but for those, as a recipient.
FactSearch wanted_of(const std::string& address, const std::string& recipient);

// Whether a whitelist holds the address, as a recipient or as a sender; empty where none does.
std::string whitelist_text(const PolicySet& policy, const std::string& address);

// Whether mail to this recipient is greylisted, and by which rows of the opt tables; empty where
// optmethod is none, or where it is no recipient.
std::string opt_text(const PolicySet& policy, const std::string& address);

}  // namespace greycache
