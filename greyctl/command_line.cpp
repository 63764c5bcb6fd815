// greyctl's options and commands, read by CLI11.
#include "greyctl/command_line.h"

#include <sysexits.h>

#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>

#include "common/text.h"
#include "common/version.h"

namespace greycache {

namespace {

// What a shell makes of a variable that is not set.
std::string not_empty(const std::string& value) {
  return trimmed(value).empty() ? "is empty" : "";
}

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
  const auto add = [&](const char* option, std::optional<std::string>& into, const char* help,
                       const char* type) {
    history
        .add_option_function<std::string>(
            option, [&into](const std::string& value) { into = value; }, help)
        ->type_name(type);
  };
  add("--since", options.since, "no longer ago: 30m, 1h (default: all that is kept)", "TIME");
  add("--outcome", options.outcome, "new, early, throttled, reconnect, or never (came back)",
      "WORD,...");
  add("--sender", options.sender, "user@domain, @domain or '<>'", "ADDRESS");
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
  report.add_flag("--json", command_line.json, "as JSON");
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
  expect.add_flag("--json", options.json, "with --list: as JSON")->needs(list);
  CLI::Option* remove = expect.add_flag("--remove", options.remove, "take it back");
  for (CLI::Option* other : {recipient, from, span, why, remove}) list->excludes(other);
  for (CLI::Option* other : {span, why}) remove->excludes(other);
}

void add_postfix(CLI::App& postfix, PostfixOptions& options) {
  postfix.add_flag("--print", options.print, "print what is missing");
  postfix.add_flag("--apply", options.apply, "put it there, and reload Postfix; asks first");
  postfix.add_flag("--undo", options.undo, "take it back; asks first");
  postfix.add_flag("--yes", options.yes, "do not ask");
  postfix
      .add_option("--config-directory", options.config_directory,
                  "of the instance of Postfix (default: Postfix's)")
      ->type_name("DIRECTORY");
  postfix
      .add_option("--helper", options.helper,
                  "policy-helper, where it is not where it was installed")
      ->type_name("PATH");
}

void add_commands(CLI::App& app, CommandLine& command_line) {
  const auto add = [&](const char* name, const char* help) {
    CLI::App* command = app.add_subcommand(name, help);
    command->callback([&command_line, name] { command_line.command = name; });
    return command;
  };
  add("check-config", "check the configuration, the lists and all that the start needs")
      ->add_flag("--connect", command_line.connect,
                 "connect to the stores, too: versions, rights, schema");
  add("query", "ask the running daemon as Postfix would; prints the action")
      ->add_option("attribute", command_line.words,
                   "KEY=VALUE: client_address=, client_name=, sender=, recipient=, ...")
      ->required();
  add("source", "which sources a client has, and why; asks neither daemon nor store")
      ->add_option("attribute", command_line.words,
                   "KEY=VALUE: client_address=, client_name=, sender=")
      ->required();
  add("show", "what is known of a client, an organisation, a sender or recipient")
      ->add_option("what", command_line.words,
                   "ADDRESS [CLIENT-NAME], NETWORK, ORGANISATION [AFTER], user@domain [RECIPIENT], "
                   "@domain or '<>'")
      ->required()
      ->expected(1, 2);
  add("stats", "what the daemon has decided, and the state of its stores")
      ->add_flag("--json", command_line.json, "as JSON");
  add_replay(*add("replay", "decide a recorded trace as the daemon would; prints answers as JSON"),
             command_line.replay);
  CLI::App* trace = add("trace", "make a trace for replay from Postfix's log");
  trace->add_option("MAILLOG", command_line.words, "log files, uncompressed; - for standard input")
      ->required();
  trace
      ->add_option("--deferral", command_line.deferrals,
                   "a reply that defers, besides those that are known; may be repeated")
      ->type_name("PATTERN")
      ->expected(1)
      ->take_all();
  add_opt_actions(*add("optin", "whose mail is greylisted, with optmethod = optin"), command_line);
  add_opt_actions(*add("optout", "whose mail is not greylisted, with optmethod = optout"),
                  command_line);
  add_expect(*add("expect", "let mail pass at its first attempt, for a while"),
             command_line.expect);
  add("release", "let one mail that waits pass at its next attempt")
      ->add_option("mail", command_line.words, "REFERENCE, or SENDER RECIPIENT")
      ->required()
      ->expected(1, 2);
  add_explain(*add("explain", "why a mail waited, what became of it, and what can be done"),
              command_line);
  add_history(*add("history", "what waited, the newest first"), command_line);
  add_report(*add("report", "what greylisting cost, and what it stopped"), command_line);
  add_postfix(*add("postfix", "the lines of master.cf and main.cf that make Postfix ask"),
              command_line.postfix);
  add("reload", "read the configuration and the lists again, as SIGHUP does");
  add("renew", "start the program anew: it takes every connection over from the one that runs");
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
  if (error.get_exit_code() == 0 || unknown.empty()) return app.exit(error) == 0 ? EX_OK : EX_USAGE;
  std::cerr << "greyctl: " << unknown << '\n';
  return EX_USAGE;
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  CommandLine command_line;
  CLI::App app{"Operates Greycache: looks, asks, checks. See greyctl(8)."};
  app.add_option("-c,--config", command_line.config,
                 "configuration file (default: /etc/greycache/greycache.conf)")
      ->check(not_empty)
      ->type_name("FILE");
  app.set_version_flag("--version", kSoftware);
  app.require_subcommand(1);
  app.fallthrough();
  add_commands(app, command_line);
  try {
    app.name("greyctl");
    app.parse(words_of(argc, argv));
  } catch (const CLI::ParseError& error) {
    command_line.status = status_of(app, error);
  }
  return command_line;
}

}  // namespace greycache
