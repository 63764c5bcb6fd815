// From the options to a page of what came.
#include "greyctl/moving/sqlgrey/sqlgrey_import_command.h"

#include <fmt/format.h>
#include <sysexits.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <memory>

#include "common/program_output.h"
#include "common/text.h"
#include "common/whole_file.h"
#include "greyctl/moving/account/moving_advice.h"
#include "greyctl/moving/sqlgrey/file_tables.h"
#include "greyctl/moving/sqlgrey/sqlgrey_import.h"
#include "greyctl/moving/sqlgrey/sqlgrey_site.h"

namespace greycache {

namespace {

constexpr const char* kSqlgreyConfig = "/etc/sqlgrey/sqlgrey.conf";

// A file that was named has to be there; where rows come from elsewhere, the default one need not.
tl::expected<SqlgreySite, std::string> site_of(const SqlgreyImportOptions& options) {
  const bool elsewhere = !options.database.empty() || !options.from_files.empty();
  if (options.config.empty() && elsewhere && access(kSqlgreyConfig, F_OK) != 0) {
    return SqlgreySite();
  }
  return read_sqlgrey_site(options.config.empty() ? kSqlgreyConfig : options.config);
}

tl::expected<std::unique_ptr<SqlgreyTables>, MovingError> open_tables(
    const SqlgreySite& site, const SqlgreyImportOptions& options, MovingAccount& account) {
  if (options.from_files.empty()) {
    auto database = open_sqlgrey_database(site, options.database, options.time_zone);
    if (!database) return tl::make_unexpected(database.error());
    return std::move(*database);
  }
  auto files = FileTables::open(options.from_files, account);
  if (!files) return tl::make_unexpected(files.error());
  return std::make_unique<FileTables>(std::move(*files));
}

// False where it is none of this host's: the C library would take it for UTC.
bool set_zone(const std::string& zone) {
  constexpr std::size_t kLargestZone = std::size_t{1} << 20;
  const auto file = read_whole_file("/usr/share/zoneinfo/" + zone, kLargestZone);
  if (!file || !file->starts_with("TZif")) return false;
  setenv("TZ", zone.c_str(), 1);
  tzset();
  return true;
}

MendingRules mending_of(const SqlgreySite& site, const Settings& settings, Doubling doubling) {
  const Rules rules = rules_of(settings);
  return {.greymethod = site.greymethod,
          .forms = {rules.greymethod, rules.ipv6_prefix},
          .doubling = doubling,
          .instant = {std::time(nullptr), ages_of(rules)}};
}

void print_advice(const SqlgreySite& site, const LoadedSettings& here,
                  const MovingAccount& account) {
  MovingAdvice advice;
  advice.add_lists(site.conf_dir, here.settings.conf_dir);
  advice.add_opt_method(site.optmethod, here, account);
  if (site.greymethod != GreyMethod::full && here.settings.greymethod == GreyMethod::full) {
    advice.add(
        "with greymethod = full here clients are known by their addresses alone: what "
        "SQLgrey knew by networks did not come. greymethod = smart or organisation takes it");
  }
  advice.add(
      "when Postfix asks Greycache and SQLgrey is stopped, run this once more: it brings "
      "what came to SQLgrey since, and changes nothing else");
  write_out(advice.text());
}

}  // namespace

int import_sqlgrey_command(const LoadedSettings& here, const SqlgreyImportOptions& options,
                           bool dry_run, FactSink& facts, const OptRowSink& opt_rows) {
  const auto site = site_of(options);
  if (!site) return complain(EX_CONFIG, site.error());
  if (!options.from_files.empty() && !options.time_zone.empty() && !set_zone(options.time_zone)) {
    return complain(EX_USAGE, fmt::format("--time-zone: {} is no zone that this host knows",
                                          escaped(options.time_zone)));
  }
  MovingAccount account;
  const auto tables = open_tables(*site, options, account);
  if (!tables) return complain(tables.error().status, tables.error().why);
  print_out("SQLgrey's {}{}\n", (*tables)->name(), dry_run ? ", only looked at" : "");
  const auto missing = import_sqlgrey(
      **tables, mending_of(*site, here.settings, (*tables)->doubling()), facts, opt_rows, account);
  write_out(account.text());
  if (!missing) {
    return complain(missing.error().status,
                    missing.error().why + "; what came stays, run it again for the rest");
  }
  for (const std::string& table : *missing) print_out("not there: {}\n", table);
  if (missing->size() == kSqlgreyTables.size()) {
    return complain(options.from_files.empty() ? EX_UNAVAILABLE : EX_DATAERR,
                    "none of SQLgrey's tables is there: nothing came");
  }
  if (dry_run) {
    print_out("Nothing was changed: leave --dry-run out to take this over.\n");
  } else {
    print_advice(*site, here, account);
  }
  return account.any_damaged() ? EX_DATAERR : EX_OK;
}

}  // namespace greycache
