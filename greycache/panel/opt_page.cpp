// Some rows at a time, until the page is full or the time is over.
#include "greycache/panel/opt_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/panel/sealed_place.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kOptRowsAtOnce = 2000;
constexpr std::string_view kDomains = "domain ";
constexpr std::string_view kAddresses = "email ";

OptTable table_of(OptChoice choice, bool of_domains) {
  if (choice == OptChoice::in) return of_domains ? OptTable::optin_domain : OptTable::optin_email;
  return of_domains ? OptTable::optout_domain : OptTable::optout_email;
}

}  // namespace

tl::expected<OptChoice, Fault> opt_choice_of(const Question& question) {
  const std::string& choice = question.arguments.text("choice");
  if (choice == "in") return OptChoice::in;
  if (choice == "out") return OptChoice::out;
  return wrong("choice is neither in nor out");
}

std::string opt_note(OptChoice choice, OptMethod optmethod) {
  constexpr std::array<std::string_view, 3> kWords{"none", "optin", "optout"};
  const OptMethod wanted = choice == OptChoice::in ? OptMethod::optin : OptMethod::optout;
  if (optmethod == wanted) return {};
  if (optmethod != OptMethod::none) {
    const std::string_view other = choice == OptChoice::in ? "out" : "in";
    return fmt::format(
        "while optmethod = {} domains here do not count, and addresses only where their domain "
        "stands in opt-{}",
        kWords[static_cast<std::size_t>(optmethod)], other);
  }
  return fmt::format("these rows do not count while optmethod = {}; they would with optmethod = {}",
                     kWords[static_cast<std::size_t>(optmethod)],
                     kWords[static_cast<std::size_t>(wanted)]);
}

tl::expected<OptPage, Fault> OptPage::of(const Question& question) {
  const auto choice = opt_choice_of(question);
  if (!choice) return tl::unexpected(choice.error());
  OptPage page;
  page.question_ = question;
  page.choice_ = *choice;
  page.text_ = lower_ascii(trimmed(question.arguments.text("search")));
  page.limit_ = rows_of_page(question);
  const auto asked = asked_place(question);
  if (!asked) return wrong("place is none that was given");
  std::string_view place = *asked;
  page.of_domains_ = place.empty() || place.starts_with(kDomains);
  if (!page.of_domains_ && !place.starts_with(kAddresses)) {
    return wrong("place is none that was given");
  }
  if (!place.empty()) place.remove_prefix(page.of_domains_ ? kDomains.size() : kAddresses.size());
  page.after_ = percent_decoded(place);
  return page;
}

bool OptPage::wants(std::string_view row) const {
  if (!text_.empty() && lower_ascii(row).find(text_) == std::string::npos) return false;
  return concerns(question_, row) || lower_ascii(row) == question_.domain;
}

StoreResult<void> OptPage::read_some(PersistentStore& store) {
  std::size_t rows = 0;
  const auto take = [&](std::string_view row) {
    ++rows;
    if (more_) return;
    const bool wanted = wants(row);
    more_ = wanted && found_.size() == limit_;
    if (more_) return;
    after_ = row;
    if (wanted) found_.emplace_back(row);
  };
  auto read = store.read_opt_table(table_of(choice_, of_domains_), after_, kOptRowsAtOnce, take);
  if (!read || rows == kOptRowsAtOnce || more_) return read;
  done_ = !of_domains_;
  of_domains_ = false;
  after_.clear();
  return {};
}

Answer OptPage::answer(PersistentStore& store) {
  const auto began = Clock::now();
  const auto has_time = [&] {
    return Clock::now() < began + (found_.empty() ? kTimeForNothing : kTime);
  };
  while (!done_ && !more_ && has_time()) {
    const auto read = read_some(store);
    if (!read) return fault(Fault::Code::unavailable, read.error().message);
  }
  const std::string next =
      std::string(of_domains_ ? kDomains : kAddresses) + percent_encoded(after_);
  return JsonObject()
      .add("rows", json_list_of_texts(found_))
      .add_text_or_null("next", done_ ? "" : told_place(question_, next))
      .add_text_or_null("note", opt_note(choice_, optmethod_))
      .text();
}

}  // namespace greycache
