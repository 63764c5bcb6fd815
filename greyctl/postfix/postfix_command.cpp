// Reads, plans, asks, changes, looks whether it is so, and tells Postfix.
#include "greyctl/postfix/postfix_command.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sysexits.h>
#include <unistd.h>

#include <iostream>
#include <optional>
#include <string>

#include "common/program_output.h"
#include "common/socket.h"
#include "greyctl/postfix/config_files.h"
#include "greyctl/postfix/master_service.h"
#include "greyctl/postfix/postconf.h"
#include "greyctl/postfix/postfix_page.h"
#include "greyctl/postfix/service_here.h"

namespace greycache {

namespace {

constexpr int kAnsweredNo = 1;

// What stands in the way of a mail once Postfix asks; nothing of it keeps mail out.
std::vector<std::string> missing_parts(const PostfixService& service) {
  std::vector<std::string> missing;
  if (getpwnam(service.user.c_str()) == nullptr) {
    missing.push_back(fmt::format("there is no account {}", service.user));
  }
  if (access(service.helper.c_str(), X_OK) != 0) {
    missing.push_back(fmt::format("{} is not there", service.helper));
  }
  return missing;
}

void print_notes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) print_out("note: {}\n", note);
}

// Shows the plan, and whether it shall be.
bool agreed(const PostfixPlan& plan, const Postconf& postconf, const PostfixOptions& options) {
  write_out(plan_text(plan, postconf.directory()));
  print_notes(plan.notes);
  if (options.yes) return true;
  print_out("\nDo that? [y/N] ");
  if (!flush_out()) return false;
  std::string answer;
  std::getline(std::cin, answer);
  if (!std::cin) print_out("\n");
  const bool yes = answer == "y" || answer == "Y" || answer == "yes";
  if (!yes) print_out("Nothing is changed.\n");
  return yes;
}

// Postfix reads master.cf again only then.
int tell_postfix(const Postconf& postconf) {
  if (!postconf.runs()) {
    print_out("Postfix does not run: this counts from its start on.\n");
    return EX_OK;
  }
  if (const auto told = postconf.reload(); !told) {
    return complain(EX_UNAVAILABLE, "Postfix could not be reloaded: " + told.error());
  }
  print_out("Postfix was reloaded.\n");
  return EX_OK;
}

// The copy of before the first change: what is already ours is no such thing.
tl::expected<void, std::string> keep_copies(const Postconf& postconf, const PostfixState& state,
                                            const ConfigFiles& files) {
  const bool ours = !state.service().empty() || files.main.find(kServicePlace) != std::string::npos;
  if (ours && read_files(postconf.directory(), kCopySuffix)) return {};
  return write_files(postconf.directory(), kCopySuffix, files);
}

// Carries it out and looks whether nothing is left to do. Empty, or what went wrong.
template <typename Plan>
std::string trouble_with(const Postconf& postconf, const PostfixPlan& plan,
                         const Plan& plan_again) {
  if (const auto done = postconf.carry_out(plan); !done) return done.error();
  const auto state = postconf.read();
  if (!state) return state.error();
  const auto left = plan_again(*state);
  if (!left) return left.error();
  return left->empty() ? "" : "Postfix does not have what was written";
}

// The same; where something goes wrong the files are what they were.
template <typename Plan>
tl::expected<void, std::string> change(const Postconf& postconf, const ConfigFiles& files,
                                       const PostfixPlan& plan, const Plan& plan_again) {
  const std::string trouble = trouble_with(postconf, plan, plan_again);
  if (trouble.empty()) return {};
  const auto back = write_files(postconf.directory(), "", files);
  return tl::make_unexpected(fmt::format(
      "{}; {}", trouble, back ? "main.cf and master.cf are as they were" : back.error()));
}

void note_silent_daemon(const std::string& socket) {
  if (!connect_unix(socket)) {
    print_out("note: the daemon does not answer on {}: until it does, mail passes unseen\n",
              socket);
  }
}

int print(const Postconf& postconf, const PostfixState& state, const PostfixService& service) {
  const auto plan = plan_to_ask(state, service);
  if (!plan) return complain(EX_CONFIG, plan.error());
  if (plan->empty()) {
    print_out("# {}: Postfix asks already\n", postconf.directory());
  } else {
    print_out("{}\n# then: postfix reload\n", plan_text(*plan, postconf.directory()));
  }
  for (const std::string& note : missing_parts(service)) print_out("# note: {}\n", note);
  for (const std::string& note : plan->notes) print_out("# note: {}\n", note);
  return EX_OK;
}

int apply(const Postconf& postconf, const PostfixState& state, const PostfixService& service,
          const PostfixOptions& options) {
  const auto plan = plan_to_ask(state, service);
  if (!plan) return complain(EX_CONFIG, plan.error());
  if (plan->empty()) {
    print_out("{}: Postfix asks already, nothing is changed.\n", postconf.directory());
    print_notes(plan->notes);
    return EX_OK;
  }
  const auto missing = missing_parts(service);
  if (!missing.empty()) return complain(EX_CONFIG, missing.front());
  if (!agreed(*plan, postconf, options)) return kAnsweredNo;
  const auto files = read_files(postconf.directory(), "");
  if (!files) return complain(EX_IOERR, files.error());
  if (const auto kept = keep_copies(postconf, state, *files); !kept) {
    return complain(EX_IOERR, kept.error());
  }
  const auto done = change(postconf, *files, *plan,
                           [&](const PostfixState& now) { return plan_to_ask(now, service); });
  if (!done) return complain(EX_UNAVAILABLE, done.error());
  print_out("Changed; as it was: {0}/main.cf{1} and master.cf{1} (greyctl postfix --undo).\n",
            postconf.directory(), kCopySuffix);
  const int status = tell_postfix(postconf);
  note_silent_daemon(service.socket);
  return status;
}

// As master.cf has it: --apply may have been told of another helper, or known another account.
PostfixService service_in(const PostfixState& state, PostfixService service) {
  for (const MasterService& each : master_services(state)) {
    if (each.name != kServiceName || each.type != "unix") continue;
    const auto program = each.program();
    const std::string socket = each.program_option("--socket");
    service.user = each.argument("user").value_or(service.user);
    if (!program.empty()) service.helper = program.front();
    if (!socket.empty()) service.socket = socket;
  }
  return service;
}

// What the copies become by --apply, as it is today.
std::optional<ConfigFiles> applied_to(const ConfigFiles& copies, const PostfixService& service,
                                      PostfixState& before) {
  const auto trial = TrialDirectory::with(copies);
  if (!trial) return std::nullopt;
  const auto postconf = Postconf::open(trial->path());
  if (!postconf) return std::nullopt;
  const auto state = postconf->read();
  if (!state) return std::nullopt;
  before = *state;
  const auto plan = plan_to_ask(before, service);
  if (!plan || !postconf->carry_out(*plan)) return std::nullopt;
  const auto files = read_files(trial->path(), "");
  return files ? std::optional(*files) : std::nullopt;
}

int undo(const Postconf& postconf, const PostfixState& state, const PostfixService& service,
         const PostfixOptions& options) {
  const auto files = read_files(postconf.directory(), "");
  if (!files) return complain(EX_IOERR, files.error());
  const auto copies = read_files(postconf.directory(), kCopySuffix);
  PostfixState before;
  const auto applied =
      copies ? applied_to(*copies, service_in(state, service), before) : std::nullopt;
  const auto plan_now = [&](const PostfixState& now) {
    return plan_to_ask_no_more(now, before.version.empty() ? nullptr : &before);
  };
  const auto plan = plan_now(state);
  if (!plan) return complain(EX_CONFIG, plan.error());
  if (plan->empty()) {
    print_out("{}: Postfix does not ask, nothing is changed.\n", postconf.directory());
    print_notes(plan->notes);
    return EX_OK;
  }
  if (!agreed(*plan, postconf, options)) return kAnsweredNo;
  // To the byte where nobody has changed anything since.
  const bool whole = applied && *applied == *files;
  const auto done = whole ? write_files(postconf.directory(), "", *copies)
                          : change(postconf, *files, *plan, plan_now);
  if (!done) return complain(EX_UNAVAILABLE, done.error());
  if (whole) remove_files(postconf.directory(), kCopySuffix);
  print_out("{}\n", whole ? "main.cf and master.cf are what they were."
                          : "Taken out; what else was changed since stays.");
  return tell_postfix(postconf);
}

}  // namespace

int postfix(const Settings& settings, const PostfixOptions& options) {
  if (int{options.print} + int{options.apply} + int{options.undo} != 1) {
    return complain(EX_USAGE, "postfix needs one of --print, --apply and --undo");
  }
  const auto postconf = Postconf::open(options.config_directory);
  if (!postconf) return complain(EX_UNAVAILABLE, postconf.error());
  const auto state = postconf->read();
  if (!state) return complain(EX_UNAVAILABLE, state.error());
  const PostfixService service = service_here(settings, options.helper);
  if (options.print) return print(*postconf, *state, service);
  if (geteuid() != 0) return complain(EX_NOPERM, "only root may change Postfix's configuration");
  if (const std::string obstacle = obstacle_to_editing(postconf->directory()); !obstacle.empty()) {
    return complain(EX_CONFIG, obstacle);
  }
  return options.apply ? apply(*postconf, *state, service, options)
                       : undo(*postconf, *state, service, options);
}

}  // namespace greycache
