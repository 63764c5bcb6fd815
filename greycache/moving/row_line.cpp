// Rows as objects of JSON, written member by member, and read by nlohmann's event parser.
#include "greycache/moving/row_line.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/moving/json_members.h"
#include "greycache/policy/expectation/expectation_text.h"
#include "greycache/policy/lists/opt_row.h"
#include "greycache/policy/sound_fact.h"
#include "greycache/store/standing_store.h"

namespace greycache {

namespace {

constexpr std::string_view kBegin = "greycache";
constexpr std::string_view kEnd = "end";

using Parsed = tl::expected<ExportLine, std::string>;

JsonObject members_of(const Fact& fact) {
  JsonObject object;
  object.add_text("src", fact.src).add_text("sender_domain", fact.sender_domain);
  if (!fact.sender_name.empty()) object.add_text("sender_name", fact.sender_name);
  if (!fact.rcpt.empty()) object.add_text("rcpt", fact.rcpt);
  object.add_number("first_seen", fact.first_seen);
  if (fact.kind != FactKind::connect) object.add_number("last_seen", fact.last_seen);
  return object;
}

JsonObject members_of(const StandingRow& row) {
  JsonObject object;
  object.add_text("organisation", row.organisation)
      .add_number("day", row.counts.day)
      .add_text("host", row.host)
      .add_number("first_attempts", row.counts.first_attempts)
      .add_number("came_back", row.counts.came_back);
  return object;
}

JsonObject members_of(const Expectation& row) {
  JsonObject object;
  object.add_text("recipient", percent_encoded(row.recipient))
      .add_text("sender", percent_encoded(row.sender))
      .add_number("until", row.until)
      .add_number("made_at", row.made_at)
      .add_number("kept_until", row.kept_until)
      .add_bool("removed", row.removed)
      .add_text("why", percent_encoded(row.why));
  return object;
}

JsonObject members_of(const MovedOptRow& row) {
  JsonObject object;
  object.add_text("row", percent_encoded(row.text));
  return object;
}

Parsed senseless(MovedKind kind) {
  return tl::make_unexpected(fmt::format(
      "a row of {} that makes no sense: a name is no printable ASCII or too long, or a number is "
      "out of range",
      moved_kind_name(kind)));
}

Parsed fact_of(const JsonMembers& members, MovedKind kind) {
  Fact fact;
  fact.kind = static_cast<FactKind>(kind);
  fact.src = members.text("src");
  fact.sender_domain = members.text("sender_domain");
  if (fact.kind != FactKind::domain_awl) fact.sender_name = members.text("sender_name");
  if (fact.kind == FactKind::connect) fact.rcpt = members.text("rcpt");
  fact.first_seen = members.number("first_seen");
  fact.last_seen = fact.kind == FactKind::connect ? fact.first_seen : members.number("last_seen");
  if (const auto& missing = members.missing()) return tl::make_unexpected(*missing);
  if (!is_sound(fact)) return senseless(kind);
  return ExportLine{MovedRow{std::move(fact)}};
}

Parsed standing_of(const JsonMembers& members) {
  StandingRow row;
  row.organisation = members.text("organisation");
  row.host = members.text("host");
  row.counts.day = members.number("day");
  row.counts.first_attempts = static_cast<std::uint64_t>(members.number("first_attempts"));
  row.counts.came_back = static_cast<std::uint64_t>(members.number("came_back"));
  if (const auto& missing = members.missing()) return tl::make_unexpected(*missing);
  if (!is_sound(row)) return senseless(MovedKind::standing);
  return ExportLine{MovedRow{std::move(row)}};
}

Parsed expectation_of(const JsonMembers& members) {
  Expectation row;
  row.recipient = percent_decoded(members.text("recipient"));
  row.sender = percent_decoded(members.text("sender"));
  row.until = members.number("until");
  row.made_at = members.number("made_at");
  row.kept_until = members.number("kept_until");
  row.removed = members.truth("removed");
  row.why = percent_decoded(members.text("why"));
  if (const auto& missing = members.missing()) return tl::make_unexpected(*missing);
  if (!is_sound(row) || !parse_expected_why(row.why)) return senseless(MovedKind::expectation);
  return ExportLine{MovedRow{std::move(row)}};
}

Parsed opt_row_of(const JsonMembers& members, MovedKind kind) {
  MovedOptRow row;
  row.table = opt_table_of(kind);
  row.text = percent_decoded(members.text("row"));
  if (const auto& missing = members.missing()) return tl::make_unexpected(*missing);
  const bool sound = !row.text.empty() && row.text.size() <= kOptRowLimit &&
                     row.text.find('\0') == std::string::npos;
  if (!sound) return senseless(kind);
  return ExportLine{MovedRow{std::move(row)}};
}

Parsed row_of(const JsonMembers& members, MovedKind kind) {
  if (kind < MovedKind::standing) return fact_of(members, kind);
  if (kind == MovedKind::standing) return standing_of(members);
  if (kind == MovedKind::expectation) return expectation_of(members);
  return opt_row_of(members, kind);
}

Parsed begin_of(const JsonMembers& members) {
  const ExportBegin begin{members.number("format")};
  if (const auto& missing = members.missing()) return tl::make_unexpected(*missing);
  if (begin.format == ExportBegin{}.format) return ExportLine{begin};
  return tl::make_unexpected(
      fmt::format("an export of format {}; this Greycache reads format {}: take the one that made "
                  "it, or a later one",
                  begin.format, ExportBegin{}.format));
}

Parsed end_of(const JsonMembers& members) {
  const ExportEnd end{static_cast<std::uint64_t>(members.number("rows"))};
  if (const auto& missing = members.missing()) return tl::make_unexpected(*missing);
  return ExportLine{end};
}

}  // namespace

std::string row_line(const MovedRow& row) {
  JsonObject object;
  object.add_text("kind", moved_kind_name(kind_of(row)));
  std::visit([&object](const auto& each) { object.add_all(members_of(each)); }, row);
  return object.text();
}

std::string begin_line(const ExportBegin& begin) {
  return JsonObject().add_text("kind", kBegin).add_number("format", begin.format).text();
}

std::string end_line(const ExportEnd& end) {
  return JsonObject().add_text("kind", kEnd).add_number("rows", end.rows).text();
}

Parsed parse_export_line(std::string_view line) {
  if (line.size() > kLongestRowLine) return tl::make_unexpected("the line is longer than 32 KiB");
  auto members = JsonMembers::parse(line);
  if (!members) return tl::make_unexpected(members.error());
  const std::string_view name = members->text("kind");
  if (const auto& missing = members->missing()) return tl::make_unexpected(*missing);
  if (const auto kind = moved_kind_of(name)) return row_of(*members, *kind);
  if (name == kBegin) return begin_of(*members);
  if (name == kEnd) return end_of(*members);
  return tl::make_unexpected(
      fmt::format("the kind '{}' is none that is known: connect, from_awl, "
                  "... (greyctl export --help)",
                  escaped(name, 60)));
}

}  // namespace greycache
