// greyctl's options and commands, read by CLI11.
#include "greyctl/command_line.h"

#include <sysexits.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/command_line_status.h"
#include "common/places.h"
#include "common/program_output.h"
#include "common/text.h"
#include "common/version.h"
#include "greycache/policy/reply.h"
#include "greyctl/host_command_line.h"
#include "greyctl/option_checks.h"

namespace greycache {

namespace {

void add_replay(CLI::App& replay, ReplayOptions& options) {
  replay.add_option("TRACE", options.trace, "JSON lines; - for standard input (default)");
  replay
      .add_option_function<std::string>(
          "--store", [&options](const std::string& store) { options.configured = store[0] == 'c'; },
          "memory (default), or the configured storage")
      ->check(CLI::IsMember({"memory", "configured"}))
      ->type_name("memory|configured");
  replay.add_flag("--summary", options.summary, "a table instead of the answers");
  replay
      .add_option("--compare", options.compare,
                  "a table for --config (before) and this configuration (after)")
      ->check(not_empty)
      ->type_name("FILE");
  replay
      .add_option("--namespace", options.name_space,
                  "with --store configured: beside the daemon's entries, dropped at the end")
      ->check(not_empty)
      ->type_name("NAME");
  const auto add_table = [&](const char* option, OptTable table) {
    replay
        .add_option(option, options.opt_files[static_cast<std::size_t>(table)],
                    std::string("rows of table ") + opt_table_name(table))
        ->check(not_empty)
        ->type_name("FILE");
  };
  add_table("--optin-domain", OptTable::optin_domain);
  add_table("--optin-email", OptTable::optin_email);
  add_table("--optout-domain", OptTable::optout_domain);
  add_table("--optout-email", OptTable::optout_email);
}

void add_history(CLI::App& history, CommandLine& command_line) {
  HistoryOptions& options = command_line.history;
  const auto add = [&](const char* option, std::optional<std::string>& into,
                       const std::string& help, const char* type) {
    history
        .add_option_function<std::string>(
            option, [&into](const std::string& value) { into = value; }, help)
        ->type_name(type);
  };
  add("--since", options.since, "no longer ago: 30m, 1h (default: all that is kept)", "TIME");
  std::string outcomes;
  for (const std::string_view outcome : referred_outcomes()) {
    outcomes.append(outcome).append(", ");
  }
  add("--outcome", options.outcome, outcomes + "or never (came back)", "WORD,...");
  add("--sender", options.sender, "user@domain, @domain, '<>', or '<user>' without a domain",
      "ADDRESS");
  add("--recipient", options.recipient, "user@domain or @domain", "ADDRESS");
  add("--client", options.client, "an address, a name, an organisation or a network", "CLIENT");
  add("--limit", options.limit, "so many lines, 1000 at most (default: 100)", "NUMBER");
  history.add_flag("--json", command_line.json, "a JSON object a line");
}

void add_report(CLI::App& report, CommandLine& command_line) {
  report.add_option("--days", command_line.report.days, "the last days (default: 7)")
      ->check(CLI::Range(1, 366))
      ->type_name("NUMBER");
  report.add_option("--by", command_line.report.by, "whose mail waited (default: organisation)")
      ->check(CLI::IsMember({"organisation", "sender-domain", "recipient-domain"}))
      ->type_name("organisation|sender-domain|recipient-domain");
  CLI::Option* json = report.add_flag("--json", command_line.json, "as JSON");
  report.add_flag("--mail", command_line.report.mail, "send it to admin_mail")->excludes(json);
}

void add_explain(CLI::App& explain, CommandLine& command_line) {
  explain
      .add_option("what", command_line.words,
                  "REFERENCE, client, mail address, or a line of the mail log; with --would: "
                  "KEY=VALUE ...")
      ->required();
  explain.add_flag("--would", command_line.would,
                   "what would be answered now: nothing is remembered");
  explain.add_flag("--json", command_line.json, "as JSON");
}

void add_list_check(CLI::App& list_check, CommandLine& command_line) {
  list_check
      .add_option("what", command_line.words,
                  "ADDRESS, NAME (verified), MAIL-ADDRESS, or several of these")
      ->required()
      ->expected(1, 3);
  list_check.add_flag("--json", command_line.json, "as JSON");
}

void add_opt_actions(CLI::App& opt, CommandLine& command_line) {
  const auto add = [&](const char* name, const char* help) {
    CLI::App* action = opt.add_subcommand(name, help);
    action->callback([&command_line, name] { command_line.action = name; });
    return action;
  };
  const auto add_rows = [&](CLI::App* action) {
    action->add_option("row", command_line.words, "DOMAIN or ADDRESS ...")->required();
  };
  add_rows(add("add", "add rows to the tables"));
  add_rows(add("remove", "remove rows from the tables"));
  add("list", "print the rows of both tables");
  add("find", "print the rows that hold a text, or match a pattern")
      ->add_option("pattern", command_line.words, "a part of a row, or a pattern with * and ?")
      ->required()
      ->expected(1);
  for (CLI::App* action : opt.get_subcommands({})) {
    action->add_flag("--json", command_line.json, "as JSON");
  }
  opt.require_subcommand(1);
}

void add_expect(CLI::App& expect, ExpectOptions& options) {
  CLI::Option* recipient = expect.add_option(
      "RECIPIENT", options.recipient, "an address, or @DOMAIN for a domain and those below it");
  CLI::Option* from =
      expect
          .add_option_function<std::string>(
              "--from", [&options](const std::string& sender) { options.from = sender; },
              "its sender: an address, @DOMAIN, or '<>' (default: anybody)")
          ->type_name("ADDRESS");
  CLI::Option* span =
      expect.add_option("--for", options.span, "how long: 30m, 1h, 2d (default: 1h)")
          ->type_name("SPAN");
  CLI::Option* why =
      expect.add_option("--why", options.why, "words that are listed with it")->type_name("TEXT");
  CLI::Option* list = expect.add_flag("--list", options.list, "print what is expected now");
  expect.add_flag("--json", options.json, "as JSON");
  CLI::Option* remove = expect.add_flag("--remove", options.remove, "take it back");
  for (CLI::Option* other : {recipient, from, span, why, remove}) list->excludes(other);
  for (CLI::Option* other : {span, why}) remove->excludes(other);
}

void add_allow(CLI::App& allow, AllowOptions& options) {
  allow
      .add_option(
          "WHOM", options.whom,
          "ADDRESS, NETWORK, client's NAME, '*.DOMAIN', user@domain, @domain; '<>' with --for or "
          "--remove only")
      ->required();
  CLI::Option* span =
      allow
          .add_option_function<std::string>(
              "--for", [&options](const std::string& value) { options.span = value; },
              "how long, on every host: 30m, 2h, 2d (without it: for good, by a line in a .local "
              "list of this host)")
          ->type_name("SPAN");
  CLI::Option* why =
      allow.add_option("--why", options.why, "words that are kept with it")->type_name("TEXT");
  CLI::Option* remove = allow.add_flag("--remove", options.remove, "take back what was allowed");
  allow.add_flag("--json", options.json, "answer as JSON");
  for (CLI::Option* other : {span, why}) remove->excludes(other);
}

void add_list(CLI::App& list, ListOptions& options) {
  CLI::Option* waiting = list.add_flag("--waiting", options.waiting, "first attempts that wait");
  list.add_flag("--known", options.known, "who passes at once: auto-whitelisted, or written to")
      ->excludes(waiting);
  list.add_flag("--json", options.json, "a JSON object a line");
  list.add_option_function<std::int64_t>(
          "--limit", [&options](const std::int64_t& limit) { options.limit = limit; },
          "so many lines (default: all)")
      ->check(one_or_more)
      ->type_name("NUMBER");
}

void add_forget(CLI::App& forget, ForgetOptions& options) {
  CLI::Option* what = forget.add_option("WHAT", options.what,
                                        "ADDRESS, NETWORK, ORGANISATION, user@domain, @domain or "
                                        "'<>'");
  CLI::Option* source =
      forget.add_option("--source", options.source, "all under the source of exactly this name")
          ->check(not_empty)
          ->type_name("NAME");
  CLI::Option* why = forget.add_option("--why", options.why, "words that are listed with it");
  why->type_name("TEXT");
  CLI::Option* list = forget.add_flag("--list", options.list, "print what is forgotten");
  forget.add_flag("--json", options.json, "as JSON");
  CLI::Option* remove =
      forget.add_flag("--remove", options.remove, "take it back: what is not deleted counts again");
  for (CLI::Option* other : {what, source, why, remove}) list->excludes(other);
  remove->excludes(why);
  what->excludes(source);
}

void add_commands(CLI::App& app, CommandLine& command_line) {
  const auto add = [&](const char* name, const char* help) {
    CLI::App* command = app.add_subcommand(name, help);
    command->callback([&command_line, name] { command_line.command = name; });
    return command;
  };
  // Of who says so on standard output in words.
  const auto add_with_json = [&](const char* name, const char* help) {
    CLI::App* command = add(name, help);
    command->add_flag("--json", command_line.json, "as JSON");
    return command;
  };
  add_with_json("check-config", "check the configuration, the lists and all that the start needs")
      ->add_flag("--connect", command_line.connect,
                 "connect to the stores, too: versions, rights, schema");
  add_doctor(*add("doctor", "look at this host, and tell what is wrong and what to do"),
             command_line.doctor);
  add_config(*add("config", "print settings, those that differ from the default, or explain them"),
             command_line.settings);
  add_with_json("query", "ask the running daemon as Postfix would; prints the action")
      ->add_option("attribute", command_line.words,
                   "KEY=VALUE: client_address=, client_name=, sender=, recipient=, ...")
      ->required();
  add_with_json("source", "which sources a client has, and why; asks neither daemon nor store")
      ->add_option("attribute", command_line.words,
                   "KEY=VALUE: client_address=, client_name=, sender=")
      ->required();
  add_list_check(
      *add("list-check", "which lists, and which lines of them, hold a client or a mail address"),
      command_line);
  add_with_json("show", "what is known of a client, an organisation, a sender or recipient")
      ->add_option("what", command_line.words,
                   "ADDRESS [CLIENT-NAME], NETWORK, ORGANISATION [AFTER], user@domain [RECIPIENT], "
                   "@domain or '<>'")
      ->required()
      ->expected(1, 2);
  add_with_json("health", "whether all is well: a line, and 0 well, 1 degraded or 2 not serving");
  add_list(*add("list", "all that waits, or all who are known, a line each"), command_line.list);
  add_with_json("stats", "what the daemon has decided, and the state of its stores");
  add_replay(*add("replay", "decide a recorded trace as the daemon would; prints answers as JSON"),
             command_line.replay);
  CLI::App* trace = add("trace", "make a trace for replay from Postfix's log");
  trace->add_option("MAILLOG", command_line.words, "log files, also .gz; - for standard input")
      ->required();
  add_deferrals(*trace, command_line.deferrals);
  add_opt_actions(*add("optin", "whose mail is greylisted, with optmethod = optin"), command_line);
  add_opt_actions(*add("optout", "whose mail is not greylisted, with optmethod = optout"),
                  command_line);
  add_expect(*add("expect", "let mail pass at its first attempt, for a while"),
             command_line.expect);
  add_with_json("release", "let one mail that waits pass at its next attempt")
      ->add_option("mail", command_line.words, "REFERENCE, or SENDER RECIPIENT")
      ->required()
      ->expected(1, 2);
  add_allow(*add("allow", "let a client or a sender through, for a while or for good"),
            command_line.allow);
  add_forget(*add("forget", "what is known of a client or a sender counts no more"),
             command_line.forget);
  add_explain(*add("explain", "why a mail waited, what became of it, and what can be done"),
              command_line);
  add_history(*add("history", "what waited, the newest first"), command_line);
  add_report(*add("report", "what greylisting cost, and what it stopped"), command_line);
  add_postfix(*add("postfix", "the lines of master.cf and main.cf that make Postfix ask"),
              command_line.postfix);
  add_panel(*add("panel", "the panel for browsers: whether there is one, and who may use it"),
            command_line.panel);
  add_update_lists(*add("update-lists", "fetch the lists that are not yours, from whitelists_host"),
                   command_line.update);
  add_import(*add("import", "take over what another greylister, or Greycache elsewhere, knew"),
             command_line.imported);
  add_export(*add("export", "all that is remembered, as lines of JSON"), command_line.exported);
  add_warm(*add("warm", "learn from Postfix's log who is known already"), command_line.warm);
  add_with_json("reload", "read the configuration and the lists again, as SIGHUP does");
  add_with_json("renew",
                "start the program anew: it takes every connection over from the one that runs");
}

// Under which heading of --help a command stands; others stand under CLI11's.
void group_commands(CLI::App& app) {
  const std::pair<const char*, std::vector<const char*>> groups[] = {
      {"Commands that tell",
       {"explain", "history", "report", "show", "list", "list-check", "source", "query"}},
      {"Commands that act", {"release", "expect", "allow", "forget", "optin", "optout"}},
      {"Commands for logs and other stores", {"trace", "replay", "warm", "import", "export"}},
      {"Commands for this host",
       {"doctor", "health", "stats", "check-config", "config", "postfix", "panel", "update-lists",
        "reload", "renew"}}};
  for (CLI::App* command : app.get_subcommands({})) {
    for (const auto& [heading, names] : groups) {
      const bool here = std::ranges::find(names, command->get_name()) != names.end();
      if (here) command->group(heading);
    }
  }
}

// A word of SQLgrey's tables that begins with '-' is no option.
constexpr std::string_view kWordWithDash = "-undef-";

// The last word first, as CLI11 takes them.
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const auto dash = std::find_if(words.begin(), words.end(), [](const std::string& word) {
    return word == "--" || word.starts_with(kWordWithDash);
  });
  if (dash != words.end() && *dash != "--") words.insert(dash, "--");
  std::reverse(words.begin(), words.end());
  return words;
}

// Where a command is not known CLI11 says only that one is missing. Empty where that is not why.
std::string unknown_command(const CLI::App& app) {
  const CLI::App* where = &app;
  while (!where->get_subcommands().empty()) where = where->get_subcommands().front();
  if (where->get_require_subcommand_min() == 0) return {};
  const auto words = app.remaining(true);
  const auto word = std::find_if(words.begin(), words.end(),
                                 [](const std::string& each) { return !each.starts_with('-'); });
  if (word == words.end()) return {};
  std::string known;
  for (const CLI::App* command : where->get_subcommands({})) {
    known += (known.empty() ? "" : ", ") + command->get_name();
  }
  return "unknown command '" + escaped(*word, 60) + "'; known are " + known;
}

int status_of(const CLI::App& app, const CLI::ParseError& error) {
  const std::string unknown = unknown_command(app);
  if (error.get_exit_code() != 0 && !unknown.empty()) return complain(EX_USAGE, unknown);
  return command_line_status(app, error);
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  CommandLine command_line;
  CLI::App app{"Operates Greycache: looks, asks, checks. See greyctl(8)."};
  app.add_option("-c,--config", command_line.config,
                 "configuration file (default: " GREYCACHE_CONF_DIR "/greycache.conf)")
      ->check(not_empty)
      ->type_name("FILE");
  app.set_version_flag("--version", kSoftware);
  app.require_subcommand(1);
  app.fallthrough();
  add_commands(app, command_line);
  group_commands(app);
  try {
    app.name("greyctl");
    app.parse(words_of(argc, argv));
  } catch (const CLI::ParseError& error) {
    command_line.status = status_of(app, error);
  }
  return command_line;
}

}  // namespace greycache
