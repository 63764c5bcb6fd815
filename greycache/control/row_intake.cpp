// Lines become rows, and rows go where their kind belongs: one kind after the other.
#include "greycache/control/row_intake.h"

#include <memory>
#include <variant>

#include "greycache/control/expectation_intake.h"
#include "greycache/moving/row_line.h"
#include "greycache/moving/row_slice.h"
#include "greycache/policy/lists/opt_row.h"

namespace greycache {

namespace {

OptChoice choice_of(OptTable table) {
  const bool in = table == OptTable::optin_domain || table == OptTable::optin_email;
  return in ? OptChoice::in : OptChoice::out;
}

static_assert(RowSlice::kMostLines <= FactIntake::kMost);

constexpr std::string_view kForgottenTooLate =
    "a forgetting whose time lies more than an hour ahead: a wrong clock made it, and until then "
    "mail would be a first attempt each time";

// What the row is called when it counts, or why it never would.
tl::expected<OptRow, std::string> checked(const MovedOptRow& row) {
  auto parsed = parse_opt_row(choice_of(row.table), row.text);
  if (parsed && parsed->table != row.table) {
    return tl::make_unexpected(
        std::string("it belongs to the table ").append(opt_table_name(parsed->table)));
  }
  return parsed;
}

}  // namespace

struct RowIntake::Slice {
  Done done;
  UnixTime now = 0;
  Outcome outcome;
  std::vector<Fact> facts;
  std::vector<StandingRow> standings;
  std::vector<std::pair<std::size_t, OptRow>> opt_rows;
  ExpectationLines expectations;

  void set_aside(std::size_t line, std::string why) {
    outcome.set_aside.emplace_back(line, std::move(why));
  }
  void keep(std::size_t, Fact&& fact) { facts.push_back(std::move(fact)); }
  void keep(std::size_t, StandingRow&& row) { standings.push_back(std::move(row)); }
  void keep(std::size_t line, Expectation&& row) {
    if (lies_ahead(row, now)) return set_aside(line, std::string(kForgottenTooLate));
    expectations.emplace_back(line, std::move(row));
  }
  void keep(std::size_t line, MovedOptRow&& row) {
    auto opt_row = checked(row);
    if (!opt_row) return set_aside(line, opt_row.error());
    opt_rows.emplace_back(line, std::move(*opt_row));
  }
  void read(std::size_t line, std::string_view text) {
    auto parsed = parse_export_line(text);
    if (!parsed) return set_aside(line, parsed.error());
    auto* row = std::get_if<MovedRow>(&*parsed);
    if (row == nullptr) return set_aside(line, "it is no row");
    std::visit([&](auto& each) { keep(line, std::move(each)); }, *row);
  }
  // Leaves out what has expired.
  template <typename Rows, typename Expired>
  void leave_out(Rows& rows, Expired expired) {
    outcome.expired += static_cast<std::size_t>(std::erase_if(rows, expired));
  }

  // Beside the loop. Whether an opt table has changed.
  StoreResult<bool> store(PersistentStore& store) {
    if (auto merged = store.merge_standings(standings); !merged) {
      return tl::make_unexpected(merged.error());
    }
    outcome.taken += standings.size();
    bool changed = false;
    for (const auto& [line, row] : opt_rows) {
      auto added = store.change_opt_table(row.table, row.text, true);
      if (!added && added.error().kind != StoreError::Kind::data) return added;
      if (added) {
        ++outcome.taken;
        changed = changed || *added;
      } else {
        set_aside(line, added.error().message);
      }
    }
    return changed;
  }
};

std::string RowIntake::trouble() const {
  if (core_.journal().state() != SteadyJournal::State::disk) {
    return "the journal's disk takes nothing";
  }
  const StoreHealth& persistent = core_.persistent_health();
  return persistent.up() ? "" : persistent.name() + ": " + persistent.reason();
}

void RowIntake::take(const std::vector<std::string_view>& lines, Done done) {
  const auto slice = std::make_shared<Slice>();
  slice->done = std::move(done);
  slice->now = clock_();
  for (std::size_t i = 0; i < lines.size(); ++i) slice->read(i + 1, lines[i]);
  take_facts(slice);
}

void RowIntake::take_facts(const std::shared_ptr<Slice>& slice) {
  if (!slice->facts.empty()) {
    const auto taken = core_.intake().take(std::move(slice->facts));
    if (!taken) return slice->done(tl::make_unexpected(taken.error().message));
    slice->outcome.taken += taken->facts;
    slice->outcome.expired += taken->expired;
  }
  take_rows(slice);
}

void RowIntake::take_rows(const std::shared_ptr<Slice>& slice) {
  const std::int64_t first_day = standing_day(clock_()) - StandingExchange::kKeptDays;
  slice->leave_out(slice->standings,
                   [&](const StandingRow& row) { return row.counts.day < first_day; });
  if (slice->standings.empty() && slice->opt_rows.empty()) return take_expectations(slice);
  const bool posted =
      core_.worker().post([this, slice](PersistentStore& store) -> Worker::Completion {
        const auto stored = slice->store(store);
        return [this, slice, stored] {
          if (!stored) return slice->done(tl::make_unexpected(stored.error().message));
          if (*stored) on_opt_change_();
          take_expectations(slice);
        };
      });
  if (!posted) slice->done(tl::make_unexpected("the store is busy"));
}

void RowIntake::take_expectations(const std::shared_ptr<Slice>& slice) {
  const UnixTime kept_until = clock_() - ExpectationWatch::kKept;
  slice->leave_out(slice->expectations,
                   [&](const auto& line) { return line.second.kept_until < kept_until; });
  auto [rows, taken, without_room] = admitted(expectations_.known().get(), slice->expectations);
  for (const std::size_t line : without_room) slice->set_aside(line, no_room_for_expectations());
  if (rows.empty()) return slice->done(slice->outcome);
  slice->outcome.taken += taken;
  expectations_.remember(std::move(rows), [slice](const StoreResult<void>& result) {
    if (result) return slice->done(slice->outcome);
    slice->done(tl::make_unexpected(result.error().message));
  });
}

}  // namespace greycache
