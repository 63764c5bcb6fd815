// Counts in the order in which they began.
#include "greyctl/moving/account/moving_account.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestExample = 120;

}  // namespace

MovingAccount::Entry& MovingAccount::entry_of(std::vector<Entry>& entries, std::string_view words) {
  const auto known = std::ranges::find(entries, words, &Entry::words);
  if (known != entries.end()) return *known;
  return entries.emplace_back(Entry{std::string(words), 0, {}});
}

void MovingAccount::add(std::vector<Entry>& entries, std::string_view words,
                        std::string_view example) {
  Entry& entry = entry_of(entries, words);
  ++entry.count;
  if (entry.examples.size() < kExamples) {
    entry.examples.push_back(escaped(example, kLongestExample));
  }
}

void MovingAccount::came(std::string_view kind, std::size_t count) {
  if (count != 0) entry_of(came_, kind).count += count;
}

void MovingAccount::mended(std::string_view how, std::string_view example) {
  add(mended_, how, example);
}

void MovingAccount::set_aside(std::string_view where, std::string_view why,
                              std::string_view example) {
  add(set_aside_, fmt::format("{}: {}", where, why), example);
}

void MovingAccount::damaged(std::string_view where, std::string_view why,
                            std::string_view example) {
  set_aside(where, why, example);
  any_damaged_ = true;
}

bool MovingAccount::came_any_of(std::initializer_list<std::string_view> kinds) const {
  return std::ranges::any_of(kinds, [this](std::string_view kind) {
    return std::ranges::find(came_, kind, &Entry::words) != came_.end();
  });
}

std::size_t MovingAccount::all_set_aside() const {
  std::size_t count = 0;
  for (const Entry& entry : set_aside_) count += entry.count;
  return count;
}

void MovingAccount::append(std::string& text, std::string_view title,
                           const std::vector<Entry>& entries) {
  if (entries.empty()) return;
  text += fmt::format("{}:\n", title);
  for (const Entry& entry : entries) {
    text += fmt::format("  {:>9}  {}\n", entry.count, entry.words);
    for (const std::string& example : entry.examples) {
      text += fmt::format("               {}\n", example);
    }
  }
}

std::string MovingAccount::text() const {
  std::string text;
  append(text, "came", came_);
  append(text, "mended", mended_);
  append(text, "set aside", set_aside_);
  return text;
}

}  // namespace greycache
