// The opt tables by command.
#include "greycache/server/opt_commands.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <utility>

#include "common/text.h"
#include "greycache/server/opt_reading.h"

namespace greycache {

namespace {

std::array<OptTable, 2> tables_of(OptChoice choice) {
  if (choice == OptChoice::in) return {OptTable::optin_domain, OptTable::optin_email};
  return {OptTable::optout_domain, OptTable::optout_email};
}

// One table of a listing.
struct ListedTable {
  std::string rows;
  std::size_t listed = 0;
  std::size_t more = 0;

  void add(std::string_view row, bool room) {
    if (!room) return void(++more);
    ++listed;
    rows += "  " + escaped(row, kOptRowLimit) + "\n";
  }
};

class Listing {
 public:
  explicit Listing(OptChoice choice) : names_(tables_of(choice)) {}

  void add(OptTable table, std::string_view row) {
    tables_[table == names_[0] ? 0 : 1].add(row, listed() < OptCommands::kMostListed);
  }

  std::string text() const {
    std::string text;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      const ListedTable& table = tables_[i];
      text += fmt::format("{} ({})\n{}", opt_table_name(names_[i]), table.listed + table.more,
                          table.rows);
      if (table.more > 0) text += fmt::format("  and {} more\n", table.more);
    }
    return text;
  }

 private:
  std::size_t listed() const { return tables_[0].listed + tables_[1].listed; }

  std::array<OptTable, 2> names_;
  std::array<ListedTable, 2> tables_;
};

std::string_view done_text(bool add, bool changed) {
  if (add) return changed ? "is added to" : "is already there, in";
  return changed ? "is removed from" : "is not there, in";
}

}  // namespace

OptCommands::OptCommands(Worker& worker, std::function<OptMethod()> optmethod,
                         std::function<void()> on_change)
    : worker_(worker), optmethod_(std::move(optmethod)), on_change_(std::move(on_change)) {}

void OptCommands::run(OptChoice choice, std::string_view words, Control::Reply reply) {
  if (words == "list") return list(choice, std::move(reply));
  if (words.starts_with("add ")) return change(choice, true, words.substr(4), std::move(reply));
  if (words.starts_with("remove ")) return change(choice, false, words.substr(7), std::move(reply));
  reply("error: write add ROW, remove ROW or list; a ROW is a domain or an address\n");
}

void OptCommands::change(OptChoice choice, bool add, std::string_view written,
                         Control::Reply reply) {
  const auto row = parse_opt_row(choice, written);
  if (!row) return reply(fmt::format("error: {}\n", row.error()));
  const bool posted =
      worker_.post([this, row = *row, add, reply](PersistentStore& store) -> Worker::Completion {
        const auto changed = store.change_opt_table(row.table, row.text, add);
        return [this, row, add, changed, reply] {
          if (!changed) return reply(fmt::format("error: {}\n", changed.error().message));
          if (*changed) on_change_();
          reply(fmt::format("ok\n{} {} {}\n{}", escaped(row.text, kOptRowLimit),
                            done_text(add, *changed), opt_table_name(row.table), advice()));
        };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

void OptCommands::list(OptChoice choice, Control::Reply reply) {
  auto listing = std::make_shared<Listing>(choice);
  const auto tables = tables_of(choice);
  OptReading reading;
  reading.tables.assign(tables.begin(), tables.end());
  reading.row = [listing](OptTable table, std::string_view row) { listing->add(table, row); };
  reading.done = [this, listing, reply](const StoreResult<void>& result) {
    if (!result) return reply(fmt::format("error: {}\n", result.error().message));
    reply(fmt::format("ok\n{}{}", listing->text(), advice()));
  };
  read_opt_tables(worker_, std::move(reading));
}

std::string_view OptCommands::advice() const {
  if (optmethod_() != OptMethod::none) return {};
  return "optmethod is none: the tables do not count\n";
}

}  // namespace greycache
