// Piece by piece, until the page is full or the time is over.
#include "greycache/panel/waiting_page.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/panel/next_attempt.h"
#include "greycache/panel/sealed_place.h"
#include "greycache/panel/waiting_history.h"
#include "greycache/policy/ages.h"
#include "greycache/policy/forgotten_entries.h"
#include "greycache/storage/known_senders.h"

namespace greycache {

namespace {

using Order = WaitingSearch::Order;

std::optional<Order> order_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Order>, 6> kNames{
      {{"", Order::newest},
       {"since", Order::newest},
       {"-since", Order::oldest},
       {"client", Order::client},
       {"sender", Order::sender},
       {"recipient", Order::recipient}}};
  for (const auto& [word, order] : kNames) {
    if (word == name) return order;
  }
  return std::nullopt;
}

}  // namespace

tl::expected<WaitingPage, Fault> WaitingPage::of(const Question& question) {
  const Arguments& arguments = question.arguments;
  const auto order = order_of(arguments.text("sort"));
  if (!order) return wrong("sort is none of since, -since, client, sender, recipient");
  const auto written = asked_place(question);
  const auto place = written ? parse_waiting_place(*written) : std::nullopt;
  if (!place) return wrong("place is none that was given");
  WaitingPage page;
  page.wanted_.order = *order;
  page.wanted_.domain = percent_encoded(question.domain);
  page.wanted_.limit = rows_of_page(question);
  page.place_ = *place;
  page.question_ = question;
  return page;
}

void WaitingPage::set(std::shared_ptr<const PolicySet> policy, UnixTime now,
                      std::shared_ptr<HistoryStore> history) {
  policy_ = std::move(policy);
  now_ = now;
  history_ = std::move(history);
}

std::chrono::milliseconds WaitingPage::left(Clock::time_point began) const {
  using std::chrono::milliseconds;
  const auto passed = std::chrono::duration_cast<milliseconds>(Clock::now() - began);
  // A step of a page without rows ends in time for one with them.
  if (passed < kTime || !entries_.empty()) return kTime - passed;
  return std::min(kTimeForNothing - passed, kTime);
}

StoreResult<void> WaitingPage::read_some(PersistentStore& store, std::chrono::milliseconds time) {
  WaitingSearch wanted = wanted_;
  wanted.limit -= entries_.size();
  wanted.time = std::max(time, std::chrono::milliseconds(1));
  auto found = store.find_waiting(wanted, place_.entries);
  if (!found) return tl::unexpected(found.error());
  std::erase_if(*found, [&](const Fact& fact) { return !filter_.keeps(fact); });
  const Cutoffs cutoffs = cutoffs_at(policy_->rules, now_);
  std::erase_if(*found, [&](const Fact& fact) { return expired(fact, cutoffs); });
  drop_forgotten(policy_->forgotten(now_), *found);
  if (auto dropped = drop_known(store, cutoffs, *found); !dropped) return dropped;
  for (Fact& fact : *found) {
    const bool again =
        std::ranges::any_of(entries_, [&](const Fact& shown) { return same_fact(shown, fact); });
    if (!again) entries_.push_back(std::move(fact));
  }
  return {};
}

void WaitingPage::make_filter() {
  MailSearchPlace reached = place_.mails;
  filter_ = WaitingFilter::of(question_.arguments.text("filter"), policy_->rules, now_,
                              history_.get(), reached);
  place_.looked_for_mails_to(reached);
  wanted_.texts = filter_.texts();
}

StoreResult<void> WaitingPage::read(PersistentStore& store) {
  make_filter();
  const auto began = Clock::now();
  if (filter_.keeps_none()) {
    place_.entries.done = true;
    return {};
  }
  do {
    if (const auto read = read_some(store, left(began)); !read) return read;
  } while (entries_.size() < wanted_.limit && !place_.entries.done && left(began).count() > 0);
  mails_ = mails_of_entries(entries_);
  if (history_) WaitingHistory(*history_).add_to(mails_);
  std::erase_if(mails_, [this](const WaitingMail& mail) {
    return mail.passed || filter_.is_of_another(mail);
  });
  return {};
}

bool WaitingPage::look_ahead() {
  const auto began = Clock::now();
  while (looked_ahead_ < mails_.size() && Clock::now() < began + kPieceOfLists) {
    WaitingMail& mail = mails_[looked_ahead_++];
    mail.passes_because = why_it_passes(*policy_, mail, now_);
  }
  time_of_lists_ += Clock::now() - began;
  return looked_ahead_ == mails_.size() || time_of_lists_ >= kTimeOfLists;
}

std::string WaitingPage::next() const {
  if (place_.is_over()) return {};
  if (!place_.entries.done) return waiting_place(place_);
  return waiting_place({{}, place_.next_mails, {}});
}

std::string WaitingPage::answer() const {
  std::vector<std::string> rows;
  for (const WaitingMail& mail : mails_) rows.push_back(mail_json(mail, policy_->rules));
  return JsonObject()
      .add("rows", json_list(rows))
      .add_text_or_null("next", told_place(question_, next()))
      .add("total", "null")
      .add_bool("all", place_.entries.all)
      .add_bool("searched_all", place_.is_all_searched())
      .text();
}

}  // namespace greycache
