// All expectations that are known, in memory: what an operator lets through now.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/keyed_hash.h"
#include "greycache/policy/expectation/expectation.h"
#include "greycache/policy/expectation/forgotten.h"

namespace greycache {

// At most this many are made and held, removed ones and those that are over included.
inline constexpr std::size_t kMostExpectations = 100'000;

// Rows of all names, each once: what of one is met later merges into it. Written by one thread
// before others read it.
class Expectations {
 public:
  // False where there is no room for a row of new names.
  bool merge(const Expectation& row);

  // The row by which mail of this sender (empty: the null sender) to this recipient passes now, or
  // nullptr. Both lower-case, as they came in the envelope. A domain's row stands for the domain
  // behind the last '@' and for those below it, one of kEverybody for all. Looks at a few rows,
  // however many there are.
  const Expectation* match(std::string_view sender, std::string_view recipient, UnixTime now) const;

  // The row by which mail of this client passes now, whoever sends it, or nullptr. As Postfix says.
  const Expectation* match_client(std::string_view client_address, std::string_view client_name,
                                  UnixTime now) const;

  // The row of exactly these names, or nullptr.
  const Expectation* find(std::string_view recipient, std::string_view sender) const;

  // Those that count now, at most `limit`, in the order of recipient and sender, beginning with the
  // first behind these names (empty for the first of all). Good as long as the set is as it is.
  std::vector<const Expectation*> counting(std::string_view after_recipient,
                                           std::string_view after_sender, std::size_t limit,
                                           UnixTime now) const;
  // Rows that `other` lacks, or has in an older form, and that are not over yet: `other` has lost
  // them. Not those that lie ahead: who deletes one is rid of it.
  std::vector<Expectation> missing_in(const Expectations& other, UnixTime now) const;

  void each(const std::function<void(const Expectation&)>& row) const;
  // What rows among these say is forgotten; nullptr where none does.
  const Forgotten* forgotten() const { return forgotten_.empty() ? nullptr : &forgotten_; }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

 private:
  using BySender = std::map<std::string, Expectation, std::less<>>;

  static const Expectation* match_sender(const BySender& rows, std::string_view sender,
                                         UnixTime now);
  void note_forgotten(const Expectation& row);

  std::unordered_map<std::string, BySender, KeyedHash, std::equal_to<>> by_recipient_;
  Forgotten forgotten_;
  std::size_t size_ = 0;
};

}  // namespace greycache
