// Merges rows by their names, and counts the names that are new.
#include "greycache/control/expectation_intake.h"

#include <fmt/format.h>

#include <map>

namespace greycache {

AdmittedExpectations admitted(const Expectations* known, const ExpectationLines& lines,
                              std::size_t most) {
  AdmittedExpectations result;
  std::map<std::pair<std::string, std::string>, Expectation> by_names;
  std::size_t names = known == nullptr ? 0 : known->size();
  for (const auto& [line, row] : lines) {
    const std::pair key{row.recipient, row.sender};
    const bool is_known = known != nullptr && known->find(row.recipient, row.sender) != nullptr;
    if (!is_known && !by_names.contains(key)) {
      if (names >= most) {
        result.without_room.push_back(line);
        continue;
      }
      ++names;
    }
    const auto [there, fresh] = by_names.try_emplace(key, row);
    if (!fresh) merge_into(there->second, row);
    ++result.taken;
  }
  for (auto& [key, row] : by_names) result.rows.push_back(std::move(row));
  return result;
}

std::string no_room_for_expectations() {
  return fmt::format(
      "there are {} expectations and forgotten names; remove some, or wait until some are over",
      kMostExpectations);
}

}  // namespace greycache
