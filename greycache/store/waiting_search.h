// A look at what waits: in an order, page by page.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "greycache/policy/fact.h"

namespace greycache {

struct WaitingSearch {
  // newest, oldest: by first_seen. client: by the key of the table.
  enum class Order : std::uint8_t { newest, oldest, client, sender, recipient };
  Order order = Order::newest;
  // One is a part of a source, a sender's address or a recipient; none: any.
  std::vector<std::string> texts;
  std::string domain;  // of the recipient; empty: any
  std::size_t limit = 50;
  // How long a call may take, about; what it has found by then it returns.
  std::chrono::milliseconds time{50};

  // Names are key parts (see Keys); `texts` and `domain` are in the same form.
  bool wants(std::string_view src, std::string_view sender_domain, std::string_view sender_name,
             std::string_view rcpt) const {
    if (!is_of_domain(rcpt)) return false;
    if (texts.empty()) return true;
    const std::string sender = std::string(sender_name).append(1, '@').append(sender_domain);
    return std::ranges::any_of(texts, [&](const std::string& text) {
      return src.find(text) != src.npos || rcpt.find(text) != rcpt.npos ||
             sender.find(text) != sender.npos;
    });
  }
  bool wants(const Fact& fact) const {
    return wants(fact.src, fact.sender_domain, fact.sender_name, fact.rcpt);
  }

  // Whether `a` stands before `b`. Two of the same names and time are one.
  bool before(const Fact& a, const Fact& b) const {
    const auto key = [](const Fact& fact) {
      return std::tie(fact.src, fact.sender_domain, fact.sender_name, fact.rcpt);
    };
    switch (order) {
      case Order::newest:
        return std::tuple(b.first_seen, key(b)) < std::tuple(a.first_seen, key(a));
      case Order::oldest:
        return std::tuple(a.first_seen, key(a)) < std::tuple(b.first_seen, key(b));
      case Order::sender:
        return std::tie(a.sender_domain, a.sender_name, a.rcpt, a.src, a.first_seen) <
               std::tie(b.sender_domain, b.sender_name, b.rcpt, b.src, b.first_seen);
      case Order::recipient:
        return std::tie(a.rcpt, a.sender_domain, a.sender_name, a.src, a.first_seen) <
               std::tie(b.rcpt, b.sender_domain, b.sender_name, b.src, b.first_seen);
      case Order::client:
        break;
    }
    return std::tuple(key(a), a.first_seen) < std::tuple(key(b), b.first_seen);
  }

 private:
  bool is_of_domain(std::string_view rcpt) const {
    return domain.empty() || (rcpt.size() > domain.size() && rcpt.ends_with(domain) &&
                              rcpt[rcpt.size() - domain.size() - 1] == '@');
  }
};

// How far it has come. The store's own; a new one begins at the beginning. It may come from
// outside: a store looks at all of it before it uses it.
struct WaitingPlace {
  Fact last;               // the last entry that was looked at; no names: none
  std::string table;       // where entries are in several
  std::int64_t block = 0;  // of the table's file, where it is read by blocks
  bool done = false;       // there are no others
  // false where time was over before all was looked at, and the order needs that: others may belong
  // between those that were found.
  bool all = true;
};

// The first of many in an order that no index has.
class FirstOfWaiting {
 public:
  explicit FirstOfWaiting(const WaitingSearch& search) : search_(search) {}

  void add(Fact fact) {
    const auto before = [this](const Fact& a, const Fact& b) { return search_.before(a, b); };
    if (found_.size() == search_.limit && !before(fact, found_.front())) return;
    found_.push_back(std::move(fact));
    std::ranges::push_heap(found_, before);
    if (found_.size() <= search_.limit) return;
    std::ranges::pop_heap(found_, before);
    found_.pop_back();
  }

  // In order; `place` then leads behind them.
  std::vector<Fact> take(WaitingPlace& place) {
    std::ranges::sort(found_,
                      [this](const Fact& a, const Fact& b) { return search_.before(a, b); });
    place.done = found_.size() < search_.limit;
    if (!found_.empty()) place.last = found_.back();
    return std::move(found_);
  }

 private:
  const WaitingSearch& search_;
  std::vector<Fact> found_;  // a heap, the last of them in front
};

}  // namespace greycache
