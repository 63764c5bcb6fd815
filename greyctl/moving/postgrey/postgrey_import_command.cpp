// From the options to a page of what came.
#include "greyctl/moving/postgrey/postgrey_import_command.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <ctime>

#include "common/directory_lock.h"
#include "common/program_output.h"
#include "common/text.h"
#include "greycache/config/config_file.h"
#include "greyctl/moving/account/moving_advice.h"
#include "greyctl/moving/postgrey/own_list.h"
#include "greyctl/moving/postgrey/postgrey_files.h"
#include "greyctl/moving/postgrey/postgrey_import.h"
#include "greyctl/moving/postgrey/postgrey_lists.h"

namespace greycache {

namespace {

constexpr const char* kAddressList = "clients_ip_whitelist.local";
constexpr const char* kNameList = "clients_fqdn_whitelist.local";

// What stands in lists, here and there.
struct Lists {
  ClientLines whitelist;
  std::vector<std::string> clients;  // that postgrey let pass by itself
  std::vector<RecipientRow> recipients;
};

tl::expected<Lists, MovingError> read_lists(const PostgreyImportOptions& options,
                                            const PostgreySettings& postgrey,
                                            MovingAccount& account) {
  const auto texts = postgrey_lists(options.lists, postgrey);
  if (!texts) return tl::make_unexpected(texts.error());
  // postgrey warns of it, and goes on.
  for (const std::string& file : texts->lacking) print_out("not there: {}\n", escaped(file));
  Lists lists;
  add_client_lines(texts->clients, lists.whitelist, account);
  lists.recipients = recipient_rows(texts->recipients, account);
  return lists;
}

tl::expected<void, std::string> write_lists(const Lists& lists, const std::string& directory) {
  // As greyctl allow takes it, for the same files.
  const auto locked = lock_directory(directory);
  if (!locked) return tl::make_unexpected(locked.error().message);
  const std::string addresses = directory + "/" + kAddressList;
  const auto put = [](const std::string& path, const char* name,
                      const std::vector<std::string>& lines) -> tl::expected<void, std::string> {
    const auto written = write_block(path, name, lines);
    if (!written) return tl::make_unexpected(written.error());
    if (*written) print_out("written: {} ({}, {} lines)\n", escaped(path), name, lines.size());
    return {};
  };
  auto done = put(addresses, "postgrey's whitelist_clients", lists.whitelist.addresses);
  if (done) done = put(addresses, "clients that postgrey knew", lists.clients);
  if (done) {
    done = put(directory + "/" + kNameList, "postgrey's whitelist_clients", lists.whitelist.names);
  }
  return done;
}

void print_advice(const LoadedSettings& here, const Lists& lists,
                  const PostgreySettings& postgrey) {
  MovingAdvice advice;
  if (!postgrey.lookup_by_host && here.settings.greymethod != GreyMethod::classc) {
    advice.add(
        "postgrey knew networks, with greymethod here a client without a name, or with one of a "
        "dial-up line, is known by its address: of these, who passed only since a neighbour had "
        "waits once. With greymethod = classc nobody does");
  }
  if (!lists.recipients.empty() && here.settings.optmethod != OptMethod::optout) {
    advice.add(fmt::format(
        "the recipients that postgrey did not greylist are in the opt-out tables, which count "
        "with optmethod = optout: write it in {}, then greyctl reload",
        escaped(file_of(here))));
  }
  if (!lists.clients.empty()) {
    advice.add(
        fmt::format("clients that postgrey knew stay in {}/{}, with the day of their last "
                    "mail, until you take them out: in two months it is time to",
                    escaped(here.settings.conf_dir), kAddressList));
  }
  advice.add(
      "when Postfix asks Greycache and postgrey is stopped, run this once more: it brings "
      "what came to postgrey since, and changes nothing else");
  write_out(advice.text());
}

tl::expected<void, std::string> put_rows(const std::vector<RecipientRow>& rows,
                                         const OptRowSink& opt_rows) {
  for (const RecipientRow& row : rows) {
    if (auto put = opt_rows(row.table, row.text); !put) return put;
  }
  return {};
}

}  // namespace

int import_postgrey_command(const LoadedSettings& here, const PostgreyImportOptions& options,
                            bool dry_run, FactSink& facts, const OptRowSink& opt_rows) {
  const auto defaults = postgrey_defaults(options.defaults);
  if (!defaults) return complain(defaults.error().status, defaults.error().why);
  const PostgreySettings postgrey = postgrey_settings_of(*defaults);
  if (postgrey.privacy) {
    return complain(
        EX_CONFIG,
        "postgrey ran with --privacy: its entries are hashes, and tell nothing to anybody");
  }
  MovingAccount account;
  const Rules rules = rules_of(here.settings);
  const TripletRules triplet_rules{.postgrey = postgrey,
                                   .forms = {rules.greymethod, rules.ipv6_prefix},
                                   .instant = {std::time(nullptr), ages_of(rules)}};
  print_out("postgrey's database in {}{}\n", escaped(options.directory),
            dry_run ? ", only looked at" : "");
  auto lists = read_lists(options, postgrey, account);
  if (!lists) return complain(lists.error().status, lists.error().why);
  if (const std::string lack = lack_of_triplets(options.directory); !lack.empty()) {
    return complain(EX_UNAVAILABLE, lack + " (is that postgrey's directory?)");
  }
  auto done = put_rows(lists->recipients, opt_rows);
  if (done) {
    auto clients = import_postgrey(options.directory, triplet_rules, facts, account);
    if (clients) lists->clients = std::move(*clients);
    if (!clients) done = tl::make_unexpected(clients.error());
  }
  write_out(account.text());
  if (!done) {
    return complain(EX_UNAVAILABLE, done.error() + "; what came stays, run it again for the rest");
  }
  if (dry_run) {
    print_out("Nothing was changed: leave --dry-run out to take this over.\n");
    return EX_OK;
  }
  if (const auto written = write_lists(*lists, here.settings.conf_dir); !written) {
    return complain(EX_IOERR, written.error());
  }
  print_advice(here, *lists, postgrey);
  return EX_OK;
}

}  // namespace greycache
