// The kinds of rows and their names.
#include "greycache/moving/moved_row.h"

#include <algorithm>
#include <array>

namespace greycache {

namespace {

constexpr std::array<const char*, kMovedKinds> kNames{
    "connect",     "from_awl",     "domain_awl",  "correspondent", "standing",
    "expectation", "optin_domain", "optin_email", "optout_domain", "optout_email"};

constexpr auto kFirstOptTable = static_cast<std::size_t>(MovedKind::optin_domain);

MovedKind kind_at(std::size_t index) {
  return static_cast<MovedKind>(index);
}

}  // namespace

const char* moved_kind_name(MovedKind kind) {
  return kNames.at(static_cast<std::size_t>(kind));
}

std::optional<MovedKind> moved_kind_of(std::string_view name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return kind_at(static_cast<std::size_t>(found - kNames.begin()));
}

MovedKind moved_kind_of(FactKind kind) {
  return kind_at(static_cast<std::size_t>(kind));
}

OptTable opt_table_of(MovedKind kind) {
  return static_cast<OptTable>(static_cast<std::size_t>(kind) - kFirstOptTable);
}

std::vector<std::string> moved_kind_names() {
  return {kNames.begin(), kNames.end()};
}

MovedKind kind_of(const MovedRow& row) {
  if (const auto* fact = std::get_if<Fact>(&row)) return moved_kind_of(fact->kind);
  if (std::holds_alternative<StandingRow>(row)) return MovedKind::standing;
  if (std::holds_alternative<Expectation>(row)) return MovedKind::expectation;
  return kind_at(kFirstOptTable + static_cast<std::size_t>(std::get<MovedOptRow>(row).table));
}

}  // namespace greycache
