// The options of greyctl's commands for this host and for other stores, read by CLI11.
#include "greyctl/host_command_line.h"

#include <utility>

#include <CLI/CLI.hpp>

#include "greycache/moving/moved_row.h"
#include "greyctl/option_checks.h"

namespace greycache {

namespace {

void add_dry_run(CLI::App& app, bool& dry_run) {
  app.add_flag("--dry-run", dry_run, "read and count, and change nothing");
}

void add_sqlgrey(CLI::App& sqlgrey, SqlgreyImportOptions& options) {
  const auto add = [&](const char* name, std::string& into, const char* help, const char* type) {
    return sqlgrey.add_option(name, into, help)->check(not_empty)->type_name(type);
  };
  add("SQLGREY.CONF", options.config, "its configuration (default: /etc/sqlgrey/sqlgrey.conf)", "");
  CLI::Option* database = add(
      "--database", options.database,
      "in place of the configuration's: DBI:..., postgresql://..., mysql://..., or a file", "URI");
  add("--from-files", options.from_files,
      "in place of a database: TABLE.tsv of mysql --batch, TABLE.csv of psql --csv", "DIRECTORY")
      ->excludes(database);
  add("--time-zone", options.time_zone,
      "of times without one, where it is not the database's, or for files this host's", "ZONE");
}

void add_postgrey(CLI::App& postgrey, PostgreyImportOptions& options) {
  const auto add = [&](const char* name, std::string& into, const char* help, const char* type) {
    postgrey.add_option(name, into, help)->check(not_empty)->type_name(type);
  };
  add("DIRECTORY", options.directory, "of its databases (default: /var/lib/postgrey)", "");
  add("--defaults", options.defaults, "where POSTGREY_OPTS is (default: /etc/default/postgrey)",
      "FILE");
  add("--lists", options.lists, "of its whitelists (default: /etc/postgrey and /etc/postfix)",
      "DIRECTORY");
}

// "user" and "token", with what is done with one of them.
CLI::App* add_panel_kind(CLI::App& panel, PanelOptions& options, const char* what,
                         const char* help) {
  CLI::App* kind = panel.add_subcommand(what, help);
  const auto add = [&options, kind, what](const char* action, const char* meaning) {
    CLI::App* command = kind->add_subcommand(action, meaning);
    command->callback([&options, what, action] {
      options.what = what;
      options.action = action;
    });
    return command;
  };
  CLI::App* made = add("add", "one more");
  made->add_option("--role", options.role, "what it may do (default: viewer)")
      ->check(CLI::IsMember({"viewer", "operator", "admin"}))
      ->type_name("viewer|operator|admin");
  made->add_option("--domain", options.domain, "only what concerns recipients of it")
      ->check(not_empty)
      ->type_name("DOMAIN");
  for (CLI::App* named : {made, add("remove", "it is out at once")}) {
    named->add_option("name", options.name, "NAME")->required();
  }
  add("list", "all of them")->add_flag("--json", options.json, "as JSON");
  kind->require_subcommand(1);
  return kind;
}

}  // namespace

void add_deferrals(CLI::App& app, std::vector<std::string>& deferrals) {
  app.add_option("--deferral", deferrals,
                 "a reply that defers, besides those that are known; may be repeated")
      ->type_name("PATTERN")
      ->expected(1)
      ->take_all();
}

void add_import(CLI::App& app, ImportOptions& options) {
  const auto add = [&](const char* from, const char* help) {
    CLI::App* source = app.add_subcommand(from, help);
    source->callback([&options, from] { options.from = from; });
    add_dry_run(*source, options.dry_run);
    return source;
  };
  add("greycache", "what `greyctl export` wrote")
      ->add_option("FILE", options.file, "lines of JSON; - for standard input")
      ->required()
      ->check(not_empty);
  add_sqlgrey(*add("sqlgrey", "what SQLgrey's database holds"), options.sqlgrey);
  add_postgrey(*add("postgrey", "what postgrey's databases hold, and its whitelists"),
               options.postgrey);
  app.require_subcommand(1);
}

void add_export(CLI::App& app, ExportOptions& options) {
  app.add_option("--kind", options.kinds, "only these, with commas between (default: all)")
      ->delimiter(',')
      ->check(CLI::IsMember(moved_kind_names()))
      ->type_name("KIND,...");
}

void add_warm(CLI::App& warm, WarmOptions& options) {
  warm.add_option("MAILLOG", options.logs, "log files, also .gz; - for standard input")->required();
  add_deferrals(warm, options.deferrals);
  add_dry_run(warm, options.dry_run);
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

void add_panel(CLI::App& panel, PanelOptions& options) {
  for (const auto& [what, meaning] :
       {std::pair("enable", "sets panel_socket, makes a first user, starts greyweb"),
        std::pair("disable", "takes that back; who may sign in stays")}) {
    panel.add_subcommand(what, meaning)->callback([&options, name = what] { options.what = name; });
  }
  CLI::App* password = add_panel_kind(panel, options, "user", "who signs in with a password")
                           ->add_subcommand("password", "another one; asked for, or piped");
  password->callback([&options] {
    options.what = "user";
    options.action = "password";
  });
  password->add_option("name", options.name, "NAME")->required();
  add_panel_kind(panel, options, "token", "which programs may use the API");
  panel.require_subcommand(1);
}

void add_doctor(CLI::App& doctor, DoctorOptions& options) {
  doctor.add_flag("--json", options.json, "as JSON, what is well included");
  doctor
      .add_option("--config-directory", options.config_directory,
                  "of the instance of Postfix (default: Postfix's)")
      ->check(not_empty)
      ->type_name("DIRECTORY");
}

void add_config(CLI::App& config, ConfigOptions& options) {
  config.add_option("SETTING", options.names, "names of settings (default: what differs)");
  CLI::Option* defaults =
      config.add_flag("--defaults", options.defaults, "the defaults, whatever the file says");
  config.add_flag("--explain", options.explain, "what greycache.conf(5) says")->excludes(defaults);
  config.add_flag("--json", options.json, "as JSON");
}

void add_update_lists(CLI::App& update_lists, UpdateOptions& options) {
  CLI::Option* check =
      update_lists.add_flag("--check", options.check, "say what is new, and replace nothing");
  CLI::Option* rollback =
      update_lists.add_flag("--rollback", options.rollback, "take the last update back");
  update_lists
      .add_option("--timeout", options.timeout, "the longest wait for a list (default: 60)")
      ->check(CLI::Range(1, 3600))
      ->type_name("SECONDS");
  check->excludes(rollback);
}

}  // namespace greycache
